"""`toolflow train`: dialogues in, a trained model out."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from toolflow_training.sft_config import FIELDS, option_help

from .counting import counted

if TYPE_CHECKING:
    from toolflow_training.sft_config import SftConfig

_INTERRUPTED = 130


def _options(command: click.Command) -> click.Command:
    """Give the command one option for every configuration key, so that the two cannot disagree."""
    for name, text in option_help().items():
        if name == "data":
            continue
        names = [f"--{name.replace('_', '-')}", name]
        if FIELDS[name].default is False:
            option = click.Option(names, is_flag=True, default=None, help=text)
        else:
            option = click.Option(names, metavar=name.upper(), help=text)
        command.params.append(option)
    return command


@_options
@click.command()
@click.argument("data", nargs=-1, metavar="[DATASET]...")
@click.option(
    "--config", "source", metavar="FILE", help="YAML file; or paper_sft, which comes with ToolFlow."
)
def train(data: tuple[str, ...], source: str | None, **options: Any) -> None:
    """Fine-tune a model on tool-calling dialogues: LoRA or all weights, loss on the assistant's turns.

    DATASET is a run folder, a folder that `datasets` can load, a file (JSON Lines, JSON, Parquet) or a Hub
    id, as of `toolflow evaluate`; DATASET:CONFIG takes one configuration. A training that was stopped goes on
    with the same command, or with --resume --out FOLDER, where nothing else has to be given again. Ctrl-C
    finishes the step under way and keeps a checkpoint; a second one stops at once.
    """
    from toolflow_dataset.errors import ConfigError
    from toolflow_training.sft import train as train_model

    from .chosen_sets import Together, open_chosen
    from .progress import stage_progress

    quiet_elsewhere()
    config, prepared = _read_config(source, {**options, "data": list(data) or None})
    check_installed()
    sets = (
        {}
        if config.resume and prepared
        else open_chosen(
            config.data, config.setting, split=config.split, skip_unreadable=config.skip_unreadable
        )
    )
    if not sets and not prepared:
        raise ConfigError("data is missing: name the data sets to learn from, as in toolflow train RUN")
    with stage_progress() as progress:
        training = train_model(
            config,
            Together(sets.values()),
            sources=list(sets),
            progress=progress,
            say=lambda line: click.echo(line, err=True),
        )
    for each in sets.values():
        if each.unreadable:
            told = counted(each.unreadable, "dialogue")
            click.echo(
                f"{each.source}: {told} could not be read and were left out ({each.first_problem})", err=True
            )
    if training.model is None:
        step = training.record["sessions"][-1]["to_step"]
        command = shlex.join(["toolflow", "train", "--resume", "--out", str(config.out)])
        click.echo(f"stopped after step {step}, with a checkpoint; go on with: {command}", err=True)
        raise click.exceptions.Exit(_INTERRUPTED)
    result = training.record["result"]
    click.echo(
        f"{training.model}: {result['saved']}, {counted(result['steps'], 'step')}, "
        f"loss {result['first_loss']:.4f} at first, {result['last_loss']:.4f} at last"
    )


def _read_config(source: str | None, options: dict[str, Any]) -> tuple[SftConfig, bool]:
    """Return the configuration, and whether the training that is to be resumed has its tokens already."""
    from toolflow_dataset.errors import ConfigError
    from toolflow_training.sft_config import load_sft_config
    from toolflow_training.sft_folder import read_record

    given = {name: value for name, value in options.items() if value is not None}
    if not given.get("resume") or "out" not in given:
        return load_sft_config(source, given), False
    if source is not None:
        raise ConfigError("--config and --resume exclude each other: a training goes on as it was begun")
    record = read_record(Path(given["out"]).expanduser())
    if record is None:
        return load_sft_config(None, given), True  # that there is nothing to resume is said where it is seen
    return load_sft_config(None, {**record["config"], **given}), "tokens" in record


def check_installed() -> None:
    """Refuse to train without the libraries that do it.

    Raises:
        ConfigError: If one is missing.
    """
    from importlib.util import find_spec

    from toolflow_dataset.errors import ConfigError

    missing = [name for name in ("trl", "peft") if find_spec(name) is None]
    if missing:
        raise ConfigError(f"training needs {' and '.join(missing)}; pip install 'toolflow-dataset[train]'")


def quiet_elsewhere() -> None:
    """Have libraries show no bars where standard error is no terminal: they would fill a log."""
    import os
    import sys

    if not sys.stderr.isatty():
        os.environ.setdefault("TQDM_DISABLE", "1")  # read when tqdm is imported
        from transformers.utils import logging

        quiet: Any = logging.disable_progress_bar  # typed by nobody
        quiet()
