"""An export read back: the same dialogues, and errors that name file and row."""

from __future__ import annotations

from pathlib import Path

import pytest
from hand_dialogues import append, kept, make_dialogue, without_own_fields

from toolflow_dataset.content_digest import DialoguesDigest, items_digest
from toolflow_dataset.errors import ConfigError, SchemaError
from toolflow_dataset.export import export_run
from toolflow_dataset.exported import ExportedDataset
from toolflow_dataset.types import Dialogue


def digest(*dialogues: Dialogue) -> str:
    found = DialoguesDigest()
    for each in dialogues:
        found.add(each.messages, [tool.wire()["function"] for tool in each.tools])
    return found.hexdigest()


def test_rows_come_back_as_they_were_with_their_places(run: Path) -> None:
    summary = export_run(run, rows_per_shard=2)
    dataset = ExportedDataset(run)
    assert tuple(shard for shards in dataset.shards.values() for shard in shards) == summary.shards
    read = list(dataset.dialogues("graph+plan"))
    assert [dialogue for _, dialogue in read] == [without_own_fields(make_dialogue(n)) for n in (0, 1, 3)]
    assert [place.rpartition(", ")[2] for place, _ in read] == ["row 1", "row 2", "row 1"]
    assert list(dataset.folder.glob(dataset.pattern("graph+plan"))) and dataset.rows("graph+plan") == 3


def test_digests_are_of_the_content_alone(run: Path) -> None:
    export_run(run)
    read = [dialogue for _, dialogue in ExportedDataset(run).dialogues("graph+plan")]
    assert digest(*read) == digest(*(make_dialogue(n) for n in (0, 1, 3)))
    assert digest(*read[::-1]) != digest(*read) != digest(*read[:2])
    assert (
        items_digest([{"a": 1, "b": 2}, "x"])
        == items_digest(["x", {"b": 2, "a": 1}, "x"])
        != items_digest(["x"])
    )


def test_a_run_that_has_gone_on_is_known(run: Path) -> None:
    export_run(run)
    ExportedDataset(run).check_is_current()
    append(run, kept(7))
    with pytest.raises(
        ConfigError, match=r"holds 5 finished and 1 failed dialogues of graph\+plan, the export 4 and 1"
    ):
        ExportedDataset(run).check_is_current()


def test_what_is_no_export_is_told(run: Path, tmp_path: Path) -> None:
    with pytest.raises(
        ConfigError, match="holds no dataset; expected a run that `toolflow generate` finished"
    ):
        ExportedDataset(run)
    summary = export_run(run)
    summary.shards[0].rename(tmp_path / "elsewhere.parquet")
    with pytest.raises(ConfigError, match="there is no such file, and the card names it"):
        ExportedDataset(run)
    (run / "toolflow" / "README.md").write_text("# no YAML", "utf-8")
    with pytest.raises(ConfigError, match="not a card as an export writes it"):
        ExportedDataset(run)


def test_damaged_and_foreign_files_are_named(run: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    summary = export_run(run)
    dataset = ExportedDataset(run)
    whole = summary.shards[0].read_bytes()
    summary.shards[0].write_bytes(whole[: len(whole) // 2])
    with pytest.raises(SchemaError, match=r"train-00000-of-00001-\w+\.parquet: cannot be read"):
        list(dataset.dialogues("graph+plan"))
    with pytest.raises(SchemaError, match=r"\.parquet: cannot be read .*export anew"):
        dataset.check_is_current()
    export_run(run)  # as it says
    dataset.check_is_current()
    assert summary.shards[0].read_bytes() == whole
    pq.write_table(pa.table({"text": ["a"]}), summary.shards[0])
    with pytest.raises(SchemaError, match=r"has other columns than this version writes \(.*text"):
        list(dataset.dialogues("graph+plan"))
