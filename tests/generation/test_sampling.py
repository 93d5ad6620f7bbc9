from collections import Counter
from itertools import permutations

import numpy as np
import pytest
from graph_fakes import graph_of
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chisquare

from toolflow_dataset.errors import ConfigError
from toolflow_generation.sampling import sample_tools, sample_uniform, unusable_tools

PATH = [(0, 1), (1, 2), (2, 3)]
STAR = [(0, 1), (0, 2), (0, 3), (0, 4)]


def rng(seed=0):
    return np.random.default_rng(seed)


@st.composite
def graphs(draw):
    size = draw(st.integers(1, 14))
    pair = st.tuples(st.integers(0, size - 1), st.integers(0, size - 1)).filter(
        lambda edge: edge[0] != edge[1]
    )
    return graph_of(size, draw(st.sets(pair, max_size=20)) if size > 1 else ())


def component(graph, start):
    reached, waiting = {start}, [start]
    while waiting:
        for other in graph.neighbors(waiting.pop()).tolist():
            if other not in reached:
                reached.add(other)
                waiting.append(other)
    return reached


@settings(max_examples=300, deadline=None)
@given(graphs(), st.integers(1, 20), st.integers(1, 6), st.integers(0, 2**32 - 1))
def test_laws(graph, n, min_tools, seed):
    needed = min(n, min_tools)
    sizes = [len(component(graph, tool)) for tool in range(len(graph))]
    assert graph.component_sizes.tolist() == sizes
    assert unusable_tools(graph, min_tools) == [tool for tool, size in enumerate(sizes) if size < min_tools]
    if max(sizes) < needed:
        with pytest.raises(ConfigError, match="largest component"):
            sample_tools(graph, n, rng(seed), min_tools)
        return
    drawn = sample_tools(graph, n, rng(seed), min_tools)
    assert all(type(tool) is int for tool in drawn)
    assert len(set(drawn)) == len(drawn) == min(n, sizes[drawn[0]]) >= needed
    taken: list[int] = []
    for tool in drawn:
        if taken:
            # next to the most recently added tool that had an untaken neighbour before this draw
            open_ = [one for one in taken if set(graph.neighbors(one).tolist()) - set(taken)]
            assert tool in graph.neighbors(open_[-1])
        taken.append(tool)
    assert sample_tools(graph, n, rng(seed), min_tools) == drawn


@settings(max_examples=200, deadline=None)
@given(graphs())
def test_components_are_named_by_their_smallest_tool(graph):
    assert graph.components.tolist() == [min(component(graph, tool)) for tool in range(len(graph))]


def test_a_long_chain_is_one_component():
    order = rng(1).permutation(5000)
    graph = graph_of(5000, zip(order[:-1].tolist(), order[1:].tolist(), strict=True))
    assert graph.component_sizes.tolist() == [5000] * 5000


def test_starts_are_uniform_over_usable_tools():
    graph = graph_of(7, [*STAR, (5, 5 + 1)])  # tools 0-4 a star, 5-6 a pair
    counts = Counter(sample_tools(graph, 2, rng(seed))[0] for seed in range(7000))
    assert chisquare([counts[tool] for tool in range(7)]).pvalue > 1e-3


def test_neighbours_are_uniform_whatever_their_degree():
    # 0 has neighbours 1, 2, 3, 4; 1 has many others, which must not make it likelier
    graph = graph_of(12, [*STAR, *((1, other) for other in range(5, 12))])
    walks = (sample_tools(graph, 2, generator) for generator in [rng(3)] for _ in range(40000))
    counts = Counter(second for first, second in walks if first == 0)
    assert sum(counts.values()) > 2500
    assert set(counts) == {1, 2, 3, 4}
    assert chisquare([counts[tool] for tool in (1, 2, 3, 4)]).pvalue > 1e-3


def test_untaken_neighbours_are_uniform_after_a_step_back():
    # from a leaf of the star only the centre can follow; then any other leaf; then back to the centre
    generator = rng(4)
    graph = graph_of(5, STAR)
    tails = Counter(tuple(sample_tools(graph, 5, generator)[2:]) for _ in range(12000))
    # so after two tools, the centre among them, three leaves remain, in any order
    expected = set(permutations((1, 2, 3, 4), 3))
    assert set(tails) == expected
    assert chisquare([tails[tail] for tail in sorted(expected)]).pvalue > 1e-3


def test_the_next_tool_hangs_on_the_last_one_and_not_on_the_whole_set():
    # on a path started at an end the order is forced
    generator = rng(5)
    graph = graph_of(4, PATH)
    walks = [sample_tools(graph, 4, generator) for _ in range(200)]
    assert {tuple(walk) for walk in walks if walk[0] == 0} == {(0, 1, 2, 3)}
    assert {tuple(walk) for walk in walks if walk[0] == 1} == {(1, 0, 2, 3), (1, 2, 3, 0)}


def test_a_small_component_is_kept_whole():
    graph = graph_of(3, [(0, 1)])
    generator = rng()
    assert {frozenset(sample_tools(graph, 6, generator)) for _ in range(50)} == {frozenset({0, 1})}
    assert unusable_tools(graph) == [2]


def test_one_tool_may_be_isolated():
    graph = graph_of(3, [])
    generator = rng()
    assert {tuple(sample_tools(graph, 1, generator)) for _ in range(60)} == {(0,), (1,), (2,)}
    assert {tuple(sample_tools(graph, 4, generator, min_tools=1)) for _ in range(60)} == {(0,), (1,), (2,)}


def test_no_usable_component():
    with pytest.raises(ConfigError, match=r"largest component has 1 of its 3 tools, at least 2") as caught:
        sample_tools(graph_of(3, []), 3, rng())
    assert "lower the threshold" in str(caught.value)


@pytest.mark.parametrize("n", [0, -1])
def test_nothing_asked_for(n):
    with pytest.raises(ConfigError, match=f"got {n}"):
        sample_tools(graph_of(2, [(0, 1)]), n, rng())
    with pytest.raises(ConfigError, match=f"got {n}"):
        sample_uniform(5, n, rng())


def test_empty_tool_set_and_bad_minimum():
    with pytest.raises(ConfigError, match="tool set is empty"):
        sample_tools(graph_of(0, []), 3, rng())
    with pytest.raises(ConfigError, match="tool set is empty"):
        sample_uniform(0, 3, rng())
    with pytest.raises(ConfigError, match="min_tools: got 0"):
        sample_tools(graph_of(2, [(0, 1)]), 3, rng(), min_tools=0)
    assert unusable_tools(graph_of(0, [])) == []


def test_uniform_draws_every_ordered_set_equally_often():
    generator = rng(6)
    counts = Counter(tuple(sample_uniform(4, 2, generator)) for _ in range(6000))
    expected = sorted(permutations(range(4), 2))
    assert sorted(counts) == expected
    assert chisquare([counts[pair] for pair in expected]).pvalue > 1e-3
    assert all(type(tool) is int for pair in counts for tool in pair)


def test_uniform_gives_all_when_there_are_fewer():
    assert sorted(sample_uniform(3, 6, rng())) == [0, 1, 2]
