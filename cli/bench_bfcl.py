"""`toolflow bench bfcl`: the Berkeley Function-Calling Leaderboard's single-turn categories."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .bench_models import model_options
from .idle_options import refuse_idle
from .report_options import json_option

if TYPE_CHECKING:
    from toolflow_evaluation.bfcl.questions import Half
    from toolflow_evaluation.bfcl.scores import Aggregate


@click.command()
@click.option("--data", type=click.Path(path_type=Path), help="Folder of BFCL's files, or bfcl-eval's wheel.")
@click.option("--download-bfcl", is_flag=True, help="Get BFCL's data by pip; nothing is installed.")
@click.option(
    "--categories",
    default="ast",
    show_default=True,
    metavar="NAME,...",
    help="Categories, or all, ast, non_live, live, simple.",
)
@click.option(
    "--sample", type=click.IntRange(min=1), help="Questions of each category at most, drawn by hash."
)
@click.option("--seed", default=0, show_default=True, help="Of the sample.")
@click.option(
    "--ids-half",
    type=click.Choice(["develop", "evaluate"]),
    help="Only this half of each category, by the hash of its ids: tune on one, measure on the other.",
)
@click.option(
    "--aggregate",
    type=click.Choice(["v4", "paper"]),
    default="v4",
    show_default=True,
    help="How categories add up: as on the leaderboard, or as in the paper's Table 4.",
)
@model_options
@json_option
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder of answers and results.")
@click.pass_context
def bfcl(
    ctx: click.Context,
    /,
    data: Path | None,
    download_bfcl: bool,
    categories: str,
    sample: int | None,
    seed: int,
    ids_half: Half | None,
    aggregate: Aggregate,
    json_file: Path | None,
    out: Path,
    **model: Any,
) -> None:
    """Ask BFCL's questions and judge the calls by its rules.

    The model is one behind an OpenAI-compatible endpoint (--model), or one that runs here (--transformers).
    Answers are kept as they come: the same command goes on where it was stopped, and asks more where it is
    given more categories or a larger sample. Results are in OUT/results.json and OUT/results.md, and each
    verdict with its reason in OUT/verdicts.jsonl. Exits with 1 where questions got no answer.
    """
    from toolflow_evaluation.answering.saving import results_text
    from toolflow_evaluation.bfcl.categories import select_categories
    from toolflow_evaluation.bfcl.run import Selection, run_bfcl

    from .bench_models import choose_model, tell_unanswered
    from .progress import stage_progress
    from .report_files import check_targets, print_tables, write_report

    if sample is None:
        refuse_idle(ctx, ("seed",), "draws nothing without --sample; give --sample, or leave it out")
    if data is not None:
        refuse_idle(ctx, ("download_bfcl",), "gets what --data has; leave out one of the two")
    names = [name.strip() for name in categories.split(",") if name.strip()]
    selection = Selection(select_categories(names), ids_half, sample, seed)
    picked = choose_model(ctx, **model)
    check_targets(json_file)
    with stage_progress() as progress:
        report, unanswered = run_bfcl(_data(data, download_bfcl), selection, picked, out, aggregate, progress)
    if json_file is not None:
        write_report(json_file, results_text(report.to_json()))
    print_tables(report.tables())
    click.echo(f"{out / 'results.md'}, {out / 'results.json'}, {out / 'verdicts.jsonl'}")
    if unanswered:
        tell_unanswered(unanswered)
        ctx.exit(1)


def _data(data: Path | None, download: bool) -> Path:
    from toolflow_dataset.errors import ConfigError
    from toolflow_evaluation.tool_sets import download_bfcl

    if data is None and not download:
        raise ConfigError("BFCL's questions are not part of ToolFlow; give --data PATH, or --download-bfcl")
    return download_bfcl() if data is None else data.expanduser()
