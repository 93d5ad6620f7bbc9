"""Measure n-gram leakage of 8 million training words against 5,000 tools, beside Python sets of tuples.

    python benchmarks/leakage_speed.py [--words 8000000] [--rounds 3] [--data FOLDER]

Every measurement is a process of its own that reads the texts, runs on a few of them, and then takes CPU
seconds over all; rounds go through the ways in turn, and the median counts. All have to find the same
contaminated tokens of the tools, which are compared by their digest, and the same number of leaked training
texts. `tuples` marks each side by a set of all n-grams of the other, `tuple(words[i : i + n])`; `nltk` makes
them by `nltk.ngrams`; `tuples, one pass` keeps the n-grams of the tools only, as we do. `matching` leaves out
splitting into words, which ours numbers at the same time. The texts are made by a seeded script; real tools
with their returns, and the utterances of SGD, are measured besides where they are at hand. Figures go to
results/leakage_speed.json and .md.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any
from unittest import mock

from ngram_corpora import made_tools, real_messages, real_tools
from speed_rounds import measure_rounds, options, peak_mb, write_results

RESULT = Path(__file__).parent / "results" / "leakage_speed"
N, THRESHOLD = 11, 0.1
TRAIN_TOOLS, TEST_TOOLS = 65_000, 5_000
GOALS = {("tuples", "CPU"): 4.0, ("tuples", "matching"): 15.0}
Masks = list[list[bool]]
Made = Callable[[Sequence[str]], Iterable[tuple[str, ...]]]


@dataclass
class Marked:
    """What a way found and what it cost.

    Args:
        masks: Whether each word of each tool is contaminated.
        n_train_leaked: Training texts of which more than a tenth is.
        cpu: Seconds of the processor in all,
        matching: and without the splitting into words.
    """

    masks: Masks
    n_train_leaked: int
    cpu: float
    matching: float


def by_us(train: Sequence[str], test: Sequence[str], use_numba: bool) -> Marked:
    """Mark the contaminated words with `ngram_leakage`."""
    from toolflow_metrics.toolflow_leakage import ngram_index
    from toolflow_metrics.toolflow_leakage.ngram_search import ngram_leakage

    reader = ngram_index.CompiledWords if use_numba else ngram_index.PlainTokens
    number, numbering = reader.number, [0.0]

    def timed(*given: Any, **options: Any) -> Any:
        begun = time.process_time()
        numbers = number(*given, **options)
        numbering[0] += time.process_time() - begun
        return numbers

    with mock.patch.object(reader, "number", timed):
        begun = time.process_time()
        result = ngram_leakage(train, test, n=N, threshold=THRESHOLD, use_numba=use_numba)
        cpu = time.process_time() - begun
    masks = [[False] * len(text.split()) for text in test]
    for mask, spans in zip(masks, result.spans, strict=True):
        for start, end in spans:
            mask[start:end] = [True] * (end - start)
    return Marked(masks, result.n_train_leaked, cpu, cpu - numbering[0])


def by_sets(train: Sequence[str], test: Sequence[str], made: Made) -> Marked:
    """Mark the words of each side with a set of all n-grams of the other."""
    begun = time.process_time()
    train_words, test_words = [text.split() for text in train], [text.split() for text in test]
    split = time.process_time()
    masks = marked_by(test_words, set(chain.from_iterable(map(made, train_words))), made)
    train_masks = marked_by(train_words, set(chain.from_iterable(map(made, test_words))), made)
    n_train_leaked = sum(map(is_leaked, train_masks))
    done = time.process_time()
    return Marked(masks, n_train_leaked, done - begun, done - split)


def by_one_pass(train: Sequence[str], test: Sequence[str]) -> Marked:
    """Mark them with a set of the tools' n-grams, which the training texts stream past."""
    begun = time.process_time()
    train_words, test_words = [text.split() for text in train], [text.split() for text in test]
    split = time.process_time()
    wanted = set(chain.from_iterable(map(zipped, test_words)))
    held: set[tuple[str, ...]] = set()
    n_train_leaked = 0
    for words in train_words:
        if found := wanted.intersection(zipped(words)):
            held |= found
            n_train_leaked += is_leaked(marked(words, found, zipped))
    masks = marked_by(test_words, held, zipped)
    done = time.process_time()
    return Marked(masks, n_train_leaked, done - begun, done - split)


