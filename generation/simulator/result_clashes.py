"""What is known to be in the calendar: what clashes with what is entered now, and when the first hour is free."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from .result_days import moment_of
from .result_scene import Scene, plain_key, spaced
from .semantics import Slot
from .value_fit import put

_STARTS = (("start", "time"), ("start",), ("starts", "at"), ("begin",), ("start", "at"), ("time",))
_NAMES = (("title",), ("name",), ("event", "title"), ("event", "name"), ("summary",))
_LENGTH = 60


def clashing(scene: Scene) -> list[Any]:
    """Return the names of the events that the dialogue has told of at the time that the call names.

    What was not told of is not known to be there; events deleted since are gone. Lengths not told are an hour.
    """
    now = _span(scene.arguments)
    if now is None:
        return []
    found: dict[str, None] = {}
    for done in scene.calls:
        rows = [done.arguments | done.result] if isinstance(done.result, dict) and done.error is None else []
        day = done.arguments.get("date")
        for listed in done.result.values() if isinstance(done.result, dict) else ():
            rows += [row for row in listed if isinstance(row, dict)] if isinstance(listed, list) else []
        for row in rows:
            span, name = _span(row, day), _first(row, _NAMES)
            gone = any(isinstance(value, str) and value in scene.gone for value in row.values())
            if span is not None and isinstance(name, str) and not gone:
                if span[0] < now[1] and now[0] < span[1]:
                    found[name] = None
    return list(found)


_FREE_FIRST = re.compile(r"(?=.*\b(?:first|next|earliest)\b)(?=.*\b(?:free|available|open|vacant)\b)")
_MORNING, _EVENING = 8 * 60, 21 * 60


def free_hour(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Let the first free hour be the first full one from eight on, or from now on, beside what is listed for the day.

    What is listed lasts an hour unless its length is told; after nine in the evening nothing is called free.
    """
    lists = (value for value in made.values() if isinstance(value, list))
    rows = [row for value in lists for row in value if isinstance(row, dict)]
    begins = [(_minute(_first(row, _STARTS)), _long(row)) for row in rows]
    busy = [(begin, begin + long) for begin, long in begins if begin is not None]
    days = [given.value for given in scene.given if given.slot.kind in ("date", "datetime")]
    for name, slot in slots.items():
        if slot.kind != "time" or not busy or not _FREE_FIRST.match(spaced(name)) or name not in made:
            continue
        today = not days or str(days[0])[:10] == scene.world.today.isoformat()
        now = scene.world.clock.hour * 60 + scene.world.clock.minute
        for hour in range(_MORNING, _EVENING + 1, 60):
            taken = any(begin < hour + 60 and hour < end for begin, end in busy)
            if not taken and (hour >= now or not today):
                put(made, slot, f"{hour // 60:02d}:00")
                break


def _minute(text: Any) -> int | None:
    clock = _CLOCK.search(text) if isinstance(text, str) else None
    return None if clock is None else int(clock[1]) * 60 + int(clock[2])


_CLOCK = re.compile(r"(?:^|T)([01]\d|2[0-3]):([0-5]\d)")


def _long(row: Mapping[str, Any]) -> float:
    minutes = _first(row, (("duration", "minute"), ("duration",)))
    return minutes if isinstance(minutes, (int, float)) and 0 < minutes < 1440 else _LENGTH


def _first(row: Mapping[str, Any], keys: tuple[tuple[str, ...], ...]) -> Any:
    held = {plain_key(name): value for name, value in row.items()}
    return next((held[key] for key in keys if key in held), None)


def _span(row: Mapping[str, Any], day: Any = None) -> tuple[dt.datetime, dt.datetime] | None:
    """Return when something begins and ends; a time alone is one of that day."""
    start = _first(row, _STARTS)
    if isinstance(start, str) and "T" not in start and isinstance(day, str):
        start = f"{day[:10]}T{start[:5]}"
    begin = moment_of(start) if isinstance(start, str) and "T" in start else None
    if begin is None:
        return None
    return begin, begin + dt.timedelta(minutes=_long(row))
