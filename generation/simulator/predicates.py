"""How one fact of a result is told: as a clause of its own, as what a thing does or is, or as an aside."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from .english import is_plural, singular, with_article
from .fact_values import sort_of, spoken_value, spoken_with, tidy, unit_of
from .fact_words import Entry, entry_of

__all__ = ["brief", "clause", "field_label", "predicate", "spoken_value", "tidy"]

_VERBAL = re.compile(r"(?P<head>(?:\w+ ){0,3}\w+) (?P<tail>on|at|until|by|in|from|for)")
_VERBS = re.compile(r"(?:arrives|leaves|starts|ends|expires|closes|opens|departs|begins|returns|lasts|runs)$")
_PARTICIPLE = re.compile(r"(?!hundred|naked|sacred|wicked)(?:\w+[^e\W]ed|sent|held|paid|sold|lost|left|given|taken|written|shown|known|found|bought|built|kept|"
                         r"made|done|spent|drawn|broken|chosen|seen|driven|away|ahead|remaining)$")  # fmt: skip
_ADJECTIVE = re.compile(r"\b(?:\w+(?:able|ible|ful|ive)|open|free|full|public|private|ready|valid|safe|direct|due|new|on time|in stock|"
                        r"secure|online|vegetarian|vegan|early|late|correct|empty|local|healthy)$")  # fmt: skip
_FEELS = frozenset("ready due open free valid good available".split())
_TIME_UNIT = re.compile(r"(?:minute|hour|day|night|week|month|second|ms)s?$")


class _Shape(NamedTuple):
    """What is known of a field from its name and its value's sort."""

    label: str
    low: str
    entry: Entry | None
    groups: dict[str, str]
    plural: bool
    verbal: re.Match[str] | None


@lru_cache(32768)
def _shape(name: str, sort: str) -> _Shape:
    label, unit = unit_of(name)
    low = label.lower()
    entry, groups = entry_of(low, "t") if sort == "n" and _TIME_UNIT.search(unit) else (None, {})
    if entry is None:
        entry, groups = entry_of(low, sort)
    if low.endswith(" count") and sort == "n" and entry is None:
        label = _plural_of(label[:-6])
        low = label.lower()
    many = is_plural(label) and not unit
    if many and sort not in "nb":  # `industries: history` is one of them
        label, low, many = singular(label), singular(low), False
        if entry is None:
            entry, groups = entry_of(low, sort)
    return _Shape(label, low, entry, groups, many, _VERBAL.fullmatch(low))


def _plural_of(label: str) -> str:
    from .english import plural

    return plural(label)


@lru_cache(32768)
def field_label(name: str) -> str:
    """Return a result field's name in words, without its unit: `duration_minutes` -> `duration`."""
    return unit_of(name)[0]


def at_time(said: str, sort: str) -> str:
    """Return a date or time with its preposition: `on 5 August`, `at 09:15`, `tomorrow at 9 am`."""
    if sort in "dm":
        return said if said.startswith(("today", "tomorrow", "yesterday")) else f"on {said}"
    return f"at {said}"


def _fill(forms: tuple[str, ...], said: str, sort: str, shape: _Shape, value: Any, rng: random.Random) -> str:
    form = forms[int(rng.random() * len(forms))]
    if form.startswith("{v}") and said[:1].islower():  # an address or a path must not be capitalised
        form = forms[0]
    words = form.replace("{v}", said)
    if "{" in words:
        words = words.replace("{at}", at_time(said, sort)).replace("{l}", shape.label)
        if "{more}" in words:  # `17% more`, `5% less`
            words = words.replace(
                "{more}", f"{said.lstrip('-')} {'less' if said.startswith('-') else 'more'}"
            )
        if "{n}" in words:
            words = words.replace("{n}", str(value))
        for key, text in shape.groups.items():
            words = words.replace("{" + key + "}", text)
    if value == 1 and sort == "n":  # `1 space is free`
        words = _ONE.sub(lambda match: f"1 {singular(match[1])}", words).replace(" are ", " is ")
    return words


_ONE = re.compile(r"\b1 ((?:[a-z]+ )??[a-z]+s)\b")


def _is_over(value: Any, sort: str, today: dt.date) -> bool:
    return sort in "dm" and value[:10] < today.isoformat()


