"""What a value is drawn for: a slot read once into the words that the drawing rules look at."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from ..identity import IdentityCache
from .semantics import Slot, name_words, owner_noun
from .world import World


@dataclass(frozen=True)
class Gist:
    """The unchanging part of a request for a value; what only some rules look at is read when first asked for.

    Args:
        slot: The parameter or leaf.
        schema: Its schema, or that of its items.
        type: JSON Schema type, empty where none is given.
        description: As in the schema.
    """

    slot: Slot
    schema: dict[str, Any]
    type: str
    description: str

    @property
    def numeric(self) -> bool:
        """Whether a number is wanted."""
        return self.type in ("integer", "number")

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words of the name in lower case, abbreviations spelt out."""
        return tuple(word.lower() for word in name_words(self.slot.name))

    @cached_property
    def phrase(self) -> str:
        """The same as one text."""
        return " ".join(self.words)

    @cached_property
    def noun(self) -> str:
        """What the owner is about: `flight`."""
        return owner_noun(self.slot.owner)

    @cached_property
    def about(self) -> str:
        """Name, description and owner in one lower-case text, for cues."""
        return f"{self.phrase} {self.description} {_owner_words(self.slot.owner[:300])}".lower()

    @cached_property
    def choices(self) -> tuple[str, ...]:
        """Values that the description lists."""
        listed = choices_in(self.description)
        given = (
            source.get(key) for source in (self.schema, self.slot.schema) for key in ("example", "default")
        )
        return listed or (FLAGS if any(str(value).lower() in FLAGS for value in given) else ())

    @cached_property
    def shapes(self) -> tuple[Any, ...]:
        """Scalars from `examples`, `example`, `default` and `e.g.`."""
        return _shapes(self.slot, self.schema, self.description)


_PIECE = re.compile(r"[^\W_]+")


@lru_cache(16384)
def _owner_words(owner: str) -> str:
    return " ".join(map(_piece_words, _PIECE.findall(owner)))


@lru_cache(32768)
def _piece_words(piece: str) -> str:
    return " ".join(name_words(piece)) if len(piece) > 1 else piece


@dataclass(frozen=True, slots=True)
class Ask:
    """One request for a value: what for, in which world, and whether a user says it or a tool reports it."""

    gist: Gist
    world: World
    rng: random.Random
    said: bool

    def one_of(self, *options: Any) -> Any:
        """Draw one of the options."""
        return options[int(self.rng.random() * len(options))]


_LISTED = re.compile(
    r"(?i)(?:one of|either|can be|could be|must be|possible (?:values|options)"
    r"|(?:valid|allowed|accepted|supported|available|acceptable) "
    r"(?:values?|options?|types?|formats?)|options?|values?|choose (?:from|between)"
    r"|choices)\b(?: the followings?| of| are| is| include| "
    r"values?)*\s*[:=]?\s+(.{3,220})"
)
_QUOTED = re.compile(r"[`'\"\u201c\u2018]([\w .+/-]{1,30}?)[`'\"\u201d\u2019]")
_EXAMPLE = re.compile(
    r"(?i)(?:\be\.?g\.?[,:]?|\bfor example[,:]?|\bexamples?:|\bex:|\bsuch "
    r"as)\s*(?:[`'\"\u201c]([^`'\"\u201d\n]{1,60})[`'\"\u201d]|([\w@+./:#-]{1,40}))"
)
_UNUSABLE = re.compile(
    r"\{\{|[<>{}]|(?i:^(string|null|none|optional|required|default|undefined|your[ _-].*"
    r"|example|test|the|a|an|xxx+|n/?a|if|to|when|this|true|false)$)"
)


FLAGS = ("true", "false")
_LIST_END = re.compile(r"(?<=[a-z'\"`)])\.(?:\s|$)|\n")
_SEPARATOR = re.compile(r",|;|\||\bor\b|\band\b|/")
_OPTION = re.compile(r"[\w.+-]{1,20}")
_BOOLEAN = re.compile(
    r"(?i)(?:set (?:it )?to "
    r")?(?:\W?true\W?\b.{0,30}\bfalse\b|\W?false\W?\b|whether\b|boolean|\W?true\W? "
    r"(?:to|if)|if (?:set to )?\W?true)"
)


@lru_cache(16384)
def choices_in(description: str) -> tuple[str, ...]:
    """Return the values that a description lists, `one of: asc, desc`; empty unless at least two."""
    if _BOOLEAN.match(description):
        return FLAGS
    match = _LISTED.search(description)
    if match is None:
        return ()
    listed = _LIST_END.split(match[1])[0]
    quoted = _QUOTED.findall(listed)
    options = [
        part.strip() for part in quoted if any(each.isalnum() for each in part)
    ]  # not the dash between two
    if len(options) >= 2:
        return tuple(dict.fromkeys(options))
    parts = [part.strip(" .;()[]'\"`") for part in _SEPARATOR.split(listed)]
    parts = [part for part in parts if part]
    if len(parts) >= 2 and all(_OPTION.fullmatch(part) for part in parts):
        return tuple(dict.fromkeys(parts))
    return ()


def _shapes(slot: Slot, inner: dict[str, Any], description: str) -> tuple[Any, ...]:
    found: list[Any] = []
    for source in (slot.schema, inner):
        given = source.get("examples")
        found += given if isinstance(given, list) else []
        found += [source[key] for key in ("example", "default") if key in source]
    flat: list[Any] = []
    for item in found:
        flat += item if isinstance(item, list) else [item]
    match = _EXAMPLE.search(description)
    if match:
        flat.append((match[1] or match[2]).strip(" .,"))
    return tuple(
        item
        for item in flat
        if (isinstance(item, (int, float)) and not isinstance(item, bool))
        or (
            isinstance(item, str)
            and 0 < len(item) <= 80
            and item.lower() != slot.name.lower()
            and not _UNUSABLE.search(item.strip())
        )
    )


def inner_schema(slot: Slot) -> dict[str, Any]:
    """Return the schema of one value: an array's items, a branch that is not null, else the slot's."""
    schema = slot.schema
    branches = None if "type" in schema else schema.get("anyOf") or schema.get("oneOf")
    if isinstance(branches, list):
        for branch in branches:
            if isinstance(branch, dict) and branch.get("type") != "null":
                schema = branch
                break
    if slot.array:
        items = schema.get("items")
        return items if isinstance(items, dict) else {}
    return schema


def type_of(schema: dict[str, Any]) -> str:
    """Return a schema's first type that is not null; empty where none is given."""
    type_ = schema.get("type")
    if isinstance(type_, list):
        type_ = next((item for item in type_ if item != "null"), "null")
    return type_ if isinstance(type_, str) else ""


_gists: IdentityCache[Slot, Gist] = IdentityCache(65536)


def gist_of(slot: Slot) -> Gist:
    """Return the gist of a slot; the same slot is read once."""
    return _gists.get(slot, None, lambda: _gist(slot))


def _gist(slot: Slot) -> Gist:
    inner = inner_schema(slot)
    raw = inner.get("description") or slot.schema.get("description")
    return Gist(slot, inner, type_of(inner), raw if isinstance(raw, str) else "")
