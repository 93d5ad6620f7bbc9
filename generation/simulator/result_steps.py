"""The way step by step, as one goes it by the means of travel: nobody changes trains on a bicycle."""

from __future__ import annotations

import random
import re
from typing import Any

from .result_scene import Scene, plain_key, spaced
from .semantics import Slot
from .value_cues import Cues
from .value_fit import is_valid

_WAY = re.compile(r"(?i)direction|route(?!r)|navigat|way from|journey")
_STEPS = frozenset(("step", "direction", "instruction", "leg"))
_BY_ROAD = (
    "Turn left at the crossing", "Turn right at the lights", "Take the second exit at the roundabout", "Keep right at the fork",
    "Cross the bridge", "Follow the ring road for 2 km", "Continue straight on for 800 metres", "Turn left after the petrol station",
)  # fmt: skip
_BY_PATH = (
    "Turn left at the church", "Turn right after the bakery", "Cross the bridge", "Follow the path along the river",
    "Go through the park", "Continue straight on for 400 metres", "Turn left at the school", "Take the street behind the market",
)  # fmt: skip
_MEANS: Cues[tuple[str, ...]] = Cues(
    (
        (r"transit|public|\bbus\b|train|tram|metro", ()),
        (r"foot|walk|pedestrian|hik|bicycl|bike|cycling", _BY_PATH),
    )
)
_STREET = re.compile(r"^\d+ (?P<after>[^,\d]+?)(?:,|$)|^(?P<before>[^,\d]+?) \d+(?:,|$)")


def steps(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Tell a way from its beginning to its end by what one travels by."""
    if not scene.asks or not _WAY.search(scene.owner):
        return
    for name, slot in slots.items():
        value = made.get(name)
        if not isinstance(value, list) or not _STEPS.intersection(plain_key(name)):
            continue
        if not value or not all(isinstance(each, str) for each in value):
            continue
        way = _told(scene, len(value))
        if is_valid(way, slot.schema):
            made[name] = way


def _told(scene: Scene, least: int) -> list[str]:
    rng = scene.rng
    options = " ".join(str(given.value) for given in scene.given if given.slot.kind in ("enum", "code"))
    table = _MEANS.first(options.lower(), spaced(scene.tool.name))
    table = _BY_ROAD if table is None else table
    if not table:  # by bus and tram
        first, last = "Walk to the nearest stop", "Get off there and walk for two minutes"
        middle = _rides(rng, 2 if least > 2 else 1)
    else:
        street = _STREET.match(next((str(given.value) for given in scene.given if "origin" in given.key or "from" in given.key or "start" in given.key), ""))  # fmt: skip
        where = f" on {(street['after'] or street['before']).strip()}" if street else ""
        first = f"Head {rng.choice(('north', 'south', 'east', 'west'))}{where}"
        last = f"The destination is on the {rng.choice(('left', 'right'))}"
        middle = rng.sample(table, max(1, min(least - 1, 3)))
    return [first, *middle, last]


def _rides(rng: random.Random, count: int) -> list[str]:
    """Return a ride, or two with a change between them that says what to change to."""
    lines = rng.sample(range(2, 29), 2)
    first = rng.choice(("Take bus {n} towards the centre", "Take tram {n} for {s} stops", "Take line {n} for {s} stops"))  # fmt: skip
    rides = [first.format(n=lines[0], s=rng.choice(("three", "four", "five", "six")))]
    if count > 1:
        rides.append(f"Change to {rng.choice(('bus', 'tram', 'line'))} {lines[1]} at {rng.choice(('the central station', 'the market square', 'the town hall'))}")  # fmt: skip
    return rides
