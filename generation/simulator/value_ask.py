"""What a value is drawn for: a slot read once into the words that the drawing rules look at."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from typing import Any

from .identity import IdentityCache
from .semantics import Slot, name_words, owner_noun
from .world import World


@dataclass(frozen=True, slots=True)
class Gist:
    """The unchanging part of a request for a value.

    Args:
        slot: The parameter or leaf.
        schema: Its schema, or that of its items.
        type: JSON Schema type, empty where none is given.
        words: The words of the name in lower case, abbreviations spelt out.
        phrase: The same as one text.
        noun: What the owner is about: `flight`.
        about: Name, description and owner in one lower-case text, for cues.
        description: As in the schema.
        choices: Values that the description lists.
        shapes: Scalars from `examples`, `example`, `default` and `e.g.`.
    """

    slot: Slot
    schema: dict[str, Any]
    type: str
    words: tuple[str, ...]
    phrase: str
    noun: str
    about: str
    description: str
    choices: tuple[str, ...]
    shapes: tuple[Any, ...]

    @property
    def numeric(self) -> bool:
        """Whether a number is wanted."""
        return self.type in ("integer", "number")


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
    r"\{\{|[<>{}]|(?i:^(string|null|none|optional|required|default|undefined|your .*"
    r"|example|test|the|a|an|xxx+|n/?a|if|to|when|this|true|false)$)"
)


_BOOLEAN = re.compile(
    r"(?i)(?:set (?:it )?to "
    r")?(?:\W?true\W?\b.{0,30}\bfalse\b|\W?false\W?\b|whether\b|boolean|\W?true\W? "
    r"(?:to|if)|if (?:set to )?\W?true)"
)


def choices_in(description: str) -> tuple[str, ...]:
    """Return the values that a description lists, `one of: asc, desc`; empty unless at least two."""
    if _BOOLEAN.match(description):
        return ("true", "false")
    match = _LISTED.search(description)
    if match is None:
        return ()
    listed = re.split(r"(?<=[a-z'\"`)])\.(?:\s|$)|\n", match[1])[0]
    quoted = _QUOTED.findall(listed)
    if len(quoted) >= 2:
        return tuple(dict.fromkeys(part.strip() for part in quoted))
    parts = [part.strip(" .;()[]'\"`") for part in re.split(r",|;|\||\bor\b|\band\b|/", listed)]
    parts = [part for part in parts if part]
    if len(parts) >= 2 and all(re.fullmatch(r"[\w.+-]{1,20}", part) for part in parts):
        return tuple(dict.fromkeys(parts))
    return ()


def _shapes(
    name: str, schema: dict[str, Any], inner: dict[str, Any], description: str, array: bool
) -> tuple[Any, ...]:
    found: list[Any] = []
    for source in (schema, inner):
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
            and item.lower() != name.lower()
            and not _UNUSABLE.search(item.strip())
        )
    )


def inner_schema(slot: Slot) -> dict[str, Any]:
    """Return the schema of one value: an array's items, a branch that is not null, else the slot's."""
    schema = slot.schema
    branches = schema.get("anyOf") or schema.get("oneOf")
    if "type" not in schema and isinstance(branches, list):
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
    description = raw if isinstance(raw, str) else ""
    words = tuple(word.lower() for word in name_words(slot.name))
    owner = " ".join(name_words(slot.owner[:300].replace(" ", "_")))
    choices = choices_in(description)
    if not choices and any(
        str(source.get(key)).lower() in ("true", "false")
        for source in (inner, slot.schema)
        for key in ("example", "default")
    ):
        choices = ("true", "false")
    return Gist(
        slot=slot,
        schema=inner,
        type=type_of(inner),
        words=words,
        phrase=" ".join(words),
        noun=owner_noun(slot.owner),
        about=f"{' '.join(words)} {description} {owner}".lower(),
        description=description,
        choices=choices,
        shapes=_shapes(slot.name, slot.schema, inner, description, slot.array),
    )
