"""`toolflow bench toolalpaca`: ToolAlpaca's simulated and real sets."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .bench_models import SIMULATOR, model_options, read_temperature
from .idle_options import refuse_idle
from .report_options import json_option

if TYPE_CHECKING:
    from toolflow_evaluation.toolalpaca.tasks import SetName


@click.command()
@click.option(
    "--data",
    required=True,
    type=click.Path(path_type=Path),
    help="Folder with ToolAlpaca's eval_simulated.json and eval_real.json.",
)
@click.option(
    "--sets", default="simulated", show_default=True, metavar="SET,...", help="Of simulated and real."
)
@click.option("--limit", type=click.IntRange(min=1), help="Tasks of each set at most, drawn by hash.")
@click.option(
    "--seed", default=0, show_default=True, help="Of what --limit draws, and of the API that is played."
)
@click.option(
    "--judge",
    required=True,
    metavar="MODEL",
    help="Judging model; or rules, a stand-in for trying things out.",
)
@click.option(
    "--judge-base-url", metavar="URL", help="The judge's endpoint; default OPENAI_BASE_URL or OpenAI."
)
@click.option(
    "--judge-key-env",
    default="OPENAI_API_KEY",
    show_default=True,
    metavar="NAME",
    help="Environment variable that holds the key of the judge's endpoint.",
)
@click.option(
    "--judge-temperature",
    default="0",
    show_default=True,
    callback=read_temperature,
    help="The judge's; none leaves it out.",
)
@click.option(
    "--tool-agent",
    default="simulator",
    show_default=True,
    metavar="MODEL",
    help="Model that plays the API from its documents; or simulator, the embedded one.",
)
@click.option("--tool-base-url", metavar="URL", help="The tool agent's endpoint; default as for the judge.")
@click.option(
    "--tool-key-env",
    default="OPENAI_API_KEY",
    show_default=True,
    metavar="NAME",
    help="Environment variable that holds the key of the tool agent's endpoint.",
)
@click.option(
    "--executors",
    multiple=True,
    metavar="PATTERN=KIND:TARGET",
    help="What executes functions of the real set, as for toolflow generate.",
)
@click.option(
    "--execute", default="", metavar="KIND,...", help="Permit executors that act on the world: python, mcp."
)
@model_options
@json_option
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder of answers and results.")
@click.pass_context
def toolalpaca(
    ctx: click.Context,
    /,
    data: Path,
    sets: str,
    limit: int | None,
    seed: int,
    judge: str,
    judge_base_url: str | None,
    judge_key_env: str,
    judge_temperature: float | None,
    tool_agent: str,
    tool_base_url: str | None,
    tool_key_env: str,
    executors: tuple[str, ...],
    execute: str,
    json_file: Path | None,
    out: Path,
    **model: Any,
) -> None:
    """Have a model do ToolAlpaca's tasks by the functions of an API, and a judge say how.

    The API is played by --tool-agent, from its documents; the real set's own servers are never called,
    unless --executors names what calls them. The judge is given the golden answers; it says Yes, No or
    Uncertain of the procedure and of the final response.

    Everything that is answered is kept: the same command goes on where it was stopped. Results are in
    OUT/results.json and OUT/results.md, and each task with its chat and verdict in OUT/verdicts.jsonl. Exits
    with 1 where tasks came to no verdict.
    """
    from toolflow_evaluation.answering.saving import results_text
    from toolflow_evaluation.toolalpaca.helpers import (
        JUDGE_SAMPLING,
        RULES_OPTION,
        TOOL_SAMPLING,
        Helper,
        Helpers,
    )
    from toolflow_evaluation.toolalpaca.run import Executors, Selection, run_toolalpaca

    from .bench_models import choose_model
    from .progress import stage_progress
    from .report_files import check_targets, print_tables, write_report

    selection = Selection(_sets(sets), limit, seed)
    executed = Executors.read(executors, execute)
    if judge == RULES_OPTION:
        idle = ("judge_base_url", "judge_key_env", "judge_temperature")
        refuse_idle(ctx, idle, "is for a judging model, and --judge rules is none; leave it out")
    if tool_agent == SIMULATOR:
        why = "is for a model as --tool-agent, and the simulator is none; name one, or leave it out"
        refuse_idle(ctx, ("tool_base_url", "tool_key_env"), why)
    helped = judge != RULES_OPTION or tool_agent != SIMULATOR
    picked = choose_model(ctx, helped=helped, **model)
    check_targets(json_file)
    judging = {**JUDGE_SAMPLING, "temperature": judge_temperature}
    if judge_temperature is None:
        del judging["temperature"]
    helpers = Helpers(
        Helper(tool_agent, tool_base_url, TOOL_SAMPLING, tool_key_env),
        Helper(judge, judge_base_url, judging, judge_key_env),
        out,
        model["concurrency"],
        model["timeout"],
    )
    with stage_progress() as progress:
        report = run_toolalpaca(data.expanduser(), selection, picked, helpers, out, executed, progress)
    if json_file is not None:
        write_report(json_file, results_text(report.to_json()))
    print_tables(report.tables())
    click.echo(f"{out / 'results.md'}, {out / 'results.json'}, {out / 'verdicts.jsonl'}")
    if report.missing:
        for task, cause in list(report.missing.items())[:3]:
            click.echo(f"{task}: {cause}", err=True)
        click.echo("run the same command again for those", err=True)
        ctx.exit(1)


def _sets(names: str) -> tuple[SetName, ...]:
    from toolflow_dataset.errors import ConfigError
    from toolflow_evaluation.toolalpaca.tasks import SETS

    given = {name.strip().lower() for name in names.split(",") if name.strip()}
    if not given:
        raise ConfigError(f"--sets: names none; expected {' or '.join(SETS)}")
    if unknown := given - set(SETS):
        raise ConfigError(f"--sets: no set {', '.join(sorted(unknown))}; expected {' or '.join(SETS)}")
    return tuple(name for name in SETS if name in given)
