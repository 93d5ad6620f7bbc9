"""What `$ref` points to, and the merging of a schema with what stands beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import unquote

_ANNOTATIONS = (
    "title",
    "description",
    "default",
    "example",
    "examples",
    "deprecated",
    "readOnly",
    "writeOnly",
)


def resolve(ref: Any, roots: Sequence[Any]) -> Any:
    """Return what a local reference points to, looked up in each root in turn; None if nothing is there.

    Args:
        ref: `#`, a JSON pointer (`#/$defs/Address`), or a bare definition name.
        roots: The schema itself first, then the documents around it.
    """
    if not isinstance(ref, str):
        return None
    if ref.startswith("#"):
        parts = [unquote(part).replace("~1", "/").replace("~0", "~") for part in ref[1:].split("/")[1:]]
        candidates = [parts] if parts or ref == "#" else []
    else:
        candidates = [["$defs", ref], ["definitions", ref]]
    for root in roots:
        for parts in candidates:
            found = _walk(root, parts)
            if isinstance(found, (Mapping, bool)):
                return found
    return None


def is_outside(ref: Any) -> bool:
    """Tell whether a reference leads out of its document: a URL or a file, neither pointer nor bare name."""
    return isinstance(ref, str) and not ref.startswith("#") and any(mark in ref for mark in "/:.#")


def _walk(document: Any, parts: Sequence[str]) -> Any:
    for part in parts:
        if isinstance(document, Mapping) and part in document:
            document = document[part]
        elif isinstance(document, list) and part.isdecimal() and int(part) < len(document):
            document = document[int(part)]
        else:
            return None
    return document


def merge(schema: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return one schema that asks for both, or None where they cannot be put together key by key.

    Annotations of `schema` win; `properties` and `required` are united; any other keyword must be equal or
    be in only one of the two.
    """
    merged = dict(schema)
    for key, value in other.items():
        if key not in merged:
            merged[key] = value
        elif key in _ANNOTATIONS or merged[key] == value:
            continue
        elif key == "properties" and isinstance(value, Mapping) and isinstance(merged[key], Mapping):
            mine = merged[key]
            if any(name in mine and mine[name] != child for name, child in value.items()):
                return None
            merged[key] = {**mine, **value}
        elif key == "required" and isinstance(value, list) and isinstance(merged[key], list):
            merged[key] = [*merged[key], *(name for name in value if name not in merged[key])]
        else:
            return None
    return merged
