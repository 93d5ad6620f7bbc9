"""Legs of one journey: whoever is in Geneva on a day does not fly from Chicago on the same day."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection
from typing import Any, NamedTuple

from .memory import Done, Memory
from .naming import label_of
from .reading import Reading
from .value_fit import obeys
from .value_places import find_city

_FROM = re.compile(r"\b(?:origin|from|start|departure|leaving)\b")
_TO = re.compile(r"\b(?:destination|to|arrival|end)\b")
_DAY = re.compile(r"\d{4}-\d\d-\d\d$")
_BACK = re.compile(r"\b(?:return|back|end|until|to)\b")


class _Leg(NamedTuple):
    """A way between two cities on a day, and the names of the arguments that tell of it."""

    origin: str
    start: str
    end: str
    day: str


def _leg(arguments: dict[str, Any]) -> _Leg | None:
    """Read a leg from the arguments of a call; None where they name no two cities or no day."""
    labels = {name: label_of(name).lower() for name, value in arguments.items() if isinstance(value, str)}
    days = [name for name in labels if _DAY.match(arguments[name]) and not _BACK.search(labels[name])]
    towns = [name for name in labels if name not in days and find_city(arguments[name]) is not None]
    origin = next((name for name in towns if _FROM.search(labels[name])), None)
    end = next((name for name in towns if name != origin and _TO.search(labels[name])), None)
    if origin is None or end is None or not days:
        return None
    return _Leg(origin, arguments[origin], arguments[end], arguments[days[0]])


def _before(calls: Collection[Done]) -> list[_Leg]:
    legs = (_leg(done.arguments) for done in calls if done.error is None)
    return [leg for leg in legs if leg is not None]


def go_on(
    reading: Reading, arguments: dict[str, Any], memory: Memory, referred: Collection[str] = ()
) -> None:
    """Let a leg begin where the one before it ends, a day later; or with it, where both end in the same city.

    A leg on another day, one from where the other begins or ends, and one whose beginning words stand for stay as they are.

    Args:
        reading: The tool that is asked.
        arguments: What it is asked for; the city where it begins and its days are changed.
        memory: What has been established.
        referred: Parameters for which words such as `there` stand.
    """
    new = _leg(arguments)
    if new is None or new.origin in referred:
        return
    same_day = [leg for leg in _before(memory.calls) if leg.day == new.day]
    if not same_day or any(new.start in (leg.start, leg.end) for leg in same_day):
        return
    last = same_day[-1]
    together = new.end == last.end
    changed = {new.origin: last.start if together else last.end}
    if not together:
        for slot in reading.slots:
            value = arguments.get(slot.name)
            if isinstance(value, str) and _DAY.match(value):
                if slot.name in referred:
                    return
                changed[slot.name] = (dt.date.fromisoformat(value) + dt.timedelta(1)).isoformat()
    schemas = {slot.name: slot.schema for slot in reading.slots}
    if all(obeys(value, schemas[name]) for name, value in changed.items()):
        arguments.update(changed)
