"""The ways people say a number or a quantity, as normalised phrases to look for."""

from __future__ import annotations

import math
from decimal import Decimal
from functools import lru_cache

ONES = ("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen nineteen").split()  # fmt: skip
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ORDINALS = {1: "first", 2: "second", 3: "third", 5: "fifth", 8: "eighth", 9: "ninth", 12: "twelfth"}
_SPECIAL = {
    1: ("single", "solo", "just me", "only me", "myself", "by myself", "just myself", "alone", "once"),
    2: ("a couple", "couple of", "both of us", "the two of us", "double", "twin", "a pair", "pair of",
        "twice", "my wife and i", "my wife and me", "my husband and i", "my husband and me", "me and my wife",
        "me and my husband", "my partner and i", "my partner and me", "me and my partner", "me and a friend",
        "myself and a friend", "a friend and i", "my friend and i", "me and my friend",
        "me and my girlfriend", "me and my boyfriend", "my girlfriend and i", "my boyfriend and i",
        "me and one other"),
    3: ("triple", "a trio", "three times"),
    6: ("half a dozen", "half dozen"),
    12: ("a dozen", "one dozen"),
    24: ("two dozen",),
    0: ("none",),
    0.5: ("half", "half a"),
    50: ("fifty fifty",),
    100: ("a hundred",),
    1000: ("a thousand",),
    1_000_000: ("a million",),
}  # fmt: skip
# unit words -> how many of the first unit of the group one of them holds
_TIME = (
    ("second seconds sec secs", 1), ("minute minutes min mins m", 60), ("hour hours hr hrs h", 3600),
    ("day days night nights d", 86400), ("week weeks w", 604800), ("fortnight fortnights", 1209600),
    ("month months", 2629800), ("quarter quarters", 7889400), ("year years", 31557600),
    ("decade decades", 315576000),
)  # fmt: skip
_CALENDAR = (("month months", 1), ("quarter quarters", 3), ("year years", 12), ("decade decades", 120))
_LENGTH = (
    ("mm millimeter millimeters millimetre millimetres", 1), ("cm centimeter centimeters centimetres", 10),
    ("inch inches", 25.4), ("ft foot feet", 304.8), ("m meter meters metre metres", 1000),
    ("km kilometer kilometers kilometre kilometres k", 1e6), ("mi mile miles", 1609344),
)  # fmt: skip
_MASS = (
    ("g gram grams", 1), ("oz ounce ounces", 28.349523125), ("lb lbs pound pounds", 453.59237),
    ("kg kilo kilos kilogram kilograms", 1000), ("ton tons tonne tonnes", 1e6),
)  # fmt: skip
_DATA = (
    ("kb kilobyte kilobytes", 1), ("mb megabyte megabytes", 1000), ("gb gigabyte gigabytes", 1e6),
    ("tb terabyte terabytes", 1e9),
)  # fmt: skip
_GROUPS = (_TIME, _CALENDAR, _LENGTH, _MASS, _DATA)
_SCALES = (
    ("k", 1e3), ("thousand", 1e3), ("grand", 1e3), ("m", 1e6), ("million", 1e6), ("bn", 1e9),
    ("billion", 1e9), ("hundred", 1e2), ("dozen", 12.0), ("%", 0.01), ("percent", 0.01), ("per cent", 0.01),
)  # fmt: skip
_MONEY = ("dollars", "dollar", "bucks", "euros", "euro", "pounds", "usd", "eur", "gbp")


def canonical(value: float) -> str:
    """Return the spelling of a number in normalised text: no sign, no trailing zeros."""
    number = abs(value)
    if isinstance(number, int) or not math.isfinite(number):
        return str(number)
    return str(int(number)) if number == int(number) else format(Decimal(str(number)), "f").rstrip("0")


@lru_cache(8192)
def number_words(value: int) -> tuple[str, ...]:
    """Return how a whole number below a million is spelt out, with and without `and`; empty for others."""
    if not 0 <= value < 1_000_000:
        return ()
    if value < 20:
        return (ONES[value],)
    if value < 100:
        tens, ones = divmod(value, 10)
        return (f"{_TENS[tens]} {ONES[ones]}" if ones else _TENS[tens],)
    size, name = (1000, "thousand") if value >= 1000 else (100, "hundred")
    many, rest = divmod(value, size)
    heads = [f"{head} {name}" for head in number_words(many)[:1]] + ([f"a {name}"] if many == 1 else [])
    tails = [f"{joint}{tail}" for tail in number_words(rest) for joint in (" ", " and ")] if rest else [""]
    spelt = [head + tail for head in heads for tail in tails]
    if 1000 < value < 10000 and value % 1000 and value % 100 == 0:
        spelt.append(f"{number_words(value // 100)[0]} hundred")
    return tuple(spelt)


