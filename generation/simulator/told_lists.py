"""Lists of a result in prose: how many there are, the first few with what matters, and which stands out."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence, Set
from typing import Any

from .english import is_plural, join_list, lower_first, plural, singular
from .fact_values import spoken_value
from .list_frames import (
    COUNTED,
    FIRST,
    LAST,
    LEADS,
    MORE,
    MORE_ONE,
    NEXT,
    ONE_VALUE,
    PICKED,
    RANKED,
    RANKED_REST,
    SERIES,
    SHARED,
    SINGLE,
    THEN,
    THREE,
    THREE_LONG,
    TWO,
    TWO_LONG,
    VALUES,
)
from .list_items import Item, ListItems, Outstanding, common_field, outstanding, things_of
from .predicates import field_label
from .semantics import label_of
from .voice import opened

_COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
MOST_TOLD = 5  # of a longer list the first few are told
_OPINIONS = frozenset("reviews ratings comments opinions".split())


def count_words(number: int) -> str:
    """Return a number as an answer counts with it: in words up to ten."""
    return _COUNTS[number] if 0 <= number < len(_COUNTS) else f"{number:,}"


class ListWords:
    """Words for the lists in the results of one round.

    Args:
        asked: Stems of the user's message: what it asks for is told first.
        today: From the system message.
        rng: The turn's randomness.
    """

    def __init__(self, asked: set[str], today: dt.date, rng: random.Random) -> None:
        self.items = ListItems(asked, today, rng)
        self.today = today
        self.rng = rng

    def things(
        self,
        listed: tuple[str, list[Any]],
        noun: str,
        about: str,
        in_order: bool = False,
        given: Set[str] = frozenset(),
    ) -> str:
        """Tell a list of objects: how many there are, and each of up to five by the same few facts.

        Args:
            listed: The list with its name.
            noun: The tool's noun, for a list whose name says nothing.
            about: Which call is meant: `for Lyon`; may be empty.
            in_order: One was asked for by its place: the list is told as it stands.
            given: What the call asked with: that all items have it need not be said.
        """
        rng, items = self.rng, self.items
        items.begin()
        name, elements = listed
        words, count = things_of(name, noun), len(elements)
        one = singular(words)
        behind = f" {about}" if about else ""
        read = [items.read(each, one) for each in elements[:12] if isinstance(each, dict) and each]
        read = [each for each in read if each.head or each.fields]
        if not read:
            return opened(
                f"there {'is' if count == 1 else 'are'} {count_words(count)} {one if count == 1 else words}."
            )
        if count == 1:
            lead = rng.choice(SINGLE).replace("{t}", one).replace("{b}", behind)
            return opened(f"{lead} {items.told(read[0], items.names(read))}.")
        complete = len(read) == count
        common = common_field(read) if complete else None
        if common:
            for each in read:
                del each.fields[common[0]]
            common = None if common[1] in given else common
        best = outstanding(read) if complete and words not in _OPINIONS else None
        if best is not None and count <= MOST_TOLD and not in_order and rng.random() < 0.45:
            text = self._by_rank(read, best, words, behind)
        else:
            shown = read if len(read) <= MOST_TOLD else read[: rng.choice((3, 4))]
            named = items.names(shown)
            told = [items.told(each, named) for each in shown]
            text = (
                self._series(name, told, behind)
                if _is_series(name, elements)
                else self._row(told, count, words, behind)
            )
            if rest := count - len(shown):
                text += " " + opened(
                    rng.choice(MORE_ONE if rest == 1 else MORE).replace("{n}", count_words(rest))
                )
        return f"{text} {self._shared(*common, count)}" if common and rng.random() < 0.8 else text

    def named(self, listed: tuple[str, list[Any]], noun: str) -> str:
        """Return the name of a list's first thing, or an empty string if it has none of its own."""
        name, elements = listed
        head = self.items.read(elements[0], singular(things_of(name, noun))).head
        return head if head[:1].isupper() else ""

    def picked(self, listed: tuple[str, list[Any]], position: int, noun: str) -> str:
        """Tell a list in passing: how long it is, and which entry the next call went on with."""
        self.items.begin()
        name, elements = listed
        words = things_of(name, noun or "results")
        item = self.items.read(elements[position], singular(words))
        if not item.head:
            return ""
        told = self.items.told(item, self.items.names([item])[:2])
        place = ("first", "second", "third")[position] if position < 3 else "one you meant"
        form = self.rng.choice(PICKED)
        return opened(form.replace("{n}", count_words(len(elements))).replace("{t}", words).replace("{p}", place).replace("{f}", told))  # fmt: skip

    # -- sentence plans -----------------------------------------------------------------------------------------------

    def _lead(self, forms: Sequence[str], count: int, words: str, behind: str) -> str:
        return opened(
            self.rng.choice(forms)
            .replace("{n}", count_words(count))
            .replace("{t}", words)
            .replace("{b}", behind)
        )

    def _row(self, told: Sequence[str], count: int, words: str, behind: str) -> str:
        """Tell items one after the other; in how many sentences and with which words between them varies."""
        rng = self.rng
        commas = any("," in each for each in told)
        draw = rng.random()
        if draw < 0.2 and len(told) == count and count in (2, 3):
            forms = (TWO_LONG if commas else TWO) if count == 2 else (THREE_LONG if commas else THREE)
            # of one case among several it is said which
            form = rng.choice([each for each in forms if "{b}" in each] if behind else forms)
            form = form.replace("{t}", words).replace("{b}", behind)
            for position, each in enumerate(told):
                form = form.replace(f"{{{position}}}", each)
            return opened(form)
        if draw < 0.34 and len(told) > 1:
            rest = " ".join(
                f"{rng.choice(LAST if at == count - 1 > 1 else NEXT if at == 1 else THEN)} {each}."
                for at, each in enumerate(told[1:], 1)
            )
            return f"{self._lead(FIRST, count, words, behind)} {told[0]}. {rest}"
        if draw < 0.42 and len(told) > 1:
            points = (";" if commas else ",").join(f" {at}) {each}" for at, each in enumerate(told, 1))
            return f"{self._lead(COUNTED, count, words, behind)}:{points}."
        if commas:
            joint = (
                "; ".join(told[:-1]) + rng.choice(("; and ", "; ", "; then ")) + told[-1]
                if len(told) > 1
                else told[0]
            )
        else:
            joint = join_list(told)
        return f"{self._lead(LEADS, count, words, behind)} {joint}."

    def _series(self, name: str, told: Sequence[str], behind: str) -> str:
        """Tell day after day what is one thing: `Here is the forecast: Friday, 8 degrees; Saturday, 9 degrees`."""
        return f"{self._lead(SERIES, len(told), label_of(name), behind)} {'; '.join(told)}."

    def _by_rank(self, read: Sequence[Item], best: Outstanding, words: str, behind: str) -> str:
        """Tell first what stands out, then the others by the same measure: `The cheapest is A at 98.92, B costs 147.15`."""
        rng, items = self.rng, self.items
        others = [item for at, item in enumerate(read) if at != best.position]
        named = [best.name, *(name for name in items.names(read) if name != best.name)]
        first = items.told(read[best.position], named)
        lead = (
            self._lead(RANKED, len(read), words, behind)
            .replace("{w}", best.word)
            .replace("{o}", singular(words))
            .replace("{f}", first)
        )
        said = [items.said(best.name, item) for item in others]
        follow = rng.random()
        if len(named) > 1:
            told = [items.told(item, named) for item in others]
            row = "; ".join(told) if any("," in each for each in told) else join_list(told)
            rest = rng.choice(RANKED_REST).replace("{b}", "is" if len(others) == 1 else "are") + f" {row}"
        elif len(others) > 1 and len(set(said)) == 1:
            rest = f"{join_list([item.head for item in others])} are {'both' if len(others) == 2 else 'all'} at {said[0]}"
        elif follow < 0.45:
            rest = join_list(
                [
                    f"{item.head} {items.does(best.name, item) or f'has {value}'}"
                    for item, value in zip(others, said, strict=True)
                ]
            )
        elif follow < 0.75 and len(others) > 1:
            rest = f"{join_list([item.head for item in others])} {rng.choice(('come next with', 'follow with', 'are at', 'stand at'))} {join_list(said)}"
        else:
            row = join_list([f"{item.head} ({value})" for item, value in zip(others, said, strict=True)])
            rest = rng.choice(
                (
                    f"then there {'is' if len(others) == 1 else 'are'} {row}",
                    f"besides that, you have {row}",
                    f"the rest: {row}",
                )
            )
        return f"{opened(lead)}. {opened(rest)}."

    def _shared(self, name: str, value: str, count: int) -> str:
        """Say once what all items have in common."""
        all_of = "both" if count == 2 else f"all {count_words(count)}"
        said = spoken_value(name, value, {}, self.today, self.rng)
        return opened(
            self.rng.choice(SHARED)
            .replace("{a}", all_of)
            .replace("{s}", said)
            .replace("{l}", field_label(name))
        )

    # -- lists of plain values ----------------------------------------------------------------------------------------

    def scalars(self, listed: tuple[str, list[Any]], about: str) -> str:
        """Tell a list of plain values; empty if it holds none."""
        rng = self.rng
        name, elements = listed
        label = label_of(name)
        label = label if is_plural(label) else plural(label)
        said = [
            spoken_value(name, each, {}, self.today, rng)
            for each in elements
            if not isinstance(each, (dict, list))
        ]
        if not said:
            return ""
        lead = f"{about}, " if about else ""
        if said == [f"one {singular(label)}"]:  # `sizes: one size`
            return opened(f"{lead}there is only {said[0]}.")
        if len(said) == 1:
            return opened(
                lead + rng.choice(ONE_VALUE).replace("{l}", singular(label)).replace("{s}", said[0])
            )
        if label in ("steps", "instructions", "directions"):
            rest = ", then ".join(lower_first(each) for each in said[1:5])
            return opened(
                f"{lead}{rng.choice(('{0}', 'first {0}', 'start like this: {0}', 'the way: {0}')).replace('{0}', lower_first(said[0]))}, then {rest}."
            )
        more = len(said) - 5
        row = join_list(said) if more <= 0 else f"{', '.join(said[:5])} and {count_words(more)} more"
        return opened(
            lead
            + rng.choice(VALUES)
            .replace("{l}", label)
            .replace("{s}", row)
            .replace("{n}", count_words(len(said)))
        )


def _is_series(name: str, elements: Sequence[Any]) -> bool:
    """Return whether a list is one thing told by its days: three days' `forecast` is not three forecasts."""
    return len(elements) > 1 and not is_plural(label_of(name)) and {"date", "day"} & set(elements[0]) != set()
