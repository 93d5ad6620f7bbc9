"""How long things take and how many there are: durations between beginnings and ends, sums so far, counts."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from .result_scene import Scene, plain_key, spaced
from .semantics import Slot
from .value_fit import put, put_near

_SETS_OUT = re.compile(r"depart|start|begin|pickup|remind|from")
_COMES = re.compile(r"arriv|_end|^end")
_WAITING = re.compile(r"delay|held|wait")


def spans(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Make durations agree with beginnings and ends, given or reported."""
    start = next(
        (
            item.value
            for item in scene.given
            if item.slot.kind == "datetime"
            and isinstance(item.value, str)
            and _SETS_OUT.search("_".join(item.key))
        ),
        None,
    )
    minutes = next(
        (
            value
            for name, value in made.items()
            if slots[name].kind == "duration"
            and isinstance(value, (int, float))
            and "minute" in name.lower()
            and not _WAITING.search(name.lower())
        ),
        None,
    )
    begin = moment_in(start) if start else None
    if begin is None and minutes is not None and scene.family in ("get", "find", "compute"):
        begin = dt.datetime.combine(scene.world.today, scene.world.clock)
    for name, slot in slots.items():
        if (
            begin is not None
            and minutes is not None
            and slot.kind == "datetime"
            and _COMES.search(name.lower())
            and isinstance(made.get(name), str)
        ):
            put(made, slot, (begin + dt.timedelta(minutes=float(minutes))).replace(second=0).isoformat())
    rise = next((_clock(made[name]) for name in made if "sunrise" in name.lower()), None)
    down = next((_clock(made[name]) for name in made if "sunset" in name.lower()), None)
    if rise is not None and down is not None:
        for name, slot in slots.items():
            if "daylight" in name.lower() and slot.kind == "duration":
                put_near(made, slot, down - rise)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def moment_in(text: Any) -> dt.datetime | None:
    """Read an ISO date-time as a local one; None for anything else."""
    try:
        return dt.datetime.fromisoformat(str(text).rstrip("Z")).replace(tzinfo=None)
    except ValueError:
        return None


_HOURS = re.compile(r"(\d\d):(\d\d)")


def _clock(text: Any) -> int | None:
    match = _HOURS.match(str(text))
    return int(match[1]) * 60 + int(match[2]) if match else None


def doors(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Open the doors before it starts."""
    for name, slot in slots.items():
        lowered = name.lower()
        if "doors" in lowered and slot.kind == "datetime":
            starts = next((fact.value for fact in reversed(scene.subject) if fact.kind == "datetime"), None)
            moment = moment_in(made.get("start_time", starts)) if starts or "start_time" in made else None
            if moment is not None:
                put(made, slot, (moment - dt.timedelta(minutes=scene.rng.choice((30, 45, 60)))).isoformat())


_MET = re.compile(r"(?i)event|meeting|appointment|calendar|lesson")


def quarters(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Let what is looked up in a calendar begin at a quarter of an hour, unless it was told to begin otherwise."""
    if not scene.asks or not _MET.search(scene.tool.name):
        return
    told = {fact.value for fact in scene.subject} | {str(given.value) for given in scene.given}
    for name, slot in slots.items():
        moment = moment_in(made.get(name)) if slot.kind == "datetime" and _BEGINS.search(name) else None
        if moment is not None and moment.minute % 15 and made[name] not in told:
            put(
                made, slot, moment.replace(minute=moment.minute // 15 * 15).isoformat() + str(made[name])[19:]
            )


_BEGINS = re.compile(r"(?i)start|begin")


def freed(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Let what falls away free the time that it was made with, else quarters of an hour."""
    lasts = next((fact.value for fact in reversed(scene.subject) if fact.key == ("duration", "minute")), None)
    for name, slot in slots.items():
        if slot.kind == "duration" and {"minute", "freed"} <= set(plain_key(name)):
            if _is_number(made.get(name)):
                put_near(made, slot, lasts or scene.rng.choice((30, 45, 60, 60, 60, 90, 120)))


SO_FAR = ("today", "weekly", "week", "daily", "total", "overall")


def so_far(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Let what has come together so far hold what has just been added: no week shorter than its longest day."""
    for name, slot in slots.items():
        key = plain_key(name)
        rest = tuple(word for word in key if word not in SO_FAR)
        if len(rest) == len(key) or not rest or not _is_number(made.get(name)) or scene.asks:
            continue
        added = next(
            (value for other, value in made.items() if plain_key(other) == rest and _is_number(value)), None
        )
        added = scene.number(rest[-1]) if added is None else added
        if added is not None and made[name] < added:
            together = made[name] + added
            put(made, slot, int(together) if isinstance(made[name], int) else round(together, 2))


_FINISHED = re.compile(r"finish|complet|\bdone\b|\bends?\b")
_DECIDED = re.compile(r"decision|decided|ruling|verdict")
_STARTS = re.compile(r"(?i)^(?:start|run|launch|begin)")


def soon(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Let what is started be finished within hours, what is made ready be so within days, and money arrive."""
    if scene.asks:
        return
    now = dt.datetime.combine(scene.world.today, scene.world.clock)
    for name, slot in slots.items():
        if slot.kind not in ("date", "datetime") or not isinstance(made.get(name), str):
            continue
        words, rng = spaced(name), scene.rng
        moment: dt.datetime | None = None
        if _STARTS.search(scene.tool.name) and _FINISHED.search(words) and slot.kind == "datetime":
            moment = _set_off(scene, now) + dt.timedelta(minutes=5 * rng.randint(8, 30))
        elif "ready" in words:
            day = now + dt.timedelta(rng.choice((0, 1, 1, 2, 3)))
            late = day.date() == now.date() and now.hour >= 17
            moment = day.replace(hour=rng.randint(10, 18), minute=rng.choice((0, 30))) + dt.timedelta(late)
            moment = moment if moment > now else now.replace(minute=0) + dt.timedelta(hours=2)
        elif _DECIDED.search(words):
            moment = now + dt.timedelta(scene.rng.randint(1, 5) * 7 + scene.rng.randint(0, 3))
            moment += dt.timedelta(8 - moment.isoweekday() if moment.isoweekday() > 5 else 0)
        elif "arrive" in words and scene.family in ("send", "pay") and _MONEY.search(scene.tool.name):
            moment = now + dt.timedelta((1, 1, 2, 3)[rng.randint(0, 3)])
            moment += dt.timedelta(8 - moment.isoweekday() if moment.isoweekday() > 5 else 0)
        if moment is not None:
            ending = "Z" if made[name].endswith("Z") else ""
            put(made, slot, moment.date().isoformat() if slot.kind == "date" else moment.isoformat() + ending)


_MONEY = re.compile(r"(?i)money|transfer|payment|pay|wire|fund")


def _set_off(scene: Scene, now: dt.datetime) -> dt.datetime:
    """Return when what the call starts begins: as told, else now."""
    for given in scene.given:
        moment = moment_in(given.value) if given.slot.kind == "datetime" else None
        clock = _clock(given.value) if given.slot.kind == "time" else None
        if moment is not None:
            return moment
        if clock is not None:
            at = now.replace(hour=clock // 60, minute=clock % 60)
            return at if at > now else at + dt.timedelta(1)
    return now
