"""A comparison as tables: the same cells for the terminal and for Markdown."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .comparison import COMPARED, Comparison, SetDifference
from .measures import SCORES, SetMeasures
from .resampling import CONFIDENCE, Estimate

MEASURES = ("SS", "EnR", "H", "D-3", "H at budget", "D-3 at budget", *SCORES)
_USED = ("requests", "prompt_tokens", "completion_tokens")
_NAMED = (("Encoder", "coherence", "encoder"), ("NLI", "coherence", "nli"), ("Judge", "judge", "model"))
_TITLE = 70  # a title up to here is not broken, however narrow its table
_SHARES = ("parallel", "sequential", "error", "clarifying", "no_call")


@dataclass(frozen=True, slots=True)
class ReportTable:
    """One table.

    Args:
        title: What it shows.
        columns: Its head; the first column names rows, the others hold figures.
        rows: Cells; an interval stands after its value, divided by a line break.
        notes: Sentences below it.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()

    def to_markdown(self) -> str:
        """Return a heading, a GitHub table and the notes."""
        lines = [f"### {self.title}", "", _line(self.columns)]
        lines.append("|---|" + "---:|" * (len(self.columns) - 1))
        lines += [_line(row) for row in self.rows]
        if self.notes:
            lines += ["", *(f"{note}  " for note in self.notes)]
        return "\n".join(lines) + "\n"

    def to_json(self) -> dict[str, Any]:
        """Return the table as a JSON object."""
        return {
            "title": self.title,
            "columns": list(self.columns),
            "rows": [list(row) for row in self.rows],
            "notes": list(self.notes),
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> ReportTable:
        """Return the table that `to_json` gave."""
        rows = tuple(tuple(row) for row in document["rows"])
        return cls(document["title"], tuple(document["columns"]), rows, tuple(document["notes"]))

    def to_rich(self) -> Any:
        """Return the table without its notes for a rich console."""
        from rich import box
        from rich.table import Table

        table = Table(
            title=self.title,
            title_justify="left",
            box=box.SIMPLE_HEAD,
            pad_edge=False,
            min_width=min(len(self.title), _TITLE),
        )
        for place, column in enumerate(self.columns):
            table.add_column(column, justify="right" if place else "left", no_wrap=not place)
        for row in self.rows:
            table.add_row(*row)
        return table


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def report_tables(comparison: Comparison, baseline: str | None = None) -> list[ReportTable]:
    """Return the tables of a comparison: Table 1, the shares of rounds, Table 2, differences.

    Args:
        comparison: What was measured.
        baseline: Label of the set that others are held against; None for the first.
    """
    tables = [_counts(comparison), _shares(comparison), _measures(comparison)]
    if len(comparison.sets) > 1:
        tables.append(_differences(comparison, baseline or comparison.sets[0].label))
    return tables


def to_markdown(tables: Sequence[ReportTable]) -> str:
    """Return tables as one Markdown text."""
    return "\n".join(table.to_markdown() for table in tables)


def _counts(comparison: Comparison) -> ReportTable:
    columns = ("", "dialogues", "tokens", "calls", "call turns", "rounds", "tools called", "tools offered")
    rows = []
    for each in comparison.sets:
        counts = each.statistics
        offered = f"{len(counts.offered):,}" if counts.offered else "n/a"
        figures = (counts.dialogues, counts.tokens, counts.calls, counts.call_turns, counts.rounds)
        called = f"{len(counts.called):,}"
        rows.append((each.label, *(f"{figure:,}" for figure in figures), called, offered))
    notes = tuple(
        f"{each.label}: {each.unreadable:,} could not be read and were left out"
        for each in comparison.sets
        if each.unreadable
    )
    return ReportTable("Statistics (Table 1)", columns, tuple(rows), notes)


def _shares(comparison: Comparison) -> ReportTable:
    columns = ("", "parallel", "sequential", "with an error", "clarifying", "without a call")
    rows = [
        (each.label, *(_percent(each.statistics.share(kind)) for kind in _SHARES)) for each in comparison.sets
    ]
    note = "Parallel, sequential and error rounds are shares of the rounds with a call; the others of all."
    return ReportTable("Rounds", columns, tuple(rows), (note,))


def _measures(comparison: Comparison) -> ReportTable:
    sets = comparison.sets
    names = [name for name in MEASURES if any(name in each.estimates for each in sets)]
    rows = [(each.label, *(estimate_cell(each.estimates.get(name), name) for name in names)) for each in sets]
    notes = [
        f"In brackets: {CONFIDENCE:.0%} intervals from {comparison.resamples:,} resamples of the dialogues, "
        f"seed {comparison.seed}.",
        "D-3 over everything falls with size, so only D-3 at the budget compares sets of different sizes.",
        *_models(sets),
    ]
    if comparison.judge_failure is not None:
        notes.append(
            f"The judge failed, and scored neither this set nor later ones: {comparison.judge_failure}"
        )
    columns = ("", *(measure_head(name, comparison.budget) for name in names))
    return ReportTable("Coherence and diversity (Table 2)", columns, tuple(rows), tuple(notes))


def _differences(comparison: Comparison, baseline: str) -> ReportTable:
    found = comparison.differences(baseline)
    names = [name for name in COMPARED if any(each.measure == name for each in found)]
    cells = {(each.one, each.measure): each for each in found}
    rows = []
    for each in comparison.sets:
        if each.label == baseline:
            continue
        row = [each.label]
        for name in names:
            apart = cells.get((each.label, name))
            row.append("n/a" if apart is None else _apart(apart, comparison))
        rows.append(tuple(row))
    columns = ("", *(measure_head(name, comparison.budget) for name in names))
    notes = (
        "p: two-sided, from the same resamples, the sets taken as independent; and by Holm's step-down for "
        "all p of this table together.",
    )
    return ReportTable(f"Differences to {baseline}", columns, tuple(rows), notes)


def _models(sets: Sequence[SetMeasures]) -> list[str]:
    notes = []
    for shown, group, key in _NAMED:
        names = sorted({str(each.details[group][key]) for each in sets if group in each.details})
        if names:
            notes.append(f"{shown}: {', '.join(names)}.")
    scored = [
        f"{each.label} {each.details['judge']['n_scored']} ({each.details['judge']['n_failed']} failed)"
        for each in sets
        if "judge" in each.details
    ]
    if scored:
        used = [each.details["judge"]["used"] for each in sets if "judge" in each.details]
        asked, read, written = (sum(each[name] for each in used) for name in _USED)
        notes.append(f"Dialogues scored: {', '.join(scored)}.")
        notes.append(f"The judge answered {asked:,} requests: {read:,} tokens read, {written:,} written.")
    return notes


def measure_head(name: str, budget: int) -> str:
    """Return a measure's name as a head of a column."""
    return name.replace(" at budget", f" at {budget:,}")


def digits_of(name: str) -> int:
    """Return how many decimals of a measure are shown."""
    return 4 if name.startswith("D-") else 2


def estimate_cell(estimate: Estimate | None, name: str) -> str:
    """Return a measure with its interval, where it has one."""
    if estimate is None or math.isnan(estimate.value):
        return "n/a"
    digits = digits_of(name)
    low, high = estimate.interval()
    value = f"{estimate.value:.{digits}f}"
    return value if math.isnan(low) else f"{value}\n[{low:.{digits}f}, {high:.{digits}f}]"


def _apart(apart: SetDifference, comparison: Comparison) -> str:
    value, p = apart.found.value, apart.found.p
    if math.isnan(value):
        return "n/a"
    shown = f"{value:+.{digits_of(apart.measure)}f}"
    if math.isnan(p):
        return shown
    if p > 2 / (comparison.resamples + 1):
        return f"{shown}\np = {p:.3f} (Holm {apart.p_holm:.3f})"
    bounds = (math.ceil(1000 * bound) / 1000 for bound in (p, apart.p_holm))  # no resample lies beyond zero
    return "{}\np < {:g} (Holm < {:g})".format(shown, *bounds)


def _percent(share: float) -> str:
    return "n/a" if math.isnan(share) else f"{100 * share:.1f} %"
