"""A dialogue as a fine-tuning example: OpenAI's format and TRL's.

An example is either a whole dialogue or, where one reply is to be learnt at a time, a dialogue up to that
reply.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .types import Message

Tools = Sequence[Mapping[str, Any]]


def turns_to_learn(messages: Sequence[Message]) -> Iterator[Sequence[Message]]:
    """Yield the dialogue up to each assistant message in turn, that one included."""
    for index, message in enumerate(messages):
        if message.role == "assistant":
            yield messages[: index + 1]


def openai_example(
    messages: Sequence[Message], tools: Tools, *, last_reply_only: bool = False
) -> dict[str, Any]:
    """Return one line of OpenAI's fine-tuning files: `arguments` are JSON text, empty content is absent.

    Args:
        messages: In order.
        tools: Function objects (`name`, `description`, `parameters`); where there are none, the keys
            `tools` and `parallel_tool_calls` are absent.
        last_reply_only: Give the assistant messages before the last `weight` 0, so that only the last one
            is learnt.
    """
    documents = []
    for index, message in enumerate(messages):
        document = message.to_json()
        if message.tool_calls:
            if not message.content:
                del document["content"]
            for call, wire in zip(message.tool_calls, document["tool_calls"], strict=True):
                wire["function"]["arguments"] = json.dumps(call.arguments, ensure_ascii=False)
        if last_reply_only and message.role == "assistant":
            document["weight"] = int(index == len(messages) - 1)
        documents.append(document)
    example: dict[str, Any] = {"messages": documents}
    if tools:
        example |= {"tools": wire_tools(tools), "parallel_tool_calls": True}
    return example


def trl_example(
    messages: Sequence[Message], tools: Tools, *, last_reply_only: bool = False
) -> dict[str, Any]:
    """Return a row in TRL's conversational form: `arguments` are objects, absent keys absent.

    Args:
        messages: In order.
        tools: Function objects.
        last_reply_only: Return `prompt` and `completion` in place of `messages`; TRL learns the latter alone.
    """
    documents = [message.to_json() for message in messages]
    example: dict[str, Any]
    if last_reply_only:
        example = {"prompt": documents[:-1], "completion": documents[-1:]}
    else:
        example = {"messages": documents}
    return {**example, "tools": wire_tools(tools)}


def wire_tools(tools: Tools) -> list[dict[str, Any]]:
    """Return function objects as an API takes them, without what is ours (`returns`)."""
    offered = []
    for tool in tools:
        function = {
            "name": tool["name"],
            "description": tool.get("description") or "",
            "parameters": tool.get("parameters") or {"type": "object", "properties": {}},
        }
        offered.append({"type": "function", "function": function})
    return offered
