"""Facts put into phrases, and phrases put together: clauses into sentences, asides behind a name."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Mapping, Sequence
from typing import Any

from .english import capitalise, join_list
from .fact_choice import Fact
from .fact_values import sort_of, spoken_with
from .predicates import at_time, brief, clause, predicate

_TIGHT = re.compile(r"(?:by|from|in|at|on|for|with|of|until|under|due|about|to|as|without) ")
APART = re.compile(r': |"$| and ')


_FUNCTION = frozenset("the it it's its there there's your you you'll you've for in on here here's that that's these those this a an from to under as of two three four five six seven eight nine ten "
                      "one all both done you'd expect allow please they they'll at around about according".split())  # fmt: skip


def opened(text: str) -> str:
    """Raise the first letter of a sentence, unless it opens with an address or a name that is written small."""
    first = text.split(" ", 1)[0].rstrip(",.:;")
    return capitalise(text) if first.replace("'", "").replace("-", "").isalpha() else text


def continued(text: str) -> str:
    """Lower the first letter of a sentence that goes on behind other words, unless it opens with a name."""
    words = text.split(" ", 2)
    first = words[0].rstrip(",.:;").lower()
    report = (
        first.endswith("ed") and len(words) > 1 and words[1] in ("the", "your", "a", "an")
    )  # `Added the product`
    return text[:1].lower() + text[1:] if first in _FUNCTION or report else text


class Voice:
    """Tells facts of one thing.

    Args:
        siblings: The fields beside them, for a currency.
        today: From the system message.
        rng: The turn's randomness.
    """

    __slots__ = ("rng", "siblings", "today")

    def __init__(self, siblings: Mapping[str, Any], today: dt.date, rng: random.Random) -> None:
        self.siblings = siblings
        self.today = today
        self.rng = rng

    def clause(self, fact: Fact) -> str:
        """Tell a fact in a clause of its own: `the humidity is 64`."""
        if fact.words is not None:
            return self._together(fact, fact.words.clauses)
        return clause(fact.name, fact.value, self.siblings, self.today, self.rng)

    def predicate(self, fact: Fact) -> str:
        """Tell a fact as what a thing is or does (`costs 40`), or return an empty string."""
        if fact.words is not None:
            return self._together(fact, fact.words.predicates)
        return predicate(fact.name, fact.value, self.siblings, self.today, self.rng)

    def aside(self, fact: Fact) -> str:
        """Tell a fact behind a name: `rated 4.6`, `at 95.50`."""
        if fact.words is not None:
            return self._together(fact, fact.words.asides)
        return brief(fact.name, fact.value, self.siblings, self.today, self.rng)

    def said(self, name: str, value: Any) -> str:
        """Say a value alone."""
        return spoken_with(name, value, sort_of(value), self.siblings, self.today, self.rng)

    def _together(self, fact: Fact, forms: tuple[str, ...]) -> str:
        if not forms or fact.words is None:
            return ""
        words = self.rng.choice(forms)
        for key, (name, value) in (("a", (fact.name, fact.value)), ("b", fact.other)):
            sort = sort_of(value)
            if sort == "n" and fact.words.bare:
                said = (
                    f"{value:,}" if abs(value) >= (10000 if isinstance(value, int) else 1000) else f"{value}"
                )
            else:
                said = spoken_with(name, value, sort, self.siblings, self.today, self.rng)
            if sort in "dm":
                words = words.replace(f"at {{{key}}}", at_time(said, sort))
            words = words.replace(f"{{{key}}}", said)
        return words

    def sentences(self, clauses: Sequence[str], front: str = "") -> str:
        """Put clauses into one or two sentences.

        Args:
            clauses: In the order to be told.
            front: What opens the first sentence, with its comma or colon and a space.
        """
        rng = self.rng
        joint = [each for each in clauses if not APART.search(each)]
        apart = [each for each in clauses if APART.search(each)]
        groups: list[str] = []
        if len(joint) == 2:
            draw = rng.random()
            groups = [f"{joint[0]} and {joint[1]}"] if draw < 0.4 else joint if draw < 0.7 else [f"{joint[0]}, and {joint[1]}" if draw < 0.88 else "; ".join(joint)]  # fmt: skip
        elif len(joint) == 3:
            draw = rng.random()
            if draw < 0.3:
                groups = [join_list(joint)]
            elif draw < 0.65:
                groups = [f"{joint[0]} and {joint[1]}", joint[2]]
            else:
                groups = [joint[0], f"{joint[1]}, and {joint[2]}" if rng.random() < 0.5 else f"{joint[1]} and {joint[2]}"]  # fmt: skip
        elif joint:
            groups = [join_list(joint[at : at + 2]) for at in range(0, len(joint), 2)]
        groups += apart
        if front and groups:
            groups[0] = front + groups[0]
        return " ".join(opened(each) + ("" if each.endswith((".", "!", "?", '."', '?"')) else ".") for each in groups)  # fmt: skip

    def attach(self, head: str, asides: Sequence[str]) -> str:
        """Put asides behind a name: `Sea View at 95.50 a night, rated 4.6`, or in brackets."""
        if not asides:
            return head
        rng = self.rng
        tight = sorted((each for each in asides if _TIGHT.match(each)), key=lambda each: not each.startswith(("by ", "from ", "of ")))  # fmt: skip
        loose = [each for each in asides if not _TIGHT.match(each)]
        words, opened = head, ""
        for each in tight[:2]:
            start = each.split(" ", 1)[0]
            words += f" {each}" if start != opened else f", {each}"
            opened = start
        loose = tight[2:] + loose
        if not loose:
            return words
        if rng.random() < 0.3 and not any(each.startswith(("which ", "saying ")) for each in loose):
            return f"{words} ({', '.join(loose)})"
        return f"{words}, {join_list(loose) if rng.random() < 0.5 else ', '.join(loose)}"
