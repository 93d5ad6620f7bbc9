"""What the parts of the tool graph are to reach, and the tables of what they reached."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Figures = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Goal:
    """A bound that a figure is to keep to.

    Args:
        what: The figure in words.
        bound: Its bound.
        at_least: Whether it is to be no less; else no more.
        got: Takes it from the figures of a set; raises KeyError where it was not measured.
    """

    what: str
    bound: float
    at_least: bool
    got: Callable[[Figures], float]

    def of(self, figures: Figures) -> dict[str, float | bool] | None:
        """Return what a set's figures came to and whether that reaches the goal, None if not measured."""
        try:
            got = self.got(figures)
        except KeyError:
            return None
        return {"got": got, "reached": got >= self.bound if self.at_least else got <= self.bound}


GOALS = (
    Goal(
        "encoding, times as fast as `encode` of all occurrences",
        3.5,
        True,
        lambda figures: figures["encode"]["times_all_occurrences"],
    ),
    Goal(
        "encoding, times as fast as `encode` of the distinct strings",
        1.2,
        True,
        lambda figures: figures["encode"]["times_unique"],
    ),
    Goal(
        "cached vectors, times as fast as `encode` of the distinct strings",
        100,
        True,
        lambda figures: figures["encode"]["times_cached"],
    ),
    Goal(
        "join, times as fast as faiss's flat index",
        4,
        True,
        lambda figures: round(1 / figures["join"]["of_faiss"], 1),
    ),
    Goal(
        "join, share of the blocked product's time", 0.5, False, lambda figures: figures["join"]["of_matmul"]
    ),
    Goal("graph with boilerplate, MB", 50, False, lambda figures: figures["graph"]["kept_megabytes"]),
    Goal(
        "graph with boilerplate, CPU seconds to build",
        2,
        False,
        lambda figures: figures["graph"]["kept_cpu_seconds"],
    ),
    Goal(
        "graph with boilerplate, microseconds a step of the walk",
        5,
        False,
        lambda figures: figures["graph"]["kept_step_microseconds"],
    ),
)


def markdown(results: Figures) -> str:
    """Return goals and figures as tables, a column for each set."""
    sets = [name for name in results if name != "machine"]
    lines = [
        "# Speed of building a tool graph",
        "",
        f"Made by `benchmarks/graph_speed.py` on {results['machine']}; one core used.",
        "",
        "## Goals",
        "",
        f"| | goal | {' | '.join(_size(name, results[name]) for name in sets)} |",
        "|---|---:|" + "---:|" * len(sets),
    ]
    for goal in GOALS:
        sign = "≥" if goal.at_least else "≤"
        cells = " | ".join(_verdict(goal.of(results[name])) for name in sets)
        lines.append(f"| {goal.what} | {sign} {goal.bound:g} | {cells} |")
    lines += [
        "",
        "That the pairs are those of a brute force in float64 is in `graph_equality.json`.",
        "",
        "## All figures",
        "",
        f"| | {' | '.join(sets)} |",
        "|---|" + "---:|" * len(sets),
    ]
    flat = {name: _flat(results[name]) for name in sets}
    for row in dict.fromkeys(key for figures in flat.values() for key in figures):
        cells = (flat[name].get(row, "") for name in sets)
        lines.append(f"| {row} | " + " | ".join(f"{cell:,}" if cell != "" else "" for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def _size(name: str, figures: Figures) -> str:
    counts = figures["counts"]
    tools, strings, distinct = (counts[key] for key in ("tools", "occurrences", "strings"))
    return f"{name}: {tools:,} tools, {strings:,} strings, {distinct:,} distinct"


def _verdict(found: Mapping[str, float | bool] | None) -> str:
    if found is None:
        return "not measured"
    return f"{found['got']:g}" if found["reached"] else f"**{found['got']:g}, missed**"


def _flat(found: Figures, above: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in found.items():
        name = f"{above}{key}".replace("_", " ")
        flat |= _flat(value, f"{name}: ") if isinstance(value, dict) else {name: value}
    return flat
