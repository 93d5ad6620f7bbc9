"""The results of a run as JSON and as tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..answering.accuracy import Score, mean
from ..answering.verdicts import (
    CategoryResult,
    Verdict,
    answer_notes,
    answers_json,
    by_category,
    category_result,
    reasons_tables,
)
from ..report_tables import ReportTable
from .bench import Judging, several_calls

_WAYS = ("strict", "tolerant")
_HOW: Mapping[Judging, str] = {
    "executed": "Each call was executed on a fresh state by the official implementation, whose own check "
    "compared the result with the gold one.",
    "calls match, not executed": "Calls match, not executed: name and normalised arguments were compared "
    "with the gold call. These are not API-Bank's accuracies; they need --apibank-checkout.",
}


@dataclass(frozen=True, slots=True)
class Report:
    """All that is told of a run.

    Args:
        settings: What the answers depend on.
        selection: Which samples were chosen: levels, limit and its seed.
        judging: How calls were judged.
        totals: Samples that each category has in all, for those that were run.
        verdicts: All.
        unanswered: Samples at which the model could not be asked.
        conditions: Versions and hardware.
        notes: What else has to be told.
    """

    settings: Mapping[str, Any]
    selection: Mapping[str, Any]
    judging: Judging
    totals: Mapping[str, int]
    verdicts: Sequence[Verdict]
    unanswered: int
    conditions: Mapping[str, Any]
    notes: Sequence[str] = ()

    def categories(self) -> dict[str, CategoryResult]:
        """Return the result of each category; level 2 is two of them."""
        return by_category(self.verdicts, self.totals)

    def levels(self) -> dict[str, CategoryResult]:
        """Return the result of each level that was run."""
        found = {}
        for level in ("L1", "L2"):
            names = [name for name in self.totals if name.startswith(level)]
            if names:
                own = [verdict for verdict in self.verdicts if verdict.category in names]
                found[level] = category_result(own, sum(self.totals[name] for name in names))
        return found

    def to_json(self) -> dict[str, Any]:
        """Return everything but the single verdicts."""
        levels = self.levels()
        return {
            "benchmark": "API-Bank",
            "judged": self.judging,
            "settings": dict(self.settings),
            "selection": dict(self.selection),
            "categories": {name: each.to_json() for name, each in self.categories().items()},
            "levels": {name: each.to_json() for name, each in levels.items()},
            **(
                {"average": {way: each.to_json() for way, each in zip(_WAYS, _averages(levels), strict=True)}}
                if len(levels) == 2
                else {}
            ),
            "answers": answers_json([each.answer for each in self.verdicts], self.unanswered)
            | {"several_calls": several_calls(self.verdicts)},
            "notes": list(self.notes),
            "conditions": dict(self.conditions),
        }

    def tables(self) -> list[ReportTable]:
        """Return a table of accuracies and one of what was wrong."""
        levels = self.levels()
        rows: list[tuple[str, ...]] = [each.row(name) for name, each in levels.items()]
        if "L2" in levels:
            rows += [each.row(f"  {name}") for name, each in self.categories().items() if name != "L1"]
        if len(levels) == 2:
            strict, tolerant = _averages(levels)
            rows.append(("Average of the levels", f"{strict.count:,}", strict.cell(), tolerant.cell()))
        table = ReportTable(
            f"API-Bank, {self.judging}: {self.settings.get('model')}",
            ("Level", "Calls", "Strict", "Tolerant"),
            tuple(rows),
            tuple(self._notes()),
        )
        return [table, *reasons_tables(levels.values())]

    def _notes(self) -> list[str]:
        notes = [
            "Percentages of right calls, in brackets 95 % intervals (Wilson's; of the average by MOVER). "
            "Strict: calls in the form that was asked for. Tolerant: calls in any form that can be read.",
            _HOW[self.judging],
        ]
        chosen = ", ".join(f"{key} {value}" for key, value in self.selection.items() if key != "levels")
        if chosen:
            notes.append(f"Chosen samples: {chosen}.")
        if several := several_calls(self.verdicts):
            notes.append(f"{several:,} answers held several calls, of which the first was judged.")
        return [*notes, *self.notes, *answer_notes([each.answer for each in self.verdicts], self.unanswered)]


def _averages(levels: Mapping[str, CategoryResult]) -> tuple[Score, Score]:
    """Return the unweighted mean of the levels, strict and tolerant. Source: Table 5."""
    return mean([each.strict for each in levels.values()]), mean([each.tolerant for each in levels.values()])
