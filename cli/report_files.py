"""Tables on the terminal, and reports in files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from toolflow_evaluation.report_tables import ReportTable

_WIDE = 1000


def print_tables(tables: Sequence[ReportTable]) -> None:
    """Print tables; where the output is no terminal, as wide as they are."""
    from rich.console import Console

    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=_WIDE)
    for table in tables:
        console.print(table.to_rich())
        for note in table.notes:
            console.print(note, markup=False, soft_wrap=True)
        console.print()


def check_targets(*files: Path | None) -> None:
    """Try out whether reports can be written, before long work is done in vain.

    Raises:
        ToolSourceError: If one cannot.
    """
    from toolflow_generation.tool_files import ensure_writable

    for file in files:
        if file is not None:
            ensure_writable(file)


def write_report(file: Path, text: str) -> None:
    """Write a report, all or nothing.

    Raises:
        ToolSourceError: If it cannot be written.
    """
    from toolflow_generation.tool_files import write_bytes

    write_bytes(text.encode("utf-8"), file)
