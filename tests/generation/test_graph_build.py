import gzip
import json
from pathlib import Path

import numpy as np
import pytest
from graph_fakes import FakeEncoder, tool
from graph_oracle import brute_force, strings_of
from hypothesis import given, settings
from hypothesis import strategies as st

from toolflow_dataset.errors import ConfigError, ToolSourceError
from toolflow_dataset.types import Tool
from toolflow_generation import string_join
from toolflow_generation.embedding_cache import EmbeddingCache
from toolflow_generation.encoder import CachedEncoder, load_encoder, unit_vectors
from toolflow_generation.graph import Edge
from toolflow_generation.graph_build import build_tool_graph

REAL = Path(__file__).parents[3] / "shared" / "data" / "tools"


def edges_of(graph):
    return {(i, int(j)) for i in range(len(graph)) for j in graph.neighbors(i) if i < j}


def assert_equals_brute_force(graph, tools, vectors, threshold, max_document_frequency):
    expected, boilerplate = brute_force(tools, vectors, threshold, max_document_frequency)
    assert edges_of(graph) == set(expected)
    assert graph.report.edges == graph.num_edges == len(expected)
    assert graph.report.boilerplate_strings == len(boilerplate)
    before = brute_force(tools, vectors, threshold)[0] if boilerplate else expected
    assert graph.report.edges_before == len(before)
    assert graph.report.parameter_edges == sum(("P-P", None) in kinds for kinds in expected.values())
    assert graph.report.return_edges == sum(any(kind == "R-P" for kind, _ in k) for k in expected.values())
    for (i, j), kinds in expected.items():
        found = graph.edges(i, j)
        ways = {(edge.kind, None if edge.kind == "P-P" else edge.source): edge for edge in found}
        assert ways.keys() == kinds.keys()
        for way, (cosine, _, _) in kinds.items():
            edge = ways[way]
            assert edge.cosine == pytest.approx(cosine, abs=2e-6)
            assert edge.cosine > threshold
            # the strings must be the tools' own and have that cosine (several pairs may share the best one)
            source, target = tools[edge.source], tools[edge.target]
            holder = source.parameters if edge.kind == "P-P" else source.returns
            assert edge.source_string in strings_of(holder)
            assert edge.target_string in strings_of(target.parameters)
            one, other = (
                np.asarray(vectors[text], np.float64) for text in (edge.source_string, edge.target_string)
            )
            assert one @ other / np.linalg.norm(one) / np.linalg.norm(other) == pytest.approx(
                cosine, abs=2e-6
            )
        assert graph.edge(i, j) == found[0] and found[0].cosine == max(edge.cosine for edge in found)


# Unit vectors, the first three exact in float32. a.b = a.c = 0.5, b.c = 0.25 + 0.25 + 0.25 - 0.25 = 0.5,
# and d = (0.8, 0.6, 0, 0) has a.d = 0.8, b.d = c.d = 0.4 + 0.3 = 0.7.
A, B, C, D = (1, 0, 0, 0), (0.5, 0.5, 0.5, 0.5), (0.5, 0.5, 0.5, -0.5), (0.8, 0.6, 0, 0)
VECTORS = {"a: ": A, "b: ": B, "c: ": C, "d: ": D}


def build(tools, threshold=0.6, vectors=VECTORS, max_document_frequency=None, **more):
    settings = {"drop_plumbing": False} | more
    return build_tool_graph(tools, FakeEncoder(vectors), threshold, max_document_frequency, **settings)


