"""Measure the search for similar tools beside plain ways of comparing all pairs, and what the cache saves.

    python benchmarks/similarity_speed.py [--train 62129] [--test 1677] [--sample 2000] [--rounds 3]
        [--data FOLDER]

Every way gets the same embeddings and finds, for each test text, the nearest training text and whether its
cosine is above 0.9, and how many training texts are that near to a test text. `full product` holds all
cosines at once, float32. `semantic_search` is that of sentence-transformers, once for each side with its
single best hit; `semantic_search, top 1000` asks once and reads the training side off the hits. `search`
leaves out reading the embeddings (ours looks them up by text and embeds each distinct text once). All have to
name the same neighbours, which are compared by their digest. Every measurement is a process of its own on one
thread; rounds go through the ways in turn, and the median counts.

`made` are unit vectors by a seeded script, as many as BFCL's functions and the tools of both real sets, a
part of the training vectors near a test vector. `real` are BFCL's functions and a seeded sample of each real
set, encoded by the bundled encoder where the data is at hand: once into an empty cache, then from it. Figures
go to results/similarity_speed.json and .md.
"""

from __future__ import annotations

import hashlib
import json
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any
from unittest import mock

import numpy as np
from ngram_corpora import TOOL_FILES
from numpy.typing import NDArray
from speed_rounds import measure_rounds, options, peak_mb, run_alone, write_results

RESULT = Path(__file__).parent / "results" / "similarity_speed"
THRESHOLD, TOP = 0.9, 1000
TRAIN, TEST, DIMENSIONS = 62_129, 1_677, 384
CHARACTERS = 640  # of a made text: the mean over the tools of both real sets
SEED = 7

Vectors = NDArray[np.float32]


@dataclass
class Nearest:
    """What a way found and what it cost.

    Args:
        neighbours: Number of the training text nearest to each test text.
        leaked: Whether each test text's cosine with it is above the threshold.
        n_train_leaked: Training texts that near to a test text.
        cpu: Seconds of the processor in all,
        search: and without reading the embeddings.
    """

    neighbours: Sequence[int]
    leaked: Sequence[bool]
    n_train_leaked: int
    cpu: float
    search: float


