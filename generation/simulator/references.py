"""What `that one`, `there`, `the same day`, `here` and `my email` stand for."""

from __future__ import annotations

import re
from typing import Any

from ..validity import surely_valid
from .clauses import DATES, PLACES
from .english import stem, stems
from .fitting import POINTED, fitting, made_as_said
from .memory import Fact, Memory, key_of
from .reading import Reading
from .semantics import Slot
from .value_places import place_in

SELECTORS: dict[str, re.Pattern[str]] = {
    "cheapest": re.compile(
        r"\b(?:cheapest|least expensive|lowest[- ]priced?|lowest price|most affordable)\b", re.IGNORECASE
    ),
    "dearest": re.compile(r"\b(?:most expensive|priciest)\b", re.IGNORECASE),
    "best": re.compile(r"\b(?:best[- ]rated|highest[- ]rated|top[- ]rated|best rating)\b", re.IGNORECASE),
    "first": re.compile(
        r"\b(?:first(?: one| option| result)?|top (?:one|result|hit)|number one)\b", re.IGNORECASE
    ),
    "second": re.compile(r"\b(?:second|2nd)(?: one| option| result)?\b", re.IGNORECASE),
    "third": re.compile(r"\b(?:third|3rd)(?: one| option| result)?\b", re.IGNORECASE),
    "last": re.compile(r"\b(?:last one|last option|final one)\b", re.IGNORECASE),
}
_PRICE = re.compile(r"price|cost|fare|rate$|amount|fee|total")
_RATING = re.compile(r"rating|stars|score")
_THERE = re.compile(r"\b(?:there|that (?:city|place|town|area|address|location|spot|country)|same (?:city|place|town|area|address|"
                    r"location|spot|country))\b", re.IGNORECASE)  # fmt: skip
_THEN = re.compile(
    r"\b(?:that day|same day|that date|same dates?|those dates|that same day|on the day)\b", re.IGNORECASE
)
_SAME_TIME = re.compile(r"\b(?:same time|that time|then)\b", re.IGNORECASE)
_HERE = re.compile(r"\b(?:here|nearby|near me|around me|around here|locally|where i am|where i live|my (?:city|town|area|place|"
                   r"location))\b", re.IGNORECASE)  # fmt: skip
_PRODUCED = frozenset(("id", "uuid", "code", "token", "email", "phone", "resource"))
_PRONOUN = re.compile(r"\b(?:it|that|this|one|them|those|these|they|its|same|him|her|their|there|above|earlier|again|instead)\b",
                      re.IGNORECASE)  # fmt: skip
_PERSON = re.compile(r"\b(?:him|her|them|that (?:address|number|email))\b", re.IGNORECASE)
_NON_WORD = re.compile(r"\W+")
_EARLIER = re.compile(r"\b(?:same|earlier|above|before|previous)\b", re.IGNORECASE)
_IDENTIFYING = frozenset(("id", "uuid", "code", "token"))


