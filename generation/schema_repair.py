"""Turn anything that was meant as a JSON Schema into a valid, self-contained one of draft 2020-12.

What is valid stays as it is, in the order it was written; every change is told to a list of issues. Where a
leaves the type open, one is chosen, so that arguments that fit the result fit the original too. The result
has no `$ref`, every property and item has a type or a union, `required` is a subset of `properties`, and a
type is one name or a list with `null` last. Nesting and size are bounded: deeper parts are cut, and said to
be.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from .schema_check import SUBSCHEMA, SUBSCHEMA_LIST, SUBSCHEMA_MAP
from .schema_keywords import mend_keywords
from .schema_names import NamedSchemas
from .schema_node import SCALARS, flatten_unions, infer_type, mend_type, mend_values, types_of
from .schema_properties import collect_properties, mend_required
from .schema_refs import is_outside, merge, resolve
from .schema_types import read_type, type_of
from .tool_report import Issue

MAX_DEPTH = 8  # real REST tools nest 3 deep
MAX_NODES = 4000  # the largest of 64,000 real tools has 641

_MAX_PASSES = 4
# repairs after which nothing is left to do; after any other a second pass looks for what the first laid open
_SETTLED = frozenset(
    "array-without-items default-mismatch dialect-dropped empty-name missing-type names-only-properties "
    "required-in-property".split()
)
_NESTING = (SUBSCHEMA | SUBSCHEMA_LIST | SUBSCHEMA_MAP) | {"fields"}
_OTHER_NESTING = _NESTING - {"properties", "items", "fields"}
_PLAIN = frozenset(("type", "description"))
_OF_THE_FUNCTION = 3  # of the roots: the schema, the function, what the function is wrapped in
_REFS = ("$ref", "$dynamicRef", "$recursiveRef")
_DIALECT = ("$schema", "$id", "$anchor", "$dynamicAnchor", "$recursiveAnchor", "$vocabulary")
_Active = tuple[str, ...]


class SchemaTooLargeError(Exception):
    """A schema that stays over `MAX_NODES` even when only its top level is kept."""


def repair_schema(
    schema: Any, path: str = "", roots: Sequence[Any] = (), *, max_nodes: int = MAX_NODES
) -> tuple[dict[str, Any], list[Issue]]:
    """Return a valid schema and what was changed to get there.

    Args:
        schema: Anything; not modified.
        path: Where it stands, such as `parameters`; issues are named below it.
        roots: Documents in which a `$ref` that the schema itself cannot resolve is looked up.
        max_nodes: How many nested schemas the result may have. Over it, ever shallower versions are tried.

    Raises:
        SchemaTooLargeError: If even the top level alone is over `max_nodes`.
    """
    for depth in range(MAX_DEPTH, 0, -1):
        issues: list[Issue] = []
        repaired = schema
        try:
            for _ in range(_MAX_PASSES):
                repairer = _Repairer((repaired, *roots), depth, max_nodes)
                repaired = repairer.node(repaired, path, 0, ())
                issues.extend(repairer.issues)
                if all(issue.reason in _SETTLED for issue in repairer.issues):
                    break
        except (SchemaTooLargeError, RecursionError):
            continue
        if depth < MAX_DEPTH:
            issues.append(
                Issue("too-large", path, f"over {max_nodes:,} nested schemas; kept to depth {depth}")
            )
        return repaired, issues
    raise SchemaTooLargeError(f"over {max_nodes:,} schemas even at depth 1")


class _Repairer:
    """One pass over one schema."""

    def __init__(self, roots: tuple[Any, ...], max_depth: int, max_nodes: int) -> None:
        self.issues: list[Issue] = []
        self._roots = roots
        self._named: NamedSchemas | None = None
        self._max_depth = max_depth
        self._nodes_left = max_nodes

    def note(self, reason: str, path: str, detail: Any = "") -> None:
        """Add an issue; long details are cut."""
        text = detail if isinstance(detail, str) else json.dumps(detail, ensure_ascii=False, default=str)
        self.issues.append(Issue(reason, path, text if len(text) <= 160 else text[:157] + "..."))

    def node(
        self, schema: Any, path: str, depth: int, active: _Active, branch: bool = False
    ) -> dict[str, Any]:
        """Repair one schema and what is nested in it.

        Args:
            schema: The schema as read.
            path: Where it stands.
            depth: How many schemas it is nested in.
            active: The references being inlined, outermost first.
            branch: Whether it is part of a union or condition, which need not name type and properties.
        """
        self._spend()
        if isinstance(schema, dict) and schema.keys() <= _PLAIN:
            kind = schema.get("type")
            if isinstance(kind, str) and kind in SCALARS and isinstance(schema.get("description", ""), str):
                return dict(schema)
        node = self._as_mapping(schema, path)
        source = tuple(node)
        node, active = self._inline(node, path, active)
        if node.get("allOf"):
            node, active = self._merge_all(node, path, active)
        self._drop_dialect(node, path)
        mend_type(node, path, self.note)
        flatten_unions(node, path, self.note)
        if depth >= self._max_depth:
            self._cut(node, path)
        mend_keywords(node, path, self.note)
        if "type" not in node and not branch:
            infer_type(node, path, self.note)
        self._object(node, path, depth, active, branch)
        self._array(node, path, depth, active)
        if not _OTHER_NESTING.isdisjoint(node):
            self._subschemas(node, path, depth, active)
        mend_values(node, path, self.note)
        first = {"type": node["type"]} if "type" in node and "type" not in source else {}
        return first | {key: node[key] for key in source if key in node} | node

    def _spend(self) -> None:
        self._nodes_left -= 1
        if self._nodes_left < 0:
            raise SchemaTooLargeError

    def _as_mapping(self, schema: Any, path: str) -> dict[str, Any]:
        """Return a new dict; shorthand such as `"string"` is read, anything else is an open schema."""
        if isinstance(schema, Mapping):
            return dict(schema)
        if schema is True:
            return {}
        self.note("bad-schema", path, {type_of(schema): schema})
        if isinstance(schema, str):
            found = read_type(schema)
            return dict(found) if found else {"type": "string", "description": schema}
        if isinstance(schema, list) and schema and all(isinstance(value, str) for value in schema):
            return {"type": "string", "enum": schema}
        return {}

    def _inline(self, node: dict[str, Any], path: str, active: _Active) -> tuple[dict[str, Any], _Active]:
        """Replace `$ref` by its target, what stands beside it winning; cut where a target contains itself."""
        while any(key in node for key in _REFS):
            refs = [node.pop(key) for key in _REFS if key in node]
            ref = refs[0]
            target = resolve(ref, self._roots)
            if target is None and isinstance(ref, str):
                target = self._by_name(ref)
            if not isinstance(target, Mapping):
                if target is not True:
                    self.note("external-ref" if is_outside(ref) else "unresolved-ref", path, ref)
                break
            if ref in active or target is self._roots[0]:
                self.note("recursive-schema", path, ref)
                kept = {key: target[key] for key in ("type", "description") if key in target}
                return kept | node, active
            self.note("ref-inlined", path, ref)
            active = (*active, ref)
            both = merge(node, target)
            node = both if both is not None else {**target, **node}
        return node, active

    def _by_name(self, ref: str) -> Any:
        """Return the schema that has a name within the function; None if there is none."""
        if self._named is None:
            self._named = NamedSchemas(*self._roots[:_OF_THE_FUNCTION])
        return self._named.find(ref)

    def _merge_all(self, node: dict[str, Any], path: str, active: _Active) -> tuple[dict[str, Any], _Active]:
        """Fold `allOf` into the schema around it where nothing contradicts; else leave it."""
        parts = node["allOf"]
        if not isinstance(parts, list) or not all(isinstance(part, Mapping) for part in parts):
            return node, active
        merged = {key: value for key, value in node.items() if key != "allOf"}
        inlined = active
        for part in parts:
            self._spend()
            flat, within = self._inline(dict(part), path, active)
            if flat.get("allOf"):
                flat, within = self._merge_all(flat, path, within)
            inlined = (*inlined, *within[len(active) :])
            both = merge(merged, flat)
            if both is None:
                return node, active
            merged = both
        self.note("union-flattened", path, f"allOf of {len(parts)}")
        return merged, inlined

    def _drop_dialect(self, node: dict[str, Any], path: str) -> None:
        """Drop what only names or shelves schemas; definitions have been inlined where they are used."""
        for key in _DIALECT:
            if key in node:
                self.note("dialect-dropped", path, {key: node.pop(key)})
        node.pop("$defs", None)
        node.pop("definitions", None)

    def _cut(self, node: dict[str, Any], path: str) -> None:
        """Leave a schema's inside open: only its type and its annotations stay."""
        nested = [
            key for key in node if key in _NESTING and isinstance(node[key], (Mapping, list)) and node[key]
        ]
        if not nested or (nested == ["items"] and node["items"].keys() <= _PLAIN):
            return
        self.note("too-deep", path, f"cut at depth {self._max_depth}")
        if "type" not in node:
            infer_type(node, path, self.note)
        for key in nested:
            del node[key]
        if "array" in types_of(node):
            node["items"] = {"type": "string"}

    def _object(self, node: dict[str, Any], path: str, depth: int, active: _Active, branch: bool) -> None:
        """Repair `properties` and `required`."""
        properties = collect_properties(node, path, self.note)
        if properties is None:
            is_object = not branch and "object" in types_of(node)
            if is_object:
                node["properties"] = {}
            mend_required(node, set() if is_object else None, path, self.note)
            return
        wanted: list[str] = []
        repaired: dict[str, Any] = {}
        for name, child in properties.items():
            place = f"{path}.{name}"
            if not name.strip():
                self.note("empty-name", path, child)
            elif child is False:
                self.note("bad-schema", place, "a property that may never be given; removed")
            else:
                if isinstance(child, Mapping) and isinstance(child.get("required"), (bool, str)):
                    flag = child["required"]
                    child = {key: value for key, value in child.items() if key != "required"}
                    self.note("required-in-property", place, {"required": flag})
                    if str(flag).lower() in ("true", "yes", "required"):
                        wanted.append(name)
                repaired[name] = self.node(child, place, depth + 1, active)
        node["properties"] = repaired
        mend_required(node, None if branch else set(repaired), path, self.note, wanted)

    def _array(self, node: dict[str, Any], path: str, depth: int, active: _Active) -> None:
        """Repair `items`; draft 7's list of them becomes `prefixItems`."""
        is_array = "array" in types_of(node)
        if is_array and "fields" in node and "items" not in node:
            node["items"] = {"type": "object", "fields": node.pop("fields")}
        enum = node.get("enum")
        if types_of(node) == ["array"] and enum and not any(isinstance(value, list) for value in enum):
            self.note("enum-mismatch", path, "an enum of single values on an array; moved to its items")
            items = node.get("items", {})
            del node["enum"]
            if isinstance(items, Mapping):
                node["items"] = {"enum": enum, **items}
        if isinstance(node.get("items"), list):
            self.note("bad-keyword", path, "items given as a list; made prefixItems")
            node.setdefault("prefixItems", node.pop("items"))
            node.pop("items", None)
            if not node["prefixItems"]:
                del node["prefixItems"]
        if "items" in node and not ("prefixItems" in node and isinstance(node["items"], bool)):
            node["items"] = self.node(node["items"], f"{path}[]", depth + 1, active)
        elif is_array and "items" not in node and "prefixItems" not in node:
            self.note("array-without-items", path)
            node["items"] = {"type": "string"}

    def _subschemas(self, node: dict[str, Any], path: str, depth: int, active: _Active) -> None:
        """Repair what stands under the other keywords that hold schemas."""
        for key in ("allOf", "anyOf", "oneOf", "prefixItems"):
            if key in node:
                node[key] = [
                    self.node(child, f"{path}.{key}[{i}]", depth + 1, active, key != "prefixItems")
                    for i, child in enumerate(node[key])
                ]
        for key in ("patternProperties", "dependentSchemas"):
            if key in node:
                node[key] = {
                    name: self.node(
                        child, f"{path}.{key}.{name}", depth + 1, active, key == "dependentSchemas"
                    )
                    for name, child in node[key].items()
                }
        for key in ("additionalProperties", "unevaluatedProperties", "unevaluatedItems", "contains"):
            if isinstance(node.get(key), Mapping) and node[key]:
                node[key] = self.node(node[key], f"{path}.{key}", depth + 1, active)
        for key in ("not", "if", "then", "else", "propertyNames", "contentSchema"):
            if isinstance(node.get(key), Mapping):
                node[key] = self.node(node[key], f"{path}.{key}", depth + 1, active, True)
