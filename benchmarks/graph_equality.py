"""Hold the tool graph against a brute force in float64 on whole tool sets, and write what was compared.

    python benchmarks/graph_equality.py google=tools.jsonl.gz toolbench=... rest=... [--tools 400]

*Pairs*: every pair of distinct strings, by a float64 product block by block, against the two-stage join; none
may be missing, added or on the other side of the threshold. *Edges*: of some hundred tools drawn at random
(seed 0), neighbours, kinds and degrees by plain loops over tools and strings, with and without boilerplate
and plumbing. Embeddings come from the cache. Ends with status 1 at the first difference; figures go to
results/graph_equality.json, and those of sets not named this time stay.
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path
from typing import Any

import numpy as np
from speed_rounds import machine, parser_of

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "generation"))
RESULT = Path(__file__).parent / "results" / "graph_equality.json"
THRESHOLD = 0.82
ROWS = 512


def main() -> None:
    """Compare the sets named on the command line."""
    parser = parser_of(__doc__)
    parser.add_argument("files", nargs="+", metavar="NAME=FILE")
    parser.add_argument("--tools", type=int, default=400, help="drawn for the comparison of edges")
    options = parser.parse_args()
    results = json.loads(RESULT.read_text("utf-8")) if RESULT.exists() else {}
    results["machine"] = machine(["numpy", "torch"])
    for file in options.files:
        name, _, path = file.partition("=")
        results[name] = {**_pairs(path), **_edges(path, options.tools)}
        print(name, json.dumps(results[name]))
        RESULT.write_text(json.dumps(results, indent=1) + "\n", "utf-8")


def _pairs(path: str) -> dict[str, Any]:
    from toolflow_generation.encoder import load_encoder
    from toolflow_generation.pair_search import similar_pairs
    from toolflow_generation.tool_files import load_tools
    from toolflow_generation.tool_strings import tool_strings

    strings = tool_strings(load_tools(path)).strings
    vectors = np.asarray(load_encoder().encode(list(strings)), np.float32)
    left, right, cosines = similar_pairs(vectors, THRESHOLD, lambda *stage: None)
    ours = set(zip(left.tolist(), right.tolist(), strict=True))
    exact = vectors.astype(np.float64)
    exact /= np.linalg.norm(exact, axis=1, keepdims=True)
    brute: set[tuple[int, int]] = set()
    nearest, furthest = 1.0, 0.0
    for start in range(0, len(exact), ROWS):
        product = exact[start : start + ROWS] @ exact[start:].T
        nearest = min(nearest, float(np.abs(product - THRESHOLD).min()))
        rows, columns = np.nonzero(product > THRESHOLD)
        above = columns > rows
        brute.update(zip((rows[above] + start).tolist(), (columns[above] + start).tolist(), strict=True))
    if ours != brute:
        raise SystemExit(f"{path}: {len(ours - brute)} pairs too many, {len(brute - ours)} too few")
    for some in range(0, len(left), 1 << 14):
        ones, others = left[some : some + (1 << 14)], right[some : some + (1 << 14)]
        cosine = np.einsum("ij,ij->i", exact[ones], exact[others])
        furthest = max(furthest, float(np.abs(cosine - cosines[some : some + (1 << 14)]).max()))
    return {
        "strings": len(strings),
        "pairs": len(ours),
        "pairs_differing": 0,
        "nearest_cosine_to_the_threshold": nearest,
        "largest_error_of_a_cosine": furthest,
    }


def _edges(path: str, count: int) -> dict[str, Any]:
    from graph_oracle import brute_force

    from toolflow_generation.encoder import load_encoder
    from toolflow_generation.graph_build import build_tool_graph
    from toolflow_generation.tool_files import load_tools
    from toolflow_generation.tool_strings import tool_strings

    tools = load_tools(path)
    tools = [tools[index] for index in sorted(random.Random(0).sample(range(len(tools)), count))]
    encoder = load_encoder()
    strings = list(tool_strings(tools).strings)
    vectors = dict(zip(strings, encoder.encode(strings), strict=True))
    compared = {}
    for label, frequency in (("boilerplate_kept", None), ("boilerplate_left_out", 0.02)):
        graph = build_tool_graph(tools, encoder, THRESHOLD, frequency, drop_plumbing=False)
        edges, boilerplate = brute_force(tools, vectors, THRESHOLD, frequency)
        reached: list[set[int]] = [set() for _ in tools]
        for (i, j), kinds in edges.items():
            reached[i].add(j)
            reached[j].add(i)
            found = {(edge.kind, edge.source if edge.kind == "R-P" else None) for edge in graph.edges(i, j)}
            if found != set(kinds):
                raise SystemExit(f"{path}: edge {i}-{j} is {found}, by brute force {set(kinds)}")
        for tool, wanted in enumerate(reached):
            if set(graph.neighbors(tool).tolist()) != wanted:
                raise SystemExit(f"{path}: the neighbours of {tools[tool].name} differ")
        if graph.num_edges != len(edges):
            raise SystemExit(f"{path}: {graph.num_edges} edges, by brute force {len(edges)}")
        compared[label] = {"edges": len(edges), "boilerplate_strings": len(boilerplate)}
    return {"tools_compared": len(tools), "strings_compared": len(strings), **compared}


if __name__ == "__main__":
    main()
