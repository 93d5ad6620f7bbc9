"""`toolflow generate`: tools in, a run folder with a dataset out."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .counting import counted

if TYPE_CHECKING:
    from toolflow_generation.config import Config

_FLAGS = ("resume", "overwrite")
_REPEATED = ("models", "executors")
_STOPPED_BY_A_CAP = 3


class _GenerateCommand(click.Command):
    """A command with one option for every configuration key, so that the two cannot disagree."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Return the options; the configuration is imported only when they are asked for."""
        if not self.params:
            text = "YAML file; or default or paper, which come with ToolFlow."
            self.params = [
                click.Option(["--config", "source"], metavar="FILE", help=text),
                click.Option(["--check"], is_flag=True, help="Only ask what the configured models can do."),
                click.Option(
                    ["--dry-run"], is_flag=True, help="Only estimate requests, tokens and cost; pay nothing."
                ),
                *_key_options(),
            ]
        return super().get_params(ctx)


def _key_options() -> list[click.Parameter]:
    from toolflow_generation.config_files import option_help

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
def generate(source: str | None, check: bool, dry_run: bool, **options: Any) -> None:
    """Turn tools into a multi-turn tool-calling dataset.

    Values come from the defaults, then from --config, then from the other options. A run that was stopped
    goes on with the same command, or with --resume --out RUN, where nothing else has to be given again.
    Ctrl-C finishes what is under way; a second one stops at once. A run stopped by a cap on requests, tokens
    or cost exports what is finished and ends with exit code 3.
    """
    from toolflow_dataset.errors import ChatError, ToolflowError
    from toolflow_generation.run import generate as make_run

    from .progress import stage_progress

    config = _read_config(source, options)
    if check:
        from .model_check import print_check

        print_check(config)
    if dry_run:
        from .cost_estimate import print_estimate

        with stage_progress() as progress:
            print_estimate(config, progress)
    if check or dry_run:
        return
    try:
        with stage_progress() as progress:
            run = make_run(config, progress=progress)
    except (KeyboardInterrupt, ToolflowError) as error:
        notes = getattr(error, "__notes__", ())
        for note in notes:
            click.echo(note, err=True)
        if not notes and isinstance(error, KeyboardInterrupt | ChatError):
            _tell_resumable(config)
        raise
    from .run_report import print_report

    print_report(run)
    if run.stopped:
        key = run.stopped.partition(" ")[0].replace("_", "-")
        click.echo(f"stopped: {run.stopped}", err=True)
        _tell_resumable(config, f"--{key}", "MORE")
        raise click.exceptions.Exit(_STOPPED_BY_A_CAP)
    if not run.kept:
        raise click.ClickException(f"no dialogue was kept; what became of them is in {run.folder}")


def _read_config(source: str | None, options: dict[str, Any]) -> Config:
    from toolflow_generation.config_files import load_config
    from toolflow_generation.run_inputs import resume_sources

    given = {name: list(value) if isinstance(value, tuple) else value for name, value in options.items()}
    given = {name: value for name, value in given.items() if value not in (None, [])}
    config_source: str | Path | None = source
    if given.get("resume") and "out" in given:
        config_source, given = resume_sources(Path(str(given["out"])).expanduser(), given, source)
    return load_config(config_source, given)


def _tell_resumable(config: Config, *more: str) -> None:
    from toolflow_dataset.journal import JOURNAL_FILE, Journal
    from toolflow_generation.responses import any_paid

    out = config.out
    if out is None:
        return
    finished = len(Journal.of_run(out)) if (out / JOURNAL_FILE).is_file() else 0
    if finished or any_paid(out):
        permitted = ["--execute", ",".join(config.execute)] if config.execute else []
        command = shlex.join(["toolflow", "generate", "--resume", "--out", str(out), *permitted, *more])
        paid = ", and every reply that was paid for" if any_paid(out) else ""
        click.echo(
            f"{counted(finished, 'finished dialogue is', 'finished dialogues are')} kept{paid}; "
            f"go on with: {command}",
            err=True,
        )
