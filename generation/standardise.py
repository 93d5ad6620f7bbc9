"""From a document that describes a function to a `Tool`: valid schemas, unique names, all changes reported.

Documents come as OpenAI functions (wrapped or flat), bare function objects or MCP tools; which it is shows
from the keys. What is not a part of the function (`x`, `annotations`, `strict`) goes to the tool's
metadata.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from toolflow_dataset.types import Tool

from .schema_check import SchemaChecker
from .schema_node import types_of
from .schema_properties import from_list
from .schema_repair import SchemaTooLargeError, repair_schema
from .tool_names import candidate_names, unique_names
from .tool_report import ImportReport, Issue, ToolRecord
from .tool_text import replace_surrogates

PARAMETER_KEYS = ("parameters", "inputSchema", "input_schema", "parametersJsonSchema")
RETURN_KEYS = ("returns", "outputSchema", "output_schema", "response", "responseJsonSchema")
_SCHEMA_KEYS = frozenset(
    ("type", "properties", "$ref", "allOf", "anyOf", "oneOf", "required", "$defs", "fields")
)
_EMPTY: dict[str, Any] = {"type": "object", "properties": {}}

Track = Callable[[Sequence["SourceTool"]], Iterable["SourceTool"]]


@dataclass(frozen=True, slots=True)
class SourceTool:
    """A document as it was read, or why it could not be.

    Args:
        document: Anything; a function object if all is well.
        place: File and line, or file and JSON pointer.
        roots: Documents around it in which a `$ref` may be looked up.
        problem: Why there is no document.
        is_clean: Whether its texts are known to hold no lone surrogates.
        issues: What its importer had to change to make a function of it.
        fuller_names: Names that tell it from tools of other sources, for when another has its name.
    """

    document: Any
    place: str
    roots: tuple[Any, ...] = ()
    problem: Issue | None = None
    is_clean: bool = False
    issues: tuple[Issue, ...] = ()
    fuller_names: tuple[str, ...] = ()


class _RefusedError(Exception):
    """A document that cannot be made a tool."""

    def __init__(self, reason: str, path: str = "", detail: str = "") -> None:
        super().__init__(reason)
        self.issue = Issue(reason, path, detail)


def standardise(sources: Sequence[SourceTool], track: Track = iter) -> tuple[list[Tool], ImportReport]:
    """Return the tools that can be made of the documents, in their order, and what became of each document.

    Exact duplicates (same name, description, parameters and returns) are merged with the first; tools of
    one name but different content are all kept, the later ones under a name with a short hash.

    Args:
        sources: Documents and where they come from.
        track: Wraps the documents as they are worked on, for a progress bar.
    """
    report = ImportReport()
    checker = SchemaChecker()
    drafts: list[tuple[Tool, ToolRecord, tuple[str, ...]]] = []
    namesakes: dict[tuple[str, str], list[tuple[Tool, ToolRecord]]] = {}
    merged: list[tuple[ToolRecord, ToolRecord]] = []
    for source in track(sources):
        record = ToolRecord(source.place, issues=list(source.issues))
        report.records.append(record)
        try:
            if source.problem:
                raise _RefusedError(source.problem.reason, source.problem.path, source.problem.detail)
            tool = _read_tool(source, record)
            if not source.is_clean:
                tool = _without_surrogates(tool, record)
            for part, schema in (("parameters", tool.parameters), ("returns", tool.returns)):
                if schema is not None and (objection := checker.error(schema)):
                    raise _RefusedError("invalid-schema", part, objection)
        except (_RefusedError, RecursionError) as error:
            refusal = error.issue if isinstance(error, _RefusedError) else Issue("too-deep")
            record.status = "refused"
            record.issues.append(refusal)
            continue
        original = str(tool.metadata.get("original_name", tool.name))
        twins = namesakes.setdefault((original, tool.description), [])
        first = next((other for twin, other in twins if _same_content(twin, tool)), None)
        if first is not None:
            record.status = "merged"
            record.issues.append(Issue("exact-duplicate", "", f"of {first.place}"))
            merged.append((record, first))
            continue
        twins.append((tool, record))
        drafts.append((tool, record, source.fuller_names))
    tools = _name_all(drafts)
    for record, first in merged:
        record.name = first.name
    return tools, report


def _content(tool: Tool) -> str:
    return json.dumps([tool.description, tool.parameters, tool.returns], sort_keys=True)


def _same_content(first: Tool, second: Tool) -> bool:
    return first.parameters == second.parameters and first.returns == second.returns


def _name_all(drafts: Sequence[tuple[Tool, ToolRecord, tuple[str, ...]]]) -> list[Tool]:
    """Give every tool its final name and settle its status."""
    names = unique_names((tool.name, fuller, partial(_content, tool)) for tool, _, fuller in drafts)
    tools = []
    for (tool, record, _), name in zip(drafts, names, strict=True):
        if name != tool.name:
            cleaned, short = candidate_names(tool.name)
            if cleaned != tool.name:
                record.issues.append(Issue("name-characters", "name", name))
            if short != cleaned:
                record.issues.append(Issue("name-too-long", "name", f"{len(cleaned)} characters -> {name}"))
            if short != name:
                record.issues.append(Issue("name-collision", "name", name))
            tool = replace(tool, name=name, metadata={"original_name": tool.name} | tool.metadata)
        record.name = name
        record.status = "repaired" if record.issues else "kept"
        tools.append(tool)
    return tools


def _read_tool(source: SourceTool, record: ToolRecord) -> Tool:
    """Read one document into a tool under its own name, noting every repair in the record.

    Raises:
        _RefusedError: If it is not a function, or its parameters cannot be used.
    """
    document = source.document
    if not isinstance(document, Mapping):
        raise _RefusedError("not-a-tool", "", f"expected an object, got {_brief(document)}")
    function = document["function"] if isinstance(document.get("function"), Mapping) else document
    name = function.get("name")
    if not isinstance(name, str) or not name.strip():
        keys = ", ".join(map(str, list(function)[:8]))
        raise _RefusedError("missing-name", "name", f"got {_brief(name)} in an object with keys: {keys}")
    record.original_name = name
    roots = (function, document, *source.roots)
    parameters_key = next((key for key in PARAMETER_KEYS if key in function), None)
    returns_key = next((key for key in RETURN_KEYS if key in function), None)
    metadata = _metadata(document, function, {"name", "description", parameters_key, returns_key})
    parameters = _parameters(function.get(parameters_key) if parameters_key else None, roots, record)
    returns = _returns(function.get(returns_key) if returns_key else None, roots, record, metadata)
    inferred = document.get("inferred")
    return Tool(
        name=name,
        description=_description(function, record),
        parameters=parameters,
        returns=returns,
        inferred=tuple(part for part in inferred if isinstance(part, str))
        if isinstance(inferred, list)
        else (),
        metadata=metadata,
    )


def _without_surrogates(tool: Tool, record: ToolRecord) -> Tool:
    """Replace half characters, which no UTF-8 file can hold, by U+FFFD."""
    document, count = replace_surrogates(tool.to_json())
    if not count:
        return tool
    record.issues.append(Issue("lone-surrogate", "", f"in {count} texts"))
    record.original_name = document["function"]["name"]
    return Tool.from_json(document)


def _metadata(
    document: Mapping[str, Any], function: Mapping[str, Any], taken: set[str | None]
) -> dict[str, Any]:
    """Collect what a document says beside the function itself; its own `metadata` is spread out."""
    metadata: dict[str, Any] = {}
    own = document.get("metadata")
    if isinstance(own, Mapping):
        metadata.update(own)
    elif own is not None:
        metadata["metadata"] = own
    if function is not document:
        metadata.update(
            {k: v for k, v in document.items() if k not in ("type", "function", "metadata", "inferred")}
        )
    skipped = taken | ({"type", "metadata", "inferred"} if function is document else set())
    return metadata | {key: value for key, value in function.items() if key not in skipped}


def _description(function: Mapping[str, Any], record: ToolRecord) -> str:
    value = function.get("description")
    if isinstance(value, str):
        return value
    if value is not None:
        record.issues.append(Issue("wrong-text", "description", _brief(value)))
        if isinstance(value, list) and all(isinstance(part, str) for part in value):
            return " ".join(value)
        return json.dumps(value, ensure_ascii=False)
    title = function.get("title")
    return title if isinstance(title, str) else ""


def _parameters(value: Any, roots: tuple[Any, ...], record: ToolRecord) -> dict[str, Any]:
    """Return an object schema for whatever stands where the parameters should."""
    if value is None or value in ({}, [], ""):
        record.issues.append(Issue("parameters-missing", "parameters"))
        return dict(_EMPTY)
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            raise _RefusedError("parameters-not-object", "parameters", _brief(value)) from None
        record.issues.append(Issue("parameters-wrapped", "parameters", "JSON text"))
    if isinstance(value, list):
        record.issues.append(Issue("parameters-wrapped", "parameters", "a list"))
        value = {"type": "object", "properties": from_list(value)}
    elif isinstance(value, Mapping) and _is_property_map(value):
        record.issues.append(Issue("parameters-wrapped", "parameters", "a map of properties"))
        value = {"type": "object", "properties": value}
    schema = _repair(value, "parameters", roots, record)
    if types_of(schema) != ["object"]:
        if "object" not in types_of(schema) and not ("type" not in schema and _is_union(schema)):
            raise _RefusedError("parameters-not-object", "parameters", f"type {_brief(schema.get('type'))}")
        record.issues.append(Issue("type-odd", "parameters", f'{_brief(schema.get("type"))} -> "object"'))
        schema = {"type": "object"} | schema | {"type": "object"}
    schema.setdefault("properties", {})
    return schema


def _is_property_map(value: Mapping[str, Any]) -> bool:
    """Tell a bare map of properties from a schema: every value is a schema, none a keyword's value."""
    if not value or not all(isinstance(child, Mapping) for child in value.values()):
        return False
    return not (value.keys() <= {"properties", "$defs", "definitions"}) and not isinstance(
        value.get("type"), str
    )


