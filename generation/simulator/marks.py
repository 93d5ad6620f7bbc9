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


_LINKED = re.compile(r" (?:is|should be|set to)$|:$| =$")


class Marks(NamedTuple):
    """The marks of one parameter, found by the last letters of the words before a value.

    Args:
        led: Marks by the last letters of `before`, and those with a `linked` by its last letters.
        open: Marks with nothing, or next to nothing, before the value.
    """

    led: dict[str, tuple[Mark, ...]]
    open: tuple[Mark, ...]


_KEY = 3  # letters: enough to leave one or two marks of thirty


@lru_cache(65536)
def marks_of(reading: Reading, name: str) -> Marks:
    """Return the clauses of a tool's parameter, prepared for looking up."""
    slot = next(slot for slot in reading.slots if slot.name == name)
    marks = [_mark(clause) for clause in clauses_of(reading, slot) if clause.before or clause.after]
    led: dict[str, tuple[Mark, ...]] = {}
    for mark in marks:
        for key in {mark.before[-_KEY:], mark.linked[-_KEY:]}:
            if len(key) == _KEY:
                led[key] = (*led.get(key, ()), mark)
    return Marks(led, tuple(mark for mark in marks if len(mark.before) < _KEY))


def _mark(clause: Clause) -> Mark:
    """More words score more, words that name the parameter most."""
    before, after = clause.before.lower(), clause.after.lower()
    target = _LINKED.sub("", before) if clause.named else ""
    words = len(before.split()) + len(after.split())
    score = (8.0 if clause.named else 6.0) + 0.2 * words + (0.7 if before and after else 0.0)
    return Mark(before, target, after, score)


def fit_of(marks: Marks, left: str, linked: str, right: str) -> float:
    """Score how the best of a parameter's clauses fits around a value: 0 for not at all.

    Args:
        marks: The parameter's.
        left: What stands before the value, in lower case.
        linked: The same without a linking `is`, `:` or `set to` at its end.
        right: What stands behind it.
    """
    best = 0.0
    led = marks.led
    for before, target, after, score in (
        *marks.open,
        *led.get(left[-_KEY:], ()),
        *led.get(linked[-_KEY:], ()),
    ):
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
