"""Where a message can be split into stretches that may each be one request."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from .english import base_verb


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a message that may be one request."""

    start: int
    end: int
    text: str


QUOTES = re.compile(r"[\"\u201c][^\"\u201c\u201d\n]*[\"\u201d]")
_SENTENCE = re.compile(r"[.?!;]+(?=\s)|\n+|\s\u2014\s")
_ABBREVIATED = re.compile(r"(?:[A-Z]|\b(?:Dr|Mr|Mrs|Ms|St|Jr|No|vs))[.?!;]\Z")
_CONNECTOR = re.compile(
    r",?\s+(?:and\s+)?(?:then|also|after that|afterwards|on top of that|plus|in addition|additionally|next)\s*,?\s+|"
    r",\s+(?:and|plus|but)\s+(?=[a-z'\u2019]+\b)|\s+and\s+(?=[a-z]+\b)|\s+as well as\s+(?=[a-z]+\b)",
    re.IGNORECASE,
)


_FOLLOWING = re.compile(r"[a-z'\u2019]+", re.IGNORECASE)


@lru_cache(1024)
def segments_of(text: str) -> tuple[Segment, ...]:
    """Split a message into stretches that may each be one request; quotations are never split."""
    masked = QUOTES.sub(lambda match: "x" * len(match[0]), text)
    marks = [0]
    for match in _SENTENCE.finditer(masked):
        if len(match[0]) == 1 and _ABBREVIATED.search(masked, max(0, match.start() - 4), match.start() + 1):
            continue  # the stop after an initial or `Dr`
        marks.append(match.end())
    for match in _CONNECTOR.finditer(masked):
        following = _FOLLOWING.match(masked, match.end())
        word = following[0].lower() if following else ""
        joined = masked[match.start() : match.end()].strip(" ,").lower()
        name = following is not None and following[0][0].isupper()  # `Google Maps and Search`
        opens = (base_verb(word) == word and not name) or word in ("what", "what's", "how", "which", "can", "could", "please", "i", "i'd", "is",
                                                    "let", "tell", "also", "when", "who", "where", "are", "would", "do")  # fmt: skip
        if opens or joined not in ("and", "plus", "but", "as well as", ""):
            marks.append(match.end())
    marks = sorted(set(marks))
    spans = zip(marks, [*marks[1:], len(text)], strict=True)
    return tuple(
        Segment(start, end, text[start:end]) for start, end in spans if text[start:end].strip(" .,;!?\n")
    )
