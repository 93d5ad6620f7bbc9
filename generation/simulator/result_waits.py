"""How long one waits: until the moment that the call names, or until a room is as warm as it asks."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from .result_days import moment_of
from .result_scene import Scene, plain_key, spaced
from .semantics import Slot
from .value_fit import put_near

_WAITS = re.compile(r"\buntil\b|\barrives? in\b|\beta\b|\bto go\b|\bstarts? in\b|\bleaves? in\b")
_MINUTES = {"minute": 1, "min": 1, "hour": 60, "day": 1440}
_READY = re.compile(r"\bready|\breach")


def waits(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Let one wait as long as it is until the moment for which something is ordered or set: days, if it is days ahead."""
    if scene.asks:
        return
    now = dt.datetime.combine(scene.world.today, scene.world.clock)
    moments = (moment_of(given.value) for given in scene.given if given.slot.kind == "datetime")
    ahead = next((moment - now for moment in moments if moment is not None and moment > now), None)
    if ahead is None:
        return
    for name, slot in slots.items():
        unit = next((_MINUTES[word] for word in plain_key(name) if word in _MINUTES), None)
        if unit is not None and _is_number(made.get(name)) and _WAITS.search(spaced(name)):
            put_near(made, slot, max(1, round(ahead.total_seconds() / 60 / unit)))


_DEGREES = frozenset(("temperature", "temp", "degree"))
_NOW = frozenset(("current", "actual", "measured", "indoor", "inside"))
_COOLS = re.compile(r"(?i)cool|air.?con|fridge|freez|refriger")


def warming(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Let a room that is to be heated be colder than it is to be, or warmer where it is cooled; and the wait fit that."""
    wanted = scene.number(*_DEGREES)
    if scene.asks or wanted is None:
        return
    name = next((each for each in made if _now_degrees(each) and _is_number(made[each])), None)
    if name is None:
        return
    cools = _COOLS.search(scene.owner) is not None
    apart = scene.rng.choice((1, 1.5, 2, 2.5, 3, 4))
    now = wanted + apart if cools else wanted - apart
    whole = isinstance(made[name], int)
    put_near(made, slots[name], round(now) if whole else round(now, 1))
    gap = made[name] - wanted if cools else wanted - made[name]
    for other, slot in slots.items():
        if slot.kind == "duration" and _READY.search(spaced(other)) and _is_number(made.get(other)):
            unit = next((_MINUTES[word] for word in plain_key(other) if word in _MINUTES), 1)
            put_near(made, slot, max(1, round(max(gap, 0.3) * scene.rng.uniform(11, 19) / unit)))


def _now_degrees(name: str) -> bool:
    key = frozenset(plain_key(name))
    return bool(key & _DEGREES) and bool(key & _NOW)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
