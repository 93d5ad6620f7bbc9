"""An API played by a tool agent: calls are checked against its documents, then answered.

What the documents forbid is an error, as of a server: a function that is not there, a required argument
that is missing, one of another type or outside its values. Arguments go over the wire as text, so `"3"` is
taken for 3 and 3 for `"3"`; an optional one that is empty is not given. What passes is answered by a model
that stands in for the API, by the simulator, or by what the user has named for it, and validated against
`returns`.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping, Sequence
from typing import Any

from toolflow_dataset.types import Message, Tool, ToolCall
from toolflow_generation.chat import AgentRole, Backend, Chat, ChatRequest, Reply
from toolflow_generation.executors.execution import Execution
from toolflow_generation.executors.turns import DialogueTools
from toolflow_generation.history import History
from toolflow_generation.structured import schema_problem
from toolflow_generation.tool_agent import ToolAgent


class PlayedApi:
    """The API of one task.

    Args:
        tools: Its functions.
        chat: The model that stands in for it.
        context: The task's system message.
        execution: What executes some of its functions; None where all are simulated.
        id: The task's.
        seed: Of the task.
    """

    def __init__(
        self,
        tools: Sequence[Tool],
        chat: Chat,
        context: str,
        execution: Execution | None = None,
        id: str = "",
        seed: int = 0,
    ) -> None:
        self._tools = {tool.name: tool for tool in tools}
        self._agent = ToolAgent(chat, tools, context)
        self._executed = None if execution is None else DialogueTools(execution, id, seed)

    async def answer(self, history: Sequence[Message], calls: Sequence[ToolCall]) -> tuple[Message, ...]:
        """Return one tool message a call, in order.

        Args:
            history: The chat up to the message that makes the calls, without it.
            calls: What is called; nothing is known of their names or arguments.

        Raises:
            ChatError: If the model that plays the API gives no usable answer.
            ExecutionError: If what executes a function cannot be used any more.
        """
        taken: dict[str, ToolCall] = {}
        messages: dict[str, Message] = {}
        for call in calls:
            problem, arguments = self._checked(call)
            if problem:
                error = json.dumps({"error": problem}, ensure_ascii=False)
                messages[call.id] = Message("tool", error, tool_call_id=call.id)
            else:
                taken[call.id] = ToolCall(call.id, call.name, arguments)
        if taken:
            past = History(history)
            if self._executed is None:
                answers = await self._agent.answer(past, list(taken.values()))
            else:
                answers = await self._executed.answer(self._agent, past, list(taken.values()), ())
            messages |= {call_id: answer for call_id, answer in zip(taken, answers, strict=True)}
        return tuple(messages[call.id] for call in calls)

    async def end(self) -> None:
        """End what was opened for this task alone."""
        if self._executed is not None:
            await self._executed.end()

    def _checked(self, call: ToolCall) -> tuple[str, dict[str, Any]]:
        """Return what the API's documents find wrong with a call, and its arguments as they are meant."""
        tool = self._tools.get(call.name)
        if tool is None:
            return f"404: there is no function {call.name}", {}
        properties: Mapping[str, Any] = tool.parameters.get("properties", {})
        required = tool.parameters.get("required", ())
        if unknown := sorted(set(call.arguments) - set(properties)):
            return f"400: unknown parameter {', '.join(unknown)}", {}
        arguments = {
            name: _meant(value, properties[name])
            for name, value in call.arguments.items()
            if name in required or value not in ("", None)
        }
        problem = schema_problem(arguments, tool.parameters)
        return (f"400: {problem}" if problem else ""), arguments


def failed(message: Message) -> bool:
    """Tell whether a result is an error."""
    try:
        value = json.loads(message.content)
    except ValueError:
        return False
    return isinstance(value, dict) and set(value) == {"error"} and bool(value["error"])


def _meant(value: Any, schema: Mapping[str, Any]) -> Any:
    """Return a scalar as what it is declared as, where it is only written otherwise."""
    kind = schema.get("type")
    if kind == "string" and isinstance(value, (int, float)) and not isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, str) and kind in ("integer", "number", "boolean"):
        try:
            read = json.loads(value.strip().lower() if kind == "boolean" else value)
        except ValueError:
            return value
        if not schema_problem(read, {"type": kind}):
            return read
    return value


def bound_chat(role: AgentRole, model: str, backend: Backend, sampling: Mapping[str, Any], seed: int) -> Chat:
    """Return a model as a step sees it; its requests are counted, so that equal ones are told apart."""
    ordinals = itertools.count()

    async def chat(
        messages: Sequence[Message], tools: Sequence[Tool] = (), schema: dict[str, Any] | None = None
    ) -> Reply:
        return await backend.complete(
            ChatRequest(
                role, model, tuple(messages), tuple(tools), schema, dict(sampling), seed, next(ordinals)
            )
        )

    return chat
