"""Posting lists against plain loops, and how large they may become."""

from __future__ import annotations

from collections import Counter

import numpy as np
from graph_fakes import FakeEncoder
from graph_fakes import tool as fake_tool
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chisquare

from toolflow_generation.graph_build import build_tool_graph
from toolflow_generation.posting_lists import posting_lists
from toolflow_generation.sampling import Walk
from toolflow_generation.string_join import Alike
from toolflow_generation.tool_strings import Incidence, ToolStrings


def strings_of(takes, gives, count):
    def held(rows):
        pairs = [(tool, string) for tool, row in enumerate(rows) for string in row]
        table = np.array(pairs, np.int64).reshape(-1, 2)
        return Incidence.from_pairs(table[:, 0], table[:, 1], (len(rows), count))

    return ToolStrings(tuple(f"s{number}: " for number in range(count)), held(takes), held(gives))


def alike_of(pairs, count):
    left, right = np.array(sorted(pairs), np.int32).reshape(-1, 2).T
    return Alike.from_pairs((left, right, np.full(len(left), 0.9, np.float32)), np.ones(count, np.bool_))


def plain(takes, gives, pairs, count, parameters_reach=True, returns_reach=True):
    """Return each tool's neighbours, and the distinct sets of tools that its strings reach."""
    alike = {number: {number} for number in range(count)}
    for one, other in pairs:
        alike[one].add(other)
        alike[other].add(one)

    def holders(sides, string):
        return {tool for side in sides for tool, row in enumerate(side) if alike[string] & row}

    from_parameter = [side for side, reach in ((takes, parameters_reach), (gives, returns_reach)) if reach]
    neighbours, reached = [], set()
    for number, (own_takes, own_gives) in enumerate(zip(takes, gives, strict=True)):
        found = [holders(from_parameter, string) for string in own_takes]
        found += [holders([takes], string) for string in own_gives if returns_reach]
        neighbours.append(sorted(set().union(*found) - {number}))
        reached |= {frozenset(each) for each in found if each}
    return neighbours, reached


STRINGS = 8
rows = st.lists(st.sets(st.integers(0, STRINGS - 1), max_size=6), min_size=1, max_size=24)


@settings(max_examples=300, deadline=None)
@given(
    rows,
    st.data(),
    st.sets(st.tuples(st.integers(0, STRINGS - 1), st.integers(0, STRINGS - 1)), max_size=8),
    st.sampled_from([(True, True), (True, False), (False, True)]),
)
def test_lists_are_those_of_plain_loops_and_bounded(takes, data, pairs, reach):
    few = st.sets(st.integers(0, STRINGS - 1), max_size=2)
    gives = data.draw(st.lists(few, min_size=len(takes), max_size=len(takes)))
    pairs = {(one, other) for one, other in pairs if one < other}
    lists = posting_lists(
        strings_of(takes, gives, STRINGS),
        alike_of(pairs, STRINGS),
        parameters_reach=reach[0],
        returns_reach=reach[1],
    )
    neighbours, reached = plain(takes, gives, pairs, STRINGS, *reach)
    assert [lists.neighbors(tool).tolist() for tool in range(len(takes))] == neighbours
    assert lists.degrees().tolist() == [len(row) for row in neighbours]
    assert len(lists.lists.indices) <= 2 * sum(map(len, reached))
    sizes = np.diff(lists.lists.indptr)
    for tool in range(len(takes)):
        held = lists.of_tool.row(tool)
        assert len(set(held.tolist())) == len(held)
        assert (np.diff(sizes[held]) <= 0).all()
    rows = [tuple(lists.lists.row(number).tolist()) for number in range(len(sizes))]
    assert len(set(rows)) == len(rows)  # equal ones once


def hubs(tools, count, seed=0):
    """Tools of which each holds every hub with one chance in two: nearly no two hold the same hubs."""
    rng = np.random.default_rng(seed)
    return [set(np.flatnonzero(rng.random(count) < 0.5).tolist()) for _ in range(tools)]


def test_many_combinations_of_hubs_are_not_all_united():
    count, takes = 16, hubs(600, 16)
    assert len({frozenset(row) for row in takes}) > 590
    gives = [set() for _ in takes]
    lists = posting_lists(strings_of(takes, gives, count), alike_of((), count))
    neighbours, reached = plain(takes, gives, (), count)
    held = sum(map(len, reached))
    # all united it would be about 600 lists of 600; so it is the hubs' own 16 of 300 and as much again
    assert held < len(lists.lists.indices) <= 2 * held < 10_000
    assert [lists.neighbors(tool).tolist() for tool in range(600)] == neighbours
    assert lists.degrees().tolist() == [len(row) for row in neighbours]


def test_few_combinations_of_hubs_are_united():
    takes = [{0, 1, 2} if number % 2 else {0, 1} for number in range(100)]
    lists = posting_lists(strings_of(takes, [set() for _ in takes], 3), alike_of((), 3))
    assert np.diff(lists.of_tool.indptr).tolist() == [1] * 100
    assert len(lists.lists.indices) == 100  # what 0 and 1 reach is everything, and so is the union with 2's


def test_walks_are_uniform_where_hubs_are_not_united():
    takes = hubs(200, 12, seed=4)
    tools = [fake_tool(f"t{index}", [f"h{hub}" for hub in sorted(row)]) for index, row in enumerate(takes)]
    vectors = {f"h{hub}: ": row for hub, row in enumerate(np.eye(12))}
    graph = build_tool_graph(tools, FakeEncoder(vectors), 0.5, None)
    walk, rng = Walk(graph), np.random.default_rng(5)
    held = np.diff(graph.lists.of_tool.indptr)
    for number in np.argsort(-held)[:2].tolist():
        assert held[number] > 6
        neighbours = graph.neighbors(number).tolist()
        counts = Counter(walk.step(number, (number,), rng) for _ in range(200 * len(neighbours)))
        assert set(counts) == set(neighbours) and len(neighbours) > 150
        assert chisquare([counts[other] for other in neighbours]).pvalue > 1e-3
