"""OpenAI's messages, and the query-with-answers rows of single-turn call sets."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from toolflow_dataset.types import Message, Role

from .layout_fields import FieldError, list_of, object_of, read_call, text_of

_ROLES: dict[str, Role] = {
    "system": "system",
    "developer": "system",
    "user": "user",
    "assistant": "assistant",
    "tool": "tool",
    "function": "tool",
}


def read_messages(value: Any, path: str) -> tuple[Message, ...]:
    """Read messages in OpenAI's format; each may also be JSON text, and the older `function_call` is a call.

    Raises:
        FieldError: If a message is malformed.
    """
    return tuple(_message(item, f"{path}[{i}]", i) for i, item in enumerate(list_of(value, path)))


def _message(value: Any, path: str, index: int) -> Message:
    message = object_of(value, path)
    role = _ROLES.get(str(message.get("role")).lower())
    if role is None:
        known = ", ".join(_ROLES)
        raise FieldError(f"{path}.role", f"got {message.get('role')!r:.60}, expected one of {known}")
    given = message.get("tool_calls") or ()
    if given and not isinstance(given, str | list | tuple):
        raise FieldError(f"{path}.tool_calls", f"got {given!r:.60}, expected a list of calls")
    listed = list_of(given, f"{path}.tool_calls") if given else []
    calls = [read_call(each, f"{path}.tool_calls[{i}]", f"call_{index}_{i}") for i, each in enumerate(listed)]
    if not calls and message.get("function_call"):
        calls = [read_call(message["function_call"], f"{path}.function_call", f"call_{index}_0")]
    content = message.get("content")
    if role == "tool" and isinstance(content, Mapping | int | float):
        content = json.dumps(content, ensure_ascii=False)
    call_id = message.get("tool_call_id")
    return Message(
        role, text_of(content, f"{path}.content"), tuple(calls), None if call_id is None else str(call_id)
    )


def read_query(record: Mapping[str, Any]) -> tuple[Message, ...]:
    """Read a row whose `query` is answered by the calls in `answers`, as xLAM's training set has them.

    Raises:
        FieldError: If a field is malformed.
    """
    answers = list_of(record["answers"], "answers") if record["answers"] else []
    calls = tuple(read_call(each, f"answers[{i}]", f"call_1_{i}") for i, each in enumerate(answers))
    return Message("user", text_of(record["query"], "query")), Message("assistant", "", calls)
