"""Trips over land: nobody takes a train from Brussels to Reykjavik, or a taxi to a street in another town."""

from __future__ import annotations

import random
import re
from collections.abc import Collection
from functools import lru_cache
from typing import Any

from .reading import Reading
from .value_fit import obeys
from .value_people import draw_street
from .value_places import City, cities, distance_km, find_city
from .world import World

_OVERLAND = re.compile(
    r"(?i)\btrains?\b|\brail(?:ways?)?\b|\bbus(?:es)?\b|\bcoach(?:es)?\b|\btaxi\b|\bcab\b|\bdriv(?:e|ing)\b"
    r"|\bdirections\b|\bthe way from\b|\broads?\b|\btraffic\b|\bcommut|\bon foot\b|\bwalking\b"
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


_ADDRESSES = frozenset(("address", "street", "place"))
_STREET = re.compile(r"\d")
_TOWN_KM = 40  # streets further apart are not of one town


def within_reach(
    reading: Reading,
    arguments: dict[str, Any],
    referred: Collection[str],
    known: Collection[Any],
    world: World,
    rng: random.Random,
) -> None:
    """Let a way over land end where one gets to over land: in a city around, or in the same town for two addresses.

    Args:
        reading: The tool that is asked.
        arguments: What it is asked for; the end that is moved gets another value.
        referred: Parameters for which words such as `there` stand: they are not moved.
        known: What the dialogue has established; an end that is among it is moved only if the other cannot be.
        world: The dialogue; an address without a town is where the user is.
        rng: The turn's randomness.
    """
    ends = [
        slot
        for slot in reading.slots
        if slot.kind in _ADDRESSES | {"city"}
        and "enum" not in slot.schema
        and isinstance(arguments.get(slot.name), str)
    ]
    if len(ends) != 2 or not by_land(f"{reading.tool.name} {reading.tool.description}"):
        return
    if all(slot.kind == "city" for slot in ends):
        _to_a_city_around([slot.name for slot in ends], arguments, referred, rng)
        return
    towns = {slot.name: town_of(arguments[slot.name], world) for slot in ends}
    here, there = towns.values()
    if here is None or there is None or _one_town(here, there):
        return
    fixed = [slot.name in referred for slot in ends], [arguments[slot.name] in known for slot in ends]
    # the first to be moved: one that nothing ties to its town, rather one that is not where the user is
    order = sorted(
        range(2),
        key=lambda at: (fixed[0][at], fixed[1][at], _one_town(towns[ends[at].name] or here, world.home)),
    )
    moved, kept = ends[order[0]], towns[ends[order[1]].name]
    if fixed[0][order[0]] or kept is None:
        return
    address = f"{draw_street(rng, kept)}, {kept.name}"
    if obeys(address, moved.schema):
        arguments[moved.name] = address


def _to_a_city_around(
    ends: list[str], arguments: dict[str, Any], referred: Collection[str], rng: random.Random
) -> None:
    if not too_far_by_land(arguments[ends[0]], arguments[ends[1]]):
        return
    for here, there in (ends, ends[::-1]):
        near = None if there in referred else city_around(arguments[here], rng)
        if near is not None:
            arguments[there] = near
            return


def town_of(text: str, world: World) -> City | None:
    """Return the town of an address: the one it names, else that of the user for a street; None for `the airport`."""
    _, comma, last = text.rpartition(",")
    named = last.strip() if comma else text
    if comma and named.lower() == world.home.name.lower():
        return world.home
    return find_city(named) or (world.home if _STREET.search(text) and not comma else None)


def _one_town(here: City, there: City) -> bool:
    far = distance_km(here, there)
    return here.name == there.name or (here.code == there.code and far is not None and far <= _TOWN_KM)
