"""How the value of a result's field is said: dates as dates, money with its currency, numbers with their unit."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from .semantics import label_of
from .spoken import humanise, say_date, say_datetime, say_time

_DATE = re.compile(r"\d{4}-\d\d-\d\d$")
_DATETIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?$")
_CLOCK = re.compile(r"\d\d?:\d\d(?::\d\d)?$")
_CODE = re.compile(r"(?=.*\d)[\w.:#-]+$|[0-9a-f]{16,}$")
_KEEPS_UNIT = frozenset(
    "per weekly daily monthly yearly total rainy sunny dry wet average active free working open".split()
)
_UNITS = {
    "minutes": "minutes", "minute": "minutes", "mins": "minutes", "min": "minutes", "hours": "hours", "days": "days", "nights": "nights",
    "weeks": "weeks", "months": "months", "seconds": "seconds", "sec": "seconds", "ms": "ms", "milliseconds": "ms", "km": "km",
    "kilometers": "km", "miles": "miles", "m": "m", "g": "g", "mg": "mg", "celsius": "\u00b0C",
    "meters": "meters", "metres": "metres", "kwh": "kWh", "kw": "kW", "watts": "watts", "kb": "kB", "mb": "MB", "gb": "GB", "bytes": "bytes",
    "percent": "%", "percentage": "%", "pct": "%", "kg": "kg", "grams": "grams", "fahrenheit": "\u00b0F", "kcal": "kcal",
    "kph": "km/h", "kmh": "km/h", "mph": "mph", "litres": "litres", "liters": "liters", "cm": "cm", "mm": "mm", "usd": "USD", "eur": "EUR", "gbp": "GBP",
}  # fmt: skip
_MONEY = re.compile(r"price|cost|\bfare|total|amount|\bfee|balance|refund|deposit|budget|salary|copay|money|spent|charge\b|payment|"
                    r"(?:hourly|daily|nightly|weekly|monthly|yearly) rate|\brent\b|discount|available|left this")  # fmt: skip
_NOT_MONEY = re.compile(r"count|number|pages?\b|items|results|size|index|calories|records|\bids?\b")
_WARM = re.compile(r"temperature$|^feels like$|^(?:average )?(?:high|low)$")
_NAMES = re.compile(r"\b(?:ids?|year|code|number|no|zip|postcode|phone|timestamp|epoch|pin|key|port)$")
_IS_STATE = re.compile(
    r"(?:state|status|type|kind|mode|level|class|severity|priority|role|phase|stage|flow)$"
)
_SYMBOLS = {"EUR": "\u20ac", "USD": "$", "GBP": "\u00a3", "JPY": "\u00a5", "INR": "\u20b9"}


class Whole(str):
    """A resource's path that is to be told in full."""

    __slots__ = ()


def is_path(text: str) -> bool:
    """Return whether a string is a resource's path, such as `projects/a/locations/b`."""
    return text.count("/") > 1 and "://" not in text and " " not in text


def sort_of(value: Any) -> str:
    """Return the sort of a value.

    One letter: `b` flag, `n` number, `d` date, `m` date and time, `c` clock, `u` link, `e` email, `p` path,
    `i` code, `l` long text, `s` other string.
    """
    if isinstance(value, bool):
        return "b"
    if isinstance(value, (int, float)):
        return "n"
    return _string_sort(str(value))


@lru_cache(16384)
def _string_sort(text: str) -> str:
    if len(text) > 60 and " " in text:
        return "l"
    if text[:1].isdigit():
        for letter, pattern in (("d", _DATE), ("m", _DATETIME), ("c", _CLOCK)):
            if pattern.match(text):
                return letter
    if "://" in text:
        return "u"
    if "@" in text and " " not in text:
        return "e"
    if is_path(text):
        return "p"
    return "i" if _CODE.match(text) else "s"


@lru_cache(65536)
def tidy(value: str) -> str:
    """Return a string as prose may quote it: first sentence of a long one, no snake_case, no line breaks."""
    text = re.sub(r"\s+", " ", value).strip()
    if len(text) > 140:
        text = re.split(r"(?<=[.!?])\s", text)[0][:140].rsplit(" ", 1)[0].rstrip(" ,;:")
    if re.fullmatch(r"[A-Z]+(?:_[A-Z]+)+", text) or re.search(r"\b[a-z0-9]+_[a-z0-9_]+\b", text):
        return humanise(text) if "/" not in text and "." not in text else text.replace("_", "-")
    return text.rstrip(".") if text.count(".") <= 1 and " " in text else text


@lru_cache(16384)
def unit_of(name: str) -> tuple[str, str]:
    """Split a field's words into what it is and its unit: `battery_percent` -> `battery`, `%`."""
    words = label_of(name).replace("to day", "today").replace("web site", "website").split()
    for position in (len(words) - 1, 0):
        unit = _UNITS.get(words[position].lower())
        rest = words[:position] + words[position + 1 :]
        if (
            unit
            and rest
            and rest[-1].lower() not in _KEEPS_UNIT
            and not (position == 0 and ((unit in ("days", "nights", "months") and len(rest) > 2) or len(words[0]) < 3))
        ):  # fmt: skip
            return " ".join(rest), unit
    return " ".join(words), ""


