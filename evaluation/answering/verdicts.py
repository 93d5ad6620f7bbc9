"""What became of answers: a verdict on each, a result for each category, and the parts of a report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..report_tables import ReportTable
from .accuracy import Score, accuracy
from .answers import Answer
from .faults import Fault


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one answer, read in both ways; a fault of None is a right answer.

    Args:
        id: The question's.
        category: The question's.
        answer: The answer.
        strict: What is wrong with it, read strictly.
        tolerant: What is wrong with it, read tolerantly.
    """

    id: str
    category: str
    answer: Answer
    strict: Fault | None
    tolerant: Fault | None

    def to_json(self) -> dict[str, Any]:
        """Return the form that stands on one line."""
        return {
            "id": self.id,
            "category": self.category,
            **{
                way: {"right": fault is None}
                | ({"reason": fault.reason, "detail": fault.detail} if fault else {})
                for way, fault in (("strict", self.strict), ("tolerant", self.tolerant))
            },
        }


@dataclass(frozen=True, slots=True)
class CategoryResult:
    """What a model reached in one category.

    Args:
        strict: Share of right answers, read strictly.
        tolerant: Share of right answers, read tolerantly.
        total: Questions that the category has in all.
        reasons: Wrong answers by reason, read strictly.
        tolerant_reasons: Wrong answers by reason, read tolerantly.
    """

    strict: Score
    tolerant: Score
    total: int
    reasons: Mapping[str, int] = field(default_factory=dict)
    tolerant_reasons: Mapping[str, int] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return everything."""
        return {
            "questions": self.total,
            "strict": self.strict.to_json(),
            "tolerant": self.tolerant.to_json(),
            "strict_reasons": dict(self.reasons),
            "tolerant_reasons": dict(self.tolerant_reasons),
        }

    def row(self, name: str) -> tuple[str, str, str, str]:
        """Return a row of a table: name, questions, strict and tolerant share."""
        questions = f"{self.strict.count:,} of {self.total:,}"
        return name, questions, self.strict.cell(), self.tolerant.cell()


def by_category(verdicts: Sequence[Verdict], totals: Mapping[str, int]) -> dict[str, CategoryResult]:
    """Return the result of each category.

    Args:
        verdicts: In any order.
        totals: Questions that each category has in all, for those that were run.
    """
    return {
        name: category_result([verdict for verdict in verdicts if verdict.category == name], total)
        for name, total in totals.items()
    }


def category_result(verdicts: Sequence[Verdict], total: int) -> CategoryResult:
    """Return the result of some verdicts taken together."""
    strict = Counter(verdict.strict.reason for verdict in verdicts if verdict.strict)
    tolerant = Counter(verdict.tolerant.reason for verdict in verdicts if verdict.tolerant)
    return CategoryResult(
        accuracy(len(verdicts) - strict.total(), len(verdicts)),
        accuracy(len(verdicts) - tolerant.total(), len(verdicts)),
        total,
        dict(strict.most_common()),
        dict(tolerant.most_common()),
    )


def answers_json(answers: Sequence[Answer], unanswered: int) -> dict[str, Any]:
    """Return what is told of a run's answers: how many, how they were asked for, their tokens."""
    return {
        "scored": len(answers),
        "unanswered": unanswered,
        "cut_off": sum(answer.finish_reason == "length" for answer in answers),
        "forms": dict(Counter(answer.form for answer in answers)),
        "models": dict(Counter(answer.model for answer in answers)),
        "prompt_tokens": sum(answer.prompt_tokens for answer in answers),
        "completion_tokens": sum(answer.completion_tokens for answer in answers),
    }


def answer_notes(answers: Sequence[Answer], unanswered: int) -> list[str]:
    """Return the notes below a table of scores: how calls were asked for, what was cut off."""
    forms = Counter(answer.form for answer in answers)
    notes = ["Calls asked for: " + (", ".join(f"{form} {n:,}" for form, n in forms.items()) or "none")]
    if cut := sum(answer.finish_reason == "length" for answer in answers):
        notes.append(f"{cut:,} answers were cut off at the limit of tokens.")
    if unanswered:
        notes.append(f"{unanswered:,} questions got no answer and are not counted; run it again.")
    return notes


def reasons_tables(categories: Iterable[CategoryResult]) -> list[ReportTable]:
    """Return a table of what was wrong, the commonest reasons first; none where nothing was."""
    results = list(categories)
    wrong = sum((Counter(each.reasons) for each in results), Counter[str]())
    saved = sum((Counter(each.tolerant_reasons) for each in results), Counter[str]())
    if not wrong:
        return []
    rows = tuple(
        (name, f"{wrong[name]:,}", f"{saved[name]:,}")
        for name, _ in sorted((wrong | saved).items(), key=lambda pair: (-pair[1], pair[0]))
    )
    return [ReportTable("What was wrong", ("Reason", "Strict", "Tolerant"), rows)]
