"""A stand-in for a model endpoint that costs next to nothing, in a process of its own.

    python benchmarks/fake_endpoint.py --latency 0.2 --slots 64 --slow-share 0.1

It speaks just enough HTTP/1.1 to answer every `POST` with one and the same chat completion, after the latency
and, where there are fewer slots than requests, after those before it. It prints its port first; `GET /stats`
gives the requests answered and the seconds of latency they were given.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
from collections import deque

from toolflow_generation.endpoint_probe import PROBE_NAME, PROBE_QUESTION

SLOWER = 10  # times, of a slow request


def _completion(content: str | None, name: str, **arguments: str) -> bytes:
    function = {"name": name, "arguments": json.dumps(arguments)}
    message = {"role": "assistant", "content": content}
    if name:
        message["tool_calls"] = [{"id": "call_000000001", "type": "function", "function": function}]
    usage = {"prompt_tokens": 2100, "completion_tokens": 38, "total_tokens": 2138}
    choice = {"index": 0, "message": message, "finish_reason": "tool_calls" if name else "stop"}
    document = {"id": "chatcmpl-0", "object": "chat.completion", "created": 1760000000, "model": "fake"}
    body = json.dumps({**document, "choices": [choice], "usage": usage}).encode()
    return _response(body)


def _response(body: bytes) -> bytes:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


_ANSWER = _completion("Let me look that up.", "tool_0", city="Porto", day="2026-03-14", unit="celsius")
_TOOL_PROBE = _completion(None, PROBE_NAME, city="Lima")
_FORMAT_PROBE = _completion('{"shade": "teal", "fathoms": 3}', "")


class Desk:
    """Who is served when: `slots` at once, in order of arrival.

    Args:
        latency: Seconds a request takes.
        slots: Requests served at once; 0 for all.
        slow_share: Share of requests that take ten times as long.
    """

    def __init__(self, latency: float, slots: int, slow_share: float) -> None:
        self._latency = latency
        self._free = slots or 10**9
        self._slow_share = slow_share
        self._random = random.Random(0)
        self._waiting: deque[tuple[asyncio.Transport, bytes]] = deque()
        self._loop = asyncio.get_running_loop()
        self.answered = 0
        self.seconds = 0.0

    def take(self, transport: asyncio.Transport, answer: bytes) -> None:
        """Serve a request now, or when its turn comes."""
        if not self._free:
            self._waiting.append((transport, answer))
            return
        self._free -= 1
        slow = self._slow_share and self._random.random() < self._slow_share
        seconds = self._latency * (SLOWER if slow else 1)
        self.seconds += seconds
        self._loop.call_later(seconds, self._done, transport, answer)

    def _done(self, transport: asyncio.Transport, answer: bytes) -> None:
        self.answered += 1
        self._free += 1
        if not transport.is_closing():
            transport.write(answer)
        if self._waiting:
            self.take(*self._waiting.popleft())


class Connection(asyncio.Protocol):
    """One kept connection; reads a head and as much body as it promises."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Note where answers go."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer every request that is whole."""
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = self._buffer[:end].lower()
            mark = head.find(b"content-length:")
            length = int(head[mark + 15 :].split(b"\r\n", 1)[0]) if mark >= 0 else 0
            if len(self._buffer) < end + 4 + length:
                return
            body = self._buffer[end + 4 : end + 4 + length]
            self._buffer = self._buffer[end + 4 + length :]
            if head.startswith(b"get /stats"):
                stats = {"answered": self._desk.answered, "seconds": self._desk.seconds}
                self._transport.write(_response(json.dumps(stats).encode()))
            elif PROBE_NAME.encode() in body:
                self._transport.write(_FORMAT_PROBE if PROBE_QUESTION.encode() in body else _TOOL_PROBE)
            else:
                self._desk.take(self._transport, _ANSWER)


async def serve(latency: float, slots: int, slow_share: float) -> None:
    """Serve until the process is ended."""
    desk = Desk(latency, slots, slow_share)
    server = await asyncio.get_running_loop().create_server(lambda: Connection(desk), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def main() -> None:
    """Run the server that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--latency", type=float, default=0.2)
    parser.add_argument("--slots", type=int, default=0)
    parser.add_argument("--slow-share", type=float, default=0.0)
    asyncio.run(serve(**vars(parser.parse_args())))


if __name__ == "__main__":
    main()
