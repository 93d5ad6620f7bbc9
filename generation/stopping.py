"""How a run is asked to stop: no further request is made, what is under way is finished and kept."""

from __future__ import annotations

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

    def ask(self, cause: Cause, told: str) -> None:
        """Ask for the run to stop."""
        if self.cause is None:
            self.cause, self.told = cause, told

    def check(self) -> None:
        """Let a request pass while the run may go on.

        Raises:
            Stopped: If it is to stop.
        """
        if self.cause is not None:
            raise Stopped(self.told)
