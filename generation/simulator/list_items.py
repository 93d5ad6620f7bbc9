"""The items of a list: what each is called, which fields are told of all of them, what they share, which stands out."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, cast

from .english import is_plural, join_list, plural, with_article
from .fact_choice import Fact, is_dull, of_interest
from .fact_pairs import pairs_among
from .fact_values import sort_of, spoken_with, tidy
from .field_traits import asks_for, traits_of
from .noun_words import speakable
from .predicates import field_label
from .semantics import label_of
from .voice import Voice

_GENERIC = frozenset(
    "results items data list response entries matches body value values content records resources hits rows elements".split()
)
_KIND = re.compile(r"(?i)(?:^|_)(?:kind|type|category)$")
_KINDS_OF = frozenset("account card plan ticket room event seat subscription contract policy".split())
_OWN_NAMES = frozenset(("name", "title", "subject", "display name", "full name", "headline"))
_SUPERLATIVES = (
    (re.compile(r"price|cost|fare"), min, "cheapest"),
    (re.compile(r"rating$|^stars$"), max, "best rated"),
    (re.compile(r"^distance"), min, "nearest"),
    (re.compile(r"^views$|followers|listeners"), max, "most popular"),
)  # fmt: skip


class Even:
    """Stands in for randomness and draws the same again and again, so that all items of a list are worded alike."""

    __slots__ = ("level",)

    def __init__(self, level: float) -> None:
        self.level = level

    def random(self) -> float:
        """Return the level."""
        return self.level

    def choice(self, options: Sequence[Any]) -> Any:
        """Return what stands at the level."""
        return options[int(self.level * len(options))]


class Item(NamedTuple):
    """One thing of a list.

    Args:
        head: What it is called; empty if nothing stands for it.
        fields: Its other fields.
    """

    head: str
    fields: dict[str, Any]


class Outstanding(NamedTuple):
    """What stands out: the field that says so, the item's position, and the word for it."""

    name: str
    position: int
    word: str


class ListItems:
    """Reads the items of lists, and tells single ones.

    Args:
        asked: Stems of the user's message.
        today: From the system message.
        rng: The turn's randomness.
    """

    def __init__(self, asked: set[str], today: dt.date, rng: random.Random) -> None:
        self.asked = asked
        self.today = today
        self.rng = rng
        self.even = rng

    def begin(self) -> None:
        """Choose anew how items are worded: a list begins."""
        self.even = cast("random.Random", Even(self.rng.random()))

    def read(self, element: Mapping[str, Any], thing: str) -> Item:
        """Read one element of a list of `thing`s, a noun in the singular."""
        scalars = of_interest(_scalars(element))
        if not scalars:
            scalars = [
                pair for value in element.values() if isinstance(value, dict) for pair in _scalars(value)
            ]
        fields = dict(scalars)
        by = _head_field(
            tuple(
                (name, sort := sort_of(value), _looks_named(value) if sort == "s" else 0)
                for name, value in scalars
            )
        )
        if not by:
            return Item("", fields)
        value = fields.pop(by)
        if isinstance(value, str) and value.islower() and _KIND.search(by):
            return Item(with_article(f"{value} {thing}" if thing in _KINDS_OF else value), fields)
        sort = sort_of(value)
        head = (
            spoken_with(by, value, sort, element, self.today, self.even)
            if sort in "dmcp"
            else tidy(str(value))
        )
        if sort == "i" and traits_of(by).minor and len(label := field_label(by)) > 2:
            head = f"{label} {head}"
        return Item(head, fields)

    def names(self, items: Sequence[Item]) -> list[str]:
        """Choose the one to three fields that are told of every item: what was asked for, then what people care for."""
        rng = self.rng
        fields = dict.fromkeys(name for item in items for name in item.fields)
        headed = any(item.head for item in items)
        if headed:  # who has a name needs no number
            fields = dict.fromkeys(
                name for name in fields if not traits_of(name).minor or asks_for(name, self.asked)
            )
        first = items[0].fields
        scored = sorted(
            fields,
            key=lambda name: (
                2.0 * asks_for(name, self.asked)
                + 0.7 * _tells_most(name, first.get(name))
                - traits_of(name).minor
                - 0.8 * _is_dull(name, first.get(name))
                + rng.random()
            ),
            reverse=True,
        )
        wanted = sum(asks_for(name, self.asked) for name in fields)
        kept = scored[: max(rng.choice((2, 2, 3)) if headed else 2, min(wanted, 3))]
        if headed and len({item.head for item in items}) < len(items):  # two cameras: which is which
            apart = [name for name in fields if _tells_apart(name, items)]
            if apart and not set(apart) & set(kept):
                kept = [apart[0], *kept[:-1]]
        for one, two, _ in pairs_among(tuple(fields)):
            if one in kept or two in kept:
                kept += [one, two]
        return [name for name in fields if name in kept]

    def told(self, item: Item, named: Sequence[str]) -> str:
        """Tell one item: its name with the chosen fields behind it."""
        voice = Voice(item.fields, self.today, self.even)
        facts = {name: Fact(name, item.fields[name]) for name in named if name in item.fields}
        for one, two, words in pairs_among(tuple(item.fields)):
            if (
                one in facts
                and two in facts
                and sort_of(item.fields[one]) == sort_of(item.fields[two]) != "s"
            ):
                facts[one] = Fact(one, item.fields[one], False, words, (two, item.fields[two]))
                del facts[two]
        asides = [
            voice.aside(fact)
            for fact in facts.values()
            if not (isinstance(fact.value, str) and fact.value in item.head)
        ]
        if not item.head:
            return join_list(asides)
        return voice.attach(item.head, asides)

    def said(self, name: str, item: Item) -> str:
        """Say one field of an item alone."""
        return Voice(item.fields, self.today, self.even).said(name, item.fields[name])

    def does(self, name: str, item: Item) -> str:
        """Tell one field of an item as what it does or is: `costs 40`; empty if none comes natural."""
        return Voice(item.fields, self.today, self.even).predicate(Fact(name, item.fields[name]))