def test_edges_kinds_and_ways():
    tools = [tool("one", ["a"], ["b"]), tool("two", ["d"], ["c"]), tool("three", ["c"]), tool("four", ["b"])]
    graph = build(tools)
    # P-P: one-two a.d = 0.8, two-three d.c = 0.7, two-four d.b = 0.7; one-three a.c, three-four c.b are 0.5
    # R-P: one's b feeds two's d (0.7) and four's b (1.0); two's c feeds three's c (1.0); b-c and a-c are 0.5
    assert edges_of(graph) == {(0, 1), (1, 2), (1, 3), (0, 3)}
    assert graph.edges(0, 1) == (
        Edge("P-P", 0, 1, "a: ", "d: ", pytest.approx(0.8)),
        Edge("R-P", 0, 1, "b: ", "d: ", pytest.approx(0.7)),
    )
    assert graph.edge(1, 2) == Edge("R-P", 1, 2, "c: ", "c: ", 1.0)
    assert graph.edge(2, 1) == Edge("R-P", 1, 2, "c: ", "c: ", 1.0)
    assert graph.edge(3, 0) == Edge("R-P", 0, 3, "b: ", "b: ", 1.0)
    assert graph.edge(1, 0) == Edge("P-P", 0, 1, "a: ", "d: ", pytest.approx(0.8))
    assert graph.edge(0, 2) is None and graph.edges(0, 0) == ()
    assert graph.neighbors(1).tolist() == [0, 2, 3]
    report = graph.report
    assert (report.edges, report.parameter_edges, report.return_edges) == (4, 3, 3)
    assert (report.strings, report.parameters, report.returns) == (4, 4, 2)


def test_return_values_alone_make_no_edge():
    graph = build([tool("one", [], ["a"]), tool("two", [], ["a"])])
    assert graph.num_edges == 0


def test_a_tool_that_returns_what_it_takes_is_no_neighbour_of_itself():
    graph = build([tool("one", ["a"], ["a"]), tool("two", ["b"])])
    assert graph.neighbors(0).size == 0


def test_later_tool_may_feed_the_earlier_one():
    graph = build([tool("takes", ["a"]), tool("gives", [], ["a"])])
    assert graph.edge(0, 1) == Edge("R-P", 1, 0, "a: ", "a: ", 1.0)


def test_of_equal_pairs_a_return_that_feeds_a_parameter_comes_first():
    graph = build([tool("one", ["a"], ["a"]), tool("two", ["a"])])
    assert [edge.kind for edge in graph.edges(0, 1)] == ["R-P", "P-P"]


@pytest.mark.parametrize(
    ("first", "adjacent"),
    [
        (0.5, False),  # the cosine of (0.5, 0.5, 0.5, 0.5) and (1, 0, 0, 0) is 0.5: not above it
        # (x, .5, .5, .5): cosine x / sqrt(x^2 + 0.75), slope 0.75 at x = 0.5
        (0.5 + 1e-6, True),
        (0.5 - 1e-6, False),
    ],
)
def test_threshold_is_strict_and_decided_in_float64(first, adjacent):
    graph = build([tool("one", ["a"]), tool("two", ["b"])], 0.5, {"a: ": A, "b: ": (first, 0.5, 0.5, 0.5)})
    assert (graph.edge(0, 1) is not None) is adjacent
    if adjacent:
        assert graph.edge(0, 1).cosine > 0.5


def test_what_float32_cannot_tell_apart_is_told_apart():
    generator = np.random.default_rng(5)
    raw = generator.normal(size=(40, 300)) + 2 * generator.normal(size=300)
    texts = [f"p{number}" for number in range(40)]
    vectors = {f"{text}: ": row for text, row in zip(texts, unit_vectors(raw, 40, "fake"), strict=True)}
    exact = unit_vectors(np.stack(list(vectors.values())), 40, "fake").astype(
        np.float64
    )  # as the build sees them
    exact /= np.linalg.norm(exact, axis=1)[:, None]
    tools = [tool(text, [text]) for text in texts]
    for other in (7, 20, 33, 38):
        cosine = float(exact[0] @ exact[other])  # float32 near it has steps of 6e-8
        assert 0.1 < cosine < 0.99
        edge = build(tools, cosine - 1e-12, vectors).edge(0, other)
        assert edge is not None
        assert cosine - 1e-12 < edge.cosine <= 1  # though the nearest float32 may lie below
        assert build(tools, cosine + 1e-12, vectors).edge(0, other) is None


def paging_tools(paging, others, spare=0):
    """`paging` tools that take page or page_token, then some that take only their own parameter.

    Cosines: page.page_token = 0.8; every other pair of strings 0.
    """
    size = paging + others + spare
    eye = np.eye(size + 2)
    vectors = {"page: ": eye[size], "page_token: ": 0.8 * eye[size] + 0.6 * eye[size + 1]}
    tools = []
    for number in range(paging + others):
        vectors[f"own{number}: "] = eye[number]
        shared = [] if number >= paging else ["page" if number % 2 else "page_token"]
        tools.append(tool(f"t{number}", [f"own{number}", *shared]))
    return tools, vectors


