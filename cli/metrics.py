"""`toolflow metrics list`, `install` and `push`: our metrics as modules of `evaluate`."""

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


@metrics.command()
@click.argument("org", metavar="ORG")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--private", is_flag=True, help="Make Spaces that are new private ones.")
@click.option("--dry-run", is_flag=True, help="Only list the files; ask nobody.")
def push(org: str, names: tuple[str, ...], private: bool, dry_run: bool) -> None:
    """Publish the metrics, or those named, as Spaces of ORG on the Hugging Face Hub.

    `evaluate.load("ORG/NAME")` then works for anybody. The token is HF_TOKEN or that of `hf auth login`;
    HF_ENDPOINT says which Hub. What is there already is not sent again.
    """
    from toolflow_evaluation.metric_modules import metric_modules
    from toolflow_evaluation.metric_spaces import push_space, space_files

    modules = metric_modules(names)
    for module in modules:
        if dry_run:
            for name, content in sorted(space_files(module, f"{org}/{module.name}").items()):
                size = len(content) if isinstance(content, bytes) else content.stat().st_size
                click.echo(f"{org}/{module.name}  {name:<24}  {size:>11,} bytes")
            continue
        space, commit = push_space(module, org, private=private)
        click.echo(f"{space.url}: commit {commit[:12]}")
    if dry_run:
        click.echo("nothing was written (--dry-run)")
        return
    load = f'evaluate.load("{org}/{modules[0].name}")'
    click.echo(
        f"{counted(len(modules), 'metric')} published; python -c 'import evaluate; print({load}.description)'"
    )
