"""Verdicts on answers to BFCL's questions."""

from __future__ import annotations

from collections.abc import Sequence

from toolflow_dataset.errors import SchemaError

from ..answering.answers import AnswerFile
from ..answering.prompts import wire_name
from ..answering.reading import read_strictly, read_tolerantly
from ..answering.verdicts import Verdict
from .checker import fault_of
from .offered import prompt_of
from .questions import Question


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
        verdicts.append(Verdict(question.id, question.category.name, answer, strict, tolerant))
    return verdicts