@pytest.mark.parametrize(("paging", "boilerplate"), [(50, False), (51, True)])
def test_boilerplate_must_be_in_more_than_fifty_tools(paging, boilerplate):
    tools, vectors = paging_tools(paging, 10)
    graph = build(tools, 0.7, vectors, 0.02)
    every = paging * (paging - 1) // 2
    assert graph.report.edges_before == every
    assert graph.num_edges == (0 if boilerplate else every)
    if boilerplate:
        (page_token, page) = graph.report.families
        # number 0, 2, ... 50 take page_token: 26 tools; 25 take page; each wording is alike the other
        assert (page_token.name, page_token.wordings, page_token.tools) == ("page_token", 1, 26)
        assert (page.name, page.wordings, page.tools, page.max_document_frequency) == ("page", 1, 25, 51)
    else:
        assert graph.report.families == ()


@pytest.mark.parametrize(("others", "boilerplate"), [(540, False), (539, True)])
def test_boilerplate_must_be_above_the_share(others, boilerplate):
    tools, vectors = paging_tools(60, others)  # 60 of 600 tools are 10 %, not above; of 599 they are
    graph = build(tools, 0.7, vectors, 0.1)
    assert (graph.num_edges == 0) is boilerplate


def test_a_rare_wording_of_boilerplate_is_boilerplate():
    tools, vectors = paging_tools(60, 0, spare=1)
    # 60 tools take page or page_token; cursor is in one other tool. Its cosine with page_token is
    # 0.6 * 0.8 + 0.8 * 0.6 = 0.96, with page 0.6, below the threshold
    size = 61
    eye = np.eye(size + 2)
    vectors["cursor: "] = 0.6 * eye[size] + 0.8 * eye[size + 1]
    vectors["next: "] = vectors["page_token: "]
    rare = [*tools, tool("rare", ["next"]), tool("other", ["cursor"])]
    graph = build(rare, 0.7, vectors, 0.02)
    # next has page_token's vector and so its frequency, 60 + 2; cursor's own is 30 + 2 (page_token, next and
    # itself), not boilerplate, but what it is alike to is
    assert graph.num_edges == 0
    assert {family.name for family in graph.report.families} == {"page", "page_token", "next"}
    assert build(rare, 0.7, vectors, None).num_edges == graph.report.edges_before == 61 * 60 // 2 + 31
    assert_equals_brute_force(graph, rare, vectors, 0.7, 0.02)


def test_return_values_count_for_document_frequency_and_edges_before():
    vectors = {"id: ": (1, 0), "x: ": (0, 1)}
    tools = [tool(f"t{number}", [], ["id"]) for number in range(60)] + [
        tool("takes", ["id"]),
        tool("z", ["x"]),
    ]
    graph = build(tools, 0.7, vectors, 0.02)
    assert graph.num_edges == 0
    assert graph.report.edges_before == 60  # return-return pairs would make none
    assert graph.report.families[0].max_document_frequency == 61


def test_plumbing_edges_are_those_nothing_else_ties(monkeypatch):
    vectors = {"pageToken: ": (1, 0, 0), "city: ": (0, 1, 0), "page: ": (0.8, 0.6, 0), "user: ": (0, 0, 1)}
    tools = [
        tool("one", ["pageToken", "city"]),
        tool("two", ["pageToken", "city"]),  # one-two: plumbing, but city too
        tool("three", ["page"]),  # one-three and two-three: page only (0.8)
        tool("four", ["user"]),
    ]
    report = build(tools, 0.7, vectors).report
    assert (report.edges, report.plumbing_edges) == (3, 0)  # few tools: there it may be what they are about
    monkeypatch.setattr("toolflow_generation.graph_report.MIN_BOILERPLATE_TOOLS", 0)
    report = build(tools, 0.7, vectors).report
    assert (report.edges, report.plumbing_edges) == (3, 2)
    assert report.plumbing_share == pytest.approx(2 / 3)


