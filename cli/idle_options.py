"""Options that were given and would do nothing beside others: refused, not ignored."""

from __future__ import annotations

from collections.abc import Collection

import click
from click.core import ParameterSource

_NOT_GIVEN = (ParameterSource.DEFAULT, ParameterSource.DEFAULT_MAP)


def refuse_idle(ctx: click.Context, names: Collection[str], why: str) -> None:
    """Refuse options that would do nothing; defaults are no options given.

    Args:
        ctx: Of the command whose options they are.
        names: Of the command's parameters, as its function takes them.
        why: What they would do nothing beside, and what to do.

    Raises:
        ConfigError: If one of them was given.
    """
    from toolflow_dataset.errors import ConfigError

    for parameter in ctx.command.params:
        if parameter.name in names and ctx.get_parameter_source(parameter.name) not in _NOT_GIVEN:
            raise ConfigError(f"{parameter.opts[0]}: {why}")
