"""Verdicts on answers at API-Bank's samples: the first call, executed or compared with the gold one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from ..answering.answers import Answer, AnswerFile
from ..answering.decoding import Call, Decoded, json_arguments
from ..answering.faults import Fault
from ..answering.reading import read_strictly, read_tolerantly
from ..answering.verdicts import Verdict
from .matching import mismatch
from .offered import Documents, prompt_of
from .samples import Sample

Judging = Literal["executed", "calls match, not executed"]
Check = Callable[[Sample, Call], Fault | None]


@dataclass(frozen=True, slots=True)
class ReadAnswer:
    """An answer at a sample, read in both ways: its first call, or why there is none."""

    sample: Sample
    answer: Answer
    strict: Call | Fault
    tolerant: Call | Fault

    def calls(self) -> list[tuple[Sample, Call]]:
        """Return the calls that are to be checked."""
        return [(self.sample, each) for each in (self.strict, self.tolerant) if isinstance(each, Call)]


def read_answers(samples: Sequence[Sample], documents: Documents, file: AnswerFile) -> list[ReadAnswer]:
    """Read the answers that are there, in the order of the samples.

    Args:
        samples: What was asked.
        documents: Of the APIs, as they were offered.
        file: The answers.
    """
    found = []
    for sample in samples:
        answer = file.answer_to(prompt_of(sample, documents))
        if answer is not None:
            names = sorted({*documents, *sample.apis})
            strict, tolerant = read_strictly(answer), read_tolerantly(answer, names)
            found.append(ReadAnswer(sample, answer, _first(strict), _first(tolerant)))
    return found


def _first(decoded: Decoded) -> Call | Fault:
    if decoded.calls is None:
        return Fault("unreadable", decoded.problem)
    if not decoded.calls:
        return Fault("no-call", "there is no call in the answer")
    first = decoded.calls[0]
    return Call(first.name, json_arguments(first.arguments))


def judge(answers: Sequence[ReadAnswer], check: Check = mismatch) -> list[Verdict]:
    """Judge answers.

    Args:
        answers: As they were read.
        check: What says whether a call is right.
    """
    verdicts = []
    for each in answers:
        strict, tolerant = (
            call if isinstance(call, Fault) else check(each.sample, call)
            for call in (each.strict, each.tolerant)
        )
        verdicts.append(Verdict(each.sample.id, each.sample.category, each.answer, strict, tolerant))
    return verdicts


def several_calls(verdicts: Sequence[Verdict]) -> int:
    """Return how many answers hold more than one call, of which the first was judged."""
    return sum(len(read_strictly(verdict.answer).calls or ()) > 1 for verdict in verdicts)


def documents_by_name(functions: Sequence[Mapping[str, object]]) -> Documents:
    """Return the documents of APIs by their names."""
    return {str(function["name"]): function for function in functions}


def unavailable_notes(verdicts: Sequence[Verdict]) -> list[str]:
    """Return what has to be told of APIs that could not be had: their calls count as wrong."""
    told = Counter(
        verdict.strict.detail
        for verdict in verdicts
        if verdict.strict and verdict.strict.reason == "api-unavailable"
    )
    return [
        f"{count:,} calls count as wrong because the checkout's API cannot be had: {detail}"
        for detail, count in told.most_common()
    ]
