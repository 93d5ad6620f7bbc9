"""A tool graph for the page: the tools that matter, their strongest neighbours, edges with their strings."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any

from toolflow_generation.graph import Edge, ToolGraph
from toolflow_generation.graph_summary import closest_tools, graph_shape

NEIGHBOURS = 30
TOOLS = 3000
_FAMILIES = 30
_DESCRIPTION = 300


def graph_part(graph: ToolGraph, label: str, wanted: Iterable[str]) -> dict[str, Any]:
    """Return what the page shows of a graph.

    A tool comes with its `NEIGHBOURS` strongest neighbours and the page says of how many. Of a graph of more
    than `TOOLS` tools those of the dialogues come first, and it is said how many are left out.

    Args:
        graph: The graph.
        label: What it is called where there are several.
        wanted: Names of the tools of the dialogues, those that matter most first.
    """
    centres = _centres(graph, wanted)
    near = {tool: closest_tools(graph, tool, NEIGHBOURS) for tool in centres}
    place = {tool: number for number, tool in enumerate(centres)}
    for others in near.values():
        for other in others:
            place.setdefault(other, len(place))
    tools = list(place)

    def edges(one: int, other: int) -> list[list[Any]]:
        found = graph.edges(tools[one], tools[other])
        return [_shown(edge, tools[one], strings) for edge in found]

    numbers = {(place[one], place[other]) for one, others in near.items() for other in others}
    pairs = sorted({(min(pair), max(pair)) for pair in numbers})
    strings: dict[str, int] = {}
    shape = graph_shape(graph)
    report = graph.report
    return {
        "label": label,
        "encoder": report.encoder,
        "threshold": report.threshold,
        "maxDocumentFrequency": report.max_document_frequency,
        "tools": len(graph),
        "edges": graph.num_edges,
        "parameterEdges": report.parameter_edges,
        "returnEdges": report.return_edges,
        "components": shape.components,
        "largestComponent": shape.largest_component,
        "isolated": len(shape.isolated),
        "families": [[each.name, each.wordings, each.tools] for each in report.families[:_FAMILIES]],
        "familyCount": len(report.families),
        "centres": len(centres),
        "names": [graph.tools[tool].name for tool in place],
        "descriptions": [graph.tools[tool].description[:_DESCRIPTION] for tool in place],
        "degrees": [int(graph.degrees[tool]) for tool in place],
        "componentSizes": [int(graph.component_sizes[tool]) for tool in place],
        "near": [[place[other] for other in near[tool]] for tool in centres],
        "pairs": [[one, other, edges(one, other)] for one, other in pairs],
        "strings": list(strings),
    }


def _centres(graph: ToolGraph, wanted: Iterable[str]) -> list[int]:
    number = {tool.name: index for index, tool in enumerate(graph.tools)}
    first = [number[name] for name in wanted if name in number]
    return list(islice(dict.fromkeys([*first, *range(len(graph))]), TOOLS))


def _shown(edge: Edge, one: int, strings: dict[str, int]) -> list[Any]:
    """Return kind (0 P-P, 1 R-P from `one`, 2 R-P to it), cosine, and both strings, that of `one` first."""
    from_one = edge.source == one
    texts = (edge.source_string, edge.target_string) if from_one else (edge.target_string, edge.source_string)
    kind = 0 if edge.kind == "P-P" else 1 if from_one else 2
    return [kind, round(edge.cosine, 4), *(strings.setdefault(text, len(strings)) for text in texts)]
