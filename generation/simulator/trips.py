"""Trips over land: nobody takes a train from Brussels to Reykjavik."""

from __future__ import annotations

import random
import re
from functools import lru_cache

from .value_places import City, cities, distance_km, find_city

_OVERLAND = re.compile(
    r"(?i)\btrains?\b|\brail(?:ways?)?\b|\bbus(?:es)?\b|\bcoach(?:es)?\b|\btaxi\b|\bdriv(?:e|ing)\b"
)
OVERLAND_KM = 2000  # nobody goes further by road or rail
_NEAR_KM, _FAR_KM = 40, 900
# parts of the world that one leaves by sea or air only
_ISLANDS = frozenset("IS JP TW NZ AU LK PH CY MT CU JM DO PR HK SG IE".split())


@lru_cache(4096)
def by_land(owner: str) -> bool:
    """Return whether a tool, by its name and description, is about ways over land."""
    return _OVERLAND.search(owner.replace("_", " ")) is not None


def _land(city: City) -> str:
    """Return the land a city lies on; empty where no table says."""
    if city.code in _ISLANDS:
        return city.code
    part = city.zone.partition("/")[0]
    return "Eurasia" if part in ("Europe", "Asia") else part


def no_land_way(here: City, there: City, limit: float) -> bool:
    """Return whether there is surely no way over land of at most so many kilometres between two cities."""
    far = distance_km(here, there)
    return len({_land(here), _land(there)} - {""}) > 1 or (far is not None and far > limit)


def too_far_by_land(one: str, other: str) -> bool:
    """Return whether two cities are known, and nobody goes from one to the other over land."""
    here, there = find_city(one), find_city(other)
    return here is not None and there is not None and no_land_way(here, there, OVERLAND_KM)


@lru_cache(1024)
def _around(name: str) -> tuple[str, ...]:
    here = find_city(name)
    if here is None:
        return ()
    near = ((distance_km(here, city), city) for city in cities() if not no_land_way(here, city, _FAR_KM))
    return tuple(city.name for far, city in near if far is not None and far >= _NEAR_KM)


def city_around(name: str, rng: random.Random) -> str | None:
    """Return a city that one goes to from another over land; None where there is none, or the other is unknown."""
    near = _around(name)
    return rng.choice(near) if near else None
