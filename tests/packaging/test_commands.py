"""Every command and every option of `toolflow` explains itself."""

from __future__ import annotations

from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from toolflow_cli.main import COMMANDS, toolflow


def commands(
    group: click.Group, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))


ALL = list(commands(toolflow))


@pytest.mark.parametrize(("path", "command"), ALL, ids=[" ".join(path) for path, _ in ALL])
def test_commands_and_options_have_help(path: tuple[str, ...], command: click.Command) -> None:
    result = CliRunner().invoke(toolflow, [*path, "--help"])
    assert result.exit_code == 0
    assert command.help and command.help.splitlines()[0].endswith((".", ":"))
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{' '.join(path)} {parameter.opts[0]}"


def test_the_list_has_a_line_for_every_command() -> None:
    text = CliRunner().invoke(toolflow, ["--help"]).output
    for name, (_, _, line) in COMMANDS.items():
        assert f"  {name} " in text and line in text
