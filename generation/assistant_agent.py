"""The assistant agent: answers the user or calls tools natively; it never sees the plan."""

from __future__ import annotations

import json
from collections.abc import Sequence

from toolflow_dataset.errors import ChatError
from toolflow_dataset.types import Message, Tool, ToolCall

from .chat import Chat
from .history import History
from .leaks import has_json, has_markup
from .prompting import instructions
from .structured import schema_problem

_LONGEST_QUOTE = 300


class AssistantAgent:
    """The assistant of one dialogue.

    Args:
        chat: The assistant's model.
        tools: The offered tools.
        context: The dialogue's system message; the instructions stand before it and never in the dialogue.
        attempts: How often to ask for one message at most.

    Source: section 3.3, Table 17.
    """

    def __init__(self, chat: Chat, tools: Sequence[Tool], context: str, attempts: int = 3) -> None:
        self._chat = chat
        self._tools = tuple(tools)
        self._by_name = {tool.name: tool for tool in tools}
        self._system = f"{instructions('assistant')}\n\n{context}"
        self._attempts = attempts

    async def reply(self, history: History) -> Message:
        """Write the next assistant message, with calls of offered tools and valid arguments only.

        An unusable message is asked for again; what was wrong with it is told in the system message, because
        many chat templates take no message out of turn. None of this gets into the dialogue.

        Raises:
            ChatError: If no answer is usable.
        """
        system = self._system
        problem = ""
        for _ in range(self._attempts):
            answer = await self._chat((Message("system", system), *history.messages[1:]), self._tools)
            message = answer.message
            problem = f"{answer.problem}." if answer.problem else self._problem(message)
            if not problem:
                return Message("assistant", message.content.strip(), message.tool_calls)
            system = (
                f"{self._system}\n\n(Your last attempt at the next message could not be used: {problem} "
                "Write that message again, without a word about this.)"
            )
        raise ChatError(
            f"the assistant gave no usable message in {self._attempts} attempts; the last problem: {problem}"
        )

    def _problem(self, message: Message) -> str:
        """Say what is wrong with a message; empty if nothing."""
        text = message.content
        if not message.tool_calls and not text.strip():
            return "it was empty."
        if text and (has_json(text) or has_markup(text, self._tools)):
            return "its text holds JSON, code or markup; write prose, and make calls as calls."
        return next(filter(None, map(self._call_problem, message.tool_calls)), "")

    def _call_problem(self, call: ToolCall) -> str:
        tool = self._by_name.get(call.name)
        if tool is None:
            offered = ", ".join(self._by_name)
            return f"it called {call.name[:80]!r}, which is not offered; the tools are {offered}."
        problem = schema_problem(call.arguments, tool.parameters)
        if not problem:
            return ""
        arguments = json.dumps(call.arguments, ensure_ascii=False)
        quote = arguments if len(arguments) <= _LONGEST_QUOTE else f"{arguments[:_LONGEST_QUOTE]}..."
        return f"it called {call.name} with {quote}, and those arguments are not valid: {problem}."
