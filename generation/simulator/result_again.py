"""What a lookup says that is like one made before but for a filter or a word: the same rows, the same person."""

from __future__ import annotations

import copy
import random
import re
from collections.abc import Mapping, Sequence
from typing import Any

from .memory import Done
from .result_days import moment_of, within_days
from .result_filters import holds
from .result_leaves import recall
from .result_merchants import sort_told
from .result_scene import Known, Scene, asked_of, plain_key, slots_of
from .semantics import Slot, describe

_FILTERS = frozenset("date datetime enum amount number flag limit count percent".split())
_DAYS = frozenset(("date", "datetime"))
_OTHER = re.compile(r"page|offset|skip|cursor|unit|currency|language|cabin|start_?token")
_ORDER = re.compile(r"sort|order|direction|limit|max_?results")
_OF_PERSONS = frozenset("email phone address".split())


def rows_before(fields: Sequence[Slot], name: str, scene: Scene) -> tuple[list[dict[str, Any]], bool]:
    """Return the rows told before that the list asked for now must hold too, and whether it can hold no others.

    The same tool was asked about the same things, with other filters. What a filter added now leaves over is all
    there is; a filter dropped lets others in.

    Args:
        fields: Those of a row.
        name: The list in the result.
        scene: The call.
    """
    if not scene.asks or any(given.slot.kind == "query" for given in scene.given):
        return [], False
    dated = any(field.kind in _DAYS for field in fields)
    for done in reversed(scene.calls):
        if done.name != scene.tool.name or done.error is not None or not isinstance(done.result, dict):
            continue
        told = done.result.get(name)
        changed = _changed(asked_of(done.arguments, slots_of(scene.tool)), scene)
        if not isinstance(told, list) or changed is None or (not dated and changed & _DAYS):
            continue
        held = [row for row in told if isinstance(row, dict) and _stays(row, fields, scene)]
        rows = [row for row in held if _of_that_sort(row, fields, done, scene)]
        rows = rows[: _so_many(done, scene)]
        narrower = all(scene.arguments.get(key) == value for key, value in done.arguments.items())
        if narrower and held and not rows and not _tells_its_sort(held[-1], scene):
            rows = [held[-1]]
        return copy.deepcopy(rows), narrower and bool(rows)
    return [], False


def _tells_its_sort(row: dict[str, Any], scene: Scene) -> bool:
    """Tell whether a row says itself that it is not of the sort asked for: others are there, then."""
    options = [given.slot.schema["enum"] for given in scene.given if "enum" in given.slot.schema]
    return any(sort_told(row, each) is not None for each in options)


def _so_many(done: Done, scene: Scene) -> int | None:
    """Return how many rows were told to be what a flag asks for now, as three of four were unread; else None."""
    for given in scene.given:
        if given.value is True and done.arguments.get(given.slot.name) is not True:
            for name, value in done.result.items():
                key = plain_key(name)
                if type(value) is int and value and key[-1] in _OF_MANY and key[0] in given.key:
                    return value
    return None


_OF_MANY = frozenset(("count", "number"))


def told_rows(fields: Sequence[Slot], name: str, scene: Scene) -> dict[str, dict[str, Any]]:
    """Return by name what a list of the same tool held before that stands where it stood: a hotel keeps its stars.

    Only what was told of the same place and is not of one day only counts.
    """
    if not scene.asks or any(field.kind in _DAYS for field in fields):
        return {}
    rows: dict[str, dict[str, Any]] = {}
    for done in scene.calls:
        told = done.result.get(name) if isinstance(done.result, dict) else None
        if done.name == scene.tool.name and isinstance(told, list) and _same_place(done, scene):
            rows |= {name_in(row): row for row in told if isinstance(row, dict) and name_in(row)}
    return rows


def place_before(out: dict[str, Any], fields: Sequence[Slot], first: list[Known]) -> None:
    """Let the place told beside a list be that of its first item, where it was told before; in place."""
    for slot in fields if first else ():
        found = recall(slot, plain_key(slot.name), first) if slot.kind in _WHERE else None
        if found is not None:
            out[slot.name] = found


