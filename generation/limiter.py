"""The one limiter of an endpoint: who may send a request now, and who has to wait for how long.

A request waits for a slot (the limit on requests in flight, which adapts to what the server can take), for
its turn by requests and tokens a minute, and for what the server itself asked: a pause, or an empty quota.
Whoever came first goes first. Nobody holds a slot while waiting to try again.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from .rate_headers import Kind, Quota

_CUT = 0.7  # of the limit on requests in flight, once the server is overloaded
_STEPS = 16  # additive steps from nothing to the full limit; one after as many answers as the limit is high
_MINUTE = 60.0


@dataclass(slots=True)
class Turn:
    """A request that may be sent: when it was let through, and the tokens it was reckoned with."""

    at: float
    tokens: float


class Pace:
    """So many units a minute, evenly: no burst, so that no minute ever sees more.

    Args:
        per_minute: Units; None for no limit.
    """

    def __init__(self, per_minute: float | None) -> None:
        self._seconds = 0.0 if per_minute is None else _MINUTE / per_minute
        self.free_at = 0.0

    def take(self, units: float, now: float) -> None:
        """Use units from now on."""
        if self._seconds:
            self.free_at = max(self.free_at, now) + units * self._seconds

    def correct(self, units: float) -> None:
        """Add units that were not reckoned with; fewer than 0 if too many were."""
        self.free_at += units * self._seconds


@dataclass(slots=True)
class _Window:
    """What the server said is left of a quota, until it is full again."""

    remaining: float
    until: float


@dataclass(slots=True)
class _Waiter:
    tokens: float
    turn: asyncio.Future[Turn] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class Limiter:
    """Lets requests through.

    Args:
        concurrency: Requests in flight at most.
        requests_per_minute: None for no limit.
        tokens_per_minute: Read and written; None for no limit.
    """

    def __init__(
        self,
        concurrency: int,
        requests_per_minute: float | None = None,
        tokens_per_minute: float | None = None,
    ) -> None:
        self._most = float(concurrency)
        self.limit = self._most
        self.in_flight = 0
        self._requests = Pace(requests_per_minute)
        self._tokens = Pace(tokens_per_minute)
        self._windows: dict[Kind, _Window] = {}
        self._paused_until = 0.0
        self._cut_at = 0.0
        self._waiting: deque[_Waiter] = deque()
        self._closed: Exception | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._timer: asyncio.TimerHandle | None = None

    async def acquire(self, tokens: float) -> Turn:
        """Wait until a request of about so many tokens may be sent; give the turn back with `release`.

        Raises:
            Exception: What `close` was given.
        """
        if self._closed is not None:
            raise self._closed
        self._loop = asyncio.get_running_loop()
        now = self._loop.time()
        if not self._waiting and self._has_slot() and self._ready_at(tokens, now) <= now:
            return self._let_through(tokens, now)
        waiter = _Waiter(tokens)
        self._waiting.append(waiter)
        self._pump()
        try:
            return await waiter.turn
        except asyncio.CancelledError:
            if waiter.turn.done() and not waiter.turn.cancelled() and not waiter.turn.exception():
                self.release(waiter.turn.result())
            raise

    def release(self, turn: Turn, tokens: float | None = None) -> None:
        """End a request.

        Args:
            turn: Of `acquire`.
            tokens: What it really took; None if nothing is known of that.
        """
        self.in_flight -= 1
        if tokens is not None:
            self._tokens.correct(tokens - turn.tokens)
        self._pump()

    def close(self, error: Exception) -> None:
        """Turn away who waits, and who comes later, until `open`; may be called in any thread."""
        self._closed = error
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._turn_away, error)

    def open(self) -> None:
        """Let requests through again."""
        self._closed = None

    def grew(self) -> None:
        """Note an answer: the limit on requests in flight grows a little."""
        if self.limit < self._most:
            self.limit = min(self._most, self.limit + max(1.0, self._most / _STEPS) / self.limit)

    def shrank(self, turn: Turn) -> None:
        """Note that the server was overloaded: the limit shrinks, once for all that was then in flight."""
        if turn.at >= self._cut_at:
            self._cut_at = asyncio.get_running_loop().time()
            self.limit = max(1.0, self.limit * _CUT)

    def pause(self, seconds: float) -> None:
        """Let nothing through for so long."""
        self._paused_until = max(self._paused_until, asyncio.get_running_loop().time() + seconds)

    def heed(self, quotas: Iterable[Quota], longest: float) -> None:
        """Note what is left of the server's quotas, of which one resets in `longest` seconds at most."""
        now = asyncio.get_running_loop().time()
        for quota in quotas:
            self._windows[quota.kind] = _Window(quota.remaining, now + min(quota.reset, longest))

    def _turn_away(self, error: Exception) -> None:
        for waiter in self._waiting:
            if not waiter.turn.done():
                waiter.turn.set_exception(error)
        self._waiting.clear()

    def _has_slot(self) -> bool:
        return self.in_flight < int(self.limit)

    def _ready_at(self, tokens: float, now: float) -> float:
        """Return when a request may be sent as far as rates, pauses and quotas go."""
        ready = max(self._paused_until, self._requests.free_at, self._tokens.free_at)
        if not self._windows:
            return ready
        for kind, window in list(self._windows.items()):
            if window.until <= now:
                del self._windows[kind]
            elif window.remaining < (1.0 if kind == "requests" else tokens):
                ready = max(ready, window.until)
        return ready

    def _let_through(self, tokens: float, now: float) -> Turn:
        self.in_flight += 1
        self._requests.take(1.0, now)
        self._tokens.take(tokens, now)
        for kind, window in self._windows.items():
            window.remaining -= 1.0 if kind == "requests" else tokens
        return Turn(now, tokens)

    def _pump(self) -> None:
        """Let through whoever may go now; come back when time alone holds up the first."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if not self._waiting:
            return
        loop = asyncio.get_running_loop()
        now = loop.time()
        while self._waiting and self._has_slot():
            waiter = self._waiting[0]
            if not waiter.turn.done():
                ready = self._ready_at(waiter.tokens, now)
                if ready > now:
                    self._timer = loop.call_at(ready, self._pump)
                    return
                waiter.turn.set_result(self._let_through(waiter.tokens, now))
            self._waiting.popleft()
