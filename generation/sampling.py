"""Draw the tools of a dialogue: a random walk over the tool graph, or a uniform draw. Source: Algorithm 1.

As printed the algorithm never ends in a component smaller than n, and stalls when the neighbours of the last
tool are all taken. Here a tool is drawn among the neighbours not yet taken (the same law, without rejection);
if there are none the walk steps back to the most recently added tool that has some.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from toolflow_dataset.errors import ConfigError

from .graph import ToolGraph
from .graph_settings import whole_number

DEFAULT_MIN_TOOLS = 2
_TRIES = 64  # then the neighbours are looked at one by one: nearly all of them are taken


class Walk:
    """Draws neighbours without uniting a tool's lists.

    A list is drawn by its size and a member of it uniformly; it counts only if no earlier list of the tool
    holds it, so that each distinct neighbour comes up alike often, however many lists hold it.

    Args:
        graph: The tool graph.
    """

    __slots__ = ("_ends", "_graph", "_lists", "_members", "_numbers", "_of_tool")

    def __init__(self, graph: ToolGraph) -> None:
        self._graph = graph
        # bisect and single items are several times faster on memory views than on arrays
        self._of_tool = _view(graph.lists.of_tool.indptr)
        self._numbers = _view(graph.lists.of_tool.indices)
        self._ends = _view(graph.lists.ends)
        self._lists = _view(graph.lists.lists.indptr)
        self._members = _view(graph.lists.lists.indices)

    def step(self, tool: int, taken: Sequence[int], rng: np.random.Generator) -> int | None:
        """Return a neighbour of `tool` not in `taken`, each alike likely; None if there is none."""
        first, last = self._of_tool[tool], self._of_tool[tool + 1]
        if first == last:
            return None
        begin = self._ends[first - 1] if first else 0
        total = self._ends[last - 1] - begin
        for _ in range(_TRIES):
            target = begin + int(rng.random() * total)
            place = bisect_right(self._ends, target, first, last)
            stop = self._lists[self._numbers[place] + 1]
            member = self._members[stop - (self._ends[place] - target)]
            if member != tool and member not in taken and not self._in_earlier(member, first, place):
                return member
        untaken = np.setdiff1d(self._graph.neighbors(tool), taken)
        return int(untaken[int(rng.random() * len(untaken))]) if untaken.size else None

    def _in_earlier(self, member: int, first: int, place: int) -> bool:
        for earlier in range(first, place):
            number = self._numbers[earlier]
            start, stop = self._lists[number], self._lists[number + 1]
            found = bisect_left(self._members, member, start, stop)
            if found < stop and self._members[found] == member:
                return True
        return False


def _view(array: NDArray[np.integer]) -> Sequence[int]:
    return cast("Sequence[int]", memoryview(cast("Any", array)))


def sample_tools(
    graph: ToolGraph, n: int, rng: np.random.Generator, min_tools: int = DEFAULT_MIN_TOOLS
) -> list[int]:
    """Draw up to n related tools by a random walk.

    The first is uniform over the tools, each further one uniform among the untaken neighbours of the tool
    added last. A component with fewer than n tools is returned whole if it has at least `min_tools`; a start
    in a smaller one is drawn again, so tools of such components never come up (`unusable_tools`).

    Args:
        graph: The tool graph.
        n: Tools wanted.
        rng: Source of randomness.
        min_tools: Fewest tools worth returning; no more than n are ever asked for.

    Returns:
        Distinct tool indices in the order drawn, at least min(n, min_tools) of them.

    Raises:
        ConfigError: If n or `min_tools` is no whole number of at least 1, there are no tools, or no component
            is large enough.
    """
    n = _check(len(graph), n)
    needed = min(n, whole_number("min_tools", min_tools, 1))
    # a walk covers its whole component if it must, so drawing the start among the tools of large enough
    # components has the law of starting anywhere and starting again after a failure
    starts = np.flatnonzero(graph.component_sizes >= needed)
    if not starts.size:
        raise ConfigError(
            f"no related tools to sample: the graph's largest component has {graph.component_sizes.max()} of "
            f"its {len(graph)} tools, at least {needed} are needed; lower the threshold, raise the maximal "
            "document frequency, add tools, or use a setting without the graph"
        )
    first = int(starts[rng.integers(starts.size)])
    walk, drawn, trail = Walk(graph), [first], [first]
    while len(drawn) < n and trail:
        added = walk.step(trail[-1], drawn, rng)
        if added is None:
            trail.pop()
            continue
        drawn.append(added)
        trail.append(added)
    return drawn


def sample_uniform(num_tools: int, n: int, rng: np.random.Generator) -> list[int]:
    """Draw n of `num_tools` tools uniformly without replacement; if there are fewer, all in random order.

    Raises:
        ConfigError: If n is no whole number of at least 1 or there are no tools.
    """
    n = _check(num_tools, n)
    drawn: list[int] = rng.choice(num_tools, size=min(n, num_tools), replace=False).tolist()
    return drawn


def unusable_tools(graph: ToolGraph, min_tools: int = DEFAULT_MIN_TOOLS) -> list[int]:
    """Return the tools that `sample_tools` can never draw: those in components of fewer than `min_tools`.

    Raises:
        ConfigError: If `min_tools` is no whole number of at least 1.
    """
    needed = whole_number("min_tools", min_tools, 1)
    unusable: list[int] = np.flatnonzero(graph.component_sizes < needed).tolist()
    return unusable


def _check(num_tools: int, n: int) -> int:
    n = whole_number("number of tools to sample", n, 1)
    if num_tools < 1:
        raise ConfigError("no tools to sample from: the tool set is empty")
    return n
