"""The ways people say a date or a time of day, as normalised phrases, and the reading of such values."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

from .spoken_numbers import number_words, ordinal_words

MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
          "november", "december")  # fmt: skip
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTH = {name[:3]: number for number, name in enumerate(MONTHS, 1)}
_MONTH_NAME = "|".join(_MONTH)
_ISO = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)")
_SLASHED = re.compile(r"(\d\d?)[/.](\d\d?)[/.](\d{4})")
_NAMED = re.compile(
    rf"(?:(?P<d1>\d\d?)(?:st|nd|rd|th)?\s+(?:of\s+)?)?(?P<month>{_MONTH_NAME})[a-z]*\.?\s+"
    r"(?:(?P<d2>\d\d?)(?:st|nd|rd|th)?,?\s+)?(?P<year>\d{4})"
)
_CLOCK = re.compile(r"(\d\d?):(\d\d)(?::(\d\d)(?:\.\d+)?)?\s*([ap]\.?m\b\.?)?")
_HOUR = re.compile(r"(\d\d?)\s*([ap])\.?m\b\.?")
_MOMENT = re.compile(
    r"(\d{4}-\d\d-\d\d|\d{4}\d\d\d\d)[t ](\d\d:\d\d(?::\d\d)?)(?:\.\d+)?\s*(?:z|utc|[+-]\d\d:?\d\d)?"
)
_HOLIDAYS = {
    (1, 1): ("new years day", "new year", "new years"), (2, 14): ("valentines day", "valentines"),
    (3, 17): ("st patricks day", "saint patricks day"), (7, 4): ("independence day", "fourth of july"),
    (10, 31): ("halloween",), (12, 24): ("christmas eve",), (12, 25): ("christmas", "christmas day"),
    (12, 26): ("boxing day",), (12, 31): ("new years eve",),
}  # fmt: skip
Phrases = tuple[tuple[str, ...], tuple[str, ...]]


def read_date(text: str) -> dt.date | None:
    """Read a value that is a date and nothing else: `2024-03-05`, `03/05/2024`, `March 5, 2024`."""
    text = text.strip().lower()
    try:
        if match := _ISO.fullmatch(text) or _COMPACT.fullmatch(text):
            return dt.date(int(match[1]), int(match[2]), int(match[3]))
        if match := _SLASHED.fullmatch(text):
            first, second, year = int(match[1]), int(match[2]), int(match[3])
            return dt.date(year, first, second) if first <= 12 else dt.date(year, second, first)
        if (match := _NAMED.fullmatch(text)) and (match["d1"] or match["d2"]):
            return dt.date(int(match["year"]), _MONTH[match["month"]], int(match["d1"] or match["d2"]))
    except ValueError:
        return None
    return None


def read_time(text: str) -> dt.time | None:
    """Read a value that is a time of day and nothing else: `19:00`, `7:05:30`, `7 pm`."""
    text = text.strip().lower()
    try:
        if match := _CLOCK.fullmatch(text):
            return dt.time(_half(int(match[1]), match[4]), int(match[2]), int(match[3] or 0))
        if match := _HOUR.fullmatch(text):
            return dt.time(_half(int(match[1]), match[2]))
    except ValueError:
        return None
    return None


def read_moment(text: str) -> dt.datetime | None:
    """Read a value that is a date with a time; an offset from UTC is left out, people speak local time."""
    match = _MOMENT.fullmatch(text.strip().lower())
    if not match:
        return None
    date, time = read_date(match[1]), read_time(match[2])
    return dt.datetime.combine(date, time) if date and time else None


def _half(hour: int, half: str | None) -> int:
    return hour if not half else hour % 12 + (12 if half[0] == "p" else 0)


def find_today(text: str) -> dt.date | None:
    """Find the first full date in a system message; None where it names none."""
    lowered = text.lower()
    for match in _ISO.finditer(lowered):
        if date := read_date(match[0]):
            return date
    for match in _NAMED.finditer(lowered):
        if date := read_date(match[0]):
            return date
    for match in _SLASHED.finditer(lowered):
        if date := read_date(match[0]):
            return date
    return None


@lru_cache(8192)
def date_phrases(date: dt.date, today: dt.date | None) -> Phrases:
    """Return (spellings of the date itself, phrases that mean it when said today).

    A spelling without the year counts only within a year of today, or where today is unknown.
    """
    month, day, year = MONTHS[date.month - 1], date.day, date.year
    slashed = (f"{date.month}/{day}/{year}", f"{day}/{date.month}/{year}", f"{date.month}/{day}/{year % 100}",
               f"{day}/{date.month}/{year % 100}")  # fmt: skip
    spelt = [date.isoformat(), *slashed, f"{date:%Y%m%d}"]
    if today is None or abs((date - today).days) <= 366:
        months = {month, month[:3], *(["sept"] if date.month == 9 else [])}
        days = (str(day), *ordinal_words(day))
        for name in sorted(months):
            for number in days:
                spelt += [
                    f"{name} {number}",
                    f"{number} {name}",
                    f"{number} of {name}",
                    f"{name} the {number}",
                ]
        spelt += [f"{date.month}/{day}", f"{day}/{date.month}"]
    return tuple(spelt), tuple(_relative(date, today)) if today else ()


def _relative(date: dt.date, today: dt.date) -> list[str]:
    """Return the phrases that mean a date when said on another."""
    ahead = (date - today).days
    weekday = WEEKDAYS[date.weekday()]
    short = weekday[:3]
    phrases = list({0: ("today", "tonight", "this evening", "this afternoon", "this morning", "now"),
                    1: ("tomorrow", "tmrw", "tomorow"),
                    2: ("day after tomorrow",), -1: ("yesterday", "last night")}.get(ahead, ()))  # fmt: skip
    if 0 <= ahead <= 7:
        phrases += [weekday, short, f"{weekday}s"]
    if 0 <= ahead <= 14:
        phrases += [f"next {weekday}", f"{weekday} next week", f"next week {weekday}", f"next {short}",
                    f"next weeks {weekday}", f"coming {weekday}", f"{weekday} after next"]  # fmt: skip
    if 7 <= ahead <= 14:
        phrases += [f"week from {weekday}", f"{weekday} week"]
    if -7 <= ahead < 0:
        phrases += [f"last {weekday}", f"past {weekday}", f"on {weekday}"]
    if date.weekday() >= 4 and 0 <= ahead <= 7:
        phrases += ["this weekend", "the weekend", "weekend"]
    if date.weekday() >= 4 and 0 < ahead <= 14:
        phrases += ["next weekend", "weekend after"]
    for count, unit in (
        (abs(ahead), "day"),
        (abs(ahead) / 7, "week"),
        (_months_between(today, date), "month"),
    ):
        if count >= 1 and count == int(count):
            phrases += away(int(count), unit, "ago" if ahead < 0 else "in")
    if -31 <= ahead <= 31:
        phrases += [f"the {number}" for number in ordinal_words(date.day)]
        phrases += [f"on {number}" for number in ordinal_words(date.day)]
        phrases += [f"{number} of this month" for number in ordinal_words(date.day)]
    if _months_between(today.replace(day=1), date.replace(day=1)) == 1:
        phrases += [f"{number} of next month" for number in ordinal_words(date.day)]
        phrases += ["next month", "start of next month", "beginning of next month"] if date.day == 1 else []
    if (date + dt.timedelta(days=1)).day == 1 and 0 <= ahead <= 31:
        phrases += ["end of the month", "end of this month", "month end"]
    phrases += _HOLIDAYS.get((date.month, date.day), ()) if 0 <= ahead <= 366 else ()
    return phrases


def away(count: int, unit: str, way: str) -> list[str]:
    """Return `in 3 days`, `three days from now`, `a week ago` and the like."""
    units = f"{unit}s" if count > 1 else unit
    spelt = [str(count), *number_words(count)[:1]]
    spelt += {1: ["a"], 2: ["a couple of", "a couple"]}.get(count, [])
    amounts = [f"{number} {units}" for number in spelt]
    if unit == "week" and count == 2:
        amounts.append("a fortnight")
    if way == "ago":
        return [f"{amount} {word}" for amount in amounts for word in ("ago", "back", "earlier")]
    tails = ("from now", "from today", "later", "time", "away", "out", "ahead")
    return [f"in {amount}" for amount in amounts] + [
        f"{amount} {tail}" for amount in amounts for tail in tails
    ]


def _months_between(start: dt.date, end: dt.date) -> int:
    """Return whole months between two dates of equal day of month, 0 where the days differ."""
    months = abs((end.year - start.year) * 12 + end.month - start.month)
    return months if start.day == end.day else 0


@lru_cache(2048)
def time_phrases(hour: int, minute: int) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Return a time's (clock spellings, spoken phrases, those that leave the half of the day open).

    Such as (`19:30`, `7:30 pm`), (`half past seven in the evening`), (`half past seven`).
    """
    twelve, half = (hour - 1) % 12 + 1, "am" if hour < 12 else "pm"
    clock = [f"{hour}:{minute:02d}", f"{twelve}:{minute:02d} {half}"]
    clock += [f"{twelve} {minute:02d} {half}", f"{hour:02d}{minute:02d}"] if minute else [f"{twelve} {half}"]
    names = (str(twelve), number_words(twelve)[0])
    if minute == 0:
        said = [name + tail for name in names for tail in ("", " oclock", " o clock", " sharp", " ish")]
        leads = ("at", "by", "around", "about", "from", "until", "till", "to", "before", "after")
        bare = [f"{lead} {name}" for name in names for lead in leads] + [one for one in said if " " in one]
    else:
        said = [f"{twelve}:{minute:02d}", *(f"{names[1]} {word}" for word in number_words(minute)[:1])]
        said += _around(hour, minute)
        bare = said
    parts = ("morning",) if hour < 12 else ("afternoon", "evening") if hour < 20 else ("evening", "night")
    night = ("at night", "tonight") if hour >= 17 or hour < 5 else ()
    tails = (half, *(f"in the {part}" for part in parts), *night)
    spoken = [f"{one} {tail}" for one in said for tail in tails]
    spoken += [f"{part} {one}" for one in said for part in (*parts, *(f"{part} at" for part in parts))]
    spoken += {0: ("midnight",), 12: ("noon", "midday", "lunchtime")}.get(hour, ()) if minute == 0 else ()
    return tuple(clock), tuple(dict.fromkeys(spoken)), tuple(bare)


