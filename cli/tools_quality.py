"""What `toolflow tools check` says of usable tools: the findings, and what the graph makes of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .counting import counted

if TYPE_CHECKING:
    from toolflow_dataset.types import Tool
    from toolflow_generation.graph import ToolGraph
    from toolflow_generation.tool_quality import Finding
    from toolflow_generation.tool_report import ImportReport

MOST_STRINGS = 10_000
"""Strings above which a graph is not built by the way: embedding them takes more than half a minute."""
_FAMILIES = 5
_ISOLATED = 5


def report_quality(
    tools: Sequence[Tool], report: ImportReport, folder: Path | None, *, with_graph: bool, as_json: bool
) -> None:
    """Print how good usable tools are.

    Args:
        tools: The tools that an import keeps.
        report: What the import did, which is part of the JSON.
        folder: A saved graph of the tools.
        with_graph: Whether the graph is looked at.
        as_json: Print one JSON object instead of text.

    Raises:
        ConfigError: If the graph cannot be used.
    """
    from toolflow_generation.tool_quality import quality

    graph, why = graph_of(tools, folder) if with_graph and tools else (None, "")
    found = quality(tools)
    if not as_json:
        if tools:
            print_quality(tools, found, graph, why)
        return
    document = {
        "import": {"counts": report.counts(), "reasons": report.by_reason(), "notes": report.notes},
        "findings": [finding.to_json() for finding in found],
        "graph": None if graph is None else graph_document(graph),
    }
    click.echo(json.dumps(document, ensure_ascii=False, indent=1))


def graph_of(tools: Sequence[Tool], folder: Path | None) -> tuple[ToolGraph | None, str]:
    """Return the tools' graph, or none and why.

    Args:
        tools: The tools.
        folder: A saved graph of these tools; without one it is built, if it is not large.

    Raises:
        ConfigError: If the saved graph is of other tools, or cannot be read.
    """
    from toolflow_dataset.errors import ConfigError
    from toolflow_generation.graph import ToolGraph
    from toolflow_generation.graph_build import build_tool_graph
    from toolflow_generation.tool_strings import tool_strings

    from .progress import stage_progress

    if folder is not None:
        graph = ToolGraph.load(folder)
        if {tool.name for tool in graph.tools} != {tool.name for tool in tools}:
            raise ConfigError(
                f"{folder} is the graph of other tools ({len(graph):,}) than those checked ({len(tools):,}); "
                "build it again with toolflow graph build, or leave --graph out"
            )
        return graph, ""
    if len(tools) < 2:
        return None, "a single tool has no neighbours"
    count = len(tool_strings(tools).strings)
    if count > MOST_STRINGS:
        return None, (
            f"{count:,} parameters and results to embed, more than {MOST_STRINGS:,}; run toolflow graph "
            "build once and give --graph FOLDER"
        )
    with stage_progress() as progress:
        return build_tool_graph(tools, progress=progress), ""


def graph_document(graph: ToolGraph) -> dict[str, Any]:
    """Return what `--json` says of a graph."""
    from toolflow_generation.graph_summary import graph_shape

    report, shape = graph.report, graph_shape(graph)
    return {
        "tools": len(graph),
        "with_neighbours": len(graph) - len(shape.isolated),
        "isolated": [graph.tools[index].name for index in shape.isolated],
        "components": shape.components,
        "largest_component": shape.largest_component,
        "edges": report.edges,
        "parameter_edges": report.parameter_edges,
        "return_edges": report.return_edges,
        "edges_with_boilerplate": report.edges_before,
        "boilerplate": [
            {"name": family.name, "tools": family.tools, "wordings": family.wordings}
            for family in report.families
        ],
        "plumbing_share": report.plumbing_share if report.edges else None,
        "encoder": report.encoder,
        "threshold": report.threshold,
    }


def print_quality(tools: Sequence[Tool], found: Sequence[Finding], graph: ToolGraph | None, why: str) -> None:
    """Print the findings, each with examples and what to do, then the graph's."""
    from toolflow_dataset.transcript import visible

    click.echo(f"\n{counted(len(tools), 'usable tool')} as material for dialogues:")
    if not found:
        click.echo("  nothing to mend in names, descriptions, results and repetitions")
    for finding in found:
        click.echo(
            f"  {finding.count:>7,} of {finding.total:,} ({finding.share * 100:.1f} %) {finding.what}: "
            f"{finding.advice}"
        )
        for example in finding.examples:
            click.echo(f"            {visible(example)}")
    if graph is not None:
        _print_graph(graph)
    elif why:
        click.echo(f"tool graph: not looked at ({why})")


def _print_graph(graph: ToolGraph) -> None:
    said = graph_document(graph)
    tied, isolated = said["with_neighbours"], said["isolated"]
    click.echo(
        f"tool graph: {tied:,} of {len(graph):,} tools ({tied / len(graph) * 100:.1f} %) have neighbours, "
        f"the largest component has {said['largest_component']:,}"
    )
    if isolated:
        shown = ", ".join(isolated[:_ISOLATED]) + (" ..." if len(isolated) > _ISOLATED else "")
        click.echo(f"  {len(isolated):,} have none and are never drawn together with others: {shown}")
    click.echo(
        f"  {counted(said['edges'], 'edge')}: {said['parameter_edges']:,} by two parameters, "
        f"{said['return_edges']:,} by a result and a parameter"
        + ("" if said["return_edges"] else "; described `returns` would make some")
    )
    families = graph.report.families
    if families:
        names = ", ".join(f"{family.name} ({family.tools:,} tools)" for family in families[:_FAMILIES])
        click.echo(
            f"  boilerplate makes no edges: {names}{' ...' if len(families) > _FAMILIES else ''}; with it "
            f"there would be {said['edges_with_boilerplate']:,} edges"
        )
    if said["plumbing_share"]:
        click.echo(
            f"  pagination or request plumbing alone makes {said['plumbing_share'] * 100:.1f} % of the edges"
        )
