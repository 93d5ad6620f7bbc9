"""The results of a run as JSON and as tables."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from ..answering.accuracy import Score
from ..answering.verdicts import CategoryResult, Verdict, answer_notes, answers_json, reasons_tables
from ..report_tables import ReportTable
from .scores import Aggregate, summarise


@dataclass(frozen=True, slots=True)
class Report:
    """All that is told of a run.

    Args:
        settings: What the answers depend on.
        selection: Which questions were chosen: categories, half, sample and its seed.
        categories: Results by category.
        aggregate: How sums are made.
        verdicts: All.
        unanswered: Questions that the model could not be asked.
        conditions: Versions and hardware.
    """

    settings: Mapping[str, Any]
    selection: Mapping[str, Any]
    categories: Mapping[str, CategoryResult]
    aggregate: Aggregate
    verdicts: Sequence[Verdict]
    unanswered: int
    conditions: Mapping[str, Any]

    def sums(self) -> dict[str, tuple[Score, Score]]:
        """Return strict and tolerant score of each sum whose categories are all there."""
        totals = {name: each.total for name, each in self.categories.items()}
        strict, tolerant = (
            summarise({name: score(each) for name, each in self.categories.items()}, self.aggregate, totals)
            for score in (attrgetter("strict"), attrgetter("tolerant"))
        )
        return {
            name: (score, tolerant[name]) for name, score in strict.items() if not math.isnan(score.value)
        }

    def to_json(self) -> dict[str, Any]:
        """Return everything but the single verdicts."""
        return {
            "benchmark": "BFCL v4, single turn",
            "settings": dict(self.settings),
            "selection": dict(self.selection),
            "aggregate": self.aggregate,
            "categories": {name: each.to_json() for name, each in self.categories.items()},
            "sums": {
                name: {"strict": strict.to_json(), "tolerant": tolerant.to_json()}
                for name, (strict, tolerant) in self.sums().items()
            },
            "answers": answers_json([each.answer for each in self.verdicts], self.unanswered),
            "conditions": dict(self.conditions),
        }

    def tables(self) -> list[ReportTable]:
        """Return a table of accuracies and one of what was wrong."""
        rows: list[tuple[str, ...]] = [each.row(name) for name, each in self.categories.items()]
        rows += [
            (name, f"{strict.count:,}", strict.cell(), tolerant.cell())
            for name, (strict, tolerant) in self.sums().items()
        ]
        scores = ReportTable(
            f"BFCL v4, {self.settings.get('model')}",
            ("Category", "Questions", "Strict", "Tolerant"),
            tuple(rows),
            tuple(self._notes()),
        )
        return [scores, *reasons_tables(self.categories.values())]

    def _notes(self) -> list[str]:
        notes = [
            "Percentages of right answers, in brackets 95 % intervals (Wilson's; of sums by MOVER). Strict: "
            "calls in the form that was asked for. Tolerant: calls in any form that can be read."
        ]
        chosen = ", ".join(f"{key} {value}" for key, value in self.selection.items() if key != "categories")
        if chosen:
            notes.append(f"Chosen questions: {chosen}. Sums over chosen questions are not the leaderboard's.")
        return notes + answer_notes([each.answer for each in self.verdicts], self.unanswered)
