"""A report of runs and data sets: one HTML file with figures, dialogues and the tool graph."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolflow_dataset.statistics import RunStatistics, as_run
from toolflow_dataset.version import __version__
from toolflow_generation.graph import ToolGraph
from toolflow_generation.graph_files import HEADER as GRAPH_HEADER

from .columns import Columns
from .entries import ReportSet
from .graph_part import graph_part
from .measures_part import Measured
from .packing import packed
from .page_file import page
from .round_facts import ROUND_KINDS, round_facts

Progress = Callable[[str, int, int], None]
_NAMED = 3


@dataclass(frozen=True, slots=True)
class BuiltReport:
    """A report and what is in it.

    Args:
        html: The file's text.
        dialogues: Dialogues of each set, by label, dropped and failed ones among them.
        unreadable: Dialogues of each set that were left out because they could not be read; none where 0.
        graphs: Tools of each graph that is in it, by what it is called.
    """

    html: str
    dialogues: dict[str, int]
    unreadable: dict[str, int]
    graphs: dict[str, int]


def build_report(
    sets: Sequence[ReportSet],
    *,
    graph: Path | None = None,
    measured: Measured | None = None,
    progress: Progress | None = None,
) -> BuiltReport:
    """Put sets of dialogues into one HTML file.

    Equal input gives an equal file: there is no time in it.

    Args:
        sets: At least one, as `open_report_sets` returns them.
        graph: A tool graph to be shown beside those of the runs.
        measured: What metrics say of the sets.
        progress: Called with (stage, done, total).

    Raises:
        SchemaError: If a set cannot be read.
        ConfigError: If a graph cannot be read, or something was measured on other dialogues.
    """
    graphs = _graphs(sets, graph)
    columns = Columns([each.label for each in sets])
    counts: dict[str, int] = {}
    unreadable: dict[str, int] = {}
    measured = measured or Measured()
    for number, each in enumerate(sets):
        before = len(columns)
        kept = RunStatistics()
        scores = measured.by_set.get(each.label, [])
        for entry in each.read():
            facts = round_facts(entry)
            of_entry = []
            if entry.status == "kept":
                of_entry = [one.of(kept.dialogues, facts.statistics.rounds, each.label) for one in scores]
                kept += as_run(facts.statistics)
            columns.add(entry, number, facts, of_entry)
        for one in scores:
            one.check_end(kept.dialogues, each.label)
        measured.check_counts(each.label, kept)
        counts[each.label] = len(columns) - before
        if each.kept is not None and each.kept.unreadable:
            unreadable[each.label] = each.kept.unreadable
        if progress is not None:
            progress("reading", number + 1, len(sets))
    columns.close()
    index: dict[str, Any] = {
        "version": __version__,
        "title": title_of([each.label for each in sets]),
        "sets": [
            {"label": each.label, "name": name, "unreadable": unreadable.get(each.label, 0)}
            for each, name in zip(sets, _short_names([each.label for each in sets]), strict=True)
        ],
        "roundKinds": ROUND_KINDS,
        "tables": [
            {"title": one.title, "columns": one.columns, "rows": one.rows, "notes": one.notes}
            for one in measured.tables
        ],
        **columns.index(),
    }
    parts = [graph_part(one, label, columns.names_by_use()) for label, one in graphs]
    if progress is not None and graphs:
        progress("graph", len(graphs), len(graphs))
    blocks = [
        ("index", packed(index)),
        ("tools", packed(columns.definitions())),
        *([("graph", packed(parts))] if parts else []),
        *((f"dialogues-{number}", block) for number, block in enumerate(columns.blocks)),
    ]
    return BuiltReport(page(blocks), counts, unreadable, {part["label"]: part["tools"] for part in parts})


def _graphs(sets: Sequence[ReportSet], given: Path | None) -> list[tuple[str, ToolGraph]]:
    """Return the graphs of the runs and the one given, each once, with what they are called."""
    from toolflow_generation.run_folder import GRAPH_FOLDER

    places = {each.run / GRAPH_FOLDER: each.label.partition(":")[0] for each in sets if each.run is not None}
    places = {place: label for place, label in places.items() if (place / GRAPH_HEADER).is_file()}
    if given is not None:
        places[given] = given.name or str(given)
    different: dict[bytes, tuple[str, ToolGraph]] = {}
    for place, label in places.items():
        loaded = ToolGraph.load(place)
        different.setdefault((place / GRAPH_HEADER).read_bytes(), (label, loaded))
    return list(different.values())


def title_of(labels: Sequence[str]) -> str:
    """Return what names some sets in a few words: the run they are of, or their labels."""
    runs = list(dict.fromkeys(label.partition(":")[0] for label in labels))
    shown = ", ".join(runs[:_NAMED])
    return shown if len(runs) <= _NAMED else f"{shown} and {len(runs) - _NAMED} more"


def _short_names(labels: Sequence[str]) -> list[str]:
    """Return labels without the `RUN:` that all of them share."""
    runs = {label.partition(":")[0] for label in labels}
    return [label.partition(":")[2] or label if len(runs) == 1 < len(labels) else label for label in labels]
