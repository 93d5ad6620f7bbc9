"""`toolflow tools complete`: a model fills in descriptions and returns that are missing."""

from __future__ import annotations

import shlex
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .counting import counted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from toolflow_dataset.types import Tool
    from toolflow_generation.completion import Completion
    from toolflow_generation.config import Config

_STOPPED_BY_A_CAP = 3
_FAILED = 1
_SHOWN_FAILURES = 3
# the keys of the configuration that say which model is asked, how, and what it may take
_KEYS = (
    "model",
    "base_url",
    "api_key_env",
    "extra_headers",
    "extra_query",
    "seed",
    "max_attempts",
    "max_reply_tokens",
    "concurrency",
    "requests_per_minute",
    "tokens_per_minute",
    "timeout",
    "patience",
    "prices",
    "max_requests",
    "max_tokens",
    "max_cost",
)
_OTHER_HELP = {
    "model": "Model that completes; simulator is the embedded one, which goes by names, types and examples.",
    "seed": "Sent along with each request, where the endpoint takes one.",
    "concurrency": "Tools under way at once, and requests to the endpoint; fewer while it is overloaded.",
    "max_attempts": "Times a model may answer one question before its tool is left as it is.",
}


class _CompleteCommand(click.Command):
    """A command with options for the configuration keys of a model, in the words of `toolflow generate`."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Return the options; the configuration is imported only when they are asked for."""
        if not any(param.name == "model" for param in self.params):
            from toolflow_generation.config_files import option_help

            texts = {**option_help(), **_OTHER_HELP}
            self.params += [
                click.Option([f"--{key.replace('_', '-')}", key], metavar=key.upper(), help=texts[key])
                for key in _KEYS
            ]
        return super().get_params(ctx)


@click.command("complete", cls=_CompleteCommand)
@click.argument("sources", nargs=-1, required=True, metavar="SRC...")
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="File to write: JSONL, or a JSON list if it ends in .json; gzipped if it ends in .gz.",
)
@click.option("--dry-run", is_flag=True, help="Only count what is missing and estimate what it would take.")
@click.option(
    "--resume",
    is_flag=True,
    help="Go on with what was begun for --out; what was paid for is not asked again.",
)
@click.option("--overwrite", is_flag=True, help="Replace --out, and ask anew what was paid for.")
@click.option(
    "--diff", "diff_path", type=click.Path(path_type=Path), help="Write what was filled in here, as a diff."
)
@click.option(
    "--show",
    default=3,
    show_default=True,
    type=click.IntRange(min=0),
    help="Tools whose diff is shown in the terminal.",
)
def complete_command(
    sources: tuple[str, ...],
    out: Path,
    dry_run: bool,
    resume: bool,
    overwrite: bool,
    diff_path: Path | None,
    show: int,
    **options: Any,
) -> None:
    """Have a model fill in what the tools of SRC do not say.

    Missing descriptions of tools, parameters and result fields are filled in, and results that are not
    described at all. Nothing that is there is changed; what is added is listed in each tool's `inferred`, by
    path. What the model cannot tell stays open.

    Replies of a model that costs something are kept beside --out, in a folder with .replies at its end. The
    same command goes on after Ctrl-C (a second one stops at once), or with --resume. The exit code is 1 if
    the model gave nothing usable for some tool, 3 if a cap ended the work; --out is written in both cases.
    """
    from toolflow_dataset.errors import ToolflowError
    from toolflow_generation.completion import complete_tools
    from toolflow_generation.run_lock import locked
    from toolflow_generation.tool_files import ensure_writable, load_tool_files, write_bytes, write_tools

    from .progress import stage_progress

    config = _read_config(options)
    tools = load_tool_files(sources)
    folder = replies_folder(out)
    if dry_run:
        from .complete_estimate import print_estimate

        print_estimate(tools, config, folder)
        return
    _check_out(sources, out, diff_path, folder, resume, overwrite)
    for target in filter(None, (out, diff_path)):
        ensure_writable(target)
    try:
        with stage_progress() as progress:
            if _costs(config):
                with locked(folder):
                    if overwrite:
                        _drop_replies(folder)
                    done = complete_tools(tools, config, folder, progress=progress)
            else:
                done = complete_tools(tools, config, folder, progress=progress)
    except (KeyboardInterrupt, ToolflowError):
        _tell_resumable(sources, out, folder)
        raise
    write_tools(done.tools, out)
    from toolflow_generation.completion_diff import diff_text

    if diff_path:
        write_bytes(diff_text(done.changed).encode("utf-8"), diff_path)
    _print(done, out, diff_path, show)
    if done.stopped:
        _tell_resumable(sources, out, folder, f"--{done.stopped.partition(' ')[0].replace('_', '-')}", "MORE")
        raise click.exceptions.Exit(_STOPPED_BY_A_CAP)
    if done.failed:
        raise click.exceptions.Exit(_FAILED)