def common_field(items: Sequence[Item]) -> tuple[str, str] | None:
    """Return a word-like field that is the same in all items, with its value, so that it is said once."""
    for name, value in items[0].fields.items():
        if (
            isinstance(value, str)
            and sort_of(value) == "s"
            and len(value) < 30
            and not is_dull(name, value)
            and not traits_of(name).minor
        ):
            if all(item.fields.get(name) == value for item in items):
                return name, value
    return None


def outstanding(items: Sequence[Item]) -> Outstanding | None:
    """Return which of the items stands out in a number that all have; None if none does or they have no names."""
    if len(items) < 2 or len({item.head for item in items if item.head}) < len(items):
        return None
    for name, value in items[0].fields.items():
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            continue
        label = field_label(name).lower()
        for pattern, best, word in _SUPERLATIVES:
            if pattern.search(label):
                numbers = [item.fields.get(name) for item in items]
                if all(isinstance(number, (int, float)) for number in numbers):
                    top = best(number for number in numbers if number is not None)
                    if numbers.count(top) == 1:
                        return Outstanding(name, numbers.index(top), word)
    return None


def _tells_apart(name: str, items: Sequence[Item]) -> bool:
    """Return whether a field is a word or two, and another one in every item."""
    values = [item.fields.get(name) for item in items]
    return len(set(values)) == len(values) and all(sort_of(value) in "sdmc" for value in values)


def _scalars(element: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [
        (name, value)
        for name, value in element.items()
        if isinstance(value, (str, int, float)) and value != ""
    ]


@lru_cache(8192)
def things_of(name: str, noun: str) -> str:
    """Return what the items of a list are called: by the list's name, or by the tool's noun where that says nothing."""
    things = label_of(name)
    if things.lower() in _GENERIC or not speakable(things):
        things = noun
    things = things if is_plural(things) else plural(things)
    things = things if is_plural(things) else f"{things} entries"  # of news, of email
    return things if speakable(things) else "results"


@lru_cache(32768)
def _head_field(fields: tuple[tuple[str, str, int], ...]) -> str:
    """Return the field that stands for a thing: its name, of a forecast the day, else what looks most like a name."""
    best, top = "", 0.4
    for position, (name, sort, named) in enumerate(fields):
        score = 0.6 * named - 0.05 * position
        if sort in "si" and traits_of(name).title:
            score += 3.5 if label_of(name).lower() in _OWN_NAMES else 3.0
        elif name in ("date", "day") and sort in "dm":
            score += 2.5
        elif sort == "p":
            score += 1.5
        elif sort == "s" and _KIND.search(name):
            score += 0.9
        elif sort in "se":
            score += 0.5
        elif sort == "i":
            score += 0.55 if traits_of(name).minor else 0.1
        else:
            continue
        if sort != "i" and traits_of(name).minor:
            score -= 1.0
        if score > top:
            best, top = name, score
    return best


def _looks_named(value: Any) -> int:
    """Return 2 for what reads like a proper name or a title, 1 for a phrase, 0 for a word or a number, -1 for sentences."""
    if not isinstance(value, str):
        return 0
    if len(value) > 48 or value[-1:] in ".!?" or ". " in value[6:]:
        return -1
    return 2 if " " in value and value[:1].isupper() else 1 if " " in value or value[:1].isupper() else 0


def _tells_most(name: str, value: Any) -> bool:
    """Return whether a field is what people compare things by: when it is, what it costs, how well it is rated."""
    return (sort_of(value) in "dmc" and not traits_of(name).times) or (
        sort_of(value) == "n" and any(each.search(field_label(name).lower()) for each, _, _ in _SUPERLATIVES)
    )


def _is_dull(name: str, value: Any) -> bool:
    return isinstance(value, str) and (len(value) > 60 or "://" in value or is_dull(name, value))
