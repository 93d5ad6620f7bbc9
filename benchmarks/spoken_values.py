"""Which phrases of a dialogue of ours are values: as given, and as people say them.

Masked in a user turn are: the arguments of all calls of the dialogue, in every form that the grounding rules
take for the value (dates, times, amounts and durations as spoken, an enum member's words, the place or
currency behind a code, the parts of a list); the values in results and in the system context, as given and
with dates and times spelt out; and whatever stands in quotation marks. SGD's slot spans mark the same things
by hand.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterator
from typing import Any

from skeletons import Values

from toolflow_dataset.rounds import read_result
from toolflow_dataset.types import Dialogue
from toolflow_generation.grounding import Grounding, ground_dialogue
from toolflow_generation.grounding_words import STOP_WORDS, SYNONYMS, split_name
from toolflow_generation.place_codes import code_names, nicknames
from toolflow_generation.spoken_dates import (
    date_phrases,
    find_today,
    month_phrases,
    read_date,
    read_moment,
    read_time,
    time_phrases,
)
from toolflow_generation.spoken_numbers import (
    cents_phrases,
    duration_phrases,
    number_phrases,
    quantity_phrases,
)
from toolflow_generation.text_index import normalise

_PARTS = re.compile(r"\s*(?:[,;|]|\s-\s|\s&\s|\band\b)\s*")
_QUOTED = re.compile(
    r"[\"\u201c\u00ab]([^\"\u201c\u201d\u00ab\u00bb\n]{1,300})[\"\u201d\u00bb]|(?<!\w)'([^'\n]{2,300})'(?!\w)"
)
_NAMED = re.compile(r"\b[A-Z][\w'\u2019-]*(?:[ ,]+[A-Z][\w'\u2019-]*)*")
_LONGEST = 2000


def values_of(dialogue: Dialogue) -> Values:
    """Return everything in a dialogue that is to be masked in its user turns."""
    return Values(_phrases(dialogue))


def _phrases(dialogue: Dialogue) -> Iterator[str]:
    system = [message.content for message in dialogue.messages if message.role == "system"]
    today = next((date for date in map(find_today, system) if date), None)
    for argument in ground_dialogue(dialogue):
        yield from argument_phrases(argument, today)
    for message in dialogue.messages:
        if message.role == "tool":
            for value in leaves(read_result(message.content)):
                yield from plain_phrases(value, today)
        elif message.role == "system":
            yield from context_phrases(message.content)
        elif message.role == "user":
            for match in _QUOTED.finditer(message.content):
                yield normalise(match[1] or match[2])


def argument_phrases(argument: Grounding, today: dt.date | None) -> Iterator[str]:
    """Yield the normalised ways to say an argument."""
    value = argument.value
    if value is None or isinstance(value, bool):
        return
    yield from plain_phrases(value, today)
    if not isinstance(value, str):
        yield from amount_phrases(value)
        return
    if len(value) > _LONGEST:
        return
    words = split_name(value)
    yield from _content(" ".join(words))
    yield from _content(*(SYNONYMS.get(" ".join(words)) or "").split())
    if len(value) <= 40:
        yield from nicknames(normalise(value))
        yield from code_names(value, argument.path.lower())
        if date := read_date(value):
            yield from date_phrases(date, today)[1]
        if moment := read_moment(value):
            yield from date_phrases(moment.date(), today)[1]
        if time := read_time(value) or (moment and moment.time()):
            yield from itertools.chain(*time_phrases(time.hour, time.minute)[1:])
        if match := re.fullmatch(r"(\d{4})-(\d\d)", value):
            if 1 <= int(match[2]) <= 12:
                yield from itertools.chain(*month_phrases(int(match[2]), int(match[1]), today))


def plain_phrases(value: Any, today: dt.date | None) -> Iterator[str]:
    """Yield a value as it is given, its parts, and a date or time spelt out. Digits need no phrase."""
    if not isinstance(value, str) or len(value) > _LONGEST:
        return
    yield from _content(normalise(value), *(normalise(part) for part in _PARTS.split(value)))
    if len(value) <= 40:
        moment = read_moment(value)
        if date := read_date(value) or (moment and moment.date()):
            yield from date_phrases(date, today)[0]
        if time := read_time(value) or (moment and moment.time()):
            yield from time_phrases(time.hour, time.minute)[0]


def amount_phrases(value: float) -> Iterator[str]:
    """Yield the ways to say a number: words, other units, money for cents, a length of time."""
    if abs(value) < 1e15:
        yield from number_phrases(value)
        yield from quantity_phrases(value)
        yield from cents_phrases(value)
        for seconds in (60, 3600, 86400):
            if 0 < value * seconds < 1e9:
                yield from duration_phrases(int(value * seconds))


def context_phrases(text: str) -> Iterator[str]:
    """Yield the names in a system message: runs of capitalised words, and each of their parts."""
    for match in _NAMED.finditer(text):
        yield from _content(*(normalise(part) for part in (match[0], *match[0].split(","))))


def leaves(value: Any, path: str = "") -> Iterator[Any]:
    """Yield the scalars of a JSON value in order."""
    for _, leaf in named_leaves(value, path):
        yield leaf


def named_leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield (dotted path, scalar) of a JSON value in order."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from named_leaves(item, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for item in value:
            yield from named_leaves(item, path)
    else:
        yield path, value


def _content(*phrases: str) -> Iterator[str]:
    """Yield the phrases that are more than a function word: masking `on` would mask half of a sentence."""
    for phrase in phrases:
        if len(phrase) > 1 and phrase not in STOP_WORDS:
            yield phrase
