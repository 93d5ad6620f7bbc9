"""`toolflow tools complete --dry-run`: what is missing, and what filling it in would take."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from .counting import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolflow_dataset.types import Tool
    from toolflow_generation.config import Config


def print_estimate(tools: Sequence[Tool], config: Config, folder: Path) -> None:
    """Print what the tools miss, and the requests, tokens and cost that filling it in would still take.

    Raises:
        ToolflowError: If the configuration or the kept replies cannot be used.
    """
    from rich.console import Console

    from toolflow_generation.completion_estimate import estimate_completion
    from toolflow_generation.token_guess import CHARACTERS_PER_TOKEN

    from .run_report import spending_table
    from .tools_complete import print_missing

    found = estimate_completion(tools, config, folder)
    console = Console(highlight=False, soft_wrap=True)
    print_missing(console, tools)
    console.print(
        f"{counted(found.tools, 'tool')} of {len(tools):,} miss something, asked for in "
        f"{counted(found.requests, 'request')}; {found.kept:,} of them are answered already"
    )
    if not found.rows:
        console.print("nothing to pay: " + ("all is answered" if found.paid else "the simulator answers"))
        return
    console.print(spending_table(found.rows, "estimated"))
    console.print(
        "Prompts are counted in full; replies are taken to be as long as the simulator's to "
        f"{found.sample:,} of them, at {CHARACTERS_PER_TOKEN:g} characters a token. A model that writes at "
        "greater length, thinks before it answers or has to be asked again takes more."
    )
