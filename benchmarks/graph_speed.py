"""Time the parts of building a tool graph against plain ways of doing the same, in one run.

    python benchmarks/graph_speed.py rest=tools.jsonl.gz google=... [--rounds 3] [--sample 3000]

*Encoding*: strings a CPU second of `SentenceTransformer.encode` as it comes, over a sample of all occurrences
and over one of the distinct strings, and of ours; the ratios are those of the whole set by these rates. The
cache is timed on all strings. *Join*: pairs above 0.82 by a blocked product of the whole matrix, by faiss's
flat index (`range_search`, if faiss-cpu is installed), and ours. *Graph*: boilerplate kept, left out, and
plumbing left out too: CPU seconds, megabytes, trials and microseconds a step of the walk. Everything runs on
one thread in a process of its own; the figures are medians of the rounds, in which ways take turns.
`benchmarks/graph_tools.py` makes the set `rest`. Embeddings are made and cached first where they are missing.
Figures go to results/graph_speed.json; in the .md beside it they are held against `graph_goals.py`. Sets and
parts not named this time stay.
"""

from __future__ import annotations

import argparse
import json
import sys
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any

from graph_goals import markdown
from graph_parts import PARTS
from speed_rounds import machine, parser_of, run_alone

RESULT = Path(__file__).parent / "results" / "graph_speed.json"
JOINS = ("matmul", "faiss", "ours")
ENCODINGS = ("occurrences", "unique", "ours")
PACKAGES = ("torch", "sentence-transformers", "numpy", "scipy")
CHOICES = ("encode", "join", "graph")


def main() -> None:
    """Measure the sets named on the command line."""
    parser = parser_of(__doc__)
    parser.add_argument("files", nargs="+", metavar="NAME=FILE")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sample", type=int, default=3000, help="strings encoded a round")
    parser.add_argument("--parts", nargs="+", choices=CHOICES, default=CHOICES)
    parser.add_argument("--out", type=Path, default=RESULT, help="JSON file; the tables lie beside it")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(PARTS[options.one](Path(options.files[0]), options.sample)))
        return
    results = json.loads(options.out.read_text("utf-8")) if options.out.exists() else {}
    results["machine"] = machine(PACKAGES)
    for name, file in (each.split("=", 1) for each in options.files):
        found: dict[str, Any] = results.setdefault(name, {})
        found["counts"] = run("counts", file, options.sample)
        if "encode" in options.parts:
            found["encode"] = encoding(file, options.rounds, options.sample, found["counts"])
        if "join" in options.parts:
            found["join"] = joining(file, options.rounds, options.sample)
        if "graph" in options.parts:
            found["graph"] = rounds_of("graph", file, options.rounds, options.sample)
        options.out.write_text(json.dumps(results, indent=1) + "\n", "utf-8")
        print(json.dumps({name: found}, indent=1), file=sys.stderr)
    options.out.with_suffix(".md").write_text(markdown(results), "utf-8")
    print(options.out.with_suffix(".md").read_text("utf-8"))


def run(part: str, file: str, sample: int) -> dict[str, Any]:
    """Measure one part in a process of its own, on one thread."""
    found: dict[str, Any] = run_alone([__file__, file, "--one", part, "--sample", str(sample)])
    return found


def rounds_of(part: str, file: str, rounds: int, sample: int) -> dict[str, Any]:
    """Return the medians of some rounds."""
    found = [run(part, file, sample) for _ in range(rounds)]
    return {key: median(each[key] for each in found) for key in found[0]}


def encoding(file: str, rounds: int, sample: int, counts: dict[str, Any]) -> dict[str, Any]:
    """Return strings a CPU second, and what the whole set's CPU seconds come to by these rates."""
    rates: dict[str, list[float]] = {name: [] for name in ENCODINGS}
    for _ in range(rounds):
        for name in ENCODINGS:
            rates[name].append(run(f"encode_{name}", file, sample)["rate"])
    rate = {name: median(each) for name, each in rates.items()}
    cached = rounds_of("encode_cached", file, rounds, sample)["cpu_seconds"]
    ours = counts["strings"] / rate["ours"]
    return {
        "strings_per_cpu_second": {name: round(each, 1) for name, each in rate.items()},
        "cached_cpu_seconds": cached,
        "times_all_occurrences": round(counts["occurrences"] / rate["occurrences"] / ours, 2),
        "times_unique": round(rate["ours"] / rate["unique"], 2),
        "times_cached": round(counts["strings"] / rate["unique"] / cached, 1),
    }


def joining(file: str, rounds: int, sample: int) -> dict[str, Any]:
    """Return CPU seconds of each way of joining, and how ours compares."""
    ways = [name for name in JOINS if name != "faiss" or find_spec("faiss")]
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    pairs = {}
    for _ in range(rounds):
        for name in ways:
            found = run(f"join_{name}", file, sample)
            seconds[name].append(found["cpu_seconds"])
            pairs[name] = found["pairs"]
    cpu = {name: median(each) for name, each in seconds.items()}
    against = {f"of_{name}": round(cpu["ours"] / each, 3) for name, each in cpu.items() if name != "ours"}
    return {"cpu_seconds": cpu, "pairs": pairs} | against


if __name__ == "__main__":
    main()
