"""Ctrl-C and SIGTERM as a wish to stop after the step under way; a second one stops at once."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class StopWish:
    """Whether the training was asked to stop."""

    def __init__(self) -> None:
        self.asked = False

    def ask(self) -> None:
        """Ask for the training to stop after the step under way, with a checkpoint."""
        self.asked = True


@contextmanager
def stop_on_signals() -> Iterator[StopWish]:
    """Have the first signal ask for a stop; outside the main thread no signal is caught."""
    wish = StopWish()
    if threading.current_thread() is not threading.main_thread():
        yield wish
        return

    def hear(number: int, frame: Any) -> None:
        if wish.asked:
            raise KeyboardInterrupt
        wish.ask()

    before = {number: signal.signal(number, hear) for number in _SIGNALS}
    try:
        yield wish
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
