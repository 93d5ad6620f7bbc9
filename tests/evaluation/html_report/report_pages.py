"""Runs made by hand for reports, and what a page of them carries."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from chromium import Page
from hand_dialogues import make_dialogue

from toolflow_dataset.journal import Journal, JournalEntry
from toolflow_dataset.types import Dialogue, Setting
from toolflow_evaluation.html_report.packing import unpacked

OpenPage = Callable[..., Page]
Entries = list[JournalEntry]


def write_run(folder: Path, entries: Entries) -> Path:
    """Write a run folder with a journal and nothing else."""
    folder.mkdir(parents=True)
    journal = Journal(folder / "journal.jsonl")
    for entry in entries:
        journal.append(entry)
    journal.close()
    return folder


def kept(dialogue: Dialogue, setting: Setting = "graph+plan") -> JournalEntry:
    return JournalEntry(int(dialogue.id[-6:]), setting, "kept", None, dialogue)


def hand_entries() -> Entries:
    """Return kept dialogues of two settings, two drops and a failure."""
    entries = [kept(make_dialogue(index)) for index in range(4)]
    entries += [kept(make_dialogue(index, "none"), "none") for index in range(3)]
    for index, reason in ((4, "ungrounded:get_weather.city"), (5, "incomplete")):
        entries.append(JournalEntry(index, "graph+plan", "dropped", reason, make_dialogue(index)))
    entries.append(JournalEntry(6, "graph+plan", "failed", None, None, "the model answered nothing"))
    return entries


def packed_index(html: str) -> dict[str, Any]:
    """Return the index that a page carries."""
    return dict(unpacked(html.partition('id="index">')[2].partition("<")[0]))


def as_lines(path: Path, *records: object) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    return path