def refer(
    slot: Slot,
    text: str,
    memory: Memory,
    previous: dict[str, Any],
    context: str,
    producing: bool = False,
    noun: str = "",
    reading: Reading | None = None,
) -> Any:
    """Return the value that a message means for a parameter without saying it, or None.

    Args:
        slot: The parameter.
        text: The words of the request.
        memory: Earlier calls and results.
        previous: Arguments of the request before it in the same message.
        context: The system message.
        noun: What the tool is about, which tells whose path `that node pool` means.
        reading: The tool, by which a thing's kind is told fit or not: no door is a vacuum.
        producing: Whether a request before it in the same message may yet produce the value.
    """
    if slot.kind == "resource" and slot.required and noun and "/" not in text and _PRONOUN.search(text):
        # `disable that detector, then enable it`: the path stands in the request before
        same = [
            value for value in previous.values() if is_path(value) and path_kind(value) & set(stems(noun))
        ]
        if same:
            return same[-1]
    if producing and slot.kind in _PRODUCED and slot.name not in previous and not _EARLIER.search(text):
        return None
    cued = _cued(slot, text)
    if slot.kind == "resource" and slot.required and cued:  # `the same parent`
        if slot.name in previous:
            return previous[slot.name]
        same = [fact.value for fact in memory.matching(slot.name, slot.label) if _valid(slot, fact.value)]
        if same:
            return same[0]
    if slot.kind == "resource" and slot.required and noun and (cued or _PRONOUN.search(text)):
        paths = resource_facts(memory, noun)
        return _select(paths, text, memory).value if paths and "/" not in text else None
    if not cued and not (slot.required and slot.kind in _IDENTIFYING):
        return _from_context(slot, text, context)
    if slot.name in previous and cued:
        return previous[slot.name]
    for name, value in previous.items():
        if cued and _alike(slot, name, value):
            return value
    personal = slot.kind in ("email", "phone") and cued
    facts = _by_kind(slot, memory) if personal else memory.matching(slot.name, slot.label)
    if not facts and cued:
        facts = _by_kind(slot, memory)
    facts = [fact for fact in facts if _valid(slot, fact.value)]
    if facts and reading is not None and slot.kind in _IDENTIFYING:
        facts = made_as_said(fitting(facts, slot, reading, memory), slot, text, memory)
    if facts:
        return _select(facts, text, memory).value
    return _from_context(slot, text, context)


def resource_facts(memory: Memory, noun: str) -> list[Fact]:
    """Return the paths so far that end in a thing of a kind (`.../nodePools/web` for `node pool`), latest call first."""
    wanted = set(stems(noun))
    hits = [fact for fact in memory.facts if is_path(fact.value) and wanted & path_kind(fact.value)]
    return sorted(hits, key=lambda fact: (-fact.call, fact.given, fact.item >= 0))


def is_path(value: Any) -> bool:
    """Return whether a value is a resource's path, such as `projects/a/nodePools/b`."""
    return isinstance(value, str) and "/" in value and "://" not in value and " " not in value


def path_kind(path: str) -> set[str]:
    """Return the stems of what a path ends in: of `.../nodePools/b` those of `node pools`."""
    from .semantics import split_words

    return set(stems(" ".join(split_words(path.split("/")[-2]))))


def _cued(slot: Slot, text: str) -> bool:
    if slot.kind in PLACES and _THERE.search(text):
        return True
    if slot.kind in DATES and _THEN.search(text):
        return True
    if slot.kind == "time" and _SAME_TIME.search(text):
        return True
    if slot.kind in ("email", "phone") and slot.required and _PERSON.search(text):
        return True
    pointed = POINTED.findall(text.lower())
    if pointed:
        words = tuple(word for word in _NON_WORD.split(slot.label.lower()) if len(word) > 1)
        if any(following.startswith(words) for pair in pointed for following in pair):
            return True
    return slot.required and slot.kind in _IDENTIFYING and bool(_PRONOUN.search(text))


def _alike(slot: Slot, name: str, value: Any) -> bool:
    """Return whether an argument of the request before means the same kind of thing, by its name."""
    if slot.kind in _PRODUCED:
        return key_of(name) == key_of(slot.name) and _valid(slot, value)
    if key_of(name)[-1] == key_of(slot.name)[-1]:
        return _valid(slot, value)
    places = {"city", "location", "destination", "place", "town", "address", "to", "country"}
    return bool(slot.kind in PLACES and key_of(name)[-1] in places and isinstance(value, str)) and _valid(
        slot, value
    )


def _by_kind(slot: Slot, memory: Memory) -> list[Fact]:
    """Return the facts of a parameter's kind, judged by the names and form of the values, latest call first."""
    if slot.kind in PLACES:
        wanted = {"city", "location", "destination", "place", "town", "address", "venue"}
    elif slot.kind in DATES:
        wanted = {"date", "day", "start", "checkin", "departure", "when"}
    elif slot.kind == "email":
        addresses = [
            fact for fact in memory.facts if isinstance(fact.value, str) and _EMAIL.fullmatch(fact.value)
        ]
        return sorted(addresses, key=lambda fact: (-fact.call, fact.given, fact.item >= 0))
    elif slot.kind == "phone":
        wanted = {"phone"}
    elif slot.kind == "time":
        wanted = {"time", "start", "when"}
    else:
        wanted = {stem(word) for word in re.split(r"\W+", slot.label.lower()) if word}
    hits = [
        fact
        for fact in memory.facts
        if any(stem(word) in wanted or word in wanted for word in key_of(fact.name))
    ]
    return sorted(hits, key=lambda fact: (-fact.call, not fact.given, fact.item >= 0))


