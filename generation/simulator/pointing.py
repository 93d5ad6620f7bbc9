"""Words that stand for a value: `there`, `that booking`, `the cheapest one`."""

from __future__ import annotations

import random
import re
from typing import Any

from .clauses import AT_PLACES, ON_THINGS, PLACES, preposition_of
from .english import is_plural, singular, stems
from .fitting import makers
from .goal import Goal
from .links import IDENTIFYING, identifies, supplies
from .memory import Fact, Memory
from .reading import Reading
from .references import SELECTORS, is_path, path_kind, pick
from .semantics import Slot

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


# of these one says `the same`; nobody says `that distance km` or `the same arrive by`
_SAME = (
    frozenset("amount currency person company email phone language time datetime team username".split())
    | IDENTIFYING
)
_NO_NOUN = re.compile(r"(?:^| )(?:at|on|by|until|from|to|in|since|before|after)$")


def _thing_noun(slot: Slot, goal: Goal) -> str:
    """Return what an identifying parameter identifies: `flight` of `flight ID`; of a path the tool's own noun."""
    if slot.kind == "resource":
        return singular(goal.reading.noun)
    return (
        re.sub(r"\s*(?:id|ids|number|code|reference|key)$", "", slot.label, flags=re.IGNORECASE).strip()
        or "one"
    )


def refer_back(slot: Slot, goal: Goal, by_words: bool, rng: random.Random) -> None:
    """Let words such as `there` or `the same day` stand for a value from before, if one parameter alone can be meant."""
    if (
        not by_words
        or slot.name in goal.refers
        or sum(other.kind == slot.kind for other in goal.reading.slots) > 1
    ):
        return
    if slot.kind in PLACES and not set(goal.refers.values()) & {"there"}:
        goal.refers[slot.name] = rng.choice(
            ("there", "there", f"in that same {slot.label}" if slot.kind == "city" else "there")
        )
    elif slot.kind == "date":
        goal.refers[slot.name] = rng.choice(
            ("that day", "on the same day", "for that day", "on that date", "for the same date")
        )
    elif slot.kind in _SAME and not is_plural(slot.label) and not _NO_NOUN.search(slot.label):
        goal.refers[slot.name] = rng.choice(
            (f"for the same {slot.label}", f"with the same {slot.label}", f"for that {slot.label}")
        )


def identify(
    slot: Slot, goal: Goal, facts: list[Fact], memory: Memory, rng: random.Random, since: int = 0
) -> Any:
    """Choose something of an earlier result and the words that single it out; what is older than `since` is named."""
    if (
        not facts
        or goal.thing
        or any(other.kind in IDENTIFYING for other in goal.reading.required if other.name in goal.refers)
    ):
        return facts[0].value if facts else None
    latest = [fact for fact in facts if fact.call == facts[0].call]
    listed = [fact for fact in latest if fact.item >= 0]
    noun = _thing_noun(slot, goal)
    fresh = latest[0].call >= since
    plain = (f"that {noun}", f"that {noun}", f"this {noun}", "it", f"the same {noun}", "that one")
    older = (
        f"that {noun}",
        f"the same {noun}",
        f"the {noun} from earlier",
        f"that same {noun}",
        f"that {noun} from earlier",
    )
    fact, words = latest[0], rng.choice(plain if fresh else older)
    if len(listed) > 1 and rng.random() < 0.65:
        for selector in rng.sample(sorted(SELECTORS), len(SELECTORS)):
            chosen = pick(listed, selector, memory)
            if chosen is not None:
                words = rng.choice(_SELECTOR_WORDS[selector])
                fact, words = chosen, words if fresh else _by_name(words, noun)
                break
    elif listed and latest[0].item < 0 and rng.random() < 0.5:
        fact = latest[0]
    either = re.search(
        rf"\b{re.escape(goal.reading.noun.lower())}(?:, [\w ]+)*,? or ", goal.reading.explicit.lower()
    )
    if (
        either
        and slot.kind != "resource"
        and not set(stems(goal.reading.noun)) & makers(memory.calls[fact.call].name)
    ):
        goal.thing = f"that {noun}" if words in _PRONOUNS else _by_name(words, noun)
        goal.refers[slot.name] = "="  # `a flight, hotel or car booking`: a car's is no flight
        return fact.value
    point(slot, goal, words, rng)
    return fact.value


_ONE = re.compile(r"(?:one|option|result)\b(?: on the list| you listed| you find)?|(?<=cheapest)$")


_PRONOUNS = frozenset(("it", "that one", "this one"))


def _by_name(words: str, noun: str) -> str:
    """Name what a selector picks from: `the cheapest one` -> `the cheapest hotel`; what is named stays."""
    if noun in words:
        return words
    return _ONE.sub("", words).strip() + f" {noun}"


def shared_path(slot: Slot, reading: Reading, previous: Goal) -> str:
    """Return the path that the request before names for the very thing this tool works on, or an empty string."""
    if slot.kind != "resource" or len(previous.calls) != 1:
        return ""
    wanted = set(stems(reading.noun))
    paths = [value for value in previous.calls[0].values() if is_path(value) and path_kind(value) & wanted]
    return str(paths[-1]) if paths else ""


def point(slot: Slot, goal: Goal, words: str, rng: random.Random) -> None:
    """Put the words for a thing where they belong: as the object, or behind it (`a room at that hotel`)."""
    noun = _thing_noun(slot, goal)
    head = set(stems(noun.split()[-1]))
    things = [goal.reading.noun, *([goal.reading.other[1]] if goal.reading.other else [])]
    own, tool_noun = identifies(slot), singular(goal.reading.noun.lower())
    if own and own == tool_noun != singular(noun.lower()):  # `message_id`: it is the email that is answered
        words = f"that {own}" if words in _PRONOUNS else _by_name(words.replace(noun, own), own)
        goal.thing = words
        goal.refers[slot.name] = "="
        return
    same = any(head & set(stems(singular(thing).split()[-1])) for thing in things if thing)
    if same or (len(goal.reading.required) == 1 and not goal.reading.asks):
        # what is locked is the door, whatever its ID is called
        goal.thing = words if same else words.replace(noun, tool_noun)
        goal.refers[slot.name] = "="  # said by the object itself
    else:
        last = singular(noun.split()[-1].lower())
        preposition = (
            preposition_of(goal.reading, noun)
            or ("with" if last in _WITH else "at" if last in AT_PLACES else "on" if last in ON_THINGS else "")
            or (rng.choice(("for", "of")) if goal.reading.asks else "for")
        )
        goal.refers[slot.name] = f"{preposition} {words}"


def defer(slot: Slot, goal: Goal, producer: Reading | None, rng: random.Random) -> None:
    """Word a request whose object will only be known from the result before it."""
    noun = _thing_noun(slot, goal)
    if slot.kind in ("email", "phone"):
        goal.refers[slot.name] = rng.choice(
            ("to them", "to that address" if slot.kind == "email" else "to that number")
        )
        return
    leaves = [leaf for leaf in producer.results if supplies(leaf, slot)] if producer is not None else []
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
    point(slot, goal, rng.choice(options), rng)
    # a deferred value is not among the arguments yet
    goal.refers = {name: words for name, words in goal.refers.items() if words != "=" or name == slot.name}
