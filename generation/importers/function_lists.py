"""Functions as they are offered to models, in any of the usual wrappings.

Wrappings: a list; `{"tools": [...]}`, `{"functions": [...]}`; an MCP `tools/list` result, alone or in its
JSON-RPC response; one such document a line.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ..standardise import PARAMETER_KEYS, SourceTool
from ..tool_report import Issue
from .source_document import Format, SourceDocument

_LISTS = ("tools", "functions", "function", "functionDeclarations", "function_declarations")
_MAX_NESTED_LISTS = 6


def _sniff(value: Any) -> bool:
    """Accept anything: what is no function is refused, with what it is, when it is standardised."""
    return True


def _read(document: SourceDocument) -> Iterator[SourceTool]:
    return _unwrap(document.value, document.place, (), document.notes)


def _unwrap(
    value: Any, place: str, roots: tuple[Any, ...], notes: list[str], depth: int = 0
) -> Iterator[SourceTool]:
    """Yield the function documents inside a document, which may itself be one."""
    mark = "" if "#" in place else "#"
    if depth > _MAX_NESTED_LISTS:
        yield SourceTool(value, place, roots)
    elif isinstance(value, list):
        for i, part in enumerate(value):
            yield from _unwrap(part, f"{place}{mark}/{i}", roots, notes, depth + 1)
    elif isinstance(value, Mapping) and (key := _list_key(value)):
        if value.get("nextCursor"):
            notes.append(f"{place}: this tools/list result has further pages (nextCursor); fetch them too")
        for i, part in enumerate(value[key]):
            yield from _unwrap(part, f"{place}{mark}/{key}/{i}", (value, *roots), notes, depth + 1)
    elif isinstance(value, Mapping) and "result" in value and "name" not in value:
        yield from _unwrap(value["result"], f"{place}{mark}/result", roots, notes, depth + 1)
    elif isinstance(value, Mapping) and "jsonrpc" in value and "error" in value:
        detail = f"the server answered with an error: {json.dumps(value['error'])[:200]}"
        yield SourceTool(None, place, problem=Issue("not-a-tool", "", detail))
    else:
        yield SourceTool(value, place, roots)


def _list_key(value: Mapping[str, Any]) -> str | None:
    """Return the key under which a document lists tools; None if it is a tool itself."""
    if any(key in value for key in PARAMETER_KEYS):
        return None
    return next((key for key in _LISTS if isinstance(value.get(key), list)), None)


FUNCTIONS = Format("functions", "OpenAI functions or an MCP tools/list result", _sniff, _read)