@dataclass
class Stored:
    """An encoder that looks texts up: `made` ones, or what another encoder gave for them.

    Args:
        vectors: By text.
        source: The encoder that is asked for, and whose vectors are kept; None for no other texts.
    """

    vectors: dict[str, Vectors] = field(default_factory=dict)
    source: Any = None
    name: str = "stored"

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return a vector for each text."""
        if self.source is not None:
            self.vectors |= dict(zip(texts, self.source.encode(texts), strict=True))
        return np.stack([self.vectors[text] for text in texts])


def by_us(train: Vectors, test: Vectors) -> Nearest:
    """Search with `similarity_leakage`."""
    from toolflow_metrics.toolflow_leakage.text_similarity import NearestTexts, similarity_leakage

    texts = [
        [f"{side} {row} ".ljust(CHARACTERS, ".") for row in range(len(rows))]
        for side, rows in (("train", train), ("test", test))
    ]
    stored = Stored(dict(zip([*texts[0], *texts[1]], [*train, *test], strict=True)))
    embed, embedding = NearestTexts._embed, [0.0]

    def timed(self: Any, given: Sequence[str]) -> Vectors:
        begun = time.process_time()
        vectors = embed(self, given)
        embedding[0] += time.process_time() - begun
        return vectors

    with mock.patch.object(NearestTexts, "_embed", timed):
        begun = time.process_time()
        found = similarity_leakage(*texts, threshold=THRESHOLD, encoder=stored)
        cpu = time.process_time() - begun
    return Nearest(
        found.neighbours.tolist(), found.leaked.tolist(), found.n_train_leaked, cpu, cpu - embedding[0]
    )


def by_product(train: Vectors, test: Vectors) -> Nearest:
    """Search in the product of both matrices."""
    begun = time.process_time()
    cosines = test @ train.T
    leaked = cosines.max(axis=1) > THRESHOLD
    n_train_leaked = int(np.count_nonzero(cosines.max(axis=0) > THRESHOLD))
    neighbours = cosines.argmax(axis=1)
    spent = time.process_time() - begun
    return Nearest(neighbours.tolist(), leaked.tolist(), n_train_leaked, spent, spent)


def by_semantic_search(train: Vectors, test: Vectors, top: int) -> Nearest:
    """Search with sentence-transformers; a single hit a text, asked of both sides, or many of one."""
    from sentence_transformers.util import dot_score, semantic_search

    begun = time.process_time()
    hits = semantic_search(test, train, top_k=top, score_function=dot_score)
    if top == 1:
        back = semantic_search(train, test, top_k=1, score_function=dot_score)
        n_train_leaked = sum(one[0]["score"] > THRESHOLD for one in back)
    else:
        near = {hit["corpus_id"] for one in hits for hit in one if hit["score"] > THRESHOLD}
        n_train_leaked = len(near)
    neighbours = [int(one[0]["corpus_id"]) for one in hits]
    leaked = [one[0]["score"] > THRESHOLD for one in hits]
    spent = time.process_time() - begun
    return Nearest(neighbours, leaked, n_train_leaked, spent, spent)


WAYS: dict[str, Callable[[Vectors, Vectors], Nearest]] = {
    "toolflow": by_us,
    "full product": by_product,
    "semantic_search": lambda train, test: by_semantic_search(train, test, 1),
    f"semantic_search, top {TOP}": lambda train, test: by_semantic_search(train, test, TOP),
}


def main() -> None:
    """Measure the ways named on the command line, or all of them."""
    parser = options(__doc__)
    parser.add_argument("--train", type=int, default=TRAIN, help="made training texts")
    parser.add_argument("--test", type=int, default=TEST, help="made test texts")
    parser.add_argument("--sample", type=int, default=2000, help="tools of each real set that are encoded")
    parser.add_argument("--vectors", type=Path, help="folder of embeddings, kept; default a temporary one")
    given = parser.parse_args()
    if given.one:
        if given.one[1] == "encode":
            print(json.dumps(real_vectors(given.data, given.sample, given.vectors, given.rounds)))
        else:
            print(json.dumps(measure(*given.one, given.vectors)))
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.vectors or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        np.savez(folder / "made.npz", **made_vectors(given.train, given.test))
        kinds, cache = ["made"], None
        if given.data.is_dir():
            # a process of its own: the peak of a parent's memory counts as that of its children
            more = ["--data", str(given.data), "--sample", str(given.sample), "--vectors", str(folder)]
            cache = run_alone([__file__, "--one", "real", "encode", *more, "--rounds", str(given.rounds)])
            kinds.append("real")
        results = {
            texts: measure_rounds(__file__, texts, list(WAYS), given.rounds, ["--vectors", str(folder)])
            for texts in kinds
        }
    labels = ("training texts", "of them leaked", "test texts", "of them leaked", "verdicts and neighbours")
    remarks = [
        f"`made`: synthetic unit vectors of {DIMENSIONS} dimensions, no encoder. `real`: embeddings of a "
        f"sample of {given.sample:,} tools of each real set, and of BFCL's functions.",
    ]
    if cache:
        remarks.append(
            f"The whole check of `real`, {cache['texts']:,} distinct texts: {cache['first_cpu_seconds']:,} s "
            f"of the processor with an empty cache (once), {cache['second_cpu_seconds']} s from the cache "
            f"(median of {given.rounds}), {cache['times']:,} times less; the same verdicts, neighbours and "
            "cosines."
        )
    write_results(
        RESULT,
        "Similarity leakage",
        results,
        labels,
        "toolflow",
        {},
        ("numpy", "torch", "sentence-transformers"),
        remarks,
        {"cache": cache},
    )


def measure(texts: str, way: str, folder: Path) -> dict[str, Any]:
    """Return what one way finds among the embeddings, its CPU seconds and the peak of memory."""
    stored = np.load(folder / f"{texts}.npz")
    train, test = stored["train"], stored["test"]
    WAYS[way](train[:64], test[:64])
    done = WAYS[way](train, test)
    verdicts = json.dumps([list(map(int, done.neighbours)), list(map(bool, done.leaked))])
    digest = hashlib.sha256(verdicts.encode()).hexdigest()[:12]
    found = [len(train), done.n_train_leaked, len(test), sum(map(int, done.leaked)), digest]
    seconds = {"CPU": round(done.cpu, 3), "search": round(done.search, 3)}
    return {"seconds": seconds, "peak_mb": peak_mb(), "found": found}


def made_vectors(train: int, test: int, seed: int = SEED) -> dict[str, Vectors]:
    """Return unit vectors of `train` and `test`; one training vector in twenty lies around a test vector."""
    rng = np.random.default_rng(seed)
    tests = _unit(rng.standard_normal((test, DIMENSIONS)))
    trains = _unit(rng.standard_normal((train, DIMENSIONS)))
    near = np.flatnonzero(rng.random(train) < 0.05)
    weights = rng.uniform(0.2, 0.8, (len(near), 1))  # cosines from 0.78 to 0.98
    trains[near] = _unit(tests[rng.integers(test, size=len(near))] + weights * trains[near])
    return {"train": trains.astype(np.float32), "test": tests.astype(np.float32)}


def real_vectors(data: Path, sample: int, folder: Path, rounds: int) -> dict[str, Any]:
    """Encode real tools into an empty cache, write their embeddings, and time the same from the cache."""
    from toolflow_evaluation.tool_sets import held_out_tools, training_tools
    from toolflow_metrics.toolflow_leakage.text_similarity import load_encoder, similarity_leakage
    from toolflow_metrics.toolflow_leakage.toolflow_leakage import item_text

    tests = {
        name: [item_text(tool) for tool in held_out_tools(name, {name: data / folder}).tools]
        for name, folder in (("bfcl", "bfcl"), ("apibank", "api_bank"), ("toolalpaca", "toolalpaca"))
    }
    samples = {}
    for name in TOOL_FILES:
        tools = training_tools(str(data / "tools" / f"{name}.jsonl.gz")).tools
        drawn = random.Random(SEED).sample(tools, min(sample, len(tools)))
        samples[name] = [item_text(tool) for tool in drawn]
    train, test = [text for texts in samples.values() for text in texts], tests["bfcl"]
    encoder = Stored(source=load_encoder())
    with tempfile.TemporaryDirectory() as cache:

        def check(train: Sequence[str], test: Sequence[str]) -> tuple[float, Any]:
            begun = time.process_time()
            found = similarity_leakage(train, test, threshold=THRESHOLD, encoder=encoder, cache_folder=cache)
            return time.process_time() - begun, found

        first, found = check(train, test)
        texts = len(encoder.vectors)
        again = [check(train, test) for _ in range(rounds)]
        if len(encoder.vectors) != texts:
            raise SystemExit("the cache was not used")
        leaked = {
            name: {against: int(check(drawn, items)[1].leaked.sum()) for against, items in tests.items()}
            | {"tools": len(drawn)}
            for name, drawn in samples.items()
        }
    for _, one in again:
        if any(
            not np.array_equal(getattr(one, key), getattr(found, key)) for key in ("cosines", "neighbours")
        ):
            raise SystemExit("the cache gives other results")
    sides = {
        side: _unit(np.stack([encoder.vectors[text] for text in texts_]))
        for side, texts_ in (("train", train), ("test", test))
    }
    np.savez(folder / "real.npz", **sides)
    second = median(seconds for seconds, _ in again)
    return {
        "texts": texts,
        "first_cpu_seconds": round(first, 1),
        "second_cpu_seconds": round(second, 2),
        "times": round(first / second),
        "leaked_of_samples": leaked,
    }


def _unit(vectors: NDArray[Any]) -> NDArray[Any]:
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


if __name__ == "__main__":
    main()
