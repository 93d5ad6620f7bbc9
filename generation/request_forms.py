"""The forms a request takes on the wire, from native tools down to plain text, and how answers are read."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Literal

from toolflow_dataset.types import Message

from .chat import ChatRequest
from .endpoint_probe import Capabilities
from .tool_call_text import describe_tools, find_calls, read_guided, render_as_text, reply_schema
from .wire import Completion, UnusableReply, add_to_system, make_calls, wire_messages, wire_tools

_SEEDS = 2**31
_LONGEST_REFUSAL = 200

_SCHEMA_GUIDE = """Answer with one JSON value and nothing else: no explanation, no code fence.
It must satisfy this JSON Schema:
{schema}"""

Form = Literal["native", "json_schema", "json_object", "text"]


@dataclass(frozen=True, slots=True)
class Ask:
    """A request in one form: the body's parts and how its answer is read."""

    form: Form
    messages: list[dict[str, Any]]
    fields: dict[str, Any]


def forms(request: ChatRequest, capabilities: Capabilities) -> list[Form]:
    """Return the forms a request may take, best first."""
    if not request.tools and request.schema is None:
        return ["text"]
    forms: list[Form] = ["native"] if request.tools and capabilities.native_tools else []
    if capabilities.json_schema:
        forms.append("json_schema")
    elif capabilities.json_object:
        forms.append("json_object")
    return [*forms, "text"]


def compose(request: ChatRequest, form: Form, capabilities: Capabilities) -> Ask:
    """Write a request in one form."""
    messages = (wire_messages if capabilities.native_tools else render_as_text)(request.messages)
    if form == "native":
        fields: dict[str, Any] = {"tools": wire_tools(request.tools)}
        if capabilities.parallel:
            fields["parallel_tool_calls"] = True
        return Ask(form, messages, fields)
    schema = request.schema
    if request.tools:
        messages = add_to_system(render_as_text(request.messages), describe_tools(request.tools))
        schema = reply_schema(request.tools)
    elif schema is not None and form != "json_schema":
        guide = _SCHEMA_GUIDE.format(schema=json.dumps(schema, ensure_ascii=False))
        messages = add_to_system(messages, guide)
    if form == "json_schema":
        described = {"name": f"{request.role}_reply", "schema": schema}
        return Ask(form, messages, {"response_format": {"type": "json_schema", "json_schema": described}})
    if form == "json_object":
        return Ask(form, messages, {"response_format": {"type": "json_object"}})
    return Ask(form, messages, {})


def request_body(request: ChatRequest, ask: Ask, capabilities: Capabilities) -> dict[str, Any]:
    """Return a whole request body: the parts of its form, the seed if one is taken, the sampling settings."""
    body = {"model": request.model, "messages": ask.messages, **ask.fields}
    if capabilities.seed:
        body["seed"] = (request.seed * 1_000_003 + request.ordinal) % _SEEDS
    for key, value in request.sampling.items():
        body[capabilities.max_tokens if key == "max_tokens" else key] = value
    return body


def read(request: ChatRequest, form: Form, completion: Completion) -> Message:
    """Turn a completion into our message.

    Raises:
        UnusableReply: If it cannot be read as what was asked for.
    """
    if completion.finish_reason == "content_filter":
        raise UnusableReply("it was stopped by a content filter")
    if completion.refusal and not completion.content and not completion.raw_calls:
        raise UnusableReply(f"it was a refusal: {completion.refusal[:_LONGEST_REFUSAL]}")
    if request.schema is not None and not request.tools:
        return Message("assistant", completion.content)  # validated, and asked for again, by `ask_json`
    if completion.finish_reason == "length":
        raise UnusableReply("it was cut off at the token limit; answer more briefly")
    names = {tool.name for tool in request.tools}
    if completion.raw_calls:
        content, calls = completion.content, make_calls(completion.raw_calls, names, request)
    else:
        reader = find_calls if form == "native" or not request.tools else read_guided
        content, found = reader(completion.content, names)
        calls = make_calls(found, names, request)
    if not content and not calls:
        raise UnusableReply("it was empty")
    return Message("assistant", content, calls)
