"""How people say dates, times, numbers and codes, and how such words are read back.

`say_*` and `read_*` are inverse: whatever is said is read as the same value (tests hold them to it).
"""

from __future__ import annotations

import datetime as dt
import random
import re
from functools import cache, lru_cache
from typing import NamedTuple

from faker.providers.currency import Provider as _Currency
from faker.providers.date_time import Provider as _DateTime

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December")  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NUMBER_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
                "twelve")  # fmt: skip
_MONTH_NUMBER = {name[:3].lower(): index + 1 for index, name in enumerate(MONTHS)}
_MONTH = r"(?P<{0}>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_WEEKDAY = "|".join(name.lower() for name in WEEKDAYS)
DATE = re.compile(
    r"\b(?:(?P<iso>\d{4}-\d\d-\d\d)(?![\dT])"
    r"|(?:(?:"
    + _WEEKDAY
    + r"),?\s+(?:the\s+)?)?(?:"
    + _MONTH.format("m1")
    + r"\s+(?P<d1>\d{1,2})(?:st|nd|rd|th)?\b"
    r"|(?P<d2>\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?"
    + _MONTH.format("m2")
    + r")(?:,?\s+(?P<y>(?:19|20)\d\d)\b)?"
    r"|(?P<rel>the day after tomorrow|tomorrow|today|tonight|yesterday)"
    r"|in\s+(?P<num>\d{1,2}|two|three|four|five|six|seven|ten)\s+(?P<unit>days|weeks)"
    r"|this\s+(?:coming\s+)?(?P<wd>" + _WEEKDAY + r"))\b",
    re.IGNORECASE,
)
TIME = re.compile(
    r"\b(?:(?P<h24>[01]?\d|2[0-3]):(?P<m24>[0-5]\d)(?::[0-5]\d)?(?!\d)\s*(?P<ap1>[ap]\.?m\b\.?)?"
    r"|(?P<h12>1[0-2]|[1-9])\s*(?P<ap2>[ap]\.?m\b\.?)|(?P<word>noon|midnight)\b)",
    re.IGNORECASE,
)
DATETIME = re.compile(r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?(?!\d)")
NUMBER = re.compile(
    r"(?<![\w.,:/-])(?P<sign>[-\u2212])?(?P<cur>[$\u20ac\u00a3\u00a5])?(?P<num>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?P<pct>\s?%|\u00b0)?(?![\w/-]|:\S|\.\d)|\b(?P<word>"
    + "|".join(NUMBER_WORDS[1:])
    + r"|a couple of|a dozen)\b",
    re.IGNORECASE,
)
_DAY_COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "ten": 10}


def ordinal(day: int) -> str:
    """Return `1st`, `2nd`, `23rd`."""
    suffix = "th" if 10 <= day % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{suffix}"


class Habit(NamedTuple):
    """How one person writes dates and times: nobody writes `2025-10-03` and `the 3rd of October` in one message.

    Args:
        iso: Dates as ISO.
        form: Else which of the forms of a date, 0 to 6.
        clock: Times on the 24-hour clock.
    """

    iso: bool
    form: int
    clock: bool


_FORMS = 7


@lru_cache(1024)
def habit_of(seed: str, literal: float) -> Habit:
    """Return the habit of one person, who writes dates as ISO with probability `literal`."""
    rng = random.Random(f"habit:{seed}")
    iso = rng.random() < literal
    return Habit(iso, rng.randrange(_FORMS), iso or rng.random() < 0.35)


