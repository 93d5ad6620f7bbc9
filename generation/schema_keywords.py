"""The keywords of JSON Schema whose values people get wrong, and what each is mended to.

One function for each kind of value (text, number, count, flag, list of schemas), and a table that says
which keyword is of which kind. A value that cannot be mended is removed; both are reported.
"""

from __future__ import annotations

import json
import math
import re
import warnings
from collections.abc import Callable, Mapping
from typing import Any

from .schema_types import MISSING, coerce

Node = dict[str, Any]
Note = Callable[[str, str, Any], None]  # (reason, path, detail)

_BOUNDS = (
    ("minimum", "maximum"),
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
    ("minProperties", "maxProperties"),
)


def mend_keywords(node: Node, path: str, note: Note) -> None:
    """Mend every keyword of a schema in place, without going into its subschemas."""
    for key in list(node):
        if (mend := _KINDS.get(key)) and key in node:
            mend(node, key, path, note)
    for low, high in _BOUNDS:
        if low in node and high in node and node[low] > node[high]:
            note("contradictory-bounds", path, f"{low} {node.pop(low)} > {high} {node.pop(high)}")


def usable_pattern(pattern: str) -> bool:
    """Tell whether a pattern can be used here; a few that are valid in ECMAScript cannot."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # "[[a-z]" may mean something else one day
            re.compile(pattern)
    except (re.error, OverflowError, RecursionError):
        return False
    return True


def _replace(node: Node, key: str, value: Any, path: str, note: Note) -> None:
    """Put a mended value, or remove the keyword if it is `MISSING`; say so."""
    was = node.pop(key)
    note("bad-keyword", path, {key: was} if value is MISSING else {key: was, "now": value})
    if value is not MISSING:
        node[key] = value


def _text(node: Node, key: str, path: str, note: Note) -> None:
    value = node[key]
    if isinstance(value, str):
        return
    del node[key]
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        node[key] = " ".join(value)
    elif isinstance(value, (bool, int, float)) and key in ("title", "description"):
        node[key] = json.dumps(value)
    note("wrong-text", path, {key: value})


def _pattern(node: Node, key: str, path: str, note: Note) -> None:
    if not isinstance(node[key], str) or not usable_pattern(node[key]):
        note("bad-pattern", path, {key: node.pop(key)})


def _number(node: Node, key: str, path: str, note: Note) -> None:
    value = coerce(node[key], ("number",))
    if value is not MISSING and (
        (isinstance(value, float) and not math.isfinite(value)) or (key == "multipleOf" and value <= 0)
    ):
        value = MISSING
    if value is not node[key]:
        _replace(node, key, value, path, note)


def _exclusive(node: Node, key: str, path: str, note: Note) -> None:
    """Turn draft 4's flag beside `minimum` / `maximum` into the bound itself."""
    if not isinstance(node[key], bool):
        _number(node, key, path, note)
        return
    bound = "minimum" if key == "exclusiveMinimum" else "maximum"
    is_exclusive = node[key] and bound in node
    _replace(node, key, node.pop(bound) if is_exclusive else MISSING, path, note)
    if key in node:
        _number(node, key, path, note)


def _count(node: Node, key: str, path: str, note: Note) -> None:
    value = coerce(node[key], ("integer",))
    if value is MISSING or value < 0:
        _replace(node, key, MISSING, path, note)
    elif value is not node[key]:
        _replace(node, key, int(value), path, note)


def _flag(node: Node, key: str, path: str, note: Note) -> None:
    value = coerce(node[key], ("boolean",))
    if value is not node[key]:
        _replace(node, key, value, path, note)


def _schema(node: Node, key: str, path: str, note: Note) -> None:
    value = node[key]
    if not isinstance(value, (Mapping, bool)):
        _replace(node, key, coerce(value, ("boolean",)), path, note)


def _schema_list(node: Node, key: str, path: str, note: Note) -> None:
    value = node[key]
    if not isinstance(value, list) or not value:
        _replace(node, key, [value] if isinstance(value, Mapping) and value else MISSING, path, note)


def _schema_map(node: Node, key: str, path: str, note: Note) -> None:
    value = node[key]
    if not isinstance(value, Mapping):
        _replace(node, key, MISSING, path, note)
    elif key == "patternProperties":
        for pattern in [pattern for pattern in value if not usable_pattern(pattern)]:
            note("bad-pattern", path, {key: pattern})
            node[key] = {name: child for name, child in node[key].items() if name != pattern}


def _names_map(node: Node, key: str, path: str, note: Note) -> None:
    value = node[key]
    if not isinstance(value, Mapping):
        _replace(node, key, MISSING, path, note)
        return
    kept = {name: names for name, names in value.items() if _are_names(names)}
    if len(kept) < len(value):
        _replace(node, key, kept, path, note)


def _dependencies(node: Node, key: str, path: str, note: Note) -> None:
    """Split draft 7's keyword into the two that replaced it."""
    value = node.pop(key)
    note("bad-keyword", path, {key: value})
    if not isinstance(value, Mapping):
        return
    names = {name: part for name, part in value.items() if _are_names(part)}
    schemas = {name: part for name, part in value.items() if isinstance(part, Mapping)}
    if names:
        node.setdefault("dependentRequired", names)
    if schemas:
        node.setdefault("dependentSchemas", schemas)


def _are_names(value: Any) -> bool:
    return (
        isinstance(value, list)
        and all(isinstance(name, str) for name in value)
        and len(set(value)) == len(value)
    )


def _enum(node: Node, key: str, path: str, note: Note) -> None:
    value = node[key]
    if isinstance(value, list) and value:
        return
    mended: list[Any] = []
    if isinstance(value, Mapping):
        mended = list(value)
    elif isinstance(value, str):
        mended = [part.strip() for part in re.split(r"[,|]", value) if part.strip()]
    elif value is not None and not isinstance(value, list):
        mended = [value]
    _replace(node, key, mended or MISSING, path, note)


def _examples(node: Node, key: str, path: str, note: Note) -> None:
    value = node[key]
    if isinstance(value, Mapping):  # OpenAPI's named examples
        named = all(isinstance(part, Mapping) and "value" in part for part in value.values())
        _replace(
            node, key, [part["value"] for part in value.values()] if named and value else [value], path, note
        )
    elif not isinstance(value, list):
        _replace(node, key, MISSING if value is None else [value], path, note)


_KINDS: dict[str, Callable[[Node, str, str, Note], None]] = {
    **dict.fromkeys(("title", "description", "$comment", "format"), _text),
    **dict.fromkeys(("contentEncoding", "contentMediaType"), _text),
    "pattern": _pattern,
    **dict.fromkeys(("minimum", "maximum", "multipleOf"), _number),
    **dict.fromkeys(("exclusiveMinimum", "exclusiveMaximum"), _exclusive),
    **dict.fromkeys(("minLength", "maxLength", "minItems", "maxItems", "minContains", "maxContains"), _count),
    **dict.fromkeys(("minProperties", "maxProperties"), _count),
    **dict.fromkeys(("uniqueItems", "deprecated", "readOnly", "writeOnly"), _flag),
    **dict.fromkeys(
        ("additionalProperties", "unevaluatedProperties", "unevaluatedItems", "contains"), _schema
    ),
    **dict.fromkeys(("not", "if", "then", "else", "propertyNames", "contentSchema"), _schema),
    **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), _schema_list),
    **dict.fromkeys(("patternProperties", "dependentSchemas"), _schema_map),
    "dependentRequired": _names_map,
    "dependencies": _dependencies,
    "enum": _enum,
    "examples": _examples,
}
