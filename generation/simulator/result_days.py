"""Days and times of a result that follow from those of the call: slots of the day asked for, spans kept."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from .result_scene import Given, Key, Scene, spaced
from .semantics import Slot

# Moments that have a day of their own, whatever day the call is about.
_OWN_DAY = re.compile(
    r"expir|due|deliver|cancel|next|renew|birth|refund|valid|deadline|previous|review|release|mature|"
    r"arriv|land(?:s|ed|ing)\b"
)
_BEFORE = re.compile(
    r"creat|updat|modif|booked|charged|paid|ordered|posted|publish|sent|receiv|issued|seen|joined|closed|"
    r"opened|bought|taken|used|recorded|last|insert|submit"
)
_START = re.compile(
    r"\b(?:start|begin|from|first|since|check in|depart|departure|pickup|pick up|after|earliest)\b"
)
_END = re.compile(
    r"\b(?:end|until|to|last|check out|return|through|till|dropoff|drop off|before|latest|by)\b"
)
_DAYPARTS = {"morning": (8, 11), "afternoon": (13, 16), "evening": (18, 20), "night": (20, 22)}


_DATED = re.compile(r"\d{4}-\d\d-\d\d(?:T|$)")
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_LIFE = re.compile(r"birth|\bdob\b|expir")
_BEGINS = re.compile(r"(?i)start|begin")
_BEGINS_ROW = re.compile(r"(?i)start|begin|from")
_ENDS = re.compile(r"(?i)ends?\b|end_?time")


def moment_of(text: Any) -> dt.datetime | None:
    """Read an ISO date or date-time; None for anything else."""
    if not isinstance(text, str) or not _DATED.match(text):
        return None
    try:
        return dt.datetime.fromisoformat(text.rstrip("Z")).replace(tzinfo=None)
    except ValueError:
        return None


def on_the_day(drawn: Any, slot: Slot, key: Key, scene: Scene) -> Any:
    """Move a drawn date, date-time or time onto the day, span or part of the day that the call names."""
    if slot.kind == "time":
        return _in_part(drawn, scene)
    moment = moment_of(drawn) if slot.kind in ("date", "datetime") else None
    phrase = " ".join(key)
    if scene.asks and moment is not None and slot.kind == "datetime" and _BEFORE.search(spaced(slot.name)):
        drawn, moment = _earlier(drawn, moment, scene)
    if moment is None or _OWN_DAY.search(phrase):
        return drawn
    first, last = _span(scene)
    if first is None and last is None:
        return drawn
    wanted = _moved(moment, phrase, slot.kind == "date", first, last, scene)
    if wanted is None:
        return drawn
    if "T" not in drawn:
        return wanted.date().isoformat()
    return wanted.isoformat() + ("Z" if drawn.endswith("Z") else "")


def _earlier(drawn: str, moment: dt.datetime, scene: Scene) -> tuple[str, dt.datetime]:
    """Move what is only looked up now back from this very minute: it was made or changed before."""
    if moment != dt.datetime.combine(scene.world.today, scene.world.clock):
        return drawn, moment
    moment -= dt.timedelta(days=scene.rng.randint(0, 40), minutes=5 * scene.rng.randint(7, 110))
    return moment.isoformat() + ("Z" if drawn.endswith("Z") else ""), moment


def _span(scene: Scene) -> tuple[Given | None, Given | None]:
    """Return the arguments that begin and end what the call is about; one day is only a beginning."""
    dated = [
        given
        for given in scene.given
        if given.slot.kind in ("date", "datetime")
        and moment_of(given.value) is not None
        and not _LIFE.search(" ".join(given.key))
    ]
    ends = [given for given in dated if _END.search(" ".join(given.key))]
    rest = [given for given in dated if given not in ends]
    starts = [given for given in rest if _START.search(" ".join(given.key))] or rest
    return (starts[0] if starts else None), (ends[0] if ends else None)


def within_days(day: dt.date, scene: Scene) -> bool:
    """Tell whether a day lies in the span that a call names, or is the day that it names."""
    first, last = _span(scene)
    begin = moment_of(first.value) if first else None
    end = moment_of(last.value) if last else None
    if begin is not None and first is not None and last is None and not _told_start(first):
        return day == begin.date()
    return (begin is None or day >= begin.date()) and (end is None or day <= end.date())


def _moved(
    moment: dt.datetime, phrase: str, daily: bool, first: Given | None, last: Given | None, scene: Scene
) -> dt.datetime | None:
    begin = moment_of(first.value) if first else None
    end = moment_of(last.value) if last else None
    if begin is not None and end is not None and end < begin:
        return None
    if _BEFORE.search(phrase):
        if begin is None and end is not None and scene.asks and moment >= end + dt.timedelta(1):
            return _at(end - dt.timedelta(scene.rng.randint(0, 20)), moment)
        if begin is None or not scene.asks or (end is None and first is not None and not _told_start(first)):
            return None
        until = end or dt.datetime.combine(scene.world.today, dt.time())
        if until < begin or begin <= moment < until + dt.timedelta(1):
            return None
        return _at(begin + dt.timedelta(scene.rng.randint(0, (until - begin).days)), moment)
    starts, ends = bool(_START.search(phrase)), bool(_END.search(phrase))
    if ends and not starts:
        if end is not None:
            return end if last is not None and last.slot.kind == "datetime" else _at(end, moment)
        if begin is None or daily:
            return None if begin is None or moment >= begin else begin + (moment - moment.replace(hour=0))
        return _at(begin, moment)
    if begin is not None and (starts or end is None):
        return _beginning(begin, first, moment, starts, scene)
    if end is None:
        return None
    if begin is None and last is not None and last.slot.kind == "datetime" and "arrive" in last.key:
        return end - dt.timedelta(minutes=5 * scene.rng.randint(4, 24))
    floor = begin or dt.datetime.combine(min(scene.world.today, end.date()), dt.time())
    if (starts and not scene.asks) or floor <= moment <= end + dt.timedelta(1):
        return None
    return _at(floor + dt.timedelta(scene.rng.randint(0, max(0, (end - floor).days))), moment)


def _told_start(given: Given) -> bool:
    """Tell whether an argument is named as a beginning, not only as a day."""
    return bool(_START.search(" ".join(given.key)))


def _beginning(
    begin: dt.datetime, first: Given | None, moment: dt.datetime, starts: bool, scene: Scene
) -> dt.datetime:
    """Return the moment on the first day: as told, at the time told, or at a drawn one."""
    if first is not None and first.slot.kind == "datetime":
        return begin if starts else _at(begin, moment)
    told = next(
        (given.value for given in scene.given if given.slot.kind == "time" and _clock(given.value)), None
    )
    clock = _clock(told)
    if clock is not None:
        return dt.datetime.combine(begin, clock)
    if starts and not scene.asks and first is not None and _told_start(first):
        return begin
    part = part_of(scene)
    if part is not None:
        return begin.replace(hour=scene.rng.randint(*part), minute=scene.rng.choice((0, 30)))
    chosen = _at(begin, moment)
    now = dt.datetime.combine(scene.world.today, scene.world.clock)
    if chosen <= now and chosen.date() == now.date() and now.hour < 22:
        chosen = now.replace(minute=0) + dt.timedelta(hours=1)
    return chosen


def _at(day: dt.datetime, clock: dt.datetime) -> dt.datetime:
    return dt.datetime.combine(day.date(), clock.time())


def _clock(value: Any) -> dt.time | None:
    match = _CLOCK.match(value) if isinstance(value, str) else None
    return dt.time(int(match[1]), int(match[2])) if match else None


def part_of(scene: Scene) -> tuple[int, int] | None:
    """Return the first and last hour of the part of the day that a call names."""
    return next(
        (
            _DAYPARTS[given.value]
            for given in scene.given
            if isinstance(given.value, str) and given.value in _DAYPARTS
        ),
        None,
    )


def _in_part(drawn: Any, scene: Scene) -> Any:
    """Move a clock time into the part of the day that was asked for."""
    part, clock = part_of(scene), _clock(drawn)
    if part is None or clock is None or part[0] <= clock.hour <= part[1]:
        return drawn
    return f"{scene.rng.randint(*part):02d}{drawn[2:]}"


def first_slot(made: dict[str, Any], slots: dict[str, Slot]) -> dict[str, Any]:
    """Return beginnings that agree with the first of the time slots listed beside them."""
    begins = [name for name, slot in slots.items() if slot.kind == "datetime" and _BEGINS.search(name)]
    rows = next((value for value in made.values() if isinstance(value, list) and value), []) if begins else []
    row = rows[0] if rows and isinstance(rows[0], dict) else {}
    clock = next((_clock(value) for name, value in row.items() if _BEGINS_ROW.match(name)), None)
    changed: dict[str, Any] = {}
    for name in begins:
        if clock is not None and moment_of(made.get(name)) is not None:
            text = str(made[name])
            changed[name] = text[:11] + clock.strftime("%H:%M:%S") + ("Z" if text.endswith("Z") else "")
    return changed


def lasting(made: dict[str, Any], scene: Scene) -> dict[str, Any]:
    """Return the end of a time slot as long as the call asked for."""
    end = next((name for name in made if _ENDS.match(name)), None)
    if end is None or _clock(made[end]) is None:
        return {}
    clock = _clock(next((made[name] for name in made if _BEGINS.match(name)), None))
    minutes = next(
        (
            given.value
            for given in scene.given
            if given.slot.kind == "duration" and "minute" in given.key and isinstance(given.value, int)
        ),
        None,
    )
    if minutes is None or clock is None:
        return {}
    later = dt.datetime.combine(dt.date(2000, 1, 1), clock) + dt.timedelta(minutes=minutes)
    return {end: later.strftime("%H:%M") + str(made[end])[5:]} if later.day == 1 else {}
