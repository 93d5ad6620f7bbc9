"""`toolflow metrics list` and `toolflow metrics install`: our metrics as modules of `evaluate`."""

from __future__ import annotations

import click

from .counting import counted


@click.group()
def metrics() -> None:
    """Use the metrics with Hugging Face's evaluate library."""


@metrics.command(name="list")
def list_() -> None:
    """List the metrics, what each measures, and whether `evaluate.load` finds it by name."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    from toolflow_evaluation.metric_modules import is_installed, metric_modules

    table = Table("metric", "measures", "installed", box=box.SIMPLE_HEAD, pad_edge=False)
    table.columns[0].no_wrap = True
    for module in metric_modules():
        table.add_row(module.name, module.summary, "yes" if is_installed(module) else "no")
    Console(highlight=False).print(table)


@metrics.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
def install(names: tuple[str, ...]) -> None:
    """Make the metrics, or those named, loadable from any folder by `evaluate.load(NAME)`.

    They are copied into evaluate's module cache. After an upgrade of ToolFlow install them again.
    """
    from toolflow_evaluation.metric_modules import install as put
    from toolflow_evaluation.metric_modules import metric_modules

    modules = metric_modules(names)
    for module in modules:
        folder = put(module)
        click.echo(f"{module.name}: {folder}")
    click.echo(
        f"{counted(len(modules), 'metric')} installed; "
        f'python -c "import evaluate; print(evaluate.load({modules[0].name!r}).description)"'
    )
