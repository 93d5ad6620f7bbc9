"""`toolflow leakage TRAIN... --against TEST`: Table 9, with evidence, and as a check for CI."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .leakage_options import against_options, test_sets
from .report_options import json_option, markdown_option, split_option

if TYPE_CHECKING:
    from collections.abc import Callable

    from toolflow_evaluation.leakage_check import ItemSet, LeakageReport


@click.command()
@click.argument("trains", nargs=-1, required=True, metavar="TRAIN...")
@against_options(required=True)
@click.option(
    "--texts", is_flag=True, help="Check what is said in dialogues, and asked in benchmarks, not tools."
)
@split_option
@click.option("--tokenizer", help="Hugging Face tokenizer for n-grams; default words between white space.")
@click.option(
    "--skip-budget",
    default=0,
    show_default=True,
    type=click.IntRange(min=0),
    help="Tokens that may differ within a match of n-grams.",
)
@click.option("--encoder", help="Sentence encoder; default the bundled MiniLM; none for n-grams only.")
@click.option("--evidence", type=click.Path(path_type=Path), help="Write a line for each leaked one to it.")
@json_option
@markdown_option
@click.option(
    "--fail-over",
    type=click.FloatRange(0, 1),
    metavar="SHARE",
    help="Exit with 1 if a larger share of a test set has leaked, such as 0.01.",
)
@click.pass_context
def leakage(
    ctx: click.Context,
    trains: tuple[str, ...],
    against: tuple[str, ...],
    folders: dict[str, Path],
    download_bfcl: bool,
    texts: bool,
    split: str,
    tokenizer: str | None,
    skip_budget: int,
    encoder: str | None,
    evidence: Path | None,
    json_file: Path | None,
    markdown_file: Path | None,
    fail_over: float | None,
) -> None:
    """Check whether tools of test sets, or with --texts their texts, are in training data.

    TRAIN is a data set as for `toolflow evaluate`, whose distinct tools are checked, or a file of tools;
    NAME=TRAIN names its columns. With --texts its distinct user and assistant messages are checked against
    what the users of a benchmark ask, or what is said in a data set.
    """
    from toolflow_evaluation.leakage_check import LeakageOptions, check_leakage
    from toolflow_evaluation.report_tables import to_markdown
    from toolflow_evaluation.text_sets import training_texts
    from toolflow_evaluation.tool_sets import training_tools

    from .progress import stage_progress
    from .report_files import check_targets, print_tables, write_report

    check_targets(evidence, json_file, markdown_file)
    tests = test_sets(against, folders, download_bfcl, texts=texts)
    read: Callable[[str, str], ItemSet] = training_texts if texts else training_tools
    train_sets = [read(name, split) for name in trains]
    with stage_progress() as progress:
        report = check_leakage(
            train_sets,
            tests,
            LeakageOptions(tokenizer, encoder, skip_budget),
            progress,
            "text" if texts else "tool",
        )
    tables = report.tables()
    print_tables(tables)
    if evidence is not None:
        lines = (json.dumps(each, ensure_ascii=False) + "\n" for each in report.evidence())
        write_report(evidence, "".join(lines))
    if json_file is not None:
        write_report(json_file, json.dumps(report.to_json(), indent=1, ensure_ascii=False) + "\n")
    if markdown_file is not None:
        write_report(markdown_file, to_markdown(tables))
    if fail_over is not None and _tell_excess(report, fail_over, evidence):
        ctx.exit(1)


def _tell_excess(report: LeakageReport, limit: float, evidence: Path | None) -> bool:
    """Say which shares are above the limit; tell whether any is."""
    excess = [each for each in report.worst() if each[0] > limit]
    for share, kind, train, test in excess:
        click.echo(
            f"leaked: {share:.3%} of {test} in {train} by {kind.lower()}, more than the {limit:.3%} allowed",
            err=True,
        )
    if excess:
        kind = f"{report.kind}s"
        where = f"the {kind} are in {evidence}" if evidence else f"--evidence FILE names the {kind}"
        click.echo(f"{where}; take them out of the training data", err=True)
    return bool(excess)
