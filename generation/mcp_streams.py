"""What a server started here writes where no messages are due: its error stream, and stray lines among them.

Many servers greet on standard output, which belongs to the protocol. The SDK passes over such lines, but logs
a traceback for each.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TextIO

_KEPT_LINES = 5  # of what a server wrote to its error stream, shown when it fails
_SDK_LOGGER = "mcp.client.stdio"
_UNREAD = "Failed to parse"


@dataclass(slots=True)
class Stray:
    """Lines on a server's standard output that are no messages.

    Args:
        count: How many.
        first: The first one, shortened and printable.
    """

    count: int = 0
    first: str = ""


_STRAY: ContextVar[Stray | None] = ContextVar("toolflow_mcp_stray", default=None)


class _Counted(logging.Filter):
    """Counts lines that the SDK could not read, in place of a traceback for each."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let all other records pass."""
        stray = _STRAY.get()
        if stray is None or not str(record.msg).startswith(_UNREAD):
            return True
        stray.count += 1
        if stray.count == 1:
            stray.first = _line_of(record)
        return False


_COUNTED = _Counted()


@contextmanager
def stray_lines() -> Iterator[Stray]:
    """Yield the count of a session's stray lines; holds for all tasks begun within."""
    logging.getLogger(_SDK_LOGGER).addFilter(_COUNTED)  # once: a filter is not added twice
    stray = Stray()
    token = _STRAY.set(stray)
    try:
        yield stray
    finally:
        with suppress(ValueError):  # ended from elsewhere, as when a loop closes what was left open
            _STRAY.reset(token)


def _line_of(record: logging.LogRecord) -> str:
    """Return the line that a record of the SDK is about, from the error of its reader."""
    error = record.exc_info[1] if record.exc_info else None
    errors = getattr(error, "errors", None)
    found = errors() if callable(errors) else []
    return printable(str(found[0].get("input", ""))[:80]) if found else ""


@contextmanager
def error_stream(name: str, quiet: bool) -> Iterator[tuple[TextIO, Callable[[], str]]]:
    """Yield a stream for a server to write its errors to, and what returns the last lines of them.

    Args:
        name: Stands before each line.
        quiet: Whether they are kept for `last_lines` only, instead of written to our error stream as well.
    """
    reading, writing = os.pipe()
    kept: deque[str] = deque(maxlen=_KEPT_LINES)

    def copy() -> None:
        with open(reading, encoding="utf-8", errors="replace") as lines:
            while line := lines.readline(2000):
                shown = printable(line.rstrip())
                kept.append(shown)
                if not quiet:
                    sys.stderr.write(f"[{name}] {shown}\n")

    thread = threading.Thread(target=copy, daemon=True)
    thread.start()
    stream = open(writing, "w", encoding="utf-8")

    def last_lines() -> str:
        stream.close()
        thread.join(1)
        return "".join(f"\n  {line}" for line in kept)

    try:
        yield stream, last_lines
    finally:
        stream.close()
        thread.join(1)


def printable(text: str) -> str:
    """Return a text in which nothing can steer a terminal."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)
