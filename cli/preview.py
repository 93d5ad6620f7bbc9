"""`toolflow preview RUN`: the first kept dialogues of a run, in the terminal."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import click

from toolflow_dataset.types import SETTINGS, Setting

from .counting import counted

LONGEST_RESULT = 400


@click.command()
@click.argument("run", type=click.Path(path_type=Path))
@click.option(
    "--num", default=3, show_default=True, type=click.IntRange(min=1), help="How many dialogues to show."
)
@click.option("--setting", type=click.Choice(SETTINGS), help="Only dialogues of this setting.")
def preview(run: Path, num: int, setting: Setting | None) -> None:
    """Show the first dialogues of the run folder RUN: who spoke, the calls, their results, the plan.

    Long results are cut; `toolflow inspect RUN ID` shows a dialogue in full.
    """
    from rich.console import Console

    from toolflow_dataset.errors import ConfigError
    from toolflow_dataset.export import dropped_reasons
    from toolflow_dataset.journal import Journal
    from toolflow_dataset.transcript import print_dialogue

    journal = Journal.of_run(run)
    left_out = dropped_reasons(run)
    entries = (
        entry.dialogue
        for entry in journal.entries(setting, "kept")
        if entry.dialogue is not None and entry.id not in left_out
    )
    console = Console(highlight=False)
    shown = 0
    for dialogue in islice(entries, num):
        shown += 1
        print_dialogue(console, dialogue, longest_result=LONGEST_RESULT)
        console.print()
    counts = {status: journal.count(setting, status) for status in ("kept", "dropped", "failed")}
    if not shown:
        where = f"{run} in the setting {setting}" if setting else str(run)
        held = ", ".join(journal.settings()) or "none yet"
        raise ConfigError(
            f"no kept dialogue in {where} ({counts['dropped']} dropped, {counts['failed']} failed); "
            f"settings with dialogues: {held}"
        )
    console.print(
        f"{shown} shown of {counted(counts['kept'], 'dialogue')} that the filters kept; "
        f"{counts['dropped']:,} dropped, {counts['failed']:,} failed"
    )
