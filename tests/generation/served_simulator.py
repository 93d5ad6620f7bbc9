"""The simulator as a model behind an HTTP endpoint: OpenAI's wire on one side, the simulator on the other."""

from __future__ import annotations

import asyncio
import hashlib
import json
from typing import Any

from good_model import role_of
from scripted_server import Answer

from toolflow_dataset.types import Message, Tool, ToolCall
from toolflow_generation.chat import ChatRequest
from toolflow_generation.simulator import Simulator

_LONGEST_ID = 24


class ServedSimulator:
    """Answers request bodies; knows of a request what stands in its body, so neither dialogue nor ordinal.

    Args:
        latency: Seconds an answer takes, during which others are served.
    """

    def __init__(self, latency: float = 0.0) -> None:
        self._latency = latency
        self._simulator = Simulator()

    async def __call__(self, body: dict[str, Any]) -> Answer:
        """Answer as the role that is asked for."""
        await asyncio.sleep(self._latency)
        reply = await self._simulator.complete(chat_request(body))
        return _wire_reply(reply.message)


def chat_request(body: dict[str, Any]) -> ChatRequest:
    """Read a request body; without a `seed` the messages decide."""
    role = role_of(body)
    seed = body.get("seed")
    if seed is None:
        digest = hashlib.sha256(json.dumps(body["messages"], sort_keys=True).encode()).digest()
        seed = int.from_bytes(digest[:4], "big")
    tools = tuple(Tool.from_json(tool) for tool in body.get("tools", ()))
    described = body.get("response_format", {}).get("json_schema", {})
    messages = tuple(map(_message, body["messages"]))
    return ChatRequest(role, "simulator", messages, tools, described.get("schema"), {}, seed)


def _message(document: dict[str, Any]) -> Message:
    calls = tuple(
        ToolCall(call["id"], call["function"]["name"], json.loads(call["function"]["arguments"]))
        for call in document.get("tool_calls") or ()
    )
    return Message(document["role"], document["content"] or "", calls, document.get("tool_call_id"))


def _wire_reply(message: Message) -> Answer:
    if not message.tool_calls:
        return message.content
    calls = []
    for place, call in enumerate(message.tool_calls):
        arguments = json.dumps(call.arguments, ensure_ascii=False)
        digest = hashlib.sha256(f"{place}{call.name}{arguments}".encode()).hexdigest()
        function = {"name": call.name, "arguments": arguments}
        calls.append({"id": f"call_{digest[:_LONGEST_ID]}", "type": "function", "function": function})
    return {"role": "assistant", "content": message.content or None, "tool_calls": calls}
