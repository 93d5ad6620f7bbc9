"""Group commit: a thread of its own writes rows, and all that arrive while it writes share its next go.

The thread goes on by itself: at many requests a second the event loop is busy for longer than a commit takes
and would hold up the next one. It needs the interpreter for moments only, but would wait 5 ms for each of
them while the loop is busy; so threads are switched more often while there is a `GroupCommit`.
"""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Generic, ParamSpec, TypeVar

_Row = TypeVar("_Row")
_Result = TypeVar("_Result")
_P = ParamSpec("_P")
_SWITCH = 0.0005
_Waiting = list[tuple[_Row, "asyncio.Future[None]"]]


class GroupCommit(Generic[_Row]):
    """Writes rows, many at a time, in the order they came.

    Args:
        write: Makes rows durable, or raises; called in the thread.
        most: Rows written at once at most.
    """

    def __init__(self, write: Callable[[list[_Row]], None], most: int) -> None:
        self._write = write
        self._most = most
        self._pending: _Waiting[_Row] = []
        self._lock = threading.Lock()
        self._under_way = False
        self._untold: Exception | None = None
        self._thread = ThreadPoolExecutor(1, "commits")
        self._switch = sys.getswitchinterval()
        sys.setswitchinterval(min(self._switch, _SWITCH))

    async def put(self, row: _Row) -> None:
        """Write a row; return once it is durable.

        Raises:
            Exception: What `write` raised.
        """
        written: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        with self._lock:
            self._pending.append((row, written))
            begin, self._under_way = not self._under_way, True
        if begin:
            self._thread.submit(self._write_pending)
        await written

    async def drain(self) -> None:
        """Wait until everything handed over is written, also what nobody waits for any more."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._write_pending)

    def call(self, function: Callable[_P, _Result], *args: _P.args, **kwargs: _P.kwargs) -> _Result:
        """Return what a function gives, called in the thread after what is being written."""
        return self._thread.submit(function, *args, **kwargs).result()

    def close(self) -> None:
        """Write what is left, also of a loop that ended in haste, and end the thread.

        Raises:
            Exception: What `write` raised and nobody was told.
        """
        self._thread.submit(self._write_pending).result()
        self._thread.shutdown(wait=True)
        sys.setswitchinterval(self._switch)
        if self._untold is not None:
            raise self._untold

    def _write_pending(self) -> None:
        while True:
            with self._lock:
                batch, self._pending = self._pending[: self._most], self._pending[self._most :]
                if not batch:
                    self._under_way = False
                    return
            error: Exception | None = None
            try:
                self._write([row for row, _ in batch])
            except Exception as raised:  # whatever it is, it is raised where the row was handed over
                error = raised
            try:
                batch[0][1].get_loop().call_soon_threadsafe(_tell, batch, error)
            except RuntimeError:  # the loop is closed
                self._untold = error or self._untold


def _tell(batch: _Waiting[_Row], error: Exception | None) -> None:
    for _, written in batch:
        if written.done():
            continue
        if error is None:
            written.set_result(None)
        else:
            written.set_exception(error)
