"""A run's journal to the dataset that is published: Parquet shards, a card, and what was left out and why.

Everything is decided in (setting, index) order, never in order of completion, and nothing exported holds a
time, so the same dialogues give the same bytes. A shard's name ends in a digest of its configuration's
content, and the card names the shards by that digest: `datasets` derives its cache folder from the card
alone, and would otherwise serve one run's rows for another's, or old rows after the files changed. Replacing
the card is what makes an export take effect; until then the previous one stands untouched.
"""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .card import CardFacts, render_card
from .errors import ConfigError, SchemaError
from .journal import Journal, JournalEntry
from .rows import dialogue_to_row, encode_row
from .shards import ROWS_PER_SHARD, ShardWriter
from .statistics import RunStatistics, drops, statistics
from .types import SETTINGS, Dialogue, Setting, config_name

DATASET_FOLDER = "toolflow"
DROPPED_FILE = "dropped.jsonl"
FAILED_FILE = "failed.jsonl"
STAGING_FOLDER = ".toolflow-staging"

DropReason = Callable[[Dialogue], str | None]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class ExportSummary:
    """What an export wrote.

    Args:
        folder: The dataset's folder, `RUN/toolflow`.
        statistics: Counts of each setting's rows, and its drops by reason.
        failed: Failed dialogues of each setting.
        shards: The Parquet files, in order.
    """

    folder: Path
    statistics: dict[Setting, RunStatistics]
    failed: dict[Setting, int]
    shards: tuple[Path, ...]

    @property
    def total(self) -> RunStatistics:
        """Return counts and drops over all settings."""
        return sum(self.statistics.values(), RunStatistics())


def export_run(
    run: Path | str,
    *,
    drop_reason: DropReason | None = None,
    licence: str = "unknown",
    progress: Progress | None = None,
    rows_per_shard: int = ROWS_PER_SHARD,
) -> ExportSummary:
    """Write a run's dataset, its card, `dropped.jsonl` and `failed.jsonl`.

    A setting without a single row gets no configuration. A dialogue that Parquet cannot hold exactly (an
    integer beyond 64 bits) is dropped as `unstorable`.

    Args:
        run: The run's folder.
        drop_reason: Called once for every dialogue the filters kept, in (setting, index) order; returns why
            it is left out all the same, such as `near_duplicate:graph_plan-000007`, or None.
        licence: Hub identifier of the licence the card states.
        progress: Called with (done, total) after each dialogue.
        rows_per_shard: Rows of a Parquet file.

    Raises:
        ConfigError: If `run` is not a run folder or cannot be written to.
        SchemaError: If the journal is damaged.
    """
    run = Path(run)
    journal = Journal.of_run(run)
    staging = run / STAGING_FOLDER
    try:
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir()
        facts = CardFacts(licence=licence)
        failed: Counter[Setting] = Counter()
        with _LeftOut(staging, failed) as left_out:
            for setting in journal.settings():
                writer = ShardWriter(staging / config_name(setting), rows_per_shard)
                entries = _reported(journal, setting, progress)
                kept = statistics(_write(entries, writer, drop_reason, left_out, facts))
                facts.statistics[setting] = kept + drops(left_out.take_reasons())
                pattern = writer.close()
                if pattern is not None:
                    facts.patterns[setting] = f"{config_name(setting)}/{pattern}"
        facts.failed = failed
        (staging / "README.md").write_text(render_card(facts), encoding="utf-8")
        shards = _publish(staging, run, facts)
    except OSError as error:
        raise ConfigError(f"cannot write the dataset into {run}: {error}") from error
    return ExportSummary(run / DATASET_FOLDER, facts.statistics, dict(failed), shards)


def dropped_reasons(run: Path | str) -> dict[str, str]:
    """Return why each dialogue left out by the last export was dropped, by id; empty before any export."""
    path = Path(run) / DROPPED_FILE
    if not path.exists():
        return {}
    with open(path, encoding="utf-8") as file:
        records = map(json.loads, file)
        return {record["id"]: record["reason"] for record in records}


