"""Which value in a text is meant for which parameter of a tool."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from .clauses import PLACES, must_be_named
from .conversion import CODELIKE, PROPER, STRICT, Assigned, choices_of, convert, sorts_of, type_of
from .english import stems
from .findings import Found
from .marks import LINK, fit_of, marks_of
from .reading import Reading
from .semantics import Slot, split_words
from .spoken import code_names
from .switches import find_switches
from .units import without_unit
from .unquoted import fill_phrases

_JOIN = re.compile(
    r",? and |, | as well as |,? and also |,? plus | and then | or | & |,? and (?:in|for|to|of|on|from|at|the|with) "
    r"| as well as (?:in|for|to|of) "
)


@lru_cache(8192)
def _own_words(reading: Reading) -> frozenset[str]:
    """Return the stems of a tool's own words: its anchors and the labels of its parameters."""
    return frozenset(reading.anchors) | {each for slot in reading.slots for each in stems(slot.label)}


_FILLER = re.compile(r"\b(?:the|a|an|about|around|exactly|just|both|either|also)$")


def _is_own(found: Found, value: Any, reading: Reading) -> bool:
    """Return whether what looks like a value is one of the tool's own words, such as the `API` of `API key`."""
    return found.sort in ("code", "proper", "initial", "slug") and set(stems(str(value))) <= _own_words(
        reading
    )


def assign(
    reading: Reading,
    text: str,
    findings: Sequence[Found],
    today: dt.date,
    used: Sequence[tuple[int, int]] = (),
) -> list[Assigned]:
    """Give a tool's parameters the values of a text that its words mark as theirs.

    Args:
        reading: The tool.
        text: The part of a message that speaks of it.
        findings: What was found in that part, offsets relative to it.
        today: For relative dates.
        used: Spans that are taken already.
    """
    lower = text.lower()
    slots = [slot for slot in reading.slots if slot.required or _in_reach(slot, lower, reading)]
    options: list[tuple[float, int, Slot, Found, Any]] = []
    fillable = [
        (slot, sorts_of(slot), marks_of(reading, slot.name))
        for slot in slots
        if type_of(slot) not in ("boolean", "object") and not choices_of(slot)
    ]
    for found in findings:
        left = lower[max(0, found.start - 70) : found.start].rstrip(' "\u201c$\u20ac\u00a3')
        left = _FILLER.sub("", left).rstrip()
        linked = LINK.sub("", left + " ").rstrip()
        right = lower[found.end : found.end + 50].lstrip(' ,"\u201d')
        bare = without_unit(right) if found.sort == "number" else right
        behind = bare.lstrip(" ,") if bare != right else None
        for slot, sorts, marks in fillable:
            if sorts is not None and found.sort not in sorts:
                continue
            best = fit_of(marks, left, linked, right)
            if behind is not None:
                best = max(best, fit_of(marks, left, linked, behind))
            named = best >= 8.0
            value = convert(slot, found, text, named)
            if value is None:
                continue
            # the tool's own words (`an API proxy`) are no values unless they are marked by name
            if (not named or str(value).isupper()) and _is_own(found, value, reading):
                continue
            score = round(best or _alone(slot, found, reading, value), 2)
            if score:
                score += 0.4 if found.sort in ("quoted", "known") else 0.0
                options.append((score, found.start, slot, found, value))
    # of equals the first, and of those that begin together the longest
    options.sort(key=lambda option: (-option[0], option[1], option[1] - option[3].end))
    taken = list(used)
    result: dict[str, Assigned] = {}
    for slot_assigned in find_switches(slots, lower, reading):
        result[slot_assigned.slot.name] = slot_assigned
        if slot_assigned.end:
            taken.append((slot_assigned.start, slot_assigned.end))
    for score, _, slot, found, value in options:
        if slot.name not in result and not _overlaps(found, taken):
            result[slot.name] = Assigned(slot, [value], score, found.start, found.end)
            taken.append((found.start, found.end))
    for assigned in result.values():
        _coordinate(assigned, text, findings, taken, reading)
    fill_phrases(reading, slots, text, lower, result, taken)
    return list(result.values())


