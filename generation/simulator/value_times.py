"""Dates and times that fit what they are for: stays lie ahead, statements behind, ends after beginnings."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import Any

from .spoken import MONTHS, WEEKDAYS
from .value_ask import Ask, Gist
from .value_cues import Cues

_BIRTH = re.compile(r"birth|\bdob\b|born")
_END = re.compile(
    r"\b(?:end|ends|until|to|check-? ?out|return|last day|last|finish|before|latest"
    r"|through|till|due|drop|upper|max\w*|closes?)\b"
)
_START = re.compile(
    r"\b(?:start|starts|begin|begins|from|since|check-? ?in|first|after|earliest"
    r"|departure|pick|lower|min\w*|opens?)\b"
)
_AHEAD = re.compile(
    r"book|reserv|schedul|flight|hotel|trip|travel|appointment|meeting|event"
    r"|reminder|deadline|due|deliver|forecast|upcoming|expir|plan\b|rent|"
    r"concert|depart|arriv|check-? ?in|availab|calendar|task|invit|remind|until|renew|next|valid|absence|out of office|vacation|to meet\b"
)
_PLANS = re.compile(
    r"(?i)(?:set|book|schedule|plan|reserve|reschedule|move|rent|invite|remind|find_free)(?:_|[A-Z])"
)
_BEHIND = re.compile(
    r"histor|report|news|transaction|statement|log\b|logs\b|past|archive|published"
    r"|creat|updat|modif|receiv|\bsent\b|purchas|visit|measur|release|"
    r"record|spending|statistic|usage|price at|last seen|paid|posted|joined|issued"
    r"|admi|since|activity|order(?:ed)? (?:on|date)|insert|start time|"
    r"apod|earthquake|match result|score|stock|exchange rate|covid"
)


_CREATED = re.compile(
    r"^(?:created|updated|modified|creation|update|last (?!day|date|night)\w+|create|published|insert"
    r"|sent|received|posted)\b"
)
_DONE = re.compile(
    r"\b(?:booked|charged|paid|ordered|received|bought|opened|taken|sent|used|seen"
    r"|published|recorded|posted|issued|since)\b"
)
_DUE = re.compile(r"expir|deadline|\bdue\b|valid until|renewal|next|delivery")


@lru_cache(16384)
def _leaning(phrase: str, about: str, owner: str) -> str:
    """Return whether a moment lies `ahead`, `behind`, or is a `birth`."""
    if _BIRTH.search(about[:160]):
        return "birth"
    if _CREATED.search(phrase) or _DONE.search(phrase):
        return "behind"
    if _DUE.search(phrase):
        return "ahead"
    if _AHEAD.search(about) or (_PLANS.match(owner) and not _BEHIND.search(phrase)):
        return "ahead"
    return "behind" if _BEHIND.search(about) else "ahead"


def _leaning_of(gist: Gist) -> str:
    return _leaning(gist.phrase, gist.about, gist.slot.owner)


@lru_cache(16384)
def _side(phrase: str) -> str:
    if _END.search(phrase):
        return "end"
    return "start" if _START.search(phrase) else ""


def draw_day(ask: Ask) -> dt.date:
    """Draw a day that fits the slot."""
    gist, world, rng = ask.gist, ask.world, ask.rng
    leaning, side = _leaning_of(gist), _side(gist.phrase)
    if leaning == "birth":
        return dt.date(world.today.year - rng.randint(19, 71), rng.randint(1, 12), rng.randint(1, 28))
    if leaning == "behind":
        if side:
            return world.past_end if side == "end" else world.past_start
        return world.today - dt.timedelta(rng.choice((0, 1, 1, 2, 3, 5, 7, 10, 14, 21, 30)))
    if side:
        return world.trip_end if side == "end" else world.trip_start
    if rng.random() < 0.5 and ask.said:
        return world.trip_start
    return world.today + dt.timedelta(rng.choice((0, 1, 1, 2, 3, 4, 5, 6, 7, 9, 12, 15, 20, 28)))


_WRITTEN = Cues(
    (
        (r"\bmm/dd/yyyy", "%m/%d/%Y"),
        (r"\bdd/mm/yyyy", "%d/%m/%Y"),
        (r"\bdd-mm-yyyy", "%d-%m-%Y"),
        (r"\bmm-dd-yyyy", "%m-%d-%Y"),
        (r"\bdd\.mm\.yyyy", "%d.%m.%Y"),
        (r"\byyyy/mm/dd", "%Y/%m/%d"),
        (r"\byyyymmdd|\b(?:19|20)\d\d[01]\d[0-3]\d\b", "%Y%m%d"),
    )
)


def _as_written(day: dt.date, gist: Gist) -> Any:
    """Write a day as the description asks; ISO otherwise."""
    if gist.schema.get("format"):
        return day.isoformat()
    if gist.numeric:
        return int(dt.datetime.combine(day, dt.time(9), dt.UTC).timestamp())
    form = _WRITTEN.first(" ".join((gist.description, *map(str, gist.shapes[:2]))).lower())
    return day.strftime(form) if form else day.isoformat()


def draw_date(ask: Ask) -> Any:
    """Draw a date."""
    return _as_written(draw_day(ask), ask.gist)


_BED_TIME = re.compile(r"bed ?time|asleep")
_OPENS = re.compile(r"\bopen")
_CLOSES = re.compile(r"\bclos")
_EVENING = re.compile(r"dinner|restaurant|table|concert|doors")
_ARRIVES = re.compile(r"arriv|\bend")
_DEPARTS = re.compile(r"depart|\bstart")


def draw_clock(ask: Ask) -> dt.time:
    """Draw a time of day; ends come after beginnings."""
    gist, world, rng = ask.gist, ask.world, ask.rng
    if "sunrise" in gist.phrase:
        return dt.time(rng.randint(5, 7), rng.randint(0, 59))
    if "sunset" in gist.phrase:
        return dt.time(rng.randint(17, 20), rng.randint(0, 59))
    if _BED_TIME.search(gist.phrase):
        return dt.time(rng.randint(21, 23), rng.choice((0, 15, 30, 45)))
    if _OPENS.search(gist.phrase):
        return dt.time(rng.randint(7, 10), rng.choice((0, 0, 30)))
    if _CLOSES.search(gist.phrase):
        return dt.time(rng.randint(17, 22), rng.choice((0, 0, 30)))
    side = _side(gist.phrase)
    if side and ask.said:
        return world.end_time if side == "end" else world.start_time
    if _EVENING.search(gist.about):
        return dt.time(rng.randint(18, 20), rng.choice((0, 15, 30, 45)))
    if _ARRIVES.search(gist.phrase):
        return dt.time(rng.randint(13, 22), rng.choice((0, 10, 15, 25, 30, 40, 45, 55)))
    if _DEPARTS.search(gist.phrase):
        return dt.time(
            rng.randint(6 if "depart" in gist.phrase else 8, 12), rng.choice((0, 5, 15, 20, 30, 45, 50))
        )
    return dt.time(rng.randint(8, 19), rng.choice((0, 0, 15, 30, 30, 45)))


_WITH_SECONDS = re.compile(r"(?i)hh:mm:ss")


_OF_A_THING = frozenset(
    "completion creation create created update updated modified expiration expire deletion publish last sample execution "
    "generate build commit request response server insert event".split()
)


def draw_time(ask: Ask) -> Any:
    """Draw a time of day as `09:30`, with seconds where the format wants them."""
    words = ask.gist.words
    if not ask.said and not ask.gist.numeric and len(words) > 1 and words[0] in _OF_A_THING:
        return draw_datetime(ask)  # when something was completed or expires is a moment, no time of day
    clock = draw_clock(ask)
    if ask.gist.numeric:
        return clock.hour
    if _WITH_SECONDS.search(ask.gist.description):
        return clock.strftime("%H:%M:%S")
    return clock.strftime("%H:%M")


_UTC = re.compile(r"(?i)rfc ?3339|\bzulu|\butc\b|\dZ\b")
_JUST_DONE = re.compile(r"\b(?:sent|created?|creation|insert|submitted|booked|timestamp|update)")
_MILLISECONDS = re.compile(r"(?i)milli|\bms\b")


def draw_datetime(ask: Ask) -> Any:
    """Draw a moment: ISO 8601, with `Z` where the description wants UTC, a Unix time for numbers."""
    gist, world, rng = ask.gist, ask.world, ask.rng
    day, clock = draw_day(ask), draw_clock(ask)
    moment = dt.datetime.combine(day, clock)
    now = dt.datetime.combine(world.today, world.clock)
    if not ask.said and _leaning_of(gist) == "behind" and not _side(gist.phrase):
        # a tool reports the moment of what it has just done, or an older one
        moment = now if _JUST_DONE.search(gist.phrase) else moment
        moment = min(moment, now)
    elif _leaning_of(gist) == "behind":
        moment = min(moment, now - dt.timedelta(minutes=rng.choice((10, 35, 60))))
    elif moment <= now:
        moment = now.replace(minute=0) + dt.timedelta(hours=rng.randint(2, 6))
    if gist.numeric:
        seconds = int(moment.replace(tzinfo=dt.UTC).timestamp())
        return seconds * 1000 if _MILLISECONDS.search(gist.about) else seconds
    text = moment.strftime("%Y-%m-%dT%H:%M:%S")
    utc = gist.schema.get("format") == "google-datetime" or _UTC.search(gist.description)
    return text + "Z" if utc else text


_WITH_YEAR = re.compile(r"(?i)yyyy")
_NUMBERED = re.compile(r"(?i)number|1-12|\bmm\b|numeric|digit")


def draw_month(ask: Ask) -> Any:
    """Draw a month: a number, `2026-03` where wanted, or a name."""
    gist = ask.gist
    month = (ask.world.today.month - 1 + ask.one_of(0, 0, 1, 1, 2, 3)) % 12 + 1
    if gist.numeric or _NUMBERED.search(gist.description):
        return month if gist.numeric else f"{month:02d}"
    if _WITH_YEAR.search(gist.description):
        return f"{ask.world.today.year}-{month:02d}"
    return MONTHS[month - 1]


_BORN = re.compile(r"birth|born")
_RELEASED = re.compile(r"movie|film|song|album|book|release|found|built|establish|since|came out|career|made")


def draw_year(ask: Ask) -> Any:
    """Draw a year: the current one or one of those before it; farther back for releases."""
    gist, today = ask.gist, ask.world.today
    if _BORN.search(gist.about):
        return today.year - ask.rng.randint(19, 71)
    if _RELEASED.search(gist.about):
        return today.year - ask.rng.randint(1, 32)
    return today.year - ask.one_of(0, 0, 1, 1, 2, 3)


def draw_weekday(ask: Ask) -> Any:
    """Draw a day of the week."""
    return WEEKDAYS[ask.rng.randrange(7)]


_SPANS = Cues(
    (
        (r"interval|timeframe|time frame|candle|granularity|resolution", ("1d", "1h", "5min", "15min", "1w")),
        (r"period|range|window|span|lookback", ("7d", "30d", "1mo", "3mo", "1y")),
        (r"ttl|timeout|expir", ("3600s", "300s", "600s", "86400s")),
    )
)


def draw_duration(ask: Ask) -> Any:
    """Draw a duration written out, for slots that are strings: `3600s`, `PT45M`, `30d`."""
    gist = ask.gist
    if gist.schema.get("format") == "duration":
        return ask.one_of("PT30M", "PT45M", "PT1H", "PT90M", "P1D", "P7D")
    if gist.schema.get("format") == "google-duration":
        return ask.one_of("60s", "300s", "600s", "1800s", "3600s", "86400s")
    spans = _SPANS.first(gist.phrase)
    return None if spans is None else ask.one_of(*spans)


DRAW_TIMES = {
    "date": draw_date, "time": draw_time, "datetime": draw_datetime, "month": draw_month, "year": draw_year,
    "weekday": draw_weekday,
}  # fmt: skip
