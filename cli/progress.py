"""Progress of long work: bars in a terminal, now and then a plain line anywhere else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

Progress = Callable[[str, int, int], None]
_PLAIN_STEPS = 10


@contextmanager
def stage_progress() -> Iterator[Progress]:
    """Give a function to be called with (stage, done, total); it shows a bar a stage on standard error."""
    if not sys.stderr.isatty():
        yield _plain_lines()
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )
    from rich.progress import Progress as Bars

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Bars(*columns, console=Console(stderr=True)) as bars:
        tasks = {}

        def advance(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield advance


def _plain_lines() -> Progress:
    """Return a function that prints each tenth of a stage once."""
    shown: dict[str, int] = {}

    def advance(stage: str, done: int, total: int) -> None:
        tenth = _PLAIN_STEPS * done // total if total else _PLAIN_STEPS
        if tenth > shown.get(stage, -1):
            shown[stage] = tenth
            click.echo(f"{stage}: {done:,}/{total:,}", err=True)

    return advance
