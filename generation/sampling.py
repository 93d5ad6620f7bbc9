"""Draw the tools of a dialogue: a random walk over the tool graph, or a uniform draw. Source: Algorithm 1.

As printed the algorithm never ends in a component smaller than n, and stalls when the neighbours of the last
tool are all taken. Here a tool is drawn among the neighbours not yet taken (the same law, without rejection);
if there are none the walk steps back to the most recently added tool that has some.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from toolflow_dataset.errors import ConfigError

from .graph import ToolGraph

DEFAULT_MIN_TOOLS = 2


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
        ConfigError: If n or `min_tools` is below 1, there are no tools, or no component is large enough.
    """
    _check(len(graph), n)
    needed = _needed(n, min_tools)
    # a walk covers its whole component if it must, so drawing the start among the tools of large enough
    # components has the law of starting anywhere and starting again after a failure
    starts = np.flatnonzero(graph.component_sizes >= needed)
    if not starts.size:
        raise ConfigError(
            f"no related tools to sample: the graph's largest component has {graph.component_sizes.max()} of "
            f"its {len(graph)} tools, at least {needed} are needed; lower the threshold, raise the maximal "
            "document frequency, add tools, or use a setting without the graph"
        )
    last = int(starts[rng.integers(starts.size)])
    drawn, trail = [last], [last]
    taken = np.zeros(len(graph), np.bool_)
    taken[last] = True
    while len(drawn) < n and trail:
        untaken = _untaken(graph, trail[-1], taken)
        if not untaken.size:
            trail.pop()
            continue
        added = int(untaken[rng.integers(untaken.size)])
        taken[added] = True
        drawn.append(added)
        trail.append(added)
    return drawn


def sample_uniform(num_tools: int, n: int, rng: np.random.Generator) -> list[int]:
    """Draw n of `num_tools` tools uniformly without replacement; if there are fewer, all in random order.

    Raises:
        ConfigError: If n is below 1 or there are no tools.
    """
    _check(num_tools, n)
    drawn: list[int] = rng.choice(num_tools, size=min(n, num_tools), replace=False).tolist()
    return drawn


def unusable_tools(graph: ToolGraph, min_tools: int = DEFAULT_MIN_TOOLS) -> list[int]:
    """Return the tools that `sample_tools` can never draw: those in components of fewer than `min_tools`."""
    unusable: list[int] = np.flatnonzero(graph.component_sizes < min_tools).tolist()
    return unusable


def _untaken(graph: ToolGraph, tool: int, taken: NDArray[np.bool_]) -> NDArray[np.int32]:
    neighbors = graph.neighbors(tool)
    return neighbors[~taken[neighbors]]


def _needed(n: int, min_tools: int) -> int:
    if min_tools < 1:
        raise ConfigError(f"min_tools: got {min_tools}, expected 1 or more")
    return min(n, min_tools)


def _check(num_tools: int, n: int) -> None:
    if n < 1:
        raise ConfigError(f"number of tools to sample: got {n}, expected 1 or more")
    if num_tools < 1:
        raise ConfigError("no tools to sample from: the tool set is empty")
