"""A model whose replies are paid for: none is asked for twice, used before it is kept, or left uncounted."""

from __future__ import annotations

import asyncio
import os

from toolflow_dataset.errors import ChatError

from .chat import Backend, ChatRequest, Reply
from .responses import Responses, read_reply, reply_text, request_key
from .spending import Spending
from .stopping import Stop

LONGEST_REPLY = 1_000_000
_SHORTEST_KEY = 8
_HIDDEN = "[key]"


class Recorded(Backend):
    """Answers from the run's file of replies, and asks a backend for what is not there.

    Args:
        backend: Who answers.
        responses: Where replies are kept.
        spending: Counts them, and says when no more may be asked.
        stop: Told when that is so.
    """

    def __init__(self, backend: Backend, responses: Responses, spending: Spending, stop: Stop) -> None:
        self._backend = backend
        self._responses = responses
        self._spending = spending
        self._stop = stop
        self._asking: dict[bytes, asyncio.Event] = {}

    async def complete(self, request: ChatRequest) -> Reply:
        """Answer one request; the same request made twice at once is asked once.

        Raises:
            ChatError: If no usable answer can be had, or it is longer than `LONGEST_REPLY` characters.
            Stopped: If a cap is reached.
            ConfigError: If the reply cannot be kept.
        """
        key = request_key(request)
        while (kept := self._responses.get(key)) is None and key in self._asking:
            await self._asking[key].wait()
        if kept is not None:
            return kept
        if reached := self._spending.reached():
            self._stop.ask("cap", reached)
        self._stop.check()
        answered = self._asking[key] = asyncio.Event()
        self._spending.begin()
        try:
            return await self._ask(request, key)
        finally:
            self._spending.end()
            del self._asking[key]
            answered.set()

    async def _ask(self, request: ChatRequest, key: bytes) -> Reply:
        try:
            reply = await self._backend.complete(request)
        except ChatError as error:
            raise ChatError(without_keys(str(error)), fatal=error.fatal) from None
        self._spending.add(request.role, request.model, reply.usage)
        text = reply_text(reply)
        if len(text) > LONGEST_REPLY:
            await self._responses.put(None, request.role, request.model, reply, "")
            raise ChatError(
                f"model {request.model!r}: an answer as {request.role} of {len(text):,} characters; "
                f"{LONGEST_REPLY:,} are taken at most"
            )
        if (safe := without_keys(text)) != text:
            text, reply = safe, read_reply(safe)
        await self._responses.put(key, request.role, request.model, reply, text)
        return reply


def without_keys(text: str) -> str:
    """Return a text without the API key, should a server have sent it back."""
    key = os.environ.get("OPENAI_API_KEY", "")
    return text.replace(key, _HIDDEN) if len(key) >= _SHORTEST_KEY else text