def test_plumbing_is_boilerplate_where_many_tools_hold_it_unless_boilerplate_is_kept(monkeypatch):
    vectors = {"pageToken: ": (1, 0, 0), "city: ": (0, 1, 0)}
    tools = [tool("one", ["pageToken", "city"]), tool("two", ["pageToken"]), tool("three", ["city"])]
    assert edges_of(build(tools, 0.7, vectors, 0.02, drop_plumbing=None)) == {(0, 1), (0, 2)}
    monkeypatch.setattr("toolflow_generation.graph_report.MIN_BOILERPLATE_TOOLS", 1)
    default = {"drop_plumbing": None}
    graph = build(tools, 0.7, vectors, 0.02, **default)
    assert edges_of(graph) == {(0, 2)} and graph.report.drop_plumbing
    assert graph.report.edges_before == 2 and [family.name for family in graph.report.families] == [
        "pageToken"
    ]
    kept = build(tools, 0.7, vectors, None, **default)
    assert edges_of(kept) == {(0, 1), (0, 2)} and not kept.report.drop_plumbing
    assert edges_of(build(tools, 0.7, vectors, 0.02)) == edges_of(kept)
    assert edges_of(build(tools, 0.7, vectors, None, drop_plumbing=True)) == {(0, 2)}


def test_nested_values_are_read_to_the_given_depth():
    nested = {
        "type": "object",
        "properties": {
            "hotel": {
                "type": "object",
                "description": "The hotel",
                "properties": {"id": {"description": "Its id"}},
            },
            "rooms": {"type": "array", "items": {"type": "object", "properties": {"id": {"type": "string"}}}},
        },
    }
    tools = [Tool("one", "", nested), tool("two", ["x"])]
    flat = {"hotel: The hotel": A, "rooms: ": B, "x: ": A}
    assert build(tools, vectors=flat).strings == ("hotel: The hotel", "rooms: ", "x: ")
    deep = {**flat, "hotel.id: Its id": C, "rooms.id: ": D}
    graph = build(tools, vectors=deep, depth=2)
    assert graph.strings == ("hotel: The hotel", "rooms: ", "hotel.id: Its id", "rooms.id: ", "x: ")
    assert graph.edge(0, 1).source_string == "hotel: The hotel" and graph.report.depth == 2


def test_tools_without_parameters_are_isolated():
    encoder = FakeEncoder({})
    graph = build_tool_graph([tool("one"), tool("two")], encoder)
    assert graph.degrees.tolist() == [0, 0] and encoder.asked == []
    assert graph.report.edges_before == 0


def test_a_single_tool():
    graph = build([tool("one", ["a"], ["a"])])
    assert graph.num_edges == 0 and graph.component_sizes.tolist() == [1]


def test_each_distinct_string_is_embedded_once():
    encoder = FakeEncoder(VECTORS)
    build_tool_graph([tool("one", ["a", "b"], ["a"]), tool("two", ["b", "a"])], encoder, 0.6)
    assert sorted(text for batch in encoder.asked for text in batch) == ["a: ", "b: "]


def test_progress_ends_at_the_total():
    calls = []
    build([tool("one", ["a"]), tool("two", ["b"])], progress=lambda *call: calls.append(call))
    assert calls == [("embedding strings", 2, 2), ("comparing strings", 2, 2), ("joining tools", 2, 2)]


@pytest.mark.parametrize(
    ("settings_", "word"),
    [
        ({"threshold": 0}, "threshold"),
        ({"threshold": 1.0}, "threshold"),
        ({"threshold": float("nan")}, "threshold"),
        ({"max_document_frequency": 0}, "max_document_frequency"),
        ({"max_document_frequency": 2}, "max_document_frequency"),
        ({"depth": 0}, "depth"),
    ],
)
def test_bad_settings_are_named(settings_, word):
    with pytest.raises(ConfigError, match=word):
        build_tool_graph([tool("one", ["a"])], FakeEncoder(VECTORS), **settings_)


def test_no_tools():
    with pytest.raises(ToolSourceError, match="no tools"):
        build_tool_graph([], FakeEncoder({}))


