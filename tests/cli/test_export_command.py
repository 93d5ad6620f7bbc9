"""`toolflow export` on a run of hand-written dialogues."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hand_dialogues import make_run

from toolflow_cli.export import _FORMATS
from toolflow_training.example_export import FORMATS


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return make_run(tmp_path / "run")


def test_the_command_offers_every_format() -> None:
    assert _FORMATS == FORMATS


def test_a_setting_is_exported_and_counted(
    run: Path, tmp_path: Path, command_line: Callable[..., tuple[Any, str, str]]
) -> None:
    out = tmp_path / "out.jsonl"
    code, said, _ = command_line("export", run, "--format", "openai", "--out", out, "--setting", "none")
    assert (code, said) == (0, f"{out}: 2 examples\n")
    code, said, _ = command_line(
        "export", run, "--format", "openai", "--out", out, "--setting", "all", "--per-turn"
    )
    assert (code, said) == (0, f"{out}: 15 examples\n")
    assert len(out.read_text("utf-8").splitlines()) == 15


def test_of_several_settings_one_has_to_be_chosen(
    run: Path, tmp_path: Path, command_line: Callable[..., tuple[Any, str, str]]
) -> None:
    code, _, err = command_line("export", run, "--format", "trl", "--out", tmp_path / "out.jsonl")
    assert code == 2 and "choose one with --setting, or --setting all" in err
    assert not (tmp_path / "out.jsonl").exists()


def test_what_llama_factory_needs_to_know_is_said(
    run: Path, tmp_path: Path, command_line: Callable[..., tuple[Any, str, str]]
) -> None:
    out = tmp_path / "lf" / "out.jsonl"
    code, said, err = command_line("export", run, "--format", "sharegpt", "--out", out, "--setting", "none")
    assert code == 0 and said.splitlines()[-1] == f'{out.parent / "dataset_info.json"}: "out"'
    assert "2 call turns have words beside the call" in err
    assert list(json.loads((out.parent / "dataset_info.json").read_text("utf-8"))) == ["out"]


def test_a_split_that_cannot_be_is_one_line(
    run: Path, tmp_path: Path, command_line: Callable[..., tuple[Any, str, str]]
) -> None:
    code, _, err = command_line(
        "export",
        run,
        "--format",
        "trl",
        "--out",
        tmp_path / "o.jsonl",
        "--setting",
        "all",
        "--test-share",
        "0.2",
    )
    assert code == 2 and "5 dialogues over 2 tools cannot be split by tools" in err
