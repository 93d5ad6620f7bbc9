"""Numbers, dates, times and durations said in other words than the value's own."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from .grounding_context import Argument, Context, Evidence, Sources, first
from .grounding_words import STOP_WORDS, split_name
from .spoken_dates import (
    MONTHS,
    WEEKDAYS,
    away,
    date_phrases,
    month_phrases,
    read_date,
    read_moment,
    read_time,
    time_phrases,
)
from .spoken_numbers import cents_phrases, duration_phrases, number_phrases, ordinal_words, quantity_phrases

_LARGEST = 1e15
_NUMERIC = re.compile(r"-?\d+(?:\.\d+)?")
_YEAR_MONTH = re.compile(r"(\d{4})-(\d\d)")
# "one" that counts something, not "that one", "one-way" or "one in the afternoon"
_ONE = re.compile(
    r" (?:(?:for|just|only|exactly) one (?!in the |at night|pm |am |oclock )"
    r"|(?<!that )(?<!this )(?<!the )(?<!which )(?<!another )(?<!any )(?<!no )(?<!each )(?<!every )(?<!good )"
    r"(?<!best )(?<!at )one (?!in |for |at |with |that |which |to |on |of |way |more |oclock |pm |am "
    r"|please |is |from |near |and |or |\|))"
)
_POSITION = re.compile(
    r"\b(?:index|position|rank|option|choice|floor|page|day|week|chapter|season|episode|track|item|round|step|row)"
)
# before a time of day: the "6" of "half past 6" is not six o'clock
_NOT_LONGER = (
    "(?<!half past)(?<!quarter past)(?<!quarter to)(?<!quarter after)(?<!minutes past)(?<!minutes to)"
)
# after one that leaves the half of the day open: it must not follow, nor may the number be a date's
_NOT_OPEN = "(?!am |pm |in the |at night|tonight|th |st |nd |rd |of )"
_NEXT_DAY = (
    "the next day",
    "the following day",
    "the day after",
    "a day later",
    "one day later",
    "the morning after",
)


def number_of(value: Any) -> float | None:
    """Return the number a value is, or is the string of; None for others and for astronomical ones."""
    if isinstance(value, str):
        number = float(value) if _NUMERIC.fullmatch(value) else None
    else:
        number = value if isinstance(value, (int, float)) and not isinstance(value, bool) else None
    return number if number is not None and abs(number) < _LARGEST else None


def number_word(argument: Argument, context: Context, sources: Sources) -> Evidence | None:
    """Find a number in words: `two`, `a dozen`; a position also as `second`, 1 also as an article."""
    value = number_of(argument.value)
    if value is None:
        return None
    phrases = number_phrases(value)
    if value == int(value) and _POSITION.search(argument.about):
        phrases += ordinal_words(int(value))
    if value == 1:
        phrases = tuple(phrase for phrase in phrases if phrase != "one")
        for index in sources.said:
            if "one" in index.words and _ONE.search(index.text):
                return Evidence("number word", index.words["one"])
    if value in (0, 1):
        heads = (
            ("a", "an", "another") if value else ("no", "without", "without any", "dont need any", "not any")
        )
        nouns = [word for word in split_name(argument.name) if word not in STOP_WORDS and word != "number"]
        phrases += tuple(
            f"{head} {noun}" for head in heads for word in nouns for noun in (word, word.removesuffix("s"))
        )
    return first(sources.said, phrases, "number word")


def unit(argument: Argument, context: Context, sources: Sources) -> Evidence | None:
    """Find a number said in another unit or scale: `half an hour` for 30 minutes, `5k` for 5000."""
    value = number_of(argument.value)
    if value is None:
        return None
    found = first(sources.said, quantity_phrases(value), "unit")
    return found or (first(sources.said, cents_phrases(value), "unit") if "cent" in argument.about else None)


def date_or_time(argument: Argument, context: Context, sources: Sources) -> Evidence | None:
    """Find a date, a time or both, spelt otherwise or spoken: `next Friday`, `half past seven`."""
    value = argument.value
    if isinstance(value, str) and len(value) <= 40:
        if date := read_date(value):
            return _date(date, context, sources)
        if time := read_time(value):
            return _time(time, sources)
        if moment := read_moment(value):
            return _moment(moment, context, sources)
        if value.strip().lower() in WEEKDAYS and context.today:
            ahead = (WEEKDAYS.index(value.strip().lower()) - context.today.weekday()) % 7
            date = context.today + dt.timedelta(ahead)
            return first(sources.said, date_phrases(date, context.today)[1], "relative date")
    return _month_or_year(argument, context, sources)


def _date(date: dt.date, context: Context, sources: Sources) -> Evidence | None:
    found = _plain_date(date, context, sources)
    if found:
        return found
    after = first(sources.said, _NEXT_DAY, "relative date")
    return after if after and _plain_date(date - dt.timedelta(1), context, sources) else None


def _plain_date(date: dt.date, context: Context, sources: Sources) -> Evidence | None:
    spelt, relative = date_phrases(date, context.today)
    found = first(sources.all, spelt, "normalised") or first(sources.said, relative, "relative date")
    if found is None and context.today and (date - context.today).days == 7:
        # "next week" is a week from today, unless a day of that week is named
        for index in sources.said:
            if "next" in index.words and re.search(r"(?<!day) next week (?!on |\S*day )", index.text):
                return Evidence("relative date", index.words["next"])
    return found


def _time(time: dt.time, sources: Sources) -> Evidence | None:
    if time.second:
        return None
    spelt, spoken, bare = time_phrases(time.hour, time.minute)
    found = first(sources.all, spelt, "normalised")
    if found:
        return found
    for index in sources.said:
        for phrases, tail in ((spoken, ""), (bare, _NOT_OPEN)):
            for phrase in phrases:
                hit = index.find(phrase)
                if hit is not None and re.search(f"{_NOT_LONGER} {re.escape(phrase)} {tail}", index.text):
                    return Evidence("spoken time", hit)
    return None


def _moment(moment: dt.datetime, context: Context, sources: Sources) -> Evidence | None:
    """Ground date and time each by itself; both only spelt otherwise is `normalised`."""
    day, clock = _date(moment.date(), context, sources), _time(moment.time(), sources)
    if day and clock:
        spelt = day.rule == clock.rule == "normalised"
        return Evidence("normalised" if spelt else "date and time", max(day.where, clock.where))
    whole_day = moment.time().replace(second=0) in (dt.time(0), dt.time(23, 59))
    return Evidence("date and time", day.where) if day and whole_day else None


def _month_or_year(argument: Argument, context: Context, sources: Sources) -> Evidence | None:
    """Find a month (`2024-03`, 3, `March`) or a year said by name or relative to today."""
    value, about, today = argument.value, argument.about, context.today
    number = number_of(value)
    year: int | None = None
    month = int(number) if number is not None and "month" in about and number in range(1, 13) else 0
    if isinstance(value, str) and (match := _YEAR_MONTH.fullmatch(value)) and 1 <= int(match[2]) <= 12:
        year, month = int(match[1]), int(match[2])
    elif isinstance(value, str) and value.lower() in MONTHS:
        month = MONTHS.index(value.lower()) + 1
    if month:
        spelt, relative = month_phrases(month, year, today)
        return first(sources.all, spelt, "normalised") or first(sources.said, relative, "relative date")
    if number is not None and "year" in about and today:
        ahead = int(number) - today.year
        names = list({0: ("this year",), 1: ("next year",), -1: ("last year",)}.get(ahead, ()))
        names += away(abs(ahead), "year", "ago" if ahead < 0 else "in") if ahead else []
        return first(sources.said, names, "relative date")
    return None


def duration(argument: Argument, context: Context, sources: Sources) -> Evidence | None:
    """Ground an end by its start and a stated duration, or a duration by a start and a stated end."""
    value = argument.value
    if isinstance(value, str):
        if date := read_date(value):
            return _end_date(date, argument, context, sources)
        moment, time = read_moment(value), read_time(value)
        for other in argument.siblings if moment or time else ():
            if not isinstance(other, str):
                continue
            start, clock = read_moment(other), read_time(other)
            if moment and start:
                found = _lasting(sources, moment - start)
            elif time and clock:
                day = dt.date(2000, 1, 1)
                found = _lasting(sources, dt.datetime.combine(day, time) - dt.datetime.combine(day, clock))
            else:
                continue
            if found:
                return found
    number = number_of(value)
    if (
        number is None
        or not re.search(r"night|day|stay|duration|length", argument.about)
        or not 0 < number < 400
    ):
        return None
    starts = [date for other in argument.siblings if isinstance(other, str) and (date := read_date(other))]
    ends = [_date(start + dt.timedelta(number), context, sources) for start in starts]
    return next((Evidence("duration", end.where) for end in ends if end), None)


def _end_date(date: dt.date, argument: Argument, context: Context, sources: Sources) -> Evidence | None:
    for other in argument.siblings:
        start = read_date(other) if isinstance(other, str) else None
        if start and start < date:
            # "a three-day trip" ends two days after it starts
            found = _lasting(sources, date - start) or _lasting(sources, date - start + dt.timedelta(1))
            if found:
                return found
    for days in range(1, 31):
        found = _lasting(sources, dt.timedelta(days))
        if found and _plain_date(date - dt.timedelta(days), context, sources):
            return found
    return None


def _lasting(sources: Sources, length: dt.timedelta) -> Evidence | None:
    return first(sources.all, duration_phrases(int(length.total_seconds())), "duration")
