"""`toolflow inspect RUN ID`: one dialogue of a run in full, kept or not."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("run", type=click.Path(path_type=Path))
@click.argument("dialogue_id", metavar="ID")
@click.option("--markdown", is_flag=True, help="Write plain Markdown instead, for a README or an issue.")
def inspect(run: Path, dialogue_id: str, markdown: bool) -> None:
    """Show the dialogue ID of the run folder RUN: who spoke, every call and result, plan steps, style.

    ID is such as graph_plan-000012, as `toolflow preview` and the dataset's `id` column show it.
    """
    from toolflow_dataset.errors import ConfigError
    from toolflow_dataset.export import dropped_reasons
    from toolflow_dataset.journal import Journal
    from toolflow_dataset.transcript import print_dialogue, to_markdown

    journal = Journal.of_run(run)
    entry = journal.find(dialogue_id)
    if entry is None:
        near = ", ".join(journal.nearest_ids(dialogue_id)) or "none yet"
        raise ConfigError(f"no dialogue {dialogue_id!r} in {run}; ids near it: {near}")
    if entry.dialogue is None:
        raise ConfigError(f"the dialogue {dialogue_id} failed before it was finished: {entry.cause}")
    if markdown:
        click.echo(to_markdown(entry.dialogue), nl=False)
        return
    from rich.console import Console

    reason = entry.reason or dropped_reasons(run).get(dialogue_id)
    note = None if reason is None else f"dropped: {reason}"
    print_dialogue(Console(highlight=False), entry.dialogue, note=note)