def _around(hour: int, minute: int) -> list[str]:
    """Return `half past seven`, `quarter to 8`, `ten minutes after seven`."""
    phrases = []
    for count, full, joints in (
        (minute, hour, ("past", "after")),
        (60 - minute, hour + 1, ("to", "before", "til")),
    ):
        if count > 30:
            continue
        twelve = (full - 1) % 12 + 1
        counts = [str(count), *number_words(count)[:1]]
        amounts = [
            *counts,
            *(f"{one} minutes" for one in counts),
            *{15: ("quarter",), 30: ("half",)}.get(count, ()),
        ]
        hours = (str(twelve), number_words(twelve)[0], *_hour_names(full))
        phrases += [f"{amount} {joint} {name}" for amount in amounts for joint in joints for name in hours]
    return phrases


def _hour_names(hour: int) -> tuple[str, ...]:
    return {0: ("midnight",), 24: ("midnight",), 12: ("noon", "midday")}.get(hour, ())


@lru_cache(2048)
def month_phrases(month: int, year: int | None, today: dt.date | None) -> Phrases:
    """Return (names of a month, phrases that mean it when said today)."""
    name = MONTHS[month - 1]
    spelt = [name, name[:3]] if year is None or (today and abs(year - today.year) <= 1) else []
    spelt += [f"{one} {year}" for one in (name, name[:3])] if year else []
    spelt += [f"{month}/{year}", f"{year}-{month:02d}"] if year else []
    relative: list[str] = []
    if today and year in (None, today.year, today.year + 1):
        ahead = (month - today.month) % 12
        relative = list(
            {0: ("this month", "current month"), 1: ("next month",), 11: ("last month",)}.get(ahead, ())
        )
    return tuple(spelt), tuple(relative)
