"""The notation small talk is written in, and the subjects it describes.

A topic is a text of blocks. `[name] cue cue` opens a subject; `- ` is something a person says about it,
`? ` a question about it, `> ` an opinion or tip about it, `>1 ` one that answers the block's first question
as well, `>2 ` the second. `{a|b}` is a choice.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from functools import cache, lru_cache

from . import chitchat_household, chitchat_leisure, chitchat_outings, chitchat_work

Pattern = tuple[str | tuple[str, ...], ...]

_CHOICE = re.compile(r"\{([^{}]*)\}")
_REPLY_MARKS = (">", ">1", ">2")
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
_STOP = frozenset(
    "a about after again all also am an and any are as at be been before best but by can do does done "
    "down each even ever every for from get gets go goes got had has have he her here him his how i i'd "
    "i'll i'm i've if in into is isn't it it's its just kind last like long lot make makes may me more "
    "most much my never no nobody not now of off old on once one only or other our out over own people "
    "put quite rather really same say says she should so some still such than that that's the their them "
    "then there there's these they they're thing things think this those time to too two under until up "
    "us very was way we we're well what what's when where which while who why will with would year yet "
    "you you'd your".split()
)


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing people chat about.

    Args:
        topic: The topic it belongs to.
        name: Its name, unique over all topics.
        cues: Stems that give it away.
        says: What a person says about it.
        asks: What a person asks about it.
        replies: Tips and opinions that suit anything said about it.
        answers: For each reply the index of the question it answers, or -1.
    """

    topic: str
    name: str
    cues: frozenset[str]
    says: tuple[Pattern, ...]
    asks: tuple[Pattern, ...]
    replies: tuple[Pattern, ...]
    answers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """A field of subjects and the stems of tool words that lead to it."""

    name: str
    keywords: frozenset[str]
    subjects: tuple[Subject, ...]


def compile_pattern(text: str) -> Pattern:
    """Split a line into fixed text and choices."""
    parts = _CHOICE.split(text)
    return tuple(
        tuple(part.split("|")) if index % 2 else part for index, part in enumerate(parts) if index % 2 or part
    )


def fill(pattern: Pattern, rng: random.Random) -> str:
    """Return one wording of a pattern."""
    return "".join(part if isinstance(part, str) else rng.choice(part) for part in pattern)


def wordings(pattern: Pattern) -> list[str]:
    """Return a few wordings that together hold every choice at least once."""
    rounds = max((len(part) for part in pattern if isinstance(part, tuple)), default=1)
    return [
        "".join(part if isinstance(part, str) else part[turn % len(part)] for part in pattern)
        for turn in range(rounds)
    ]


def all_words(pattern: Pattern) -> str:
    """Return the text of all choices at once, for indexing."""
    return " ".join(part if isinstance(part, str) else " ".join(part) for part in pattern)


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Cut common English endings, so that `hikes`, `hiked` and `hiking` agree; crude, but fair to all."""
    word = word.split("'")[0]
    for ending in ("ing", "ed"):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            word = word[: -len(ending)]
            break
    else:
        if word.endswith("s") and not word.endswith("ss") and len(word) > 3:
            word = word[:-1]
    if len(word) > 3 and word[-1] == word[-2]:
        word = word[:-1]
    if len(word) > 3 and word[-1] == "e":
        word = word[:-1]
    return word[:-1] + "i" if len(word) > 3 and word[-1] == "y" else word


def content_stems(text: str) -> list[str]:
    """Return the stems of the words that carry meaning, in order."""
    return [stem(word) for word in _WORD.findall(text.lower()) if word not in _STOP]


def parse_topic(name: str, keywords: str, text: str) -> Topic:
    """Read a topic's text.

    Raises:
        ValueError: If a line has no known mark; the texts are part of the package, so a test sees it first.
    """
    subjects = []
    for block in text.strip().split("\n["):
        header, *lines = block.removeprefix("[").splitlines()
        title, _, cues = header.partition("] ")
        says, asks, replies, answers = [], [], [], []
        for line in lines:
            mark, _, rest = line.partition(" ")
            if mark == "-":
                says.append(compile_pattern(rest))
            elif mark == "?":
                asks.append(compile_pattern(rest))
            elif mark in _REPLY_MARKS:
                replies.append(compile_pattern(rest))
                answers.append(_REPLY_MARKS.index(mark) - 1)
            else:
                raise ValueError(
                    f"topic {name}, subject {title}: a line must start with -, ?, >, >1 or >2, got {line!r}"
                )
        stems = frozenset(map(stem, cues.split()))
        subjects.append(Subject(name, title, stems, tuple(says), tuple(asks), tuple(replies), tuple(answers)))
    return Topic(name, frozenset(map(stem, keywords.split())), tuple(subjects))


@cache
def topics() -> dict[str, Topic]:
    """Return all topics by name."""
    tables = (chitchat_outings, chitchat_household, chitchat_work, chitchat_leisure)
    return {
        name: parse_topic(name, keywords, text)
        for table in tables
        for name, (keywords, text) in table.TOPICS.items()
    }


@cache
def subjects() -> tuple[Subject, ...]:
    """Return the subjects of all topics."""
    return tuple(subject for topic in topics().values() for subject in topic.subjects)
