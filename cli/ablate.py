"""`toolflow ablate`: settings and other keys varied, from generation to benchmarks, and one table."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .report_options import json_option, markdown_option

if TYPE_CHECKING:
    from toolflow_evaluation.ablation.plan import Ablation
    from toolflow_evaluation.ablation.trainer import Trainer

_FLAGS = {"true": True, "false": False}


class _AblateCommand(click.Command):
    """A command whose help ends with the keys of its own sections."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the keys of --measure and --bench."""
        from toolflow_evaluation.ablation.sections import Benching, Measuring, section_help

        for option, kind in (("--measure", Measuring), ("--bench", Benching)):
            with formatter.section(f"Keys of {option}"):
                formatter.write_dl(list(section_help(kind).items()))


def _pairs(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> dict[str, Any]:
    """Read KEY=VALUE, and for generation and training the name of a configuration."""
    found: dict[str, Any] = {}
    for value in values:
        key, mark, text = value.partition("=")
        if not mark and param.name in ("generate", "train"):
            key, text = "config", value
        elif not mark or not key:
            raise click.BadParameter(f"got {value!r}, expected KEY=VALUE", ctx, param)
        given: Any = _FLAGS.get(text, text)
        if key in found:  # of keys that take several, such as models
            before = found[key] if isinstance(found[key], list) else [found[key]]
            given = [*before, given]
        found[key] = given
    return found


@click.command(cls=_AblateCommand)
@click.option("--config", "source", metavar="FILE", help="YAML file; or ablation, which comes with ToolFlow.")
@click.option("--settings", metavar="SETTING,...", help="graph+plan, graph, plan, none; default all.")
@click.option(
    "--generate",
    multiple=True,
    callback=_pairs,
    metavar="KEY=VALUE|CONFIG",
    help="A key of toolflow generate, or its configuration: a YAML file, default or paper; repeat for more.",
)
@click.option(
    "--measure", multiple=True, callback=_pairs, metavar="KEY=VALUE", help="What is measured; see below."
)
@click.option(
    "--train",
    multiple=True,
    callback=_pairs,
    metavar="KEY=VALUE|CONFIG",
    help="A key of toolflow train, or its configuration: a YAML file or paper_sft. Without, none is trained.",
)
@click.option(
    "--bench",
    multiple=True,
    callback=_pairs,
    metavar="KEY=VALUE",
    help="What models are asked before and after training: bfcl=PATH, apibank=PATH; see below.",
)
@click.option(
    "--vary",
    multiple=True,
    callback=_pairs,
    metavar="KEY=A,B",
    help="Vary a key of generation or training (generate.KEY or train.KEY where both have it); several make "
    "a grid. Values with commas are divided by semicolons.",
)
@click.option("--out", type=click.Path(path_type=Path), help="Folder of all that is made.")
@click.option("--dry-run", is_flag=True, help="Only list the stages and which are finished.")
@json_option
@markdown_option
def ablate(
    source: str | None,
    settings: str | None,
    generate: dict[str, Any],
    measure: dict[str, Any],
    train: dict[str, Any],
    bench: dict[str, Any],
    vary: dict[str, Any],
    out: Path | None,
    dry_run: bool,
    json_file: Path | None,
    markdown_file: Path | None,
) -> None:
    """Vary settings and other keys: generate, measure, train and benchmark each, and set all side by side.

    All rows have the same seeds. The same command goes on after a stop or a kill: finished stages are not
    done again, the one under way goes on. Tables are printed, and kept in OUT/results.md and
    OUT/results.json.
    """
    from toolflow_dataset.errors import ChatError
    from toolflow_evaluation.ablation.plan import read_ablation
    from toolflow_evaluation.ablation.run import ablate as run
    from toolflow_evaluation.report_tables import to_markdown

    from .ablate_training import SftTrainer
    from .progress import stage_progress
    from .report_files import check_targets, print_tables, write_report

    given: dict[str, Any] = {"settings": settings, "generate": generate, "measure": measure, "train": train}
    given |= {"bench": bench, "vary": vary, "out": out}
    trainer = SftTrainer()
    ablation = read_ablation(source, given, trainer)
    if dry_run:
        _print_stages(ablation, trainer)
        return
    check_targets(json_file, markdown_file)
    try:
        with stage_progress() as progress:
            report = run(ablation, trainer, progress=progress, say=lambda line: click.echo(line, err=True))
    except KeyboardInterrupt:
        click.echo(f"what is finished is kept in {ablation.out}; the same command goes on", err=True)
        raise
    print_tables(report.tables)
    click.echo(f"{ablation.out / 'results.md'}, {ablation.out / 'results.json'}")
    if json_file is not None:
        write_report(json_file, json.dumps(report.document, indent=1, ensure_ascii=False) + "\n")
    if markdown_file is not None:
        write_report(markdown_file, to_markdown(report.tables))
    if report.judge_failure is not None:
        raise ChatError(f"the judge failed, all else is reported: {report.judge_failure}", fatal=True)


def _print_stages(ablation: Ablation, trainer: Trainer) -> None:
    """Print the stages and how they stand, and what runs still to be made would cost."""
    from toolflow_evaluation.ablation.run import states
    from toolflow_evaluation.ablation.stages import run_name
    from toolflow_evaluation.report_tables import ReportTable

    from .cost_estimate import print_estimate
    from .progress import stage_progress
    from .report_files import print_tables

    rows = tuple((stage.name, state, stage.told) for stage, state in states(ablation, trainer))
    owed = {name for name, state, _ in rows if state != "finished"}
    note = f"{len(owed):,} of {len(rows):,} stages to do; nothing was run."
    print_tables([ReportTable(f"Stages in {ablation.out}", ("stage", "state", "what"), rows, (note,))])
    for run in ablation.runs():
        models = (run.config.model, *run.config.models.values())
        if run_name(run) in owed and any(one.model != "simulator" for chosen in models for one in chosen):
            click.echo(f"{run_name(run)}:")
            with stage_progress() as progress:
                print_estimate(run.config, progress)
