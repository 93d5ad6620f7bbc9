"""What is known when a call is answered: its arguments, and what was said of the things it names."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Any, NamedTuple

from toolflow_dataset.types import Tool

from ..identity import IdentityCache
from .english import VERB_FAMILY, base_verb
from .memory import Done, Memory, key_of
from .semantics import Slot, describe, name_words, owner_noun, read_slots
from .world import World

Key = tuple[str, ...]
_QUALIFIER = frozenset("new updated target desired requested given".split())


@dataclass(frozen=True, slots=True)
class Given:
    """A scalar argument, or a list of scalars."""

    slot: Slot
    key: Key
    value: Any


@dataclass(frozen=True, slots=True)
class Known:
    """One fact about a thing: the field it stood in, what that means, its value."""

    key: Key
    kind: str
    value: Any


class Limit(NamedTuple):
    """A bound that an argument puts on the fields that it names.

    Args:
        words: What the fields are called.
        value: A number, or a time of day.
        upper: Whether it is the most, or the latest.
        unit: Metres in the unit that its name tells, or 0.
    """

    words: frozenset[str]
    value: Any
    upper: bool
    unit: float


Things = dict[str, list[Known]]

_told: IdentityCache[Done, Things] = IdentityCache(4096)


@dataclass(slots=True)
class Scene:
    """One call to be answered.

    Args:
        tool: The tool called.
        owner: Its name and description.
        family: What it does, a key of `english.FAMILIES`.
        noun: What it is about.
        given: Its arguments.
        things: Facts by identifier, from everything before.
        world: The dialogue.
        rng: For this call; equal lookups draw equal values.
        arguments: As they came.
        subject: What is known of the things that the arguments name.
        calls: The calls before it.
        gone: Identifiers of what was deleted.
        limits: The bounds among the arguments, once read.
    """

    tool: Tool
    owner: str
    family: str
    noun: str
    given: list[Given]
    things: Things
    world: World
    rng: random.Random
    arguments: Mapping[str, Any]
    subject: list[Known] = field(default_factory=list)
    calls: Sequence[Done] = ()
    gone: frozenset[str] = frozenset()
    limits: tuple[Limit, ...] | None = None

    @property
    def asks(self) -> bool:
        """Whether it only looks things up."""
        return self.family in ("find", "get", "list", "compute", "export")

    def number(self, *names: str) -> float | None:
        """Return the numeric argument that has one of these words in its name."""
        for given in self.given:
            if (
                isinstance(given.value, (int, float))
                and not isinstance(given.value, bool)
                and any(name in given.key for name in names)
            ):
                return float(given.value)
        return None

    def first(self, *kinds: str) -> Any:
        """Return the first argument of one of these kinds, or None."""
        return next((given.value for given in self.given if given.slot.kind in kinds), None)


@lru_cache(65536)
def plain_key(name: str) -> Key:
    """Return the comparable form of a name without `new` and the like."""
    key = tuple(word.lower().rstrip("s") for word in name_words(name)) or key_of(name)
    while len(key) > 1 and key[0] in _QUALIFIER:
        key = key[1:]
    return key


@lru_cache(8192)
def family_of(name: str, description: str) -> str:
    """Return the family of a tool's verb: the first of its description, else any in its name."""
    first = re.match(r"\s*([A-Za-z]+)", description)
    words = [word.lower() for word in name_words(name)]
    verb = base_verb(first[1].lower()) if first else None
    candidates = [words[0], words[-1], verb or "", *words] if words else [verb or ""]
    for position, word in enumerate(candidates):
        if word in VERB_FAMILY and (position == 0 or word != "rate"):  # "latest rates" rates nothing
            return VERB_FAMILY[word]
    prefix = (
        re.match(
            (
                r"(?:get|list|search|find|create|add|update|edit|delete|remove|send|cancel|set"
                r"|check|upload|book)(?=[a-z]{3})"
            ),
            words[0],
        )
        if words
        else None
    )
    return VERB_FAMILY.get(prefix[0], "get") if prefix else "get"


@lru_cache(8192)
def tool_of(document: str) -> Tool:
    """Read a tool of the prompt's inputs."""
    return Tool.from_json(json.loads(document))


def _is_id(kind: str, value: Any) -> bool:
    return (
        kind in ("id", "resource", "uuid") and isinstance(value, (str, int)) and not isinstance(value, bool)
    )


