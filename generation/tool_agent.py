"""The tool agent: one request for a call turn, which answers all its calls in order so that results agree."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any

from toolflow_dataset.types import Message, Tool, ToolCall

from .chat import Chat
from .history import History
from .prompting import block, inputs_block, instructions
from .structured import ask_json, schema_problem


class ToolAgent:
    """The tools of one dialogue.

    Args:
        chat: The tools' model.
        tools: The offered tools.
        context: The dialogue's system message.
        attempts: How often to ask for one turn's results at most.

    Source: section 3.3, Table 18.
    """

    def __init__(self, chat: Chat, tools: Sequence[Tool], context: str, attempts: int = 3) -> None:
        self._chat = chat
        self._by_name = {tool.name: tool for tool in tools}
        self._context = context
        self._attempts = attempts
        self._instructions = Message("system", instructions("tool"))

    async def answer(
        self, history: History, calls: Sequence[ToolCall], fail: Collection[str] = ()
    ) -> tuple[Message, ...]:
        """Return one tool message a call, in order; the content is the result as JSON text.

        Args:
            history: The dialogue up to the message that makes the calls, without it.
            calls: Calls of offered tools.
            fail: Ids of the calls that must return an error.

        Raises:
            ChatError: If no answer is usable.
        """
        called = dict.fromkeys(call.name for call in calls)
        inputs = inputs_block([self._by_name[name] for name in called], self._context)
        turn = {
            "calls": [{"id": call.id, "name": call.name, "arguments": call.arguments} for call in calls],
            "fail": [call.id for call in calls if call.id in fail],
        }
        body = "\n".join((inputs, history.block(), block("turn", turn)))
        value, _ = await ask_json(
            self._chat,
            (self._instructions, Message("user", body)),
            _schema(len(calls), self._all_objects(called)),
            self._attempts,
            lambda found: self._problem(found["results"], calls, fail),
        )
        return tuple(
            Message("tool", json.dumps(result["results"], ensure_ascii=False), tool_call_id=call.id)
            for call, result in zip(calls, value["results"], strict=True)
        )

    def _all_objects(self, names: Collection[str]) -> bool:
        """Tell whether all these tools return JSON objects, as far as is known."""
        returns = [self._by_name[name].returns for name in names]
        return all(schema is None or schema.get("type", "object") == "object" for schema in returns)

    def _problem(
        self, results: Sequence[Mapping[str, Any]], calls: Sequence[ToolCall], fail: Collection[str]
    ) -> str | None:
        """Say what is wrong with the results, or None."""
        for number, (call, result) in enumerate(zip(calls, results, strict=True), 1):
            where = f"result {number}"
            if result["name"] != call.name:
                return f"{where} is for {result['name']!r}, expected {call.name!r}: keep the calls' order"
            problem = result_problem(result["results"], self._by_name[call.name], must_fail=call.id in fail)
            if problem:
                return f"{where} ({call.name}): {problem}"
        return None


def result_problem(result: Any, tool: Tool, *, must_fail: bool) -> str:
    """Say what is wrong with one result; empty if nothing."""
    error = result.get("error") if isinstance(result, Mapping) else None
    if must_fail:
        return (
            "" if isinstance(error, str) and error.strip() else 'this call must fail: return {"error": "..."}'
        )
    if tool.returns is not None:
        problem = schema_problem(result, tool.returns)
        if problem:
            return f"it does not satisfy `returns`: {problem}"
        declared = "error" in (tool.returns.get("properties") or {})
    else:
        if not isinstance(result, Mapping):
            return f"expected a JSON object, got {json.dumps(result, ensure_ascii=False)[:80]}"
        declared = False
    if isinstance(error, str) and error.strip() and not declared:
        return "this call must succeed, but it returns an error"
    return ""


@cache
def _schema(n_calls: int, objects: bool) -> dict[str, Any]:
    result = {
        "type": "object",
        "properties": {"name": {"type": "string"}, "results": {"type": "object"} if objects else {}},
        "required": ["name", "results"],
    }
    return {
        "type": "object",
        "properties": {
            "results": {"type": "array", "items": result, "minItems": n_calls, "maxItems": n_calls}
        },
        "required": ["results"],
    }