def _flag(label: str, value: bool) -> tuple[bool, str]:
    """Return whether a yes-or-no field is a verb phrase of the thing itself, and its words."""
    bare = re.sub(r"^(?:is|has|have|are|can|was|were|allow|allows|includes?) ", "", label)
    words = bare.split()
    if _ADJECTIVE.search(bare):
        return True, f"is {bare}" if value else f"is not {bare}"
    if _PARTICIPLE.match(words[-1]):
        be = "was" if value else "was not"
        return (
            (True, f"{be} {words[-1]}")
            if len(words) == 1
            else (False, f"the {' '.join(words[:-1])} {be} {words[-1]}")
        )
    first = label.split()[0]
    if first in ("is", "are", "was", "were") or _PARTICIPLE.match(words[0]):
        return True, f"is {bare}" if value else f"is not {bare}"
    if first in ("can", "allow", "allows", "include", "includes") and len(words) > 0 and bare != label:
        verb = first if first == "can" else first.rstrip("s") + "s"
        no = "cannot" if first == "can" else f"does not {first.rstrip('s')}"
        return True, f"{verb} {bare}" if value else f"{no} {bare}"
    return True, f"comes with {bare}" if value else f"has no {bare}"


def predicate(name: str, value: Any, siblings: Mapping[str, Any], today: dt.date, rng: random.Random) -> str:
    """Return a verb phrase that tells a fact of a thing (`costs 412.50 EUR`), or an empty string if none comes natural."""
    sort = sort_of(value)
    shape = _shape(name, sort)
    if sort == "b":
        own, words = _flag(shape.label, value)
        return words if own else ""
    said = spoken_with(name, value, sort, siblings, today, rng)
    if shape.entry is not None:
        forms = shape.entry.predicates[_is_over(value, sort, today)]
        if not forms or (len(said) > 60 and sort != "l"):
            return ""
        return _fill(forms, said, sort, shape, value, rng)
    if shape.verbal:
        return _verbal(shape.verbal, said, sort, _is_over(value, sort, today))
    if sort == "n" and shape.plural and not _PARTICIPLE.match(shape.low.split()[-1]):
        return f"has {said} {singular(shape.label) if value == 1 else shape.label}"
    return ""


def _verbal(match: re.Match[str], said: str, sort: str, over: bool) -> str:
    """Tell a field whose label is half a clause: `arrives in`, `booked on`; empty where that makes no sense."""
    head, tail = match["head"], match["tail"]
    if tail in ("on", "at") and said.startswith(("today", "tomorrow", "yesterday")):
        said = "\x00" + said
    if _VERBS.search(head):
        return f"{head} {tail} {said}".replace(f"{tail} \x00", "")
    if _PARTICIPLE.match(head) or head in _FEELS:
        be = "was" if over else "will be" if head == "ready" else "is"
        return f"{be} {head} {tail} {said}".replace(f"{tail} \x00", "")
    return ""


def clause(name: str, value: Any, siblings: Mapping[str, Any], today: dt.date, rng: random.Random) -> str:
    """Return a clause of its own that tells a fact: `the humidity is 64`."""
    sort = sort_of(value)
    shape = _shape(name, sort)
    label, low = shape.label, shape.low
    if sort == "b":
        own, words = _flag(label, value)
        return f"it {words}" if own else words
    said = spoken_with(name, value, sort, siblings, today, rng)
    if shape.entry is not None and shape.entry.clauses[0]:
        return _fill(shape.entry.clauses[_is_over(value, sort, today)], said, sort, shape, value, rng)
    if shape.verbal:
        words = _verbal(shape.verbal, said, sort, _is_over(value, sort, today))
        return f"it {words}" if words else f"{label}: {said}"
    if sort == "n":
        return _counted(shape, value, said, rng)
    if sort in "dmc":
        when = said if low.rsplit(" ", 1)[-1] in _NAMES_TIME else at_time(said, sort)
        return rng.choice((f"the {label} is {when}", f"its {label} is {when}"))
    if sort == "l":
        return rng.choice((f'the {label} reads "{said}"', f'the {label} says "{said}"', f'under {label} it says "{said}"'))  # fmt: skip
    if sort == "u":
        short = re.sub(r"(?i) ?(?:url|uri|link|href)$", "", label) or "link"
        return rng.choice(
            (f"the {short} is at {said}", f"here's the {short}: {said}", f"you'll find the {short} at {said}")
        )
    return plain_clause(label, said, rng)


_NAMES_TIME = frozenset("date day hour time bedtime night deadline moment".split())
_SAYS = (
    "is {v}",
    "is {v}",
    "is {v}",
    "is {v}",
    "reads {v}",
    "shows {v}",
    "says {v}",
    "is given as {v}",
    "is set to {v}",
    "is listed as {v}",
    "comes up as {v}",
    "comes back as {v}",
)
_TELLERS = ("I see {v}", "I have {v}", "I find {v}", "I got {v}", "it says {v}", "it has {v}", "it gives {v}", "it shows {v}", "it lists {v}", "it names {v}", "you'll see {v}", "there is {v}",
            "the record shows {v}", "the record has {v}", "the reply gives {v}", "the reply says {v}", "the entry lists {v}", "the entry names {v}", "the result shows {v}", "the answer gives {v}",
            "they have {v}", "they list {v}")  # fmt: skip

