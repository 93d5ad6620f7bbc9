"""A run folder of hand-written dialogues, and a `datasets` cache of its own for every test."""

from __future__ import annotations

from pathlib import Path

import pytest
from hand_dialogues import make_run


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """Return a filled run folder."""
    return make_run(tmp_path / "run")


@pytest.fixture(autouse=True)
def fresh_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give every test its own `datasets` cache, shared by all loads within the test."""
    import datasets

    cache = tmp_path / "cache"
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", cache)
    monkeypatch.setattr(datasets.config, "HF_DATASETS_OFFLINE", True)
    return cache
