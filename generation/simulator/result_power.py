"""How much electricity a house or one device uses in a stretch of time, and what it costs."""

from __future__ import annotations

import random
import re
from typing import Any

from .result_scene import Scene, plain_key
from .semantics import Slot
from .value_fit import put, put_near

_USED = (
    ("used", "kwh"),
    ("kwh", "used"),
    ("kwh",),
    ("energy", "kwh"),
    ("consumption", "kwh"),
    ("total", "kwh"),
)
_PRICE = 0.31  # of a kilowatt hour
_HEATS = re.compile(
    r"(?i)heat|oven|boiler|stove|kettle|dryer|washing|dishwasher|thermostat|radiator|air.?con"
)
# Kilowatt hours a day.
_HOUSE, _HEATER, _DEVICE = (6.0, 12.0), (0.8, 3.0), (0.05, 0.6)


def energy(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Let electricity used fit the time and what used it, and cost what so many kilowatt hours cost.

    A house uses 6 to 12 kilowatt hours a day, a device that heats 0.8 to 3, any other 0.05 to 0.6; the same one the
    same a day, whatever stretch of time is asked about.
    """
    held = next((name for name in made if plain_key(name) in _USED and _is_number(made[name])), None)
    days = _days(scene)
    if held is not None and days is not None and scene.asks:
        used = _a_day(scene) * days
        whole = slots[held].schema.get("type") == "integer"
        put_near(made, slots[held], max(1, round(used)) if whole else round(used, 1))
    for name, slot in slots.items():
        if held is not None and slot.kind == "amount" and plain_key(name)[-1] in ("cost", "price", "total"):
            put(made, slot, round(float(made[held]) * _PRICE, 2))


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _a_day(scene: Scene) -> float:
    device = next((str(given.value) for given in scene.given if given.slot.kind == "id"), "")
    about = " ".join(str(fact.value) for fact in scene.subject if isinstance(fact.value, str))
    span = _HOUSE if not device else _HEATER if _HEATS.search(about) else _DEVICE
    return random.Random(f"{scene.world.seed}:power:{device}").uniform(*span)


_STRETCH = re.compile(r"(?i)(?:(this|last|past|previous|current)[ _])?(today|yesterday|day|week|month|year)")


def _days(scene: Scene) -> float | None:
    """Return how many days the stretch of time asked about has had so far; None where it is not told in words."""
    properties = scene.tool.parameters.get("properties") or {}
    unsaid = (child.get("default") for name, child in properties.items() if name not in scene.arguments)
    texts = (text for text in (*scene.arguments.values(), *unsaid) if isinstance(text, str))
    match = next((found for found in map(_STRETCH.fullmatch, texts) if found), None)
    if match is None:
        return None
    past, word = (match[1] or "").lower() in ("last", "past", "previous"), match[2].lower()
    today, clock = scene.world.today, scene.world.clock
    part = (clock.hour * 60 + clock.minute) / 1440
    so_far = {"week": today.weekday(), "month": today.day - 1, "year": today.timetuple().tm_yday - 1}
    whole = {"week": 7.0, "month": 30.0, "year": 365.0, "today": part, "day": 1.0 if past else part}
    return whole.get(word, 1.0) if past or word not in so_far else so_far[word] + part
