"""The closest tools against what every single edge says."""

from __future__ import annotations

import numpy as np
import pytest
from graph_fakes import FakeEncoder
from graph_fakes import tool as fake_tool

from toolflow_generation.graph import ToolGraph
from toolflow_generation.graph_build import build_tool_graph
from toolflow_generation.graph_summary import closest_tools, strongest_edges


def random_graph(seed: int) -> ToolGraph:
    """Return a graph of 30 tools over 24 strings whose vectors lie on a circle, some of them equal."""
    rng = np.random.default_rng(seed)
    angles = rng.choice(rng.uniform(0, 2 * np.pi, 16), 24)
    names = [f"s{number}" for number in range(24)]
    vectors = {f"{name}: ": (np.cos(angle), np.sin(angle)) for name, angle in zip(names, angles, strict=True)}
    tools = [
        fake_tool(f"t{number}", rng.choice(names, rng.integers(0, 3)), rng.choice(names, rng.integers(0, 3)))
        for number in range(30)
    ]
    return build_tool_graph(tools, FakeEncoder(vectors), 0.9, None)


@pytest.mark.parametrize("seed", range(8))
def test_the_closest_tools_are_the_neighbours_by_their_strongest_edge(seed: int) -> None:
    graph = random_graph(seed)
    some = False
    for one in range(len(graph)):
        neighbours = graph.neighbors(one).tolist()
        by_edge = sorted(
            neighbours, key=lambda other: -graph.edge(one, other).cosine
        )  # stable: first tools first
        assert closest_tools(graph, one, 1000) == by_edge
        assert closest_tools(graph, one, 3) == by_edge[:3]
        assert [edge.cosine for edge in strongest_edges(graph, one, 4)] == [
            graph.edge(one, other).cosine for other in by_edge[:4]
        ]
        some = some or len(by_edge) > 3
    assert some
