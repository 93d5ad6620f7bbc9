"""The tool graph: an undirected graph over tools, kept as what ties them and not as its edges.

A tool reaches others through the strings it holds and those alike them. The graph keeps the pairs of alike
strings and, from them, each tool's lists of reached tools; neighbours are united from the lists, and an
edge's kinds and strings looked up among the two tools' strings, when asked for. So some ten thousand tools
with millions of edges take megabytes.
"""

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
from .pair_search import Pairs
from .posting_lists import PostingLists
from .string_join import Alike
from .tool_strings import Incidence, ToolStrings

EdgeKind = Literal["P-P", "R-P"]


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


class ToolGraph:
    """Tools and their edges; made by `build_tool_graph` or `ToolGraph.load`.

    Args:
        tools: The tools; everywhere else a tool is its index here.
        tool_strings: The distinct strings of the tools, and who holds them.
        pairs: All pairs of alike strings (left, right, cosine), those of boilerplate among them.
        boilerplate: (strings,) which strings make no edges.
        lists: What each tool reaches.
        degrees: (tools,) int64: each tool's number of neighbours.
        report: How the graph was built.
    """

    def __init__(
        self,
        tools: Sequence[Tool],
        tool_strings: ToolStrings,
        pairs: Pairs,
        boilerplate: NDArray[np.bool_],
        lists: PostingLists,
        degrees: NDArray[np.int64],
        report: GraphReport,
    ) -> None:
        self.tools = tuple(tools)
        self.tool_strings = tool_strings
        self.pairs = pairs
        self.boilerplate = boilerplate
        self.lists = lists
        self.degrees = degrees
        self.report = report

    def __len__(self) -> int:
        """Return the number of tools."""
        return len(self.tools)

    def __repr__(self) -> str:
        return f"ToolGraph({len(self.tools)} tools, {self.num_edges} edges)"

    @property
    def strings(self) -> tuple[str, ...]:
        """Return the distinct strings, in order of first appearance."""
        return self.tool_strings.strings

    @property
    def num_edges(self) -> int:
        """Return the number of undirected edges."""
        return int(self.degrees.sum()) // 2

    @property
    def nbytes(self) -> int:
        """Return the bytes of the graph's arrays, without the tools' and the strings' text."""
        held = self.tool_strings
        arrays = [*self.pairs, self.boilerplate, self.degrees]
        arrays += [side for each in (held.parameters, held.returns) for side in (each.indptr, each.indices)]
        return self.lists.nbytes + sum(array.nbytes for array in arrays)

    def neighbors(self, tool: int) -> NDArray[np.int32]:
        """Return the indices of a tool's neighbours, ascending and distinct.

        Raises:
            IndexError: If there is no such tool.
        """
        self._check(tool)
        return self.lists.neighbors(tool)

    def edges(self, i: int, j: int) -> tuple[Edge, ...]:
        """Return the best edge of each kind and way between two tools, the strongest first; empty if none.

        Of equal cosines an `R-P` comes first: that one result can feed the other call says more. Of pairs of
        strings with equal cosines it is the one whose strings appeared first, the smaller tool's first.
        """
        self._check(i)
        self._check(j)
        if i == j:
            return ()
        smaller, larger = min(i, j), max(i, j)
        takes, gives = self.tool_strings.parameters, self.tool_strings.returns
        found = [
            self._edge("P-P", smaller, larger, self._best(takes.row(smaller), takes.row(larger))),
            self._edge("R-P", smaller, larger, self._best(gives.row(smaller), takes.row(larger))),
            self._edge("R-P", larger, smaller, self._best(takes.row(smaller), gives.row(larger)), swap=True),
        ]
        edges = [edge for edge in found if edge is not None]
        return tuple(sorted(edges, key=lambda edge: (-edge.cosine, edge.kind == "P-P", edge.source != i)))

    def edge(self, i: int, j: int) -> Edge | None:
        """Return the strongest edge between two tools, None if they are not adjacent."""
        return next(iter(self.edges(i, j)), None)

    @cached_property
    def alike(self) -> Alike:
        """Return which strings are alike, boilerplate left out."""
        return Alike.from_pairs(self.pairs, ~self.boilerplate)

    @cached_property
    def holders(self) -> tuple[Incidence, Incidence]:
        """Return strings x tools twice: which tools take a string as a parameter, which return it."""
        return self.tool_strings.parameters.transposed(), self.tool_strings.returns.transposed()

    @cached_property
    def components(self) -> NDArray[np.int64]:
        """Return each tool's component, named by its smallest tool, shape (tools,)."""
        from scipy.sparse import csr_array
        from scipy.sparse.csgraph import connected_components

        of_tool, lists = self.lists.of_tool, self.lists.lists
        tools, count = len(self.tools), len(lists.indptr) - 1
        # a tool is tied to all that its lists hold: tools and lists together are as connected as the tools
        rows = np.concatenate((of_tool.pairs()[0], lists.pairs()[1]))
        columns = np.concatenate((of_tool.indices, lists.pairs()[0])) + tools
        size = tools + count
        net = csr_array((np.ones(len(rows), np.bool_), (rows, columns)), shape=(size, size))
        _, label = connected_components(net, directed=False)
        first = np.full(size, tools, np.int64)
        np.minimum.at(first, label[:tools], np.arange(tools))
        smallest: NDArray[np.int64] = first[label[:tools]]
        return smallest

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

    def _best(self, ones: NDArray[np.int32], others: NDArray[np.int32]) -> tuple[int, int, float] | None:
        """Return the pair of strings with the highest cosine and that, None if no pair is alike."""
        best: tuple[int, int, float] | None = None
        for one in ones.tolist():
            start, stop = self.alike.indptr[one : one + 2]
            partner = self.alike.partner[start:stop]
            at = np.flatnonzero(np.isin(partner, others))
            if not at.size:
                continue
            cosine = self.alike.cosine[start:stop][at]
            top = int(np.argmax(cosine))  # the first of equal ones
            if best is None or cosine[top] > best[2]:
                best = one, int(partner[at[top]]), float(cosine[top])
        return best

    def _edge(
        self,
        kind: EdgeKind,
        source: int,
        target: int,
        best: tuple[int, int, float] | None,
        swap: bool = False,
    ) -> Edge | None:
        if best is None:
            return None
        one, other, cosine = best
        first, second = (other, one) if swap else (one, other)
        return Edge(kind, source, target, self.strings[first], self.strings[second], cosine)

    def _check(self, tool: int) -> None:
        if not 0 <= tool < len(self.tools):
            raise IndexError(f"tool index {tool} is not in 0..{len(self.tools) - 1}")
