"""What `toolflow generate` prints at its end: counts, drops, failures, cost, and what to do next."""

from __future__ import annotations

import json
import shlex
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .counting import counted

if TYPE_CHECKING:
    from rich.table import Table

    from toolflow_generation.run import Run

_CAUSES_SHOWN = 3
_LONGEST_CAUSE = 200
_SHORT = {"distinct tools called": "tools called / offered"}


def print_report(run: Run) -> None:
    """Print what came of the run, where the dataset is, and what to do with it."""
    from rich.console import Console

    from toolflow_dataset.transcript import visible

    console = Console(highlight=False, soft_wrap=True)
    console.print(_table(run))
    if run.failed:
        console.print(f"{counted(run.failed, 'dialogue')} failed; all in {run.folder / 'failed.jsonl'}:")
        for cause, count in _causes(run.folder / "failed.jsonl").most_common(_CAUSES_SHOWN):
            console.print(f"  {count:,} x {visible(cause)}", markup=False)
    if run.spent:
        console.print(spending_table(run.spent))
    if run.unusable:
        console.print(
            f"{counted(len(run.unusable), 'tool')} can never be drawn from the graph, for want of ties to "
            f"enough others; named in {run.folder / 'statistics.json'}"
        )
    if run.kept:
        folder = str(run.folder)
        first = next(run.dialogues()).id
        console.print(f"The dataset is in {run.dataset}. Next:")
        for command in (
            shlex.join(["toolflow", "preview", folder]),
            shlex.join(["toolflow", "inspect", folder, first]),
            shlex.join(["toolflow", "report", folder]),
            f'python -c "from datasets import load_dataset; print(load_dataset({str(run.dataset)!r}))"',
        ):
            console.print(f"  {command}", markup=False)


def _table(run: Run) -> Any:
    from rich import box
    from rich.table import Table

    from toolflow_dataset.statistics import RunStatistics

    columns: dict[str, RunStatistics] = {str(name): one for name, one in run.summary.statistics.items()}
    failed = {str(name): count for name, count in run.summary.failed.items()}
    if len(columns) != 1:
        columns["all"] = run.statistics
        failed["all"] = run.failed
    table = Table(
        "", *columns, title=str(run.folder), title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False
    )
    table.columns[0].no_wrap = True
    for column in table.columns[1:]:
        column.justify = "right"
        column.no_wrap = True
    rows = {name: dict(one.rows()) for name, one in columns.items()}
    labels = list(dict(run.statistics.rows()))
    group = ""
    drops = [label for label in labels if label.startswith("dropped")]
    table.add_row("kept", *(f"{one.dialogues:,}" for one in columns.values()))
    table.add_row("dropped", *(f"{sum(one.dropped.values()):,}" for one in columns.values()))
    for label in drops:
        table.add_row(
            f"  {label.removeprefix('dropped: ')}", *(rows[name].get(label, "0") for name in columns)
        )
    table.add_row("failed", *(f"{failed.get(name, 0):,}" for name in columns), end_section=True)
    for label in labels:
        if label not in drops and label != "dialogues":
            cells = (
                rows[name].get(label, "0").removesuffix(" offered").replace(" of ", "/") for name in columns
            )
            kind, _, of = label.partition(", of ")
            if of and of != group:
                table.add_row(f"share of {of}")
                group = of
            table.add_row(f"  {kind}" if of else _SHORT.get(label, label), *cells)
    return table


def _causes(path: Path) -> Counter[str]:
    with open(path, encoding="utf-8") as file:
        return Counter(str(json.loads(line)["cause"])[:_LONGEST_CAUSE] for line in file)


def spending_table(rows: Sequence[Mapping[str, Any]], title: str = "paid for") -> Table:
    """Return a table of requests, tokens and cost by role and model.

    Args:
        rows: As `Spending.rows` gives them; a cost of None shows as a dash.
        title: Of the table.
    """
    from rich import box
    from rich.table import Table

    table = Table("role", "model", title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for name in ("requests", "tokens read", "tokens written", "cost"):
        table.add_column(name, justify="right", no_wrap=True)
    for row in rows:
        table.add_row(_plain(row["role"]), _plain(row["model"]), *_numbers(row))
    priced = [row["cost"] for row in rows]
    total: dict[str, Any] = {
        name: sum(row[name] for row in rows) for name in ("requests", "prompt_tokens", "completion_tokens")
    }
    total["cost"] = None if None in priced else sum(priced)
    table.add_section()
    table.add_row("all", "", *_numbers(total))
    return table


def _numbers(row: Mapping[str, Any]) -> tuple[str, ...]:
    cost = "-" if row["cost"] is None else f"{row['cost']:.4f}"
    return *(f"{row[name]:,.0f}" for name in ("requests", "prompt_tokens", "completion_tokens")), cost


def _plain(text: str) -> Any:
    from rich.text import Text

    return Text(text)
