"""What follows from the arguments of a call: coordinates, rates, distances, the weather of a place."""

from __future__ import annotations

import datetime as dt
import math
import random
import re
from typing import Any

from .result_days import moment_of
from .result_scene import Key, Scene, spaced
from .semantics import Slot
from .served_towns import served
from .value_names import city_of
from .value_numbers import bounds
from .value_people import draw_street
from .value_places import City, distance_km, fact_of, rate, sun_times
from .world import World


def _somewhere(kind: str, name: Any, world: World) -> Any:
    """Return facts of a place that no table knows: near the user, and the same whenever it is named."""
    if not isinstance(name, str):
        return None
    stream = random.Random(f"{world.seed}:place:{name.lower()}")
    here = world.home
    if kind in ("latitude", "longitude"):
        near = getattr(here, kind)
        return None if math.isnan(near) else round(near + stream.uniform(-2.5, 2.5), 4)
    return {"country": here.country, "country_code": here.code, "timezone": here.zone or None}.get(kind)


def worked_out(slot: Slot, key: Key, scene: Scene) -> Any:
    """Return what follows from the arguments: a city's coordinates, a rate, a distance, the weather."""
    world = scene.world
    if slot.kind in ("latitude", "longitude", "country", "country_code", "timezone", "region", "airport"):
        city = city_of(scene.first("city", "region", "place"))
        if city is None:
            return _somewhere(slot.kind, scene.first("city", "region", "place"), world)
        return fact_of(city, slot.kind)
    words = set(key)
    if words & {"watt", "power"} and not scene.asks and any(given.value == "off" for given in scene.given):
        return 0
    if words & {"temperature", "temp"} and words & {"water", "sea"} and scene.asks:
        return _water(slot, scene)
    if (words & {"temperature", "temp", "high", "low"} and slot.kind in ("number", "code")) or (
        words & {"feel"} and slot.kind == "number"
    ):
        return _temperature(slot, key, scene)
    if words & {"sunrise", "sunset"}:
        return _sun(key, scene)
    if slot.kind == "address":
        town = _town(scene)
        return None if town is None else f"{draw_street(scene.rng, town)}, {town.name}"
    money = [given for given in scene.given if given.slot.kind == "currency" and isinstance(given.value, str)]
    if len(money) >= 2 and slot.kind in ("amount", "number", "percent", "code"):
        worth = rate(money[0].value.upper(), money[1].value.upper(), world.seed)
        if worth is not None:
            if words & {"rate"}:
                return float(f"{worth:.5g}")
            amount = scene.number("amount", "value", "quantity", "sum") or 1.0
            if words & {"converted", "result", "amount", "total", "value", "output"}:
                return round(amount * worth, 2)
    ends = [
        city
        for given in scene.given
        if given.slot.kind == "city"
        for city in [city_of(given.value)]
        if city is not None
    ]
    if len(ends) >= 2 and words & {"distance"}:
        far = distance_km(ends[0], ends[1])
        return None if far is None else round(far / 1.609, 1) if words & {"mile"} else round(far, 1)
    dates = [
        given.value for given in scene.given if given.slot.kind == "date" and isinstance(given.value, str)
    ]
    if len(dates) == 2 and words & {"night", "day"} and slot.kind in ("duration", "count", "number"):
        try:
            gap = abs((dt.date.fromisoformat(dates[1]) - dt.date.fromisoformat(dates[0])).days)
        except ValueError:
            return None
        return gap if "night" in words else gap + 1
    return None


def _sun(key: Key, scene: Scene) -> str | None:
    """Return when the sun rises or sets where and when the call asks."""
    city = _ground(scene.first("city", "place"), scene)
    given = next((moment_of(one.value) for one in scene.given if one.slot.kind in ("date", "datetime")), None)
    day = given.date() if given else scene.world.today
    if math.isnan(city.latitude):
        return None
    return sun_times(city, day)["sunset" in key].strftime("%H:%M")


def _ground(place: Any, scene: Scene) -> City:
    """Return where the sky of a place is: its own, that of its airport, or the user's for a place unknown."""
    city, home = city_of(place), scene.world.home
    spot = served(place.split(",")[0]) if city is None and isinstance(place, str) else None
    if spot is not None and place.casefold() != home.name.casefold():
        return City(place, "", spot.code, "", spot.latitude, spot.longitude, spot.zone)
    return city or home


