"""One schema without what is nested in it: its type, its unions of plain types, its enum and default."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from .schema_refs import merge
from .schema_types import JSON_TYPES, MISSING, coerce, has_type, order_types, read_type, type_of

Node = dict[str, Any]
Note = Callable[[str, str, Any], None]  # (reason, path, detail)

SCALARS = frozenset(("string", "integer", "number", "boolean", "null"))
UNIONS = ("anyOf", "oneOf")
_OPEN = ("allOf", "anyOf", "oneOf", "not", "if")
_OBJECT = ("properties", "fields", "additionalProperties", "patternProperties")


def types_of(node: Mapping[str, Any]) -> list[str]:
    """Return a schema's types as a list; empty if it leaves the type open."""
    kind = node.get("type")
    return [kind] if isinstance(kind, str) else list(kind) if isinstance(kind, list) else []


def mend_type(node: Node, path: str, note: Note) -> None:
    """Make `type` one name, or a list of several with `null` last; drop it if it says nothing."""
    kind = node.get("type", MISSING)
    if isinstance(kind, Mapping):
        note("type-odd", path, "a schema in the place of a type name")
        del node["type"]
        node.update({key: value for key, value in kind.items() if key not in node})
        kind = node.get("type", MISSING)
    if kind is not MISSING and not (isinstance(kind, str) and kind in JSON_TYPES):
        del node["type"]
        _odd_type(node, kind, path, note)
    nullable = node.pop("nullable", None)
    if nullable is True or nullable == "true":
        note("nullable", path, "nullable: true")
        _allow_null(node)


def _odd_type(node: Node, kind: Any, path: str, note: Note) -> None:
    """Read a type that is not one plain name: a valid list is kept, anything else mapped or inferred."""
    found = read_type(kind) if isinstance(kind, str) else None
    if isinstance(kind, list) and kind and all(isinstance(name, str) for name in kind):
        ordered = order_types(kind)
        if len(kind) > 1 and set(kind) <= set(JSON_TYPES) and len(ordered) == len(kind):
            node["type"] = ordered
            return
        found = read_type("|".join(kind))
    elif isinstance(kind, list) and kind and all(isinstance(part, Mapping) for part in kind):
        note("type-odd", path, "schemas in the place of type names")
        node.setdefault("anyOf", kind)
        return
    if found is None and isinstance(kind, str) and " " in kind.strip() and not node.get("description"):
        node["description"] = kind
    for key, value in (found or {}).items():
        node.setdefault(key, value)
    if "type" in node:
        note("type-odd", path, f"{_brief(kind)} -> {_brief(node['type'])}")
    else:
        infer_type(node, path, note, "type-odd", was=_brief(kind))


def infer_type(node: Node, path: str, note: Note, reason: str = "missing-type", was: str = "no type") -> None:
    """Choose a type for a schema without one from its other keywords; a string if nothing tells."""
    if any(key in node for key in _OPEN):
        return
    kind: str | list[str] = "string"
    if any(key in node for key in _OBJECT):
        kind = "object"
    elif "items" in node or "prefixItems" in node:
        kind = "array"
    else:
        values = node["enum"] if isinstance(node.get("enum"), list) else []
        hints = [node[key] for key in ("const", "default", "example") if node.get(key) is not None]
        examples = node["examples"] if isinstance(node.get("examples"), list) else []
        names = order_types([type_of(value) for value in (values or hints[:1] or examples[:1])])
        if names:
            kind = names[0] if len(names) == 1 else names
    node["type"] = kind
    note(reason, path, f"{was} -> {_brief(kind)}")


def flatten_unions(node: Node, path: str, note: Note) -> None:
    """Write a union of one schema with null, or of plain types only, as a list of types."""
    for key in UNIONS:
        branches = node.get(key)
        if not isinstance(branches, list) or not branches or "type" in node:
            continue
        if not all(isinstance(branch, Mapping) for branch in branches):
            continue
        others = [branch for branch in branches if branch.get("type") != "null"]
        names = [branch.get("type") for branch in others]
        with_null = len(others) < len(branches)
        if len(others) == 1 and not any(word in others[0] for word in ("$ref", "allOf")):
            _take_branch(node, key, dict(others[0]), with_null, path, note)
        elif (
            others
            and all(branch.keys() <= {"type", "title"} for branch in others)
            and all(isinstance(name, str) and name in SCALARS for name in names)
            and (key == "anyOf" or not {"integer", "number"} <= set(names))
        ):
            del node[key]
            types = order_types([str(name) for name in names] + ["null"] * with_null)
            node["type"] = types[0] if len(types) == 1 else types
            note("union-flattened", path, f"{key} -> {_brief(node['type'])}")


def _take_branch(node: Node, key: str, branch: Node, with_null: bool, path: str, note: Note) -> None:
    """Fold the only branch of a union that is not null into the schema, unless it would lose something."""
    mend_type(branch, path, note)
    if with_null and (not types_of(branch) or any(word in branch for word in ("const", *UNIONS))):
        return
    both = merge({name: value for name, value in node.items() if name != key}, branch)
    if both is None:
        return
    node.clear()
    node.update(both)
    if with_null:
        _allow_null(node)
    reason = "nullable" if with_null else "union-flattened"
    note(reason, path, f"{key} of one schema" + " and null" * with_null)


def mend_values(node: Node, path: str, note: Note) -> None:
    """Make enum, const and default fit the type, and the default one of the enum's values."""
    types = types_of(node)
    if types and "enum" in node:
        _mend_enum(node, types, path, note)
    if types and "const" in node and not has_type(node["const"], types):
        value = coerce(node["const"], types)
        note("enum-mismatch", path, {"const": node.pop("const")})
        if value is not MISSING:
            node["const"] = value
    if "default" not in node:
        return
    was = node["default"]
    value = coerce(was, types) if types else was
    enum = node.get("enum")
    if value is not MISSING and isinstance(enum, list) and not any(_same(value, other) for other in enum):
        folded = [other for other in enum if isinstance(other, str) and other.lower() == str(value).lower()]
        value = folded[0] if len(folded) == 1 else MISSING
    if value is MISSING:
        note("default-mismatch", path, {"default": node.pop("default")})
    elif not _same(value, was):
        note("default-mismatch", path, f"{_brief(was)} -> {_brief(value)}")
        node["default"] = value


def _mend_enum(node: Node, types: Sequence[str], path: str, note: Note) -> None:
    values = [coerce(value, types) for value in node["enum"]]
    kept = list({_identity(value): value for value in values if value is not MISSING}.values())
    if len(kept) == len(values) and all(map(_same, kept, node["enum"])):
        return
    note("enum-mismatch", path, {"was": node["enum"], "now": kept})
    if kept:
        node["enum"] = kept
    else:
        del node["enum"]


def _allow_null(node: Node) -> None:
    """Add `null` to a schema's types, and to its enum; nothing if it leaves the type open."""
    if types := types_of(node):
        node["type"] = order_types([*types, "null"]) if types != ["null"] else "null"
        if isinstance(node.get("enum"), list) and None not in node["enum"]:
            node["enum"] = [*node["enum"], None]


def _brief(value: Any) -> str:
    """Return a value as JSON, cut to what a line can hold."""
    return json.dumps(value, ensure_ascii=False, default=str)[:100]


def _same(first: Any, second: Any) -> bool:
    """Compare as JSON does: 1 and true differ."""
    return type_of(first) == type_of(second) and bool(first == second)


def _identity(value: Any) -> Any:
    """Return something hashable that is equal for equal JSON values."""
    return value if isinstance(value, str) else (type_of(value), json.dumps(value, sort_keys=True))
