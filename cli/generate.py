"""`toolflow generate`: tools in, a run folder with a dataset out."""

from __future__ import annotations

import json
import shlex
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .counting import counted

if TYPE_CHECKING:
    from toolflow_generation.run import Run

_FLAGS = ("resume", "overwrite")
_REPEATED = ("models",)
_CAUSES_SHOWN = 3
_LONGEST_CAUSE = 200
_SHORT = {"distinct tools called": "tools called / offered"}


class _GenerateCommand(click.Command):
    """A command with one option for every configuration key, so that the two cannot disagree."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Return the options; the configuration is imported only when they are asked for."""
        if not self.params:
            text = "YAML file; or default or paper, which come with ToolFlow."
            self.params = [click.Option(["--config", "source"], metavar="FILE", help=text), *_key_options()]
        return super().get_params(ctx)


def _key_options() -> list[click.Parameter]:
    from toolflow_generation.config import option_help

    options: list[click.Parameter] = []
    for name, text in option_help().items():
        names = [f"--{name.replace('_', '-')}", name]
        if name in _FLAGS:
            options.append(click.Option(names, is_flag=True, default=None, help=text))
        else:
            repeated = name in _REPEATED
            options.append(click.Option(names, multiple=repeated, metavar=name.upper(), help=text))
    return options


@click.command(cls=_GenerateCommand)
def generate(source: str | None, **options: Any) -> None:
    """Turn tools into a multi-turn tool-calling dataset.

    Values come from the defaults, then from --config, then from the other options. A run that was stopped
    goes on with --resume --out RUN; nothing else has to be given again.
    """
    from toolflow_dataset.errors import ChatError, ToolflowError
    from toolflow_generation.config import load_config
    from toolflow_generation.run import generate as make_run
    from toolflow_generation.run_inputs import resume_sources

    from .progress import stage_progress

    given = {name: list(value) if isinstance(value, tuple) else value for name, value in options.items()}
    given = {name: value for name, value in given.items() if value not in (None, [])}
    config_source: str | Path | None = source
    if given.get("resume") and "out" in given:
        config_source, given = resume_sources(Path(str(given["out"])).expanduser(), given, source)
    config = load_config(config_source, given)
    try:
        with stage_progress() as progress:
            run = make_run(config, progress=progress)
    except (KeyboardInterrupt, ToolflowError) as error:
        notes = getattr(error, "__notes__", ())
        for note in notes:
            click.echo(note, err=True)
        if not notes and isinstance(error, KeyboardInterrupt | ChatError):
            _tell_resumable(config.out)
        raise
    _report(run)
    if not run.kept:
        raise click.ClickException(f"no dialogue was kept; what became of them is in {run.folder}")


def _tell_resumable(out: Path | None) -> None:
    from toolflow_dataset.journal import JOURNAL_FILE, Journal

    if out is not None and (out / JOURNAL_FILE).is_file():
        command = shlex.join(["toolflow", "generate", "--resume", "--out", str(out)])
        click.echo(
            f"{counted(len(Journal.of_run(out)), 'finished dialogue is', 'finished dialogues are')} kept; "
            f"go on with: {command}",
            err=True,
        )


def _report(run: Run) -> None:
    """Print what came of the run, where the dataset is, and what to do with it."""
    from rich.console import Console

    console = Console(highlight=False, soft_wrap=True)
    console.print(_table(run))
    if run.failed:
        console.print(f"{counted(run.failed, 'dialogue')} failed; all in {run.folder / 'failed.jsonl'}:")
        for cause, count in _causes(run.folder / "failed.jsonl").most_common(_CAUSES_SHOWN):
            console.print(f"  {count:,} x {cause}", markup=False)
    if run.unusable:
        console.print(
            f"{counted(len(run.unusable), 'tool')} can never be drawn from the graph, for want of ties to "
            f"enough others; named in {run.folder / 'statistics.json'}"
        )
    if run.kept:
        folder = str(run.folder)
        first = next(run.dialogues()).id
        console.print(f"The dataset is in {run.dataset}. Next:")
        for command in (
            shlex.join(["toolflow", "preview", folder]),
            shlex.join(["toolflow", "inspect", folder, first]),
            f'python -c "from datasets import load_dataset; print(load_dataset({str(run.dataset)!r}))"',
        ):
            console.print(f"  {command}", markup=False)


def _table(run: Run) -> Any:
    from rich import box
    from rich.table import Table

    from toolflow_dataset.statistics import RunStatistics

    columns: dict[str, RunStatistics] = {str(name): one for name, one in run.summary.statistics.items()}
    failed = {str(name): count for name, count in run.summary.failed.items()}
    if len(columns) != 1:
        columns["all"] = run.statistics
        failed["all"] = run.failed
    table = Table(
        "", *columns, title=str(run.folder), title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False
    )
    table.columns[0].no_wrap = True
    for column in table.columns[1:]:
        column.justify = "right"
        column.no_wrap = True
    rows = {name: dict(one.rows()) for name, one in columns.items()}
    labels = list(dict(run.statistics.rows()))
    group = ""
    drops = [label for label in labels if label.startswith("dropped")]
    table.add_row("kept", *(f"{one.dialogues:,}" for one in columns.values()))
    table.add_row("dropped", *(f"{sum(one.dropped.values()):,}" for one in columns.values()))
    for label in drops:
        table.add_row(
            f"  {label.removeprefix('dropped: ')}", *(rows[name].get(label, "0") for name in columns)
        )
    table.add_row("failed", *(f"{failed.get(name, 0):,}" for name in columns), end_section=True)
    for label in labels:
        if label not in drops and label != "dialogues":
            cells = (
                rows[name].get(label, "0").removesuffix(" offered").replace(" of ", "/") for name in columns
            )
            kind, _, of = label.partition(", of ")
            if of and of != group:
                table.add_row(f"share of {of}")
                group = of
            table.add_row(f"  {kind}" if of else _SHORT.get(label, label), *cells)
    return table


def _causes(path: Path) -> Counter[str]:
    with open(path, encoding="utf-8") as file:
        return Counter(str(json.loads(line)["cause"])[:_LONGEST_CAUSE] for line in file)
