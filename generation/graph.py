"""The tool graph: an undirected graph over tools whose every edge remembers what ties its ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from toolflow_dataset.types import Tool

from .graph_report import GraphReport

EdgeKind = Literal["P-P", "R-P"]
# link kinds as stored, for a link of tools i < j
PARAMETER_PARAMETER, SMALLER_RETURNS, LARGER_RETURNS = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Edge:
    """The best pair of strings of one kind that ties two tools.

    Args:
        kind: `P-P` (a parameter of each) or `R-P` (a return value of `source`, a parameter of `target`).
        source: Index of one tool; for `R-P` the one that returns.
        target: Index of the other; for `R-P` the one that takes the value.
        source_string: `name: description` in `source`.
        target_string: `name: description` in `target`.
        cosine: Their cosine, in (threshold, 1].
    """

    kind: EdgeKind
    source: int
    target: int
    source_string: str
    target_string: str
    cosine: float


@dataclass(frozen=True, slots=True)
class Links:
    """The best string pair of every edge and kind, sorted by (smaller tool, larger tool, kind).

    Args:
        indptr: (tools + 1,) int64: where each smaller tool's links begin.
        partner: (links,) int32, the larger tool.
        kind: (links,) int8: `PARAMETER_PARAMETER`, `SMALLER_RETURNS` or `LARGER_RETURNS`.
        left: (links,) int32, number of the smaller tool's string.
        right: (links,) int32, number of the larger tool's string.
        cosine: (links,) float32.
    """

    indptr: NDArray[np.int64]
    partner: NDArray[np.int32]
    kind: NDArray[np.int8]
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    cosine: NDArray[np.float32]


class ToolGraph:
    """Tools and their edges; made by `build_tool_graph` or `ToolGraph.load`.

    Args:
        tools: The tools; everywhere else a tool is its index here.
        strings: The distinct strings that `links` refers to.
        links: The best string pair of every edge and kind.
        report: How it was built.
    """

    def __init__(
        self, tools: Sequence[Tool], strings: Sequence[str], links: Links, report: GraphReport
    ) -> None:
        self.tools = tuple(tools)
        self.strings = tuple(strings)
        self.links = links
        self.report = report
        self._indptr, self._indices = _both_ways(links, len(self.tools))

    def __len__(self) -> int:
        """Return the number of tools."""
        return len(self.tools)

    def __repr__(self) -> str:
        return f"ToolGraph({len(self.tools)} tools, {self.num_edges} edges)"

    @property
    def num_edges(self) -> int:
        """Return the number of undirected edges."""
        return len(self._indices) // 2

    @property
    def degrees(self) -> NDArray[np.int64]:
        """Return each tool's number of neighbours, shape (tools,)."""
        return np.diff(self._indptr)

    def neighbors(self, tool: int) -> NDArray[np.int32]:
        """Return the indices of a tool's neighbours, ascending and distinct.

        Raises:
            IndexError: If there is no such tool.
        """
        self._check(tool)
        return self._indices[self._indptr[tool] : self._indptr[tool + 1]]

    def edges(self, i: int, j: int) -> tuple[Edge, ...]:
        """Return the best edge of each kind and way between two tools, the strongest first; empty if none.

        Of equal cosines an `R-P` comes first: that one result can feed the other call says more.
        """
        self._check(i)
        self._check(j)
        smaller, larger = min(i, j), max(i, j)
        start, stop = self.links.indptr[smaller : smaller + 2]
        row = self.links.partner[start:stop]
        first, last = np.searchsorted(row, larger, "left"), np.searchsorted(row, larger, "right")
        found = [self.link_edge(link) for link in range(int(start + first), int(start + last))]
        return tuple(sorted(found, key=lambda edge: (-edge.cosine, edge.kind == "P-P", edge.source != i)))

    def edge(self, i: int, j: int) -> Edge | None:
        """Return the strongest edge between two tools, None if they are not adjacent."""
        return next(iter(self.edges(i, j)), None)

    def link_edge(self, link: int) -> Edge:
        """Return the edge that a place in `links` describes."""
        smaller = int(np.searchsorted(self.links.indptr, link, "right")) - 1
        larger, kind = int(self.links.partner[link]), int(self.links.kind[link])
        ends = (
            (smaller, self.strings[self.links.left[link]]),
            (larger, self.strings[self.links.right[link]]),
        )
        source, target = reversed(ends) if kind == LARGER_RETURNS else ends
        name: EdgeKind = "P-P" if kind == PARAMETER_PARAMETER else "R-P"
        return Edge(name, source[0], target[0], source[1], target[1], float(self.links.cosine[link]))

    @cached_property
    def components(self) -> NDArray[np.int64]:
        """Return each tool's component, named by its smallest tool, shape (tools,)."""
        label = np.arange(len(self.tools), dtype=np.int64)
        rows = np.flatnonzero(self.degrees)
        starts = self._indptr[rows]
        while rows.size:
            lowest = np.minimum(label[rows], np.minimum.reduceat(label[self._indices], starts))
            fresh = label.copy()
            np.minimum.at(fresh, label[rows], lowest)  # a whole tree moves at once, so chains take few passes
            fresh[rows] = np.minimum(fresh[rows], lowest)
            while not np.array_equal(fresh, jumped := fresh[fresh]):
                fresh = jumped
            if np.array_equal(fresh, label):
                break
            label = fresh
        return label

    @cached_property
    def component_sizes(self) -> NDArray[np.int64]:
        """Return the size of the component that each tool lies in, shape (tools,)."""
        sizes: NDArray[np.int64] = np.bincount(self.components, minlength=len(self.tools))[self.components]
        return sizes

    def save(self, path: str | Path, *, overwrite: bool = False) -> None:
        """Write the graph to a folder, without pickle, complete or not at all.

        Raises:
            ConfigError: If something stands there already, or the folder cannot be written.
        """
        from .graph_files import save_graph

        save_graph(self, Path(path), overwrite=overwrite)

    @classmethod
    def load(cls, path: str | Path) -> ToolGraph:
        """Read a graph that `save` wrote.

        Raises:
            ConfigError: If there is none, or it is damaged or of another version.
        """
        from .graph_files import load_graph

        return load_graph(Path(path))

    def _check(self, tool: int) -> None:
        if not 0 <= tool < len(self.tools):
            raise IndexError(f"tool index {tool} is not in 0..{len(self.tools) - 1}")


def _both_ways(links: Links, tools: int) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Return (indptr, indices) of the symmetric adjacency: distinct neighbours in ascending order."""
    smaller = np.repeat(np.arange(tools, dtype=np.int32), np.diff(links.indptr))
    fresh = np.ones(len(smaller), np.bool_)  # the links of one edge stand together
    fresh[1:] = (smaller[1:] != smaller[:-1]) | (links.partner[1:] != links.partner[:-1])
    smaller, larger = smaller[fresh], links.partner[fresh]
    degrees = np.bincount(smaller, minlength=tools) + np.bincount(larger, minlength=tools)
    indptr = np.concatenate(([0], np.cumsum(degrees))).astype(np.int64)
    # a row holds first its smaller neighbours, then its larger ones; both come in ascending order already
    rows = np.concatenate((larger, smaller))
    columns = np.concatenate((smaller, larger))
    order = np.argsort(rows, kind="stable")
    return indptr, columns[order].astype(np.int32)
