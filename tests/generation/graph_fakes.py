"""Made-up tools, encoders and graphs for the tests of the tool graph."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from toolflow_dataset.types import Tool
from toolflow_generation.graph import Links, ToolGraph
from toolflow_generation.graph_report import GraphReport


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
    """A graph with the given edges, each a P-P link of the one string there is."""
    pairs = sorted({(min(edge), max(edge)) for edge in edges})
    smaller = np.array([pair[0] for pair in pairs], np.int64)
    count = len(pairs)
    links = Links(
        indptr=np.searchsorted(smaller, np.arange(size + 1)).astype(np.int64),
        partner=np.array([pair[1] for pair in pairs], np.int32),
        kind=np.zeros(count, np.int8),
        left=np.zeros(count, np.int32),
        right=np.zeros(count, np.int32),
        cosine=np.ones(count, np.float32),
    )
    report = GraphReport("fake", 0.82, None, 1, 1, size, 0, 0, 0, (), count, count, count, 0, 0)
    return ToolGraph([tool(f"t{number}", ["x"]) for number in range(size)], ["x: "], links, report)
