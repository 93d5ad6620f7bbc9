"""`toolflow bench`: benchmarks of tool calling for any model."""

from __future__ import annotations

import click

from .bench_apibank import apibank
from .bench_bfcl import bfcl
from .bench_compare import compare
from .bench_toolalpaca import toolalpaca


@click.group()
def bench() -> None:
    """Measure how well a model calls tools."""


bench.add_command(bfcl)
bench.add_command(apibank)
bench.add_command(toolalpaca)
bench.add_command(compare)
