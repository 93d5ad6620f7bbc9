"""One tool for several cases in one message: `the same for Nice`, `first with base 5, then with base 8`, `respectively`.

The user words the calls of a goal by the forms below; the assistant finds the cases by the same forms.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from .english import capitalise


class Repeats(NamedTuple):
    """Where the cases of a request stand; offsets into its text.

    Args:
        head: The end of what comes before the cases.
        items: Start and end of each case.
        alone: The head is a case of its own, of which the others take over what they do not say.
    """

    head: int
    items: tuple[tuple[int, int], ...]
    alone: bool


_LED = (
    r"(?:for|with|in|at|from|to|on|of|using|between|about|by|over|near|within|under|until|rated|but|called|named|titled|"
    r"(?!(?:th|even|morn)ing\b)[a-z]+ing)\b"
)
_NEW = r"(?:^|(?<=[.?!;:,\u2014])\s+|\s+(?=and\b))"
_ALSO = r"(?:(?:and|then|also|now|plus|next|finally)[ ,]+){0,2}"
_SAME = re.compile(
    rf"{_NEW}{_ALSO}(?:do )?(?:exactly )?(?:the same|another one|one more|once more)(?: thing| again)?"
    rf"(?:\s*[:,]\s+|\s+(?={_LED}))",
    re.IGNORECASE,
)
# how a row of cases begins, and how it goes on
_ROWS = tuple(
    (re.compile(rf"{_NEW}{first}\s*[:,]?\s+", re.IGNORECASE), re.compile(rf"{_NEW}{after}\s*[:,]?\s+", re.IGNORECASE))
    for first, after in (
        (r"first(?:ly)?", r"(?:and )?(?:then|next|after that|finally|lastly|second(?:ly)?|third(?:ly)?)"),
        (r"once", r"(?:and )?once"),
        (r"the first (?:time|one)", r"(?:and )?the (?:second|third|fourth|last) (?:time|one)"),
        (r"\(?1[.)]", r"(?:and )?\(?[2-4][.)]"),
    )
)  # fmt: skip
# a cheap look first: most messages speak of one case
_HINT = re.compile(r"(?i)same|another one|one more|once|first|1[.)]")
_HINT_OF_ONE = re.compile(
    r"(?i)\s*(?:\W|and|then|also|now|plus|next|finally|lastly|after|do|exactly|the|another|one|once|first|second|third)"
)
RESPECTIVELY = re.compile(r"\b(?:respectively|in that order)\b", re.IGNORECASE)
_ORDINALS = ("first", "second", "third", "fourth")
_TIMES = {2: "twice", 3: "three times", 4: "four times"}


@lru_cache(1024)
def split_repeats(text: str) -> Repeats | None:
    """Return the cases of a request, or None where it speaks of one only."""
    if not _HINT.search(text):
        return None
    same = list(_SAME.finditer(text, 1))
    if same:
        return _split_at(same, text, True)
    for first, after in _ROWS:
        start = first.search(text, 1)
        rest = list(after.finditer(text, start.end())) if start else []
        if start and rest:
            return _split_at([start, *rest], text, False)
    return None


def _split_at(marks: Sequence[re.Match[str]], text: str, alone: bool) -> Repeats:
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    items = tuple((mark.end(), end) for mark, end in zip(marks, ends, strict=True))
    return Repeats(marks[0].start(), items, alone)


def opens_case(text: str) -> bool:
    """Return whether a stretch begins as a further case does, so that it is no request of its own."""
    if not _HINT_OF_ONE.match(text):
        return False
    return any(pattern.match(text) for pattern in (_SAME, *(each for row in _ROWS for each in row)))


def say_same(main: str, cases: Sequence[str], countable: bool, rng: random.Random) -> list[str]:
    """Return sentences that ask once, then for the same of each further case, as in `And the same for Nice`.

    Args:
        main: A sentence that asks for the first case.
        cases: What is said of the others.
        countable: What is asked for is one of many: `another one`.
        rng: The turn's randomness.
    """
    sign, parts = main[-1], [main]
    joined = rng.random() < 0.4
    for position, case in enumerate(cases):
        same = rng.choice(
            ("another one", "another one", "one more", "the same")
            if countable
            else ("the same", "the same", "the same again")
        )
        told = f"{same} {case}" if re.match(_LED, case) else f"{same}: {case}"
        if joined:
            lead = rng.choice((", and ", ", then ", " and ", ", and then ", ", plus "))
            parts[-1] = parts[-1][:-1] + lead + told + sign
            joined = position == 0 and rng.random() < 0.5
        else:
            lead = rng.choice(
                ("Then", "And", "Also", "Now", "And then", "Then do" if same.startswith("the") else "Plus")
            )
            parts.append(f"{lead} {told}{sign}")
    return parts


def say_row(main: str, cases: Sequence[str], countable: bool, rng: random.Random) -> list[str]:
    """Return sentences that say what is wanted, then each case, as in `...: first with base 5, then with base 8`.

    Args:
        main: A sentence that asks for it without what sets the cases apart.
        cases: What is said of each.
        countable: What is asked for is one of many: `the first one`.
        rng: The turn's randomness.
    """
    draw, sign, ask = rng.random(), main[-1], main[:-1]
    times = f" {_TIMES[len(cases)]}" if sign == "." and rng.random() < 0.7 else ""
    if draw < 0.4:
        later = [f"then {case}" for case in cases[1:]]
        if len(later) > 1:
            later[-1] = rng.choice(
                (f"and finally {cases[-1]}", f"finally {cases[-1]}", f"and then {cases[-1]}")
            )
        return [f"{ask}: {', '.join([f'first {cases[0]}', *later])}{sign}"]
    if draw < 0.6:
        told = [f"once {case}" for case in cases]
        return [f"{ask}{times}: {', '.join(told[:-1])}{',' if len(told) > 2 else ''} and {told[-1]}{sign}"]
    if draw < 0.85:
        what, times = ("one", "") if countable else ("time", times)
        told = [f"the {_ORDINALS[position]} {what} {case}" for position, case in enumerate(cases)]
        if rng.random() < 0.5:
            return [f"{ask}{times}{sign}", *(f"{capitalise(each)}." for each in told)]
        return [f"{ask}{times}: {', '.join(told)}{sign}"]
    return [f"{ask}: " + "; ".join(f"{position + 1}) {case}" for position, case in enumerate(cases)) + sign]
