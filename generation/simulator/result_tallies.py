"""What grows by what a dialogue does: guests of an event, songs of a playlist, what lies in the cart."""

from __future__ import annotations

import math
import random
import re
from collections.abc import Iterator
from typing import Any

from .memory import Done
from .result_scene import Key, Known, Scene, family_of, plain_key
from .result_told import REPLIES
from .semantics import Slot, describe
from .value_fit import put, put_near
from .value_numbers import bounds
from .value_places import scale_of

_GROWS = re.compile(r"(?i)(?:^|_)(?:add|append|insert|invite|enroll|push|put)(?:_|[A-Z]|$)|^add[a-z]")
_SHRINKS = re.compile(r"(?i)(?:^|_)(?:remove|uninvite|kick|take)(?:_|[A-Z]|$)")
_MINTING = frozenset(("create", "book", "send"))
# What a person has one of; it is empty before the first thing is put into it.
_CARTS = frozenset(("cart", "basket", "bag", "trolley"))
_TALLIED = frozenset(("count", "number", "limit"))
_COUNTS = frozenset("count total number size".split())


def tallies(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Let a count be what it was, or what a thing was made with, and what the call adds; sums of money likewise."""
    step = -1 if _SHRINKS.search(scene.tool.name) else 1 if _GROWS.search(scene.tool.name) else 0
    if scene.asks or not step:
        return
    step *= _how_many(scene)
    cart = _CARTS.intersection(word for name in made for word in plain_key(name))
    held = [pair for pair in (*scene.arguments.items(), *made.items()) if _is_thing(*pair)]
    ids = {str(value) for name, value in held if not cart or cart.intersection(plain_key(name))}
    for name, slot in slots.items():
        key, value = plain_key(name), made.get(name)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            continue
        if slot.kind in _TALLIED and _COUNTS.intersection(key):
            before = _before(scene, key, ids)
            before = _made_with(scene, ids) if before is None else before
            before = 0 if before is None and cart else before
            if before is not None:
                put_near(made, slot, max(int(before) + step, 0))
        elif slot.kind == "amount" and cart and "total" in key:
            before = _before(scene, key, ids)
            added = _cost(scene, step) or value
            if step > 0:
                put_near(made, slot, round((before or 0) + added, 2))


def notified(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Let as many be told of a change as were invited in this dialogue, and nobody where that was not wanted."""
    ids = {str(given.value) for given in scene.given if given.slot.kind == "id"}
    silent = any(given.value is False and _TELLS.intersection(given.key) for given in scene.given)
    guests = 0 if silent else _made_with(scene, ids)
    if guests is None:
        return
    if not silent:
        guests += sum(_GROWS.search(done.name) is not None for done in _told_of(scene, ids))
    for name, slot in slots.items():
        if (
            slot.kind in _TALLIED | {"duration"}
            and "notified" in plain_key(name)
            and type(made.get(name)) is int
        ):
            put_near(made, slot, guests)


_TELLS = frozenset(("notify", "tell", "inform"))


def reached(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Let an answer reach the one who wrote, and all others only where it was meant for all; a letter those it names."""
    if scene.asks:
        return
    everybody = any(given.value is True and _ALL.intersection(given.key) for given in scene.given)
    named = [given.value for given in scene.given if given.slot.kind in ("email", "person", "phone")]
    heads = sum(len(value) if isinstance(value, list) else 1 for value in named)
    for name, slot in slots.items():
        if not _REACHED.intersection(plain_key(name)) or type(made.get(name)) is not int:
            continue
        if everybody:
            put_near(made, slot, max(made[name], 2))
        elif heads or REPLIES.search(scene.tool.name):
            put_near(made, slot, heads or 1)


_ALL = frozenset(("all", "everyone", "everybody"))
_REACHED = frozenset(("recipient", "receiver", "addressee"))


def _cost(scene: Scene, step: int) -> float | None:
    """Return what is put into the cart costs: at the price last told, else at one that the thing always has."""
    price = next((fact.value for fact in reversed(scene.subject) if _is_price(fact)), None)
    if price is not None:
        return float(step * price)
    product = next((given.value for given in scene.given if given.slot.kind == "id"), None)
    return None if product is None else step * _price_of(product, scene)


def _price_of(product: Any, scene: Scene) -> float:
    """Return what a thing costs of which no price was told."""
    each = random.Random(f"{scene.world.seed}:price:{product}").uniform(9, 90)
    return int(each * scale_of(scene.world.currency)) + 0.9


def piece(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Let a thing whose price was not told before it went into the cart cost what was reckoned for it there."""
    product = next((given.value for given in scene.given if given.slot.kind == "id"), None)
    if product is None or any(map(_is_price, scene.subject)):
        return
    held = (name for done in _told_of(scene, {str(product)}) for name in done.result)
    if not any(_CARTS.intersection(plain_key(name)) for name in held):
        return
    for name, slot in slots.items():
        if plain_key(name) in _PRICES and isinstance(made.get(name), (int, float)):
            put(made, slot, _price_of(product, scene))


_PRICES = (("price",), ("current", "price"), ("unit", "price"), ("sale", "price"))


def _is_price(fact: Known) -> bool:
    """Tell whether a fact is what one piece costs now; a bound of a search is not."""
    number = isinstance(fact.value, (int, float)) and not isinstance(fact.value, bool)
    return number and fact.key in _PRICES


def _how_many(scene: Scene) -> int:
    many = next((len(given.value) for given in scene.given if isinstance(given.value, list)), 1)
    return int(scene.number("quantity") or many)


def _told_of(scene: Scene, ids: set[str]) -> Iterator[Done]:
    """Yield the calls about these things that succeeded, the latest first, and their results."""
    for done in reversed(scene.calls):
        if done.error is None and isinstance(done.result, dict):
            held = [*done.arguments.items(), *done.result.items()]
            if any(_is_thing(name, value) and str(value) in ids for name, value in held):
                yield done


def _is_thing(name: str, value: Any) -> bool:
    return isinstance(value, (str, int)) and describe(name, {}, "")[0] in ("id", "uuid", "resource")


def _before(scene: Scene, key: Key, ids: set[str]) -> float | None:
    for done in _told_of(scene, ids):
        for name, value in done.result.items():
            if plain_key(name) == key and isinstance(value, (int, float)) and not isinstance(value, bool):
                return value
    return None


def _made_with(scene: Scene, ids: set[str]) -> int | None:
    """Return with how many a thing was made in this dialogue; None where it was there before."""
    for done in _told_of(scene, ids):
        if _mints(done, ids):
            return next((len(value) for value in done.arguments.values() if isinstance(value, list)), 0)
    return None


def _mints(done: Done, ids: set[str]) -> bool:
    """Tell whether a call brought about one of these things."""
    if family_of(done.name, "") not in _MINTING or _GROWS.search(done.name):
        return False
    return any(
        _is_thing(name, value) and str(value) in ids for name, value in done.result.items()
    ) and not any(str(value) in ids for name, value in done.arguments.items() if _is_thing(name, value))


def is_own(scene: Scene) -> bool:
    """Tell whether what the call names was sent or made by the user in this dialogue."""
    ids = {str(given.value) for given in scene.given if given.slot.kind == "id"}
    return bool(ids) and any(_mints(done, ids) for done in _told_of(scene, ids))


def open_cart(key: Key, scene: Scene) -> Any:
    """Return the cart that was filled before and not yet ordered; None without one."""
    if key[0] not in _CARTS:
        return None
    for done in reversed(scene.calls):
        if done.error is not None or not isinstance(done.result, dict):
            continue
        if any(plain_key(name)[0] in _CARTS for name in done.arguments) and family_of(done.name, "") in (
            "book",
            "pay",
        ):
            return None
        for name, value in done.result.items():
            if plain_key(name) == key:
                return value
    return None


def songs(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Let a playlist last as long as so many songs do."""
    count = next((value for name, value in made.items() if plain_key(name) in _SONGS), None)
    which = next((given.value for given in scene.given if given.slot.kind == "id"), "")
    for name, slot in slots.items():
        if isinstance(count, int) and slot.kind == "duration" and plain_key(name) == ("total", "minute"):
            least = math.ceil(max(bounds(slot.schema)[0], 0))
            more = random.Random(f"{scene.world.seed}:songs:{which}").uniform(-0.3, 0.3)
            put(made, slot, max(round(count * (3.6 + more)), least))


_SONGS = (("song", "count"), ("track", "count"), ("number", "of", "song"), ("total", "song"))


def sizes(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Let what was written in this dialogue, with nothing attached, weigh as little as text does: some kilobytes."""
    weighed = [name for name in made if _KILOBYTES <= set(plain_key(name))]
    if not weighed or not is_own(scene):
        return
    which = next((given.value for given in scene.given if given.slot.kind == "id"), "")
    for name in weighed:
        if isinstance(made[name], (int, float)):
            put_near(made, slots[name], random.Random(f"{scene.world.seed}:size:{which}").randint(4, 15))


_KILOBYTES = {"size", "kb"}
