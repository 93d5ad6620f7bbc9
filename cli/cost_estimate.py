"""`toolflow generate --dry-run`: what a run would take, before anything is paid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .counting import counted
from .progress import Progress

if TYPE_CHECKING:
    from toolflow_generation.config import Config


def print_estimate(config: Config, progress: Progress) -> None:
    """Print the requests, tokens and cost that the dialogues still to be played would take.

    Raises:
        ToolflowError: If the configuration or a file cannot be used.
    """
    from rich.console import Console

    from toolflow_generation.estimate import estimate
    from toolflow_generation.token_guess import CHARACTERS_PER_TOKEN

    from .run_report import spending_table

    found = estimate(config, progress=progress)
    console = Console(highlight=False, soft_wrap=True)
    if not found.rows:
        reason = "all are finished" if not found.dialogues else "the simulator plays every role"
        console.print(f"{counted(found.dialogues, 'dialogue')} to play, nothing to pay: {reason}")
        return
    console.print(spending_table(found.rows, "estimated"))
    console.print(
        f"For {counted(found.dialogues, 'dialogue')} to play, from {found.played} of them played by the "
        f"simulator, at {CHARACTERS_PER_TOKEN:g} characters a token. A model that writes at greater length, "
        "thinks before it answers or has to be asked again takes more."
    )
