"""The probes of one endpoint: each model is asked once, and a run that goes on does not ask again.

What a probe was answered is kept in the run's file of replies, question by question, under the address, the
model and the question. So another address or model is asked anew, and so is everything when the endpoint
refuses a request that an earlier process found it to take.
"""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import json
import logging
from functools import partial
from typing import Any

from .chat import Usage
from .endpoint_failures import Failure
from .endpoint_probe import Capabilities, Refused, Send, probe_model
from .keys import Keys
from .metering import PROBE, Meter
from .token_guess import guess_tokens
from .wire import Completion

_LOG = logging.getLogger(__name__)


class Probes:
    """What the models behind an endpoint can be asked.

    Args:
        place: The address, as far as it may be known; a hash of it is kept.
        host: The endpoint's name in warnings.
        send: Sends a body with its model; raises `Refused`, or `ChatError` where nothing works.
        keys: Hidden in what is kept.
    """

    def __init__(self, place: str, host: str, send: Send, keys: Keys) -> None:
        self._place = place
        self._host = host
        self._send = send
        self._keys = keys
        self._tasks: dict[str, asyncio.Task[Capabilities]] = {}
        self._from_before: set[str] = set()
        self._renewed: set[str] = set()
        self.meter: Meter | None = None
        self.anew = False
        """Whether kept answers are passed over, and replaced by those that come now."""

    async def get(self, model: str) -> Capabilities:
        """Return what a model can be asked; found out once, and concurrent callers wait for the same probe.

        Raises:
            Refused: If the endpoint refuses even a plain question.
            ChatError: If it does not answer one.
        """
        task = self._tasks.get(model)
        if task is None or _failed(task):
            task = self._tasks[model] = asyncio.create_task(self._probe(model))
        return task.result() if task.done() else await asyncio.shield(task)

    def outdated(self, model: str, capabilities: Capabilities) -> bool:
        """Tell, of a refused request, whether `get` has something newer, or will ask anew for it.

        It asks anew once, where an earlier process of the run found the capabilities.
        """
        task = self._tasks.get(model)
        if task is None or not task.done() or _failed(task) or task.result() is not capabilities:
            return True
        if model not in self._from_before:
            return False
        _LOG.warning("%s refuses what it took before from model %r: it is probed again", self._host, model)
        self._from_before.discard(model)
        self._renewed.add(model)
        del self._tasks[model]
        return True

    async def close(self) -> None:
        """Drop the probes under way."""
        unfinished = [task for task in self._tasks.values() if not task.done()]
        for task in unfinished:
            task.cancel()
        await asyncio.gather(*unfinished, return_exceptions=True)

    async def _probe(self, model: str) -> Capabilities:
        numbers = itertools.count()

        async def send(body: dict[str, Any]) -> Completion:
            asked = {"model": model, **body}
            if (meter := self.meter) is None:
                return await self._send(asked)
            question = json.dumps([self._place, next(numbers), asked], sort_keys=True)
            key = hashlib.sha256(question.encode()).digest()
            if not (self.anew or model in self._renewed) and (kept := meter.probed(key)) is not None:
                self._from_before.add(model)
                return _read(kept)
            return await self._ask(meter, asked, key)

        capabilities = await probe_model(send)
        where = (model, self._host)
        if not capabilities.native_tools:
            _LOG.warning("model %r at %s makes no native tool calls: tools are described in text", *where)
        if not capabilities.json_schema:
            _LOG.warning("model %r at %s obeys no JSON schema: schemas are described in text", *where)
        return capabilities

    async def _ask(self, meter: Meter, asked: dict[str, Any], key: bytes) -> Completion:
        """Ask one question and keep the answer; a refusal too, which costs nothing."""
        expected = await meter.admit(PROBE, asked["model"], partial(guess_tokens, [asked]))
        try:
            completion = await self._send(asked)
        except Refused as refusal:
            meter.dismiss(expected)
            await meter.refused(asked["model"], key, self._keys.hide(json.dumps({"refused": str(refusal)})))
            raise
        except BaseException:
            meter.dismiss(expected)
            raise
        answer = {"content": completion.content, "calls": completion.raw_calls}
        text = self._keys.hide(json.dumps(answer))
        await meter.paid_probe(expected, key, asked["model"], completion.usage, text)
        return completion


def _failed(task: asyncio.Task[Capabilities]) -> bool:
    return task.done() and (task.cancelled() or task.exception() is not None)


def _read(kept: str) -> Completion:
    """Read what was kept of an answer: all that `probe_model` looks at.

    Raises:
        Refused: If it was a refusal.
    """
    document = json.loads(kept)
    if "refused" in document:
        raise Refused(Failure("refused", document["refused"]))
    calls = tuple((name, arguments) for name, arguments in document["calls"])
    return Completion(document["content"], calls, "", "", Usage(), "", 0)
