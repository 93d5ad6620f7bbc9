"""How far apart the places of a call are, how long the way takes, and when one sets out and arrives."""

from __future__ import annotations

import datetime as dt
import math
import random
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from .result_filters import limits_of
from .result_scene import Scene, plain_key, spaced
from .semantics import Slot
from .trips import OVERLAND_KM, no_land_way
from .value_cues import Cues
from .value_fit import put, put_near
from .value_names import city_of
from .value_numbers import bounds
from .value_places import City, city_of_airport, clocks_ahead, distance_km, scale_of

_WAY = re.compile(
    r"(?i)direction|distance|route(?!r)|routing|travel.?time|journey|navigat|commut|transit|driving|how far|way from"
)
_STRAIGHT = re.compile(r"(?i)distance|as the crow|great.?circle|how far|flight|airline|\bfly")
_ROADS = re.compile(r"(?i)traffic|direction|route(?!r)|commut|journey")
_TAXI = re.compile(r"(?i)\btaxi|_taxi|\bcab\b|\bride\b")
_OTHERWISE = frozenset("delay wait held late until traffic".split())
_LEAVES = re.compile(r"(?i)leave|depart|set_?off|start")
_ARRIVES = re.compile(r"(?i)arriv|pickup")
_PLACED = frozenset("city address place region airport".split())


@dataclass(frozen=True, slots=True)
class _Vehicle:
    """What one travels by.

    Args:
        pace: Average speed in km/h by the length of the way in km: up to 15, up to 60, beyond.
        extra: Minutes on top: waiting, parking, check-in.
    """

    pace: tuple[float, float, float]
    extra: int = 0

    def minutes(self, way: float) -> int:
        """Return how many minutes a way of so many kilometres takes."""
        pace = self.pace[0 if way <= 15 else 1 if way <= 60 else 2]
        return max(2, round(way / pace * 60 + self.extra))

    def reach(self, minutes: float) -> float:
        """Return a way in kilometres that takes at most so many minutes."""
        return max(0.1, (minutes - self.extra - 1) / 60 * min(self.pace))


_PLANE = _Vehicle((300, 500, 760), 35)
_CAR = _Vehicle((28, 50, 88), 2)
_VEHICLES = Cues(
    (
        (r"\bon foot|walk|pedestrian|hik", _Vehicle((4.8, 4.6, 4.2))),
        (r"bicycl|\bbike|cycling", _Vehicle((15, 17, 18))),
        (r"flight|\bair|fly\b|plane", _PLANE),
        (r"train|rail", _Vehicle((40, 65, 115), 5)),
        (r"transit|public transport|\bbus\b|coach|metro|tram", _Vehicle((18, 32, 70), 8)),
        (r"driv|\bcar\b|taxi|truck", _CAR),
    )
)


def ends_of(scene: Scene) -> tuple[City, City] | None:
    """Return the two places that the arguments name, if an atlas knows where both are; None otherwise."""
    named = _named(scene)
    here, there = (_city(end) for end in named) if len(named) == 2 else (None, None)
    return None if here is None or there is None or distance_km(here, there) in (None, 0) else (here, there)


def way_of(scene: Scene) -> float | None:
    """Return the length in kilometres of the way between the two places that a call names; None without two.

    Between cities it follows from their coordinates; within one, or between places that no table knows, it is
    drawn, and the same both ways whenever the two are named.
    """
    ends, named = ends_of(scene), _named(scene)
    if ends is not None:
        straight = distance_km(*ends) or 0.0
        return straight if _STRAIGHT.search(scene.owner) else straight * 1.22
    if len(named) < 2:
        return None
    pair = ":".join(sorted(end.lower() for end in named))
    return random.Random(f"{scene.world.seed}:way:{pair}").uniform(1.4, 14)


_RIDE_KM = 300


@lru_cache(4096)
def _by_road(owner: str) -> str:
    """Return whether a tool is about a taxi or another way by road; an empty string for any other."""
    if _TAXI.search(owner):
        return "taxi"
    return "road" if _ROADS.search(owner) and _VEHICLES.first(owner.lower()) is not _PLANE else ""


def no_way(scene: Scene) -> str | None:
    """Return why there is no going by road between the places that a call names; None where there may be a way."""
    by = _by_road(scene.owner)
    if not by:
        return None
    taxi, named = by == "taxi", _named(scene)
    here, there = (_city(end) for end in named) if len(named) == 2 else (None, None)
    if here is None or there is None:
        return None
    if no_land_way(here, there, _RIDE_KM if taxi else OVERLAND_KM):
        return f"{named[1]} is too far from {named[0]} to go by road."
    return None


def _named(scene: Scene) -> list[str]:
    return [
        given.value for given in scene.given if given.slot.kind in _PLACED and isinstance(given.value, str)
    ][:2]


def _city(text: str) -> City | None:
    """Return the city that a place is in: itself, an airport's, or the one at the end of an address."""
    return city_of_airport(text) or city_of(text) or city_of(text.rpartition(",")[2])


