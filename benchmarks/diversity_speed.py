"""Measure H and D-3 over 8 million tokens: `count_ngrams` beside collections.Counter and nltk.

    python benchmarks/diversity_speed.py [--tokens 8000000] [--rounds 3] [--data FOLDER]

Every measurement is a process of its own that reads the texts, runs on a few of them, and then takes CPU
seconds over all; rounds go through the ways in turn, and the median counts. All have to find the same
integers. `disk` is `count_ngrams` with 64 MB of memory, so that keys go through files. The
texts are made by a seeded script; real ones are measured besides where they are at hand. Figures go to
results/diversity_speed.json and .md.
"""

from __future__ import annotations

import json
import math
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from ngram_corpora import made_messages, real_messages
from speed_rounds import measure_rounds, options, peak_mb, write_results

RESULT = Path(__file__).parent / "results" / "diversity_speed"
GOALS = {("Counter", "CPU"): 4.0, ("nltk", "CPU"): 15.0}
TOKEN = re.compile(r"\w+|[^\w\s]")
SMALL = 64 << 20
Found = tuple[int, int, int, float]


def by_counter(texts: Iterable[str]) -> Found:
    """Count with `re` and collections.Counter."""
    words: Counter[str] = Counter()
    trigrams: Counter[tuple[str, ...]] = Counter()
    for text in texts:
        found = TOKEN.findall(text.lower())
        words.update(found)
        trigrams.update(zip(found, found[1:], found[2:], strict=False))
    total = words.total()
    entropy = -sum(count / total * math.log2(count / total) for count in words.values())
    return total, len(trigrams), trigrams.total(), entropy


def by_nltk(texts: Iterable[str]) -> Found:
    """Count with `re` and nltk's n-grams and frequency distributions.

    nltk's own tokenizer takes a combining mark for a part of its word, as the package `regex` does.
    """
    import nltk

    words, trigrams = nltk.FreqDist(), nltk.FreqDist()
    for text in texts:
        found = TOKEN.findall(text.lower())
        words.update(found)
        trigrams.update(nltk.ngrams(found, 3))
    entropy = -sum(words.freq(word) * math.log2(words.freq(word)) for word in words)
    return words.N(), trigrams.B(), trigrams.N(), entropy


def by_us(texts: Iterable[str], memory: int = 1 << 30, compiled: bool | None = None) -> Found:
    """Count with `count_ngrams`, which finds D-2 too."""
    from toolflow_metrics.toolflow_diversity.ngram_counts import count_ngrams

    counts = count_ngrams(texts, 3, memory=memory, compiled=compiled)
    return counts.ngrams[0], counts.distinct[2], counts.ngrams[2], counts.entropy


WAYS: dict[str, Callable[[Sequence[str]], Found]] = {
    "toolflow": lambda texts: by_us(texts, compiled=True),
    "toolflow, no numba": lambda texts: by_us(texts, compiled=False),
    "toolflow, disk": lambda texts: by_us(texts, memory=SMALL, compiled=True),
    "Counter": by_counter,
    "nltk": by_nltk,
}


def main() -> None:
    """Measure the ways named on the command line, or all of them."""
    parser = options(__doc__)
    parser.add_argument("--tokens", type=int, default=8_000_000)
    given = parser.parse_args()
    if given.one:
        print(json.dumps(measure(*given.one, given.tokens, given.data)))
        return
    more = ["--tokens", str(given.tokens), "--data", str(given.data)]
    results = {
        texts: measure_rounds(__file__, texts, list(WAYS), given.rounds, more)
        for texts in ("made", "real")
        if texts == "made" or given.data.is_dir()
    }
    labels = ("tokens", "distinct trigrams", "trigrams", "H")
    write_results(RESULT, "H and D-3", results, labels, "toolflow", GOALS, ("numba", "numpy", "nltk"))


def measure(texts: str, way: str, words: int, data: Path) -> dict[str, Any]:
    """Return what one way finds in the texts, its CPU seconds and the peak of memory."""
    read = first_words(real_messages(data) if texts == "real" else made_messages(words), words)
    run = WAYS[way]
    run(["compile for ASCII"])
    run(["\u00e9 for others"])
    begun = time.process_time()
    total, distinct, trigrams, entropy = run(read)
    spent = time.process_time() - begun
    found = [total, distinct, trigrams, round(entropy, 9)]
    return {"seconds": {"CPU": round(spent, 3)}, "peak_mb": peak_mb(), "found": found}


def first_words(messages: Iterable[str], words: int) -> list[str]:
    """Return messages until they hold that many tokens."""
    kept, size = [], 0
    for text in messages:
        if size >= words:
            break
        kept.append(text)
        size += len(TOKEN.findall(text.lower()))
    return kept


if __name__ == "__main__":
    main()
