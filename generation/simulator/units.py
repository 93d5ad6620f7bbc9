"""Units that a description names, said with the number and taken off again: `300 kg`, `2.5 %`, `$1,200`."""

from __future__ import annotations

import random
import re
from functools import lru_cache

from .semantics import Slot

# what a description has -> what is said, behind the number or, ending in a bar, before it
_UNITS = (
    (r"milliseconds?|ms|millis", ("milliseconds", "ms")),
    (r"seconds?|secs?", ("seconds", "seconds", "s")),
    (r"minutes?|mins?", ("minutes", "min")),
    (r"hours?", ("hours", "h")),
    (r"months?", ("months",)),
    (r"years?", ("years",)),
    (r"kilomet(?:er|re)s?|km", ("km", "kilometers")),
    (r"centimet(?:er|re)s?|cm", ("cm", "centimeters")),
    (r"millimet(?:er|re)s?|mm", ("mm", "millimeters")),
    (r"met(?:er|re)s?", ("meters", "m")),
    (r"miles?", ("miles",)),
    (r"feet|foot|ft", ("feet", "ft")),
    (r"inch(?:es)?", ("inches", "in")),
    (r"kilograms?|kilos?|kgs?", ("kg", "kilograms")),
    (r"grams?", ("grams", "g")),
    (r"pounds?(?= ?\(?lbs?)|lbs?", ("pounds", "lbs")),
    (r"celsius|centigrade", ("degrees Celsius", "\u00b0C")),
    (r"fahrenheit", ("degrees Fahrenheit", "\u00b0F")),
    (r"kelvins?", ("K", "kelvin")),
    (r"degrees?", ("degrees",)),
    (r"percent(?:age|s)?|%", ("%", "%", "percent")),
    (r"us dollars?|usd|dollars?", ("$|", "dollars", "USD")),
    (r"euros?|eur", ("\u20ac|", "euros", "EUR")),
    (r"gbp|pounds? sterling", ("\u00a3|", "pounds")),
    (r"watts?", ("watts", "W")),
    (r"kilowatts?|kw", ("kW", "kilowatts")),
    (r"calories|kcal|kilocalories", ("kcal", "calories")),
    (r"pixels?|px", ("pixels", "px")),
    (r"megabytes?|mb", ("MB",)),
    (r"bytes", ("bytes",)),
    (r"lit(?:er|re)s?", ("liters",)),
)  # fmt: skip
_NAMED = re.compile(
    r"\b(?:in|as an?|as) (?:whole )?(?:" + "|".join(f"(?P<u{n}>{unit})" for n, (unit, _) in enumerate(_UNITS)) + r")(?!\w)"
    r"|\((?:in )?(?:" + "|".join(f"(?P<v{n}>{unit})" for n, (unit, _) in enumerate(_UNITS)) + r")\)",
    re.IGNORECASE,
)  # fmt: skip
_KINDS = frozenset("number amount percent count".split())
# where a name ends in one of these, the clause says the unit: `within 6` `km`
_IN_CLAUSES = frozenset("km kilometres kilometers miles metres meters cm mm kw kwh kg grams".split())
_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")


def _singular(unit: str) -> str:
    """Return the unit of one: `1 inch`, `1 degree Celsius`, `1 m`."""
    if unit == "inches":
        return "inch"
    first, space, rest = unit.partition(" ")
    return first.removesuffix("s") + space + rest if len(first) > 3 else unit


_SAID = {
    form for _, said in _UNITS for each in said if not each.endswith("|") for form in (each, _singular(each))
}
_BEHIND = re.compile(
    r"\s?(?:" + "|".join(map(re.escape, sorted(_SAID, key=len, reverse=True))) + r")(?!\w)", re.IGNORECASE
)


@lru_cache(8192)
def unit_named(description: str) -> tuple[str, ...]:
    """Return how the unit that a description names is said; one that ends in a bar stands before the number."""
    match = _NAMED.search(description[:200])
    return _UNITS[int(match.lastgroup[1:])][1] if match and match.lastgroup else ()


def with_unit(slot: Slot, said: str, rng: random.Random) -> str:
    """Return a number as said with the unit that its parameter's description names; as it is where there is none."""
    if slot.kind not in _KINDS or not _NUMBER.fullmatch(said):
        return said
    units = unit_named(str(slot.schema.get("description", "")))
    if not units or rng.random() < 0.25 or slot.label.lower().rpartition(" ")[2] in _IN_CLAUSES:
        return said
    unit = rng.choice(units)
    if unit.endswith("|"):
        return f"{unit[:-1]}{said}"
    if said == "1":
        unit = _singular(unit)
    return f"{said}%" if unit == "%" and rng.random() < 0.8 else f"{said} {unit}"


def without_unit(right: str) -> str:
    """Return what stands behind a number without the unit that it begins with."""
    match = _BEHIND.match(right)
    return right[match.end() :] if match else right
