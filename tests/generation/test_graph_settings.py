"""Numbers of the wrong kind are refused by name, in Python as on the command line; numpy's are not."""

from __future__ import annotations

import json
from fractions import Fraction

import numpy as np
import pytest
from graph_fakes import FakeEncoder, graph_of, tool

from toolflow_dataset.errors import ConfigError
from toolflow_generation.graph_build import build_tool_graph
from toolflow_generation.graph_settings import whole_number
from toolflow_generation.graph_summary import strongest_edges, strongest_ties
from toolflow_generation.sampling import sample_tools, sample_uniform, unusable_tools

NO_WHOLE = [1.5, 2.0, "2", None, True, float("nan"), np.float64(2), 0, -1]
TOOLS = [tool("one", ["a"]), tool("two", ["a"])]
ENCODER = FakeEncoder({"a: ": (1, 0)})


@pytest.mark.parametrize("value", NO_WHOLE)
def test_whole_numbers(value):
    graph, rng = graph_of(3, [(0, 1), (1, 2)]), np.random.default_rng(0)
    for name, call in (
        ("depth", lambda: build_tool_graph(TOOLS, ENCODER, depth=value)),
        ("number of tools to sample", lambda: sample_tools(graph, value, rng)),
        ("number of tools to sample", lambda: sample_uniform(5, value, rng)),
        ("min_tools", lambda: sample_tools(graph, 2, rng, min_tools=value)),
        ("min_tools", lambda: unusable_tools(graph, value)),
        ("top", lambda: strongest_ties(graph, value)),
        ("top", lambda: strongest_edges(graph, 0, value)),
    ):
        with pytest.raises(ConfigError) as caught:
            call()
        assert str(caught.value) == f"{name}: got {value!r}, expected a whole number of at least 1"


@pytest.mark.parametrize("value", ["0.82", None, True, [0.82], float("nan"), 1j])
def test_the_threshold_is_a_number(value):
    with pytest.raises(ConfigError, match=r"^threshold: got .*, expected a cosine above 0 and below 1"):
        build_tool_graph(TOOLS, ENCODER, value)


@pytest.mark.parametrize("value", ["none", "0.02", True, float("inf"), float("nan"), -0.1])
def test_the_document_frequency_is_a_number(value):
    with pytest.raises(ConfigError, match=r"^max_document_frequency: got .*, expected a share above 0"):
        build_tool_graph(TOOLS, ENCODER, 0.82, value)


@pytest.mark.parametrize("kind", [np.float32, np.float64, Fraction])
def test_other_numbers_will_do_and_are_stored_as_plain_ones(kind):
    graph = build_tool_graph(TOOLS, ENCODER, kind(0.5), kind(1), depth=np.int64(1))
    assert graph.num_edges == 1
    stored = json.loads(json.dumps(graph.report.to_json()))
    assert (stored["threshold"], stored["max_document_frequency"], stored["depth"]) == (0.5, 1.0, 1)
    assert sample_uniform(2, np.int32(2), np.random.default_rng(0)) in ([0, 1], [1, 0])
    assert sorted(sample_tools(graph, np.int8(2), np.random.default_rng(0), np.uint8(1))) == [0, 1]


def test_the_lower_bound_is_kept_to():
    assert whole_number("x", 3, 3) == 3 and type(whole_number("x", np.int64(4), 3)) is int
    with pytest.raises(ConfigError, match="x: got 2, expected a whole number of at least 3"):
        whole_number("x", 2, 3)
