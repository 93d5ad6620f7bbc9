"""`toolflow analyze agreement` and `toolflow analyze correlation`: Tables 10 and 8."""

from __future__ import annotations

import json
from pathlib import Path

import click

from .idle_options import refuse_idle
from .report_options import (
    budget_option,
    encoder_option,
    json_option,
    markdown_option,
    nli_option,
    resamples_option,
    seed_option,
    skip_option,
    split_option,
)


@click.group()
def analyze() -> None:
    """Analyse ratings and measures: agreement, correlation."""


@analyze.command()
@click.argument("ratings", type=click.Path(path_type=Path))
@click.option(
    "--judge",
    metavar="RATER|FILE",
    help="The judge to be held against people: a rater in RATINGS, or a file of its ratings.",
)
@seed_option
@resamples_option
@json_option
@markdown_option
def agreement(
    ratings: Path,
    judge: str | None,
    seed: int,
    resamples: int,
    json_file: Path | None,
    markdown_file: Path | None,
) -> None:
    """Say how far raters agree, and a judge with them.

    RATINGS is a file (CSV, TSV, JSON Lines, JSON, Parquet) with a row for each rating (columns item, rater,
    dimension, score), for each item and rater (item, rater, and one for each dimension), or for each item
    (item, and others called RATER:DIMENSION). Empty cells are missing ratings.
    """
    from toolflow_evaluation.agreement import measure_agreement
    from toolflow_evaluation.agreement_report import agreement_json, agreement_tables
    from toolflow_evaluation.ratings import read_ratings, split_judge
    from toolflow_evaluation.report_tables import to_markdown

    from .report_files import check_targets, print_tables, write_report

    check_targets(json_file, markdown_file)
    people, judged = split_judge(read_ratings(ratings.expanduser()), judge)
    found = measure_agreement(people, judged, seed, resamples)
    tables = agreement_tables(found)
    print_tables(tables)
    if json_file is not None:
        write_report(json_file, json.dumps(agreement_json(found), indent=1, ensure_ascii=False) + "\n")
    if markdown_file is not None:
        write_report(markdown_file, to_markdown(tables))


