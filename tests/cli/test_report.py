"""`toolflow report`: what it writes, says and refuses."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "evaluation" / "html_report"))

from report_pages import as_lines, hand_entries, packed_index, write_run

CommandLine = Callable[..., tuple[Any, str, str]]


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return write_run(tmp_path / "hand", hand_entries())


def test_a_run_becomes_a_file(run: Path, tmp_path: Path, command_line: CommandLine) -> None:
    out = tmp_path / "new" / "report.html"
    code, said, _ = command_line("report", run, "--out", out)
    assert code == 0
    assert said.splitlines()[:2] == ["hand:graph_plan: 7 dialogues", "hand:none: 3 dialogues"]
    assert f"written to {out}" in said and "MB" in said
    index = packed_index(out.read_text("utf-8"))
    assert index["title"] == "hand" and [one["name"] for one in index["sets"]] == ["graph_plan", "none"]
    assert str(tmp_path) not in out.read_text("utf-8")


def test_the_same_run_gives_the_same_bytes(run: Path, tmp_path: Path, command_line: CommandLine) -> None:
    for name in ("one.html", "two.html"):
        assert command_line("report", run, "--out", tmp_path / name)[0] == 0
    assert (tmp_path / "one.html").read_bytes() == (tmp_path / "two.html").read_bytes()


def test_sources_stand_side_by_side_under_their_names(
    run: Path, tmp_path: Path, command_line: CommandLine
) -> None:
    file = as_lines(
        tmp_path / "theirs.jsonl", {"query": "weather?", "answers": [{"name": "f", "arguments": {}}]}
    )
    code, said, _ = command_line(
        "report", f"ours={run}:none", f"theirs={file}", f"again={run}:none", "--out", tmp_path / "r.html"
    )
    assert code == 0, said
    index = packed_index((tmp_path / "r.html").read_text("utf-8"))
    assert [one["name"] for one in index["sets"]] == ["ours", "theirs", "again"]
    ids = index["columns"]["id"]
    assert ids[0] == "none-000000" and ids[-1] == "again/none-000002" and len(set(ids)) == len(ids) == 7


def test_places_of_files_do_not_tell_whose_machine_it_was(tmp_path: Path, command_line: CommandLine) -> None:
    from toolflow_evaluation.html_report.packing import unpacked

    file = as_lines(tmp_path / "deep.jsonl", {"messages": [{"role": "user", "content": "hi"}]})
    assert command_line("report", file, "--out", tmp_path / "r.html")[0] == 0
    html = (tmp_path / "r.html").read_text("utf-8")
    shown = unpacked(html.partition('id="dialogues-0">')[2].partition("<")[0])
    assert shown[0]["origin"] == {"place": "deep.jsonl:1"}
    assert str(tmp_path) not in json.dumps(packed_index(html))


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["nowhere"], "nowhere: no such file or folder"),
        (["{run}:plan"], "holds no dialogue of 'plan'; it has graph_plan, none"),
        (["{run}", "{run}"], "give them names, as in one="),
        (["{run}", "--nli", "model"], "--encoder and --nli choose the models of --metrics"),
        (["{run}", "--metrics-from", "{run}/journal.jsonl"], "cannot be read as JSON"),
        (["{run}", "--graph", "{run}"], "no graph there"),
        (["{run}", "--out", "{run}"], "is a folder; give a file name"),
    ],
)
def test_mistakes_end_in_one_clear_line(
    run: Path, tmp_path: Path, command_line: CommandLine, words: list[str], message: str
) -> None:
    code, _, said = command_line(
        "report", *(["--out", tmp_path / "r.html"]), *(word.format(run=run) for word in words)
    )
    assert code == 2 and message in said
    assert not (tmp_path / "r.html").exists()


def test_dialogues_that_cannot_be_read_are_counted_if_asked(
    tmp_path: Path, command_line: CommandLine
) -> None:
    file = as_lines(tmp_path / "odd.jsonl", {"messages": [{"role": "user", "content": "hi"}]}, {"nothing": 1})
    out = tmp_path / "r.html"
    code, _, said = command_line("report", file, "--out", out)
    assert code == 2 and "odd.jsonl:2" in said and not out.exists()
    code, said, _ = command_line("report", file, "--out", out, "--skip-unreadable")
    assert code == 0 and "odd: 1 dialogue left out, being unreadable" in said
    assert packed_index(out.read_text("utf-8"))["sets"][0]["unreadable"] == 1