def say_date(
    iso: str,
    today: dt.date,
    rng: random.Random,
    literal: float = 0.25,
    relative: bool = True,
    habit: Habit | None = None,
) -> str:
    """Say an ISO date; with probability `literal` as it is written, relative to today only if wanted, else as is one's habit."""
    try:
        date = dt.date.fromisoformat(iso[:10])
    except ValueError:
        return iso
    written = literal >= 1 or (habit.iso and rng.random() < 0.8) if habit else rng.random() < literal
    if written:
        return iso[:10]
    days = (date - today).days
    near = {0: ["today"], 1: ["tomorrow"], 2: ["the day after tomorrow", "in two days"], -1: ["yesterday"],
                7: ["in 7 days"], 14: ["in two weeks"], 21: ["in three weeks"]}.get(days)  # fmt: skip
    if near and relative and rng.random() < 0.7:
        return rng.choice(near)
    weekday, month = WEEKDAYS[date.weekday()], MONTHS[date.month - 1]
    if 2 <= days <= 7 and relative and rng.random() < 0.4:
        return f"this {weekday}"
    far = days < 0 or days > 330
    year = f" {date.year}" if far else ""
    comma_year = f", {date.year}" if far else ""
    if habit and habit.iso:
        return iso[:10]
    forms = (
        f"{month} {date.day}{comma_year}",
        f"{month} {ordinal(date.day)}{comma_year}",
        f"{date.day} {month}{year}",
        f"the {ordinal(date.day)} of {month}{year}",
        f"{weekday}, {month} {date.day}{comma_year}",
        f"{weekday} the {ordinal(date.day)} of {month}{year}",
        f"{month[:3] if len(month) > 4 else month} {date.day}{comma_year}",
    )
    return forms[habit.form] if habit else rng.choice(forms)


def read_date(match: re.Match[str], today: dt.date) -> str | None:
    """Return the ISO date of a `DATE` match, or None for an impossible one."""
    group = match.groupdict()
    try:
        if group["iso"]:
            return dt.date.fromisoformat(group["iso"]).isoformat()
        if group["rel"]:
            word = group["rel"].lower()
            offset = {"today": 0, "tonight": 0, "tomorrow": 1, "yesterday": -1}.get(word, 2)
            return (today + dt.timedelta(days=offset)).isoformat()
        if group["unit"]:
            count = _DAY_COUNTS.get(group["num"].lower()) or int(group["num"])
            return (
                today + dt.timedelta(days=count * (7 if group["unit"].lower() == "weeks" else 1))
            ).isoformat()
        if group["wd"]:
            ahead = (WEEKDAYS.index(group["wd"].capitalize()) - today.weekday() - 1) % 7 + 1
            return (today + dt.timedelta(days=ahead)).isoformat()
        month = _MONTH_NUMBER[(group["m1"] or group["m2"]).lower()]
        day = int(group["d1"] or group["d2"])
        if group["y"]:
            return dt.date(int(group["y"]), month, day).isoformat()
    except ValueError:
        return None
    return _coming(month, day, today)


def _coming(month: int, day: int, today: dt.date) -> str | None:
    """Return the first such day from today on, this year or next; None if neither year has it."""
    for year in (today.year, today.year + 1):
        try:
            date = dt.date(year, month, day)
        except ValueError:
            continue  # the 29th of February
        if date >= today:
            return date.isoformat()
    return None


_CLOCK = re.compile(r"(\d\d?):(\d\d)")


def say_time(clock: str, rng: random.Random, literal: float = 0.4, habit: Habit | None = None) -> str:
    """Say a 24-hour `HH:MM[:SS]` time; on which clock is one's habit, else a matter of `literal`."""
    match = _CLOCK.match(clock)
    if not match or (habit.clock if habit and literal < 1 else rng.random() < literal):
        return clock[:5] if match else clock
    hour, minute = int(match[1]), int(match[2])
    if minute == 0 and hour in (0, 12) and rng.random() < 0.5:
        return "noon" if hour == 12 else "midnight"
    half = "am" if hour < 12 else "pm"
    twelve = hour % 12 or 12
    if minute == 0:
        return f"{twelve} {half}" if rng.random() < 0.6 else f"{twelve}{half}"
    return f"{twelve}:{minute:02d} {half}"


def read_time(match: re.Match[str]) -> str:
    """Return `HH:MM` of a `TIME` match."""
    group = match.groupdict()
    if group["word"]:
        return "12:00" if group["word"].lower() == "noon" else "00:00"
    hour = int(group["h24"] or group["h12"])
    half = (group["ap1"] or group["ap2"] or "").lower()
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    return f"{hour:02d}:{int(group['m24'] or 0):02d}"


_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)")


def say_datetime(
    value: str,
    today: dt.date,
    rng: random.Random,
    literal: float = 0.25,
    relative: bool = True,
    habit: Habit | None = None,
) -> str:
    """Say an ISO date-time as a date and a time."""
    match = _MOMENT.match(value)
    if not match or rng.random() < literal:
        return value
    joiner = rng.choice((" at ", ", ", " at "))
    return (
        say_date(match[1], today, rng, 0.1 if relative and not habit else 0.0, relative, habit)
        + joiner
        + say_time(match[2], rng, 0.3, habit)
    )


