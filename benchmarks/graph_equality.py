"""Hold the tool graph against a brute force in float64 on whole tool sets, and write what was compared.

    python benchmarks/graph_equality.py google=tools.jsonl.gz toolbench=... rest=... [--tools 1000]

*Pairs*: every pair of distinct strings, by a float64 product block by block, against the two-stage join; none
may be missing, added or on the other side of the threshold. *Edges*: of some tools drawn at random (seed 0),
neighbours and degrees by plain loops over tools and strings (`tests/generation/graph_oracle.py`) with
boilerplate, without it, and without plumbing too; of some thousand edges the kinds and cosines. Embeddings
come from the cache. Ends with status 1 at the first difference; figures go to results/graph_equality.json,
and those of sets not named this time stay.
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from speed_rounds import machine, parser_of

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "generation"))
RESULT = Path(__file__).parent / "results" / "graph_equality.json"
THRESHOLD = 0.82
ROWS = 512
LOOKED_AT = 2000  # edges whose kinds and cosines are compared


def main() -> None:
    """Compare the sets named on the command line."""
    parser = parser_of(__doc__)
    parser.add_argument("files", nargs="+", metavar="NAME=FILE")
    parser.add_argument("--tools", type=int, default=1000, help="drawn for the comparison of edges")
    parser.add_argument("--out", type=Path, default=RESULT, help="JSON file")
    options = parser.parse_args()
    results = json.loads(options.out.read_text("utf-8")) if options.out.exists() else {}
    results["machine"] = machine(["numpy", "torch"])
    for file in options.files:
        name, _, path = file.partition("=")
        results[name] = {**_pairs(path), **_edges(path, options.tools)}
        print(name, json.dumps(results[name]))
        options.out.write_text(json.dumps(results, indent=1) + "\n", "utf-8")


def _pairs(path: str) -> dict[str, Any]:
    from toolflow_generation.encoder import load_encoder
    from toolflow_generation.pair_search import similar_pairs
    from toolflow_generation.tool_files import load_tools
    from toolflow_generation.tool_strings import tool_strings

    tools = load_tools(path)
    strings = tool_strings(tools).strings
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
        "tools": len(tools),
        "strings": len(strings),
        "pairs": len(ours),
        "pairs_differing": 0,
        "nearest_cosine_to_the_threshold": nearest,
        "largest_error_of_a_cosine": furthest,
    }


def _edges(path: str, count: int) -> dict[str, Any]:
    from toolflow_generation.encoder import load_encoder
    from toolflow_generation.tool_files import load_tools
    from toolflow_generation.tool_strings import tool_strings

    tools = load_tools(path)
    drawn = random.Random(0).sample(range(len(tools)), min(count, len(tools)))
    tools = [tools[index] for index in sorted(drawn)]
    strings = list(tool_strings(tools).strings)
    vectors = dict(zip(strings, load_encoder().encode(strings), strict=True))
    rules = {
        "boilerplate_kept": (None, False),
        "boilerplate_left_out": (0.02, False),
        "plumbing_left_out_too": (0.02, True),
    }
    return {
        "tools_compared": len(tools),
        "strings_compared": len(strings),
        **{label: _compared(path, tools, vectors, *rule) for label, rule in rules.items()},
    }


def _compared(
    path: str, tools: Sequence[Any], vectors: dict[str, Any], frequency: float | None, drop_plumbing: bool
) -> dict[str, Any]:
    """Build the graph and hold it against plain loops; return what was compared.

    Raises:
        SystemExit: If anything differs.
    """
    from graph_oracle import brute_force

    from toolflow_generation.encoder import load_encoder
    from toolflow_generation.graph_build import build_tool_graph

    graph = build_tool_graph(tools, load_encoder(), THRESHOLD, frequency, drop_plumbing=drop_plumbing)
    left_out = _plumbing(tools) if drop_plumbing else set()
    edges, boilerplate = brute_force(tools, vectors, THRESHOLD, frequency, left_out)
    if graph.report.boilerplate_strings != len(boilerplate):
        found = graph.report.boilerplate_strings
        raise SystemExit(f"{path}: {found} strings make no edges, by brute force {len(boilerplate)}")
    reached: list[set[int]] = [set() for _ in tools]
    for i, j in edges:
        reached[i].add(j)
        reached[j].add(i)
    for tool, others in enumerate(reached):
        if set(graph.neighbors(tool).tolist()) != others or graph.degrees[tool] != len(others):
            raise SystemExit(f"{path}: the neighbours of {tools[tool].name} differ")
    if graph.num_edges != len(edges):
        raise SystemExit(f"{path}: {graph.num_edges} edges, by brute force {len(edges)}")
    drawn = random.Random(0).sample(sorted(edges), min(LOOKED_AT, len(edges)))
    for i, j in drawn:
        ours = {
            (edge.kind, edge.source if edge.kind == "R-P" else None): edge.cosine
            for edge in graph.edges(i, j)
        }
        wanted = {kind: cosine for kind, (cosine, _, _) in edges[i, j].items()}
        if ours.keys() != wanted.keys() or any(abs(ours[kind] - wanted[kind]) > 1e-6 for kind in wanted):
            raise SystemExit(f"{path}: edge {i}-{j} is {ours}, by brute force {wanted}")
    return {
        "edges": len(edges),
        "edges_differing": 0,
        "edges_with_kinds_and_cosines_compared": len(drawn),
        "boilerplate_strings": len(boilerplate),
    }


def _plumbing(tools: Sequence[Any]) -> set[str]:
    """Return the strings of pagination and requests by name, where more than 50 tools hold the name."""
    from graph_oracle import strings_of

    from toolflow_generation.graph_report import PAGINATION, REQUEST_PLUMBING

    held: dict[str, set[int]] = {}
    texts: dict[str, set[str]] = {}
    for number, tool in enumerate(tools):
        for text in (*strings_of(tool.parameters), *strings_of(tool.returns)):
            name = re.sub("[^a-z0-9]", "", text.partition(": ")[0].rpartition(".")[2].lower())
            if name in PAGINATION | REQUEST_PLUMBING:
                held.setdefault(name, set()).add(number)
                texts.setdefault(name, set()).add(text)
    return {text for name, some in texts.items() if len(held[name]) > 50 for text in some}


if __name__ == "__main__":
    main()
