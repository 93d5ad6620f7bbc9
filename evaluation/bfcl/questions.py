"""BFCL's questions with their right answers, out of a folder of its files or the wheel of `bfcl-eval`.

Each category is cut in two halves by the hash of its ids, so that what is tuned on one can be measured on the
other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from toolflow_dataset.errors import SchemaError

from ..answering.drawing import draw
from .categories import Category
from .files import ANSWERS, BfclFiles

Half = Literal["develop", "evaluate"]
Answers = tuple[tuple[str, Mapping[str, Sequence[Any]]], ...]


@dataclass(frozen=True, slots=True)
class Question:
    """What a model is asked and offered, and the right calls.

    Args:
        id: BFCL's own.
        category: Its category.
        messages: The chat, `{"role", "content"}` each.
        functions: Those offered, in BFCL's own form.
        answers: Function name and right values by parameter, for each call that is due; empty where only
            calling or not calling is judged.
    """

    id: str
    category: Category
    messages: tuple[Mapping[str, str], ...]
    functions: tuple[Mapping[str, Any], ...]
    answers: Answers = ()


def take_half(questions: Iterable[Question], half: Half) -> list[Question]:
    """Return the questions of one half, in their order.

    Those of each category are ranked by the SHA-256 of their ids; the lower half of the ranks is for
    developing, the upper for evaluating, which takes the middle one of an odd number. Give whole categories:
    the halves of a part of one are others.
    """
    listed = list(questions)
    ranked: dict[str, list[tuple[bytes, str]]] = {}
    for question in listed:
        digest = hashlib.sha256(question.id.encode()).digest()
        ranked.setdefault(question.category.name, []).append((digest, question.id))
    kept: set[str] = set()
    for ranks in ranked.values():
        middle = len(ranks) // 2
        part = sorted(ranks)[:middle] if half == "develop" else sorted(ranks)[middle:]
        kept |= {name for _, name in part}
    return [question for question in listed if question.id in kept]


def sample_questions(questions: Iterable[Question], size: int, seed: int) -> list[Question]:
    """Return `size` questions of each category, or all if there are no more, in their order.

    They are drawn by the hash of seed and id: a smaller sample is part of any larger one with the same seed.
    """
    listed = list(questions)
    return draw(listed, [question.category.name for question in listed], size, seed)


def read_questions(path: Path, categories: Sequence[Category]) -> list[Question]:
    """Read the questions of some categories, in the order of the categories and of their files.

    Args:
        path: A folder that holds `BFCL_v4_simple_python.json` and its like, with `possible_answer` beside
            them, at any depth; or the wheel of `bfcl-eval`.
        categories: Which.

    Raises:
        ToolSourceError: If files are missing, or of several versions.
        SchemaError: If a line is no question, or has no answer.
    """
    with BfclFiles(path) as files:
        return [question for category in categories for question in _of_category(files, category)]


def _of_category(files: BfclFiles, category: Category) -> Iterator[Question]:
    rights: dict[str, tuple[Any, str]] = {}
    if category.has_answers:
        rights = {record["id"]: (record, place) for record, place in _records(files, category, answers=True)}
    for record, place in _records(files, category):
        answers: Answers = ()
        if category.has_answers:
            if record["id"] not in rights:
                raise SchemaError(f"{place}: there is no right answer to {record['id']} in {ANSWERS}")
            answers = _answers(*rights[record["id"]])
        yield _question(record, place, category, answers)


def _records(
    files: BfclFiles, category: Category, *, answers: bool = False
) -> Iterator[tuple[Mapping[str, Any], str]]:
    for record, place in files.records(category.name, answers=answers):
        if not isinstance(record.get("id"), str):
            raise SchemaError(f"{place}: expected an object with an `id`, got {str(record)[:80]!r}")
        yield record, place


def _question(record: Mapping[str, Any], place: str, category: Category, answers: Answers) -> Question:
    try:
        (messages,) = record["question"]
        functions = record["function"]
        offered = tuple(functions if isinstance(functions, list) else [functions])
        for function in offered:
            function["name"], function["parameters"]["properties"].items()
        chat = tuple({"role": each["role"], "content": each["content"]} for each in messages)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise SchemaError(
            f"{place}: not a single-turn question of BFCL ({error!r:.100}); expected `id`, `question` (a "
            "list with one list of messages) and `function` (with `name` and `parameters.properties`)"
        ) from error
    if answers and not offered:
        raise SchemaError(f"{place}: {record['id']} offers no function")
    return Question(record["id"], category, chat, offered, answers)


def _answers(record: Mapping[str, Any], place: str) -> Answers:
    try:
        found = tuple(next(iter(call.items())) for call in record["ground_truth"])
        fits = all(isinstance(right, list) for _, values in found for right in values.values())
    except (KeyError, TypeError, AttributeError, StopIteration):
        fits, found = False, ()
    if not fits or not found:
        raise SchemaError(
            f"{place}: expected `ground_truth` as a list of {{function: {{parameter: [values]}}}}"
        )
    return found