@analyze.command()
@click.argument("datasets", nargs=-1, required=True, metavar="DATASET...|DRAWN")
@click.option(
    "--subsets", type=click.IntRange(3, 10_000), help="Subsets to draw; default 10, as in the paper."
)
@click.option("--size", type=click.IntRange(min=1), help="Dialogues in each; default 4000, as in the paper.")
@click.option("--seed", type=click.IntRange(min=0), help="Seed of the draw; default 0.")
@click.option(
    "--draw",
    type=click.Path(path_type=Path),
    metavar="DRAWN",
    help="Write the subsets to a new folder, to train on each, and measure nothing.",
)
@click.option(
    "--scores",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Scores of models trained on the subsets in DRAWN; without them metrics are held against metrics.",
)
@click.option(
    "--metric",
    "metrics",
    multiple=True,
    metavar="NAME",
    help="D-3, H, SS or EnR (default: these), another D-n, or 'D-3 at budget'; repeat for more.",
)
@click.option(
    "--against",
    multiple=True,
    metavar="NAME",
    help="Without scores: the metric that the others are held against.",
)
@budget_option
@encoder_option
@nli_option
@split_option
@skip_option
@json_option
@markdown_option
@click.pass_context
def correlation(
    ctx: click.Context,
    datasets: tuple[str, ...],
    subsets: int | None,
    size: int | None,
    seed: int | None,
    draw: Path | None,
    scores: Path | None,
    metrics: tuple[str, ...],
    against: tuple[str, ...],
    budget: int | None,
    encoder: str | None,
    nli: str | None,
    split: str,
    skip_unreadable: bool,
    json_file: Path | None,
    markdown_file: Path | None,
) -> None:
    """Say whether measures of training data go with scores, over random subsets of it.

    DATASET is as for `toolflow evaluate`; all together are the pool. --draw DRAWN writes subsets of it, one
    trains and scores a model on each, and `toolflow analyze correlation DRAWN --scores FILE` holds what is
    measured of the subsets against the scores. FILE (CSV, JSON Lines and so on) has a column `subset` and one
    for each score.
    """
    from toolflow_dataset.errors import ConfigError
    from toolflow_evaluation.correlation import read_scores
    from toolflow_evaluation.correlation_report import measure_correlation
    from toolflow_evaluation.dialogue_sets import open_sets
    from toolflow_evaluation.measures import CoherenceChoice, ready_models
    from toolflow_evaluation.report_tables import to_markdown
    from toolflow_evaluation.subset_files import (
        ensure_free,
        holds_subsets,
        read_draw,
        read_subsets,
        write_subsets,
    )
    from toolflow_evaluation.subset_measures import COHERENCE, METRICS, read_metrics
    from toolflow_evaluation.subsets import SIZE, SUBSETS, count_dialogues, draw_subsets, drawn_dialogues

    from .progress import stage_progress
    from .report_files import check_targets, print_tables, write_report

    folder = Path(datasets[0]).expanduser()
    drawn = holds_subsets(folder) and len(datasets) == 1
    if drawn:
        what = f"{folder} was drawn already; name the data sets to draw others"
        refuse_idle(ctx, ("subsets", "size", "seed", "draw", "split", "skip_unreadable"), what)
    if draw is not None:
        what = "--draw only writes subsets; measure them by naming the folder afterwards"
        refuse_idle(
            ctx, ("metrics", "against", "budget", "encoder", "nli", "json_file", "markdown_file"), what
        )
    if scores is not None and not drawn:
        raise ConfigError(
            "--scores: expected the folder that --draw wrote, whose subsets the scores are of; got "
            f"{', '.join(datasets)}"
        )
    if scores is not None:
        refuse_idle(ctx, ("against",), "metrics are held against --scores; leave out one of the two")
    chosen = read_metrics(metrics or METRICS)
    compared = read_metrics(against)
    if scores is None and draw is None:
        chosen = tuple(dict.fromkeys((*chosen, *compared)))
        if len(chosen) < 2:
            raise ConfigError(f"--metric: {chosen[0]} alone; expected two, or --scores")
    if not any(name.endswith(" at budget") for name in chosen):
        refuse_idle(ctx, ("budget",), "no metric at a budget; give one, as in --metric 'D-3 at budget'")
    if not set(chosen) & set(COHERENCE):
        refuse_idle(ctx, ("encoder", "nli"), "neither SS nor EnR is measured")
    check_targets(json_file, markdown_file)
    sets = [] if drawn else open_sets(datasets, split=split, skip_unreadable=skip_unreadable)
    if draw is not None:
        draw = draw.expanduser()
        ensure_free(draw)
    plan = (
        read_draw(folder)
        if drawn
        else draw_subsets(count_dialogues(sets), subsets or SUBSETS, size or SIZE, seed or 0)
    )
    for each in sets:
        if each.unreadable:
            click.echo(f"{each.label}: {each.unreadable:,} could not be read and were left out", err=True)
    if draw is not None:
        with stage_progress() as progress:
            files = write_subsets(plan, sets, draw, progress)
        _tell_next(draw, files)
        return
    found_scores = None if scores is None else read_scores(scores.expanduser(), plan.names)
    models = CoherenceChoice(encoder, nli) if set(chosen) & set(COHERENCE) else None
    ready_models(models, None)
    with stage_progress() as progress:
        report = measure_correlation(
            plan,
            read_subsets(plan, folder) if drawn else drawn_dialogues(plan, sets),
            metrics=chosen,
            scores=found_scores,
            against=compared,
            coherence=models,
            budget=budget,
            progress=progress,
        )
    tables = report.tables()
    print_tables(tables)
    if json_file is not None:
        write_report(json_file, json.dumps(report.to_json(), indent=1, ensure_ascii=False) + "\n")
    if markdown_file is not None:
        write_report(markdown_file, to_markdown(tables))


def _tell_next(folder: Path, files: list[Path]) -> None:
    """Say what to do with drawn subsets."""
    import shlex

    click.echo(
        f"{folder}: {len(files):,} subsets, {files[0].name} to {files[-1].name}. Next, for each of them:"
    )
    click.echo(
        f"  {shlex.join(['toolflow', 'train', str(files[0]), '--model', 'MODEL', '--out', 'TRAINED'])}"
    )
    click.echo(
        f"then score the models, put a row `{files[0].stem},SCORE` for each under a head `subset,NAME`, and:"
    )
    click.echo(
        f"  {shlex.join(['toolflow', 'analyze', 'correlation', str(folder), '--scores', 'scores.csv'])}"
    )