@pytest.mark.parametrize(
    ("vectors", "fault"),
    [({"a: ": (0, 0), "b: ": (1, 0)}, "length 0"), ({"a: ": (np.nan, 1), "b: ": (1, 0)}, "length nan")],
)
def test_unusable_vectors_are_refused(vectors, fault):
    with pytest.raises(ConfigError, match=fault):
        build([tool("one", ["a"]), tool("two", ["b"])], vectors=vectors)


def test_vectors_of_the_wrong_shape_are_refused():
    class Flat:
        name = "flat"

        def encode(self, texts):
            return np.ones(len(texts), np.float32)

    with pytest.raises(ConfigError, match=r"flat: expected vectors of shape \(1, dim\), got shape \(1,\)"):
        build_tool_graph([tool("one", ["a"])], Flat())


names = st.sampled_from([f"s{number}" for number in range(12)])
made_up_tools = st.lists(
    st.builds(
        lambda takes, gives: (sorted(takes), sorted(gives)),
        st.sets(names, max_size=4),
        st.sets(names, max_size=4),
    ),
    min_size=1,
    max_size=9,
)


@settings(max_examples=150, deadline=None)
@given(made_up_tools, st.integers(0, 2**32 - 1), st.sampled_from([0.1, 0.5, 0.82]))
def test_laws_on_made_up_tools(shapes, seed, threshold):
    tools = [tool(f"t{number}", takes, gives) for number, (takes, gives) in enumerate(shapes)]
    generator = np.random.default_rng(seed)
    vectors = {f"s{number}: ": generator.normal(size=3).astype(np.float32) for number in range(12)}
    graph = build(tools, threshold, vectors)
    for i in range(len(graph)):
        row = graph.neighbors(i).tolist()
        assert i not in row
        assert row == sorted(set(row))
        assert all(i in graph.neighbors(j) for j in row)
        for j in row:
            one, other = graph.edge(i, j), graph.edge(j, i)
            assert (one.kind, one.cosine) == (other.kind, other.cosine)
    used = {text for one in tools for text in (*strings_of(one.parameters), *strings_of(one.returns))}
    assert_equals_brute_force(graph, tools, {text: vectors[text] for text in used}, threshold, None)


def test_a_build_in_many_small_blocks_is_the_same(monkeypatch):
    generator = np.random.default_rng(3)
    vectors = {f"s{number}: ": generator.normal(size=4).astype(np.float32) for number in range(80)}
    tools = [
        tool(f"t{number}", *(([f"s{pick}" for pick in generator.integers(80, size=4)]) for _ in range(2)))
        for number in range(150)
    ]
    whole = build(tools, 0.8, vectors, 0.3)
    assert whole.report.boilerplate_strings and whole.num_edges
    for name, size in (("_ROWS", 7), ("_COLUMNS", 5), ("_LOOKED_AT", 3)):
        monkeypatch.setattr(f"toolflow_generation.pair_search.{name}", size)
    monkeypatch.setattr("toolflow_generation.string_join._ROWS", 11)
    for name, size in (("_ROWS", 13), ("_BLOCK", 9), ("_LARGE", 4)):
        monkeypatch.setattr(f"toolflow_generation.posting_lists.{name}", size)
    pieces = build(tools, 0.8, vectors, 0.3)
    assert pieces.report == whole.report
    for mine, theirs in zip(pieces.pairs, whole.pairs, strict=True):
        assert np.array_equal(mine, theirs)
    assert edges_of(pieces) == edges_of(whole) and np.array_equal(pieces.degrees, whole.degrees)
    assert_equals_brute_force(pieces, tools, vectors, 0.8, 0.3)


