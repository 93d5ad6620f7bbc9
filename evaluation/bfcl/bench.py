"""What became of answers to BFCL's questions: a verdict on each, a result for each category."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from toolflow_dataset.errors import SchemaError

from ..answering.accuracy import Score, accuracy
from ..answering.answers import Answer, AnswerFile
from ..answering.prompts import wire_name
from ..answering.reading import read_strictly, read_tolerantly
from .checker import fault_of
from .offered import prompt_of
from .parameter_check import Fault
from .questions import Question


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one answer, read in both ways; a fault of None is a right answer."""

    question: Question
    answer: Answer
    strict: Fault | None
    tolerant: Fault | None

    def to_json(self) -> dict[str, Any]:
        """Return the form that stands on one line."""
        return {
            "id": self.question.id,
            "category": self.question.category.name,
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


def judge(questions: Sequence[Question], file: AnswerFile) -> list[Verdict]:
    """Judge the answers that are there, in the order of the questions.

    Raises:
        SchemaError: If a question cannot be judged.
    """
    verdicts = []
    for question in questions:
        answer = file.answer_to(prompt_of(question))
        if answer is None:
            continue
        names = [function["name"] for function in question.functions]
        try:
            strict = fault_of(question, read_strictly(answer), wire_name)
            tolerant = fault_of(question, read_tolerantly(answer, names), wire_name)
        except SchemaError as error:
            raise SchemaError(f"{question.id}: {error}") from error
        verdicts.append(Verdict(question, answer, strict, tolerant))
    return verdicts


def by_category(verdicts: Sequence[Verdict], totals: Mapping[str, int]) -> dict[str, CategoryResult]:
    """Return the result of each category.

    Args:
        verdicts: In any order.
        totals: Questions that each category has in all, for those that were run.
    """
    results = {}
    for name, total in totals.items():
        own = [verdict for verdict in verdicts if verdict.question.category.name == name]
        strict = Counter(verdict.strict.reason for verdict in own if verdict.strict)
        tolerant = Counter(verdict.tolerant.reason for verdict in own if verdict.tolerant)
        results[name] = CategoryResult(
            accuracy(len(own) - strict.total(), len(own)),
            accuracy(len(own) - tolerant.total(), len(own)),
            total,
            dict(strict.most_common()),
            dict(tolerant.most_common()),
        )
    return results
