"""Cases for bfcl_parity.py: right answers, answers changed in one known way, and what models write.

A case is seeded by its question's id and its kind, so that it is the same in every run whatever else is made.
"""

from __future__ import annotations

import copy
import itertools
import random
from collections.abc import Iterator
from typing import Any

from bfcl_changes import CHANGES
from bfcl_forms import Calls, Case, as_python, native, properties_of
from bfcl_outputs import native_outputs, presence_cases, text_outputs
from bfcl_source import source_text

from toolflow_evaluation.bfcl.questions import Question

_COMBINATIONS = 8  # of right values, for each question; all of them where there are no more


def cases_of(question: Question, seed: int) -> Iterator[Case]:
    """Yield all cases of a question."""

    def rng_of(kind: str) -> random.Random:
        return random.Random(f"{seed}:{question.id}:{kind}")

    if not question.category.has_answers:
        yield from presence_cases(question, rng_of("presence"))
        return
    golds = list(_golds(question, rng_of("gold")))
    for calls in golds:
        yield from _both_forms(question, "gold", calls)
    for kind, change in CHANGES.items():
        rng = rng_of(kind)
        for _ in range(2):
            calls = copy.deepcopy(rng.choice(golds))
            changed = change(rng, question, calls)
            if changed is not None:
                yield from _both_forms(question, kind, changed)
    yield from native_outputs(question, golds[0], rng_of("native"))
    if question.category.language == "python":
        yield from text_outputs(question, golds[0], rng_of("text"))


def _both_forms(question: Question, kind: str, calls: Calls) -> Iterator[Case]:
    yield Case(question, kind, "native", native(calls))
    if question.category.language == "python":
        yield Case(question, kind, "text", as_python(calls))


def _golds(question: Question, rng: random.Random) -> Iterator[Calls]:
    """Yield right answers: every combination of right values where there are few, else a sample of them."""
    choices = [
        (place, name, values)
        for place, (_, answer) in enumerate(question.answers)
        for name, values in answer.items()
    ]
    options = [range(len(values)) if values else (None,) for _, _, values in choices]
    count = 1
    for option in options:
        count *= len(option)
    if count <= _COMBINATIONS:
        drawn: Iterator[tuple[int | None, ...]] = itertools.product(*options)
    else:
        drawn = (tuple(rng.choice(option) for option in options) for _ in range(_COMBINATIONS))
    for picks in drawn:
        calls: Calls = [(name, {}) for name, _ in question.answers]
        for (place, name, values), pick in zip(choices, picks, strict=True):
            if pick is not None and values[pick] != "":
                calls[place][1][name] = _filled(values[pick], rng)
        yield _in_language(question, calls, rng)


def _filled(value: Any, rng: random.Random) -> Any:
    """Return a value whose dictionaries hold one of the right values for each key."""
    if isinstance(value, list):
        return [_filled(item, rng) for item in value]
    if isinstance(value, dict):
        picked = {
            key: rng.choice(rights) if isinstance(rights, list) and rights else rights
            for key, rights in value.items()
        }
        return {key: held for key, held in picked.items() if held != ""}
    return value


def _in_language(question: Question, calls: Calls, rng: random.Random) -> Calls:
    """Return calls with their values as source text, where the functions are Java's or JavaScript's."""
    language = question.category.language
    if language == "python":
        return calls
    written: Calls = []
    for name, arguments in calls:
        schemas = properties_of(question, name)
        sources = {
            key: source_text(value, schemas.get(key, {}), language, rng) for key, value in arguments.items()
        }
        written.append((name, sources))
    return written
