"""What was filled in of a tool, as a unified diff that a person can review: one line a field."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from toolflow_dataset.types import Tool

from .tool_fields import RETURNS, Field, fields_of


def tool_lines(tool: Tool) -> list[str]:
    """Return a tool as text: its description, then each parameter and each field it returns on a line."""
    lines = [f"description: {_line(tool.description) or '(none)'}"]
    lines += [_field_line(field) for field in fields_of(tool.parameters, "parameters")]
    if tool.returns is None:
        return [*lines, "returns (unknown)"]
    lines.append(f"returns ({_type(tool.returns)})")
    return lines + [_field_line(field) for field in fields_of(tool.returns, RETURNS)]


def tool_diff(before: Tool, after: Tool, context: int = 1) -> str:
    """Return the unified diff of one tool, ending in a line break; empty if nothing changed."""
    lines = difflib.unified_diff(
        tool_lines(before),
        tool_lines(after),
        before.name,
        f"{after.name} (completed)",
        n=context,
        lineterm="",
    )
    return "".join(f"{line}\n" for line in lines)


def diff_text(changed: Iterable[tuple[Tool, Tool]]) -> str:
    """Return the diffs of tools one after another."""
    return "\n".join(tool_diff(before, after) for before, after in changed)


def _field_line(field: Field) -> str:
    required = ", required" if field.required else ""
    return f"{field.path} ({_type(field.schema)}{required}): {_line(field.description) or '(none)'}"


def _type(schema: dict[str, object]) -> str:
    type_ = schema.get("type", "any")
    return " or ".join(map(str, type_)) if isinstance(type_, list) else str(type_)


def _line(text: str) -> str:
    return " ".join(text.split())