def _is_union(schema: Mapping[str, Any]) -> bool:
    branches = schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf") or []
    return bool(branches) and all(types_of(branch) in ([], ["object"]) for branch in branches)


def _returns(
    value: Any, roots: tuple[Any, ...], record: ToolRecord, metadata: dict[str, Any]
) -> dict[str, Any] | None:
    """Return a schema of the result, or None where there is none that could be used."""
    if value is None:
        return None
    if not isinstance(value, Mapping) or not value:
        record.issues.append(Issue("returns-unusable", "returns", _brief(value)))
        if value:
            metadata["returns_text"] = value
        return None
    if _is_property_map(value) and not value.keys() & _SCHEMA_KEYS:
        record.issues.append(Issue("parameters-wrapped", "returns", "a map of properties"))
        value = {"type": "object", "properties": value}
    try:
        return _repair(value, "returns", roots, record)
    except _RefusedError as refusal:
        record.issues.append(refusal.issue)
        return None


def _repair(value: Any, part: str, roots: tuple[Any, ...], record: ToolRecord) -> dict[str, Any]:
    try:
        schema, issues = repair_schema(value, part, roots)
    except SchemaTooLargeError as error:
        raise _RefusedError("too-large", part, str(error)) from error
    record.issues.extend(issues)
    return schema


def _brief(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)[:100]
