"""ShareGPT's layout: `from` and `value`, with calls and observations as turns of their own."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Mapping
from typing import Any

from toolflow_dataset.types import Message, ToolCall

from .layout_fields import FieldError, decoded, list_of, object_of, read_call, text_of

_SPEAKERS = {
    **dict.fromkeys(("human", "user"), "user"),
    **dict.fromkeys(("gpt", "assistant", "model", "bot", "chatgpt"), "assistant"),
    "system": "system",
    **dict.fromkeys(("function_call", "tool_call", "function-call"), "call"),
    **dict.fromkeys(
        ("observation", "tool", "function_response", "tool_response", "function-response"), "tool"
    ),
}


def read_sharegpt(value: Any, system: Any = None) -> tuple[Message, ...]:
    """Read the turns of a `conversations` field.

    A call turn holds one call or a list, as JSON; the results after it belong to its calls in order. One
    result turn after several calls that is a list of as many results answers all of them.

    Args:
        value: The turns; `role` and `content` may stand for `from` and `value`.
        system: The record's `system` field, a leading message where there is any.

    Raises:
        FieldError: If a turn is malformed.
    """
    messages = [Message("system", text)] if (text := text_of(system, "system")) else []
    waiting: deque[ToolCall] = deque()
    turns = list_of(value, "conversations")
    for i, item in enumerate(turns):
        path = f"conversations[{i}]"
        turn = object_of(item, path)
        speaker = turn.get("from", turn.get("role"))
        said = turn.get("value", turn.get("content"))
        kind = _SPEAKERS.get(str(speaker).lower())
        if kind is None:
            known = ", ".join(_SPEAKERS)
            raise FieldError(f"{path}.from", f"got {speaker!r:.60}, expected one of {known}")
        if kind == "call":
            calls = _calls(said, f"{path}.value", i)
            waiting = deque(calls)
            messages.append(Message("assistant", "", calls))
        elif kind == "tool":
            alone = not waiting or len(waiting) == 1 or _is_result(turns[i + 1 : i + 2])
            results = [said] if alone else _together(said, len(waiting))
            for result in results:
                answered = waiting.popleft().id if waiting else None
                messages.append(Message("tool", _result(result, f"{path}.value"), (), answered))
        elif kind == "user":
            messages.append(Message("user", text_of(said, f"{path}.value")))
        elif kind == "system":
            messages.append(Message("system", text_of(said, f"{path}.value")))
        else:
            messages.append(Message("assistant", text_of(said, f"{path}.value")))
    return tuple(messages)


def _calls(said: Any, path: str, index: int) -> tuple[ToolCall, ...]:
    value = decoded(said, path)
    calls = value if isinstance(value, list) else [value]
    return tuple(read_call(call, path, f"call_{index}_{i}") for i, call in enumerate(calls))


def _is_result(turns: list[Any]) -> bool:
    """Tell whether the turn that comes next, if any, is a result."""
    turn = turns[0] if turns else None
    return (
        isinstance(turn, Mapping) and _SPEAKERS.get(str(turn.get("from", turn.get("role"))).lower()) == "tool"
    )


def _together(said: Any, wanted: int) -> list[Any]:
    """Return the results of several calls that share a turn; the turn as it is where it is no such list."""
    try:
        value = json.loads(said) if isinstance(said, str) else said
    except ValueError:
        return [said]
    if not isinstance(value, list) or len(value) != wanted:
        return [said]
    return [json.dumps(each, ensure_ascii=False) if isinstance(each, list) else each for each in value]


def _result(said: Any, path: str) -> str:
    if isinstance(said, Mapping | int | float) or (isinstance(said, list) and said):
        return json.dumps(said, ensure_ascii=False)
    return text_of(said, path)
