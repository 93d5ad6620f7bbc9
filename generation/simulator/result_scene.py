"""What is known when a call is answered: its arguments, and what was said of the things it names."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from toolflow_dataset.types import Tool

from ..identity import IdentityCache
from .english import VERB_FAMILY, base_verb
from .memory import Done, key_of
from .semantics import Slot, name_words, owner_noun, read_slots
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
        asked: The arguments without keys and tokens.
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
    asked: Mapping[str, Any] = field(default_factory=dict)

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


def is_id(kind: str, value: Any) -> bool:
    """Tell whether a value of this kind names a thing."""
    return (
        kind in ("id", "resource", "uuid") and isinstance(value, (str, int)) and not isinstance(value, bool)
    )


def is_scalar(value: Any) -> bool:
    """Tell whether a value is a fact by itself; long texts are not."""
    return isinstance(value, (str, int, float, bool)) and not (isinstance(value, str) and len(value) > 300)


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


def slots_of(tool: Tool) -> dict[str, Slot]:
    """Return the parameters of a tool by name."""
    return _parts.get(tool, None, lambda: _parts_of(tool)).slots


_CREDENTIALS = frozenset(("token", "password"))
_KEY = re.compile(r"(?i)(?:api|access|auth|secret|client)[_-]?(?:key|token|secret)|^secret$|^token$")


def asked_of(arguments: Mapping[str, Any], slots: Mapping[str, Slot]) -> dict[str, Any]:
    """Return what the arguments ask, without keys and tokens, which say who asks, and without what is meant unsaid."""
    return {
        name: value
        for name, value in arguments.items()
        if name not in slots
        or not (slots[name].kind in _CREDENTIALS or _KEY.search(name) or _is_default(value, slots[name]))
    }


def _is_default(value: Any, slot: Slot) -> bool:
    return "default" in slot.schema and not slot.required and bool(slot.schema["default"] == value)


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
                    if key in inner and is_scalar(item)
                ]
    asked = asked_of(arguments, slots)
    text = json.dumps(asked, sort_keys=True, ensure_ascii=False)
    asks = family in ("find", "get", "list", "compute", "export")
    rng = random.Random(f"{world.seed}:{tool.name}:{text}" + ("" if asks else f":{salt}"))
    scene = Scene(tool, owner, family, noun, given, things, world, rng, arguments)
    scene.asked = asked
    for one in given:
        for value in one.value if isinstance(one.value, list) else [one.value]:
            if (
                isinstance(value, (str, int))
                and not isinstance(value, bool)
                and str(value) in things
                and is_id(one.slot.kind, value)
            ):
                scene.subject += things[str(value)]
    return scene


@lru_cache(65536)
def spaced(name: str) -> str:
    """Return a field name with spaces between its words, in lower case."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])|_|-", " ", name).lower()
