"""The files of a benchmark's results: everything as JSON, the tables as Markdown, each verdict on a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from toolflow_generation.tool_files import write_bytes

from ..bench_results import RESULTS_FILE, VERDICTS_FILE
from ..report_tables import ReportTable, to_markdown

MARKDOWN_FILE = "results.md"


def save_results(
    out: Path,
    document: Mapping[str, Any],
    tables: Sequence[ReportTable],
    verdicts: Iterable[Mapping[str, Any]],
) -> None:
    """Write a benchmark's results to its folder, each file all or nothing.

    Raises:
        ToolSourceError: If one cannot be written.
    """
    lines = (json.dumps(each, ensure_ascii=False) + "\n" for each in verdicts)
    for name, text in (
        (VERDICTS_FILE, "".join(lines)),
        (RESULTS_FILE, results_text(document)),
        (MARKDOWN_FILE, to_markdown(tables)),
    ):
        write_bytes(_bytes_of(text), out / name)


def _bytes_of(text: str) -> bytes:
    """Return a text as UTF-8; half a character that a model wrote is spelled out, in JSON as JSON does it."""
    return text.encode("utf-8", "backslashreplace")


def results_text(document: Mapping[str, Any]) -> str:
    """Return results as they stand in their file."""
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"
