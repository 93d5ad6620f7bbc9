"""A benchmark run: ask what is owed, keep every answer at once, then score what was answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from toolflow_dataset.errors import SchemaError

from .answers import Answer, AnswerFile
from .checker import fault_of
from .endpoint_model import Unanswered
from .offered import digest_of, wire_name
from .parameter_check import Fault
from .questions import Question
from .reading import read_strictly, read_tolerantly
from .scores import Score, accuracy

Progress = Callable[[str, int, int], None]


class Model(Protocol):
    """Something that answers questions."""

    def answers(self, questions: Sequence[Question]) -> AsyncIterator[Answer | Unanswered]:
        """Yield an answer for each question, in any order."""
        ...

    async def close(self) -> None:
        """Release what is held."""
        ...


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


def owed(questions: Sequence[Question], file: AnswerFile) -> list[Question]:
    """Return the questions without an answer, and those of which a model would see something else now."""
    return [
        question
        for question in questions
        if (kept := file.answers.get(question.id)) is None or kept.asked != digest_of(question)
    ]


async def ask(
    model: Model, questions: Sequence[Question], file: AnswerFile, progress: Progress | None = None
) -> list[Unanswered]:
    """Have a model answer questions and keep each answer as it comes; return those it could not be asked.

    Raises:
        ChatError: If no question can be answered; what was answered before is kept.
    """
    failed: list[Unanswered] = []
    done = 0
    try:
        async for answer in model.answers(questions):
            if isinstance(answer, Unanswered):
                failed.append(answer)
            else:
                file.add(answer)
            done += 1
            if progress is not None:
                progress("questions", done, len(questions))
    finally:
        await model.close()
    return failed


def judge(questions: Sequence[Question], answers: Mapping[str, Answer]) -> list[Verdict]:
    """Judge the answers that are there, in the order of the questions.

    Raises:
        SchemaError: If a question cannot be judged.
    """
    verdicts = []
    for question in questions:
        answer = answers.get(question.id)
        if answer is None or answer.asked != digest_of(question):
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
