"""What the user wants done with one tool, and a text in which values are still placeholders."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from .english import stem
from .links import IDENTIFYING, speakable
from .reading import Reading
from .semantics import Slot

_CHANGING = frozenset(
    map(stem, "rename move set update change edit modify adjust replace reschedule configure patch".split())
)
_LOOKING = frozenset(map(stem, "search find look filter query discover".split()))
_NO_MATTER = frozenset(
    "flag limit token object timezone version unit".split()
)  # change or narrow down nothing alone


def needed_options(reading: Reading) -> list[Slot]:
    """Return the optional parameters of which a request says at least one, best first; empty where it needs none.

    Nobody renames a thing without a new name, or searches for something without saying what.
    """
    looks = not reading.required and reading.family == "find" and bool(reading.verbs & _LOOKING)
    changes = (
        bool(reading.verbs & _CHANGING)
        and bool(reading.required)
        and all(slot.kind in IDENTIFYING | {"resource"} for slot in reading.required)
    )
    if not looks and not changes:
        return []
    options = [
        slot
        for slot in reading.slots
        if not slot.required and slot.kind not in _NO_MATTER and speakable(slot)
    ]
    return sorted(
        options, key=lambda slot: not re.match(r"(?:new|to|query|search|keywords?)\b", slot.label.lower())
    )


@dataclass(slots=True)
class Goal:
    """What the user wants done with one tool.

    Args:
        reading: The tool as the assistant sees it.
        calls: Arguments of each call it should come to.
        missing: Required parameters left open: to be asked for, or to come from the result before.
        refers: Parameter -> words that stand for its value (`there`, `the same day`); said instead of the value.
        thing: Words for the object where it is one of an earlier result (`that booking`, `the cheapest one`).
        spread: The parameters in which the calls differ.
        apart: Each call is said in words of its own; else its values are listed.
    """

    reading: Reading
    calls: list[dict[str, Any]]
    missing: frozenset[str] = frozenset()
    refers: dict[str, str] = field(default_factory=dict)
    thing: str = ""
    spread: tuple[str, ...] = ()
    apart: bool = False
    wanted: str = ""

    @property
    def said(self) -> list[Slot]:
        """The slots whose values have to be said."""
        hidden = self.refers.keys() | ({""} if not self.thing else set())
        first = self.calls[0]
        return [slot for slot in self.reading.slots if slot.name in first and slot.name not in hidden]


_HELD = re.compile(r"\x01(\d+)\x02")
_SPACES = re.compile(r"[ \t]{2,}")
_SPACE_BEFORE_STOP = re.compile(r"\s+([,.;?!])")
_COMMA_BEFORE_STOP = re.compile(r",([.?!])")
_STOP_AFTER_MARK = re.compile(r"([?!])\.")
_TWO_STOPS = re.compile(r"(?<!\.)\.\.(?!\.)")


@dataclass(slots=True)
class Wording:
    """A text under construction: values are placeholders until the style has been applied."""

    values: list[str] = field(default_factory=list)

    def hold(self, value: str) -> str:
        """Return a placeholder for a value."""
        self.values.append(value)
        return f"\x01{len(self.values) - 1}\x02"

    def fill(self, text: str) -> str:
        """Put the values in and tidy the spacing."""
        text = _HELD.sub(lambda match: self.values[int(match[1])], text)
        if "  " in text or "\t" in text:
            text = _SPACES.sub(" ", text)
        text = _SPACE_BEFORE_STOP.sub(r"\1", text).strip()
        if ",." in text or ",?" in text or ",!" in text:
            text = _COMMA_BEFORE_STOP.sub(r"\1", text)
        if "?." in text or "!." in text:
            text = _STOP_AFTER_MARK.sub(r"\1", text)
        return _TWO_STOPS.sub(".", text) if ".." in text else text
