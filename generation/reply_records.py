"""How a request is named and a reply written down: what a paid reply is kept under, and as."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from toolflow_dataset.errors import SchemaError
from toolflow_dataset.types import Message, Tool

from .chat import ChatRequest, Reply, Usage
from .compact_json import compact_bytes, compact_json
from .identity import MadeCache


def request_key(request: ChatRequest) -> bytes:
    """Return the SHA-256 of all that a request asks: 32 bytes."""
    head = [request.role, request.model, request.seed, request.ordinal, request.sampling, request.schema]
    digest = hashlib.sha256(compact_bytes([*head, len(request.messages)], sort_keys=True))
    for message in request.messages:
        digest.update(_messages.get(message))
    for tool in request.tools:
        digest.update(_tools.get(tool))
    return digest.digest()


def _line(value: Any) -> bytes:
    return b"\n" + compact_bytes(value, sort_keys=True)


# every request of a dialogue repeats what was said in it
_messages: MadeCache[Message, bytes] = MadeCache(8192, 3000, lambda one: _line(one.to_json()), len)
_tools: MadeCache[Tool, bytes] = MadeCache(4096, 20_000, lambda one: _line(one.wire()), len)


def reply_text(reply: Reply) -> str:
    """Return a reply as it is kept."""
    usage = reply.usage
    document = {
        "message": reply.message.to_json(),
        "usage": [usage.prompt_tokens, usage.completion_tokens],
        "finish_reason": reply.finish_reason,
        "model": reply.model,
    }
    if reply.problem:
        document["problem"] = reply.problem
    return compact_json(document)


def read_reply(text: str) -> Reply:
    """Read what `reply_text` wrote.

    Raises:
        ValueError: If it is damaged.
    """
    try:
        document: dict[str, Any] = json.loads(text)
        message = Message.from_json(document["message"])
        usage = Usage(*document["usage"])
        return Reply(
            message, usage, document["finish_reason"], document["model"], document.get("problem", "")
        )
    except (KeyError, TypeError, SchemaError) as error:
        raise ValueError(f"not a reply: {error!r}") from error
