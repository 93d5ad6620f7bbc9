"""`toolflow bench compare BEFORE AFTER...`: saved results side by side, question by question."""

from __future__ import annotations

import json
from pathlib import Path

import click

from .report_options import count_option, json_option, markdown_option, seed_option


@click.command()
@click.argument("results", nargs=-1, required=True, metavar="BEFORE AFTER...")
@seed_option
@count_option("--resamples", 10_000, "Resamples behind each interval of a difference.", least=100)
@json_option
@markdown_option
def compare(
    results: tuple[str, ...],
    seed: int,
    resamples: int,
    json_file: Path | None,
    markdown_file: Path | None,
) -> None:
    """Say how far models are apart on the same questions, and whether that is more than chance.

    BEFORE and every AFTER are folders that --out of one benchmark made; NAME=FOLDER names one. Each AFTER is
    held against BEFORE on the questions that all results have, for each category and sum, scored strictly
    and tolerantly.
    """
    from toolflow_evaluation.bench_comparison import compare_results
    from toolflow_evaluation.bench_results import read_results
    from toolflow_evaluation.report_tables import to_markdown

    from .report_files import check_targets, print_tables, write_report

    check_targets(json_file, markdown_file)
    found = compare_results(read_results(results), seed=seed, resamples=resamples)
    tables = found.tables()
    print_tables(tables)
    if json_file is not None:
        write_report(json_file, json.dumps(found.to_json(), indent=1, ensure_ascii=False) + "\n")
    if markdown_file is not None:
        write_report(markdown_file, to_markdown(tables))