def _valid(slot: Slot, value: Any) -> bool:
    if isinstance(value, (bool, dict, list)):
        return False
    schema = slot.schema.get("items") or {} if slot.array else slot.schema
    if slot.kind in DATES | {"time"} and not isinstance(value, str):
        return False
    if slot.kind == "date" and not re.fullmatch(r"\d{4}-\d\d-\d\d", str(value)):
        return False
    if slot.kind == "datetime" and not re.match(r"\d{4}-\d\d-\d\dT", str(value)):
        return False
    return surely_valid(value, schema)


def _select(facts: list[Fact], text: str, memory: Memory) -> Fact:
    """Pick among the matching facts of the latest call: by selector, else its first."""
    latest = [fact for fact in facts if fact.call == facts[0].call]
    listed = [fact for fact in latest if fact.item >= 0]
    chosen = selector_of(text)
    if not listed or not chosen:
        named = [fact for fact in listed if _names_item(fact, text, memory)]
        return named[0] if named else latest[0]
    return pick(listed, chosen, memory) or latest[0]


def selector_of(text: str) -> str:
    """Return the name of the selector in a text, or an empty string."""
    return next((name for name, pattern in SELECTORS.items() if pattern.search(text)), "")


def pick(listed: list[Fact], selector: str, memory: Memory) -> Fact | None:
    """Return the listed fact that a selector means, or None if it cannot apply."""
    listed = sorted(listed, key=lambda fact: fact.item)
    position = {"first": 0, "second": 1, "third": 2, "last": -1}.get(selector)
    if position is not None:
        return listed[position] if position < len(listed) else None
    pattern = _RATING if selector == "best" else _PRICE
    keyed = []
    for fact in listed:
        for other in memory.facts:
            numeric = isinstance(other.value, (int, float)) and not isinstance(other.value, bool)
            if (
                other.call == fact.call
                and other.item == fact.item
                and other.path[:1] == fact.path[:1]  # of the same list
                and numeric
                and pattern.search(other.name.lower())
            ):
                keyed.append((float(other.value), fact))
                break
    if len(keyed) < 2:
        return None
    most = selector in ("dearest", "best")
    return min(keyed, key=lambda pair: -pair[0] if most else pair[0])[
        1
    ]  # of equals the one that stands first


def _names_item(fact: Fact, text: str, memory: Memory) -> bool:
    """Return whether the text quotes another string of the same list item, such as a hotel's name."""
    return any(
        other.call == fact.call
        and other.item == fact.item
        and isinstance(other.value, str)
        and len(other.value) > 3
        and other.value in text
        for other in memory.facts
        if other.path != fact.path
    )


_PLACE = re.compile(
    r"\b(?:in|at|from|near|location is|location:)\s+([A-Z\u00c0-\u00de][\w\u00c0-\u024f'-]*(?: [A-Z\u00c0-\u00de][\w\u00c0-\u024f'-]*)*)"
)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def place_of(context: str) -> str:
    """Return the user's place as the system message gives it, or an empty string."""
    place = place_in(context)
    if place is not None:
        return place.name
    match = _PLACE.search(context)  # a town without its country
    return match[1] if match else ""


def _from_context(slot: Slot, text: str, context: str) -> Any:
    if (
        slot.kind in ("city", "place", "address")
        and not slot.array
        and _HERE.search(text)
        and place_of(context)
    ):
        return place_of(context)
    if slot.kind == "email" and re.search(
        r"\bmy (?:own )?(?:e-?mail|inbox|address)\b|\bme\b", text, re.IGNORECASE
    ):
        match = _EMAIL.search(context)
        if match and re.search(r"\bmy\b", text, re.IGNORECASE):
            return match[0]
    return None
