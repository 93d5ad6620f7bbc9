"""The graph benchmarks on a made-up set: what they count is right, and what is wrong they notice."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import graph_equality
import graph_parts
import graph_speed
import numpy as np
import pytest
from graph_goals import GOALS, markdown
from graph_sets import made_tools

from toolflow_generation.encoder import load_encoder
from toolflow_generation.graph_build import build_tool_graph
from toolflow_generation.pair_search import similar_pairs
from toolflow_generation.tool_files import load_tools
from toolflow_generation.tool_strings import tool_strings

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"


def run(script: str, *arguments: object) -> dict[str, Any]:
    """Run a benchmark; return the JSON file that is its last argument."""
    command = [sys.executable, str(BENCHMARKS / script), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    text = Path(str(arguments[-1])).read_text("utf-8")
    assert "cores shared with other work, Python" in text and "/" not in json.loads(text)["machine"]
    found: dict[str, Any] = json.loads(text)
    return found


def brute_pairs(file: Path) -> int:
    strings = list(tool_strings(load_tools(file)).strings)
    vectors = load_encoder().encode(strings).astype(np.float64)
    return int(np.triu(vectors @ vectors.T > 0.82, 1).sum())


def test_every_rule_is_held_against_plain_loops(tool_set: Path, tmp_path: Path) -> None:
    out = tmp_path / "equality.json"
    found = run("graph_equality.py", f"made={tool_set}", "--tools", 120, "--out", out)["made"]
    assert (found["tools"], found["tools_compared"]) == (200, 120)
    assert found["pairs"] == brute_pairs(tool_set) > 1000 and found["pairs_differing"] == 0
    assert 0 < found["nearest_cosine_to_the_threshold"] < 0.01
    assert found["largest_error_of_a_cosine"] < 1e-6
    kept, left_out, plumbing = (
        found[rule] for rule in ("boilerplate_kept", "boilerplate_left_out", "plumbing_left_out_too")
    )
    assert kept["edges"] == 120 * 119 // 2 and kept["boilerplate_strings"] == 0  # all hold pageSize
    assert 0 < plumbing["edges"] <= left_out["edges"] < kept["edges"]
    assert left_out["boilerplate_strings"] >= 1
    for rule in (kept, left_out, plumbing):
        assert rule["edges_differing"] == 0
        assert rule["edges_with_kinds_and_cosines_compared"] == min(2000, rule["edges"])


def test_a_missing_pair_is_noticed(tool_set: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forgetful(*arguments: Any) -> Any:
        return tuple(column[1:] for column in similar_pairs(*arguments))

    monkeypatch.setattr("toolflow_generation.pair_search.similar_pairs", forgetful)
    with pytest.raises(SystemExit, match="0 pairs too many, 1 too few"):
        graph_equality._pairs(str(tool_set))


def test_a_missing_edge_is_noticed(tool_set: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "toolflow_generation.string_join.similar_pairs",
        lambda *arguments: tuple(column[:200] for column in similar_pairs(*arguments)),
    )
    with pytest.raises(SystemExit, match=r"by brute force|neighbours of"):
        graph_equality._edges(str(tool_set), 60)


def test_sizes_are_those_of_the_graph(tool_set: Path, tmp_path: Path) -> None:
    out = tmp_path / "size.json"
    arguments = (f"made={tool_set}", "--graphs", tmp_path / "graphs", "--out", out)
    found = run("graph_size.py", *arguments)["made"]
    graph = build_tool_graph(load_tools(tool_set))
    assert (found["tools"], found["edges"]) == (200, graph.num_edges)
    assert found["strings"] == len(graph.strings) and found["all_string_pairs"] == brute_pairs(tool_set)
    assert found["embedded_strings"] == 0
    assert found["mean_degree"] == pytest.approx(2 * graph.num_edges / 200)
    stages = "loading tools, embedding strings, comparing strings, joining tools, putting together, saving"
    assert list(found["cpu_seconds"]) == [*stages.split(", "), "loading the graph"]
    assert (tmp_path / "graphs" / "made" / "graph.json").is_file()
    both = run("graph_size.py", f"made={tool_set}", "--max-document-frequency", "none", "--out", out)
    assert both["made"] == found and both["made_boilerplate_kept"]["edges"] == 200 * 199 // 2


def test_ways_of_joining_find_the_same_and_graphs_are_counted(tool_set: Path, tmp_path: Path) -> None:
    out = tmp_path / "speed.json"
    found = run(
        "graph_speed.py", f"made={tool_set}", "--rounds", 1, "--parts", "join", "graph", "--out", out
    )["made"]
    tools = made_tools(200)
    distinct = {
        text
        for tool in tools
        for schema in (tool.parameters, tool.returns)
        for text in (schema or {})["properties"]
    }
    # three topics, pageSize and a return value each
    assert found["counts"] == {"tools": 200, "occurrences": 1000, "strings": len(distinct)}
    assert set(found["join"]["pairs"].values()) == {brute_pairs(tool_set)}
    graph = found["graph"]
    assert graph["kept_edges"] == 200 * 199 // 2 and graph["kept_boilerplate_strings"] == 0
    assert graph["left_out_edges"] >= graph["plumbing_left_out_edges"] > 0
    text = out.with_suffix(".md").read_text("utf-8")
    assert "| made: 200 tools, 1,000 strings, " in text
    assert "| encoding, times as fast as `encode` of all occurrences | ≥ 3.5 | not measured |" in text
    assert str(tmp_path) not in text + out.read_text("utf-8")


def test_encoding_ratios_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    rates = {"occurrences": [100, 50, 60], "unique": [80, 80, 100], "ours": [100, 120, 160]}

    def measured(part: str, *_: object) -> dict[str, float]:
        if part == "encode_cached":
            return {"cpu_seconds": 0.25}
        return {"rate": rates[part.removeprefix("encode_")].pop(0)}

    monkeypatch.setattr(graph_speed, "run", measured)
    found = graph_speed.encoding("file", 3, 10, {"occurrences": 9000, "strings": 2400})
    # medians 60, 80, 120: 9000 / 60 = 150 s and 2400 / 80 = 30 s against 2400 / 120 = 20 s and 0.25 s
    assert found == {
        "strings_per_cpu_second": {"occurrences": 60, "unique": 80, "ours": 120},
        "cached_cpu_seconds": 0.25,
        "times_all_occurrences": 7.5,
        "times_unique": 1.5,
        "times_cached": 120,
    }


def test_encoders_are_timed_on_the_same_number_of_strings(
    tool_set: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[str]] = []

    class Model:
        def __init__(self, *_: object, **__: object) -> None: ...

        def encode(self, texts: Sequence[str], **_: object) -> np.ndarray:
            asked.append(list(texts))
            return np.ones((len(texts), 3), np.float32)

    monkeypatch.setitem(sys.modules, "sentence_transformers", SimpleNamespace(SentenceTransformer=Model))
    monkeypatch.setattr("toolflow_generation.encoder.load_encoder", lambda cached: Encoder())

    class Encoder(Model):
        name = "fake"

    for occurrences in (True, False):
        assert graph_parts.encode_plain(tool_set, 300, occurrences=occurrences)["rate"] > 0
    assert graph_parts.encode_ours(tool_set, 300)["rate"] > 0
    every, distinct, ours = asked[1::2]  # each warms up first
    assert len(every) == len(distinct) == len(ours) == 300
    assert len(set(every)) < 300 == len(set(distinct)) and set(ours) == set(distinct)


FIGURES: dict[str, Any] = {
    "counts": {"tools": 1, "occurrences": 3, "strings": 2},
    "encode": {"times_all_occurrences": 3.5, "times_unique": 1.19, "times_cached": 120.0},
    "join": {"of_faiss": 0.25, "of_matmul": 0.51},
    "graph": {"kept_megabytes": 50, "kept_cpu_seconds": 2.01, "kept_step_microseconds": 4.9},
}


def test_goals_are_reached_at_their_bounds_and_no_further() -> None:
    found = [goal.of(FIGURES) for goal in GOALS]
    assert [each and each["reached"] for each in found] == [True, False, True, True, False, True, False, True]
    assert [goal.of({"join": {}}) for goal in GOALS] == [None] * len(GOALS)
    text = markdown({"machine": "m", "one": FIGURES, "two": {"counts": FIGURES["counts"]}})
    assert "| join, times as fast as faiss's flat index | ≥ 4 | 4 | not measured |" in text
    assert "| graph with boilerplate, CPU seconds to build | ≤ 2 | **2.01, missed** | not measured |" in text
    assert "| encode: times unique | 1.19 |  |" in text
