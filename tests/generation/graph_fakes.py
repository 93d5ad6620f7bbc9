"""Made-up tools, encoders and graphs for the tests of the tool graph."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from toolflow_dataset.types import Tool
from toolflow_generation.graph import ToolGraph
from toolflow_generation.graph_build import graph_of_pairs
from toolflow_generation.tool_strings import tool_strings


class FakeEncoder:
    """Looks vectors up; remembers what it was asked."""

    def __init__(self, vectors: Mapping[str, Sequence[float]], name: str = "fake") -> None:
        self.name = name
        self.vectors = vectors
        self.asked: list[list[str]] = []

    def encode(self, texts):
        self.asked.append(list(texts))
        return np.array([self.vectors[text] for text in texts], np.float32)


def schema(*names: str) -> dict:
    return {"type": "object", "properties": {name: {"type": "string"} for name in names}}


def tool(name: str, takes: Iterable[str] = (), gives: Iterable[str] | None = None) -> Tool:
    return Tool(name, "", schema(*takes), None if gives is None else schema(*gives))


def graph_of(size: int, edges: Iterable[tuple[int, int]]) -> ToolGraph:
    """A graph with the given edges: a parameter of their own for every edge, held by its two tools."""
    pairs = sorted({(min(edge), max(edge)) for edge in edges})
    takes: list[list[str]] = [[] for _ in range(size)]
    for i, j in pairs:
        for end in (i, j):
            takes[end].append(f"x{i}_{j}")
    tools = [tool(f"t{number}", names) for number, names in enumerate(takes)]
    strings = tool_strings(tools)
    nothing = (np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0, np.float32))
    return graph_of_pairs(tools, strings, nothing, 0.82, None, "fake", 1, lambda *stage: None)