@lru_cache(8192)
def ordinal_words(value: int) -> tuple[str, ...]:
    """Return `5 th` (as normalised) and `fifth`; empty beyond 31."""
    if not 1 <= value <= 31:
        return ()
    suffix = "th" if 10 <= value % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    head, last = ("", value) if value <= 20 else (_TENS[value // 10] + " ", value % 10)
    word = "thirtieth" if value == 30 else "twentieth" if value == 20 else head + _ordinal(last)
    return (f"{value} {suffix}", word)


def _ordinal(value: int) -> str:
    return _ORDINALS.get(value) or ONES[value] + "th"


@lru_cache(8192)
def number_phrases(value: float) -> tuple[str, ...]:
    """Return the number words for a value: `two`, `a couple`, `twenty five`."""
    phrases: list[str] = []
    if value == int(value):
        whole = abs(int(value))
        phrases += number_words(whole)
    elif (2 * value) == int(2 * value) and 0 < value < 100:
        phrases += [f"{word} and a half" for word in (*number_words(int(value)), str(int(value)))]
    return (*phrases, *_SPECIAL.get(value, ()))


@lru_cache(8192)
def quantity_phrases(value: float) -> tuple[str, ...]:
    """Return phrases that say a value in another unit or scale: 120 -> `2 hours`, 5000 -> `5 k`.

    Empty for zero and below.
    """
    if value <= 0:
        return ()
    phrases: list[str] = []
    for group in _GROUPS:
        for _, base in group:
            for units, size in group:
                if size != base:
                    phrases += _amounts(value * base / size, units)
    for scale, size in _SCALES:
        phrases += [f"{amount} {scale}" for amount in _counts(value / size)]
    return tuple(dict.fromkeys(phrases))


@lru_cache(8192)
def cents_phrases(value: float) -> tuple[str, ...]:
    """Return phrases that say an amount of cents in whole money: 2000 -> `20 dollars`, `$ 20`."""
    amounts = _counts(value / 100)
    spelt = [f"{amount} {money}" for amount in amounts for money in _MONEY]
    return (*spelt, *(f"{sign} {amount}" for amount in amounts for sign in ("$", "\u20ac", "\u00a3")))


@lru_cache(8192)
def duration_phrases(seconds: int) -> tuple[str, ...]:
    """Return phrases for a length of time: 172800 -> `2 days`, `two nights`; 5400 -> `an hour and a half`.

    A calendar month may have 28 to 31 days. Empty for zero and below.
    """
    if seconds <= 0:
        return ()
    phrases: list[str] = []
    for units, size in _TIME[:6]:
        phrases += _amounts(seconds / size, units)
    days = seconds / 86400
    if days in (28, 29, 30, 31):
        phrases += _amounts(1.0, "month months")
    if days in (365, 366):
        phrases += _amounts(1.0, "year years")
    if days == 2:
        phrases += ["the weekend", "this weekend", "next weekend", "a weekend"]
    hours, minutes = divmod(seconds // 60, 60)
    if seconds % 60 == 0 and hours and minutes:
        for head in _amounts(float(hours), "hour hours hr hrs h"):
            phrases += [
                f"{head}{joint}{tail}"
                for joint in (" ", " and ")
                for tail in _amounts(minutes, "minutes minute min m")
            ]
    return tuple(dict.fromkeys(phrases))


def _counts(amount: float) -> list[str]:
    """Return spellings of an amount that a person would say: up to two decimals, not astronomically small."""
    rounded = round(amount, 2)
    if rounded <= 0 or abs(amount - rounded) > 1e-6 * max(1.0, amount) or amount >= 1e6:
        return []
    spelt = [canonical(rounded)]
    if rounded == int(rounded):
        spelt += number_words(int(rounded))[:1]
    return spelt


def _amounts(amount: float, units: str) -> list[str]:
    """Return an amount with each of its unit words, with `a`, `half a` and `and a half` where they apply."""
    words = units.split()
    phrases = [f"{count} {unit}" for count in _counts(amount) for unit in words]
    spoken = [word for word in words if len(word) > 3]
    article = "an" if spoken and spoken[0] == "hour" else "a"
    for unit in spoken:
        if amount == 1:
            phrases += [f"{article} {unit}", f"one {unit}"]
        elif amount == 0.5:
            phrases += [f"half {article} {unit}", f"half {unit}"]
        elif amount == 0.25:
            phrases += [f"quarter of {article} {unit}", f"a quarter {unit}"]
        elif amount == 0.75:
            phrases += [f"three quarters of {article} {unit}"]
        elif amount == 1.5:
            phrases += [f"{article} {unit} and a half", f"one and a half {unit}"]
        elif amount == 2:
            phrases += [f"a couple {unit}", f"a couple of {unit}", f"couple of {unit}"]
        elif amount == int(amount) + 0.5 and 2 < amount < 20:
            phrases += [f"{count} and a half {unit}" for count in (str(int(amount)), ONES[int(amount)])]
    return phrases
