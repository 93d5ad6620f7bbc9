"""`toolflow generate --check`: what the configured models can be asked, found out by asking them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from toolflow_generation.config import Config


def print_check(config: Config) -> None:
    """Probe each configured model once and print what its endpoint supports.

    Raises:
        ToolflowError: If an endpoint cannot be used; says why and what to do.
    """
    from toolflow_dataset.transcript import visible
    from toolflow_generation.model_findings import probe_models

    for finding in asyncio.run(probe_models(config)):
        click.echo(visible(f"{finding.model} ({', '.join(finding.roles)}) at {finding.where}"))
        for name, value in finding.abilities.items():
            click.echo(f"  {name.replace('_', ' ')}: {value}")
