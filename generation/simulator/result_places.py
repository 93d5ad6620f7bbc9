"""What holds between the facts of one place: a city lies in its country, where its coordinates say."""

from __future__ import annotations

from typing import Any

from .result_scene import Scene
from .semantics import Slot
from .value_fit import put
from .value_names import city_of
from .value_places import City, cities, fact_of, nearest_city

_FACTS = ("country", "country_code", "region", "latitude", "longitude", "timezone", "airport")


def one_place(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Let country, region, coordinates, time zone and airport be those of the city beside them.

    What the call gave stands: a country given moves the city into it, coordinates given name the city there.
    """
    holder = next(
        (slot for name, slot in slots.items() if slot.kind == "city" and isinstance(made.get(name), str)),
        None,
    )
    _country(made, slots)
    beside = [slot for slot in slots.values() if slot.kind in _FACTS and _told(made.get(slot.name))]
    city = (
        city_of(made[holder.name]) if holder is not None and beside else _asked_for(scene) if beside else None
    )
    if city is None:
        return
    given = {str(one.value) for one in scene.given if not isinstance(one.value, (list, dict))}
    if holder is not None and str(made[holder.name]) not in given:
        moved = _where_given(made, beside, given, scene)
        city = moved if moved is not None and put(made, holder, moved.name) else city
    for slot in beside:
        fact = fact_of(city, slot.kind)
        if fact is not None and str(made[slot.name]) not in given:
            put(made, slot, fact) or put(made, slot, str(fact))


def _country(made: dict[str, Any], slots: dict[str, Slot]) -> None:
    """Let the code of a country be its own, where both stand side by side without a city."""
    kinds = {slot.kind: slot for name, slot in slots.items() if isinstance(made.get(name), str)}
    if "country" in kinds and "country_code" in kinds and "city" not in kinds:
        name = made[kinds["country"].name]
        code = next((city.code for city in cities() if city.country == name), None)
        if code is not None:
            put(made, kinds["country_code"], code)


def _asked_for(scene: Scene) -> City | None:
    """Return the city that a search names, where the result does not name one itself."""
    named = (
        city_of(given.value)
        for given in scene.given
        if given.slot.kind in ("query", "city", "address", "place")
    )
    return next((city for city in named if city is not None), None)


def _told(value: Any) -> bool:
    return isinstance(value, (str, int, float)) and not isinstance(value, bool)


def _where_given(made: dict[str, Any], beside: list[Slot], given: set[str], scene: Scene) -> City | None:
    """Return a city where the arguments say that it is; None where they say nothing of that."""
    told = {slot.kind: made[slot.name] for slot in beside if str(made[slot.name]) in given}
    if "latitude" in told and "longitude" in told:
        try:
            return nearest_city(float(told["latitude"]), float(told["longitude"]))
        except ValueError:
            return None
    there = [
        city
        for city in cities()
        if city.country == told.get("country") or city.code == str(told.get("country_code", "-")).upper()
    ]
    return scene.rng.choice(there) if there else None