class _LeftOut:
    """The dialogues that are no rows, written to their files as they come."""

    def __init__(self, folder: Path, failed: Counter[Setting]) -> None:
        self._files = ExitStack()
        self._dropped = self._files.enter_context(open(folder / DROPPED_FILE, "w", encoding="utf-8"))
        self._failed = self._files.enter_context(open(folder / FAILED_FILE, "w", encoding="utf-8"))
        self._reasons: Counter[str] = Counter()
        self._failures = failed

    def __enter__(self) -> _LeftOut:
        return self

    def __exit__(self, *_: object) -> None:
        self._files.close()

    def drop(self, entry: JournalEntry, reason: str) -> None:
        self._reasons[reason] += 1
        self._dropped.write(
            json.dumps({**_place(entry), "reason": reason, "dialogue": _played(entry)}) + "\n"
        )

    def fail(self, entry: JournalEntry) -> None:
        self._failures[entry.setting] += 1
        self._failed.write(
            json.dumps({**_place(entry), "cause": entry.cause, "dialogue": _played(entry)}) + "\n"
        )

    def take_reasons(self) -> Iterator[str]:
        """Return the drop reasons since the last call, each as often as it came."""
        reasons, self._reasons = self._reasons, Counter()
        return reasons.elements()


def _place(entry: JournalEntry) -> dict[str, Any]:
    return {"id": entry.id, "index": entry.index, "setting": entry.setting}


def _played(entry: JournalEntry) -> dict[str, Any] | None:
    return None if entry.dialogue is None else entry.dialogue.to_json()


def _reported(journal: Journal, setting: Setting, progress: Progress | None) -> Iterator[JournalEntry]:
    before = sum(journal.count(one) for one in SETTINGS[: SETTINGS.index(setting)])
    for done, entry in enumerate(journal.entries(setting), before + 1):
        yield entry
        if progress is not None:
            progress(done, len(journal))


def _write(
    entries: Iterator[JournalEntry],
    writer: ShardWriter,
    drop_reason: DropReason | None,
    left_out: _LeftOut,
    facts: CardFacts,
) -> Iterator[Dialogue]:
    """Write each entry where it belongs and yield the dialogues that became rows."""
    for entry in entries:
        if entry.status == "failed":
            left_out.fail(entry)
            continue
        if entry.status == "dropped" or entry.dialogue is None:
            left_out.drop(entry, entry.reason or "unknown")
            continue
        reason = drop_reason(entry.dialogue) if drop_reason is not None else None
        if reason is not None:
            left_out.drop(entry, reason)
            continue
        try:
            row = encode_row(dialogue_to_row(entry.dialogue))
        except SchemaError as error:
            left_out.drop(entry, f"unstorable:{error}")
            continue
        writer.add(row)
        facts.add(entry.dialogue)
        yield entry.dialogue


def _publish(staging: Path, run: Path, facts: CardFacts) -> tuple[Path, ...]:
    """Move a finished export into place: new shards first, the card that names them, then clear the old."""
    folder = run / DATASET_FOLDER
    shards = []
    for setting in facts.patterns:
        target = folder / config_name(setting)
        target.mkdir(parents=True, exist_ok=True)
        for shard in sorted((staging / config_name(setting)).glob("*.parquet")):
            shards.append(target / shard.name)
            os.replace(shard, shards[-1])
    folder.mkdir(exist_ok=True)
    for name in (DROPPED_FILE, FAILED_FILE):
        os.replace(staging / name, run / name)
    os.replace(staging / "README.md", folder / "README.md")
    for setting in SETTINGS:
        for old in set((folder / config_name(setting)).glob("train-*.parquet")) - set(shards):
            old.unlink()
    shutil.rmtree(staging)
    return tuple(shards)
