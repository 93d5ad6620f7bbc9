"""What a history says of each thing it names: the facts of its calls by identifier."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache, partial
from typing import Any

from ..identity import IdentityCache
from .memory import Done, Memory
from .result_scene import Key, Known, Things, family_of, is_id, is_scalar, plain_key
from .semantics import describe

_told: IdentityCache[Done, Things] = IdentityCache(4096)


def things_in(memory: Memory) -> Things:
    """Index by identifier what a history says about each thing; later facts come last."""
    things: Things = {}
    for done in memory.calls:
        for name, told in _told.get(done, None, partial(told_by, done)).items():
            things.setdefault(name, []).extend(told)
    return things


# What is written about a thing is not what the thing says.
REPLIES = re.compile(r"(?i)(?:^|_)(?:reply|respond|forward|comment|answer)(?:_|[A-Z]|$)")


# What the result tells of the thing that the call was about, though it names a new one: where one goes is the same place.
_OF_THE_OLD = re.compile(r"(?i)^new|refund|^(?:address|phone|phone_?number|website)$")


def told_by(done: Done) -> Things:
    """Index by identifier what one call says about each thing; an error says nothing."""
    things: Things = {}
    if isinstance(done.result, (dict, list)) and done.error is None:
        asked = [
            Known(_key(name, done.name), _kind_of(name, done.name), value)
            for name, value in done.arguments.items()
            if is_scalar(value)
        ]
        own = asked
        if REPLIES.search(done.name) is not None and not _names_another(done, asked):
            own = [fact for fact in asked if is_id(fact.kind, fact.value)]
        _index(done.result, done.name, own, things, 0)
        if isinstance(done.result, dict):
            new = [
                Known(plain_key(name), describe(name, {}, done.name)[0], value)
                for name, value in done.result.items()
                if _OF_THE_OLD.search(name) and is_scalar(value)
            ]
            about = next((thing for thing in asked if is_id(thing.kind, thing.value)), None)
            if new and about is not None:  # a `new_balance` is that of the account the call was about
                things.setdefault(str(about.value), []).extend(new)
    return things


def named_by(call: Mapping[str, Any]) -> Things:
    """Index what a call that is still to be answered names: what the user acts on is there when it is listed."""
    owner, arguments = str(call["name"]), call.get("arguments") or {}
    named = [(name, value, _kind_of(name, owner)) for name, value in arguments.items()]
    return {
        str(value): [Known(_key(name, owner), kind, value)]
        for name, value, kind in named
        if is_id(kind, value)
    }


@lru_cache(16384)
def _key(name: str, owner: str) -> Key:
    """Return the key of an argument; a price that is only waited for is not the price."""
    words = plain_key(name)
    wished = name.lower().startswith(("target", "desired")) and family_of(owner, "") in (
        "get",
        "find",
        "list",
    )
    return ("target", *words) if wished else words


def _names_another(done: Done, asked: list[Known]) -> bool:
    """Tell whether a result names something new, not what the call was about."""
    given = {str(fact.value) for fact in asked}
    held = done.result.items() if isinstance(done.result, dict) else ()
    return any(is_id(_kind_of(name, done.name), value) and str(value) not in given for name, value in held)


@lru_cache(16384)
def _kind_of(name: str, owner: str) -> str:
    return describe(name, {}, owner)[0]


def _index(node: Any, owner: str, asked: list[Known], things: Things, depth: int) -> None:
    if depth > 4:
        return
    if isinstance(node, list):
        for item in node:
            if isinstance(item, (dict, list)):
                _index(item, owner, asked, things, depth + 1)
        return
    facts: list[Known] = []
    for name, value in node.items():
        if isinstance(value, (dict, list)):
            _index(value, f"{name} {owner}", asked, things, depth + 1)
        elif is_scalar(value):
            facts.append(Known(plain_key(name), _kind_of(name, owner), value))
    holders = [fact for fact in facts if is_id(fact.kind, fact.value)]
    if depth == 0 and not holders:
        holders += [fact for fact in asked if is_id(fact.kind, fact.value)]
    for holder in holders:
        noun = holder.key[0] if len(holder.key) > 1 else ""
        held = things.setdefault(str(holder.value), [])
        for fact in (*asked, *facts) if depth == 0 or len(holders) == 1 else facts:
            held.append(fact)
            if noun and len(fact.key) > 1 and fact.key[0] == noun and fact.key[1:] != ("id",):
                held.append(Known(fact.key[1:], fact.kind, fact.value))
