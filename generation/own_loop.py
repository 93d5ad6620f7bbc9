"""Coroutines run to their end by plain functions, whether or not a loop is running already."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor, wait
from contextvars import copy_context
from typing import Any, TypeVar

_Value = TypeVar("_Value")


def run_to_end(work: Coroutine[Any, Any, _Value], interrupt: Callable[[], None] | None = None) -> _Value:
    """Run a coroutine; from a thread of its own where a loop runs already, as in a notebook.

    Args:
        work: The coroutine.
        interrupt: Called at Ctrl-C where `work` is in a thread of its own, which hears nothing of it; without
            it Ctrl-C ends the waiting, and the error is raised when the work has come to its end.
    """
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(copy_context().run, asyncio.run, work)
        while not running.done():
            try:
                wait([running])
            except KeyboardInterrupt:
                if interrupt is None:
                    raise
                interrupt()
        return running.result()