def sliced(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Return the n-grams of some words, a slice each."""
    return (tuple(words[place : place + N]) for place in range(len(words) - N + 1))


def zipped(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Return the n-grams of some words, made in C."""
    return zip(*(words[offset:] for offset in range(N)), strict=False)


def by_nltk(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Return the n-grams of some words, made by nltk."""
    import nltk

    return iter(nltk.ngrams(words, N))


def marked_by(texts: Iterable[Sequence[str]], held: Set[tuple[str, ...]], made: Made) -> Masks:
    """Return the mask of each text."""
    return [marked(words, held, made) for words in texts]


def marked(words: Sequence[str], held: Set[tuple[str, ...]], made: Made) -> list[bool]:
    """Return for each word whether it lies in an n-gram of the set."""
    mask = [False] * len(words)
    for place, gram in enumerate(made(words)):
        if gram in held:
            mask[place : place + N] = [True] * N
    return mask


def is_leaked(mask: Sequence[bool]) -> bool:
    """Tell whether more than a tenth is contaminated."""
    return bool(mask) and sum(mask) / len(mask) > THRESHOLD


WAYS: dict[str, Callable[[Sequence[str], Sequence[str]], Marked]] = {
    "toolflow": lambda train, test: by_us(train, test, True),
    "toolflow, no numba": lambda train, test: by_us(train, test, False),
    "tuples": lambda train, test: by_sets(train, test, sliced),
    "nltk": lambda train, test: by_sets(train, test, by_nltk),
    "tuples, one pass": by_one_pass,
}


def main() -> None:
    """Measure the ways named on the command line, or all of them."""
    parser = options(__doc__)
    parser.add_argument("--words", type=int, default=8_000_000)
    given = parser.parse_args()
    if given.one:
        print(json.dumps(measure(*given.one, given.words, given.data)))
        return
    more = ["--words", str(given.words), "--data", str(given.data)]
    results = {
        texts: measure_rounds(__file__, texts, list(WAYS), given.rounds, more)
        for texts in ("made", "real")
        if texts == "made" or given.data.is_dir()
    }
    labels = (
        "training texts",
        "of them leaked",
        "training words",
        "test words",
        "of them contaminated",
        "mask",
    )
    title = f"n-gram leakage against {TEST_TOOLS:,} tools"
    write_results(RESULT, title, results, labels, "toolflow", GOALS, ("numba", "numpy", "nltk"))


def measure(texts: str, way: str, words: int, data: Path) -> dict[str, Any]:
    """Return what one way finds in the texts, its CPU seconds and the peak of memory."""
    train, test = corpora(texts, words, data)
    for warm in ("compile for ASCII", "\u00e9 for others"):
        WAYS[way]([warm * N], [warm * N])
    done = WAYS[way](train, test)
    digest = hashlib.sha256(bytes(chain.from_iterable(done.masks))).hexdigest()[:12]
    words = sum(len(text.split()) for text in train)
    sizes = [len(train), done.n_train_leaked, words, sum(map(len, done.masks)), sum(map(sum, done.masks))]
    seconds = {"CPU": round(done.cpu, 3), "matching": round(done.matching, 3)}
    return {"seconds": seconds, "peak_mb": peak_mb(), "found": [*sizes, digest]}


def corpora(texts: str, words: int, data: Path) -> tuple[list[str], list[str]]:
    """Return training texts of about that many words, and tools to test."""
    if texts == "made":
        tools = made_tools(TRAIN_TOOLS + TEST_TOOLS, words * 70 // 74)
        return tools[TEST_TOOLS:], tools[:TEST_TOOLS]
    tools = real_tools(data)
    train, held = tools[TEST_TOOLS:], sum(len(text.split()) for text in tools[TEST_TOOLS:])
    for text in real_messages(data):
        if held >= words:
            break
        train.append(text)
        held += len(text.split())
    return train, tools[:TEST_TOOLS]


if __name__ == "__main__":
    main()
