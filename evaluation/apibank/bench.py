"""Verdicts on answers at API-Bank's samples: the first call, executed or compared with the gold one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from ..answering.answers import Answer, AnswerFile
from ..answering.decoding import Call, Decoded
from ..answering.faults import Fault
from ..answering.reading import read_strictly, read_tolerantly
from ..answering.verdicts import Verdict
from .matching import mismatch
from .offered import Documents, prompt_of
from .samples import Sample

Judging = Literal["executed", "calls match, not executed"]
Check = Callable[[Sample, Call], Fault | None]


def first_calls(sample: Sample, answer: Answer, documents: Documents) -> tuple[Call | Fault, Call | Fault]:
    """Return the first call of an answer, read strictly and tolerantly, or why there is none."""
    names = sorted({*documents, *sample.apis})
    return _first(read_strictly(answer)), _first(read_tolerantly(answer, names))


def _first(decoded: Decoded) -> Call | Fault:
    if decoded.calls is None:
        return Fault("unreadable", decoded.problem)
    return decoded.calls[0] if decoded.calls else Fault("no-call", "there is no call in the answer")


def judge(
    samples: Sequence[Sample], documents: Documents, file: AnswerFile, check: Check = mismatch
) -> list[Verdict]:
    """Judge the answers that are there, in the order of the samples.

    Args:
        samples: What was asked.
        documents: Of the APIs, as they were offered.
        file: The answers.
        check: What says whether a call is right.
    """
    verdicts = []
    for sample in samples:
        answer = file.answer_to(prompt_of(sample, documents))
        if answer is None:
            continue
        strict, tolerant = (
            found if isinstance(found, Fault) else check(sample, found)
            for found in first_calls(sample, answer, documents)
        )
        verdicts.append(Verdict(sample.id, sample.category, answer, strict, tolerant))
    return verdicts


def several_calls(verdicts: Sequence[Verdict]) -> int:
    """Return how many answers hold more than one call, of which the first was judged."""
    return sum(len(read_strictly(verdict.answer).calls or ()) > 1 for verdict in verdicts)


def documents_by_name(functions: Sequence[Mapping[str, object]]) -> Documents:
    """Return the documents of APIs by their names."""
    return {str(function["name"]): function for function in functions}