def replies_folder(out: Path) -> Path:
    """Return where the paid replies of a completion are kept: `tools.jsonl` has them in `tools.replies`."""
    stem = out.name.removesuffix(".gz")
    for suffix in (".jsonl", ".json"):
        stem = stem.removesuffix(suffix)
    return out.with_name(f"{stem}.replies")


def _read_config(options: Mapping[str, Any]) -> Config:
    from toolflow_generation.completion import the_model
    from toolflow_generation.config_files import load_config

    config = load_config(None, {name: value for name, value in options.items() if value is not None})
    the_model(config)
    return config


def _costs(config: Config) -> bool:
    from toolflow_generation.models import SIMULATOR

    return any(choice.model != SIMULATOR for choice in config.model)


def _check_out(
    sources: Sequence[str], out: Path, diff_path: Path | None, folder: Path, resume: bool, overwrite: bool
) -> None:
    """Refuse what would write over something that was not meant."""
    from toolflow_dataset.errors import ConfigError, ToolSourceError
    from toolflow_generation.importers.source_paths import expand
    from toolflow_generation.responses import RESPONSES_FILE

    if resume and overwrite:
        raise ConfigError("resume and overwrite exclude each other: go on with what is there, or replace it")
    files = {path.resolve() for source in sources for path in expand(source)[0]}
    for target in filter(None, (out, diff_path)):
        if target.resolve() in files:
            raise ToolSourceError(f"{target}: would overwrite a source; give another file")
    if diff_path is not None and diff_path.resolve() == out.resolve():
        raise ToolSourceError(f"{out}: named twice, for the tools and for the diff; give another --diff")
    begun = (folder / RESPONSES_FILE).exists()
    if resume and not begun and not out.exists():
        raise ConfigError(
            f"{out}: there is nothing to be resumed, neither this file nor {folder}; check --out, or leave "
            "--resume out"
        )
    if out.exists() and not resume and not overwrite:
        raise ConfigError(
            f"{out}: stands there already; give --resume to make it again from what was paid for, "
            "--overwrite to ask for everything anew, or another --out"
        )


def _drop_replies(folder: Path) -> None:
    from toolflow_generation.responses import RESPONSES_FILES

    for name in RESPONSES_FILES:
        (folder / name).unlink(missing_ok=True)


def _print(done: Completion, out: Path, diff_path: Path | None, show: int) -> None:
    """Print what was missing and what is, the first diffs, what failed and what it cost."""
    from rich.console import Console

    from toolflow_dataset.transcript import visible
    from toolflow_generation.completion_diff import tool_diff

    console = Console(highlight=False, soft_wrap=True)
    for before, after in done.changed[:show]:
        console.print(visible(tool_diff(before, after)), markup=False)
    print_missing(console, done.before, done.tools)
    if done.failed:
        console.print(f"{counted(len(done.failed), 'tool')} left as they were, for want of a usable answer:")
        for name, cause in list(done.failed.items())[:_SHOWN_FAILURES]:
            console.print(f"  {name}: {visible(cause)[:300]}", markup=False)
    if done.spent:
        from .run_report import spending_table

        console.print(spending_table(done.spent))
    more = (
        f", what was filled in to {diff_path}" if diff_path else "; --diff FILE shows all that was filled in"
    )
    console.print(f"wrote {counted(len(done.tools), 'tool')} to {out}{more}", markup=False)
    if done.stopped:
        console.print(f"stopped: {done.stopped}; {counted(done.undone, 'tool')} not come to")


def print_missing(console: Any, before: Sequence[Tool], after: Sequence[Tool] | None = None) -> None:
    """Print a table of what tools miss; with `after`, of what was filled in and what stays open."""
    from rich import box
    from rich.table import Table

    from toolflow_generation.completion import count_missing

    missing = count_missing(before)
    left = Counter[str]() if after is None else count_missing(after)
    columns = ("", "missing") if after is None else ("", "missing", "filled in", "left open")
    table = Table(*columns, box=box.SIMPLE_HEAD, pad_edge=False)
    for column in table.columns[1:]:
        column.justify = "right"
    for sort in ("tool descriptions", "parameter descriptions", "returns", "return descriptions"):
        row = [sort, f"{missing[sort]:,}"]
        if after is not None:
            row += [f"{max(0, missing[sort] - left[sort]):,}", f"{left[sort]:,}"]
        table.add_row(*row)
    console.print(table)


def _tell_resumable(sources: Sequence[str], out: Path, folder: Path, *more: str) -> None:
    from toolflow_generation.responses import any_paid

    if any_paid(folder):
        command = shlex.join(
            ["toolflow", "tools", "complete", *sources, "--out", str(out), "--resume", *more]
        )
        click.echo(f"every reply that was paid for is kept in {folder}; go on with: {command} ...", err=True)
