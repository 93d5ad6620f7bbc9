"""The served simulator behind `llmock`, which injects faults into part of the requests and judges the client.

llmock brings 429 and 503 with Retry-After, 500, hangs and the verdict. What it cannot do, or in streams only, is
done here: 429 and 503 without Retry-After, broken connections and bodies, and what a model may say wrongly.
Which attempt at which request meets which fault follows from the seed and the request, not from the order of
arrival.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from contextvars import ContextVar
from typing import Any

from llmock.journal import Journal
from llmock.middleware import StreamAborted
from llmock.scenarios import Delay, Fail, Plan, RequestInfo, ScenarioQueue
from llmock.testing import LLMockServer
from llmock.verdict import Verdict, judge
from scripted_server import completion, is_probe, probe_answer
from served_simulator import ServedSimulator
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HANG = 3.5
OF_HTTP = {
    "429, Retry-After": Plan(fail=Fail(429, retry_after=0.3)),
    "500": Plan(fail=Fail(500)),
    "503, Retry-After": Plan(fail=Fail(503, retry_after=0.2)),
    "hang": Plan(delay=Delay(HANG)),
}
OF_ANSWERS = (
    "429",
    "503",
    "dropped connection",
    "truncated body",
    "invalid JSON",
    "error in a 200",
    "empty choices",
    "no message",
    "length",
    "content filter",
    "broken arguments",
    "unknown tool",
    "duplicate call ids",
)
FAULTS = (*OF_HTTP, *OF_ANSWERS)

_fault: ContextVar[str] = ContextVar("fault", default="")


class _Planned(ScenarioQueue):
    """Has llmock inject the fault that was drawn for the request."""

    def plan_for(self, info: RequestInfo) -> Plan:
        return OF_HTTP.get(_fault.get(), Plan())


class _Drawing:
    """Draws the fault of each request before llmock sees it."""

    def __init__(self, app: ASGIApp, server: ChaosServer) -> None:
        self._app = app
        self._server = server

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != "/v1/chat/completions":
            await self._app(scope, receive, send)
            return
        body = b""
        more = True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        _fault.set(self._server.draw(body))
        whole: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

        async def again() -> Message:
            return whole.pop() if whole else await receive()

        await self._app(scope, again, send)


class ChaosServer:
    """A server to be used in a `with` statement.

    Args:
        share: Of requests that meet a fault; probes meet those of HTTP only.
        seed: Of the faults.
        faults: Those that occur, equally often.
    """

    def __init__(self, share: float, seed: int = 0, faults: tuple[str, ...] = FAULTS) -> None:
        self._share = share
        self._seed = seed
        self._faults = faults
        self._attempts: Counter[bytes] = Counter()
        self._simulator = ServedSimulator()
        self.requests = 0
        self.injected: Counter[str] = Counter()
        self._server = LLMockServer()
        self._server.state.journal = Journal(capacity=10**6)
        self._server.state.scenarios = _Planned()
        self._server.app.add_middleware(_Drawing, server=self)
        self._server.app.router.routes.insert(
            0, Route("/v1/chat/completions", self._endpoint, methods=["POST"])
        )

    def __enter__(self) -> ChaosServer:
        self._server.start()
        self.base_url = self._server.base_url("openai")
        return self

    def __exit__(self, *_: object) -> None:
        self._server.stop()

    def verdict(self) -> Verdict:
        """Return what llmock has to say about the client."""
        return judge(self._server.state.journal.records())

    def draw(self, body: bytes) -> str:
        """Return the fault of this attempt at a request; empty for none."""
        self._attempts[body] += 1
        self.requests += 1
        attempt = f"{self._seed}/{self._attempts[body]}/".encode()
        digest = hashlib.sha256(attempt + body).digest()
        faults = [fault for fault in self._faults if fault in OF_HTTP or not is_probe(json.loads(body))]
        if not faults or int.from_bytes(digest[:4], "big") >= self._share * 2**32:
            return ""
        fault = faults[int.from_bytes(digest[4:8], "big") % len(faults)]
        self.injected[fault] += 1
        return fault

    async def _endpoint(self, request: Any) -> Any:
        body = await request.json()
        if is_probe(body):
            answer = probe_answer("tools" in body, "response_format" in body)
        else:
            answer = await self._simulator(body)
        return _Broken(_fault.get(), completion(answer))


class _Broken:
    """A response as the fault has it."""

    def __init__(self, fault: str, document: dict[str, Any]) -> None:
        self._fault = fault
        self._status = int(fault) if fault.isdigit() else 200
        (choice,) = document["choices"]
        message = choice["message"]
        calls = message.get("tool_calls") or []
        if self._status != 200:
            document = {"error": {"message": "try again later"}}
        elif fault == "error in a 200":
            document = {"error": {"message": "upstream failed", "code": 502}}
        elif fault == "empty choices":
            document["choices"] = []
        elif fault == "no message":
            choice["message"] = None
        elif fault == "length":
            message["content"] = (message["content"] or "")[: len(message["content"] or "") // 2]
            message["tool_calls"], choice["finish_reason"] = [], "length"
        elif fault == "content filter":
            message |= {"content": None, "tool_calls": []}
            choice["finish_reason"] = "content_filter"
        elif fault == "broken arguments":
            for call in calls:
                call["function"]["arguments"] = call["function"]["arguments"][:-1]
        elif fault == "unknown tool":
            for call in calls:
                call["function"]["name"] += "_v2"
        elif fault == "duplicate call ids":
            for call in calls:
                call["id"] = "call_1"
        self._body = json.dumps(document).encode()
        if fault == "invalid JSON":
            self._body = self._body[:-2] + b"]"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        length = str(len(self._body)).encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", length)]
        await send({"type": "http.response.start", "status": self._status, "headers": headers})
        sent = {"dropped connection": 0, "truncated body": len(self._body) // 2}.get(self._fault)
        body = self._body if sent is None else self._body[:sent]
        await send({"type": "http.response.body", "body": body, "more_body": sent is not None})
        if sent is not None:
            raise StreamAborted(self._fault)
