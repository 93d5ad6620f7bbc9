"""Lets paid requests through while the caps have room, and counts each answer, on disk, before it is used."""

from __future__ import annotations

from collections.abc import Callable

from .chat import Reply, Usage
from .responses import Responses
from .spending import Expected, Spending
from .stopping import Stop

PROBE = "probe"
"""Whom the questions are counted under that find out what a model can be asked."""


class Meter:
    """Stands between a run and what it pays for.

    Args:
        responses: Where answers are kept.
        spending: Counts them, and says when no more may be asked.
        stop: Told when that is so.
    """

    def __init__(self, responses: Responses, spending: Spending, stop: Stop) -> None:
        self._responses = responses
        self._spending = spending
        self._stop = stop

    async def admit(
        self, role: str, model: str, prompt_tokens: Callable[[], int], limit: int | None = None
    ) -> Expected:
        """Wait until the caps have room for a request; it is then under way until `paid` or `dismiss`.

        Where requests under way may yet use up a cap they are waited for, so that the run stops neither
        before the cap nor after it.

        Args:
            role: Who asks.
            model: The configured name of the model.
            prompt_tokens: Guesses the tokens of the prompt; called where a cap makes them matter.
            limit: Tokens of the reply at most, where the request says so.

        Raises:
            Stopped: If a cap is reached, or the run is to stop.
        """
        self._stop.check()
        tokens = prompt_tokens() if self._spending.counts_tokens else 0
        expected = self._spending.expect(role, model, tokens, limit)
        while reached := self._spending.reached(expected):
            if not self._spending.under_way:
                self._stop.ask("cap", reached)
            else:
                await self._spending.next_end()
            self._stop.check()
            expected = self._spending.expect(role, model, tokens, limit)
        self._spending.begin(expected)
        return expected

    async def paid(
        self, expected: Expected, key: bytes | None, role: str, model: str, reply: Reply, text: str
    ) -> None:
        """Count an answer and keep it; return once it is on disk.

        Args:
            expected: Of `admit`.
            key: Of `request_key`; None to count an answer that is not kept.
            role: Who asked.
            model: The configured name of the model.
            reply: The answer.
            text: The same, of `reply_text`.

        Raises:
            ConfigError: If it cannot be written.
        """
        self._spending.add(expected, role, model, reply.usage)
        await self._responses.put(key, role, model, reply, text)

    def probed(self, key: bytes) -> str | None:
        """Return what is kept of the answer to a question of a probe; None if it is owed."""
        return self._responses.probed(key)

    async def paid_probe(self, expected: Expected, key: bytes, model: str, usage: Usage, text: str) -> None:
        """Count the answer to a question of a probe and keep it; return once it is on disk.

        Raises:
            ConfigError: If it cannot be written.
        """
        self._spending.add(expected, PROBE, model, usage)
        await self._responses.put_probe(key, PROBE, model, usage, text)

    async def refused(self, model: str, key: bytes, text: str) -> None:
        """Keep that a question of a probe was refused, which counts as no request.

        Raises:
            ConfigError: If it cannot be written.
        """
        await self._responses.put_probe(key, PROBE, model, None, text)

    def dismiss(self, expected: Expected) -> None:
        """End a request that was not answered."""
        self._spending.end(expected)
