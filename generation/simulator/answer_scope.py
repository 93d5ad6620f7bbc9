"""What an answer takes from the call beside its result: whom it is about, which of two calls, the currency, a path's owner."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import zip_longest
from typing import Any

from .clauses import PLACES, clauses_of
from .deeds import ID_LABEL, role_of
from .english import VERB_FAMILY, singular
from .fact_choice import Fact
from .fact_values import Whole, is_path, spoken_value
from .memory import Done
from .noun_words import hidden_action
from .reading import Reading
from .semantics import Slot

_TELLING = frozenset("city date country place id email person username query title topic artist team company domain ip year month stock_symbol "
                     "crypto".split())  # fmt: skip
_NAMED = frozenset("person company artist song movie book team product crypto stock_symbol medicine".split())
_IS_DEED = re.compile(r"(?i)\b(?:action|state|command|operation|power)$")  # `on` is told with the verb
_IDENTIFIES = re.compile(r"(?i)id$|name|number|email")


@lru_cache(8192)
def does(reading: Reading) -> bool:
    """Return whether a tool does something, so that its answer reports it done; opening a mail is reading it."""
    if hidden := hidden_action(reading):
        return not hidden.asks
    if reading.verb == "open" and reading.other and VERB_FAMILY[reading.other[0]] in ("find", "get", "list"):
        return False
    return not reading.asks


def about(
    done: Done, reading: Reading | None, made: Sequence[Done], text: str, today: dt.date, rng: random.Random
) -> str:
    """Return words that tell which call is meant, from its arguments: `for Lyon`; mostly empty where it was the only one.

    Args:
        done: The call.
        reading: Its tool.
        made: All calls of the round: of two calls of one tool what differs has to be said.
        text: The user's message: an ID that he did not say himself tells him nothing.
        today: From the system message.
        rng: The turn's randomness.
    """
    twins = [other.arguments for other in made if other.name == done.name and other is not done]
    slots = {slot.name: slot for slot in reading.slots} if reading else {}
    told: list[str] = []
    alike = twins  # those that what is told so far does not tell apart
    for name, value in done.arguments.items():
        slot = slots.get(name)
        if isinstance(value, bool) or not isinstance(value, (str, int)) or value == "":
            continue
        if twins and isinstance(value, str) and is_path(value):
            if apart := _segment(value, [str(other.get(name, "")) for other in twins]):
                return f"for {apart}"
            continue
        if len(str(value)) > 48 or "_" in str(value) or (slot is not None and _IS_DEED.search(slot.label)):
            continue
        if twins:
            if all(other.get(name) == value for other in alike):
                continue
            alike = [other for other in alike if other.get(name) == value]
        elif (
            slot is None
            or reading is None
            or does(reading)
            or slot.kind not in _TELLING
            or rng.random() > 0.4
            or (slot.kind == "id" and str(value) not in text)
            or (slot.kind == "date" and role_of(reading, name))
        ):
            continue
        told.append(_for(name, value, slot, reading, today, rng))
        if not alike:
            break
    return " ".join(told)


def _segment(path: str, others: Sequence[str]) -> str:
    """Return the last part of a path in which it differs from others; empty if it does not."""
    segments = path.split("/")
    for other in others:
        apart = [mine for mine, its in zip_longest(segments, other.split("/")) if mine != its and mine]
        if apart:
            return apart[-1]
    return ""


def _for(
    name: str,
    value: str | int,
    slot: Slot | None,
    reading: Reading | None,
    today: dt.date,
    rng: random.Random,
) -> str:
    said = spoken_value(name, value, {}, today, rng)
    kind = slot.kind if slot else ""
    if (
        reading is not None
        and kind in PLACES | {"currency"}
        and (role := role_of(reading, name)) in ("from", "to")
    ):
        return f"{role} {said}"
    if slot and kind in ("id", "code") and (match := ID_LABEL.match(slot.label)):
        return f"for {match['noun']} {said}"
    if (kind in ("query", "title", "topic") and " " in said) or kind in ("text", "title"):
        return f'for "{said}"'
    if reading is not None and slot is not None and kind in ("enum", "count", "limit", "duration", "amount"):
        clause = next(iter(clauses_of(reading, slot)), None)
        if clause is not None and not clause.named and clause.before:  # `in the kitchen`, `for 3 nights`
            noun = singular(clause.after) if value == 1 and clause.after else clause.after
            return f"{clause.before} {said.removesuffix(f' {noun}')} {noun}".rstrip()
    if kind == "date":
        return f"for {said}" if said.startswith(("the ", "today", "tomorrow", "yesterday")) else f"on {said}"
    return f"{'in' if kind in ('city', 'country') and rng.random() < 0.7 else 'for'} {said}"


def identified_noun(done: Done, reading: Reading | None) -> str:
    """Return what a question is about if an argument identifies it: `product` of a product ID; else an empty string."""
    for slot in reading.required if reading else ():
        if (
            slot.kind in ("id", "code")
            and slot.name in done.arguments
            and (match := ID_LABEL.match(slot.label))
        ):
            return match["noun"].lower()
    return ""


def named_argument(done: Done, reading: Reading | None) -> str:
    """Return the name of what was asked about, if an argument gives one: a person, an artist, a company."""
    for slot in reading.slots if reading else ():
        value = done.arguments.get(slot.name)
        if slot.kind in _NAMED and isinstance(value, str) and 2 < len(value) <= 40 and value[:1].isupper():
            return value
    return ""


def siblings_of(done: Done, result: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the fields beside a fact that tell its currency: the result's, or the call's where it gave one."""
    if "currency" in result:
        return result
    given = done.arguments.get("to_currency") or done.arguments.get("currency")
    return {**result, "currency": given} if isinstance(given, str) else result


def told_path(fact: Fact, done: Done, alone: bool, rng: random.Random) -> Fact:
    """Have a resource's path told in full where its last part would not tell a person which it is.

    Args:
        fact: Any fact.
        done: Its call: where an argument names what the path lies in, the last part is enough.
        alone: Whether nothing else of the result is told.
        rng: The turn's randomness.
    """
    if not isinstance(fact.value, str) or not is_path(fact.value):
        return fact
    if "/operations/" in fact.value:
        fact = fact._replace(name="operation")
    above, last = fact.value.rsplit("/", 2)[0], fact.value.rsplit("/", 1)[1]
    known = any(isinstance(value, str) and above in value for value in done.arguments.values())
    if len(last) > 3 and re.search(r"[\d-]", last) and (known or not alone or rng.random() < 0.5):
        return fact
    return fact._replace(value=Whole(fact.value))


def picked_from(done: Done, later: Sequence[Done]) -> tuple[tuple[str, list[Any]], int] | None:
    """Return a result's list and the position in it of what the next call was made with, or None."""
    result = done.result if isinstance(done.result, dict) else {}
    listed = next(((name, value) for name, value in result.items() if isinstance(value, list) and len(value) > 1 and isinstance(value[0], dict)), None)  # fmt: skip
    if listed is None or not later:
        return None
    used = {
        str(value)
        for value in later[0].arguments.values()
        if isinstance(value, (str, int)) and len(str(value)) > 3
    }
    for position, element in enumerate(listed[1]):
        if isinstance(element, dict) and used & {
            str(value) for name, value in element.items() if _IDENTIFIES.search(name)
        }:
            return listed, position
    return None
