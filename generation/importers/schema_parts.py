"""One schema of an API description with its `$ref` and `allOf` folded in, and nothing below it.

A schema is given as parts, each with the file it stands in: one as a rule, several where `allOf` names a
property twice. What parts disagree on is decided by the first, and told.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..schema_check import SUBSCHEMA, SUBSCHEMA_LIST, SUBSCHEMA_MAP
from ..tool_report import Issue
from .reference_urls import shown_url
from .references import BrokenReferenceError, Lookup

Parts = tuple[tuple[Any, str], ...]  # (schema, the file it stands in)

MAX_FOLDS = 256  # parts of one schema; allOf of allOf can double them level by level
_MAX_EXAMPLE = 200  # characters as JSON
_REFS = ("$ref", "$dynamicRef", "$recursiveRef")
_KEYWORDS = frozenset(
    "type title description format default enum const pattern minimum maximum exclusiveMinimum "
    "exclusiveMaximum multipleOf minLength maxLength minItems maxItems uniqueItems minProperties "
    "maxProperties minContains maxContains nullable readOnly writeOnly deprecated contentEncoding "
    "contentMediaType dependentRequired x-filled additionalProperties unevaluatedProperties".split()
)
_CHILD = (SUBSCHEMA | {"items"}) - {"if", "then", "else", "contentSchema"}
_CHILD_LIST = SUBSCHEMA_LIST - {"allOf"}
_CHILD_MAP = SUBSCHEMA_MAP - {"properties", "$defs", "definitions"}


@dataclass(slots=True)
class FlatSchema:
    """A schema's own keywords, and the parts of what is nested in it.

    Args:
        keywords: Those that hold no schema.
        properties: The properties' parts by name.
        children: Parts of other nested schemas by keyword: alone, in a list or in a map.
        required: Names in the order they were found.
        origins: Identities of the reference targets it was folded from, to tell a schema within itself.
        issues: What could not be followed or folded, with no path yet.
    """

    keywords: dict[str, Any] = field(default_factory=dict)
    properties: dict[str, Parts] = field(default_factory=dict)
    children: dict[str, Parts | list[Parts] | dict[str, Parts]] = field(default_factory=dict)
    required: dict[str, None] = field(default_factory=dict)
    origins: frozenset[int] = frozenset()
    issues: list[Issue] = field(default_factory=list)

    @property
    def is_object(self) -> bool:
        """Whether it is an object with properties of its own."""
        return bool(self.properties) and self.keywords.get("type", "object") in ("object", ["object"])


def flatten(parts: Parts, lookup: Lookup) -> FlatSchema:
    """Fold the parts of a schema into one; nothing raises, what cannot be followed is an issue."""
    flat = FlatSchema()
    origins: set[int] = set()
    waiting: list[tuple[Any, str, tuple[int, ...]]] = [(*part, ()) for part in reversed(parts)]
    folds = 0
    while waiting:
        schema, base, above = waiting.pop()
        folds += 1
        if folds > MAX_FOLDS:
            flat.issues.append(Issue("too-large", "", f"allOf and $ref of more than {MAX_FOLDS} parts"))
            break
        if not isinstance(schema, Mapping):
            if schema is not True:
                flat.issues.append(Issue("bad-schema", "", _brief(schema)))
            continue
        _take_keywords(flat, schema, base)
        inherited = schema.get("allOf")
        if isinstance(inherited, list):
            waiting.extend((part, base, above) for part in reversed(inherited[: MAX_FOLDS + 1]))
        for key in _REFS:
            if key not in schema:
                continue
            try:
                if not isinstance(schema[key], str):
                    raise BrokenReferenceError("unresolved-ref", _brief(schema[key]))
                target, where = lookup(schema[key], base)
            except BrokenReferenceError as error:
                flat.issues.append(Issue(error.reason, "", error.detail))
                continue
            if id(target) in above:
                flat.issues.append(Issue("recursive-schema", "", shown_url(schema[key])))
            else:
                origins.add(id(target))
                waiting.append((target, where, (*above, id(target))))
    flat.origins = frozenset(origins)
    return flat


def _take_keywords(flat: FlatSchema, schema: Mapping[str, Any], base: str) -> None:
    for key, value in schema.items():
        if key == "properties" and isinstance(value, Mapping):
            for name, child in value.items():
                flat.properties[name] = (*flat.properties.get(name, ()), (child, base))
        elif key == "required" and isinstance(value, list):
            flat.required.update((name, None) for name in value if isinstance(name, str))
        elif key in _CHILD and isinstance(value, Mapping):
            above = flat.children.get(key, ())
            flat.children[key] = (*above, (value, base)) if isinstance(above, tuple) else ((value, base),)
        elif key == "items" and isinstance(value, list):
            flat.children.setdefault("prefixItems", [((child, base),) for child in value])
        elif key in _CHILD_LIST and isinstance(value, list) and value:
            if key in flat.children:
                flat.issues.append(Issue("all-of-conflict", "", f"{key} in two parts; the first is kept"))
            else:
                flat.children[key] = [((child, base),) for child in value]
        elif key in _CHILD_MAP and isinstance(value, Mapping):
            flat.children.setdefault(key, {name: ((child, base),) for name, child in value.items()})
        elif key in _KEYWORDS:
            _take_keyword(flat, key, value)
        elif key == "if":
            flat.issues.append(Issue("condition-dropped", "", f"if {_brief(value)}"))
        elif key in ("example", "examples", "x-example"):
            _take_example(flat, key, value)


def _take_keyword(flat: FlatSchema, key: str, value: Any) -> None:
    if key == "type" and value == "any":  # says nothing
        return
    if key not in flat.keywords or flat.keywords[key] in ("", None):
        flat.keywords[key] = value
    elif key == "type" and flat.keywords[key] != value:
        flat.issues.append(
            Issue(
                "all-of-conflict",
                "",
                f"type {_brief(flat.keywords[key])} and {_brief(value)}; the first is kept",
            )
        )


def _take_example(flat: FlatSchema, key: str, value: Any) -> None:
    """Keep short examples: long ones are whole answers, said again at every level."""
    values: Sequence[Any] = value if key == "examples" and isinstance(value, list) else [value]
    if key == "examples" and isinstance(value, Mapping):
        values = [part.get("value") for part in value.values() if isinstance(part, Mapping)]
    short = [each for each in values[:3] if each is not None and _is_short(each)]
    if short:
        flat.keywords.setdefault("examples", short)


def _is_short(value: Any) -> bool:
    if isinstance(value, str):
        return len(value) <= _MAX_EXAMPLE
    if isinstance(value, list):
        return len(value) <= 20 and all(
            isinstance(each, (str, int, float)) and len(str(each)) <= 20 for each in value
        )
    return isinstance(value, (bool, int, float))


def _brief(value: Any) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, default=str)[:100]
    except (RecursionError, ValueError):
        return f"a {type(value).__name__}"
