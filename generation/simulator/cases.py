"""Several calls of one goal: values that are listed (`for Lyon and Nice`), or cases that are told apart."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from .clauses import DATES
from .goal import Goal
from .links import IDENTIFYING, listable, varied
from .reading import Reading
from .semantics import Slot
from .spoken import humanise
from .values import value
from .world import World

_QUANTITIES = frozenset("number amount count percent duration flag".split())
_WRITTEN = frozenset(("text", "title", "query"))


def multiply(
    goal: Goal, context: str, rng: random.Random, settle: Callable[[Reading, dict[str, Any]], None]
) -> None:
    """Make two to four calls of a goal's one, where its parameters allow it.

    Args:
        goal: The goal with its first call; gets the others, the parameters in which they differ, and whether each is to
            be said in words of its own.
        context: The system message.
        rng: The turn's randomness.
        settle: Puts the values of one call right with one another.
    """
    asks, first = goal.reading.asks, goal.calls[0]
    several_dates = sum(slot.kind in DATES for slot in goal.reading.slots) > 1
    said = [slot for slot in goal.reading.slots if slot.name in first and slot.name not in goal.refers]
    lists = [
        slot
        for slot in listable(goal.reading)
        if slot in said and not (slot.kind == "date" and several_dates)
    ]
    apart = _told_apart(goal, said)
    beside = [slot for slot in apart if _listed_beside(slot, several_dates)]
    draw = rng.random()
    if lists and (draw < 0.3 or not apart):
        slots = [rng.choice(lists)]
    elif len(beside) > 1 and draw < 0.55:
        slots = rng.sample(beside, 2)
    elif apart:
        required = [slot for slot in apart if slot.required]
        few = asks and (not required or rng.random() < 0.4)
        slots = rng.sample(apart, rng.randint(1, len(apart))) if few else required or apart
        goal.apart = True
    else:
        return
    wanted, calls = rng.choices((2, 3, 4), (60, 28, 12))[0], [first]
    keys = _keys(slots) if goal.apart else slots

    def clashes(new: dict[str, Any]) -> bool:
        if goal.apart and asks:
            return new in calls
        if len(slots) == 1 and not goal.apart and new[slots[0].name] in first.values():
            return True
        return any(new[slot.name] == call[slot.name] for slot in keys for call in calls)

    for _ in range(12):
        world = World(rng.getrandbits(32), context)
        new = first | {slot.name: first_of_alike(slot, value(slot, world, rng)) for slot in slots}
        if len(slots) > 1:
            settle(goal.reading, new)
        if not clashes(new):
            calls.append(new)
        if len(calls) == wanted:
            break
    if len(calls) > 1:
        goal.calls = calls
        goal.spread = tuple(slot.name for slot in goal.reading.slots if slot in slots)
    else:
        goal.apart = False


def _told_apart(goal: Goal, said: list[Slot]) -> list[Slot]:
    """Return the parameters in which cases may differ that are told apart.

    Whoever looks something up may vary what they like. But nobody gives one thing two names in one breath, or sends the same
    person two amounts.
    """
    slots = [] if goal.thing else [slot for slot in said if varied(slot)]
    if goal.reading.asks:
        return slots
    kept = [slot for slot in goal.reading.required if slot.kind in IDENTIFYING | {"resource"}]
    if kept and goal.reading.family in ("change", "delete"):
        return []
    objects = (slot for slot in slots if slot.required and slot.kind not in _QUANTITIES)
    return slots if any("enum" not in slot.schema or not kept for slot in objects) else []


def _keys(slots: list[Slot]) -> list[Slot]:
    """Return the parameters in which each of several deeds must differ from the others."""
    named = [slot for slot in slots if slot.kind not in _QUANTITIES]
    return [slot for slot in named if "enum" not in slot.schema] or named[:1] or slots


def _listed_beside(slot: Slot, several_dates: bool) -> bool:
    """Return whether values of a parameter are listed beside those of another: `for 2 and 4 people, respectively`."""
    return (
        slot.kind not in _WRITTEN and "enum" not in slot.schema and not (slot.kind in DATES and several_dates)
    )


def first_of_alike(slot: Slot, chosen: Any) -> Any:
    """Return the first value of an enum that is said in the same words: `DRAFT` and `draft` are."""
    if not isinstance(chosen, str):
        return chosen
    alike = (each for each in slot.schema.get("enum", ()) if humanise(str(each)) == humanise(chosen))
    return next(alike, chosen)
