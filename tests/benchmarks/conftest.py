"""The scripts in benchmarks/ are no package: they import each other by bare name, as they do when run."""

import sys
from pathlib import Path

import pytest
from graph_sets import write_set

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))


@pytest.fixture
def tool_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of 200 tools whose strings' vectors are cached, so that no model is loaded."""
    monkeypatch.setenv("TOOLFLOW_CACHE", str(tmp_path / "cache"))
    return write_set(tmp_path, 200)
