"""What a season and a place allow: no heavy snow in the heat, no birch pollen in December."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from .result_grades import graded
from .result_known import about_degrees, month_of
from .result_scene import Scene, spaced
from .semantics import Slot
from .value_fit import put
from .value_names import city_of

_SKIES = re.compile(r"(?i)weather|forecast|climate|storm|warning|hazard|meteo")
_POLLEN = re.compile(r"(?i)pollen|hay fever")
_COLD = re.compile(r"(?i)snow|\bice\b|icy|frost|freez|blizzard|avalanche|sleet|\bcold\b")
_HOT = re.compile(r"(?i)\bheat|\bhot\b|wildfire|scorch")
# The months in which a plant is in flower in the north.
_FLOWERS = {
    "birch": (3, 5),
    "hazel": (1, 4),
    "alder": (1, 4),
    "oak": (4, 6),
    "tree": (2, 6),
    "grass": (5, 8),
    "mugwort": (7, 9),
    "weed": (7, 10),
    "ragweed": (8, 10),
}


_WARNS = re.compile(r"(?i)warning|alert|hazard")
_ENDS = re.compile(r"\buntil\b|expire|\bends?\b")


def in_force(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Let a warning of the weather end within two days: no hail is foretold for a fortnight."""
    if not scene.asks or not _WARNS.search(scene.owner) or not _SKIES.search(scene.owner):
        return
    now = dt.datetime.combine(scene.world.today, scene.world.clock).replace(minute=0)
    for name, slot in slots.items():
        value = made.get(name)
        if slot.kind == "datetime" and isinstance(value, str) and _ENDS.search(spaced(name)):
            end = now + dt.timedelta(hours=scene.rng.randint(3, 45))
            put(made, slot, end.isoformat() + ("Z" if value.endswith("Z") else ""))


def in_season(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Let words for the weather and for pollen be such as the month and the latitude allow."""
    rule = _rule_of(scene.owner)
    if rule is not None:
        rule(made, slots, scene)


@lru_cache(4096)
def _rule_of(owner: str) -> Callable[[dict[str, Any], dict[str, Slot], Scene], None] | None:
    return _pollen if _POLLEN.search(owner) else _skies if _SKIES.search(owner) else None


def _skies(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Draw another hazard or sky where the place is too warm or too cold for the one drawn."""
    place = scene.first("city", "place", "region")
    if not isinstance(place, str):
        return
    degrees = about_degrees(place, scene)
    wrong = _COLD if degrees > 9 else _HOT if degrees < 18 else None
    for name, slot in slots.items():
        options, value = slot.schema.get("enum"), made.get(name)
        if wrong is None or not isinstance(options, list) or not isinstance(value, str):
            continue
        fitting = [option for option in options if isinstance(option, str) and not wrong.search(option)]
        if wrong.search(value) and fitting:
            put(made, slot, scene.rng.choice(fitting))


def _pollen(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Let there be the least pollen out of season."""
    told = " ".join(str(given.value).lower() for given in scene.given)
    first, last = next((span for plant, span in _FLOWERS.items() if plant in told), (2, 9))
    city = city_of(scene.first("city", "place", "region")) or scene.world.home
    month = month_of(scene)
    month = (month + 5) % 12 + 1 if city.latitude < 0 else month
    if first <= month <= last:
        return
    for name, slot in slots.items():
        options = slot.schema.get("enum")
        scale = graded(tuple(options)) if isinstance(options, list) else None
        if scale is not None and isinstance(made.get(name), str):
            put(made, slot, min(scale, key=lambda option: scale[option]))
