import gzip
import json
from collections import Counter
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from graph_fakes import FakeEncoder, graph_of
from graph_fakes import tool as fake_tool
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chisquare

from toolflow_dataset.errors import ConfigError
from toolflow_dataset.types import Tool
from toolflow_generation.graph_build import build_tool_graph
from toolflow_generation.sampling import Walk, sample_tools, sample_uniform, unusable_tools

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


def overlapping(hub):
    """Tool 0 holds three strings that reach 1-4, 3-6 and 1-6; with a hub's, everybody holds two strings more."""
    holders = {"a": (0, 1, 2, 3, 4), "b": (0, 3, 4, 5, 6), "c": (0, 1, 2, 3, 4, 5, 6)}
    if hub:
        holders |= {"alt": tuple(range(40)), "fields": (0, *range(5, 40))}
    takes = [[name for name, who in holders.items() if number in who] for number in range(40)]
    tools = [fake_tool(f"t{number}", names) for number, names in enumerate(takes)]
    vectors = {f"{name}: ": row for name, row in zip(holders, np.eye(len(holders)), strict=True)}
    return build_tool_graph(tools, FakeEncoder(vectors), 0.5, None)


@pytest.mark.parametrize(("hub", "neighbours"), [(False, range(1, 7)), (True, range(1, 40))])
def test_a_neighbour_in_many_lists_is_no_likelier(hub, neighbours):
    graph = overlapping(hub)
    assert graph.neighbors(0).tolist() == list(neighbours)
    walk, generator = Walk(graph), rng(6)
    counts = Counter(walk.step(0, (0,), generator) for _ in range(40000))
    assert chisquare([counts[other] for other in neighbours]).pvalue > 1e-3
    assert set(counts) == set(neighbours)


def test_what_is_taken_never_comes_up_however_much_is_taken():
    graph = overlapping(True)
    walk, generator = Walk(graph), rng(7)
    for left in ((9, 30), (17,)):
        taken = [number for number in range(40) if number not in left]
        counts = Counter(walk.step(0, taken, generator) for _ in range(4000))
        assert set(counts) == set(left)
        assert len(left) == 1 or chisquare([counts[other] for other in left]).pvalue > 1e-3
    assert walk.step(0, range(40), generator) is None


def test_neighbours_of_real_hubs_are_uniform(tmp_path_factory, monkeypatch):
    file = Path(__file__).parents[3] / "shared" / "data" / "tools" / "google_discovery_functions.jsonl.gz"
    if not file.exists():
        pytest.skip(f"{file.name} is not beside the repository (shared/data/tools)")
    monkeypatch.setenv("TOOLFLOW_CACHE", str(tmp_path_factory.getbasetemp() / "real-embeddings"))
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        tools = [Tool.from_json(json.loads(line)) for line in list(lines)[4000:4300]]
    graph = build_tool_graph(tools, max_document_frequency=None)
    walk, generator = Walk(graph), rng(8)
    for number in np.argsort(-graph.degrees)[:3].tolist():
        neighbours = graph.neighbors(number).tolist()
        assert len(neighbours) > 50
        counts = Counter(walk.step(number, (number,), generator) for _ in range(60 * len(neighbours)))
        assert chisquare([counts[other] for other in neighbours]).pvalue > 1e-4
