"""What was done already: nobody asks for the same deed twice, and a change of mind is said to be one."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from .english import stem
from .goal import Goal
from .links import IDENTIFYING, speakable
from .memory import Done
from .reading import Reading
from .result_errors import is_passing
from .semantics import Slot
from .values import value
from .world import World

# what leaves nothing to do anything with, and what is done to a thing but once
_ENDS = frozenset(stem(verb) for verb in "cancel delete remove call".split())
_ONCE = frozenset(
    stem(verb)
    for verb in "cancel delete remove return refund dispute contest claim reject accept approve book reserve buy".split()
)
# how much and when, not what
_MEASURES = frozenset("number amount count percent duration flag date datetime time limit".split())
_HIDDEN = frozenset(("token", "object"))
_MAKES = frozenset(("create", "book", "send", "pay"))


def done_once(reading: Reading) -> bool:
    """Tell whether a tool does to a thing what is done but once: its verb says so, or it is told nothing but the thing."""
    if reading.asks:
        return False
    told = [slot for slot in reading.required if slot.kind not in _HIDDEN]
    return bool(reading.verbs & _ONCE) or (
        bool(told) and all(slot.kind in IDENTIFYING | {"resource"} for slot in told)
    )


def spent(calls: Sequence[Done], readings: Sequence[Reading]) -> dict[str, frozenset[str]]:
    """Return the identifiers with which a tool has no more business, by tool; under the empty name those of any tool.

    Of any tool: what was deleted or cancelled, and what an error was about. Of one: what it has disputed, sent back,
    booked, locked.
    """
    known = {reading.tool.name: reading for reading in readings}
    result: dict[str, frozenset[str]] = {}
    for done in calls:
        reading = known.get(done.name)
        if reading is None:
            continue
        held = _held(done, reading.slots)
        if done.error is not None:
            result[""] = result.get("", frozenset()) | {value for value in held if value in done.error}
        elif reading.verbs & _ENDS:
            result[""] = result.get("", frozenset()) | held
        elif done_once(reading):
            result[done.name] = result.get(done.name, frozenset()) | _held(done, reading.required)
    return result


def _held(done: Done, slots: Sequence[Slot]) -> set[str]:
    """Return the identifiers that a call was given for these parameters."""
    given = (done.arguments.get(slot.name) for slot in slots if slot.kind in IDENTIFYING | {"resource"})
    return {value for value in given if isinstance(value, str)}


def targets(reading: Reading) -> list[Slot]:
    """Return the required parameters that say what a deed is done to: the thing, else its names, else one of a choice."""
    named = [slot for slot in reading.required if slot.kind not in _MEASURES | _HIDDEN]
    things = [slot for slot in named if slot.kind in IDENTIFYING | {"resource"}]
    return things or [slot for slot in named if "enum" not in slot.schema] or named[:1]


def repeatable(reading: Reading) -> bool:
    """Tell whether a tool can be asked for a second time: to look something up again, or for another thing."""
    return reading.asks or bool(targets(reading))


def asked_before(goal: Goal, calls: Sequence[Done]) -> str:
    """Return whether a goal was settled already: "same", "changed" for the same thing done otherwise, else "".

    A lookup is the same if all its arguments are; so is one that was refused. A deed is the same if all that it
    requires is, whatever more is said.

    Args:
        goal: What the user wants now.
        calls: Those of the dialogue.
    """
    found = ""
    for done in calls:
        if done.name != goal.reading.tool.name or (done.error is not None and is_passing(done.error)):
            continue
        for call in goal.calls:
            if done.arguments == call and not goal.missing:
                return "same"
            if goal.reading.asks or done.error is not None:
                continue
            judged = _compared(goal.reading, call, done.arguments)
            if judged == "same":
                return "same"
            found = found or judged
    return found


def _compared(reading: Reading, call: Mapping[str, Any], before: Mapping[str, Any]) -> str:
    aims = targets(reading)
    if any(slot.name not in call or call[slot.name] != before.get(slot.name) for slot in aims):
        return ""  # another thing, or one that is still to be named
    if not aims and _elsewhere(reading, call, before):
        return ""
    known = [slot for slot in reading.required if slot.name in call and slot.kind not in _HIDDEN]
    if reading.required and not known:
        return ""
    differ = [slot for slot in known if call[slot.name] != before.get(slot.name)]
    if not differ or done_once(reading):
        return "same"
    measured = all(slot.kind in _MEASURES for slot in differ)
    things = all(slot.kind in IDENTIFYING for slot in aims)
    settable = reading.family == "change" or (reading.family == "send" and measured and things)
    return "changed" if settable else ""


def _elsewhere(reading: Reading, call: Mapping[str, Any], before: Mapping[str, Any]) -> bool:
    """Tell whether an optional name differs where both say it: one room and another."""
    names = [slot.name for slot in reading.slots if not slot.required and slot.kind not in _MEASURES]
    return any(name in call and name in before and call[name] != before[name] for name in names)


def otherwise(
    goal: Goal,
    calls: Sequence[Done],
    context: str,
    rng: random.Random,
    settle: Callable[[Reading, dict[str, Any]], None],
) -> None:
    """Let a goal that was settled already be about something else; in place. Of several calls the settled ones go.

    Args:
        goal: The goal.
        calls: Those of the dialogue.
        context: The system message.
        rng: The turn's randomness.
        settle: Puts the values of one call right with one another.
    """
    reading = goal.reading
    if len(goal.calls) > 1:
        left = [call for call in goal.calls if asked_before(replace(goal, calls=[call]), calls) != "same"]
        goal.calls = left or goal.calls
        if len(left) == 1:
            goal.spread, goal.apart = (), False
        return
    slots = [slot for slot in targets(reading) or reading.required if slot.name in goal.calls[0]]
    if not slots and not reading.required:
        named = [slot for slot in reading.slots if speakable(slot) and len(slot.schema.get("enum", ())) > 1]
        slots = named[:1]
    if (
        len(goal.calls) > 1
        or not slots
        or (goal.missing and any(name in goal.refers for name in goal.missing))
    ):
        return
    held = dict(goal.calls[0])
    for _ in range(6):
        world = World(rng.getrandbits(32), context)
        goal.calls = [held | {slot.name: value(slot, world, rng) for slot in slots}]
        settle(reading, goal.calls[0])
        if asked_before(goal, calls) != "same":
            break
    for slot in slots:
        if goal.refers.pop(slot.name, "") == "=":
            goal.thing = ""


def takes_back(goal: Goal, calls: Sequence[Done], readings: Sequence[Reading]) -> bool:
    """Tell whether a goal ends what the dialogue itself has brought about: a booking, a meeting, an order."""
    if not goal.reading.verbs & (_ENDS | {stem("return"), stem("refund")}):
        return False
    makers = {each.tool.name for each in readings if each.family in _MAKES and not each.verbs & _ENDS}
    held = (goal.calls[0].get(slot.name) for slot in goal.reading.required if slot.kind in IDENTIFYING)
    ended = {each for each in held if isinstance(each, str)}
    return any(
        isinstance(each, str) and each in ended
        for done in calls
        if done.name in makers and done.error is None and isinstance(done.result, dict)
        for each in done.result.values()
    )
