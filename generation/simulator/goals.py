"""What the user has in mind for a tool: values that make sense, reused from what the dialogue already established."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from typing import Any

from .clauses import DATES, PLACES
from .english import is_plural, singular, stems
from .memory import Fact, Memory, key_of
from .phrasing import Goal
from .reading import Reading
from .references import SELECTORS, pick, place_of, resource_facts
from .semantics import Slot
from .values import value
from .world import World

_IDENTIFYING = frozenset(("id", "uuid", "code"))
_SPREADING = PLACES | frozenset("person company product stock_symbol crypto language currency topic food artist song team movie book "
                                "medicine hashtag domain ip username cuisine sport animal query url country_code id resource date "
                                "zip airport".split())  # fmt: skip
_RARE = frozenset("token object flag resource limit uuid code unit timezone version".split())
_SELECTOR_WORDS = {
    "cheapest": ("the cheapest one", "the cheapest", "the least expensive one", "the most affordable one"),
    "dearest": ("the most expensive one",),
    "best": ("the best rated one", "the highest rated one", "the top rated one"),
    "first": ("the first one", "the first option", "the first one on the list", "the first result"),
    "second": ("the second one", "the second option", "the second one you listed"),
    "third": ("the third one", "the third option"),
    "last": ("the last one",),
}
_WITH = frozenset("doctor contact person dentist specialist".split())
_AT = frozenset("hotel restaurant place venue shop store station pharmacy theater theatre".split())


_START = re.compile(r"\b(?:start|first|from|since|begin\w*|check in|check-in|depart\w*|after|earliest)\b")
_END = re.compile(r"\b(?:end|last|until|till|to|check out|check-out|return|before|latest)\b")


def speakable(slot: Slot) -> bool:
    """Return whether a person can say this parameter's value: scalars, and lists of scalars."""
    schema = slot.schema.get("items") or {} if slot.array else slot.schema
    return (
        slot.kind != "object" and isinstance(schema, dict) and schema.get("type") not in ("object", "array")
    )


def usable(reading: Reading) -> bool:
    """Return whether a person can ask for a tool in words: at most five required values, all speakable."""
    return len(reading.required) <= 5 and all(speakable(slot) for slot in reading.required)


def linked(producer: Reading, consumer: Reading) -> Slot | None:
    """Return the required parameter of one tool that the result of another supplies, or None.

    Args:
        producer: A reading that sees `returns`.
        consumer: The tool that would use its result.
    """
    if producer.tool.name == consumer.tool.name:
        return None
    for slot in consumer.required:
        if slot.kind == "resource" and slot.name in ("name", "resource") and _same_thing(producer, consumer):
            return slot
        if slot.kind in _IDENTIFYING | {"email", "phone"} and any(
            _supplies(leaf, slot) for leaf in producer.results
        ):
            return slot
    return None


def _same_thing(producer: Reading, consumer: Reading) -> bool:
    """Return whether one tool returns the path (`name`) of the very kind of thing that the other works on."""
    if not any(leaf.name == "name" and leaf.kind == "resource" for leaf in producer.results):
        return False
    return stems(singular(producer.noun))[-1:] == stems(singular(consumer.noun))[-1:] != ()


def _supplies(leaf: Slot, slot: Slot) -> bool:
    if slot.kind == "resource":
        return leaf.name == "name" and leaf.kind == "resource"
    own, wanted = key_of(leaf.name), key_of(slot.name)
    if own == wanted and (len(own) > 1 or slot.kind in ("email", "phone")):
        return True
    if slot.kind in ("email", "phone"):
        return leaf.kind == slot.kind
    parents = leaf.path.replace("[]", "").split(".")
    return (
        len(own) == 1
        and own[0] == "id"
        and len(parents) > 1
        and key_of(parents[-2])[-1:] + own == wanted[-2:]
    )


def _thing_noun(slot: Slot, goal: Goal) -> str:
    """Return what an identifying parameter identifies: `flight` of `flight ID`; of a path the tool's own noun."""
    if slot.kind == "resource":
        return singular(goal.reading.noun)
    return (
        re.sub(r"\s*(?:id|ids|number|code|reference|key)$", "", slot.label, flags=re.IGNORECASE).strip()
        or "one"
    )