@lru_cache(8192)
def has_money(names: tuple[str, ...]) -> bool:
    """Return whether some of the fields are amounts of money."""
    return any(_how(name)[1] for name in names)


@lru_cache(16384)
def _how(name: str) -> tuple[str, bool, bool, bool]:
    """Return a field's unit, and whether it is money, degrees, or a number that names something."""
    label, unit = unit_of(name)
    low = label.lower()
    money = not unit and bool(_MONEY.search(low)) and not _NOT_MONEY.search(low)
    return unit, money, not unit and bool(_WARM.search(low)), bool(_NAMES.search(low))


def spoken_value(
    name: str, value: Any, siblings: Mapping[str, Any], today: dt.date, rng: random.Random
) -> str:
    """Return a value as an answer says it, with the unit or currency that its name or its neighbours give."""
    return spoken_with(name, value, sort_of(value), siblings, today, rng)


def spoken_with(
    name: str, value: Any, sort: str, siblings: Mapping[str, Any], today: dt.date, rng: random.Random
) -> str:
    """Return `spoken_value` where the value's sort is known already."""
    if sort == "b":
        return "yes" if value else "no"
    if sort == "n":
        return _number(name, value, siblings, rng)
    text = str(value)
    if sort == "p":  # of a resource's path people say the last part
        return text if isinstance(value, Whole) else text.rsplit("/", 1)[1] or text
    if sort == "d":
        return _near(text, today) if rng.random() < 0.6 and _near(text, today) else say_date(text, today, rng, 0.03, relative=False)  # fmt: skip
    if sort == "m":
        if text[11:16] == "00:00":
            return spoken_with(name, text[:10], "d", siblings, today, rng)
        near = _near(text, today) if rng.random() < 0.6 else ""
        return f"{near} at {say_time(text[11:16], rng, 0.4)}" if near else say_datetime(text, today, rng, 0.0, relative=False)  # fmt: skip
    if (
        sort == "s"
        and text.isupper()
        and len(text) > 3
        and text.isalpha()
        and _IS_STATE.search(unit_of(name)[0].lower())
    ):
        return text.lower()
    return tidy(text)


def _near(text: str, today: dt.date) -> str:
    """Return `today`, `tomorrow` or `yesterday` where a date is that, else an empty string."""
    day = today.toordinal()
    try:
        ahead = dt.date.fromisoformat(text[:10]).toordinal() - day
    except ValueError:
        return ""
    return {0: "today", 1: "tomorrow", -1: "yesterday"}.get(ahead, "")


# from how many on a span is told in a larger unit, how many make one of those, and which it is
_SPANS = {"minutes": (600, 60, "hours"), "hours": (72, 24, "days")}


def _long_span(value: float, unit: str) -> str:
    """Return a long span as people tell it: `about 6 days` for 146 hours."""
    _, many, larger = _SPANS[unit]
    rounded = round(value / many)
    if larger in _SPANS and rounded >= _SPANS[larger][0]:
        return _long_span(value / many, larger)
    return f"{rounded} {larger}" if rounded == value / many else f"about {rounded} {larger}"


def _number(name: str, value: float, siblings: Mapping[str, Any], rng: random.Random) -> str:
    unit, money, warm, names = _how(name)
    whole = isinstance(value, int)
    if money:
        text = f"{value:,}" if whole or round(value, 2) != value else f"{value:,.2f}"
        currency = siblings.get("currency") or siblings.get("currency_code") or siblings.get("currencyCode")
        if isinstance(currency, str) and currency:
            sign = _SYMBOLS.get(currency)
            return f"{sign}{text}" if sign and value >= 0 and rng.random() < 0.3 else f"{text} {currency}"
        return text
    text = (
        f"{value:,}"
        if whole and abs(value) >= 1000 and not names and (unit or not 1800 < value < 2100)
        else f"{value:.0f}"
        if not whole and abs(value) < 1e6 and value == int(value)
        else f"{value:,}"
        if not whole and abs(value) >= 1000 and not names
        else f"{value}"
    )
    if unit in _SPANS and value >= _SPANS[unit][0]:
        return _long_span(value, unit)
    if unit:
        if unit in ("USD", "EUR", "GBP") and not whole:
            text = f"{value:,.2f}" if round(value, 2) == value else text
        unit = unit[:-1] if value == 1 and unit.endswith("s") and len(unit) > 3 else unit
        return f"{text}{unit}" if unit in ("%", "\u00b0C", "\u00b0F") else f"{text} {unit}"
    if warm:
        return f"{text} degrees" if rng.random() < 0.7 else f"{text}\u00b0"
    return text