def _town(scene: Scene) -> City | None:
    """Return the city that the arguments name, alone or at the end of an address; else what is known of it."""
    for given in scene.given:
        if given.slot.kind not in ("city", "address", "place", "query", "region", "code", "text"):
            continue
        parts = str(given.value).split(",")
        for part in (parts[0], *reversed(parts[1:])) if given.slot.kind == "city" else reversed(parts):
            city = city_of(part)
            if city is not None:
                return city
    told = next((fact.value for fact in reversed(scene.subject) if fact.kind == "city"), None)
    if told is not None:
        return city_of(told)
    near = any(
        given.slot.kind in ("address", "place") or given.key[-1] in ("near", "around", "nearby")
        for given in scene.given
    )
    return scene.world.home if near else None


def month_of(scene: Scene) -> int:
    """Return the month that the call is about: named, of its date, or the current one."""
    for given in scene.given:
        if (
            given.slot.kind in ("date", "datetime")
            and isinstance(given.value, str)
            and re.match(r"\d{4}-\d\d", given.value)
        ):
            return int(given.value[5:7])
        if "month" in given.key and isinstance(given.value, str) and given.value[:3].title() in _MONTHS:
            return _MONTHS.index(given.value[:3].title()) + 1
    return scene.world.today.month


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def about_degrees(place: str, scene: Scene) -> float:
    """Return how warm a place is in the month that a call is about, in degrees Celsius, fit for its latitude.

    A place that no table knows is near the user.
    """
    ground = _ground(place, scene)
    latitude = 45.0 if math.isnan(ground.latitude) else ground.latitude
    season = math.cos((month_of(scene) - 7) / 6 * math.pi) * (1 if latitude >= 0 else -1)
    base = 28 - 0.36 * abs(latitude) + season * abs(latitude) / 4.2
    if latitude > 45 and -12 <= ground.longitude <= (20 if latitude > 57 else 6):
        base += 3.5 * (1 - season)  # on the west coast of Europe winters are mild
    return base + random.Random(f"{scene.world.seed}:weather:{place.lower()}").uniform(-4, 4)


def _water(slot: Slot, scene: Scene) -> Any:
    """Return how warm the water of a place is: on any day about the same, since the sea is slow."""
    place = next((str(given.value) for given in scene.given if given.slot.kind not in _WHEN), "")
    low, high = (max(bounds(slot.schema)[0], 8.0), min(bounds(slot.schema)[1], 27.0))
    if low > high:
        return None
    stream = random.Random(f"{scene.world.seed}:water:{place.casefold()}")
    degrees = min(max(stream.uniform(low + 3, high) + scene.rng.uniform(-0.6, 0.6), low), high)
    return round(degrees) if slot.schema.get("type") == "integer" else round(degrees, 1)


_WHEN = frozenset(("date", "datetime", "time", "month"))


def _temperature(slot: Slot, key: Key, scene: Scene) -> Any:
    """Return a temperature fit for latitude and month; the same place has about the same each time."""
    place = scene.first("city", "region", "place", "address")
    if not isinstance(place, str) or (
        "weather forecast climate temperature".find(scene.noun or "?") < 0
        and not re.search(r"weather|forecast|climate|temperat", scene.owner.lower())
    ):
        return None
    base = about_degrees(place, scene)
    base += scene.rng.uniform(-1, 1) + (
        3 if "high" in key else -5 if "low" in key else -1 if "feel" in key else 0
    )
    units = " ".join(str(given.value) for given in scene.given if isinstance(given.value, str)).lower()
    low, high = bounds(slot.schema)
    if ("fahrenheit" in units or "imperial" in units or "fahrenheit" in spaced(slot.name)) and high > 60:
        base = base * 9 / 5 + 32
    if not low < base < high:  # as far as the schema goes, and not the same each day
        within = min(scene.rng.uniform(0, 1.8), (high - low) / 2)
        base = low + within if base <= low else high - within
    return round(base) if slot.schema.get("type") == "integer" else round(base, 1)
