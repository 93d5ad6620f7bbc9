"""What a request must bring about to make sense: another time, a price below the one of today, a name that fits."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from .english import stem
from .fitting import KIND, PRICE, record_of
from .goal import needed_options
from .links import IDENTIFYING
from .memory import Fact, Memory, key_of
from .reading import Reading
from .semantics import Slot
from .tool_names import brings_money_in
from .value_fit import obeys
from .value_text import names_a_device

_CHEAPER = re.compile(
    r"(?i)\b(?:cheaper|price (?:drops|falls)|(?:drops|falls|goes) below|price (?:drop|alert))\b"
)
_CONSIDERED = frozenset(
    map(
        stem,
        "delete remove cancel dispute contest return refund reply answer reject".split(),
    )
)
_SPENT = re.compile(r"^(?:.*_)?(?:balance|available)$")
_WHERE = re.compile(r"^(?:room|location|area|zone)$")


def needs_to_see(reading: Reading) -> bool:
    """Return whether nobody asks for a tool before the result it builds on is there.

    An alert is for less than today's price; nobody deletes, disputes or answers "the first one" unseen.
    """
    chosen = not reading.asks and bool(reading.verbs & _CONSIDERED)
    return chosen or _CHEAPER.search(reading.tool.description) is not None


def aim(
    reading: Reading,
    arguments: dict[str, Any],
    memory: Memory,
    redraw: Callable[[Slot], Any],
    rng: random.Random,
    fixed: Collection[str] = (),
    beside: Mapping[str, Any] | None = None,
) -> None:
    """See to it that a request changes something, as far as is known of the things that it names.

    A new time is not the old one, an alert is for less than the price, nobody sends more than is there, and a device
    gets a name of its kind.

    Args:
        reading: The tool that is asked.
        arguments: What it is asked for; what would be senseless gets another value.
        memory: What has been established.
        redraw: Draws another value of a parameter.
        rng: The turn's randomness.
        fixed: Parameters that stay as they are.
        beside: Arguments of the request in the same message whose result this one acts on.
    """
    record = record_of(arguments, reading, memory)
    held = [(fact.name, fact.value) for fact in record] + list((beside or {}).items())
    if not held:
        return
    free = [
        slot
        for slot in reading.slots
        if slot.name not in fixed
        and slot.kind not in IDENTIFYING
        and not isinstance(arguments.get(slot.name), (bool, list, type(None)))
    ]
    if _CHEAPER.search(reading.tool.description):
        _below_the_price(free, arguments, held, rng)
        return
    if reading.family in ("send", "pay") and not brings_money_in(reading.tool.name):
        _within_the_balance(free, arguments, record, rng)
        return
    if reading.family != "change" and not needed_options(reading):
        return
    for slot in free:
        if names_a_device(slot):
            _named_by_kind(slot, reading, arguments, held, rng)
        for _ in range(6):
            if not any(
                value == arguments[slot.name] and key_of(name)[-1] == key_of(slot.name)[-1]
                for name, value in held
            ):
                break
            arguments[slot.name] = redraw(slot)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _below_the_price(
    free: Sequence[Slot], arguments: dict[str, Any], held: Sequence[tuple[str, Any]], rng: random.Random
) -> None:
    prices = [
        value for name, value in held if PRICE.search(name) and name not in arguments and _is_number(value)
    ]
    if not prices or not prices[-1] > 1:
        return
    below = [int(prices[-1] * part) or 1 for part in (0.65, 0.7, 0.75, 0.8, 0.85, 0.9)]
    set_before = {value for name, value in held if name in arguments}
    for slot in free:
        if slot.kind == "amount" and (
            arguments[slot.name] >= prices[-1] or arguments[slot.name] in set_before
        ):
            arguments[slot.name] = rng.choice([each for each in below if each not in set_before] or below)


def _within_the_balance(
    free: Sequence[Slot], arguments: dict[str, Any], record: Sequence[Fact], rng: random.Random
) -> None:
    told = [fact for fact in record if _SPENT.match(fact.name) and _is_number(fact.value)]
    if not told:
        return
    left = min(fact.value for fact in told if fact.call == told[-1].call)
    for slot in free:
        if slot.kind != "amount" or not _is_number(arguments[slot.name]) or arguments[slot.name] <= left:
            continue
        part = left * rng.choice((0.1, 0.2, 0.3, 0.5))
        step = 10 if part >= 50 else 5 if part >= 10 else 1
        less = int(part // step * step) or 1
        if obeys(less, slot.schema):
            arguments[slot.name] = less


def _named_by_kind(
    slot: Slot,
    reading: Reading,
    arguments: dict[str, Any],
    held: Sequence[tuple[str, Any]],
    rng: random.Random,
) -> None:
    """Name a thing after what it is and where it stands: `bathroom lamp`; a room that is an option is none of its name."""
    kind = next((value for name, value in reversed(held) if KIND.fullmatch(name) and _is_word(value)), "")
    if not kind:
        return
    options = {option for each in reading.slots for option in each.schema.get("enum", ()) if _is_word(option)}
    rooms = [value for name, value in held if _WHERE.match(name) and _is_word(value) and value not in options]
    first = rng.choice(("old", "new", "main", "spare", *rooms[-1:] * 4))
    name = f"{first} {kind}"
    if obeys(name, slot.schema):
        arguments[slot.name] = name


def _is_word(value: Any) -> bool:
    return isinstance(value, str) and value.replace(" ", "").isalpha() and value.islower()