def travel(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Let distance, duration and fare of a way agree with its ends and with how it is travelled."""
    way = way_of(scene) if _WAY.search(scene.owner) or _TAXI.search(scene.owner) else None
    if way is None:
        return
    vehicle = _vehicle(scene)
    told = [slot for slot in slots.values() if _is_number(made.get(slot.name))]
    way = min((way, *(_longest(slot, vehicle) for slot in told)))
    for slot in told:
        unit = _unit(slot)
        if slot.kind == "amount":
            if _TAXI.search(scene.owner):
                put_near(made, slot, round((3.8 + 1.85 * way) * scale_of(scene.world.currency), 2))
        elif unit is not None:
            value = way / unit if "distance" in plain_key(slot.name) else vehicle.minutes(way) / unit
            whole = slot.schema.get("type") == "integer" or float(round(value, 1)).is_integer()
            put(made, slot, round(value) if whole else round(value, 1))


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _unit(slot: Slot) -> float | None:
    """Return the unit of a distance in kilometres or of a duration in minutes; None for other fields."""
    key = set(plain_key(slot.name))
    if "distance" in key:
        return 0.001 if key & {"meter", "metre", "m"} else 1.609 if "mile" in key else 1.0
    if slot.kind != "duration" or key & _OTHERWISE or _ARRIVES.match(slot.name):
        return None
    return 1 / 60 if "second" in key else 60.0 if "hour" in key else 1.0


def _longest(slot: Slot, vehicle: _Vehicle) -> float:
    """Return the longest way that a field allows, in kilometres."""
    unit, most = _unit(slot), bounds(slot.schema)[1]
    if unit is None or most == math.inf:
        return math.inf
    return most * unit if "distance" in plain_key(slot.name) else vehicle.reach(most * unit)


def _vehicle(scene: Scene) -> _Vehicle:
    """Return what one travels by: as an option says, else as the tool's name does, else a car."""
    options = " ".join(str(given.value) for given in scene.given if given.slot.kind in ("enum", "code"))
    return _VEHICLES.first(options.lower(), spaced(scene.tool.name)) or _CAR


def set_out(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Tell nobody when to set out who names no time to be there; where it must be told, it is now."""
    if not scene.asks or not _ROADS.search(scene.owner):
        return
    if any(given.slot.kind in ("date", "datetime", "time") for given in scene.given):
        return
    now = dt.datetime.combine(scene.world.today, scene.world.clock)
    for name, slot in slots.items():
        if slot.kind == "datetime" and _LEAVES.search(name) and isinstance(made.get(name), str):
            if slot.required:
                put(made, slot, now.isoformat())
            else:
                del made[name]


_SCHEDULED = re.compile(r"(?i)flight|airline|train|rail|coach|\bbus")


def scheduled(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Let a flight or train arrive when it can be there, in the local time where an atlas knows the cities."""
    if not _SCHEDULED.search(scene.owner):
        return
    start = next((name for name in made if "depart" in name.lower()), "")
    end = next((name for name in made if "arriv" in name.lower()), "")
    day = scene.world.today
    begin, ends = _moment(made.get(start), day), ends_of(scene)
    if begin is None or (ends is None and len(_named(scene)) < 2) or _moment(made.get(end), day) is None:
        return
    minutes = 5 * (_fives(ends, scene) + scene.rng.randint(0, 4)) + _held(made, slots, ends, scene)
    ahead = clocks_ahead(ends[1], begin) - clocks_ahead(ends[0], begin) if ends else dt.timedelta()
    there = begin + dt.timedelta(minutes=minutes) + ahead
    if "T" not in str(made[start]) and there.day != begin.day and not limits_of(scene):
        earlier = begin - dt.timedelta(hours=-(-(there.hour * 60 + there.minute + 10) // 60))
        if earlier.day == begin.day and earlier.hour >= 5 and there > begin:
            there -= begin - earlier  # no train of the same day arrives before it has left
            put(made, slots[start], earlier.strftime("%H:%M") + str(made[start])[5:])
    text = str(made[start])
    put(made, slots[end], there.isoformat() if "T" in text else there.strftime("%H:%M") + text[5:])
    for name, slot in slots.items():
        if slot.kind == "duration" and "minute" in name.lower() and isinstance(made.get(name), int):
            put(made, slot, minutes)


_STOPS = frozenset(("stop", "change", "stopover", "layover", "transfer", "connection"))
_FLIES = re.compile(r"(?i)flight|airline|\bfly")


def _held(made: dict[str, Any], slots: dict[str, Slot], ends: tuple[City, City] | None, scene: Scene) -> int:
    """Return how many minutes the stops on the way cost; on a short flight there are none."""
    flies = _FLIES.search(scene.owner) is not None
    far = (distance_km(*ends) or math.inf) if ends else math.inf
    for name, slot in slots.items():
        if not _STOPS.intersection(plain_key(name)) or type(made.get(name)) is not int:
            continue
        if flies and far < 2500 and made[name] > (far > 900):
            put(made, slot, int(far > 900))
        return int(made[name]) * (70 if flies else 10)
    return 0


def _fives(ends: tuple[City, City] | None, scene: Scene) -> int:
    """Return how long the way takes at least, in units of five minutes; as long each time where no atlas knows it."""
    if ends is None:
        pair = ":".join(sorted(end.lower() for end in _named(scene)))
        return random.Random(f"{scene.world.seed}:leg:{pair}").randint(8, 44)
    return round((_VEHICLES.first(scene.owner.lower()) or _CAR).minutes(way_of(scene) or 0.0) / 5)


def _moment(value: Any, day: dt.date) -> dt.datetime | None:
    """Read a moment, or a time of day as one of that day."""
    text = value if isinstance(value, str) else ""
    try:
        return dt.datetime.fromisoformat(text.rstrip("Z") if "T" in text else f"{day}T{text[:5]}")
    except ValueError:
        return None
