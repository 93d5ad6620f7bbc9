"""Fields that layouts share: lists, texts, calls and tools, each given plain or as JSON text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from toolflow_dataset.types import ToolCall

_PARAMETERS = ("parameters", "input_schema", "inputSchema", "arguments")


class FieldError(Exception):
    """A field of a record that cannot be read.

    Args:
        path: Such as `messages[3].content`; empty for the record itself.
        problem: What came and what was expected.
    """

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(f"`{path}`: {problem}" if path else problem)


def decoded(value: Any, path: str) -> Any:
    """Return the value a JSON text stands for, or the value itself where it is no text.

    Raises:
        FieldError: If a text is not JSON.
    """
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError) as error:
        raise FieldError(path, f"got {value[:60]!r}, expected JSON ({error})") from error


def list_of(value: Any, path: str) -> list[Any]:
    """Return a list given as such or as JSON text.

    Raises:
        FieldError: If it is none.
    """
    value = decoded(value, path)
    if not isinstance(value, list | tuple):
        raise FieldError(path, f"got {value!r:.60}, expected a list")
    return list(value)


def object_of(value: Any, path: str) -> Mapping[str, Any]:
    """Return an object given as such or as JSON text.

    Raises:
        FieldError: If it is none.
    """
    value = decoded(value, path)
    if not isinstance(value, Mapping):
        raise FieldError(path, f"got {value!r:.60}, expected an object")
    return value


def text_of(value: Any, path: str) -> str:
    """Return a text, the text parts of a list of parts, or "" for None.

    Raises:
        FieldError: If it is something else.
    """
    if isinstance(value, list | tuple) and all(isinstance(part, Mapping) for part in value):
        return "\n".join(str(part["text"]) for part in value if isinstance(part.get("text"), str))
    if value is not None and not isinstance(value, str):
        raise FieldError(path, f"got {value!r:.60}, expected a text, None or a list of parts")
    return value or ""


def read_call(value: Any, path: str, call_id: str) -> ToolCall:
    """Read `{"function": {"name", "arguments"}}` or `{"name", "arguments"}`; arguments may be JSON text.

    Args:
        value: The call, or its JSON text.
        path: Its path in the record.
        call_id: Taken where the call has none.

    Raises:
        FieldError: If the name is missing, or the arguments are no object.
    """
    call = object_of(value, path)
    function, inside = (call["function"], f"{path}.function") if call.get("function") else (call, path)
    function = object_of(function, inside)
    if not isinstance(function.get("name"), str):
        raise FieldError(
            f"{inside}.name", f"got {function.get('name')!r:.60}, expected the name of a function"
        )
    given = function.get("arguments", function.get("parameters"))
    arguments = {} if given in (None, "") else object_of(given, f"{inside}.arguments")
    return ToolCall(str(call.get("id") or call_id), function["name"], dict(arguments))


def read_tools(value: Any, path: str) -> tuple[Mapping[str, Any], ...]:
    """Read function objects, wrapped or bare, from a list, a single one, or their JSON text; None gives none.

    Raises:
        FieldError: If one has no name.
    """
    value = decoded(value, path) if value != "" else None
    if value is None:
        return ()
    if isinstance(value, Mapping):
        value = [value]
    return tuple(read_tool(item, f"{path}[{i}]") for i, item in enumerate(list_of(value, path)))


def read_tool(value: Any, path: str) -> Mapping[str, Any]:
    """Return the function object of a tool: OpenAI's wrapping taken off, the schema under `parameters`.

    Raises:
        FieldError: If it has no name.
    """
    tool = object_of(value, path)
    function = object_of(tool["function"], f"{path}.function") if tool.get("function") else tool
    if not isinstance(function.get("name"), str):
        raise FieldError(f"{path}.name", f"got {function.get('name')!r:.60}, expected the name of a function")
    if "parameters" in function:
        return function
    key = next((key for key in _PARAMETERS if key in function), None)
    return {("parameters" if name == key else name): part for name, part in function.items()}
