"""The last word on a schema: the metaschema of draft 2020-12, at the speed of a dictionary.

`check_schema` walks the metaschema again for every node of every schema. But whether a schema is valid
depends on each of its nodes alone: its keywords' own values, and that subschemas are schemas. Real nodes
differ in their texts and names far more than in their shape, so each node is reduced to its shape (texts to
one text, subschemas to `{}`) and `check_schema` is asked once for each distinct shape.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

SUBSCHEMA = frozenset(
    "additionalProperties contains contentSchema else if items not propertyNames then unevaluatedItems "
    "unevaluatedProperties".split()
)
SUBSCHEMA_LIST = frozenset(("allOf", "anyOf", "oneOf", "prefixItems"))
SUBSCHEMA_MAP = frozenset(("$defs", "definitions", "dependentSchemas", "patternProperties", "properties"))
_TEXT = frozenset(("description", "title", "$comment", "format", "contentEncoding", "contentMediaType"))
_ANY_VALUE = frozenset(("default", "const", "example"))
_PLAIN = frozenset(("type", "description"))
_ANY_LIST = frozenset(("enum", "examples"))


def children(schema: Mapping[str, Any]) -> Iterator[Any]:
    """Yield the subschemas that stand directly in a schema."""
    for key, value in schema.items():
        if key in SUBSCHEMA:
            yield value
        elif key in SUBSCHEMA_LIST and isinstance(value, list):
            yield from value
        elif key in SUBSCHEMA_MAP and isinstance(value, Mapping):
            yield from value.values()


class SchemaChecker:
    """Checks schemas against draft 2020-12 and remembers the shapes it has seen."""

    def __init__(self) -> None:
        self._verdicts: dict[str, str] = {}

    def error(self, schema: Any) -> str:
        """Return why `Draft202012Validator.check_schema` would refuse the schema; empty if it would not."""
        waiting = [schema]
        while waiting:
            node = waiting.pop()
            if not isinstance(node, dict):
                if not isinstance(node, bool):
                    return f"a schema must be an object or a boolean, got {json.dumps(node)[:60]}"
                continue
            if verdict := self._verdict(node):
                return verdict
            waiting.extend(children(node))
        return ""

    def _verdict(self, node: Mapping[str, Any]) -> str:
        kind = node.get("type")
        if isinstance(kind, str) and node.keys() <= _PLAIN and isinstance(node.get("description", ""), str):
            key, shape = f"type {kind}", {"type": kind}  # most nodes, without the cost of a dump
        else:
            shape = _shape(node)
            key = json.dumps(shape, sort_keys=True)
        verdict = self._verdicts.get(key)
        if verdict is None:
            verdict = self._verdicts[key] = _ask(shape)
        return verdict

    @property
    def n_shapes(self) -> int:
        """How many distinct shapes have been checked."""
        return len(self._verdicts)


def _shape(node: Mapping[str, Any]) -> dict[str, Any]:
    """Reduce a node to what the metaschema can see of it, without going into its subschemas."""
    shape: dict[str, Any] = {}
    for key, value in node.items():
        if key in SUBSCHEMA:
            shape[key] = {}
        elif key in SUBSCHEMA_LIST and isinstance(value, list) and value:
            shape[key] = [{}]
        elif key == "patternProperties" and isinstance(value, Mapping):
            shape[key] = {pattern: {} for pattern in value}  # patterns are checked too
        elif (key in SUBSCHEMA_MAP and isinstance(value, Mapping)) or key in _ANY_VALUE:
            shape[key] = {}
        elif key in _TEXT and isinstance(value, str):
            shape[key] = "text"
        elif key in _ANY_LIST and isinstance(value, list):
            shape[key] = []
        elif key == "required" and _is_names(value):
            shape[key] = ["name"]
        else:
            shape[key] = value
    return shape


def _is_names(value: Any) -> bool:
    return (
        isinstance(value, list)
        and all(isinstance(name, str) for name in value)
        and len(set(value)) == len(value)
    )


def _ask(shape: dict[str, Any]) -> str:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import SchemaError

    try:
        Draft202012Validator.check_schema(shape)
    except SchemaError as error:
        return f"{error.json_path}: {error.message[:120]}"
    return ""