def _overlaps(found: Found, taken: Sequence[tuple[int, int]]) -> bool:
    return any(found.start < right and left < found.end for left, right in taken)


def _in_reach(slot: Slot, lower: str, reading: Reading) -> bool:
    """Return whether an optional parameter may be spoken of at all: a cheap test before the dear one."""
    return not must_be_named(slot, reading) or slot.label.lower() in lower


@lru_cache(8192)
def _population(reading: Reading) -> tuple[Counter[str], Counter[str], int, int]:
    """Count a tool's parameters by kind, the required ones by kind, the numbers, and the required names."""
    required = [slot for slot in reading.slots if slot.required]
    return (
        Counter(slot.kind for slot in reading.slots),
        Counter(slot.kind for slot in required),
        sum(_is_number(slot) for slot in reading.slots),
        sum(slot.kind in PROPER - CODELIKE for slot in required),
    )


def _alone(slot: Slot, found: Found, reading: Reading, value: Any) -> float:
    """Score a value that no words mark: only where nothing else of the tool could take it."""
    kinds, required, numbers, names = _population(reading)
    if found.sort in STRICT.get(slot.kind, ()):
        return 4.0 if kinds[slot.kind] == 1 else 0.0
    if not slot.required:
        return 0.0
    if slot.kind in ("id", "uuid", "resource", "stock_symbol", "airport", "zip") and found.sort in (
        "code",
        "path",
        "known",
        "slug",
    ):
        if required[slot.kind] == 1:
            return 3.5
        return 3.4 if slot.name == _own_thing(reading, slot.kind) else 0.0
    if slot.kind in ("currency", "country_code", "language_code") and found.sort in ("code", "proper"):
        return 3.6 if kinds[slot.kind] == 1 and value in code_names(slot.kind) else 0.0
    if found.sort == "number" and _is_number(slot):
        return 3.0 if numbers == 1 else 0.0
    if found.sort in ("proper", "known", "quoted") and slot.kind in PROPER:
        if slot.kind in CODELIKE:
            return 3.1 if not names and sum(required[kind] for kind in CODELIKE) == 1 else 0.0
        alone = slot.kind in PLACES and sum(required[kind] for kind in PLACES) == 1
        return 3.2 if names == 1 or (alone and found.sort != "known") else 0.0
    return 0.0


def _is_number(slot: Slot) -> bool:
    """Return whether a parameter is a number, be it written as a string."""
    return type_of(slot) in ("integer", "number") or slot.kind in ("amount", "count", "number")


@lru_cache(8192)
def _own_thing(reading: Reading, kind: str) -> str:
    """Return the parameter for what a tool works on: of `compute_routers_delete` the `router`, not `project`."""
    words = set(stems(" ".join(split_words(reading.tool.name)))) | {
        each for head in reading.heads for each in head
    }
    own = [
        (len(named), slot.name)
        for slot in reading.slots
        if slot.required and slot.kind == kind and (named := set(stems(slot.label)) - {"id"}) <= words
    ]
    return max(own, default=(0, ""))[1]  # `queued resource` rather than `zone`


def _coordinate(
    assigned: Assigned,
    text: str,
    findings: Sequence[Found],
    taken: list[tuple[int, int]],
    reading: Reading,
) -> None:
    """Extend a value by those joined to it with `and`: items of an array, or values of parallel calls."""
    if isinstance(assigned.values[0], bool) or assigned.slot.schema.get("enum") or not assigned.end:
        return
    grown = True
    while grown:
        grown = False
        for found in sorted(findings, key=lambda each: each.start - each.end):
            gap = found.start - assigned.end
            if not 1 <= gap <= 32 or _overlaps(found, taken):
                continue
            between = text[assigned.end : found.start].replace('"', "").lower()
            if found.sort == "number":
                between = without_unit(between)
            if len(between) <= 22 and _JOIN.fullmatch(between):
                value = convert(assigned.slot, found, text, named=False)
                if value is not None and value not in assigned.values and not _is_own(found, value, reading):
                    assigned.values.append(value)
                    taken.append((found.start, found.end))
                    assigned.end = found.end
                    grown = True
                    break
