"""A model whose replies are paid for: none is asked for twice, used before it is kept, or left uncounted."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

from toolflow_dataset.errors import ChatError

from .chat import Backend, ChatRequest, Reply
from .keys import Keys
from .metering import Meter
from .reply_records import read_reply, reply_text, request_key
from .responses import Responses
from .spending import Expected
from .token_guess import guess_prompt

LONGEST_REPLY = 1_000_000


class Recorded(Backend):
    """Answers from the run's file of replies, and asks a backend for what is not there.

    Args:
        backend: Who answers.
        responses: Where replies are kept.
        meter: Lets requests through and counts them.
        keys: Hidden, should a server send one back.
        prepare: Finds out how a model is asked, before the first request to it is let through.
    """

    def __init__(
        self,
        backend: Backend,
        responses: Responses,
        meter: Meter,
        keys: Keys,
        prepare: Callable[[str], Awaitable[object]] | None = None,
    ) -> None:
        self._backend = backend
        self._responses = responses
        self._meter = meter
        self._keys = keys
        self._prepare = prepare
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
        answered = self._asking[key] = asyncio.Event()
        try:
            if self._prepare is not None:
                await self._prepare(request.model)
            limit = request.sampling.get("max_tokens")
            limit = limit if isinstance(limit, int) else None
            guess = partial(guess_prompt, request)
            expected = await self._meter.admit(request.role, request.model, guess, limit)
            return await self._ask(request, key, expected)
        finally:
            del self._asking[key]
            answered.set()

    async def _ask(self, request: ChatRequest, key: bytes, expected: Expected) -> Reply:
        try:
            reply = await self._backend.complete(request)
        except BaseException as error:
            self._meter.dismiss(expected)
            if isinstance(error, ChatError):
                raise ChatError(self._keys.hide(str(error)), fatal=error.fatal) from None
            raise
        text = reply_text(reply)
        if len(text) > LONGEST_REPLY:
            await self._meter.paid(expected, None, request.role, request.model, reply, "")
            raise ChatError(
                f"model {request.model!r}: an answer as {request.role} of {len(text):,} characters; "
                f"{LONGEST_REPLY:,} are taken at most"
            )
        if (safe := self._keys.hide(text)) != text:
            text, reply = safe, read_reply(safe)
        await self._meter.paid(expected, key, request.role, request.model, reply, text)
        return reply
