"""What holds between amounts of money: rates, prices of coins, balances before and after, what is left and given back."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any

from .result_scene import Known, Scene, plain_key
from .semantics import Slot
from .tool_names import brings_money_in
from .value_fit import put, put_near
from .value_numbers import bounds
from .value_places import coin_price, rate

_FOREIGN = re.compile(r"(?i)currenc|exchange.?rate|\bfx\b|forex|convert")


_DATED = ("date", "datetime", "time")


def number_in(value: Any) -> float | None:
    """Return a number, also one written as a string; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        return float(value)
    except ValueError:
        return None


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def exchange(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Let an exchange rate be about what it is in the world, and what is converted follow from it."""
    if not _FOREIGN.search(scene.owner):
        return
    codes = [str(given.value).upper() for given in scene.given if given.slot.kind == "currency"]
    codes += [
        str(made[name]).upper() for name, slot in slots.items() if slot.kind == "currency" and name in made
    ]
    pair = [*dict.fromkeys(codes), "EUR" if codes[:1] == ["USD"] else "USD"][:2]
    if len(codes) > 1 and codes[0] == codes[1]:
        pair = [codes[0], codes[0]]
    worth = rate(pair[0], pair[1], scene.world.seed) if codes else None
    if worth is None:
        return
    asked = next((number_in(given.value) for given in scene.given if given.slot.kind == "amount"), None)
    worth = float(f"{_allowed(worth, asked or 1.0, made, slots):.5g}")
    for name, slot in slots.items():
        if name not in made or isinstance(made[name], (list, dict, bool)) or slot.kind in _DATED:
            continue
        key = set(plain_key(name))
        if "rate" in key and not key & {"change", "id"}:
            _say(made, slot, worth)
        elif "converted" in key or ("result" in key and number_in(made[name]) is not None):
            _say(made, slot, round((asked or 1.0) * worth, 2))


def _allowed(worth: float, asked: float, made: dict[str, Any], slots: dict[str, Slot]) -> float:
    """Return the rate nearest to the real one with which both it and the amount converted obey their schemas."""
    low, high = 0.0, math.inf
    for name, slot in slots.items():
        key = set(plain_key(name))
        if name in made and key & {"rate", "converted"} and slot.kind not in _DATED:
            least, most = bounds(slot.schema)
            per = asked if "converted" in key else 1.0
            low, high = max(low, least / per), min(high, most / per)
    return min(max(worth, low), high) if low <= high else worth


def _say(made: dict[str, Any], slot: Slot, number: float) -> None:
    """Put a number, as a string where the field is one."""
    put(made, slot, number) or put(made, slot, str(number))


def coins(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Let the price of a coin be of the size of that coin's."""
    coin = next((made[name] for name, slot in slots.items() if slot.kind == "crypto" and name in made), None)
    price = coin_price(str(coin or scene.first("crypto")), scene.world.seed)
    if price is None:
        return
    for name, slot in slots.items():
        if "price" in plain_key(name) and isinstance(made.get(name), (int, float, str)):
            _say(made, slot, price)


_MOVES = ("send", "pay", "book")


def balances(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Let a balance move by what the call moves, from what it was said to be before; and little of it be tied up."""
    held = next((name for name in made if plain_key(name)[-1] == "balance" and _is_number(made[name])), None)
    if held is None:
        return
    amount, into = scene.number("amount", "sum"), is_into(scene)
    before = next((fact.value for fact in reversed(scene.subject) if _is_balance(fact)), None)
    if amount is not None and before is not None and (into or scene.family in _MOVES):
        put_near(made, slots[held], round(before + (amount if into else -amount), 2))
    for name, slot in slots.items():
        free = made.get(name) if "available" in plain_key(name) else None
        if _is_number(free) and not 0.85 * made[held] <= free <= made[held]:
            put(made, slot, round(made[held] * scene.rng.uniform(0.9, 1.0), 2))


_FREE = (("available",), ("available", "balance"), ("available", "fund"))


def last_balance(facts: Sequence[Known]) -> float | None:
    """Return what was last said to be on an account, free to be spent where that was told; None if nothing was."""
    for fact in reversed(facts):
        if _is_balance(fact) or (fact.key in _FREE and _is_number(fact.value)):
            return float(fact.value)
    return None


def is_into(scene: Scene) -> bool:
    """Tell whether a call brings money in."""
    return brings_money_in(scene.tool.name)


def _is_balance(fact: Known) -> bool:
    return fact.key[-1] == "balance" and "total" not in fact.key and _is_number(fact.value)


_LEFT = re.compile(r"left|remaining")
_LIMIT = re.compile(r"limit|budget")


def budget(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Make what is left the limit less what was spent."""
    spent = next(
        (name for name, slot in slots.items() if slot.kind == "amount" and "spent" in name.lower()), None
    )
    left = next(
        (name for name, slot in slots.items() if slot.kind == "amount" and _LEFT.search(name.lower())),
        None,
    )
    limit = scene.number("limit", "budget") or next(
        (
            value
            for name, value in made.items()
            if _LIMIT.search(name.lower()) and isinstance(value, (int, float))
        ),
        None,
    )
    if spent is None or left is None or limit is None or not isinstance(made[spent], (int, float)):
        return
    used = round(limit * scene.rng.uniform(0.2, 0.9), 2)
    if put(made, slots[spent], used):
        put(made, slots[left], round(limit - used, 2))


def refund(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Give back what was paid, less the fee."""
    returned = next(
        (name for name, slot in slots.items() if slot.kind == "amount" and "refund" in name.lower()), None
    )
    paid = next(
        (
            fact.value
            for fact in reversed(scene.subject)
            if fact.kind == "amount" and ("total" in fact.key or fact.key == ("amount",))
        ),
        None,
    )
    if paid is None:
        paid = _by_the_day(scene)
    if returned is None or paid is None or not _is_number(paid):
        return
    fee = next((name for name in made if "fee" in name.lower() and _is_number(made[name])), None)
    if fee is not None and made[fee] > paid / 2:
        put(made, slots[fee], round(paid * 0.1, 2))
    put_near(made, slots[returned], round(paid - (made[fee] if fee is not None else 0), 2))


_PER = frozenset(("daily", "day", "night", "nightly", "week", "weekly", "hour", "hourly"))
_SPANS = (("day",), ("night",), ("week",), ("hour",), ("rental", "day"), ("number", "of", "day"))


def _by_the_day(scene: Scene) -> float | None:
    """Return what was paid by the day for what a call names: the rate times the days booked."""
    facts = [fact for fact in reversed(scene.subject) if _is_number(fact.value)]
    rate_ = next(
        (fact.value for fact in facts if fact.kind == "amount" and _PER.intersection(fact.key)), None
    )
    days = next((fact.value for fact in facts if fact.key in _SPANS), None)
    return None if rate_ is None or days is None else float(rate_ * days)


def lowest(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Let no price be below the lowest one."""
    now = next((made[name] for name in made if plain_key(name) in _NOW and _is_number(made[name])), None)
    for name, slot in slots.items():
        if (
            now is not None
            and "lowest" in plain_key(name)
            and _is_number(made.get(name))
            and made[name] > now
        ):
            put(made, slot, round(now * scene.rng.uniform(0.75, 0.98), 2))


_NOW = (("price",), ("current", "price"), ("price", "now"))
