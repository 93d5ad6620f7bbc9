"""The figures of `teach.py` as the documentation shows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from called_functions import called_table

NAMES = {"graph_plan": "graph + plan", "none": "none", "shuffled": "arguments shuffled"}


def teach_tables(report: Mapping[str, Any]) -> str:
    """Return Markdown tables: each model's right answers, what one has on another, and what they call.

    Args:
        report: What `teach.py --record` wrote: `compared` holds each arm against the model as it was, then
            the arm with graph and plan against the others; `called` what each model called.
    """
    first, *others = report["compared"]
    arms = [result["label"] for result in first["results"]]
    lines = [
        f"| | questions | {' | '.join(NAMES.get(arm, arm) for arm in arms)} |",
        f"|---|---:|{'---:|' * len(arms)}",
    ]
    for way in ("strict", "tolerant"):
        pairs = [pair for pair in first["pairs"] if pair["way"] == way]
        for category, row in pairs[0]["rows"].items():
            cells = [_share(row["one"]), *(_share(pair["rows"][category]["other"]) for pair in pairs)]
            lines.append(f"| {category}, {way} | {row['count']} | {' | '.join(cells)} |")
    called = called_table(report["called"], NAMES)
    return "\n".join([*lines, "", *_differences([first, *others]), "", called])


def _differences(compared: list[Mapping[str, Any]]) -> list[str]:
    lines = ["| difference, in points | strict | tolerant |", "|---|---:|---:|"]
    for found in compared:
        for other in dict.fromkeys(pair["other"] for pair in found["pairs"]):
            pairs = {pair["way"]: pair for pair in found["pairs"] if pair["other"] == other}
            one = pairs["strict"]["one"]
            for category in pairs["strict"]["rows"]:
                cells = " | ".join(
                    _difference(pairs[way]["rows"][category]) for way in ("strict", "tolerant")
                )
                told = f"{NAMES.get(other, other)} over {NAMES.get(one, one)}"
                lines.append(f"| {told}, {category} | {cells} |")
    return lines


def _share(answers: Mapping[str, Any]) -> str:
    low, high = answers["ci95"]
    return f"{100 * answers['accuracy']:.1f} [{100 * low:.0f}, {100 * high:.0f}]"


def _difference(row: Mapping[str, Any]) -> str:
    shown = f"{100 * row['difference']:+.1f}"
    if row["ci95"] is None:
        return shown
    low, high = row["ci95"]
    return f"{shown} [{100 * low:+.1f}, {100 * high:+.1f}]"
