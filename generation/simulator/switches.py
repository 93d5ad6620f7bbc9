"""Enum values and flags in a text: known words rather than found values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from .conversion import Assigned, choices_of, type_of
from .english import is_plural, stems, with_article
from .marks import LINK, ends_with, starts_with
from .reading import Reading
from .semantics import Slot
from .spoken import humanise


def find_switches(slots: Sequence[Slot], lower: str, reading: Reading) -> list[Assigned]:
    """Find enum values and flags, which are known words rather than found values."""
    result = []
    for slot in slots:
        enum = choices_of(slot)
        if enum:
            assigned = _enum(slot, enum, lower, reading)
        elif type_of(slot) == "boolean":
            assigned = _flag(slot, lower)
        else:
            continue
        if assigned:
            result.append(assigned)
    return result


def _enum(slot: Slot, enum: Sequence[Any], lower: str, reading: Reading) -> Assigned | None:
    best: Assigned | None = None
    label = slot.label.lower()
    for value in enum:
        spoken = humanise(str(value)).lower()
        start = -1
        while (start := lower.find(spoken, start + 1)) >= 0:
            end = start + len(spoken)
            if (start and lower[start - 1].isalnum()) or (
                end < len(lower) and (lower[end].isalnum() or lower[end] == "-")
            ):
                continue
            left = lower[:start].rstrip(' "\u201c')
            linked = LINK.sub("", left + " ").rstrip()
            right = lower[end:].lstrip(' "\u201d')
            score = 5.0
            if (
                ends_with(left, label)
                or ends_with(linked, label)
                or right.startswith((f"as the {label}", f"for the {label}"))
            ):
                score = 9.0
            elif starts_with(right, label.split()[-1]):
                score = 7.0
            elif len(spoken) < 2 or (not slot.required and set(stems(spoken)) & reading.anchors.keys()):
                continue
            # of equals the last one counts: what comes first is background
            if (
                best is None
                or score > best.score
                or (score == best.score and not (best.start <= start < best.end))
            ):
                best = Assigned(slot, [value], score, start, end)
            elif slot.array and score > 4.9 and value not in best.values:
                best.values.append(value)
    return best


_NO = re.compile(r"\b(?:no|not|without|don't|do not|skip|never|exclude|minus|n't|off|doesn't)\b[^,.;]{0,24}$")
_SAID_NO = re.compile(r"^\s*(?:is|are|set to|to|:|=|should be)?\s*(?:no\b|false\b|off\b|disabled\b)")


def _flag(slot: Slot, lower: str) -> Assigned | None:
    label = slot.label.lower()
    having = possession_of(label)
    for words in (label, having, having.replace("with ", "without ", 1)):
        start = lower.find(words) if words else -1
        if start >= 0:
            end = start + len(words)
            value = not (
                words.startswith("without ") or _NO.search(lower[:start]) or _SAID_NO.search(lower[end:])
            )
            return Assigned(slot, [value], 7.0, start, end)
    return None


@lru_cache(8192)
def possession_of(label: str) -> str:
    """Return a flag that says what things have: `has attachment` -> `with an attachment`; empty if it says no such thing."""
    first, _, rest = label.lower().partition(" ")
    if first not in ("has", "have") or not rest:
        return ""
    return f"with {rest if is_plural(rest) else with_article(rest)}"
