"""What a report takes from runs and data sets, without a browser."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hand_dialogues import make_dialogue
from report_pages import as_lines, hand_entries, kept, packed_index, write_run

from toolflow_dataset import Message, ToolCall
from toolflow_dataset.errors import ConfigError
from toolflow_dataset.export import export_run
from toolflow_dataset.journal import Journal
from toolflow_dataset.statistics import dialogue_statistics
from toolflow_evaluation.dialogue_sets import open_sets
from toolflow_evaluation.html_report import columns as columns_module
from toolflow_evaluation.html_report.columns import Columns
from toolflow_evaluation.html_report.entries import _from_journal, open_report_sets
from toolflow_evaluation.html_report.packing import packed, unpacked
from toolflow_evaluation.html_report.report import build_report
from toolflow_evaluation.html_report.round_facts import ROUND_KINDS, round_facts
from toolflow_evaluation.html_report.shown_dialogue import json_text, shown_turns


def test_what_the_export_left_out_is_dropped_whatever_the_filters_said(tmp_path: Path) -> None:
    run = write_run(tmp_path / "run", [kept(make_dialogue(index)) for index in range(3)])
    again = "near_duplicate:graph_plan-000000"
    export_run(run, drop_reason=lambda dialogue: again if dialogue.id.endswith("2") else None)
    (one,) = open_report_sets([str(run)])
    assert [(entry.id[-1], entry.status, entry.note) for entry in one.read()] == [
        ("0", "kept", ""),
        ("1", "kept", ""),
        ("2", "dropped", again),
    ]
    assert one.kept is not None and len(list(one.kept)) == 2
    index = packed_index(build_report([one]).html)
    assert index["notes"] == ["", "near_duplicate"] and index["columns"]["status"] == [0, 0, 1]


def test_labels_are_those_of_evaluate(hand_run: Path, tmp_path: Path) -> None:
    file = as_lines(tmp_path / "more.jsonl", {"messages": [{"role": "user", "content": "hi"}]})
    for names in (
        [str(hand_run)],
        [f"{hand_run}:none"],
        [f"ours={hand_run}"],
        [f"ours={hand_run}:graph+plan", str(file)],
    ):
        assert [one.label for one in open_report_sets(names)] == [one.label for one in open_sets(names)]


def test_two_sets_of_one_name_and_runs_without_dialogues_are_refused(hand_run: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="give them names"):
        open_report_sets([str(hand_run), str(hand_run)])
    empty = write_run(tmp_path / "empty", [])
    (empty / "journal.jsonl").touch()
    with pytest.raises(ConfigError, match="it has none yet"):
        open_report_sets([str(empty)])


def test_counts_of_rounds_add_up_to_table_1() -> None:
    for entry in hand_entries():
        if entry.dialogue is None:
            continue
        facts = round_facts(_from_journal(entry, None))
        counts = dialogue_statistics(entry.dialogue)
        assert facts.statistics == counts
        for bit, kind in enumerate(ROUND_KINDS):
            assert sum(mask >> bit & 1 for mask in facts.kinds) == getattr(counts, f"{kind}_rounds"), kind
        assert sum(facts.calls) == counts.calls and len(facts.calls) == counts.rounds


def test_results_stand_beside_the_calls_they_answer() -> None:
    call = ToolCall("a", "f", {"x": 1.0, "y": {"z": [2**70]}})
    turns = shown_turns(
        [
            Message("user", "go"),
            Message("assistant", "", (call, ToolCall("b", "g", {}))),
            Message("tool", '{"error": "no"}', (), "b"),
            Message("tool", "1", (), "a"),
            Message("tool", "2", (), "a"),
            Message("tool", "lost", (), "c"),
            Message("assistant", "done"),
        ]
    )
    assert [turn["role"] for turn in turns] == ["user", "assistant", "tool", "assistant"]
    first, second = turns[1]["calls"]
    assert first["arguments"] == [("x", "1.0"), ("y", f'{{"z": [{2**70}]}}')]
    assert first["results"] == [{"text": "1"}, {"text": "2"}]
    assert second["results"] == [{"text": '{"error": "no"}', "failed": True}]
    assert turns[2] == {"role": "tool", "id": "c", "results": [{"text": "lost"}]}
    assert "text" not in turns[1]


def test_a_later_call_of_the_same_id_gets_its_own_result() -> None:
    calls = [Message("assistant", "", (ToolCall("a", "f", {"n": n}),)) for n in (1, 2)]
    results = [Message("tool", str(n), (), "a") for n in (1, 2)]
    turns = shown_turns([calls[0], results[0], calls[1], results[1]])
    assert [turn["calls"][0]["results"] for turn in turns] == [[{"text": "1"}], [{"text": "2"}]]


def test_values_survive_packing() -> None:
    value = {"text": "half \ud800, \u2028, </script>, \U0001f600", "deep": [[None, 1.5, -7]]}
    text = packed(value)
    assert unpacked(text) == value and text.isascii() and "<" not in text
    assert packed(value) == text
    with pytest.raises(ValueError, match="not JSON compliant"):
        packed(float("nan"))
    deep: list = []
    for _ in range(100_000):
        deep = [deep]
    assert json_text(deep) == "(nested too deeply to be shown)"


def test_dialogues_are_packed_in_blocks_in_order(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(columns_module, "BLOCK", 2)
    run = write_run(tmp_path / "run", [kept(make_dialogue(index)) for index in range(5)])
    (one,) = open_report_sets([str(run)])
    columns = Columns(["run"])
    for entry in one.read():
        columns.add(entry, 0, round_facts(entry))
    columns.close()
    blocks = [unpacked(block) for block in columns.blocks]
    assert [len(block) for block in blocks] == [2, 2, 1]
    said = [each["turns"][1]["text"][-2:-1] for block in blocks for each in block]
    assert said == ["0", "1", "2", "3", "4"]
    assert len(columns.definitions()) == 2  # tools are kept once, whoever is offered them
    assert [json.loads(text)["name"] for text in columns.definitions()] == ["get_weather", "send_mail"]
    assert columns.names_by_use() == ["get_weather", "send_mail"]


def test_a_run_that_is_still_going_on_has_a_report(tmp_path: Path) -> None:
    run = write_run(tmp_path / "run", hand_entries())
    with open(run / "journal.jsonl", "ab") as file:
        file.write(b'{"index": 9, "setting": "graph+pl')  # being written
    assert build_report(open_report_sets([str(run)])).dialogues == {"run:graph_plan": 7, "run:none": 3}
    assert len(Journal.of_run(run)) == 10
