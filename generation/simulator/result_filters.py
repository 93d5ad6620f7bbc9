"""What the arguments of a search demand of every item found: the same value, no more, no less, no later."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from .result_scene import Given, Key, Limit, Scene, plain_key
from .semantics import Slot
from .value_fit import obeys
from .value_numbers import bounds

_UPPER = frozenset("maximum max highest under upper most latest before until till budget within".split())
_LOWER = frozenset("minimum min lowest over least earliest after since starting".split())
_MONEY = frozenset("price fare cost rate amount budget".split())
_UNITS = {"km": 1000.0, "kilometer": 1000.0, "mile": 1609.0, "meter": 1.0, "m": 1.0}
_PASSED_OVER = frozenset("per night km kilometer mile meter m usd eur".split())
_MEASURED = frozenset("amount number count percent duration year".split())
_NO_FILTER = frozenset(
    "limit query text date datetime time title object id month weekday address place latitude longitude".split()
)
# Flags that ask for none of something: the flag's word, the field that is then 0 or false.
_NONE_OF = (
    (re.compile(r"nonstop|non stop|direct"), re.compile(r"stop|change|layover|transfer")),
    (re.compile(r"offline"), re.compile(r"^online$|^is online$|^connected$")),
)
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_DECADE = re.compile(r"(1[89]|20)?(\d)0'?s?")


def limits_of(scene: Scene) -> tuple[Limit, ...]:
    """Return the bounds among the arguments of a call; read once."""
    if scene.limits is None:
        scene.limits = tuple(limit for one in scene.given if (limit := _limit(one)) is not None)
    return scene.limits


def _limit(given: Given) -> Limit | None:
    """Read an argument that bounds a field, such as `max_price` or `earliest_departure`; None for any other."""
    key, value = given.key, given.value
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    unit = next((_UNITS[word] for word in key if word in _UNITS), 0.0)
    if number and "radiu" in key:
        return Limit(frozenset(("distance",)), value, True, unit)
    head = key[0]
    if not (head in _UPPER or head in _LOWER) or not (number or _CLOCK.fullmatch(str(value))):
        return None
    words = frozenset(key if head == "budget" else key[1:])
    return Limit(words - _PASSED_OVER, value, head in _UPPER, unit) if words - _PASSED_OVER else None


def _concerns(limit: Limit, key: Key) -> bool:
    words = frozenset(key)
    return limit.words <= words or bool(limit.words <= _MONEY and words & _MONEY)


def _in_unit(limit: Limit, key: Key) -> float:
    """Return the bound in the unit of the field."""
    unit = next((_UNITS[word] for word in key if word in _UNITS), 0.0)
    return float(limit.value) * (limit.unit / unit if unit and limit.unit else 1.0)


def narrowed(slot: Slot, key: Key, scene: Scene) -> Slot:
    """Return the slot with the bounds that arguments such as `max_price` put on it."""
    if slot.kind not in _MEASURED:
        return slot
    limits = limits_of(scene)
    if not limits and key[-1] != "year":
        return slot
    low, high = whole = bounds(slot.schema)
    for limit in limits:
        if isinstance(limit.value, str) or not _concerns(limit, key):
            continue
        value = _in_unit(limit, key)
        if limit.upper and low < value < high:
            high = value
        elif not limit.upper and low < value < high:
            low = value
    if key[-1] == "year":
        first = _decade(scene)
        low, high = (low, high) if first is None else (float(first), float(first + 9))
    if (low, high) == whole:
        return slot
    extra: dict[str, Any] = {}
    if low > -math.inf:
        extra["minimum"] = low
    if high < math.inf:
        extra["maximum"] = high
        extra.setdefault("minimum", high * 0.45 if high > 0 else high - 10)
    if slot.schema.get("type") == "integer":
        extra = {
            name: math.ceil(value) if name == "minimum" else math.floor(value)
            for name, value in extra.items()
        }
    return replace(slot, schema={**slot.schema, **extra})


def _decade(scene: Scene) -> int | None:
    """Return the first year of the decade that an argument names."""
    for given in scene.given:
        match = _DECADE.fullmatch(str(given.value)) if "decade" in given.key else None
        if match:
            return int(f"{match[1] or (20 if int(match[2]) < 3 else 19)}{match[2]}0")
    return None


def sought(slot: Slot, key: Key, scene: Scene) -> Any:
    """Return the value that a field of every item has because the search asks for it; None without one."""
    for given in scene.given:
        value = given.value
        if isinstance(value, bool):
            found = _flagged(slot, key, given)
            if found is not None:
                return found
        elif not isinstance(value, (list, dict)) and _same(slot, key, given) and obeys(value, slot.schema):
            return _as_name(value) if slot.kind == "person" else value
    return None


def _as_name(value: Any) -> Any:
    """Return the name that an email address holds: `otto.wirth@example.com` is from Otto Wirth."""
    local, at, _ = str(value).partition("@")
    first, dot, last = local.partition(".")
    return f"{first} {last}".title() if at and dot and (first + last).isalpha() else value


def _same(slot: Slot, key: Key, given: Given) -> bool:
    """Tell whether a field of an item must equal an argument."""
    if given.slot.kind in _NO_FILTER or given.key[0] in _UPPER or given.key[0] in _LOWER:
        return False
    if given.key == key:
        return (
            "enum" in given.slot.schema
            or isinstance(given.value, (int, float))
            or slot.kind in ("person", "company")
        )
    if given.slot.kind == slot.kind == "person":
        return len(key) == 2 and key[1] == "name" and given.key == key[:1]
    options, own = given.slot.schema.get("enum"), slot.schema.get("enum")
    if not isinstance(options, list) or not isinstance(own, list):
        return False
    alike = given.key[-1] in ("type", "kind", "category", *key)
    return alike and sum(option in own for option in options) * 2 > len(options)


def _flagged(slot: Slot, key: Key, given: Given) -> Any:
    """Return what a flag such as `in_stock_only` or `nonstop` asks of a field."""
    words, value = given.key, given.value
    name = " ".join(key)
    if words == key:
        return value if slot.kind == "flag" else None
    if not value:
        return None
    for flag, field in _NONE_OF:
        if flag.search(" ".join(words)) and field.search(name):
            nothing: Any = False if slot.kind == "flag" else 0
            return nothing if obeys(nothing, slot.schema) else None
    rest = tuple(word for word in words if word != "only")
    if len(rest) < len(words) and slot.kind == "flag" and rest in (key, key[1:]):
        return True
    return None


def clock_between(drawn: str, key: Key, scene: Scene) -> str:
    """Return a time of day within what the call asks for, such as no earlier than `earliest_departure`."""
    low, high = 0, 24 * 60 - 5
    for limit in limits_of(scene):
        if isinstance(limit.value, str) and _concerns(limit, key):
            at = int(limit.value[:2]) * 60 + int(limit.value[3:5])
            low, high = (low, min(high, at)) if limit.upper else (max(low, at), high)
    at = int(drawn[:2]) * 60 + int(drawn[3:5])
    if low <= at <= high or low > high:
        return drawn
    at = 5 * scene.rng.randint(
        -(-max(low, high - 360 if high < 1435 else low) // 5), min(high, low + 420 if low else high) // 5
    )
    return f"{at // 60:02d}:{at % 60:02d}" + drawn[5:]


def holds(item: Mapping[str, Any], slots: Sequence[Slot], scene: Scene) -> bool:
    """Tell whether an item is what the arguments of the search ask for."""
    for slot in slots:
        value = item.get(slot.name)
        if value is None or isinstance(value, (list, dict)):
            continue
        key = plain_key(slot.name)
        wanted = sought(slot, key, scene)
        if wanted is not None and wanted != value:
            return False
        if isinstance(value, str):
            if slot.kind == "time" and _CLOCK.match(value) and clock_between(value, key, scene) != value:
                return False
        elif not isinstance(value, bool) and slot.kind in _MEASURED:
            low, high = bounds(narrowed(slot, key, scene).schema)
            if not low <= value <= high:
                return False
    return True
