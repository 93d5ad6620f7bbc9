"""What is known to be in the calendar at the time of what is entered now, and who was asked to come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from .result_days import moment_of
from .result_scene import Scene, plain_key

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
    minutes = _first(row, (("duration", "minute"), ("duration",)))
    long = minutes if isinstance(minutes, (int, float)) and 0 < minutes < 1440 else _LENGTH
    return begin, begin + dt.timedelta(minutes=long)
