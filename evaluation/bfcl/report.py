"""The results of a run as JSON and as tables."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from ..answering.accuracy import Score
from ..report_tables import ReportTable
from .bench import CategoryResult, Verdict
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
            "categories": {
                name: {
                    "questions": each.total,
                    "strict": each.strict.to_json(),
                    "tolerant": each.tolerant.to_json(),
                    "strict_reasons": dict(each.reasons),
                    "tolerant_reasons": dict(each.tolerant_reasons),
                }
                for name, each in self.categories.items()
            },
            "sums": {
                name: {"strict": strict.to_json(), "tolerant": tolerant.to_json()}
                for name, (strict, tolerant) in self.sums().items()
            },
            "answers": {
                "scored": len(self.verdicts),
                "unanswered": self.unanswered,
                "cut_off": sum(each.answer.finish_reason == "length" for each in self.verdicts),
                "forms": dict(Counter(each.answer.form for each in self.verdicts)),
                "models": dict(Counter(each.answer.model for each in self.verdicts)),
                "prompt_tokens": sum(each.answer.prompt_tokens for each in self.verdicts),
                "completion_tokens": sum(each.answer.completion_tokens for each in self.verdicts),
            },
            "conditions": dict(self.conditions),
        }

    def tables(self) -> list[ReportTable]:
        """Return a table of accuracies and one of what was wrong."""
        rows = [
            (name, f"{each.strict.count:,} of {each.total:,}", each.strict.cell(), each.tolerant.cell())
            for name, each in self.categories.items()
        ]
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
        wrong = sum((Counter(each.reasons) for each in self.categories.values()), Counter[str]())
        saved = sum((Counter(each.tolerant_reasons) for each in self.categories.values()), Counter[str]())
        if not wrong:
            return [scores]
        reasons = ReportTable(
            "What was wrong",
            ("Reason", "Strict", "Tolerant"),
            tuple(
                (name, f"{wrong[name]:,}", f"{saved[name]:,}")
                for name, _ in sorted((wrong | saved).items(), key=lambda pair: (-pair[1], pair[0]))
            ),
        )
        return [scores, reasons]

    def _notes(self) -> list[str]:
        notes = [
            "Percentages of right answers, in brackets 95 % intervals (Wilson's; of sums by MOVER). Strict: "
            "calls in the form that was asked for. Tolerant: calls in any form that can be read."
        ]
        chosen = ", ".join(f"{key} {value}" for key, value in self.selection.items() if key != "categories")
        if chosen:
            notes.append(f"Chosen questions: {chosen}. Sums over chosen questions are not the leaderboard's.")
        forms = Counter(each.answer.form for each in self.verdicts)
        notes.append(
            "Calls asked for: " + (", ".join(f"{form} {n:,}" for form, n in forms.items()) or "none")
        )
        if cut := sum(each.answer.finish_reason == "length" for each in self.verdicts):
            notes.append(f"{cut:,} answers were cut off at the limit of tokens.")
        if self.unanswered:
            notes.append(f"{self.unanswered:,} questions got no answer and are not counted; run it again.")
        return notes
