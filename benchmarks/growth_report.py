"""What the growth of the tool graph comes to: exponents, where one machine ends, table and plot."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from log_plot import svg
from power_laws import PowerLaw, fit, used_up

STAGES = ("reading", "encoding", "vectors", "join", "graph")
FITTED = ("strings", "string_pairs", "edges", *STAGES, "graph_megabytes", "memory_megabytes")
Row = dict[str, Any]


def extrapolated(rows: Sequence[Row], fitted_from: int, hours: float, memory_gib: float) -> Row:
    """Return exponents, and the number of tools at which time or memory is used up; empty before two sizes.

    Args:
        rows: The measurements, by ascending size.
        fitted_from: Fewest tools of the rows that are fitted.
        hours: Hours of one core to spend.
        memory_gib: Memory of the machine.
    """
    fitted = [row for row in rows if row["tools"] >= fitted_from]
    if len(fitted) < 2:
        return {}
    found = laws(fitted)
    whole = where_it_ends(found, rows[-1], hours, memory_gib)
    last = where_it_ends(laws(fitted[-2:]), rows[-1], hours, memory_gib)
    return {
        "exponents": {name: {"exponent": law.exponent, "error": law.error} for name, law in found.items()},
        "budget": {"hours_of_one_core": hours, "memory_gib": memory_gib},
        "ends": whole,
        "ends_by_the_last_two_sizes": last,
    }


def laws(rows: Sequence[Row]) -> dict[str, PowerLaw]:
    """Return the power law of each column that can be fitted."""
    found = {name: fit(rows, "tools", name) for name in FITTED}
    return {name: law for name, law in found.items() if law is not None}


def where_it_ends(found: Mapping[str, PowerLaw], largest: Row, hours: float, memory_gib: float) -> Row:
    """Return the tools at which hours or memory are used up, which is first, and what the other is there.

    Args:
        found: The laws of the stages and of memory.
        largest: The row with the most tools; its peak without what grew is added to memory.
        hours: Hours of one core to spend.
        memory_gib: Memory of the machine.
    """
    bare = largest["peak_megabytes"] - largest["memory_megabytes"]

    def seconds(tools: float) -> float:
        return sum(found[stage].at(tools) for stage in STAGES if stage in found)

    def gibibytes(tools: float) -> float:
        grown = found["memory_megabytes"].at(tools) if "memory_megabytes" in found else 0.0
        return (bare + grown) * 1e6 / 2**30

    by_time, by_memory = used_up(seconds, hours * 3600), used_up(gibibytes, memory_gib)
    end = min(by_time, by_memory)
    return {
        "tools_by_time": by_time,
        "tools_by_memory": by_memory,
        "first": "time" if by_time < by_memory else "memory",
        "tools": end,
        "hours_there": seconds(end) / 3600,
        "gib_there": gibibytes(end),
        "times_the_largest_measured": end / largest["tools"],
    }


def write(report: Row, out: Path) -> None:
    """Write figures, table and plot."""
    out.write_text(json.dumps(rounded(report), indent=1) + "\n", "utf-8")
    out.with_suffix(".md").write_text(markdown(report, out.with_suffix(".svg").name), "utf-8")
    rows = report["sizes"]
    panels = {
        "CPU seconds": {stage: [(row["tools"], row[stage]) for row in rows] for stage in STAGES},
        "Megabytes": {
            label: [(row["tools"], row[f"{name}_megabytes"]) for row in rows]
            for label, name in (("whole process", "peak"), ("of it the build", "memory"), ("graph", "graph"))
        },
    }
    out.with_suffix(".svg").write_text(svg(panels, "tools"), "utf-8")


def rounded(value: Any) -> Any:
    """Return a JSON value with five digits for each fraction, and null for what is no number."""
    if isinstance(value, dict):
        return {name: rounded(each) for name, each in value.items()}
    if isinstance(value, list):
        return [rounded(each) for each in value]
    if isinstance(value, float):
        return float(f"{value:.5g}") if math.isfinite(value) else None
    return value


def markdown(report: Row, plot: str) -> str:
    """Return the figures as a table, and where one machine ends in words."""
    rows = report["sizes"]
    columns = ("tools", "strings", "string_pairs", "edges", *STAGES)
    megabytes = ("graph_megabytes", "memory_megabytes", "peak_megabytes")
    lines = [
        "# Growth of the tool graph",
        "",
        f"Made by `benchmarks/graph_growth.py` on {report['machine']}; one core used.",
        f"Tools of {', '.join(report['files'])}, shuffled; medians of {report['rounds']} rounds.",
        "Times are CPU seconds; `encoding` is the number of strings at "
        f"{report['strings_per_second']:g} a second, `vectors` is reading them",
        "from the cache. `memory` is the peak above that of a build of 50 tools; an encoder at work adds",
        "its own, which does not grow.",
        "",
        "| " + " | ".join(name.replace("_", " ") for name in (*columns, *megabytes)) + " |",
        "|" + "---:|" * len((*columns, *megabytes)),
        *(
            "| "
            + " | ".join(
                f"{row[name]:,.2f}"
                if name in STAGES
                else f"{row[name]:,.0f}"
                if name in columns
                else f"{row[name]:,.1f}"
                for name in (*columns, *megabytes)
            )
            + " |"
            for row in rows
        ),
        "",
    ]
    if "ends" in report:
        lines += ends_in_words(report)
    return "\n".join([*lines, f"![CPU seconds and megabytes against tools]({plot})"]) + "\n"


def ends_in_words(report: Row) -> list[str]:
    """Return the exponents and where one machine ends as Markdown."""
    ends, last, budget = report["ends"], report["ends_by_the_last_two_sizes"], report["budget"]
    most = report["sizes"][-1]["tools"]
    lines = [
        f"Exponents (what grows as tools to the power of), fitted from {report['fitted_from']:,} tools on:",
        "",
        "| | exponent | standard error |",
        "|---|---:|---:|",
    ]
    for name, law in report["exponents"].items():
        error = f"{law['error']:.2f}" if math.isfinite(law["error"]) else "two sizes only"
        lines.append(f"| {name.replace('_', ' ')} | {law['exponent']:.2f} | {error} |")
    return [
        *lines,
        "",
        f"**One machine ends** at {span(ends, last)} is used up:",
        "",
        "| | by the fits | by the last two sizes alone |",
        "|---|---:|---:|",
        f"| {budget['hours_of_one_core']:g} h of one core are used up at, tools "
        f"| {tools_of(ends['tools_by_time'])} | {tools_of(last['tools_by_time'])} |",
        f"| {budget['memory_gib']:g} GiB of memory are used up at, tools "
        f"| {tools_of(ends['tools_by_memory'])} | {tools_of(last['tools_by_memory'])} |",
        f"| hours of one core where the first is used up | {ends['hours_there']:.3g} "
        f"| {last['hours_there']:.3g} |",
        f"| GiB there | {ends['gib_there']:.3g} | {last['gib_there']:.3g} |",
        "",
        "This is an extrapolation: the laws are taken to hold up to "
        f"{ends['times_the_largest_measured']:.3g} times the {most:,} tools measured at most.",
        *overtaking(report["exponents"]),
        "",
    ]


def span(one: Row, other: Row) -> str:
    """Return between what numbers of tools a machine ends by two extrapolations, and for want of what."""
    low, high = (tools_of(each(one["tools"], other["tools"])) for each in (min, max))
    wanting = sorted({one["first"], other["first"]})
    number = f"about {low}" if low == high else f"{low} to {high}"
    return f"{number} tools, where {' or '.join(wanting)}"


def overtaking(exponents: Mapping[str, Row]) -> list[str]:
    """Return a remark if pairs of strings grow faster than the memory that holds them among other things."""
    pairs, memory = (
        exponents.get(name, {}).get("exponent", 0.0) for name in ("string_pairs", "memory_megabytes")
    )
    if pairs <= memory:
        return []
    return [
        "Pairs of strings grow faster than memory does at the sizes measured, where they are a small part of",
        "it; beyond, memory will be used up rather sooner than by its own law.",
    ]


def tools_of(number: float) -> str:
    """Return a number of tools in two digits: more an extrapolation does not have."""
    return f"{float(f'{number:.2g}'):,.0f}" if math.isfinite(number) else "beyond any"
