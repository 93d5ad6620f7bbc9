"""Options that several commands have alike: where reports go, seeds of intervals, models of coherence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


def count_option(name: str, default: int, text: str, least: int = 1) -> Callable[[Command], Command]:
    """Return an option for a whole number of at least `least`."""
    return click.option(name, default=default, show_default=True, type=click.IntRange(min=least), help=text)


json_option = click.option(
    "--json", "json_file", type=click.Path(path_type=Path), help="Write everything to it."
)
markdown_option = click.option(
    "--markdown", "markdown_file", type=click.Path(path_type=Path), help="Write the tables to it."
)
seed_option = click.option("--seed", default=0, show_default=True, help="Seed of samples and intervals.")
resamples_option = count_option("--resamples", 1000, "Resamples behind each interval.", least=20)
budget_option = click.option(
    "--budget",
    type=click.IntRange(min=1),
    help="Tokens at which diversity is compared; default 200,000, or what the smallest set has.",
)
encoder_option = click.option("--encoder", help="Sentence encoder for SS; default the bundled MiniLM.")
nli_option = click.option(
    "--nli", help="NLI model for EnR, a Hub id or folder; default the small one that comes along."
)
split_option = click.option(
    "--split", default="train", show_default=True, help="Split of folders and Hub datasets."
)
skip_option = click.option(
    "--skip-unreadable", is_flag=True, help="Count dialogues that cannot be read, and go on."
)
