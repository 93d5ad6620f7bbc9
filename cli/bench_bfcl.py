"""`toolflow bench bfcl`: the Berkeley Function-Calling Leaderboard's single-turn categories."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .bench_models import model_options

if TYPE_CHECKING:
    from toolflow_evaluation.bfcl.questions import Half
    from toolflow_evaluation.bfcl.report import Report


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
    aggregate: str,
    out: Path,
    **model: Any,
) -> None:
    """Ask BFCL's questions and judge the calls by its rules.

    The model is one behind an OpenAI-compatible endpoint (--model), or one that runs here (--transformers).
    Answers are kept as they come: the same command goes on where it was stopped, and asks more where it is
    given more categories or a larger sample. Results are in OUT/results.json and OUT/results.md, and each
    verdict with its reason in OUT/verdicts.jsonl. Exits with 1 where questions got no answer.
    """
    from collections import Counter

    from toolflow_evaluation.answering.answers import AnswerFile
    from toolflow_evaluation.bfcl.bench import by_category, judge
    from toolflow_evaluation.bfcl.categories import select_categories
    from toolflow_evaluation.bfcl.offered import prompt_of
    from toolflow_evaluation.bfcl.questions import read_questions, sample_questions, take_half
    from toolflow_evaluation.bfcl.report import Report

    from .bench_models import ask_model, choose_model, tell_unanswered
    from .report_files import print_tables

    names = [name.strip() for name in categories.split(",") if name.strip()]
    wanted = select_categories(names)
    picked = choose_model(**model)
    every = read_questions(_data(data, download_bfcl), wanted)
    chosen = take_half(every, ids_half) if ids_half else every
    if sample is not None:
        chosen = sample_questions(chosen, sample, seed)
    with AnswerFile(out, picked.settings) as file:
        unanswered = ask_model(picked, [prompt_of(question) for question in chosen], file)
        selection: dict[str, Any] = {"categories": [category.name for category in wanted]}
        selection |= {"half": ids_half} if ids_half else {}
        selection |= {"sample": sample, "seed": seed} if sample is not None else {}
        verdicts = judge(chosen, file)
    totals = Counter(question.category.name for question in every)
    report = Report(
        picked.settings,
        selection,
        by_category(verdicts, totals),
        "paper" if aggregate == "paper" else "v4",
        verdicts,
        len(chosen) - len(verdicts),
        picked.conditions,
    )
    _write(report, out)
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


def _write(report: Report, out: Path) -> None:
    import json

    from toolflow_evaluation.report_tables import to_markdown

    from .report_files import write_report

    lines = (json.dumps(each.to_json(), ensure_ascii=False) + "\n" for each in report.verdicts)
    write_report(out / "verdicts.jsonl", "".join(lines))
    write_report(out / "results.json", json.dumps(report.to_json(), indent=1, ensure_ascii=False) + "\n")
    write_report(out / "results.md", to_markdown(report.tables()))
