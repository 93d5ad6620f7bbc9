"""Lists of a result in prose: how many there are, and what is worth telling of the first."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .english import capitalise, is_plural, join_list, plural, singular, stems
from .predicates import brief, clause, predicate, spoken_value, tidy
from .semantics import label_of

TITLE = re.compile(r"(?:^|_|[a-z])(?:[Nn]ame|[Tt]itle|[Ss]ubject|[Hh]eadline|[Ll]abel|[Dd]isplay_?[Nn]ame)$")
PLUMBING = re.compile(
    r"(?i)(?:token|etag|cursor|self_?link|next_?page|page_?token|^kind$|^success$|^ok$|request_?id|_at$|raw|hash|checksum)"
)
MINOR = re.compile(r"(?i)(?:_id$|Id$|^id$|url|uri|link|image|icon|uuid|code$)")


@dataclass(frozen=True, slots=True)
class ListWords:
    """Words for the lists in the results of one round.

    Args:
        asked: Stems of the user's message: what it asks for is told first.
        today: From the system message.
        rng: The turn's randomness.
    """

    asked: set[str]
    today: dt.date
    rng: random.Random

    def things(
        self, listed: tuple[str, list[Any]], facts: list[tuple[str, Any]], noun: str, about: str
    ) -> str:
        """Tell a list of objects: how many there are, two or three of them, and sometimes another fact."""
        rng = self.rng
        name, items = listed
        shown = [item for item in items if isinstance(item, dict) and item]
        shown = shown if len(shown) <= 3 else shown[: rng.choice((2, 3, 3))]
        things = label_of(name)
        things = (
            things
            if things not in ("results", "items", "data", "list", "response", "entries", "matches")
            else plural(noun)
        )
        things = things if is_plural(things) else plural(things)
        number = len(items)
        count_words = (
            "one" if number == 1 else "two" if number == 2 else "three" if number == 3 else str(number)
        )
        thing = singular(things) if number == 1 else things
        lead = rng.choice((f"I found {count_words} {thing}{' ' + about if about else ''}:", f"there {'is' if number == 1 else 'are'} "
                           f"{count_words} {thing}{' ' + about if about else ''}:", f"here {'is the' if number == 1 else 'are the'} {thing}"
                           f"{' ' + about if about else ''}:", f"{count_words} {thing} came up{' ' + about if about else ''}:",
                           f"the {thing}{' ' + about if about else ''} {'is' if number == 1 else 'are'}", f"I see {count_words} {thing}"
                           f"{' ' + about if about else ''}:", f"{about}, I found {count_words} {thing}:" if about else
                           f"I found {count_words} {thing}:"))  # fmt: skip
        told = [self._item(item) for item in shown]
        told = [each for each in told if each]
        if not told:
            return capitalise(lead.rstrip(":") + ".")
        if rng.random() < 0.3 and len(told) > 1 and lead.endswith(":"):
            starts = (
                ("the first is", "the second is", "and the third is")
                if len(told) == 3
                else ("one is", "the other is")
            )
            words = "; ".join(f"{start} {each}" for start, each in zip(starts, told, strict=False))
        else:
            words = (
                "; ".join(told[:-1])
                + (rng.choice(("; and ", " and ", "; then ")) if len(told) > 1 else "")
                + told[-1]
            )
        tail = ""
        extra = [
            fact
            for fact in facts
            if not MINOR.search(fact[0]) and not (isinstance(fact[1], int) and fact[1] == number)
        ]
        if extra and rng.random() < 0.4:
            fact = rng.choice(extra)
            tail = " " + capitalise(clause(fact[0], fact[1], dict(facts), self.today, rng)) + "."
        rest = number - len(told)
        more = f" There {'is' if rest == 1 else 'are'} {rest} more." if rest > 0 else ""
        return capitalise(f"{lead} {words}.{tail}{more}")

    def _item(self, item: Mapping[str, Any]) -> str:
        rng = self.rng
        scalars = [
            (name, value)
            for name, value in item.items()
            if isinstance(value, str | int | float) and value != ""
        ]
        inner = [pair for value in item.values() if isinstance(value, dict) for pair in value.items()
                 if isinstance(pair[1], str | int | float) and pair[1] != ""]  # fmt: skip
        scalars = [each for each in scalars if not PLUMBING.search(each[0])] or scalars or inner
        if not scalars:
            return ""
        title = next((fact for fact in scalars if TITLE.search(fact[0]) and isinstance(fact[1], str)), None)
        if title is None:  # of a forecast or a calendar the day stands for the thing
            title = next(
                (fact for fact in scalars if fact[0] in ("date", "day") and isinstance(fact[1], str)), None
            )
            if title is not None:
                title = (title[0], spoken_value(title[0], title[1], item, self.today, rng))
                scalars = [fact for fact in scalars if fact[0] != title[0]]
        if title is None:  # the first word-like field stands for the thing: `Perozzo Energy, amount 57.31`
            title = next(
                (
                    fact
                    for fact in scalars
                    if isinstance(fact[1], str)
                    and not MINOR.search(fact[0])
                    and not re.search(r"\d{3}", fact[1])
                ),
                None,
            )
        rest = [
            fact
            for fact in scalars
            if fact is not title and not (title and MINOR.search(fact[0]) and rng.random() < 0.7)
        ]
        wanted = [fact for fact in rest if set(stems(label_of(fact[0]))) & self.asked]
        rng.shuffle(rest)
        rest = list(dict.fromkeys([*wanted[:2], *rest]))[: rng.choice((1, 2, 2, 3))]
        asides = [brief(name, value, item, self.today, rng) for name, value in rest]
        if title is None:
            return join_list(asides)
        head = tidy(str(title[1]))
        if head.count("/") > 1 and "://" not in head:  # of a resource's path the last part is what people say
            head = head.rsplit("/", 1)[1]
        if not asides:
            return head
        form = rng.random()
        if form < 0.4:
            return f"{head} ({', '.join(asides)})"
        if form < 0.75:
            return f"{head}, {join_list(asides)}"
        verb = predicate(rest[0][0], rest[0][1], item, self.today, rng)
        return f"{head}, which {verb}" if verb else f"{head}, {join_list(asides)}"

    def scalars(self, listed: tuple[str, list[Any]], noun: str, about: str) -> str:
        """Tell a list of plain values."""
        name, items = listed
        label = label_of(name)
        label = label if is_plural(label) else plural(label)
        said = [
            spoken_value(name, item, {}, self.today, self.rng)
            for item in items
            if not isinstance(item, dict | list)
        ][:5]
        if not said:
            return ""
        lead = f"{about}, " if about else ""
        return capitalise(lead + self.rng.choice((f"the {label} are {join_list(said)}.", f"the {label} include {join_list(said)}.",
                                                  f"as for {label}: {join_list(said)}.", f"it lists {join_list(said)} as {label}.")))  # fmt: skip
