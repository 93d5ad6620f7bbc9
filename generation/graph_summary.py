"""What a graph looks like: degrees, components, and the string pairs that tie tools most strongly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .graph import Edge, EdgeKind, ToolGraph
from .graph_settings import whole_number
from .posting_lists import members


@dataclass(frozen=True, slots=True)
class GraphShape:
    """Degrees and components of a graph.

    Args:
        degree_quantiles: Degree at the minimum, the quartiles, the 90th percentile and the maximum.
        mean_degree: Mean number of neighbours.
        components: Number of components, isolated tools among them.
        largest_component: Tools in the largest component.
        small_components: Components of more than one tool other than the largest.
        isolated: Tools without neighbours.
    """

    degree_quantiles: tuple[int, int, int, int, int, int]
    mean_degree: float
    components: int
    largest_component: int
    small_components: int
    isolated: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Tie:
    """A pair of strings, and what it ties.

    Args:
        edge: The first edge it makes.
        edges: How many edges it makes, the two ways of an `R-P` counted apart.
    """

    edge: Edge
    edges: int


def graph_shape(graph: ToolGraph) -> GraphShape:
    """Return the degrees and components of a graph."""
    degrees = graph.degrees
    quantiles = np.quantile(degrees, (0, 0.25, 0.5, 0.75, 0.9, 1), method="lower").astype(int).tolist()
    _, sizes = np.unique(graph.components, return_counts=True)
    return GraphShape(
        degree_quantiles=tuple(quantiles),
        mean_degree=float(degrees.mean()),
        components=len(sizes),
        largest_component=int(sizes.max()),
        small_components=max(0, int((sizes > 1).sum()) - 1),
        isolated=tuple(np.flatnonzero(degrees == 0).tolist()),
    )


def strongest_ties(graph: ToolGraph, top: int) -> list[Tie]:
    """Return the `top` string pairs by cosine, of equal ones those of most edges first.

    Identical strings tie many tools with a cosine of 1; a pair of strings is listed once for all its edges.

    Raises:
        ConfigError: If `top` is no whole number of at least 1.
    """
    top = whole_number("top", top, 1)
    candidates: list[Tie] = []
    strings, alike = graph.tool_strings, graph.alike
    takers, givers = graph.holders
    rows = np.repeat(np.arange(len(strings.strings)), np.diff(alike.indptr))
    levels = np.unique(alike.cosine)[::-1]
    for level in levels.tolist():
        at = np.flatnonzero(alike.cosine == level)
        for one, other in zip(rows[at].tolist(), alike.partner[at].tolist(), strict=True):
            if one <= other:
                candidates += _tied(graph, "P-P", (one, takers.row(one)), (other, takers.row(other)), level)
            candidates += _tied(graph, "R-P", (one, givers.row(one)), (other, takers.row(other)), level)
        if len(candidates) >= top:
            break
    return sorted(candidates, key=lambda tie: (-tie.edge.cosine, -tie.edges))[:top]


def _tied(
    graph: ToolGraph,
    kind: EdgeKind,
    one: tuple[int, NDArray[np.int32]],
    other: tuple[int, NDArray[np.int32]],
    cosine: float,
) -> list[Tie]:
    """Return the tie of two strings with their holders, none if they tie no two tools."""
    common = len(np.intersect1d(one[1], other[1]))
    edges = len(one[1]) * len(other[1]) - common
    if kind == "P-P":  # a pair of tools that hold both strings each is one edge, not two
        edges -= common * (common - 1) // 2
    if not edges:
        return []
    source = int(one[1][0])
    target = next((tool for tool in other[1][:2].tolist() if tool != source), None)
    if target is None:  # the first of one holds the only other
        source, target = int(one[1][1]), source
    strings = graph.strings
    return [Tie(Edge(kind, source, target, strings[one[0]], strings[other[0]], cosine), edges)]


def strongest_edges(graph: ToolGraph, tool: int, top: int) -> list[Edge]:
    """Return the strongest edge to each of the `top` neighbours that are tied most strongly to a tool.

    Raises:
        ConfigError: If `top` is no whole number of at least 1.
    """
    top = whole_number("top", top, 1)
    edges = [graph.edge(tool, other) for other in closest_tools(graph, tool, top)]
    return [edge for edge in edges if edge is not None]


def closest_tools(graph: ToolGraph, tool: int, top: int) -> list[int]:
    """Return the `top` neighbours tied most strongly to a tool, of equal cosines the first tools first.

    The edges themselves are not looked at, so that this is quick for a tool with thousands of neighbours.
    """
    strings, alike = graph.tool_strings, graph.alike
    takers, givers = graph.holders
    strongest = np.zeros(len(graph), np.float32)
    for held, others in ((strings.parameters, (takers, givers)), (strings.returns, (takers,))):
        for string in held.row(tool).tolist():
            entries = slice(*alike.indptr[string : string + 2])
            for other in others:
                which, member = members(other, alike.partner[entries])
                np.maximum.at(strongest, member, alike.cosine[entries][which])
    strongest[tool] = 0
    found = np.flatnonzero(strongest)
    return [int(each) for each in found[np.argsort(-strongest[found], kind="stable")][:top]]
