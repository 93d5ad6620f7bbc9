"""One probe per model: does the server take tools, schemas, parallel calls and a seed, or only plain chat?

A capability counts as there when the probe's answer shows it, not when the server merely accepts the field:
many local servers drop `tools` or `response_format` without a word. The tool probe carries a finished call in
its history, so it also tells whether tool messages are understood, and gives a weak model an example.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from .endpoint_failures import Failure
from .strict_json import parse
from .wire import Completion, UnusableReply, read_arguments

PROBE_NAME = "toolflow_probe_weather"
PROBE_QUESTION = "Describe the sea in the evening, as JSON."
PROBE_GREETING = "Say hello to the prober."
_PROBE_TOKENS = 1024
_ASKS = 2  # one bad answer does not show that a model cannot

Send = Callable[[dict[str, Any]], Awaitable[Completion]]


class Refused(Exception):
    """The server will not take a request in the form it was sent."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.cause)
        self.failure = failure


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a model behind an endpoint can be asked.

    Args:
        native_tools: It answers `tools=` with `tool_calls`, and takes them in the history.
        json_schema: Its replies obey a `response_format` of type json_schema.
        json_object: Its replies are JSON under a `response_format` of type json_object.
        parallel: It accepts `parallel_tool_calls=true`.
        seed: It accepts `seed`.
        max_tokens: How it calls the limit: `max_tokens` or `max_completion_tokens`.
    """

    native_tools: bool
    json_schema: bool
    json_object: bool
    parallel: bool
    seed: bool
    max_tokens: str


class _Prober:
    """Sends probes and drops or renames the optional fields that the server names in a refusal."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.limit = "max_tokens"
        self.seed = True
        self.parallel = True

    async def ask(self, body: dict[str, Any], *, tools: bool = False) -> Completion:
        """Send one probe.

        Raises:
            Refused: If the server refuses what the probe is about.
        """
        while True:
            optional: dict[str, Any] = {self.limit: _PROBE_TOKENS}
            if self.seed:
                optional["seed"] = 1
            if tools and self.parallel:
                optional["parallel_tool_calls"] = True
            try:
                return await self._send(body | optional)
            except Refused as refusal:
                text = str(refusal)
                if self.limit == "max_tokens" and "max_completion_tokens" in text:
                    self.limit = "max_completion_tokens"
                elif tools and self.parallel and "parallel_tool_calls" in text:
                    self.parallel = False
                elif self.seed and "seed" in text:
                    self.seed = False
                else:
                    raise


async def probe_model(send: Send) -> Capabilities:
    """Find out what a model can be asked.

    Args:
        send: Sends a body without a model name; raises `Refused`, or `ChatError` where nothing works.

    Raises:
        ChatError: If not even a plain question is answered.
    """
    prober = _Prober(send)
    native, tools_taken = await _probe_tools(prober)
    json_schema, schema_taken = await _probe_format(prober, _SCHEMA_FORMAT, _fits_schema)
    json_object = json_schema
    if not json_schema:
        json_object, object_taken = await _probe_format(prober, {"type": "json_object"}, _is_object)
        if not (tools_taken or schema_taken or object_taken):
            await prober.ask({"messages": [_user(PROBE_GREETING)]})
    return Capabilities(
        native, json_schema, json_object, native and prober.parallel, prober.seed, prober.limit
    )


async def _probe_tools(prober: _Prober) -> tuple[bool, bool]:
    """Return whether calls come back as calls, and whether the request was taken at all."""
    try:
        for _ in range(_ASKS):
            completion = await prober.ask({"messages": _TOOL_MESSAGES, "tools": [_TOOL]}, tools=True)
            if _calls_the_tool(completion):
                return True, True
    except Refused:
        return False, False
    return False, True


def _calls_the_tool(completion: Completion) -> bool:
    try:
        called = [name for name, raw in completion.raw_calls if read_arguments(name, raw).get("city")]
    except UnusableReply:
        return False
    return PROBE_NAME in called


async def _probe_format(
    prober: _Prober, response_format: dict[str, Any], fits: Callable[[Any], bool]
) -> tuple[bool, bool]:
    """Return whether replies obey the format, and whether the request was taken at all."""
    question = _user(PROBE_QUESTION)
    try:
        for _ in range(_ASKS):
            completion = await prober.ask({"messages": [question], "response_format": response_format})
            if _is_json(completion.content, fits):
                return True, True
    except Refused:
        return False, False
    return False, True


def _is_json(text: str, fits: Callable[[Any], bool]) -> bool:
    try:
        return fits(parse(text))
    except ValueError:
        return False


def _fits_schema(value: Any) -> bool:
    return isinstance(value, dict) and value.get("shade") in _SHADES and isinstance(value.get("fathoms"), int)


def _is_object(value: Any) -> bool:
    return isinstance(value, dict)


def _user(text: str) -> dict[str, Any]:
    return {"role": "user", "content": text}


def _called(city: str, identifier: str) -> dict[str, Any]:
    function = {"name": PROBE_NAME, "arguments": json.dumps({"city": city})}
    call = {"id": identifier, "type": "function", "function": function}
    return {"role": "assistant", "content": None, "tool_calls": [call]}


_SHADES = ("vermilion", "teal")
_TOOL = {
    "type": "function",
    "function": {
        "name": PROBE_NAME,
        "description": "Return the current weather of a city.",
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string", "description": "Name of the city"}},
            "required": ["city"],
        },
    },
}
_TOOL_MESSAGES = [
    {"role": "system", "content": "Call the tool for every question about the weather."},
    _user("What is the weather in Oslo right now?"),
    _called("Oslo", "probe0001"),
    {"role": "tool", "tool_call_id": "probe0001", "content": '{"sky": "rain", "celsius": 4}'},
    {"role": "assistant", "content": "It is raining in Oslo, at 4 degrees."},
    _user("And in Lima?"),
]
_SCHEMA_FORMAT = {
    "type": "json_schema",
    "json_schema": {
        "name": PROBE_NAME,
        "schema": {
            "type": "object",
            "properties": {
                "shade": {"type": "string", "enum": list(_SHADES)},
                "fathoms": {"type": "integer"},
            },
            "required": ["shade", "fathoms"],
            "additionalProperties": False,
        },
    },
}
