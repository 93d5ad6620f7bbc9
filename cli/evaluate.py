"""`toolflow evaluate DATASET...`: Table 1 and Table 2 of any dialogue sets, side by side."""

from __future__ import annotations

import json
from pathlib import Path

import click

from .leakage_options import against_options, test_sets
from .report_options import (
    budget_option,
    count_option,
    encoder_option,
    json_option,
    markdown_option,
    nli_option,
    resamples_option,
    seed_option,
    skip_option,
    split_option,
)


@click.command()
@click.argument("datasets", nargs=-1, required=True, metavar="DATASET...")
@split_option
@budget_option
@encoder_option
@nli_option
@click.option("--no-coherence", is_flag=True, help="Leave out SS and EnR, which take longest.")
@click.option("--judge-model", help="Model that scores a sample of each set's dialogues.")
@click.option("--judge-base-url", help="Its endpoint; default OPENAI_BASE_URL or OpenAI.")
@count_option("--judge-sample", 200, "Dialogues of each set that the model scores.")
@count_option("--judge-concurrency", 8, "Requests to the judge in flight at most.")
@click.option(
    "--judge-timeout",
    default=120.0,
    show_default=True,
    type=click.FloatRange(min=1),
    help="Seconds an answer of the judge may take.",
)
@against_options(required=False)
@seed_option
@resamples_option
@skip_option
@json_option
@markdown_option
def evaluate(
    datasets: tuple[str, ...],
    split: str,
    budget: int | None,
    encoder: str | None,
    nli: str | None,
    no_coherence: bool,
    judge_model: str | None,
    judge_base_url: str | None,
    judge_sample: int,
    judge_concurrency: int,
    judge_timeout: float,
    against: tuple[str, ...],
    folders: dict[str, Path],
    download_bfcl: bool,
    seed: int,
    resamples: int,
    skip_unreadable: bool,
    json_file: Path | None,
    markdown_file: Path | None,
) -> None:
    """Measure dialogue sets side by side: statistics, coherence, diversity, a judge's scores, leakage.

    DATASET is a run folder, a folder that `datasets` can load, a file (JSON Lines, JSON, Parquet) or a Hub
    id, in OpenAI's layout or another common one. NAME=DATASET names its row, DATASET:CONFIG takes one
    configuration.
    """
    from toolflow_dataset.errors import ChatError, ConfigError
    from toolflow_evaluation.comparison import compare_sets
    from toolflow_evaluation.dialogue_sets import open_sets
    from toolflow_evaluation.leakage_check import check_sets, ready
    from toolflow_evaluation.measures import CoherenceChoice, JudgeChoice
    from toolflow_evaluation.report_tables import report_tables, to_markdown

    from .progress import stage_progress
    from .report_files import check_targets, print_tables, write_report

    if judge_model is None and judge_base_url is not None:
        raise ConfigError("--judge-base-url without --judge-model; name the model that is to judge")
    check_targets(json_file, markdown_file)
    sets = open_sets(datasets, split=split, skip_unreadable=skip_unreadable)
    judge = None
    if judge_model is not None:
        judge = JudgeChoice(judge_model, judge_base_url, judge_sample, judge_concurrency, judge_timeout)
    tests = test_sets(against, folders, download_bfcl)
    leakage_options = ready(tests) if tests else None
    with stage_progress() as progress:
        comparison = compare_sets(
            sets,
            budget=budget,
            coherence=None if no_coherence else CoherenceChoice(encoder, nli),
            judge=judge,
            seed=seed,
            resamples=resamples,
            progress=progress,
        )
    report, tables = comparison.to_json(), report_tables(comparison)

    def write() -> None:
        if json_file is not None:
            write_report(json_file, json.dumps(report, indent=1, ensure_ascii=False) + "\n")
        if markdown_file is not None:
            write_report(markdown_file, to_markdown(tables))

    print_tables(tables)
    write()  # whatever becomes of leakage
    if tests:
        with stage_progress() as progress:
            leakage = check_sets(sets, tests, leakage_options, progress)
        leaked = leakage.tables(by_training_set=True)
        print_tables(leaked)
        report["leakage"] = leakage.to_json()
        tables += leaked
        write()
    if comparison.judge_failure is not None:
        raise ChatError(f"the judge failed, all else is reported: {comparison.judge_failure}", fatal=True)
