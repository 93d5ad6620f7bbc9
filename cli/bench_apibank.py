"""`toolflow bench apibank`: API-Bank's levels 1 and 2."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .bench_models import model_options
from .idle_options import refuse_idle
from .report_options import json_option

if TYPE_CHECKING:
    from toolflow_evaluation.apibank.samples import Level


@click.command()
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    help="API-Bank's dialogues and documents: a folder with l1_l2_dialogues.jsonl and api_docs.json; default "
    "the checkout.",
)
@click.option(
    "--apibank-checkout",
    "checkout",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Folder api-bank of a DAMO-ConvAI checkout: have its code execute the calls, with your rights.",
)
@click.option(
    "--apibank-python",
    "python",
    metavar="PROGRAM",
    help="Python that has what the checkout's APIs import; default the one that runs this.",
)
@click.option(
    "--call-timeout",
    default=60.0,
    show_default=True,
    type=click.FloatRange(min=0.1),
    help="Seconds an executed call may take.",
)
@click.option(
    "--call-memory",
    default=4096,
    show_default=True,
    type=click.IntRange(min=64),
    help="Mebibytes of memory an executed call may take.",
)
@click.option(
    "--levels", default="L1,L2", show_default=True, metavar="LEVEL,...", help="Levels, of L1 and L2."
)
@click.option("--limit", type=click.IntRange(min=1), help="Calls of each level at most, drawn by hash.")
@click.option("--seed", default=0, show_default=True, help="Of what --limit draws.")
@model_options
@json_option
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder of answers and results.")
@click.pass_context
def apibank(
    ctx: click.Context,
    /,
    data: Path | None,
    checkout: Path | None,
    python: str | None,
    call_timeout: float,
    call_memory: int,
    levels: str,
    limit: int | None,
    seed: int,
    json_file: Path | None,
    out: Path,
    **model: Any,
) -> None:
    """Have a model make the calls of API-Bank's dialogues, each with the gold history before it.

    With --apibank-checkout each call is executed on a fresh state by API-Bank's own code, in a process of its
    own, and API-Bank's own check compares the result with the gold one. Without it names and arguments are
    compared with the gold calls, and the results say so.

    Answers are kept as they come: the same command goes on where it was stopped. Results are in
    OUT/results.json and OUT/results.md, and each verdict with its reason in OUT/verdicts.jsonl. Exits with 1
    where calls got no answer.
    """
    from toolflow_evaluation.answering.saving import results_text
    from toolflow_evaluation.apibank.execution import Checkout
    from toolflow_evaluation.apibank.run import Selection, run_apibank

    from .bench_models import choose_model, tell_unanswered
    from .progress import stage_progress
    from .report_files import check_targets, print_tables, write_report

    if limit is None:
        refuse_idle(ctx, ("seed",), "draws nothing without --limit; give --limit, or leave it out")
    if checkout is None:
        refuse_idle(
            ctx,
            ("python", "call_timeout", "call_memory"),
            "is for calls that are executed, and without --apibank-checkout none is; give --apibank-checkout "
            "DIR, or leave it out",
        )
    selection = Selection(_levels(levels), limit, seed)
    place = _data(data, checkout)
    code = None
    if checkout is not None:
        code = Checkout(checkout.expanduser(), python or sys.executable, call_timeout, call_memory)
    picked = choose_model(ctx, **model)
    check_targets(json_file)
    with stage_progress() as progress:
        report, unanswered = run_apibank(place, selection, picked, out, code, progress)
    if json_file is not None:
        write_report(json_file, results_text(report.to_json()))
    print_tables(report.tables())
    click.echo(f"{out / 'results.md'}, {out / 'results.json'}, {out / 'verdicts.jsonl'}")
    if unanswered:
        tell_unanswered(unanswered)
        ctx.exit(1)


def _levels(names: str) -> tuple[Level, ...]:
    from toolflow_dataset.errors import ConfigError
    from toolflow_evaluation.apibank.samples import LEVELS

    given = {name.strip().upper() for name in names.split(",") if name.strip()}
    if not given:
        raise ConfigError(f"--levels: names none; expected {' or '.join(LEVELS)}")
    if unknown := given - set(LEVELS):
        raise ConfigError(f"--levels: no level {', '.join(sorted(unknown))}; expected {' or '.join(LEVELS)}")
    return tuple(level for level in LEVELS if level in given)


def _data(data: Path | None, checkout: Path | None) -> Path:
    from toolflow_dataset.errors import ConfigError

    place = data or checkout
    if place is None:
        raise ConfigError(
            "API-Bank's dialogues are not part of ToolFlow; give --data PATH, or --apibank-checkout DIR"
        )
    return place.expanduser()
