"""A local Hub, and processes that use it: `huggingface_hub` reads its constants when it is imported."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hub_server import LocalHub

Process = subprocess.CompletedProcess[str]


@pytest.fixture
def hub() -> Iterator[LocalHub]:
    """Return an empty Hub, where `hf_writer` is the token of one who may write to `writer/` and `org/`."""
    with LocalHub() as running:
        yield running


@pytest.fixture
def environment(hub: LocalHub, tmp_path: Path) -> dict[str, str]:
    """Return the environment of a process that knows the Hub, its token, and caches of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HF_", "HUGGING"))}
    return {
        **kept,
        "HF_ENDPOINT": hub.url,
        "HF_HOME": str(tmp_path / "hf-home"),
        "HF_TOKEN": "hf_writer",
        "HF_HUB_DISABLE_XET": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "HF_HUB_DISABLE_PROGRESS_BARS": "1",
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
    }


@pytest.fixture
def python(environment: dict[str, str]) -> Callable[..., Process]:
    """Return what runs Python code in a process that knows the Hub."""

    def run(code: str, **changed: str) -> Process:
        return subprocess.run(
            [sys.executable, "-c", code],
            env={**environment, **changed},
            capture_output=True,
            text=True,
            timeout=300,
        )

    return run