def things_in(memory: Memory) -> Things:
    """Index by identifier what a history says about each thing; later facts come last."""
    things: Things = {}
    for done in memory.calls:
        for name, told in _told.get(done, None, partial(told_by, done)).items():
            things.setdefault(name, []).extend(told)
    return things


# What is written about a thing is not what the thing says.
REPLIES = re.compile(r"(?i)(?:^|_)(?:reply|respond|forward|comment|answer)(?:_|[A-Z]|$)")


def told_by(done: Done) -> Things:
    """Index by identifier what one call says about each thing; an error says nothing."""
    things: Things = {}
    if isinstance(done.result, (dict, list)) and done.error is None:
        writes = REPLIES.search(done.name) is not None
        asked = [
            Known(plain_key(name), _kind_of(name, done.name), value)
            for name, value in done.arguments.items()
            if _scalar(value) and (not writes or _is_id(_kind_of(name, done.name), value))
        ]
        _index(done.result, done.name, asked, things, 0)
        if isinstance(done.result, dict):
            new = [
                Known(plain_key(name), describe(name, {}, done.name)[0], value)
                for name, value in done.result.items()
                if (name.lower().startswith("new") or "refund" in name.lower()) and _scalar(value)
            ]
            about = next((thing for thing in asked if _is_id(thing.kind, thing.value)), None)
            if new and about is not None:  # a `new_balance` is that of the account the call was about
                things.setdefault(str(about.value), []).extend(new)
    return things


@lru_cache(16384)
def _kind_of(name: str, owner: str) -> str:
    return describe(name, {}, owner)[0]


def _scalar(value: Any) -> bool:
    return isinstance(value, (str, int, float, bool)) and not (isinstance(value, str) and len(value) > 300)


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
        elif _scalar(value):
            facts.append(Known(plain_key(name), _kind_of(name, owner), value))
    holders = [fact for fact in facts if _is_id(fact.kind, fact.value)]
    if depth == 0 and not holders:
        holders += [fact for fact in asked if _is_id(fact.kind, fact.value)]
    for holder in holders:
        noun = holder.key[0] if len(holder.key) > 1 else ""
        held = things.setdefault(str(holder.value), [])
        for fact in (*asked, *facts) if depth == 0 or len(holders) == 1 else facts:
            held.append(fact)
            if noun and len(fact.key) > 1 and fact.key[0] == noun and fact.key[1:] != ("id",):
                held.append(Known(fact.key[1:], fact.kind, fact.value))


class _Parts(NamedTuple):
    """What every call of a tool has in common."""

    owner: str
    family: str
    noun: str
    slots: dict[str, Slot]


_parts: IdentityCache[Tool, _Parts] = IdentityCache(4096)


def _parts_of(tool: Tool) -> _Parts:
    owner = f"{tool.name} {tool.description[:200]}"
    slots = {slot.name: slot for slot in read_slots(tool.parameters, owner)}
    return _Parts(owner, family_of(tool.name, tool.description), owner_noun(owner), slots)


def scene_of(tool: Tool, arguments: Mapping[str, Any], things: Things, world: World, salt: str) -> Scene:
    """Set the scene of one call; lookups draw from the call alone, actions from `salt` too."""
    owner, family, noun, slots = _parts.get(tool, None, lambda: _parts_of(tool))
    given: list[Given] = []
    for name, value in arguments.items():
        slot = slots.get(name)
        if slot is not None:
            if slot.kind != "object":
                given.append(Given(slot, plain_key(name), value))
            elif isinstance(value, dict):
                inner = {child.name: child for child in read_slots(slot.schema, f"{name} {owner}")}
                given += [
                    Given(inner[key], plain_key(key), item)
                    for key, item in value.items()
                    if key in inner and _scalar(item)
                ]
    text = json.dumps(arguments, sort_keys=True, ensure_ascii=False)
    asks = family in ("find", "get", "list", "compute", "export")
    rng = random.Random(f"{world.seed}:{tool.name}:{text}" + ("" if asks else f":{salt}"))
    scene = Scene(tool, owner, family, noun, given, things, world, rng, arguments)
    for one in given:
        for value in one.value if isinstance(one.value, list) else [one.value]:
            if (
                isinstance(value, (str, int))
                and not isinstance(value, bool)
                and str(value) in things
                and _is_id(one.slot.kind, value)
            ):
                scene.subject += things[str(value)]
    return scene


@lru_cache(65536)
def spaced(name: str) -> str:
    """Return a field name with spaces between its words, in lower case."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])|_|-", " ", name).lower()