def name_in(row: Mapping[str, Any]) -> str:
    """Return the name that a row has beside its identifier, in lower case; empty if it lacks one of them."""
    named = row.get("name")
    known = any(plain_key(field)[-1] == "id" for field in row)
    return named.casefold() if isinstance(named, str) and known else ""


def _same_place(done: Done, scene: Scene) -> bool:
    return all(
        done.arguments.get(given.slot.name) == given.value
        for given in scene.given
        if given.slot.kind in _STANDS_AT
    )


_WHERE = frozenset("address place phone".split())
_STANDS_AT = frozenset("city country region address place query".split())


def _changed(before: Mapping[str, Any], scene: Scene) -> set[str] | None:
    """Return the kinds of the arguments that differ; None if another thing, page or unit is asked about."""
    slots, kinds = slots_of(scene.tool), set()
    for name in {*before, *scene.asked}:
        if before.get(name) == scene.asked.get(name) or _ORDER.search(name.lower()):
            continue
        kind = slots[name].kind if name in slots else ""
        swapped = kind == "enum" and name in before and name in scene.asked
        if kind not in _FILTERS or _OTHER.search(name.lower()) or swapped:
            return None
        kinds.add(kind)
    return kinds


def _stays(row: dict[str, Any], fields: Sequence[Slot], scene: Scene) -> bool:
    """Tell whether a row told before is within the days and bounds asked for now."""
    if any(slot.kind == "id" and str(row.get(slot.name)) in scene.gone for slot in fields):
        return False
    days = [moment_of(row.get(slot.name)) for slot in fields if slot.kind in _DAYS]
    if any(day is not None and not within_days(day.date(), scene) for day in days):
        return False
    return holds(row, fields, scene)


def _of_that_sort(row: dict[str, Any], fields: Sequence[Slot], done: Done, scene: Scene) -> bool:
    """Tell whether a row is of the sort asked for; one that does not say so is always of the same."""
    identity = next((row[slot.name] for slot in fields if slot.kind == "id" and slot.name in row), None)
    for given in scene.given:
        options, name = given.slot.schema.get("enum"), given.slot.name
        if name in done.arguments or not isinstance(options, list) or _ORDER.search(name.lower()):
            continue
        if not any(plain_key(slot.name)[-1] == given.key[-1] for slot in fields):
            told = sort_told(row, options)
            if told is not None:
                if told != given.value:
                    return False
            elif random.Random(f"{scene.world.seed}:{name}:{identity}").choice(options) != given.value:
                return False
    return True


def of_the_same(scene: Scene) -> list[Known]:
    """Return what a lookup of the same person told before, by name in full or in part."""
    who = _who([(given.slot.kind, given.value) for given in scene.given])
    if who is None or not scene.asks:
        return []
    for done in reversed(scene.calls):
        if done.error is not None or not isinstance(done.result, dict):
            continue
        asked = [(describe(name, {}, done.name)[0], value) for name, value in done.arguments.items()]
        other = _who(asked)
        if other is None or not (set(who) <= set(other) or set(other) <= set(who)):
            continue
        own = done.name == scene.tool.name
        facts = [
            Known(plain_key(name), describe(name, {}, done.name)[0], value)
            for name, value in done.result.items()
            if isinstance(value, (str, int, float))
        ]
        facts = [fact for fact in facts if own or fact.kind in _OF_PERSONS or "birth" in " ".join(fact.key)]
        if facts and (own or not done.name.lower().startswith(("book", "order"))):
            return facts
    return []


def _who(told: Sequence[tuple[str, Any]]) -> list[str] | None:
    """Return the words of the one person named among values with their kinds."""
    names = [value for kind, value in told if kind == "person" and isinstance(value, str)]
    return names[0].casefold().split() if len(names) == 1 and names[0].strip() else None
