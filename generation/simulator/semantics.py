"""What a parameter or a result field means, read from its name, description and schema: a city, a date.

Works on machine-written schemas (`checkindate`, `is_id`, resource patterns) and on empty descriptions.
What a single value is, `kinds` decides; this module reads schemas.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ..identity import IdentityCache
from .kind_words import KINDS
from .kinds import kind_of
from .naming import label_of, name_words, owner_noun, singular_word, split_words

__all__ = ["KINDS", "Slot", "describe", "label_of", "name_words", "owner_noun", "read_slots", "split_words"]


_FLAG = re.compile(
    r"(?:is|has|can|should|was|does|are|allow|enable|show|include)\b.*|(?:success"
    r"|successful|enabled|disabled|available|active|"
    r"verified|deleted|done|ok|online|paid|valid|exists|found|sent|saved|public)$"
    r"|.+ (?:disabled|enabled|allowed|required|supported)$"
)
# An array of strings of such a description holds identifiers, even where its name speaks of a number.
_IDENTIFIES = re.compile(r"(?i)number|\bid\b|code|seat")
_WRITTEN = re.compile(r"(?i)(?:comments?|reviews?)$")


@dataclass(frozen=True, slots=True)
class Slot:
    """One parameter, or one leaf of a result, as the simulator understands it.

    Args:
        name: As in the schema.
        path: Dotted path; `[]` marks the items of an array: `flights[].price`.
        label: Human words in lower case (acronyms kept): `check-in date`, `flight ID`.
        kind: One of `KINDS`.
        schema: Its JSON Schema; of an array, the array's own.
        required: Whether the object that holds it requires it.
        array: Whether it is an array of such values.
        owner: The tool's name and description, or the object it stands in before them.
    """

    name: str
    path: str
    label: str
    kind: str
    schema: dict[str, Any]
    required: bool
    array: bool
    owner: str = ""


def _example(schema: dict[str, Any]) -> str:
    given = schema.get("examples")
    example = schema.get(
        "example", schema.get("default", given[0] if isinstance(given, list) and given else "")
    )
    return str(example)[:200] if isinstance(example, (str, int, float)) else ""


@lru_cache(16384)
def _is_flag(name: str) -> bool:
    """Return whether the name of an untyped field says that it is true or false."""
    return _FLAG.match(" ".join(name_words(name)).lower()) is not None


def describe(name: str, schema: dict[str, Any], owner: str = "") -> tuple[str, bool]:
    """Return a field's kind and whether it is an array of such values."""
    type_ = schema.get("type")
    if isinstance(type_, list):
        type_ = next((item for item in type_ if item != "null"), "null")
    branches = schema.get("anyOf") or schema.get("oneOf")
    if type_ is None and isinstance(branches, list):
        for branch in branches:
            if isinstance(branch, dict) and branch.get("type") != "null":
                return describe(name, {"description": schema.get("description", ""), **branch}, owner)
    if type_ == "array":
        items = schema.get("items")
        items = items if isinstance(items, dict) else {}
        if schema.get("fields") or items.get("fields") or items.get("properties"):
            return "object", True
        inner = {"type": "string", **items}
        if not inner.get("description"):
            inner["description"] = schema.get("description", "")
        kind = describe(name, inner, owner)[0]
        if kind in ("count", "number", "amount", "limit") and inner["type"] == "string":
            # "seats" of type string are not a count: they are called something
            kind = "id" if _IDENTIFIES.search(str(inner.get("description"))) else "code"
        return kind, True
    if "enum" in schema and type_ != "boolean":
        return "enum", False
    if type_ == "boolean":
        return "flag", False
    if type_ == "object" or "properties" in schema or "fields" in schema:
        return "object", False
    description = schema.get("description")
    format_ = schema.get("format")
    if type_ is None and _is_flag(str(name)):
        return "flag", False
    kind = kind_of(
        str(name),
        description if isinstance(description, str) else "",
        str(type_ or "string"),
        format_ if isinstance(format_, str) else "",
        owner,
        _example(schema),
    )
    if type_ == "string" and kind == "count" and _WRITTEN.search(str(name)):
        kind = "text"  # written, not counted
    if type_ is None and kind == "time" and len(name_words(str(name))) > 1:
        kind = "datetime"  # an untyped `destroyTime` is a moment
    return kind, False


def _leaves(schema: dict[str, Any], owner: str, depth: int, prefix: str) -> Iterator[Slot]:
    properties = schema.get("properties")
    if not isinstance(properties, dict):
        names = schema.get("fields")
        properties = {str(name): {} for name in names} if isinstance(names, list) else {}
    required = schema.get("required")
    required = required if isinstance(required, list) else ()
    for name, child in properties.items():
        child = child if isinstance(child, dict) else {}
        path = f"{prefix}{name}"
        kind, array = describe(name, child, owner)
        if kind == "object" and depth > 1:
            items = child.get("items") if array else child
            inside = (
                items
                if isinstance(items, dict) and (items.get("properties") or items.get("fields"))
                else child
            )
            deeper = list(
                _leaves(
                    inside, f"{singular_word(name)} {owner}", depth - 1, f"{path}[]." if array else f"{path}."
                )
            )
            if deeper:
                yield from deeper
                continue
        label = label_of(name, str(child.get("description") or ""))
        if label in ("ID", "IDs"):
            label = f"{owner_noun(owner)} {label}".strip()
        yield Slot(name, path, label, kind, child, name in required, array, owner)


_by_schema: IdentityCache[dict[str, Any], tuple[Slot, ...]] = IdentityCache(32768)


def read_slots(schema: dict[str, Any] | None, owner: str = "", depth: int = 1) -> tuple[Slot, ...]:
    """Return the top-level parameters of a schema, or its leaves through objects and arrays up to `depth`.

    Args:
        schema: JSON Schema of type object (or array, for results), which must not change; None gives no slots.
        owner: The tool's name, a space, and its description: there `name` is a song or a person.
        depth: 1 is top level; 2 opens `flights[].price`. What is deeper comes as one slot of kind `object`.
    """
    if not schema:
        return ()
    return _by_schema.get(schema, (owner, depth), lambda: _read(schema, owner, depth))


def _read(schema: dict[str, Any], owner: str, depth: int) -> tuple[Slot, ...]:
    if schema.get("type") == "array":
        items = schema.get("items")
        return tuple(_leaves(items if isinstance(items, dict) else {}, owner, depth, "[]."))
    return tuple(_leaves(schema, owner, depth, ""))
