"""The fields of a tool's schemas by path, and what is missing of a tool: descriptions, and what it returns.

A path is `parameters.filters.price` or `returns.flights[].airline`: dotted property names, `[]` for what an
array holds. Fields are read three levels deep; what is below seldom ties tools and is seldom asked for.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from toolflow_dataset.types import Tool

LEVELS = 3
RETURNS = "returns"
DESCRIPTION = "description"
COMPLETED_BY = "completed_by"
_BRANCHES = ("allOf", "anyOf", "oneOf")


@dataclass(frozen=True, slots=True)
class Field:
    """One property somewhere in a schema.

    Args:
        path: Where it stands, with the side in front.
        name: Its own name.
        schema: Its schema.
        required: Whether the object that holds it requires it.
    """

    path: str
    name: str
    schema: dict[str, Any]
    required: bool

    @property
    def description(self) -> str:
        """Return its description without white space around; empty if it has none."""
        text = self.schema.get("description")
        return text.strip() if isinstance(text, str) else ""


def fields_of(schema: Mapping[str, Any] | None, side: str, levels: int = LEVELS) -> list[Field]:
    """Return the fields of a schema in order, those of nested objects and array items among them.

    Of two with one path (a name that holds a dot, branches of a union) the first counts.

    Args:
        schema: JSON Schema without references; None gives no fields.
        side: What its paths begin with: `parameters` or `returns`.
        levels: How many names a path has at most.
    """
    found: dict[str, Field] = {}
    for field in _walk(schema, side, levels):
        found.setdefault(field.path, field)
    return list(found.values())


def _walk(schema: Any, path: str, levels: int) -> Iterator[Field]:
    if not isinstance(schema, Mapping):
        return
    properties = schema.get("properties")
    if isinstance(properties, Mapping) and levels:
        required = schema.get("required")
        for name, child in properties.items():
            if isinstance(child, dict):
                inner = f"{path}.{name}"
                yield Field(inner, name, child, isinstance(required, list) and name in required)
                yield from _walk(child, inner, levels - 1)
    if isinstance(schema.get("items"), Mapping):
        yield from _walk(schema["items"], f"{path}[]", levels)
    for keyword in _BRANCHES:
        branches = schema.get(keyword)
        for branch in branches if isinstance(branches, list) else ():
            yield from _walk(branch, path, levels)


def tool_fields(tool: Tool) -> list[Field]:
    """Return the fields of a tool's parameters, then those of its returns."""
    return fields_of(tool.parameters, "parameters") + fields_of(tool.returns, RETURNS)


def missing_of(tool: Tool) -> tuple[str, ...]:
    """Return what is missing of a tool: `description`, `parameters.city.description`, `returns`..."""
    missing = [] if tool.description.strip() else [DESCRIPTION]
    missing += [f"{field.path}.{DESCRIPTION}" for field in tool_fields(tool) if not field.description]
    return (*missing, *(() if tool.returns is not None else (RETURNS,)))


def completed_paths(tool: Tool) -> frozenset[str]:
    """Return what models filled in of a tool; `inferred` also has what an importer read from examples."""
    by = tool.metadata.get(COMPLETED_BY)
    lists = by.values() if isinstance(by, Mapping) else ()
    return frozenset(path for paths in lists if isinstance(paths, list) for path in paths)


def filled(
    tool: Tool, descriptions: Mapping[str, str], returns: dict[str, Any] | None = None, model: str = ""
) -> Tool:
    """Return the tool with what was missing filled in; nothing else is changed.

    What was added is listed in `inferred`, and by model in the metadata as `completed_by`.

    Args:
        tool: The tool.
        descriptions: Texts by the paths of `missing_of`; what is not missing is passed over.
        returns: What it returns; passed over if that is known already.
        model: Name of the model that says so.
    """
    added: list[str] = []
    parameters, known = copy.deepcopy(tool.parameters), copy.deepcopy(tool.returns)
    description = tool.description
    if not description.strip() and descriptions.get(DESCRIPTION):
        description = descriptions[DESCRIPTION]
        added.append(DESCRIPTION)
    for field in fields_of(parameters, "parameters") + fields_of(known, RETURNS):
        text = descriptions.get(path := f"{field.path}.{DESCRIPTION}")
        if text and not field.description:
            field.schema["description"] = text
            added.append(path)
    if known is None and returns is not None:
        known = returns
        added.append(RETURNS)
    if not added:
        return tool
    by = tool.metadata.get(COMPLETED_BY)
    by = by if isinstance(by, Mapping) else {}
    return replace(
        tool,
        description=description,
        parameters=parameters,
        returns=known,
        inferred=tuple(dict.fromkeys((*tool.inferred, *added))),
        metadata={**tool.metadata, COMPLETED_BY: {**by, model: [*by.get(model, ()), *added]}},
    )
