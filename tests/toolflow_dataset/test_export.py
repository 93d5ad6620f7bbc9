from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import datasets
import pytest
from hand_dialogues import append, kept, load, make_dialogue, with_argument, without_own_fields

from toolflow_dataset import FEATURES, Dialogue
from toolflow_dataset.errors import ConfigError
from toolflow_dataset.export import dropped_reasons, export_run
from toolflow_dataset.journal import JOURNAL_FILE, Journal, JournalEntry
from toolflow_dataset.rows import row_to_dialogue


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_load_dataset_by_bare_name_from_the_run_folder(
    run: Path, fresh_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export_run(run)
    monkeypatch.chdir(run)
    splits = datasets.load_dataset("toolflow", cache_dir=str(fresh_cache))
    assert list(splits) == ["train"]
    assert splits["train"].features == FEATURES
    assert splits["train"]["setting"][:] == ["graph+plan"] * 3
    assert [row_to_dialogue(row) for row in splits["train"]] == [
        without_own_fields(make_dialogue(index)) for index in (0, 1, 3)
    ]


def test_one_configuration_a_setting(run: Path, fresh_cache: Path) -> None:
    export_run(run)
    folder = str(run / "toolflow")
    assert datasets.get_dataset_config_names(folder) == ["graph_plan", "none"]
    assert datasets.get_dataset_default_config_name(folder) == "graph_plan"
    assert load(folder, fresh_cache, "none")["id"][:] == ["none-000000", "none-000001"]


def test_streaming_gives_the_same_rows(run: Path, fresh_cache: Path) -> None:
    export_run(run)
    stream = datasets.load_dataset(str(run / "toolflow"), split="train", streaming=True)
    assert list(stream) == load(run / "toolflow", fresh_cache).to_list()


def test_without_graph_plan_the_first_setting_is_the_default(tmp_path: Path, fresh_cache: Path) -> None:
    with Journal(tmp_path / JOURNAL_FILE) as journal:
        journal.append(kept(0, "none"))
        journal.append(kept(0, "plan"))
    export_run(tmp_path)
    assert load(tmp_path / "toolflow", fresh_cache)["id"][:] == ["plan-000000"]


def test_the_same_dialogues_give_the_same_bytes_in_whatever_order_they_finished(
    run: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    with Journal(other / JOURNAL_FILE) as journal:
        for entry in reversed(list(Journal.of_run(run))):
            journal.append(entry)
    export_run(run)
    export_run(other)
    first = snapshot(run)
    del first[JOURNAL_FILE]
    second = snapshot(other)
    del second[JOURNAL_FILE]
    assert first == second
    assert set(first) >= {"dropped.jsonl", "failed.jsonl", "toolflow/README.md"}

    export_run(run)
    again = snapshot(run)
    del again[JOURNAL_FILE]
    assert again == first


def test_rows_appended_to_a_run_are_loaded_after_the_next_export(run: Path, fresh_cache: Path) -> None:
    export_run(run)
    assert len(load(run / "toolflow", fresh_cache)) == 3
    append(run, kept(5))
    export_run(run)
    assert load(run / "toolflow", fresh_cache)["id"][-1] == "graph_plan-000005"
    assert len(list((run / "toolflow" / "graph_plan").iterdir())) == 1


def test_changed_rows_are_loaded_though_files_have_equal_size_and_time(run: Path, fresh_cache: Path) -> None:
    summary = export_run(run)
    before = load(run / "toolflow", fresh_cache)[0]["models"]
    os.utime(summary.shards[0], (1, 1))
    append(run, kept(0, model="another-mode!"))
    summary = export_run(run)
    os.utime(summary.shards[0], (1, 1))
    assert load(run / "toolflow", fresh_cache)[0]["models"] != before


def test_two_runs_never_share_a_cache_entry(tmp_path: Path, fresh_cache: Path) -> None:
    """Both folders are called `toolflow`, and `datasets` leaves the path out of its cache key."""
    for name, index in (("one", 1), ("two", 2)):
        with Journal(tmp_path / name / JOURNAL_FILE) as journal:
            journal.append(kept(index))
        export_run(tmp_path / name)
    assert load(tmp_path / "one" / "toolflow", fresh_cache)["id"][:] == ["graph_plan-000001"]
    assert load(tmp_path / "two" / "toolflow", fresh_cache)["id"][:] == ["graph_plan-000002"]


def test_dropped_and_failed_are_kept_with_reasons(run: Path) -> None:
    summary = export_run(run)
    (dropped,) = lines(run / "dropped.jsonl")
    assert (dropped["id"], dropped["reason"]) == ("graph_plan-000002", "ungrounded:city")
    assert Dialogue.from_json(dropped["dialogue"]) == make_dialogue(2)
    assert lines(run / "failed.jsonl") == [
        {
            "id": "graph_plan-000004",
            "index": 4,
            "setting": "graph+plan",
            "cause": "ChatError: the model is gone",
            "dialogue": None,
        }
    ]
    assert summary.failed == {"graph+plan": 1}
    assert summary.statistics["graph+plan"].dropped == {"ungrounded:city": 1}
    assert summary.statistics["graph+plan"].dialogues == 3
    assert summary.total.dialogues == 5
    assert dropped_reasons(run) == {"graph_plan-000002": "ungrounded:city"}


def test_a_drop_reason_is_asked_for_kept_dialogues_in_order(run: Path, fresh_cache: Path) -> None:
    asked: list[str] = []

    def drop_reason(dialogue: Dialogue) -> str | None:
        asked.append(dialogue.id)
        return f"near_duplicate:{asked[0]}" if dialogue.id == "graph_plan-000001" else None

    summary = export_run(run, drop_reason=drop_reason)
    assert asked == [f"graph_plan-{index:06d}" for index in (0, 1, 3)] + ["none-000000", "none-000001"]
    assert load(run / "toolflow", fresh_cache)["id"][:] == ["graph_plan-000000", "graph_plan-000003"]
    assert dropped_reasons(run)["graph_plan-000001"] == "near_duplicate:graph_plan-000000"
    assert summary.total.drop_kinds() == {"near_duplicate": 1, "ungrounded": 1}


def test_what_cannot_be_stored_is_dropped_and_not_a_crash(tmp_path: Path, fresh_cache: Path) -> None:
    with Journal(tmp_path / JOURNAL_FILE) as journal:
        journal.append(JournalEntry(0, "graph+plan", "kept", dialogue=with_argument(2**70)))
        journal.append(kept(1))
    export_run(tmp_path)
    assert load(tmp_path / "toolflow", fresh_cache)["id"][:] == ["graph_plan-000001"]
    assert dropped_reasons(tmp_path)["graph_plan-000000"].startswith("unstorable:")


def test_shards(run: Path, fresh_cache: Path) -> None:
    summary = export_run(run, rows_per_shard=2)
    names = [path.name for path in summary.shards]
    assert [name[:20] for name in names] == [
        "train-00000-of-00002",
        "train-00001-of-00002",
        "train-00000-of-00001",
    ]
    assert load(run / "toolflow", fresh_cache)["id"][:] == [f"graph_plan-{index:06d}" for index in (0, 1, 3)]


def test_row_groups_do_not_change_the_rows(
    run: Path, fresh_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("toolflow_dataset.shards.ROWS_PER_GROUP", 1)
    summary = export_run(run)
    import pyarrow.parquet as pq

    assert pq.ParquetFile(summary.shards[0]).num_row_groups == 3
    assert load(run / "toolflow", fresh_cache)["id"][:] == [f"graph_plan-{index:06d}" for index in (0, 1, 3)]


def test_a_setting_without_rows_has_no_configuration(run: Path) -> None:
    summary = export_run(run, drop_reason=lambda dialogue: "x" if dialogue.id.startswith("none") else None)
    assert datasets.get_dataset_config_names(str(run / "toolflow")) == ["graph_plan"]
    assert summary.statistics["none"].dropped == {"x": 2}
    assert not (run / "toolflow" / "none").exists()


def test_a_setting_that_lost_its_rows_loses_its_configuration(run: Path) -> None:
    export_run(run)
    export_run(run, drop_reason=lambda dialogue: "x" if dialogue.id.startswith("none") else None)
    assert datasets.get_dataset_config_names(str(run / "toolflow")) == ["graph_plan"]
    assert not list((run / "toolflow").glob("none/*.parquet"))


def test_a_run_without_a_single_row_still_says_why(tmp_path: Path) -> None:
    with Journal(tmp_path / JOURNAL_FILE) as journal:
        journal.append(JournalEntry(0, "plan", "failed", cause="gone"))
    summary = export_run(tmp_path)
    assert summary.shards == () and summary.failed == {"plan": 1}
    assert "0 multi-turn" in (tmp_path / "toolflow" / "README.md").read_text()


def test_an_export_that_dies_leaves_the_previous_one_whole(run: Path, fresh_cache: Path) -> None:
    export_run(run)
    before = snapshot(run / "toolflow")
    append(run, kept(5))

    def dies(dialogue: Dialogue) -> str | None:
        if dialogue.id == "none-000001":
            raise KeyboardInterrupt
        return None

    with pytest.raises(KeyboardInterrupt):
        export_run(run, drop_reason=dies)
    assert snapshot(run / "toolflow") == before
    assert len(load(run / "toolflow", fresh_cache)) == 3

    export_run(run)
    assert len(load(run / "toolflow", fresh_cache)) == 4
    assert {path.name for path in run.iterdir()} == {
        "journal.jsonl",
        "dropped.jsonl",
        "failed.jsonl",
        "toolflow",
    }


def test_an_export_that_dies_while_publishing_leaves_one_export_loadable(
    run: Path, fresh_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export_run(run)
    append(run, kept(5))
    replace = os.replace
    done: list[Path] = []

    def fails_before_the_card(source: Path, target: Path) -> None:
        if target.name == "README.md":
            raise OSError("disk full")
        replace(source, target)
        done.append(target)

    monkeypatch.setattr("toolflow_dataset.export.os.replace", fails_before_the_card)
    with pytest.raises(ConfigError, match=r"cannot write the dataset into .*: disk full"):
        export_run(run)
    assert any(path.suffix == ".parquet" for path in done)
    assert len(load(run / "toolflow", fresh_cache)) == 3


def test_a_run_folder_that_cannot_be_written(run: Path) -> None:
    (run / "toolflow").write_text("a file where the folder goes")
    with pytest.raises(ConfigError, match="cannot write the dataset"):
        export_run(run)


def test_progress_ends_at_the_number_of_dialogues(run: Path) -> None:
    seen: list[tuple[int, int]] = []
    export_run(run, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(done, 7) for done in range(1, 8)]


def test_what_a_failed_dialogue_played_is_kept(tmp_path: Path, fresh_cache: Path) -> None:
    """It stands in `failed.jsonl` and never among the rows."""
    with Journal(tmp_path / JOURNAL_FILE) as journal:
        journal.append(kept(0))
        journal.append(JournalEntry(1, "graph+plan", "failed", None, make_dialogue(1), "gone"))
    export_run(tmp_path)
    (failed,) = lines(tmp_path / "failed.jsonl")
    assert Dialogue.from_json(failed["dialogue"]) == make_dialogue(1)
    assert load(tmp_path / "toolflow", fresh_cache)["id"][:] == ["graph_plan-000000"]
