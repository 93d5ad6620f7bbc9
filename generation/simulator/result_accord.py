"""What a result tells beside a list, a grade or a rate agrees with it: no album before the career, no cause of nothing."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from .result_days import moment_of
from .result_grades import scale_of
from .result_scene import Scene, plain_key, spaced
from .semantics import Slot
from .value_fit import put
from .value_people import bare

BEGUN = ("since", "found", "form", "establish", "debut")
_COUNTED = re.compile(r"count|total|number")
_CAUSE = re.compile(r"incident|cause|reason|explan|disrupt|obstacle")
_NOTHING = re.compile(r"(?i)^(?:no|none|nothing|not)\b")
_AS_OF = re.compile(
    r"^(?:rate|quote|exchange|price|observ\w*|measur\w*|reading) (?:time|date|at|on)$|\bas of\b"
)


def _number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _rows(made: dict[str, Any]) -> list[dict[str, Any]]:
    lists = (value for value in made.values() if isinstance(value, list) and value)
    return next(
        ([row for row in value if isinstance(row, dict)] for value in lists if isinstance(value[0], dict)), []
    )


def careers(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Let nothing that is listed be older than what brought it about: no album before the band."""
    years = [
        row[name]
        for row in _rows(made)
        for name in row
        if plain_key(name)[-1] == "year" and type(row[name]) is int
    ]
    for name, slot in slots.items() if years else ():
        value = made.get(name)
        begun = any(word in name.lower() for word in BEGUN)
        if begun and type(value) is int and 1000 < value and value > min(years):
            put(made, slot, min(years) - scene.rng.randint(0, 3)) or put(made, slot, min(years))


def averages(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Let an average be that of what is listed, where the list is all there is."""
    rows = _rows(made)
    if not rows or not scene.asks:
        return
    counts = [name for name in made if _COUNTED.search(name.lower()) and type(made[name]) is int]
    if any(made[name] != len(rows) for name in counts):
        return
    filtered = {given.key[-1] for given in scene.given}
    for name, slot in slots.items():
        key = plain_key(name)
        if ("average" not in key and "mean" not in key) or not _number(made.get(name)):
            continue
        words = {"rating", "star", "score"} if key[-1] in ("rating", "star", "score") else {key[-1]}
        column = [
            row[field]
            for row in rows
            for field in row
            if plain_key(field)[-1] in words and _number(row[field])
        ]
        if len(column) == len(rows) and not filtered & words:
            put(made, slot, round(sum(column) / len(column), 1))


def causes(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Let what is as good as can be have no cause, and what is not have one."""
    scales = [(slot, scale) for slot in slots.values() if (scale := scale_of(slot, made)) is not None]
    if not scales:
        return
    lead, scale = scales[0]
    calm = scale[made[lead.name]] == 0
    for name, slot in slots.items():
        value = made.get(name)
        if not isinstance(value, str) or not _CAUSE.search(name.lower()) or "enum" in slot.schema:
            continue
        if calm == bool(_NOTHING.search(value)):
            continue
        told = [each for each in slot.schema.get("examples", ()) if isinstance(each, str)]
        fitting = [each for each in told if bool(_NOTHING.search(each)) == calm]
        if fitting:
            put(made, slot, scene.rng.choice(fitting))
        elif calm and not slot.required:
            del made[name]


_EASES = re.compile(r"relief|improv|subsid|\beas(?:e|es|ing)\b|clears? up")


def eases(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Let nothing be about to get better that is as good as can be."""
    scales = [(slot, scale) for slot in slots.values() if (scale := scale_of(slot, made)) is not None]
    if not scales or scales[0][1][made[scales[0][0].name]] > 0:
        return
    for name, slot in slots.items():
        if slot.kind == "date" and name in made and _EASES.search(spaced(name)):
            if slot.required:
                put(made, slot, scene.world.today.isoformat())
            else:
                del made[name]


_AMONG = re.compile(r"\b(?:among|of) (?:them|these|those)\b")


def among(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Let no more of what is listed be unread than is listed, and all of it where only that was asked for."""
    rows = _rows(made)
    for name, slot in slots.items() if rows and scene.asks else ():
        value = made.get(name)
        if type(value) is not int or not _AMONG.search(str(slot.schema.get("description", "")).lower()):
            continue
        words = {*plain_key(name)} - {"count", "number", "total"}
        only = any(given.value is True and words.intersection(given.key) for given in scene.given)
        if only or value > len(rows):
            put(made, slot, len(rows) if only else scene.rng.randint(0, len(rows)))


_SITES = frozenset(("website", "homepage", "site"))


def sites(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Let the website of a thing be called after it, and be no page deep within one."""
    for name, slot in slots.items():
        value = made.get(name)
        if slot.kind != "url" or not isinstance(value, str) or plain_key(name)[-1] not in _SITES:
            continue
        parts = value.split("/")
        if len(parts) < 3 or any(fact.value == value for fact in scene.subject):
            continue
        called = next((made[each] for each in made if plain_key(each) == ("name",)), None)
        called = called or next(
            (fact.value for fact in reversed(scene.subject) if fact.key == ("name",)), None
        )
        if isinstance(called, str) and bare(called):
            parts[2] = f"{bare(called).replace(' ', '')}.{parts[2].rpartition('.')[2]}"
        put(made, slot, "/".join(parts[:3]))


def as_of(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Let what is true now be of this hour: a rate, a quote, an observation."""
    if not scene.asks or any(given.slot.kind in ("date", "datetime") for given in scene.given):
        return
    now = dt.datetime.combine(scene.world.today, scene.world.clock).replace(minute=0)
    for name, slot in slots.items():
        if slot.kind in ("date", "datetime") and _AS_OF.search(spaced(name)) and moment_of(made.get(name)):
            text = str(made[name])
            moment = now.isoformat() if "T" in text else now.date().isoformat()
            put(made, slot, moment + ("Z" if text.endswith("Z") else ""))
