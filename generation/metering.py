"""Lets paid requests through while the caps have room, and counts each answer, on disk, before it is used."""

from __future__ import annotations

from .chat import Reply
from .responses import Responses
from .spending import Spending
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

    async def admit(self) -> None:
        """Wait until the caps have room for a request; it is then under way until `paid` or `dismiss`.

        Where requests under way may yet use up a cap they are waited for, so that the run stops neither
        before the cap nor after it.

        Raises:
            Stopped: If a cap is reached, or the run is to stop.
        """
        self._stop.check()
        while reached := self._spending.reached():
            if not self._spending.under_way:
                self._stop.ask("cap", reached)
            else:
                await self._spending.next_end()
            self._stop.check()
        self._spending.begin()

    async def paid(self, key: bytes | None, role: str, model: str, reply: Reply, text: str) -> None:
        """Count an answer and keep it; return once it is on disk.

        Args:
            key: Of `request_key`; None to count an answer that is not kept.
            role: Who asked.
            model: The configured name of the model.
            reply: The answer.
            text: The same, of `reply_text`.

        Raises:
            ConfigError: If it cannot be written.
        """
        self._spending.add(role, model, reply.usage)
        await self._responses.put(key, role, model, reply, text)

    def dismiss(self) -> None:
        """End a request that was not answered."""
        self._spending.end()
