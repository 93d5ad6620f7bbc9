"""What an assistant remarks on besides the facts: a target that is met already, a limit passed, a state that was so before."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from typing import Any

from .memory import Done
from .reading import Reading
from .semantics import label_of

_TARGET = re.compile(r"(?i)\b(?:target|desired|wanted)\b")
_LIMIT = re.compile(r"(?i)\b(?:max|maximum|budget|limit)\b")
_NOW = re.compile(r"(?i)^(?:current|present|actual)\b|^price$")
_BEFORE = re.compile(r"(?i)^(?:previous|old|former|last) (?P<what>[a-z ]+)$")
_PAID = re.compile(r"(?i)\b(?:price|cost|fare|fee|total|amount)\b")
_CHEAP = frozenset("price cost fare fee amount rate".split())


def remark(done: Done, reading: Reading | None, result: Mapping[str, Any], rng: random.Random) -> str:
    """Return a sentence about what is odd in a result, seen beside what was asked for; mostly empty.

    Args:
        done: The call.
        reading: Its tool.
        result: What came back, without its wrapping.
        rng: The turn's randomness.
    """
    for slot in reading.slots if reading is not None else ():
        given = done.arguments.get(slot.name)
        if isinstance(given, (int, float)) and not isinstance(given, bool):
            words = _measured(slot.label.lower(), given, result)
        else:
            words = (
                _UNCHANGED if isinstance(given, str) and _was_so(slot.label.lower(), given, result) else ()
            )
        if words:
            shown = f"{given:,}" if isinstance(given, (int, float)) else str(given)
            return rng.choice(words).replace("{v}", shown)
    return ""


def _measured(label: str, given: float, result: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the forms for a number of the result that stands beyond the one given; none if it does not."""
    for name, value in result.items():
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            continue
        found = label_of(name).lower()
        same = label.split()[-1] == found.split()[-1]
        if same and _TARGET.search(label) and _NOW.search(found):
            if found.split()[-1] in _CHEAP:
                return _BELOW if value <= given else ()
            return _ABOVE if value >= given else ()
        if _LIMIT.search(label) and _PAID.search(label) and _PAID.search(found) and value > given:
            return _PASSED
    return ()


def _was_so(label: str, given: str, result: Mapping[str, Any]) -> bool:
    """Return whether a result says that what was asked for had been so before: `previous_folder` of a folder."""
    for name, value in result.items():
        match = _BEFORE.match(label_of(name).lower())
        if match is not None and label.endswith(match["what"]) and str(value).lower() == given.lower():
            return True
    return False


def same_as_before(done: Done, past: Sequence[Done]) -> bool:
    """Return whether a lookup was made before with the same values and brought the same."""
    earlier = [
        each
        for each in past
        if each.name == done.name and each.arguments == done.arguments and each.error is None
    ]
    return bool(earlier) and earlier[-1].result == done.result


_BELOW = (
    "That is already no more than the {v} you named.",
    "So it is within your target of {v} already.",
    "Note that it has reached your target of {v} already.",
)
_ABOVE = (
    "So it is at or above the {v} you wanted already.",
    "Note that it has reached {v} already.",
    "That is no less than the {v} you asked for as it is.",
)
_PASSED = ("That is more than the {v} you named.", "Note that this is above your limit of {v}.", "So it goes over the {v} you set.")  # fmt: skip
_UNCHANGED = ("That is how it was already: {v}.", "So nothing has changed: it was {v} before, too.", "Note that it was {v} before, too.")  # fmt: skip
NOTHING_NEW = (
    "Nothing has changed since.",
    "That's the same as before.",
    "It is all as it was.",
    "So that's unchanged.",
)
