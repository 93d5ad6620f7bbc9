"""What completing tools with the simulator does to a tool set: returns, descriptions, edges of the graph.

    python benchmarks/tool_completion.py TOOLS [--sample 2000] [--seed 1]

Every tool is completed; the graph is built over a sample of them, before and after, which takes an embedding
for each string that the cache does not hold. Prints one JSON object.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from toolflow_dataset.types import Tool
from toolflow_generation.completion import complete_tools
from toolflow_generation.config import Config
from toolflow_generation.graph import ToolGraph
from toolflow_generation.graph_build import build_tool_graph
from toolflow_generation.graph_summary import graph_shape
from toolflow_generation.tool_fields import fields_of
from toolflow_generation.tool_files import load_tools

_Tie = tuple[int, int, str]  # source, target, kind


def shares(tools: Sequence[Tool]) -> dict[str, Any]:
    """Count returns and described fields."""
    counted: dict[str, Any] = {"tools": len(tools), "with_returns": sum(t.returns is not None for t in tools)}
    for side in ("parameters", "returns"):
        fields = [field for tool in tools for field in fields_of(getattr(tool, side), side)]
        counted[f"{side}_fields"] = len(fields)
        counted[f"{side}_described"] = sum(bool(field.description) for field in fields)
    return counted


def ties(graph: ToolGraph) -> dict[_Tie, bool]:
    """Return each tie between two tools, and whether a string of its best pair has no description."""
    found = {}
    for i in range(len(graph)):
        for j in graph.neighbors(i):
            if i < j:
                for edge in graph.edges(i, int(j)):
                    strings = (edge.source_string, edge.target_string)
                    found[edge.source, edge.target, edge.kind] = any(
                        text.rstrip().endswith(":") for text in strings
                    )
    return found


def lost(before: ToolGraph, after: ToolGraph) -> dict[str, dict[str, int]]:
    """Count the ties that are gone or new, and of each how many rest on a field that is only a name."""
    old, new = ties(before), ties(after)
    counted: dict[str, dict[str, int]] = {}
    for name, these, those in (("gone", old, new), ("new", new, old), ("all_before", old, {})):
        only = {tie: bare for tie, bare in these.items() if tie not in those}
        for side in ("P-P", "R-P"):
            here = [bare for (_, _, kind), bare in only.items() if kind == side]
            counted.setdefault(name, {})[side] = len(here)
            counted[name][f"{side}_by_name_alone"] = sum(here)
    return counted


def edges(graph: ToolGraph) -> dict[str, Any]:
    """Count the edges of a graph by kind."""
    report = graph.report
    return {
        "strings": report.strings,
        "edges": report.edges,
        "P-P": report.parameter_edges,
        "R-P": report.return_edges,
        "with_neighbours": len(graph) - len(graph_shape(graph).isolated),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("tools")
    parser.add_argument("--sample", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    before = load_tools(given.tools)
    with tempfile.TemporaryDirectory() as scratch:
        started = time.process_time()
        done = complete_tools(before, Config(), Path(scratch))
        seconds = time.process_time() - started
    chosen = sorted(random.Random(given.seed).sample(range(len(before)), min(given.sample, len(before))))
    graphs = [build_tool_graph([tools[index] for index in chosen]) for tools in (before, done.tools)]
    result = {
        "cpu_seconds": round(seconds, 1),
        "failed": len(done.failed),
        "before": shares(before),
        "after": shares(done.tools),
        "sample": len(chosen),
        "graph_before": edges(graphs[0]),
        "graph_after": edges(graphs[1]),
        "ties": lost(*graphs),
    }
    json.dump(result, sys.stdout, indent=1)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
