"""The options that say against what leakage is checked, for the two commands that do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from toolflow_evaluation.text_sets import TextSet
    from toolflow_evaluation.tool_sets import ToolSet

Command = TypeVar("Command", bound=Callable[..., Any])


def _data_folders(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> dict[str, Path]:
    """Read NAME=PATH options."""
    folders = {}
    for value in values:
        name, mark, path = value.partition("=")
        if not mark or not path or name not in ("bfcl", "apibank", "toolalpaca"):
            raise click.BadParameter(
                f"got {value!r}, expected bfcl=PATH, apibank=PATH or toolalpaca=PATH", ctx, param
            )
        folders[name] = Path(path).expanduser()
    return folders


def against_options(required: bool) -> Callable[[Command], Command]:
    """Return a decorator that adds --against, --data and --download-bfcl."""
    options = (
        click.option(
            "--against",
            multiple=True,
            required=required,
            metavar="bfcl|apibank|toolalpaca|FILE",
            help="Test set for leakage: a benchmark, or any file of tools or data set; repeat for more.",
        ),
        click.option(
            "--data",
            "folders",
            multiple=True,
            metavar="NAME=PATH",
            callback=_data_folders,
            help="Where a benchmark's data is: bfcl=FOLDER or wheel, apibank=FOLDER, toolalpaca=FOLDER.",
        ),
        click.option("--download-bfcl", is_flag=True, help="Get BFCL's data by pip; nothing is installed."),
    )

    def add(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return add


def test_sets(
    against: tuple[str, ...], folders: dict[str, Path], download_bfcl: bool, *, texts: bool = False
) -> Sequence[ToolSet | TextSet]:
    """Return the test sets that the options name: their tools, or their texts.

    Raises:
        ToolflowError: If one cannot be had.
    """
    from toolflow_evaluation.text_sets import held_out_texts
    from toolflow_evaluation.tool_sets import download_bfcl as get_bfcl
    from toolflow_evaluation.tool_sets import held_out_tools

    if download_bfcl and "bfcl" in against and "bfcl" not in folders:
        folders = {**folders, "bfcl": get_bfcl()}
    read = held_out_texts if texts else held_out_tools
    return [read(name, folders) for name in dict.fromkeys(against)]
