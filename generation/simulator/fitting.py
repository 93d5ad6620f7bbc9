"""Whether a thing of an earlier result is of the kind a tool acts on: no door is a vacuum, no hired car a flight."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from .english import stem, stems
from .links import IDENTIFYING
from .memory import Fact, Memory, key_of
from .reading import Reading
from .semantics import Slot, split_words

POINTED = re.compile(r"\b(?:same|that|this|those) (?=(\w+)(?: (\w+))?)")  # the next two words
PRICE = re.compile(r"(?:^|_)price$|^cost$")
KIND = re.compile(r"kind|\w+_(?:kind|type)")


def fitting(facts: list[Fact], slot: Slot, reading: Reading, memory: Memory) -> list[Fact]:
    """Return those of the things that a tool can act on, by the kind that results gave them.

    If what the tool says of itself names kinds ("a smart lock"), only these fit. A tool that speaks of the thing in general
    ("rename a device") takes any; one that does not takes none of another kind.
    """
    kinds = {
        (fact.call, fact.item): stems(fact.value)
        for fact in memory.facts
        if not fact.given and isinstance(fact.value, str) and KIND.fullmatch(fact.name)
    }
    if not kinds:
        return facts
    known = {
        fact.value: frozenset(kinds[fact.call, fact.item])
        for fact in memory.facts
        if (fact.call, fact.item) in kinds
        and isinstance(fact.value, str)
        and key_of(fact.name)[-1] in _ID_ENDS
    }
    about = _about(reading)
    if any(known.get(fact.value, frozenset()) & about for fact in facts):
        return [fact for fact in facts if known.get(fact.value, about) & about]
    if set(stems(slot.label)[:1]) & about:
        return facts
    return [fact for fact in facts if fact.value not in known]


_ID_ENDS = frozenset(("id", "uuid", "code", "number"))


@lru_cache(16384)
def _about(reading: Reading) -> frozenset[str]:
    """Return the stems of a tool's name and description."""
    return makers(reading.tool.name) | frozenset(stems(reading.tool.description[:200].lower()))


def made_as_said(facts: list[Fact], slot: Slot, text: str, memory: Memory) -> list[Fact]:
    """Return the things that came of a call whose tool has the noun they are pointed at by; all if none did.

    `that flight` is the booking that `book_flight` made, though a car was hired since.
    """
    said = {stem(word) for pair in POINTED.findall(text.lower()) for word in pair if word}
    said -= set(stems(slot.label))  # `that booking` may be any
    made = [fact for fact in facts if not fact.given and said & makers(memory.calls[fact.call].name)]
    return made or facts


@lru_cache(4096)
def makers(tool_name: str) -> frozenset[str]:
    """Return the stems of a tool's name."""
    return frozenset(stems(" ".join(split_words(tool_name)).lower()))


def record_of(arguments: dict[str, Any], reading: Reading, memory: Memory) -> list[Fact]:
    """Return what is known, oldest first, of the things that a call's identifiers stand for."""
    things = {
        arguments[slot.name]
        for slot in reading.required
        if slot.kind in IDENTIFYING and isinstance(arguments.get(slot.name), str)
    }
    if not things:
        return []
    places = {
        (fact.call, fact.item)
        for fact in memory.facts
        if isinstance(fact.value, str) and fact.value in things
    }
    return [fact for fact in memory.facts if (fact.call, fact.item) in places]