@settings(max_examples=100, deadline=None)
@given(made_up_tools, made_up_tools, st.data())
def test_an_earlier_graph_saves_work_and_changes_nothing(before, after, data):
    generator = np.random.default_rng(9)
    vectors = {f"s{number}: ": generator.normal(size=3).astype(np.float32) for number in range(12)}
    old = [tool(f"t{number}", *shape) for number, shape in enumerate(before)]
    new = [tool(f"n{number}", *shape) for number, shape in enumerate(after)]
    kept = data.draw(st.lists(st.sampled_from(old), unique_by=id))
    tools = [*kept, *new]
    limit = data.draw(st.sampled_from([None, 0.3]))
    earlier = build(old, 0.5, vectors, data.draw(st.sampled_from([None, 0.3])))
    updated, whole = build(tools, 0.5, vectors, limit, previous=earlier), build(tools, 0.5, vectors, limit)
    assert updated.report == whole.report and updated.strings == whole.strings
    for mine, theirs in zip(updated.pairs, whole.pairs, strict=True):
        assert np.array_equal(mine, theirs)
    assert edges_of(updated) == edges_of(whole)


def test_an_update_embeds_and_compares_what_is_new_only(tmp_path, monkeypatch):
    encoder = FakeEncoder(VECTORS)
    cached = CachedEncoder(encoder, EmbeddingCache("fake", tmp_path))
    first = build_tool_graph([tool("one", ["a", "b"]), tool("two", ["b"])], cached, 0.6)
    encoder.asked.clear()
    compared = []
    real = string_join.similar_pairs
    monkeypatch.setattr(
        string_join,
        "similar_pairs",
        lambda *given: compared.append((len(given[0]), given[3])) or real(*given),
    )
    second = build_tool_graph([tool("two", ["b"]), tool("three", ["d"])], cached, 0.6, previous=first)
    assert encoder.asked == [["d: "]]
    assert compared == [(2, 1)]  # b and d, of which one is known
    assert edges_of(second) == {(0, 1)}  # b.d = 0.7


def test_an_earlier_graph_must_have_been_built_alike():
    earlier = build([tool("one", ["a"])], 0.6)
    with pytest.raises(ConfigError, match=r"threshold: the earlier graph was built with 0\.6"):
        build([tool("one", ["a"])], 0.7, previous=earlier)
    with pytest.raises(ConfigError, match="depth"):
        build([tool("one", ["a"])], 0.6, previous=earlier, depth=2)
    with pytest.raises(ConfigError, match="encoder"):
        build_tool_graph([tool("one", ["a"])], FakeEncoder(VECTORS, "other"), 0.6, previous=earlier)


@pytest.mark.parametrize("source", ["google_discovery_functions", "toolbench_functions"])
@pytest.mark.parametrize("max_document_frequency", [None, 0.02])
def test_equals_brute_force_on_real_tools(source, max_document_frequency, tmp_path_factory, monkeypatch):
    file = REAL / f"{source}.jsonl.gz"
    if not file.exists():
        pytest.skip(f"{file.name} is not beside the repository (shared/data/tools)")
    monkeypatch.setenv("TOOLFLOW_CACHE", str(tmp_path_factory.getbasetemp() / "real-embeddings"))
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        documents = [json.loads(line) for line in lines]
    # neighbours on file belong to one API and share boilerplate; the others come from everywhere
    tools = [Tool.from_json(document) for document in documents[4000:4110] + documents[::400][:60]]
    texts = sorted(
        {text for one in tools for text in (*strings_of(one.parameters), *strings_of(one.returns))}
    )
    encoder = load_encoder()
    vectors = dict(zip(texts, encoder.encode(texts).astype(np.float64), strict=True))
    graph = build_tool_graph(tools, encoder, 0.82, max_document_frequency, drop_plumbing=False)
    assert graph.num_edges > 50
    assert_equals_brute_force(graph, tools, vectors, 0.82, max_document_frequency)


@pytest.mark.parametrize(("holders", "edges"), [(50, 50 * 49 // 2), (51, 0)])
def test_a_name_counts_as_plumbing_beyond_fifty_tools_in_all_wordings(holders, edges):
    # every second tool words it otherwise; the wordings are alike (0.8)
    texts = ["pageToken: a", "pageToken: b"]
    vectors = {texts[0]: (1, 0, 0), texts[1]: (0.8, 0.6, 0), "x: ": (0, 0, 1)}
    held = [
        Tool(f"t{number}", "", {"properties": {"pageToken": {"description": "ab"[number % 2]}}})
        for number in range(holders)
    ]
    assert build(held, 0.7, vectors, 1.0, drop_plumbing=None).num_edges == edges
