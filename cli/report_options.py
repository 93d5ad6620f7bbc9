"""Options that several commands have alike: where reports go, seeds of intervals, models of coherence."""

from __future__ import annotations

from pathlib import Path

import click

json_option = click.option(
    "--json", "json_file", type=click.Path(path_type=Path), help="Write everything to it."
)
markdown_option = click.option(
    "--markdown", "markdown_file", type=click.Path(path_type=Path), help="Write the tables to it."
)
seed_option = click.option("--seed", default=0, show_default=True, help="Seed of samples and intervals.")
resamples_option = click.option(
    "--resamples",
    default=1000,
    show_default=True,
    type=click.IntRange(min=20),
    help="Resamples behind each interval.",
)
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