def read_number(match: re.Match[str]) -> float:
    """Return the number of a `NUMBER` match."""
    word = match["word"]
    if word:
        word = word.lower()
        return {"a couple of": 2.0, "a dozen": 12.0}.get(word) or float(NUMBER_WORDS.index(word))
    value = float(match["num"].replace(",", ""))
    return -value if match["sign"] else value


def say_number(value: float, rng: random.Random, words: float = 0.4) -> str:
    """Say a number; small whole ones in words with probability `words`."""
    if float(value).is_integer():
        whole = int(value)
        if 1 <= whole <= 10 and rng.random() < words:
            return NUMBER_WORDS[whole]
        if whole >= 10000 and rng.random() < 0.5:
            return f"{whole:,}"
        return str(whole)
    return f"{value:g}" if abs(value) < 1e6 else f"{value:.2f}"


_CURRENCY_SPOKEN = {"EUR": "euros", "USD": "US dollars", "GBP": "British pounds", "JPY": "yen", "CHF": "Swiss francs",
                    "CAD": "Canadian dollars", "AUD": "Australian dollars", "INR": "rupees", "CNY": "yuan",
                    "SEK": "Swedish kronor", "NOK": "Norwegian kroner", "DKK": "Danish kroner", "MXN": "Mexican pesos",
                    "BRL": "reais", "PLN": "zlotys", "SGD": "Singapore dollars", "NZD": "New Zealand dollars",
                    "KRW": "won", "TRY": "lira", "ZAR": "rand"}  # fmt: skip
_LANGUAGES = {"en": "English", "fr": "French", "de": "German", "es": "Spanish", "it": "Italian", "pt": "Portuguese",
              "nl": "Dutch", "ja": "Japanese", "ko": "Korean", "zh": "Chinese", "ru": "Russian", "ar": "Arabic",
              "hi": "Hindi", "pl": "Polish", "sv": "Swedish", "tr": "Turkish", "da": "Danish", "fi": "Finnish",
              "no": "Norwegian", "cs": "Czech", "el": "Greek", "he": "Hebrew", "th": "Thai",
              "vi": "Vietnamese"}  # fmt: skip


@cache
def code_names(kind: str) -> dict[str, str]:
    """Return code -> spoken name for `currency`, `country_code` or `language_code`; empty for other kinds."""
    if kind == "currency":
        return {code: _CURRENCY_SPOKEN.get(code, name) for code, name in _Currency.currencies}
    if kind == "country_code":
        return {country.alpha_2_code: country.name for country in _DateTime.countries}
    return dict(_LANGUAGES) if kind == "language_code" else {}


@cache
def codes_by_name(kind: str) -> dict[str, str]:
    """Return lower-case spoken name -> code, the inverse of `code_names`."""
    names = {name.lower(): code for code, name in reversed(list(code_names(kind).items()))}
    if kind == "currency":
        names |= {name.lower(): code for code, name in _CURRENCY_SPOKEN.items()}
        names |= {"dollars": "USD", "pounds": "GBP", "euro": "EUR", "sterling": "GBP"}
    return names


_AS_IT_IS = re.compile(r"[A-Z]{2,5}|[A-Z]\d*|[a-z]+|[A-Z][a-z]+|[\d.]+")
_CAMEL = re.compile(r"[A-Z]?[a-z]+(?:[A-Z][a-z]+)+")
_CAPITALS = re.compile(r"[A-Z]{6,}")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_UNDERSCORES = re.compile(r"_+")


@lru_cache(16384)
def humanise(value: str) -> str:
    """Return how an enum value is said: `VERY_SATISFIED` -> `very satisfied`, `economy` -> `economy`."""
    if _AS_IT_IS.fullmatch(value):
        return value
    if "_" in value or _CAPITALS.fullmatch(value):
        return _UNDERSCORES.sub(" ", value).strip().lower()
    if _CAMEL.fullmatch(value):
        return _HUMP.sub(" ", value).lower()
    return value
