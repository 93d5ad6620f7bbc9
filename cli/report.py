"""`toolflow report SOURCE...`: one HTML file to look at dialogues, figures and the tool graph."""

from __future__ import annotations

from pathlib import Path

import click

from .counting import counted
from .report_options import skip_option, split_option


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option(
    "--out",
    default="report.html",
    show_default=True,
    type=click.Path(path_type=Path),
    help="The file to write; one that stands there is replaced.",
)
@click.option(
    "--graph",
    type=click.Path(path_type=Path),
    help="A tool graph to show, beside those of the runs; as `toolflow graph build` makes it.",
)
@split_option
@skip_option
def report(
    sources: tuple[str, ...], out: Path, graph: Path | None, split: str, skip_unreadable: bool
) -> None:
    """Write one HTML file to look at dialogues, figures and the tool graph in a browser.

    SOURCE is a run folder, a folder that `datasets` can load, a file (JSON Lines, JSON, Parquet) or a Hub
    id. A run shows dropped and failed dialogues too. NAME=SOURCE names a set, SOURCE:CONFIG takes one
    configuration; several sources, or settings, stand side by side.
    """
    from toolflow_dataset.transcript import visible
    from toolflow_evaluation.html_report.entries import open_report_sets
    from toolflow_evaluation.html_report.report import build_report

    from .progress import stage_progress
    from .report_files import check_targets, write_report

    check_targets(out)
    sets = open_report_sets(sources, split=split, skip_unreadable=skip_unreadable)
    with stage_progress() as progress:
        built = build_report(sets, graph=graph, progress=progress)
    write_report(out, built.html)
    for label, count in built.dialogues.items():
        click.echo(visible(f"{label}: {counted(count, 'dialogue')}"))
    for label, count in built.unreadable.items():
        click.echo(visible(f"{label}: {counted(count, 'dialogue')} could not be read and were left out"))
    for label, count in built.graphs.items():
        click.echo(visible(f"tool graph of {label}: {counted(count, 'tool')}"))
    size = len(built.html.encode("utf-8")) / 1e6
    click.echo(f"written to {out} ({size:.1f} MB); open it in a browser")
