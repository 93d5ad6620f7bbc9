"""A dialogue as the page shows it: turns with each result beside its call, JSON as exact text."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from toolflow_dataset.rounds import is_error, read_result
from toolflow_dataset.types import Message, ToolCall

from .entries import ReportEntry

_TOO_DEEP = "(nested too deeply to be shown)"


def shown_dialogue(entry: ReportEntry, tool_number: Callable[[Mapping[str, Any]], int]) -> dict[str, Any]:
    """Return what the page needs to show a dialogue; what is empty is left out.

    Values are JSON text, because a browser would round long integers and drop the `.0` of `1.0`.

    Args:
        entry: The dialogue.
        tool_number: Returns the number of a tool among the distinct ones of the report.
    """
    origin = dict(entry.origin)
    if "seed" in origin:
        origin["seed"] = str(origin["seed"])
    shown = {
        "turns": shown_turns(entry.messages),
        "tools": [tool_number(tool) for tool in entry.tools],
        "plan": [[step.kind, step.request] for step in entry.plan],
        "steps": list(entry.turn_steps),
        "note": entry.note,
        "origin": origin,
    }
    return {name: value for name, value in shown.items() if value}


def shown_turns(messages: Sequence[Message]) -> list[dict[str, Any]]:
    """Return system, user and assistant turns, each call with the results given to it.

    A call answered twice has two results, one never answered has none; a result that answers no call of the
    turn before it is a turn of its own, for a dropped dialogue may hold such.
    """
    turns: list[dict[str, Any]] = []
    open_calls: dict[str, dict[str, Any]] = {}
    for message in messages:
        if message.role == "tool":
            call = open_calls.get(message.tool_call_id or "")
            result = {"text": message.content}
            if is_error(read_result(message.content)):
                result["failed"] = True  # type: ignore[assignment]
            if call is None:
                turns.append({"role": "tool", "id": message.tool_call_id or "", "results": [result]})
            else:
                call.setdefault("results", []).append(result)
            continue
        turn: dict[str, Any] = {"role": message.role}
        if message.content:
            turn["text"] = message.content
        if message.tool_calls:
            turn["calls"] = [_shown_call(call) for call in message.tool_calls]
            open_calls = {call["id"]: call for call in turn["calls"]}
        turns.append(turn)
    return turns


def json_text(value: Any) -> str:
    """Return a value as JSON text on one line."""
    try:
        return json.dumps(value, ensure_ascii=False)
    except (RecursionError, ValueError, TypeError):
        return _TOO_DEEP


def _shown_call(call: ToolCall) -> dict[str, Any]:
    arguments = {name: json_text(value) for name, value in call.arguments.items()}
    return {"id": call.id, "name": call.name, "arguments": list(arguments.items())}
