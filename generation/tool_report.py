"""What became of every tool that was read: kept, repaired, merged or refused, and why.

Reasons are short slugs, so that they can be counted; paths are dotted property names, `[]` for array items:
`parameters.filters.price`, `returns.flights[].airline`.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Status = Literal["kept", "repaired", "merged", "refused"]

# what each slug says to a reader of the terminal or the report
REASONS: dict[str, str] = {
    "all-of-conflict": "parts of allOf that contradict each other; the first is kept",
    "array-without-items": "array items had no schema; strings are assumed",
    "bad-keyword": "a schema keyword had an impossible value; mended or removed",
    "bad-parameter": "a parameter without name or place, left out; or of the path and not declared, added",
    "bad-pattern": "a pattern was no usable regular expression; removed",
    "bad-schema": "something that is no schema stood in a schema's place",
    "broken-json": "the line is not JSON",
    "common-parameter": "a parameter that every operation of the document takes; left out",
    "condition-dropped": "if/then/else, which a flat set of parameters cannot say; left out",
    "contradictory-bounds": "a minimum above its maximum; both removed",
    "default-mismatch": "a default did not fit the type or enum; converted or removed",
    "description-cut": "a long description, cut at the end of a sentence",
    "dialect-dropped": "$schema, $id and the like removed: the result is plain draft 2020-12",
    "empty-name": "a property without a name; removed",
    "enum-cut": "a list of very many allowed values; left open, some given as examples",
    "enum-mismatch": "enum values did not fit the type or were repeated; converted or removed",
    "exact-duplicate": "the same tool came before; merged with it",
    "example-unusable": "a recorded answer that is an error or a placeholder; no returns are read from it",
    "external-ref": "$ref to another file or a URL; not followed, left open",
    "fixed-parameter": "a required parameter with one allowed value; set aside in the metadata",
    "invalid-schema": "still no valid JSON Schema after repair",
    "lone-surrogate": "half a character (a lone surrogate) replaced by U+FFFD",
    "missing-name": "no function name",
    "missing-type": "no type was given; inferred from the schema, else string",
    "name-characters": "the name held characters other than A-Z a-z 0-9 _ -",
    "name-collision": "another tool has this name; told apart by other words or a short hash",
    "name-too-long": "the name had more than 64 characters; shortened",
    "names-only-properties": "nested fields given by name only; made properties, types guessed by name",
    "not-a-tool": "not a function object",
    "nullable": "nullable or a union with null written as a list of types",
    "optional-body": "a body that may be left out; what it requires if given is optional",
    "parameter-renamed": "two parameters of one name in different places of a request; one renamed",
    "parameters-missing": "no parameters given: the tool takes none",
    "parameters-not-object": "parameters that are not an object",
    "parameters-wrapped": "parameters given as a plain map, list or text; made an object schema",
    "properties-not-map": "properties given as a list or text; made a map",
    "python-function": "a Python function without type hints or docstring, or with hints that have no schema",
    "read-only": "what only the server sets is no parameter; left out",
    "recursive-schema": "a schema that contains itself; cut where it repeats",
    "ref-inlined": "$ref replaced by what it points to",
    "required-in-property": "required written inside a property; moved to its object",
    "required-mismatch": "required named properties that do not exist, or was no list of names",
    "returns-unusable": "returns that are no schema; kept as text in the metadata, or left out if empty",
    "size-cut": "nested schemas beyond what a tool may hold; the deepest are left open",
    "too-deep": "nested too deeply; cut, and the part below is left open",
    "too-large": "too many nested schemas to handle",
    "transport-parameter": "what the client sees to (transport headers, cookies, keys, tokens); left out",
    "type-odd": "a type name that JSON Schema does not have; mapped to one it has",
    "union-flattened": "a union of plain types written as a list of types, or allOf merged",
    "unreadable-file": "the file cannot be read",
    "unresolved-ref": "$ref to something that is not there; left open",
    "write-only": "what is only ever sent is not returned; left out",
    "wrong-text": "a name, title or description that was no text",
}


@dataclass(frozen=True, slots=True)
class Issue:
    """One repair or objection: a slug of `REASONS`, where, and what exactly."""

    reason: str
    path: str = ""
    detail: str = ""


@dataclass(slots=True)
class ToolRecord:
    """What became of one tool.

    Args:
        place: File and line, or file and JSON pointer.
        original_name: The name as it was read; empty if there was none.
        name: The name it is kept under (for `merged`: the tool it was merged with); None if refused.
        status: `kept` tools are counted but not listed in the report.
        issues: Every reason, in the order found.
    """

    place: str
    original_name: str = ""
    name: str | None = None
    status: Status = "kept"
    issues: list[Issue] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """Return the form written to the report."""
        issues = [
            {
                key: value
                for key, value in (("reason", i.reason), ("path", i.path), ("detail", i.detail))
                if value
            }
            for i in self.issues
        ]
        return {
            "status": self.status,
            "place": self.place,
            "original_name": self.original_name,
            "name": self.name,
            "issues": issues,
        }


@dataclass(slots=True)
class ImportReport:
    """Everything an import did, in the order the tools were read.

    Args:
        records: One for each tool read.
        notes: Remarks about whole files, such as an MCP list that has further pages.
    """

    records: list[ToolRecord] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def count(self, status: Status) -> int:
        """Count the tools with a status."""
        return sum(record.status == status for record in self.records)

    @property
    def refused(self) -> list[ToolRecord]:
        """The tools that were not kept."""
        return [record for record in self.records if record.status == "refused"]

    def counts(self) -> Mapping[str, int]:
        """Return how many tools were read, and how many ended in each status."""
        statuses: tuple[Status, ...] = ("kept", "repaired", "merged", "refused")
        return {"read": len(self.records)} | {status: self.count(status) for status in statuses}

    def by_reason(self) -> dict[str, dict[str, int]]:
        """Count, for each reason, the tools it concerns and the places in them; most frequent first."""
        tools: Counter[str] = Counter()
        places: Counter[str] = Counter()
        for record in self.records:
            reasons = [issue.reason for issue in record.issues]
            places.update(reasons)
            tools.update(set(reasons))
        order = sorted(tools, key=lambda reason: (-tools[reason], reason))
        return {reason: {"tools": tools[reason], "places": places[reason]} for reason in order}

    def dumps(self) -> str:
        """Return the report as JSON text, one tool a line so that it can be searched with grep."""
        head = {"counts": self.counts(), "reasons": self.by_reason(), "notes": self.notes}
        lines = ",\n".join(
            "  " + json.dumps(record.to_json(), ensure_ascii=False)
            for record in self.records
            if record.status != "kept"
        )
        body = f"[\n{lines}\n ]" if lines else "[]"
        return json.dumps(head, ensure_ascii=False, indent=1)[:-2] + f',\n "tools": {body}\n}}\n'
