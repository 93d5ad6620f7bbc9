"""A local server that speaks OpenAI's chat API and answers from a Python callable.

It runs in a thread of its own, so that synchronous code (the CLI in process) and subprocesses can use it too.
Probes of `endpoint_probe` are answered from the declared abilities and kept apart from the requests.
"""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field
from typing import Any, Literal

from aiohttp import web

from toolflow_generation.endpoint_probe import PROBE_GREETING, PROBE_NAME, PROBE_QUESTION

Ability = Literal["yes", "ignore", "refuse", "crash"]


@dataclass
class Status:
    """An answer that is not a completion: a status, body, headers, delay in seconds, or a cut connection.

    `short` sends only so many characters of the body that its header promises, then cuts the connection.
    """

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    cut: bool = False
    short: int | None = None


Answer = dict[str, Any] | str | Status
Script = Callable[[dict[str, Any]], Answer | Awaitable[Answer]]


def call(name: str, **arguments: Any) -> dict[str, Any]:
    """Return one entry of `tool_calls`."""
    return {
        "id": f"{name}-id",
        "type": "function",
        "function": {"name": name, "arguments": json.dumps(arguments)},
    }


def calls(*entries: dict[str, Any], content: str | None = None) -> dict[str, Any]:
    """Return an assistant message that calls tools."""
    return {"role": "assistant", "content": content, "tool_calls": list(entries)}


def completion(
    message: dict[str, Any] | str, finish_reason: str | None = None, **extra: Any
) -> dict[str, Any]:
    """Return a whole response body around an assistant message."""
    if isinstance(message, str):
        message = {"role": "assistant", "content": message}
    reason = finish_reason or ("tool_calls" if message.get("tool_calls") else "stop")
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "model": "scripted",
        "choices": [{"index": 0, "message": message, "finish_reason": reason}],
        "usage": {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15},
        **extra,
    }


def is_probe(body: dict[str, Any]) -> bool:
    """Tell whether a request only finds out what the model can be asked."""
    text = json.dumps(body)
    return PROBE_NAME in text or PROBE_QUESTION in text or PROBE_GREETING in text


def probe_answer(tools: bool, formats: bool) -> Answer:
    """Return what a model answers to a probe of tools, or of formats, if it heeds them."""
    if tools:
        return calls(call(PROBE_NAME, city="Lima"))
    return '{"shade": "teal", "fathoms": 3}' if formats else "I am not sure what you mean."


class ScriptedServer:
    """A server with declared abilities and scripted answers, to be used in a `with` statement.

    Args:
        script: Given a request body, returns an assistant message (a string or a dict with `content` and
            `tool_calls`), a whole response body (a dict with `choices`), or a `Status`. May be async.
        tools: Whether `tools=` works, is dropped unseen, refused with 400, or crashes with 500.
        json_schema: The same for `response_format` of type json_schema.
        json_object: The same for type json_object.
        unknown_fields: Fields refused by name with 400; set `advice` to add a sentence to the refusal.
        models: Names it knows; 404 for any other.
        key: The API key it wants; None for none.
        before: Given a body, may return a `Status` that is sent instead of anything else, to probes too.
    """

    def __init__(
        self,
        script: Script,
        *,
        tools: Ability = "yes",
        json_schema: Ability = "yes",
        json_object: Ability = "yes",
        unknown_fields: Collection[str] = (),
        models: Collection[str] = ("scripted",),
        key: str | None = None,
        before: Callable[[dict[str, Any]], Status | None] | None = None,
    ) -> None:
        self.script = script
        self.abilities: dict[str, Ability] = {
            "tools": tools,
            "json_schema": json_schema,
            "json_object": json_object,
        }
        self.unknown_fields = unknown_fields
        self.models = models
        self.key = key
        self.before = before
        self.advice = ""
        self.requests: list[dict[str, Any]] = []
        self.probes: list[dict[str, Any]] = []
        self.base_url = ""
        self.headers: dict[str, str] = {}
        self.query: dict[str, str] = {}
        self.in_flight = 0
        self.most_in_flight = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> ScriptedServer:
        self._thread.start()
        port = asyncio.run_coroutine_threadsafe(self._start(), self._loop).result(10)
        self.base_url = f"http://127.0.0.1:{port}/v1"
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def stop(self) -> None:
        """Close the server; further connections are refused."""
        asyncio.run_coroutine_threadsafe(self._runner.cleanup(), self._loop).result(10)

    async def _start(self) -> int:
        app = web.Application(client_max_size=64 * 2**20)
        app.router.add_post("/v1/chat/completions", self._chat)
        app.router.add_get("/v1/models", self._models)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        return self._runner.addresses[0][1]

    async def _models(self, _: web.Request) -> web.Response:
        listed = [{"id": name, "object": "model", "owned_by": "tests"} for name in self.models]
        return web.json_response({"object": "list", "data": listed})

    async def _chat(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.headers, self.query = dict(request.headers), dict(request.query)
        probe = is_probe(body)
        (self.probes if probe else self.requests).append(body)
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            answer = self._objection(request, body) or await self._answer(body, probe)
        finally:
            self.in_flight -= 1
        if isinstance(answer, Status):
            if answer.cut:
                request.transport.close()
            if answer.short is not None:
                return await self._cut_short(request, answer)
            if isinstance(answer.body, str):
                return web.Response(status=answer.status, text=answer.body, headers=answer.headers)
            return web.json_response(answer.body, status=answer.status, headers=answer.headers)
        return web.json_response(
            answer if isinstance(answer, dict) and "choices" in answer else completion(answer)
        )

    async def _cut_short(self, request: web.Request, answer: Status) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/json"})
        response.content_length = len(answer.body)
        await response.prepare(request)
        await response.write(answer.body[: answer.short].encode())
        request.transport.close()
        return response

    def _objection(self, request: web.Request, body: dict[str, Any]) -> Status | None:
        """Return why the request is not taken, or None."""
        if self.before is not None and (trouble := self.before(body)) is not None:
            return trouble
        if self.key is not None and request.headers.get("Authorization") != f"Bearer {self.key}":
            return _error(401, "Incorrect API key provided")
        if body.get("model") not in self.models:
            return _error(404, f"The model {body.get('model')!r} does not exist")
        for name in self.unknown_fields:
            if name in body:
                return _error(400, f"Unsupported parameter: {name!r}. {self.advice}".strip())
        for name in self._used(body):
            ability = self.abilities[name]
            if ability == "refuse":
                return _error(400, f"{name} is not supported by this server")
            if ability == "crash":
                return _error(500, f"{name} needs another start option")
        return None

    async def _answer(self, body: dict[str, Any], probe: bool) -> Answer:
        used = [name for name in self._used(body) if self.abilities[name] == "yes"]
        if probe:
            return probe_answer("tools" in used, bool(used))
        kept = {"tools": "tools" in used, "response_format": any(name != "tools" for name in used)}
        answer = self.script({name: value for name, value in body.items() if kept.get(name, True)})
        if not isinstance(answer, dict | str | Status):
            answer = await answer
        if isinstance(answer, Status) and answer.delay:
            await asyncio.sleep(answer.delay)
        return answer

    def _used(self, body: dict[str, Any]) -> list[str]:
        kind = (body.get("response_format") or {}).get("type")
        return [name for name in self.abilities if name == kind or (name == "tools" and body.get("tools"))]


def _error(status: int, message: str) -> Status:
    return Status(status, {"error": {"message": message, "type": "invalid_request_error"}})