class GoalMaker:
    """Makes goals in one dialogue.

    Args:
        memory: What has been established.
        world: What is true in this dialogue.
        rng: The turn's randomness.
        context: The system message.
    """

    def __init__(self, memory: Memory, world: World, rng: random.Random, context: str) -> None:
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
            spread: Ask for two or three values of one parameter: parallel calls.
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
                chosen = value(slot, self.world, self.rng)
            arguments[slot.name] = chosen
        if "off" in arguments.values():  # nothing to set on what is being switched off
            for slot in reading.slots:
                if not slot.required and slot.kind in ("number", "percent", "count", "duration"):
                    arguments.pop(slot.name, None)
        self._settle(reading, arguments)
        goal.calls = [{slot.name: arguments[slot.name] for slot in reading.slots if slot.name in arguments}]
        if deferred is not None:
            goal.missing = frozenset((deferred.name,))
            self._defer(goal, deferred, producer)
        elif leave_out:
            self._omit(goal)
        if spread and not goal.missing:
            self._spread(goal)
        return goal

    def _settle(self, reading: Reading, arguments: dict[str, Any]) -> None:
        """Keep two values of one kind apart: nobody flies from Lyon to Lyon or converts euros to euros."""
        self._in_order(reading, arguments)
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
        if slot.array or not speakable(slot):
            return None
        if previous is not None and slot.kind in PLACES | DATES:
            shared = [
                each
                for each in previous.reading.slots
                if each.kind == slot.kind and each.name in previous.calls[0]
            ]
            if shared and len(previous.calls) == 1 and rng.random() < 0.75:
                self._refer(slot, goal, rng.random() < 0.7)
                return previous.calls[0][shared[-1].name]
        facts = [
            fact
            for fact in self.memory.matching(slot.name, slot.label)
            if isinstance(fact.value, str | int | float)
        ]
        if slot.kind in _IDENTIFYING:
            return (facts[0].value if facts else None) if deferring else self._identify(slot, goal, facts)
        if slot.kind == "resource" and slot.required and slot.name in ("name", "resource"):
            paths = resource_facts(self.memory, goal.reading.noun)
            if paths and not deferring and rng.random() < 0.8:
                return self._identify(slot, goal, paths)
            return None
        if slot.kind in PLACES and "enum" not in slot.schema:
            place = place_of(self.context)
            alone = sum(other.kind in PLACES for other in goal.reading.slots) == 1
            if not facts and alone and slot.kind == "city" and place and rng.random() < 0.12:
                goal.refers[slot.name] = rng.choice(("here", "around here", "where I am"))
                return place
        if slot.kind in ("city", "country", "region"):  # a taxi's destination is a street, a flight's is not
            facts = [fact for fact in facts if not re.search(r"[\d,]", str(fact.value))]
        if not facts or rng.random() < 0.4 or "enum" in slot.schema:
            return None
        self._refer(slot, goal, rng.random() < 0.55 and facts[0].item < 0)
        return facts[0].value

    def _refer(self, slot: Slot, goal: Goal, by_words: bool) -> None:
        if (
            not by_words
            or slot.name in goal.refers
            or sum(other.kind == slot.kind for other in goal.reading.slots) > 1
        ):
            return
        rng = self.rng
        if slot.kind in PLACES and not set(goal.refers.values()) & {"there"}:
            goal.refers[slot.name] = rng.choice(
                ("there", "there", f"in that same {slot.label}" if slot.kind == "city" else "there")
            )
        elif slot.kind == "date":
            goal.refers[slot.name] = rng.choice(
                ("that day", "on the same day", "for that day", "on that date", "for the same date")
            )
        elif slot.kind not in ("text", "title", "query") and not is_plural(slot.label):
            goal.refers[slot.name] = rng.choice(
                (f"for the same {slot.label}", f"with the same {slot.label}", f"for that {slot.label}")
            )

    def _identify(self, slot: Slot, goal: Goal, facts: list[Fact]) -> Any:
        """Choose something of an earlier result and the words that single it out."""
        if (
            not facts
            or goal.thing
            or any(other.kind in _IDENTIFYING for other in goal.reading.required if other.name in goal.refers)
        ):
            return facts[0].value if facts else None
        rng = self.rng
        latest = [fact for fact in facts if fact.call == facts[0].call]
        listed = [fact for fact in latest if fact.item >= 0]
        noun = _thing_noun(slot, goal)
        fact, words = (
            latest[0],
            rng.choice(
                (f"that {noun}", f"that {noun}", f"this {noun}", "it", f"the same {noun}", "that one")
            ),
        )
        if len(listed) > 1 and rng.random() < 0.65:
            for selector in rng.sample(sorted(SELECTORS), len(SELECTORS)):
                chosen = pick(listed, selector, self.memory)
                if chosen is not None:
                    fact, words = chosen, rng.choice(_SELECTOR_WORDS[selector])
                    break
        elif listed and latest[0].item < 0 and rng.random() < 0.5:
            fact = latest[0]
        self._point(slot, goal, noun, words)
        return fact.value

    def _point(self, slot: Slot, goal: Goal, noun: str, words: str) -> None:
        """Put the words for a thing where they belong: as the object, or behind it (`a room at that hotel`)."""
        head = set(stems(noun.split()[-1]))
        things = [goal.reading.noun, *([goal.reading.other[1]] if goal.reading.other else [])]
        same = any(head & set(stems(singular(thing).split()[-1])) for thing in things if thing)
        if same or (len(goal.reading.required) == 1 and not goal.reading.asks):
            goal.thing = words
            goal.refers[slot.name] = "="  # said by the object itself
        else:
            last = singular(noun.split()[-1].lower())
            preposition = (
                "with"
                if last in _WITH
                else "at"
                if last in _AT
                else self.rng.choice(("for", "of"))
                if goal.reading.asks
                else "for"
            )
            goal.refers[slot.name] = f"{preposition} {words}"

    def _defer(self, goal: Goal, slot: Slot, producer: Reading | None) -> None:
        """Word a request whose object will only be known from the result before it."""
        rng = self.rng
        noun = _thing_noun(slot, goal)
        if slot.kind in ("email", "phone"):
            goal.refers[slot.name] = rng.choice(
                ("to them", "to that address" if slot.kind == "email" else "to that number")
            )
            return
        leaves = [leaf for leaf in producer.results if _supplies(leaf, slot)] if producer is not None else []
        options = ["it", f"that {noun}", f"the {noun}", "that one"]
        listed = next((leaf.path.split("[]")[0] for leaf in leaves if "[]" in leaf.path), "")
        if listed and producer is not None:
            options = [
                "the first one",
                "the first one you find",
                "the top result",
                f"the first {noun}",
                "the first one on the list",
            ]
            beside = " ".join(leaf.label for leaf in producer.results if leaf.path.startswith(listed + "[]"))
            if re.search(r"\b(?:price|cost|fare)\b", beside):
                options += ["the cheapest one", "the least expensive one", f"the cheapest {noun}"] * 2
            if re.search(r"\b(?:rating|stars)\b", beside):
                options += ["the best rated one", f"the top rated {noun}"]
        self._point(slot, goal, noun, rng.choice(options))
        # a deferred value is not among the arguments yet
        goal.refers = {
            name: words for name, words in goal.refers.items() if words != "=" or name == slot.name
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

    def _spread(self, goal: Goal) -> None:
        candidates = [
            slot
            for slot in goal.reading.required
            if slot.kind in _SPREADING
            and not (slot.kind == "date" and sum(other.kind in DATES for other in goal.reading.slots) > 1)
            and not slot.array
            and slot.name not in goal.refers
            and "enum" not in slot.schema
            and slot.name in goal.calls[0]
        ]
        if not candidates:
            return
        slot = self.rng.choice(candidates)
        first = goal.calls[0]
        values = [first[slot.name]]
        taken = {str(each) for each in first.values()}
        wanted = 2 if self.rng.random() < 0.85 else 3
        for _ in range(12):
            new = value(slot, World(self.rng.getrandbits(32), self.context), self.rng)
            if str(new) not in taken:
                values.append(new)
                taken.add(str(new))
            if len(values) == wanted:
                break
        if len(values) > 1:
            goal.calls = [{**first, slot.name: each} for each in values]
            goal.spread = slot.name


def same_calls(left: Sequence[dict[str, Any]], right: Sequence[dict[str, Any]]) -> bool:
    """Return whether two lists of arguments are the same calls, in any order."""
    rest = list(right)
    for call in left:
        if call not in rest:
            return False
        rest.remove(call)
    return not rest
