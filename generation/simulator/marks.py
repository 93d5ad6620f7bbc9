"""How well the words around a value fit the clauses of a parameter."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from .clauses import Clause, clauses_of
from .reading import Reading

LINK = re.compile(
    r"(?:\s+(?:is|are|was|of|as|to|being|should be|would be|will be|set to|equals|=)|\s*[:=])\s*$"
)


def ends_with(left: str, words: str) -> bool:
    """Return whether a text ends with whole words."""
    return left.endswith(words) and (len(left) == len(words) or not left[-len(words) - 1].isalnum())


def starts_with(right: str, words: str) -> bool:
    """Return whether a text starts with whole words."""
    return right.startswith(words) and (len(right) == len(words) or not right[len(words)].isalnum())


class Mark(NamedTuple):
    """A clause prepared for looking up: lower case, what may be linked by `is` or `:`, and its score."""

    before: str
    linked: str
    after: str
    score: float


@lru_cache(65536)
def marks_of(reading: Reading, name: str) -> tuple[Mark, ...]:
    """Return the clauses of a tool's parameter, prepared for looking up."""
    slot = next(slot for slot in reading.slots if slot.name == name)
    return tuple(_mark(clause) for clause in clauses_of(reading, slot) if clause.before or clause.after)


def _mark(clause: Clause) -> Mark:
    """More words score more, words that name the parameter most."""
    before, after = clause.before.lower(), clause.after.lower()
    target = re.sub(r" (?:is|should be|set to)$|:$| =$", "", before) if clause.named else ""
    words = len(before.split()) + len(after.split())
    score = (8.0 if clause.named else 6.0) + 0.2 * words + (0.7 if before and after else 0.0)
    return Mark(before, target, after, score)


def fit_of(marks: tuple[Mark, ...], left: str, linked: str, right: str) -> float:
    """Score how the best of a parameter's clauses fits around a value: 0 for not at all."""
    best = 0.0
    for before, target, after, score in marks:
        if score <= best:
            continue
        if before and not (
            (left.endswith(before) and ends_with(left, before))
            or (target and linked.endswith(target) and ends_with(linked, target))
        ):
            continue
        if after and not (right.startswith(after) and starts_with(right, after)):
            continue
        best = score
    return best
