"""Many pieces of work at once, until all are done or the run is to stop; Ctrl-C lets those under way end."""

from __future__ import annotations

import asyncio
import logging
import signal
import threading
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Generic, TypeVar

from .stopping import Stop, Stopped

_LOG = logging.getLogger(__name__)
GRACE = 30.0  # seconds
_Item = TypeVar("_Item")


class WorkQueue(Generic[_Item]):
    """Works through items, `concurrency` of them at a time, each begun as soon as another ends.

    Args:
        work: Does one item; raises `Stopped` where it was kept from it.
        stop: Asked before each item whether the run may go on.
        under_way: Counts the requests that wait for their answer.
        concurrency: Items at a time at most.
        grace: Seconds that items under way have to end after an error that leaves no other any hope.
    """

    def __init__(
        self,
        work: Callable[[_Item], Awaitable[None]],
        stop: Stop,
        under_way: Callable[[], int],
        concurrency: int,
        grace: float = GRACE,
    ) -> None:
        self._work = work
        self._stop = stop
        self._under_way = under_way
        self._concurrency = concurrency
        self._grace = grace
        self._workers: list[asyncio.Task[None]] = []
        self._loop: asyncio.AbstractEventLoop | None = None

    async def run(self, items: Sequence[_Item]) -> None:
        """Work through the items.

        After an error that leaves no item any hope, those under way have `grace` to end.

        Raises:
            ToolflowError: What `work` raised other than `Stopped`.
        """
        queue = iter(items)

        async def worker() -> None:
            for item in queue:
                try:
                    self._stop.check()
                    await self._work(item)
                except Stopped:
                    return
                await asyncio.sleep(0)  # a model that never waits leaves Ctrl-C its turn

        self._loop = asyncio.get_running_loop()
        self._workers = [asyncio.create_task(worker()) for _ in range(min(self._concurrency, len(items)))]
        try:
            if self._workers:
                with self._interruptible(self._loop):
                    _, waiting = await asyncio.wait(self._workers, return_when=asyncio.FIRST_EXCEPTION)
                    if waiting:
                        self._stop.ask("error", "no request can succeed")
                        await asyncio.wait(waiting, timeout=self._grace)
        finally:
            for task in self._workers:
                task.cancel()
            await asyncio.gather(*self._workers, return_exceptions=True)
        for task in self._workers:
            if not task.cancelled():
                task.result()

    def interrupt(self) -> None:
        """Ask for the run to stop, as Ctrl-C does; the second time, drop what is under way."""
        if self._stop.cause is None:
            self._stop.ask("interrupt", "interrupted")
            if waiting := self._under_way():
                _LOG.warning("finishing %d requests under way; Ctrl-C again stops now", waiting)
        elif self._loop is not None:
            for task in self._workers:
                self._loop.call_soon_threadsafe(task.cancel)

    @contextmanager
    def _interruptible(self, loop: asyncio.AbstractEventLoop) -> Iterator[None]:
        """Have Ctrl-C call `interrupt`, where signals can be had."""
        in_main = threading.current_thread() is threading.main_thread()
        if not in_main or signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
            yield
            return
        try:
            loop.add_signal_handler(signal.SIGINT, self.interrupt)
        except NotImplementedError:  # no signals on this system's event loop: Ctrl-C ends the run at once
            yield
            return
        try:
            yield
        finally:
            loop.remove_signal_handler(signal.SIGINT)
