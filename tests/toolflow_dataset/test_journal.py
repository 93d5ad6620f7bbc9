from __future__ import annotations

from pathlib import Path

import pytest
from hand_dialogues import kept, make_dialogue

from toolflow_dataset.errors import ConfigError, SchemaError
from toolflow_dataset.journal import JOURNAL_FILE, Journal, JournalEntry


def places(journal: Journal) -> list[tuple[str, int, str]]:
    return [(entry.setting, entry.index, entry.status) for entry in journal]


def test_reads_back_in_setting_and_index_order_what_came_in_any_order(run: Path) -> None:
    assert places(Journal.of_run(run)) == [
        ("graph+plan", 0, "kept"),
        ("graph+plan", 1, "kept"),
        ("graph+plan", 2, "dropped"),
        ("graph+plan", 3, "kept"),
        ("graph+plan", 4, "failed"),
        ("none", 0, "kept"),
        ("none", 1, "kept"),
    ]


def test_entries_come_back_equal(tmp_path: Path) -> None:
    entries = [
        kept(0),
        JournalEntry(1, "graph+plan", "dropped", "ungrounded:city", make_dialogue(1)),
        JournalEntry(2, "graph+plan", "failed", cause="ChatError: \u2028 no"),
    ]
    with Journal(tmp_path / "j.jsonl") as journal:
        for entry in entries:
            journal.append(entry)
    assert list(Journal(tmp_path / "j.jsonl")) == entries
    assert list(journal) == entries  # also through the object that wrote them


def test_selects_and_counts(run: Path) -> None:
    journal = Journal.of_run(run)
    assert len(journal) == 7
    assert journal.settings() == ("graph+plan", "none")
    assert journal.count("graph+plan", "kept") == 3
    assert journal.count(status="failed") == 1
    assert [entry.index for entry in journal.entries("none")] == [0, 1]
    assert ("graph+plan", 4) in journal
    assert ("graph+plan", 5) not in journal
    assert ("graph", 0) not in journal


@pytest.mark.parametrize("cut", [1, 10, 1500])
def test_a_torn_last_line_is_owed_again_and_does_not_swallow_the_next(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "j.jsonl"
    with Journal(path) as journal:
        journal.append(kept(0))
        journal.append(kept(1))
    path.write_bytes(path.read_bytes()[:-cut])

    journal = Journal(path)
    assert [entry.index for entry in journal] == [0]
    assert ("graph+plan", 1) not in journal
    journal.append(kept(1))
    journal.close()
    assert list(Journal(path)) == [kept(0), kept(1)]


def test_a_last_line_of_zero_bytes_is_owed_again(tmp_path: Path) -> None:
    path = tmp_path / "j.jsonl"
    with Journal(path) as journal:
        journal.append(kept(0))
    path.write_bytes(path.read_bytes() + b"\0" * 50 + b"\n")
    assert list(Journal(path)) == [kept(0)]


def test_a_broken_line_in_the_middle_is_named(tmp_path: Path) -> None:
    path = tmp_path / "j.jsonl"
    with Journal(path) as journal:
        journal.append(kept(0))
        journal.append(kept(1))
    first, second = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(first[:-9] + b"\n" + second)
    with pytest.raises(SchemaError, match=r"j\.jsonl, line 1: not a journal entry"):
        Journal(path)


@pytest.mark.parametrize(("old", "new"), [(b'"kept"', b'"lost"'), (b'"index":0', b'"index":"0"')])
def test_an_impossible_status_or_index_is_refused(tmp_path: Path, old: bytes, new: bytes) -> None:
    path = tmp_path / "j.jsonl"
    with Journal(path) as journal:
        journal.append(kept(0))
        journal.append(kept(1))
    path.write_bytes(path.read_bytes().replace(old, new, 1))
    with pytest.raises(SchemaError, match="line 1"):
        Journal(path)


def test_a_dialogue_tried_again_counts_once_with_its_last_outcome(tmp_path: Path) -> None:
    path = tmp_path / "j.jsonl"
    with Journal(path) as journal:
        journal.append(JournalEntry(0, "graph", "failed", cause="gone"))
        journal.append(kept(0, "graph"))
        assert len(journal) == 1
    assert list(Journal(path)) == [kept(0, "graph")]


def test_every_entry_is_on_disk_when_append_returns(tmp_path: Path) -> None:
    writer = Journal(tmp_path / "j.jsonl")
    for index in range(3):
        writer.append(kept(index))
        assert len(Journal(tmp_path / "j.jsonl")) == index + 1
    writer.close()


def test_find_takes_the_id_of_any_dialogue(run: Path) -> None:
    journal = Journal.of_run(run)
    found = journal.find("graph_plan-000003")
    assert found is not None and found.dialogue == make_dialogue(3)
    failed = journal.find("graph_plan-000004")
    assert failed is not None and failed.dialogue is None and failed.id == "graph_plan-000004"
    for unknown in ("graph_plan-000009", "graph_plan-3", "graph_plan", "3", "", "graph_plan-0000003"):
        assert journal.find(unknown) is None


@pytest.mark.parametrize(
    ("wrong", "nearest"),
    [
        ("graph_plan-000009", ["graph_plan-000004", "graph_plan-000003"]),
        ("graphplan-000001", ["graph_plan-000001", "graph_plan-000000"]),
        ("graph_plan-3", ["graph_plan-000003", "graph_plan-000002"]),
        ("nine-000001", ["none-000001", "none-000000"]),
    ],
)
def test_nearest_ids(run: Path, wrong: str, nearest: list[str]) -> None:
    assert Journal.of_run(run).nearest_ids(wrong, 2) == nearest


def test_a_folder_that_is_no_run(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=f"holds no {JOURNAL_FILE}"):
        Journal.of_run(tmp_path)
    with pytest.raises(ConfigError, match="is not a folder"):
        Journal.of_run(tmp_path / "nothing")


def test_a_journal_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ConfigError, match="cannot write the journal"):
        Journal(tmp_path / "file" / "j.jsonl").append(kept(0))


def test_a_short_entry_after_a_long_torn_line_leaves_nothing_of_it(tmp_path: Path) -> None:
    path = tmp_path / "j.jsonl"
    with Journal(path) as journal:
        journal.append(kept(0))
        journal.append(kept(1))
    path.write_bytes(path.read_bytes()[:-1])
    short = JournalEntry(1, "graph+plan", "failed", cause="gone")
    with Journal(path) as journal:
        journal.append(short)
    assert list(Journal(path)) == [kept(0), short]
    assert path.read_bytes().endswith(b'"cause":"gone"}\n')
