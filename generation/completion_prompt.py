"""What a model is asked to complete a tool: the tool field by field, what others say, what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from toolflow_dataset.types import Message, Tool

from .prompting import block, instructions
from .sibling_tools import SiblingTools, api_of, category_of, flat
from .tool_fields import DESCRIPTION, RETURNS, Field, fields_of, tool_fields

MOST_PATHS = 40
"""Paths asked for at once; a tool that misses more is asked about several times."""
_MOST_SHOWN = 80
_MOST_RETURNED = 24
_LONGEST_TOOL_DESCRIPTION = 600


def batches(missing: Sequence[str]) -> list[tuple[str, ...]]:
    """Split what is missing into what is asked for at once; `returns` is part of the first."""
    ordered = sorted(missing, key=lambda path: path != RETURNS)
    return [tuple(ordered[start : start + MOST_PATHS]) for start in range(0, len(ordered), MOST_PATHS)]


def completion_prompt(tool: Tool, missing: Sequence[str], siblings: SiblingTools) -> tuple[Message, ...]:
    """Return the prompt that asks for some of what is missing of a tool.

    It is bounded, however large the tool: of fields that are not asked for only the first are shown.
    """
    inputs = completion_inputs(tool, missing, siblings)
    return Message("system", instructions("complete")), Message("user", block("inputs", inputs))


def completion_inputs(tool: Tool, missing: Sequence[str], siblings: SiblingTools) -> dict[str, Any]:
    """Return the value of the prompt's `<inputs>` block."""
    asked = {path.removesuffix(f".{DESCRIPTION}") for path in missing}
    shown = _shown(tool_fields(tool), asked)
    document: dict[str, Any] = {"name": str(tool.metadata.get("original_name") or tool.name)}
    if tool.description.strip():
        document["description"] = tool.description.strip()[:_LONGEST_TOOL_DESCRIPTION]
    for key, said in (("api", api_of(tool)), ("category", category_of(tool))):
        if said:
            document[key] = said[:80]
    said_of = {
        f"{field.path}.{DESCRIPTION}": siblings.descriptions(tool, field)
        for field in shown
        if field.path in asked and field.path.startswith("parameters.")
    }
    others = siblings.returning(tool) if RETURNS in missing else ()
    return {
        "tool": document,
        "parameters": [flat(field) for field in shown if field.path.startswith("parameters")],
        "returns": None
        if tool.returns is None
        else [flat(field) for field in shown if field.path.startswith(RETURNS)],
        "siblings": {
            "descriptions": {path: said for path, said in said_of.items() if said},
            "returns": [
                {
                    "name": str(other.metadata.get("original_name") or other.name),
                    "description": other.description[:120],
                    "fields": [
                        flat(field, 120) for field in fields_of(other.returns, RETURNS)[:_MOST_RETURNED]
                    ],
                }
                for other in others
            ],
        },
        "missing": list(missing),
    }


def _shown(fields: Sequence[Field], asked: set[str]) -> list[Field]:
    room = max(0, _MOST_SHOWN - sum(field.path in asked for field in fields))
    shown = []
    for field in fields:
        if field.path not in asked:
            if not room:
                continue
            room -= 1
        shown.append(field)
    return shown
