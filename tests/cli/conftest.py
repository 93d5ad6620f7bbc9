"""The command line, run in the tests' own process."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import pytest

from toolflow_cli import main as cli


@pytest.fixture
def command_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[Any, str, str]]:
    """Return what runs `toolflow` with some words and returns exit code, output and standard error."""

    def run(*words: Any) -> tuple[Any, str, str]:
        monkeypatch.setattr(sys, "argv", ["toolflow", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        shown = capsys.readouterr()
        assert "Traceback" not in shown.err
        return ended.value.code, shown.out, shown.err

    return run
