"""What a status may say on the day it is asked for: nothing is delivered before its day, nor landed next week."""

from __future__ import annotations

import datetime as dt
import random
import re
from typing import Any

from .result_days import moment_of
from .result_scene import Scene, plain_key, slots_of, spaced
from .semantics import Slot
from .value_fit import put
from .value_places import cities, distance_km

STATES = ("status", "state", "stage", "phase")
_OVER = re.compile(r"(?i)\b(?:deliver(?:ed|y complete)|landed|arrived|departed|complete[d]?|finished|ended|over|done|returned|checked[ _]out|closed)\b")  # fmt: skip
_UNDER_WAY = re.compile(r"(?i)\b(?:out for delivery|boarding|taxiing|en[ _]route|in[ _]air|in[ _]flight|in[ _]progress|on board|live|ongoing|checked[ _]in|final call|gate closed|last call)\b")  # fmt: skip
_AHEAD = re.compile(r"(?i)\b(?:scheduled|on[ _]time|packed|in[ _]transit|upcoming|pending|processing|confirmed|planned|handed to|not started|out for delivery|shipped)\b")  # fmt: skip
# The day on which that comes about of which the status tells.
_DUE = re.compile(
    r"deliver|arriv|depart|\bland|start|begin|\bend|\bdate$|\bday$|due|check (?:in|out)|scheduled|expected"
)
_ELSE = re.compile(r"order(?:ed)? (?:date|at|on)|creat|updat|book|placed|issued|expir|birth|paid|bought|sent")


def of_the_day(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Let a status be of the day that the call names, or of today where it could name one and does not."""
    days = [name for name, slot in slots_of(scene.tool).items() if slot.kind in ("date", "datetime")]
    if not scene.asks or len(days) != 1:
        return
    named = moment_of(scene.arguments.get(days[0]))
    now = dt.datetime.combine(scene.world.today, scene.world.clock)
    for name, slot in slots.items():
        moment, words = moment_of(made.get(name)), spaced(name)
        if slot.kind != "datetime" or moment is None or not _DUE.search(words) or _ELSE.search(words):
            continue
        day = dt.datetime.combine((named or now).date(), moment.time())
        if named is None and day < now:
            day = now.replace(minute=0) + dt.timedelta(minutes=5 * scene.rng.randint(14, 60))
        put(made, slot, day.isoformat() + ("Z" if str(made[name]).endswith("Z") else ""))


_ON_ITS_WAY = re.compile(r"(?i)packed|handed to|in[ _]transit|shipped|dispatch|processing")
_LAST_SEEN = frozenset(("current", "last", "location", "town", "city"))


def whereabouts(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Let what is still on its way to the user be in another town, near and of the same country if any is."""
    state = next((made[name] for name in made if any(word in name.lower() for word in STATES)), None)
    if not scene.asks or not isinstance(state, str) or not _ON_ITS_WAY.search(state):
        return
    home = scene.world.home
    for name, slot in slots.items():
        if slot.kind != "city" or name not in made or not _LAST_SEEN.intersection(plain_key(name)):
            continue
        which = next((str(given.value) for given in scene.given if given.slot.kind == "id"), "")
        around = sorted(
            (city.code != home.code, far, city.name)
            for city in cities()
            if city.name != home.name and (far := distance_km(home, city)) is not None
        )
        if around:
            put(made, slot, random.Random(f"{scene.world.seed}:parcel:{which}").choice(around[:3])[2])


def timely(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Let a status agree with the day that stands beside it, or that the call names, and with today."""
    if not scene.asks:
        return
    for name, slot in slots.items():
        value, options = made.get(name), slot.schema.get("enum")
        if not isinstance(value, str) or not isinstance(options, list):
            continue
        if not any(word in name.lower() for word in STATES):
            continue
        day = _due_day(made, slots, scene)
        if day is None or _fits(value, day, scene.world.today):
            continue
        fitting = [
            option for option in options if isinstance(option, str) and _fits(option, day, scene.world.today)
        ]
        if fitting:
            put(made, slot, scene.rng.choice(fitting))


def _fits(state: str, day: dt.date, today: dt.date) -> bool:
    """Tell whether something of that day can be in such a state today."""
    if _UNDER_WAY.search(state):
        return day == today
    if _OVER.search(state):
        return day <= today
    return day >= today or _AHEAD.search(state) is None


def _due_day(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> dt.date | None:
    """Return the day of what the status tells of: the one told beside it, else the one asked about."""
    beside = [
        (spaced(name), made.get(name)) for name, slot in slots.items() if slot.kind in ("date", "datetime")
    ]
    asked = [(" ".join(one.key), one.value) for one in scene.given if one.slot.kind in ("date", "datetime")]
    for words, value in (*asked, *beside):
        moment = moment_of(value)
        if moment is not None and _DUE.search(words) and not _ELSE.search(words):
            return moment.date()
    return None
