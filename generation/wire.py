"""Our messages to and from OpenAI's chat completion bodies; nothing else knows that format.

Arguments are an object in our types and a JSON string on the wire. `returns` and our own fields never leave.
Call ids are minted here from the dialogue's seed, because servers draw theirs at random and a dataset made
twice must be the same twice; nine letters and digits, which every chat template accepts.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from toolflow_dataset.types import Message, Tool, ToolCall

from .chat import ChatRequest, Usage
from .identity import MadeCache
from .strict_json import check, parse, whole_text

_THINKING = re.compile(r"\A\s*<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL)
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_MOST_TOKENS = 10**9  # of one answer; a server that counts more, or below 0, has not counted


class UnusableReply(Exception):
    """A reply that cannot be read as what was asked for; its text is what the model is told."""


class NotACompletion(Exception):
    """A response body that is no chat completion at all; its text says what it is instead."""


@dataclass(frozen=True, slots=True)
class Completion:
    """The first choice of a response body.

    Args:
        content: Text without a leading thinking block; empty where there is none.
        raw_calls: `(name, arguments)` pairs as the server gave them, arguments unread.
        finish_reason: `stop`, `tool_calls`, `length`, `content_filter`...
        refusal: The model's own refusal, if it sent one.
        usage: Tokens as counted by the server.
        model: The model that says it answered; empty where it does not say.
        characters: Length of the message in its JSON, thinking included; 0 where the server counts tokens.
    """

    content: str
    raw_calls: tuple[tuple[str, Any], ...]
    finish_reason: str
    refusal: str
    usage: Usage
    model: str
    characters: int


def wire_tools(tools: Iterable[Tool]) -> list[dict[str, Any]]:
    """Return the tools as an API sees them."""
    return [tool.wire() for tool in tools]


def wire_messages(messages: Iterable[Message]) -> list[dict[str, Any]]:
    """Return messages in OpenAI's format, calls and tool results included; not to be changed."""
    return [_documents.get(message) for message in messages]


def add_to_system(documents: Sequence[Mapping[str, Any]], text: str) -> list[dict[str, Any]]:
    """Append text to the leading system message, or put one in front: many templates take exactly one."""
    copies = [dict(document) for document in documents]
    if copies and copies[0]["role"] == "system":
        copies[0]["content"] = f"{copies[0]['content']}\n\n{text}".lstrip()
        return copies
    return [{"role": "system", "content": text}, *copies]


def read_body(body: bytes) -> Completion:
    """Read a response body.

    Raises:
        NotACompletion: If it is no chat completion.
    """
    try:
        return read_completion(json.loads(body))
    except (ValueError, RecursionError):  # the latter also of what can be read, but not looked through
        text = body[:800].decode("utf-8", "replace").strip()[:200]
        raise NotACompletion(f"no chat completion but {text!r}") from None


def read_completion(body: Any) -> Completion:
    """Read the first choice of a response body.

    Raises:
        NotACompletion: If the body does not have that shape, or carries an error.
    """
    if isinstance(body, Mapping) and body.get("error"):
        raise NotACompletion(f"an error in a successful response: {_dump(body['error'])[:300]}")
    choices = body.get("choices") if isinstance(body, Mapping) else None
    first = choices[0] if isinstance(choices, list) and choices else None
    message = first.get("message") if isinstance(first, Mapping) else None
    if not isinstance(first, Mapping) or not isinstance(message, Mapping):
        raise NotACompletion(f"a body without choices[0].message: {_dump(body)[:300]}")
    usage = body.get("usage")
    usage = usage if isinstance(usage, Mapping) else {}
    counted = Usage(_count(usage.get("prompt_tokens")), _count(usage.get("completion_tokens")))
    calls = message.get("tool_calls")
    return Completion(
        content=_THINKING.sub("", _text(message.get("content"))).strip(),
        raw_calls=tuple(map(_raw_call, calls)) if isinstance(calls, list) else (),
        finish_reason=str(first.get("finish_reason") or "stop"),
        refusal=_text(message.get("refusal")),
        usage=counted,
        model=_text(body.get("model")),
        characters=0 if counted.completion_tokens else len(_dump(message)),
    )


def read_arguments(name: str, arguments: Any) -> dict[str, Any]:
    """Return a call's arguments as an object; an empty string means no arguments.

    Raises:
        UnusableReply: If they are no JSON object.
    """
    try:
        if isinstance(arguments, str):
            arguments = parse(arguments) if arguments.strip() else {}
        else:
            check(arguments)
    except ValueError as error:
        raise UnusableReply(f"the arguments of the call of {name} are not valid JSON: {error}") from error
    if arguments is None:
        return {}
    if not isinstance(arguments, dict):
        raise UnusableReply(
            f"the arguments of the call of {name} must be a JSON object, got {_dump(arguments)[:80]}"
        )
    return arguments


def make_calls(
    found: Iterable[tuple[str, Any]], names: Collection[str], request: ChatRequest
) -> tuple[ToolCall, ...]:
    """Turn names and arguments into calls of offered tools, with ids that follow from the request.

    Raises:
        UnusableReply: If a name was not offered or arguments are no object.
    """
    calls = []
    for position, (name, arguments) in enumerate(found):
        if name not in names:
            offered = ", ".join(sorted(names))
            raise UnusableReply(f"there is no tool named {name[:80]!r}; the tools are: {offered}")
        calls.append(ToolCall(call_id(request, position), name, read_arguments(name, arguments)))
    return tuple(calls)


def call_id(request: ChatRequest, position: int) -> str:
    """Return nine letters and digits that follow from the dialogue's seed, the ordinal and the position."""
    digest = hashlib.sha256(f"{request.seed}/{request.ordinal}/{position}".encode()).digest()
    return "".join(_DIGITS[byte % 36] for byte in digest[:9])


def _wire_message(message: Message) -> dict[str, Any]:
    document: dict[str, Any] = {"role": message.role, "content": message.content}
    if message.tool_calls:
        document["content"] = message.content or None
        document["tool_calls"] = [_wire_call(call) for call in message.tool_calls]
    if message.tool_call_id is not None:
        document["tool_call_id"] = message.tool_call_id
    return document


def _wire_call(call: ToolCall) -> dict[str, Any]:
    function = {"name": call.name, "arguments": _dump(call.arguments)}
    return {"id": call.id, "type": "function", "function": function}


def _raw_call(call: Any) -> tuple[str, Any]:
    function = call.get("function") if isinstance(call, Mapping) else None
    if not isinstance(function, Mapping):
        raise NotACompletion(f"a tool call without a function: {_dump(call)[:200]}")
    return _text(function.get("name")), function.get("arguments")


def _text(value: Any) -> str:
    if isinstance(value, list):  # content parts, as some servers answer
        return "".join(_text(part.get("text")) for part in value if isinstance(part, Mapping))
    return whole_text(value) if isinstance(value, str) else ""


def _count(value: Any) -> int:
    return value if type(value) is int and 0 <= value <= _MOST_TOKENS else 0


_dump = json.JSONEncoder(ensure_ascii=False).encode


def _length(document: Mapping[str, Any]) -> int:
    calls = document.get("tool_calls", ())
    return len(document["content"] or "") + sum(len(call["function"]["arguments"]) for call in calls)


# every request of a dialogue repeats what was said in it
_documents: MadeCache[Message, dict[str, Any]] = MadeCache(8192, 3000, _wire_message, _length)
