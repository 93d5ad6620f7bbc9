"""The properties of an object schema in the forms they are found in, and which of them are required."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

Note = Callable[[str, str, Any], None]  # (reason, path, detail)

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_BOOLEAN_FIRST = frozenset("is has can should does was allow enable".split())
_BOOLEAN_LAST = frozenset("enabled disabled required allowed deleted".split())
_INTEGER_LAST = frozenset("count total quantity age year index limit offset page pages".split())
_NUMBER_LAST = frozenset(
    "price amount score rate rating latitude longitude lat lng lon percent percentage probability "
    "temperature distance weight balance".split()
)


def guess_field(name: str) -> dict[str, Any]:
    """Return a schema for a name: `isActive` is boolean, `viewCount` integer, anything else a string."""
    words = [word.lower() for word in _WORD.findall(name)]
    if not words:
        return {"type": "string"}
    if (words[0] in _BOOLEAN_FIRST and len(words) > 1) or words[-1] in _BOOLEAN_LAST:
        return {"type": "boolean"}
    if words[-1] in _INTEGER_LAST:
        return {"type": "integer"}
    return {"type": "number" if words[-1] in _NUMBER_LAST else "string"}


def collect_properties(node: dict[str, Any], path: str, note: Note) -> dict[str, Any] | None:
    """Take `properties` and the hint `fields` out of a schema, as one map; None if it has neither.

    Accepted: a map; a list of schemas with a `name`; a list of names; either as JSON text.
    """
    found: dict[str, Any] | None = None
    if "properties" in node:
        value = node.pop("properties")
        if isinstance(value, Mapping):
            found = dict(value)
        else:
            note("properties-not-map", path, value)
            found = from_list(value)
    if "fields" in node and ("type" not in node or "object" in node["type"]):
        hints = node.pop("fields")
        names = from_list(hints)
        if names:
            note("names-only-properties", path, ", ".join(names))
        elif hints:
            note("properties-not-map", path, {"fields": hints})
        found = names | (found or {})
    return found


def from_list(value: Any) -> dict[str, Any]:
    """Read properties from a list of names or named schemas, a map, or JSON text; empty if it is none."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return {}
    if isinstance(value, Mapping):
        return dict(value)
    found: dict[str, Any] = {}
    for part in value if isinstance(value, list) else ():
        if isinstance(part, str):
            found.setdefault(part, guess_field(part))
        elif isinstance(part, Mapping) and isinstance(part.get("name"), str):
            schema = part["schema"] if isinstance(part.get("schema"), Mapping) else {}
            rest = {key: child for key, child in part.items() if key not in ("name", "schema", "in")}
            found.setdefault(part["name"], {**schema, **rest})
    return found


def mend_required(
    node: dict[str, Any], names: set[str] | None, path: str, note: Note, wanted: Iterable[str] = ()
) -> None:
    """Make `required` a list of distinct names of properties.

    Args:
        node: The schema, changed in place.
        names: The properties it has; None where others may be meant (a branch of a union).
        path: Where the schema stands.
        note: Takes reason, path and detail.
        wanted: Properties that say of themselves that they are required.
    """
    if "required" not in node and not wanted:
        return
    was = node.pop("required", [])
    listed = (
        was
        if isinstance(was, list)
        else [was]
        if isinstance(was, str)
        else list(was)
        if was and isinstance(was, Mapping)
        else []
    )
    kept = [
        name
        for name in dict.fromkeys(n for n in listed if isinstance(n, str))
        if names is None or name in names
    ]
    if kept != was:
        missing = [name for name in listed if name not in kept] if isinstance(was, list) else was
        note("required-mismatch", path, missing if missing else "repeated names")
    node["required"] = [*kept, *(name for name in wanted if name not in kept)]
    if not isinstance(was, list) and not node["required"]:
        del node["required"]
