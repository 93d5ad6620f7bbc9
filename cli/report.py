"""`toolflow report SOURCE...`: one HTML file to look at dialogues, figures and the tool graph."""

from __future__ import annotations

from pathlib import Path

import click

from .counting import counted
from .report_options import encoder_option, nli_option, skip_option, split_option


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
@click.option(
    "--metrics",
    is_flag=True,
    help="Measure coherence and diversity of the kept dialogues now, which takes longest.",
)
@click.option(
    "--metrics-from",
    multiple=True,
    metavar="[LABEL=]FILE",
    help="Measures made before: of toolflow evaluate --json, or of single dialogues, by toolflow_coherence "
    "(per_pair) or toolflow_judge (per_dialogue).",
)
@encoder_option
@nli_option
@split_option
@skip_option
def report(
    sources: tuple[str, ...],
    out: Path,
    graph: Path | None,
    metrics: bool,
    metrics_from: tuple[str, ...],
    encoder: str | None,
    nli: str | None,
    split: str,
    skip_unreadable: bool,
) -> None:
    """Write one HTML file to look at dialogues, figures and the tool graph in a browser.

    SOURCE is a run folder, a folder that `datasets` can load, a file (JSON Lines, JSON, Parquet) or a Hub
    id. A run shows dropped and failed dialogues too. NAME=SOURCE names a set, SOURCE:CONFIG takes one
    configuration; several sources, or settings, stand side by side.
    """
    from toolflow_dataset.errors import ConfigError
    from toolflow_dataset.transcript import visible
    from toolflow_evaluation.html_report.entries import open_report_sets
    from toolflow_evaluation.html_report.measures_part import measure_sets, read_measures
    from toolflow_evaluation.html_report.report import build_report
    from toolflow_evaluation.measures import CoherenceChoice

    from .progress import stage_progress
    from .report_files import check_targets, write_report

    if not metrics and (encoder is not None or nli is not None):
        raise ConfigError(
            "--encoder and --nli choose the models of --metrics, which is not asked for; add it"
        )
    check_targets(out)
    sets = open_report_sets(sources, split=split, skip_unreadable=skip_unreadable)
    measured = read_measures(metrics_from, sets)
    with stage_progress() as progress:
        if metrics:
            measured.add(measure_sets(sets, CoherenceChoice(encoder, nli), progress))
        built = build_report(sets, graph=graph, measured=measured, progress=progress)
    write_report(out, built.html)
    for label, count in built.dialogues.items():
        click.echo(visible(f"{label}: {counted(count, 'dialogue')}"))
    for label, count in built.unreadable.items():
        click.echo(visible(f"{label}: {counted(count, 'dialogue')} left out, being unreadable"))
    for label, count in built.graphs.items():
        click.echo(visible(f"tool graph of {label}: {counted(count, 'tool')}"))
    size = len(built.html.encode("utf-8")) / 1e6
    click.echo(f"written to {out} ({size:.1f} MB); open it in a browser")
