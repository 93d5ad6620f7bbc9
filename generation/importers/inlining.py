"""A schema of an API description without references, as large as a model can use and no larger.

Schemas of real APIs point to each other without end: written out, one answer of a payment API has more than
a million properties. So they are opened level by level, shallow parts first, while the budget of nested
schemas lasts; what is left stays a plain object, and the report says where.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass
from typing import Any

from ..schema_repair import MAX_DEPTH, MAX_NODES
from ..tool_report import Issue
from .plain_text import describe, plain_text
from .references import Lookup
from .schema_parts import FlatSchema, Parts, flatten

PARAMETERS_BUDGET = 200  # nested schemas; of the operations of 219 public APIs 99 in 100 have at most 151,
RETURNS_BUDGET = 150  # and 90 in 100 have at most 83 in their answer

FILLED = "x-filled"  # what the client library fills in by itself
_REASONS = {"readOnly": "read-only", "writeOnly": "write-only", FILLED: "transport-parameter"}
_UNWRITTEN = frozenset(("title", "description", *_REASONS))
_MAX_ENUM = 150
_MAX_NAMED = 8  # places named in one issue
_OUTPUT_ONLY = re.compile(r"\[?output[ -]only\b", re.IGNORECASE)
_WORDS = re.compile(r"[\W_]+")


class TooLargeError(Exception):
    """A schema with more properties at its top level than a tool may have in all."""


@dataclass(slots=True)
class _Open:
    """A schema that has been written, but for what is nested in it."""

    flat: FlatSchema
    out: dict[str, Any]
    path: str
    depth: int
    above: frozenset[int]


class Inliner:
    """Writes schemas of one document out.

    Args:
        lookup: Finds what a reference points to.
        issues: Told of everything that was cut or could not be followed.
    """

    def __init__(self, lookup: Lookup, issues: list[Issue]) -> None:
        self._lookup = lookup
        self._issues = issues
        self._cut: dict[str, list[str]] = {}

    def flat(self, parts: Parts) -> FlatSchema:
        """Return a schema with references and `allOf` folded in, its issues not told yet."""
        return flatten(parts, self._lookup)

    def inline(self, flat: FlatSchema, path: str, budget: int, hidden: str = "") -> dict[str, Any]:
        """Return a schema without references.

        Args:
            flat: Its top level, which is written in full.
            path: Where it stands, such as `parameters`.
            budget: How many nested schemas are written below the top level's own.
            hidden: `readOnly`, `writeOnly` or `FILLED`: properties that say so are left out.

        Raises:
            TooLargeError: If the top level alone has more than `MAX_NODES` properties.
        """
        self._cut = {}
        if len(flat.properties) > MAX_NODES:
            raise TooLargeError(f"{len(flat.properties):,} properties; the limit is {MAX_NODES:,}")
        root = _Open(flat, self._write(flat, path, ""), path, 0, flat.origins)
        waiting = deque([root])
        left = budget
        while waiting:
            node = waiting.popleft()
            count = _count(node.flat)
            if node is not root and (count > left or node.depth >= MAX_DEPTH - 1):
                self._note("size-cut", node.path)
                _close(node.out)
                continue
            left -= count if node is not root else 0
            self._open(node, waiting, hidden)
        for reason, places in self._cut.items():
            more = f" and {len(places) - _MAX_NAMED:,} more" if len(places) > _MAX_NAMED else ""
            self._issues.append(Issue(reason, path, ", ".join(places[:_MAX_NAMED]) + more))
        return root.out

    def _note(self, reason: str, path: str) -> None:
        self._cut.setdefault(reason, []).append(path)

    def _open(self, node: _Open, waiting: deque[_Open], hidden: str) -> None:
        """Write what is nested in a schema."""
        flat, out = node.flat, node.out
        left_out: set[str] = set()
        if flat.properties:
            properties: dict[str, Any] = {}
            for name, parts in flat.properties.items():
                child = self.flat(parts)
                if hidden and _is_hidden(child, hidden):
                    left_out.add(name)
                    self._note(_REASONS[hidden], f"{node.path}.{name}")
                else:
                    properties[str(name)] = self._child(
                        child, f"{node.path}.{name}", str(name), node, waiting
                    )
            out["properties"] = properties
        required = [name for name in flat.required if name not in left_out]
        if required:
            out["required"] = required
        for key, value in flat.children.items():
            if isinstance(value, tuple):
                place = f"{node.path}[]" if key == "items" else f"{node.path}.{key}"
                inner = self._child(self.flat(value), place, "", node, waiting)
                if key != "additionalProperties" or inner.keys() - {"description"}:
                    out[key] = inner
            elif isinstance(value, list):
                out[key] = [
                    self._child(self.flat(parts), f"{node.path}.{key}[{i}]", "", node, waiting)
                    for i, parts in enumerate(value)
                ]
            else:
                out[key] = {
                    str(name): self._child(self.flat(parts), f"{node.path}.{key}.{name}", "", node, waiting)
                    for name, parts in value.items()
                }

    def _child(
        self, flat: FlatSchema, path: str, name: str, holder: _Open, waiting: deque[_Open]
    ) -> dict[str, Any]:
        """Write a nested schema's own keywords, and put it in the queue if there is something in it."""
        out = self._write(flat, path, name)
        if flat.properties or flat.children:
            if flat.origins & holder.above:
                self._note("recursive-schema", path)
                _close(out)
            else:
                waiting.append(_Open(flat, out, path, holder.depth + 1, holder.above | flat.origins))
        return out

    def _write(self, flat: FlatSchema, path: str, name: str) -> dict[str, Any]:
        """Return a schema's own keywords, with clean texts."""
        for issue in flat.issues:
            self._issues.append(Issue(issue.reason, path, issue.detail))
        out = {key: value for key, value in flat.keywords.items() if key not in _UNWRITTEN}
        if "type" not in out:
            if flat.properties:
                out = {"type": "object"} | out
            elif "items" in flat.children:
                out = {"type": "array"} | out
        cuts: list[Issue] = []
        description = describe(flat.keywords.get("description"), path, cuts)
        if cuts:
            self._note("description-cut", path)
        if not description:
            title = plain_text(flat.keywords.get("title"))
            description = title if _said(title) != _said(name) else ""
        if description:
            out = (
                {"type": out["type"], "description": description} | out
                if "type" in out
                else {"description": description} | out
            )
        if isinstance(out.get("enum"), list) and len(out["enum"]) > _MAX_ENUM:
            values = out.pop("enum")
            out.setdefault("examples", values[:3])
            self._issues.append(
                Issue("enum-cut", path, f"{len(values):,} values, for instance {str(values[0])[:60]}")
            )
        return out


def _is_hidden(flat: FlatSchema, hidden: str) -> bool:
    """Tell whether a schema says that it is hidden; many of Google's say `Output only` in words alone."""
    if hidden == "readOnly" and _OUTPUT_ONLY.match(str(flat.keywords.get("description", ""))[:20]):
        return True
    return flat.keywords.get(hidden) is True


def _said(text: str) -> str:
    return _WORDS.sub("", text).lower()


def _count(flat: FlatSchema) -> int:
    count = len(flat.properties)
    for value in flat.children.values():
        count += 0 if isinstance(value, tuple) else len(value)
    return count


def _close(out: dict[str, Any]) -> None:
    """Leave a schema open that is not written further."""
    if "type" not in out:
        out["type"] = "object"
    if out["type"] == "array":
        out["items"] = {"type": "object"}
