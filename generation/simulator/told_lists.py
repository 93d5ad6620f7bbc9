"""Lists of a result in prose: how many there are, the first few with what matters, and which stands out."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from typing import Any

from .english import is_plural, join_list, lower_first, plural, singular
from .fact_values import spoken_value
from .list_items import Item, ListItems, Outstanding, common_field, outstanding, things_of
from .predicates import field_label
from .semantics import label_of
from .voice import opened

_COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
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

    def things(self, listed: tuple[str, list[Any]], noun: str, about: str) -> str:
        """Tell a list of objects: how many there are, and two or three of them by the same few facts.

        Args:
            listed: The list with its name.
            noun: The tool's noun, for a list whose name says nothing.
            about: Which call is meant: `for Lyon`; may be empty.
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
            lead = rng.choice(_SINGLE).replace("{t}", one).replace("{b}", behind)
            return opened(f"{lead} {items.told(read[0], items.names(read))}.")
        complete = len(read) == count
        common = common_field(read) if complete else None
        if common:
            for each in read:
                del each.fields[common[0]]
        best = outstanding(read) if complete and words not in _OPINIONS else None
        if best is not None and rng.random() < 0.45:
            text = self._by_rank(read, best, words, behind)
        else:
            shown = read if len(read) <= 4 else read[: rng.choice((2, 3, 3))]
            named = items.names(shown)
            text = self._row([items.told(each, named) for each in shown], count, words, behind)
            if rest := count - len(shown):
                text += " " + opened(
                    rng.choice(_MORE_ONE if rest == 1 else _MORE).replace("{n}", count_words(rest))
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
        place = ("first", "second", "third")[position] if position < 3 else "one"
        form = self.rng.choice(_PICKED)
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
            forms = (_TWO_LONG if commas else _TWO) if count == 2 else (_THREE_LONG if commas else _THREE)
            # of one case among several it is said which
            form = rng.choice([each for each in forms if "{b}" in each] if behind else forms)
            form = form.replace("{t}", words).replace("{b}", behind)
            for position, each in enumerate(told):
                form = form.replace(f"{{{position}}}", each)
            return opened(form)
        if draw < 0.34 and len(told) > 1:
            rest = " ".join(
                f"{rng.choice(_NEXT if at == 0 else _LAST)} {each}." for at, each in enumerate(told[1:])
            )
            return f"{self._lead(_FIRST, count, words, behind)} {told[0]}. {rest}"
        if draw < 0.42 and len(told) > 1:
            points = (";" if commas else ",").join(f" {at}) {each}" for at, each in enumerate(told, 1))
            return f"{self._lead(_COUNTED, count, words, behind)}:{points}."
        if commas:
            joint = (
                "; ".join(told[:-1]) + rng.choice(("; and ", "; ", "; then ")) + told[-1]
                if len(told) > 1
                else told[0]
            )
        else:
            joint = join_list(told)
        return f"{self._lead(_LEADS, count, words, behind)} {joint}."

    def _by_rank(self, read: Sequence[Item], best: Outstanding, words: str, behind: str) -> str:
        """Tell first what stands out, then the others by the same measure: `The cheapest is A at 98.92, B costs 147.15`."""
        rng, items = self.rng, self.items
        others = [item for at, item in enumerate(read) if at != best.position][:3]
        extra = [name for name in items.names(read) if name != best.name][:1]
        first = items.told(read[best.position], [best.name, *extra])
        lead = (
            self._lead(_RANKED, len(read), words, behind)
            .replace("{w}", best.word)
            .replace("{o}", singular(words))
            .replace("{f}", first)
        )
        said = [items.said(best.name, item) for item in others]
        follow = rng.random()
        if len(others) > 1 and len(set(said)) == 1:
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
            self.rng.choice(_SHARED)
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
        if len(said) == 1:
            return opened(
                lead + rng.choice(_ONE_VALUE).replace("{l}", singular(label)).replace("{s}", said[0])
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
            + rng.choice(_VALUES)
            .replace("{l}", label)
            .replace("{s}", row)
            .replace("{n}", count_words(len(said)))
        )


_SINGLE = (
    "there is one {t}{b}:",
    "I found one {t}{b}:",
    "the only {t}{b} is",
    "just one {t}{b}:",
    "it's a single {t}{b}:",
)
_LEADS = ("I found {n} {t}{b}:", "there are {n} {t}{b}:", "here are the {t}{b}:", "{n} {t} came up{b}:", "the {t}{b} are", "I see {n} {t}{b}:",
          "I have {n} {t}{b} for you:", "{n} {t}{b}:", "it lists {n} {t}{b}:", "these are the {t}{b}:", "that gives {n} {t}{b}:", "you have {n} {t}{b}:",
          "the search brought up {n} {t}{b}:", "I got {n} {t}{b}:", "{n} {t} are listed{b}:")  # fmt: skip
_FIRST = ("there are {n} {t}{b}. The first is", "I found {n} {t}{b}: first", "{n} {t}{b}, to start with", "first of the {n} {t}{b} is", "the list{b} has {n} {t}. It opens with",
          "at the top of the {n} {t}{b} is", "I'll go through the {t}{b}: first", "of the {n} {t}{b}, the first is")  # fmt: skip
_NEXT = (
    "Then there's",
    "Next is",
    "The second is",
    "After that comes",
    "Another is",
    "Then comes",
    "Second comes",
)
_LAST = (
    "Finally there's",
    "The third is",
    "And then",
    "Last is",
    "There's also",
    "Third comes",
    "The one after that is",
)
_COUNTED = (
    "here are the {t}{b}",
    "{n} {t}{b}",
    "the {t}{b}",
    "this is the list{b}",
    "the list has {n} {t}{b}",
)
_TWO = ("there are two {t}{b}, {0} and {1}.", "{0} and {1} are the {t}{b}.", "the {t}{b} are {0} on the one hand and {1} on the other.", "it's {0}, and also {1}.",
        "you can have {0} or {1}.", "one is {0}, the other {1}.")  # fmt: skip
_TWO_LONG = ("there are two {t}{b}: one is {0}, the other {1}.", "the first of the two {t}{b} is {0}; the second, {1}.", "one of the {t}{b} is {0}. The other is {1}.",
             "two {t}{b}: {0}, as well as {1}.")  # fmt: skip
_THREE = ("the first is {0}, the second {1} and the third {2}.", "you can choose from three {t}{b}: {0}, {1} or {2}.", "there is {0}, then {1}, and finally {2}.",
          "{0}, {1} and {2} are the {t}{b}.", "besides {0} there are {1} and {2}.")  # fmt: skip
_THREE_LONG = ("three {t}{b}: {0}; {1}; then {2}.", "there are three {t}{b}. The first is {0}. The others: {1}; {2}.", "the first is {0}; the second, {1}; and the third, {2}.",
               "of the three {t}{b}, one is {0}. The other two are {1}; and {2}.")  # fmt: skip
_RANKED = ("of the {n} {t}{b}, the {w} is {f}", "the {w} of the {n}{b} is {f}", "I found {n} {t}{b}; the {w} is {f}", "there are {n} {t}{b}, and the {w} is {f}",
           "the {w} {o}{b} is {f}", "{n} {t}{b}, the {w} of them {f}", "among the {n} {t}{b} the {w} is {f}")  # fmt: skip
_PICKED = ("of the {n} {t} I took {f}.", "there are {n} {t}; I went with {f}.", "I found {n} {t} and used the {p}, {f}.", "out of {n} {t} I picked {f}.",
           "the {p} of the {n} {t} is {f}; I went on with that one.", "{n} {t} came up, the {p} being {f}.", "I went on with {f}, the {p} of {n} {t}.",
           "from the {n} {t} I used {f}.")  # fmt: skip
_MORE_ONE = (
    "There is one more.",
    "One more is on the list.",
    "The list has one more.",
    "There's one more if you'd like to hear it.",
    "I can give you the last one too.",
    "That leaves one more.",
)
_MORE = (
    "There are {n} more.",
    "I have {n} more to go through.",
    "The list goes on with {n} more.",
    "There are {n} more if none of these suits you.",
    "That leaves {n} more.",
    "Another {n} are on the list.",
)
_SHARED = (
    "{a} have {s} as the {l}.",
    "the {l} is {s} for {a}.",
    "{a} share the {l} {s}.",
    "the {l} is {s} in {a} cases.",
    "what {a} have in common is the {l}, {s}.",
)
_ONE_VALUE = ("the {l} is {s}.", "there is one {l}, {s}.", "as {l} it has {s}.", "the only {l} is {s}.")
_VALUES = ("the {l} are {s}.", "the {l} include {s}.", "as for {l}: {s}.", "it lists {s} as {l}.", "{l}: {s}.", "for {l} there are {s}.", "I see {s} among the {l}.",
           "there are {n} {l}: {s}.", "{s} are the {l}.", "the {n} {l} are {s}.")  # fmt: skip
