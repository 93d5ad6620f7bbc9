"""`toolflow export DATASET...`: dialogues as files for others' fine-tuning."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .counting import counted
from .report_options import skip_option, split_option

if TYPE_CHECKING:
    from toolflow_training.example_export import ExampleExport, Format, Mixed

_FORMATS = ("openai", "trl", "sharegpt", "hermes", "qwen", "llama3")
_SHOWN = 5


@click.command()
@click.argument("datasets", nargs=-1, required=True, metavar="DATASET...")
@click.option(
    "--format",
    "format_",
    required=True,
    type=click.Choice(_FORMATS),
    help="Rows for OpenAI, TRL or LLaMA-Factory (sharegpt, with dataset_info.json), or a family's text.",
)
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A name ending in .jsonl, or .jsonl.gz.",
)
@click.option("--setting", help="Of a run of several: one of them, or all.")
@click.option(
    "--per-turn", is_flag=True, help="One example for each assistant message, where that alone is learnt."
)
@click.option(
    "--test-share",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    metavar="SHARE",
    help="Share of dialogues for a test file, whose tools no training dialogue offers.",
)
@click.option(
    "--mixed",
    default="leave-out",
    show_default=True,
    type=click.Choice(("leave-out", "test")),
    help="Where dialogues go that offer tools of both files.",
)
@click.option("--seed", default=0, show_default=True, help="Of the split by tools.")
@split_option
@skip_option
def export(
    datasets: tuple[str, ...],
    format_: Format,
    out: Path,
    setting: str | None,
    per_turn: bool,
    test_share: float | None,
    mixed: Mixed,
    seed: int,
    split: str,
    skip_unreadable: bool,
) -> None:
    """Write dialogues as fine-tuning examples, one JSON object a line.

    DATASET is a run folder, a folder that `datasets` can load, a file (JSON Lines, JSON, Parquet) or a Hub
    id, as for `toolflow evaluate`; DATASET:CONFIG takes one configuration. With --test-share NAME.train.jsonl
    and NAME.test.jsonl are written in place of NAME.jsonl.
    """
    from toolflow_training.example_export import export_examples

    from .chosen_sets import Together, open_chosen
    from .progress import stage_progress

    sets = open_chosen(datasets, setting, split=split, skip_unreadable=skip_unreadable)
    with stage_progress() as progress:
        made = export_examples(
            Together(sets.values()),
            out,
            format=format_,
            per_turn=per_turn,
            test_share=test_share,
            mixed=mixed,
            seed=seed,
            progress=progress,
        )
    for each in sets.values():
        if each.unreadable:
            told = counted(each.unreadable, "dialogue")
            click.echo(f"{each.source}: {told} could not be read ({each.first_problem})", err=True)
    _tell(made)


def _tell(made: ExampleExport) -> None:
    """Say what was written, what was left out, and what the next trainer has to be told."""
    for part, (path, count) in made.files.items():
        tools = ""
        if made.split is not None:
            names = made.split.train_tools if part == "train" else made.split.test_tools
            tools = f", {counted(len(names), 'tool')}"
            if part == "test":
                shown = ", ".join(names[:_SHOWN]) + (", ..." if len(names) > _SHOWN else "")
                tools += f" that no training dialogue offers: {shown}"
        click.echo(f"{path}: {counted(count, 'example')}{tools}")
    for reason, count in made.left_out.most_common():
        told = counted(count, "dialogue")
        click.echo(f"left out: {told}: {reason} (the first: {made.first_left_out[reason]})", err=True)
    if made.lost_texts:
        told = counted(made.lost_texts, "call turn has", "call turns have")
        click.echo(f"{told} words beside the call, for which this layout has no place", err=True)
    if made.registered is not None:
        path, names = made.registered
        click.echo(f"{path}: {json.dumps(list(names))[1:-1]}")