_RECORDS = tuple(
    form for form in _TELLERS if not form.startswith(("I ", "there ", "they have", "it has"))
)  # I do not find `moderate`


def plain_clause(label: str, said: str, rng: random.Random) -> str:
    """Tell a word-like fact that nothing special is known of: `the theme is space`, `the entry lists space as the theme`."""
    draw = rng.random()
    tellers = _TELLERS if said[:1].isupper() or len(said.split()) > 3 else _RECORDS
    if draw < (0.6 if tellers is _TELLERS else 0.85):
        return f"{'the' if draw < 0.45 else 'its'} {label} {rng.choice(_SAYS).replace('{v}', said)}"
    if draw < 0.9:
        return f"{rng.choice(tellers).replace('{v}', said)} {rng.choice(('as the', 'as the', 'for the', 'under'))} {label}"
    return f"for the {label} {rng.choice(tellers).replace('{v}', said)}"


def _counted(shape: _Shape, value: float, said: str, rng: random.Random) -> str:
    label, low = shape.label, shape.low
    last = low.rsplit(" ", 1)[-1]
    be = "is" if value == 1 else "are"
    if low == "until":
        return f"there {be} {said} to go"
    if low.startswith(("in ", "on ", "off ")):  # `in stock`
        return f"{said} {be} {label}"
    if _PARTICIPLE.match(last) and not said.endswith("%"):
        head = f" {low.rsplit(' ', 1)[0]}" if " " in low else ""
        if not head or is_plural(head):  # `lamps changed`, `minutes needed`
            if last == "away":
                return f"it is {said} away"
            now = last in ("needed", "left", "ahead", "remaining")
            head = singular(head) if value == 1 and head else head
            return f"{said}{head} {be if now else 'was' if value == 1 else 'were'} {last}"
    if shape.plural:
        things = singular(label) if value == 1 else label
        return rng.choice((f"there {be} {said} {things}", f"there {be} {said} {things}", f"that makes {said} {things}", f"I count {said} {things}"))  # fmt: skip
    if low.startswith("now "):
        return f"{said} is {low}"
    return rng.choice((f"the {label} is {said}", f"its {label} is {said}", f"the {label} is {said}", f"the {label} comes to {said}", f"{label}: {said}"))  # fmt: skip


def article(label: str) -> str:
    """Return a label with its article: `a humidity`, `an age`, `guests`."""
    return with_article(label)


def brief(name: str, value: Any, siblings: Mapping[str, Any], today: dt.date, rng: random.Random) -> str:
    """Return a fact as an aside in brackets or after a comma: `at 412.50 EUR`, `rated 4.6`, `humidity 64`."""
    sort = sort_of(value)
    shape = _shape(name, sort)
    label, low = shape.label, shape.low
    if sort == "b":
        own, words = _flag(label, value)
        if not own:  # `the SSL was not enabled`
            return re.sub(r"^the (.+) was (not )?", r"with \1 \2", words)
        return re.sub(r"^(?:is|was) ", "", words).replace("has no", "without").replace("comes with", "with")
    said = spoken_with(name, value, sort, siblings, today, rng)
    if shape.entry is not None and shape.entry.asides[0]:
        return _fill(shape.entry.asides[_is_over(value, sort, today)], said, sort, shape, value, rng)
    if sort == "n":
        if shape.plural:
            things = singular(label) if value == 1 else label
            return rng.choice((f"{said} {things}", f"with {said} {things}"))
        if low.endswith(("percent", "index", "per")) or shape.verbal or said.endswith("%"):
            return f"{label} {said}"
        return rng.choice((f"{label} {said}", f"with {with_article(label)} of {said}"))
    if said.startswith(f"{low.rsplit(' ', 1)[-1]}-"):  # `condition-2` says itself what it is
        return said
    if shape.verbal:
        return f"{label} {said}"
    if sort == "l" or len(said.split()) > 4:
        return f'{label} "{said}"'
    if sort in "dmc":
        return f"{label} {said}"
    return rng.choice((f"{label} {said}", f"{label} {said}", f"with {said} as the {label}", f"with {label} {said}"))  # fmt: skip


def is_plain(name: str, value: Any) -> bool:
    """Return whether nothing special is known of how to tell a field."""
    return not isinstance(value, bool) and _shape(name, sort_of(value)).entry is None


def told_label(name: str, value: Any) -> str:
    """Return a field's name in words as it goes with its value: `industry` where `industries` holds one."""
    return _shape(name, sort_of(value)).label
