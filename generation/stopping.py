"""How a run is asked to stop: no further request is made, what is under way is finished and kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from toolflow_dataset.errors import ToolflowError

Cause = Literal["interrupt", "cap", "error"]


class Stopped(ToolflowError):
    """A request that was not made, because the run is to stop."""


class Stop:
    """A wish to stop; the first one counts.

    `cause` is `interrupt` (Ctrl-C), `cap` (a cap on spending) or `error` (no request can succeed), None while
    the run may go on; `told` says more.
    """

    def __init__(self) -> None:
        self.cause: Cause | None = None
        self.told = ""
        self._heard: list[Callable[[Stopped], None]] = []

    def ask(self, cause: Cause, told: str) -> None:
        """Ask for the run to stop."""
        if self.cause is None:
            self.cause, self.told = cause, told
            for tell in self._heard:
                tell(Stopped(told))

    def hear(self, tell: Callable[[Stopped], None]) -> None:
        """Have a function called once the run is to stop, in whatever thread asks for it."""
        self._heard.append(tell)

    def check(self) -> None:
        """Let a request pass while the run may go on.

        Raises:
            Stopped: If it is to stop.
        """
        if self.cause is not None:
            raise Stopped(self.told)
