"""What a graph looks like: degrees, components, and the string pairs that tie tools most strongly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .graph import LARGER_RETURNS, PARAMETER_PARAMETER, Edge, ToolGraph


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
    """A pair of strings that is the best of some edges.

    Args:
        edge: The first of these edges.
        edges: How many there are.
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
    """
    links = graph.links
    by_return = links.kind != PARAMETER_PARAMETER
    # an R-P pair reads from the return to the parameter; a P-P pair has no direction
    swap = np.where(by_return, links.kind == LARGER_RETURNS, links.left > links.right)
    first = np.where(swap, links.right, links.left).astype(np.int64)
    second = np.where(swap, links.left, links.right)
    size = len(graph.strings)
    keys = (by_return.astype(np.int64) * size + first) * size + second
    _, example, counts = np.unique(keys, return_index=True, return_counts=True)
    order = np.lexsort((example, -counts, -links.cosine[example]))[:top]
    return [Tie(graph.link_edge(int(example[place])), int(counts[place])) for place in order]


def strongest_edges(graph: ToolGraph, tool: int, top: int) -> list[Edge]:
    """Return the strongest edge to each of the `top` neighbours that are tied most strongly to a tool."""
    edges = [edge for other in graph.neighbors(tool).tolist() if (edge := graph.edge(tool, other))]
    return sorted(edges, key=lambda edge: -edge.cosine)[:top]
