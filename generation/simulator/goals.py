"""What the user has in mind for a tool: values that make sense, reused from what the dialogue already established."""

from __future__ import annotations

import random
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from .aims import aim
from .cases import first_of_alike, multiply
from .clauses import DATES, PLACES
from .english import singular
from .fitting import fitting
from .goal import Goal, needed_options
from .journeys import go_on
from .letters import suit_letters
from .links import IDENTIFYING, for_received, sends_letters, speakable
from .memory import Memory
from .pointing import defer, identify, point, refer_back, shared_path
from .reading import Reading
from .references import place_of, resource_facts
from .semantics import Slot
from .trips import within_reach
from .value_fit import obeys
from .value_places import find_city
from .values import value
from .world import World

# what leaving an option out says better
_UNSAID = ("other", "others", "none", "default", "unspecified", "unknown", "n/a", "not specified")
_RARE = frozenset("token object flag resource limit uuid code unit timezone version".split())


_START = re.compile(r"\b(?:start|first|from|since|begin\w*|check in|check-in|depart\w*|after|earliest)\b")
_END = re.compile(r"\b(?:end|last|until|till|to|check out|check-out|return|before|latest)\b")


class GoalMaker:
    """Makes goals in one dialogue.

    Args:
        memory: What has been established.
        world: What is true in this dialogue.
        rng: The turn's randomness.
        context: The system message.
        since: The position of the first call of the round just before; `it` and `there` reach no further back.
        spent: Tool -> identifiers it has no more business with; under the empty name those of any tool.
    """

    def __init__(
        self,
        memory: Memory,
        world: World,
        rng: random.Random,
        context: str,
        since: int = 0,
        spent: Mapping[str, frozenset[str]] | None = None,
    ) -> None:
        self.since = since
        self.spent = spent or {}
        self.memory = memory
        self.world = world
        self.rng = rng
        self.context = context

    def make(
        self,
        reading: Reading,
        *,
        deferred: Slot | None = None,
        producer: Reading | None = None,
        spread: bool = False,
        leave_out: bool = False,
        previous: Goal | None = None,
        known_values: dict[str, Any] | None = None,
        plain: bool = False,
    ) -> Goal:
        """Choose what to ask of a tool.

        Args:
            reading: The tool as the assistant sees it.
            deferred: A parameter that the result of the request before will supply.
            producer: The tool whose result will supply it, as read with `returns`.
            spread: Ask for several values, or several cases: parallel calls.
            leave_out: Leave out one required value, so that the assistant has to ask.
            previous: The goal before it in the same message, to share its values.
            known_values: Values that are fixed already.
            plain: Say everything: no references, no options.
        """
        goal = Goal(reading, [{}])
        arguments: dict[str, Any] = dict(known_values or {})
        extra = 0
        for slot in reading.slots:
            if slot.name in arguments or (deferred is not None and slot.name == deferred.name):
                continue
            if not slot.required and (plain or not self._wants(slot, extra)):
                continue
            extra += not slot.required
            chosen = None if plain else self._reuse(slot, goal, previous, deferred is not None)
            if chosen is None:
                chosen = self._new(slot, reading)
            if not slot.required and (chosen in _UNSAID or (slot.kind == "count" and chosen == 1)):
                continue
            if chosen is False and not slot.required and slot.label.endswith(" only"):
                continue  # nobody asks for `in stock only off`
            arguments[slot.name] = first_of_alike(slot, chosen)
        needed = needed_options(reading)
        if needed and not any(slot.name in arguments for slot in needed):
            slot = needed[0] if self.rng.random() < 0.6 else self.rng.choice(needed)
            arguments[slot.name] = first_of_alike(slot, value(slot, self.world, self.rng))
        if "off" in arguments.values():  # nothing to set on what is being switched off
            for slot in reading.slots:
                if not slot.required and slot.kind in ("number", "percent", "count", "duration"):
                    arguments.pop(slot.name, None)
        go_on(reading, arguments, self.memory, goal.refers)
        self.settle(reading, arguments, goal.refers)
        beside = previous.calls[0] if deferred is not None and previous is not None else None
        aim(reading, arguments, self.memory, self._other, self.rng, goal.refers, beside)
        goal.calls = [{slot.name: arguments[slot.name] for slot in reading.slots if slot.name in arguments}]
        if deferred is not None:
            goal.missing = frozenset((deferred.name,))
            defer(deferred, goal, producer, self.rng)
        elif leave_out:
            self._omit(goal)
        if spread and not goal.missing:
            multiply(goal, self.context, self.rng, self.settle)
        suit_letters(goal, self.rng)
        return goal

    def settle(self, reading: Reading, arguments: dict[str, Any], referred: Collection[str] = ()) -> None:
        """Keep two values of one kind apart: nobody flies from Lyon to Lyon or converts euros to euros."""
        seen: dict[tuple[str, str], str] = {}
        for slot in reading.slots:
            held = arguments.get(slot.name)
            if not isinstance(held, str) or "enum" in slot.schema:
                continue
            for _ in range(6):
                if (slot.kind, str(arguments[slot.name])) not in seen:
                    break
                arguments[slot.name] = value(slot, self.world, self.rng)
            seen[(slot.kind, str(arguments[slot.name]))] = slot.name
        self._in_order(reading, arguments)
        if len(seen) > 1:
            known = {fact.value for fact in self.memory.facts if isinstance(fact.value, str)}
            within_reach(reading, arguments, referred, known, self.world, self.rng)

    def _spent_on(self, reading: Reading) -> frozenset[str]:
        """Return the identifiers with which a tool has no business."""
        return self.spent.get("", frozenset()) | self.spent.get(reading.tool.name, frozenset())

    def _new(self, slot: Slot, reading: Reading) -> Any:
        """Draw a value of the dialogue's world that has not had its day."""
        new = value(slot, self.world, self.rng)
        for _ in range(6):
            if slot.kind not in IDENTIFYING or slot.array or new not in self._spent_on(reading):
                break
            new = self._other(slot)
        return new

    def _other(self, slot: Slot) -> Any:
        """Draw a value that has nothing to do with what the dialogue is about."""
        return value(slot, World(self.rng.getrandbits(32), self.context), self.rng)

    @staticmethod
    def _in_order(reading: Reading, arguments: dict[str, Any]) -> None:
        """Swap an end that lies before its start."""
        dated = [
            slot for slot in reading.slots if slot.kind in DATES and isinstance(arguments.get(slot.name), str)
        ]
        starts = [slot for slot in dated if _START.search(slot.label.lower())]
        ends = [slot for slot in dated if _END.search(slot.label.lower())]
        if len(starts) == len(ends) == 1 and starts[0] is not ends[0]:
            first, last = starts[0].name, ends[0].name
            if len(arguments[first]) == len(arguments[last]) and arguments[last] < arguments[first]:
                arguments[first], arguments[last] = arguments[last], arguments[first]

    def _wants(self, slot: Slot, extra: int) -> bool:
        if extra >= 2 or not speakable(slot):
            return False
        return self.rng.random() < (0.04 if slot.kind in _RARE else 0.3 if slot.kind != "enum" else 0.2)

    def _reuse(self, slot: Slot, goal: Goal, previous: Goal | None, deferring: bool) -> Any:
        """Return a value from before and note how it is referred to, or None to take a new one."""
        rng = self.rng
        spent = self._spent_on(goal.reading)
        if slot.array or not speakable(slot):
            return None
        moved = deferring and goal.reading.family == "change"  # what is made for one day is moved to another
        if previous is not None and slot.kind in PLACES | DATES and not (moved and slot.kind in DATES):
            shared = [
                each
                for each in previous.reading.slots
                if each.kind == slot.kind and each.name in previous.calls[0]
            ]
            if len(shared) > 1:  # of a beginning and an end each has its own
                shared = [each for each in shared if each.name == slot.name]
            if shared and len(previous.calls) == 1 and rng.random() < 0.75:
                refer_back(slot, goal, rng.random() < 0.7, rng)
                return previous.calls[0][shared[-1].name]
        facts = [
            fact
            for fact in self.memory.matching(slot.name, slot.label)
            if isinstance(fact.value, (str, int, float))
            and fact.value not in spent
            and obeys(fact.value, slot.schema)
        ]
        if slot.kind in IDENTIFYING:
            own = self._own_letters() if facts and for_received(goal.reading, slot) else ()
            facts = [fact for fact in facts if fact.value not in own]
            facts = fitting(facts, slot, goal.reading, self.memory) if facts else facts
            return (
                (facts[0].value if facts else None)
                if deferring
                else identify(slot, goal, facts, self.memory, rng, self.since)
            )
        if slot.kind == "resource" and slot.required and slot.name in ("name", "resource"):
            path = shared_path(slot, goal.reading, previous) if previous is not None else ""
            if path:
                point(
                    slot,
                    goal,
                    rng.choice(
                        (
                            "it",
                            f"that {singular(goal.reading.noun)}",
                            f"the same {singular(goal.reading.noun)}",
                        )
                    ),
                    rng,
                )
                return path
            paths = [
                fact for fact in resource_facts(self.memory, goal.reading.noun) if fact.value not in spent
            ]
            if paths and not deferring and rng.random() < 0.8:
                return identify(slot, goal, paths, self.memory, rng, self.since)
            return None
        if slot.kind in PLACES and "enum" not in slot.schema:
            place = place_of(self.context)
            alone = sum(other.kind in PLACES for other in goal.reading.slots) == 1
            if not facts and alone and slot.kind == "city" and place and rng.random() < 0.12:
                goal.refers[slot.name] = rng.choice(("here", "around here", "where I am"))
                return place
        if slot.kind in ("city", "country", "region"):  # a taxi's destination is a street, a flight's is not
            facts = [fact for fact in facts if not re.search(r"[\d,]", str(fact.value))]
        elif slot.kind == "address":
            facts = [fact for fact in facts if find_city(str(fact.value)) is None]
        if not facts or rng.random() < 0.4 or "enum" in slot.schema:
            return None
        refer_back(slot, goal, rng.random() < 0.55 and facts[0].item < 0 and facts[0].call >= self.since, rng)
        return facts[0].value

    def _own_letters(self) -> set[Any]:
        """Return what identifies messages that the user has sent: they are no received ones."""
        calls = self.memory.calls
        return {
            fact.value
            for fact in self.memory.facts
            if not fact.given and sends_letters(calls[fact.call].name)
        }

    def _omit(self, goal: Goal) -> None:
        candidates = [
            slot
            for slot in goal.reading.required
            if slot.name in goal.calls[0]
            and slot.name not in goal.refers
            and slot.kind not in ("token", "flag")
        ]
        if not candidates:
            return
        left_out = self.rng.choice(candidates)
        del goal.calls[0][left_out.name]
        goal.missing = frozenset((left_out.name,))


def same_calls(left: Sequence[dict[str, Any]], right: Sequence[dict[str, Any]]) -> bool:
    """Return whether two lists of arguments are the same calls, in any order."""
    rest = list(right)
    for call in left:
        if call not in rest:
            return False
        rest.remove(call)
    return not rest
