"""Share of each text's tokens that lie in n-grams of the other side, by whichever tokenizer.

The test texts are indexed; training texts stream through in constant memory.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .ngram_index import (
    BREAK,
    CompiledGrams,
    CompiledWords,
    Numbers,
    PlainGrams,
    PlainTokens,
    Tokenize,
    batched,
    compiled,
    extend,
)

N, NGRAM_THRESHOLD = 11, 0.1
WORDS = "words between white space"
_LARGE = 1 << 20  # characters of test texts that are worth loading numba for
_NONE = np.iinfo(np.int64).max  # in place of the number of a text


@dataclass(frozen=True, slots=True)
class NgramLeakage:
    """What the n-grams of training texts cover.

    Args:
        shares: Contaminated share of each test text's tokens, [0, 1]; nan without a token.
        spans: (first token, token behind the last) of each contaminated stretch of each test text.
        sources: Number of the training text that first held most of them; -1 for none.
        leaked: Whether each test text is leaked.
        n_short: Test texts with fewer than n tokens, which cannot be.
        n_train: Training texts read.
        n_train_leaked: Those leaked.
        tokenizer: Name of what splits the texts.
    """

    shares: NDArray[np.float64]
    spans: list[list[tuple[int, int]]]
    sources: NDArray[np.int64]
    leaked: NDArray[np.bool_]
    n_short: int
    n_train: int
    n_train_leaked: int
    tokenizer: str


def ngram_leakage(
    train_texts: Iterable[str],
    test_texts: Sequence[str],
    *,
    n: int = N,
    threshold: float = NGRAM_THRESHOLD,
    tokenizer: Any = WORDS,
    skip_budget: int = 0,
    use_numba: bool | None = None,
) -> NgramLeakage:
    """Find what test texts and training texts share, n tokens at a time.

    Args:
        train_texts: Any iterable, read once, about a million characters at a time.
        test_texts: Held, with an index of their n-grams: some 50 bytes a token.
        n: Tokens in a row that have to be the same.
        threshold: A text is leaked if a larger share of its tokens is contaminated.
        tokenizer: `WORDS`; the Hub id or folder of a Hugging Face tokenizer, or such a tokenizer; or a
            function from a text to its tokens.
        skip_budget: Tokens that may differ behind the first n - 1, within a match that ends with an equal
            one; LLaMA-2 allows 4. All of the match is contaminated. Takes time for each pair of places with
            the same n - 1 tokens.
        use_numba: Default: if it is installed and there is more than one batch to read.

    Raises:
        ValueError: If an option is not what it has to be.
    """
    batches, large = peeked(batched(train_texts), test_texts)
    if use_numba is None:
        use_numba = large
    overlap = NgramOverlap(test_texts, n, threshold, tokenizer, skip_budget, use_numba)
    for batch in batches:
        overlap.scan(batch)
    return overlap.result()


def peeked(batches: Iterator[list[str]], test_texts: Sequence[str]) -> tuple[Iterator[list[str]], bool]:
    """Return the batches, and whether numba is installed and there is enough to read for it to pay."""
    first = list(itertools.islice(batches, 2))
    large = len(first) > 1 or sum(map(len, test_texts)) > _LARGE
    return itertools.chain((first.pop(0) for _ in range(len(first))), batches), large and find_spec(
        "numba"
    ) is not None


class NgramOverlap:
    """The n-grams of test texts, and what training texts hold of them.

    Args:
        test_texts: Texts to index.
        n: As for `ngram_leakage`, like all others.
        threshold: See above.
        tokenizer: See above.
        skip_budget: See above.
        use_numba: Read and look up with numba.

    Attributes:
        n_train: Training texts scanned so far.
        tokenizer: What splits the texts.
    """

    def __init__(
        self,
        test_texts: Sequence[str],
        n: int,
        threshold: float,
        tokenizer: Any,
        skip_budget: int,
        use_numba: bool,
    ) -> None:
        if n < 1 or skip_budget < 0 or (skip_budget and n < 2):
            raise ValueError(
                f"n is {n} and skip_budget {skip_budget}, expected n of at least 1 (2 with a skip budget) "
                "and a budget of at least 0"
            )
        self.tokenizer = Tokenizer(tokenizer)
        self._n, self._threshold, self._budget, self._use_numba = n, threshold, skip_budget, use_numba
        words = use_numba and self.tokenizer.tokenize is None
        self._tokens = CompiledWords() if words else PlainTokens(self.tokenizer.tokenize)
        self._index = self._tokens.number(test_texts, learn=True)
        self._seed = n - 1 if skip_budget else n
        self._grams = (CompiledGrams if use_numba else PlainGrams)(self._index, self._seed)
        own = self._grams.own
        self._order = np.argsort(own, kind="stable")
        self._bounds = np.searchsorted(own[self._order], np.arange(int(own.max(initial=-1)) + 2))
        self._seen = np.zeros(len(self._bounds) - 1, np.bool_)
        self._sources = np.full(len(self._index), _NONE, np.int64)
        self.n_train = self._n_train_leaked = 0

    def scan(self, texts: Sequence[str]) -> None:
        """Look for the index's n-grams in more training texts."""
        numbers = self._tokens.number(texts, learn=False)
        grams = self._grams.find(numbers)
        breaks = np.flatnonzero(numbers == BREAK)
        if self._budget:
            run = compiled(extend) if self._use_numba else extend
            index = (self._index, self._order, self._bounds, self._seed, self._budget, self._sources)
            starts, ends = run(numbers, grams, *index, self.n_train)
        else:
            starts = np.flatnonzero(grams >= 0)
            ends = starts + self._n
            self._mark(grams[starts], self.n_train + np.searchsorted(breaks, starts))
        shares = _shares(_covered(starts, ends, len(numbers)), breaks)
        self._n_train_leaked += int(np.count_nonzero(shares > self._threshold))
        self.n_train += len(texts)

    def sources(self) -> set[int]:
        """Return the numbers of the training texts that were the first to hold something."""
        return set(np.unique(self._sources[self._sources < _NONE]).tolist())

    def result(self) -> NgramLeakage:
        """Return what the training texts scanned so far hold."""
        breaks = np.flatnonzero(self._index == BREAK)
        contaminated = self._sources < _NONE
        shares = _shares(contaminated, breaks)
        edges = np.flatnonzero(np.diff(contaminated.astype(np.int8), prepend=0, append=0))
        begins = np.concatenate([[0], breaks[:-1] + 1]) if len(breaks) else breaks
        spans: list[list[tuple[int, int]]] = [[] for _ in breaks]
        texts = np.searchsorted(breaks, edges[::2])
        for text, start, end in np.stack([texts, edges[::2], edges[1::2]], axis=1).tolist():
            spans[text].append((start - int(begins[text]), end - int(begins[text])))
        return NgramLeakage(
            shares=shares,
            spans=spans,
            sources=self._main_sources(breaks),
            leaked=shares > self._threshold,
            n_short=int(np.count_nonzero(breaks - begins < self._n)),
            n_train=self.n_train,
            n_train_leaked=self._n_train_leaked,
            tokenizer=self.tokenizer.name,
        )

    def _main_sources(self, breaks: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return for each test text the training text that marked most of its tokens; of equals the first."""
        tokens = np.flatnonzero(self._sources < _NONE)
        pairs = np.searchsorted(breaks, tokens) * max(1, self.n_train) + self._sources[tokens]
        pairs, counts = np.unique(pairs, return_counts=True)
        texts, sources = np.divmod(pairs, max(1, self.n_train))
        order = np.lexsort((sources, -counts, texts))
        main = np.full(len(breaks), -1, np.int64)
        found, first = np.unique(texts[order], return_index=True)
        main[found] = sources[order][first]
        return main

    def _mark(self, grams: Numbers, texts: NDArray[np.int64]) -> None:
        """Mark the tokens of n-grams that no earlier text held; `texts`, ascending, has the text of each."""
        fresh = ~self._seen[grams]
        found, first = np.unique(grams[fresh], return_index=True)
        self._seen[found] = True
        counts = self._bounds[found + 1] - self._bounds[found]
        within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        starts = self._order[np.repeat(self._bounds[found], counts) + within]
        holders = np.repeat(texts[fresh][first], counts)
        for offset in range(self._n):
            self._sources[starts + offset] = np.minimum(self._sources[starts + offset], holders)


class Tokenizer:
    """What splits texts, under its name.

    Args:
        given: As for `ngram_leakage`.

    Attributes:
        tokenize: Turns texts into their tokens; None for words between white space.
        join: Turns some tokens into text, for people to read.
    """

    def __init__(self, given: Any) -> None:
        self.tokenize: Tokenize | None = None
        self.join: Callable[[Sequence[Any]], str] = lambda tokens: " ".join(map(str, tokens))
        self.name = given if isinstance(given, str) else str(getattr(given, "name_or_path", ""))
        if given == WORDS:
            return
        model = _pretrained(given) if isinstance(given, str) else given
        if hasattr(model, "convert_ids_to_tokens"):
            options = {"add_special_tokens": False, "truncation": False, "verbose": False}
            self.tokenize = lambda texts: model(list(texts), **options)["input_ids"] if texts else []
            self.join = lambda tokens: str(model.decode(tokens))
        elif callable(model):
            self.tokenize = lambda texts: map(model, texts)
            self.name = getattr(model, "__qualname__", type(model).__name__)
        else:
            raise ValueError(f"tokenizer: expected a name, a tokenizer or a function, got {given!r:.80}")

    def spans(self, text: str, places: Sequence[tuple[int, int]]) -> list[str]:
        """Return the text of some stretches of a text's tokens."""
        tokens = text.split() if self.tokenize is None else list(next(iter(self.tokenize([text]))))
        return [self.join(tokens[start:end]) for start, end in places]


def _pretrained(name: str) -> Any:
    from transformers import AutoTokenizer

    try:
        return AutoTokenizer.from_pretrained(name)
    except (OSError, ValueError, KeyError) as error:
        first = str(error).strip().partition("\n")[0]
        raise ValueError(
            f"tokenizer {name!r}: cannot be loaded ({first}); give {WORDS!r}, a folder or a Hub id"
        ) from error


def _covered(starts: NDArray[np.int64], ends: NDArray[np.int64], size: int) -> NDArray[np.bool_]:
    """Return for each of `size` places whether it lies in a stretch; each begins at a place of its own."""
    if not len(starts):
        return np.zeros(size, np.bool_)
    edges = -np.bincount(ends, minlength=size + 1)
    edges[starts] += 1
    return np.cumsum(edges[:-1]) > 0


def _shares(contaminated: NDArray[np.bool_], breaks: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the contaminated share of each text's tokens, nan for a text without any."""
    sums = np.concatenate([[0], np.cumsum(contaminated)])[np.concatenate([[0], breaks])]
    sizes = np.diff(breaks, prepend=-1) - 1
    shares: NDArray[np.float64] = np.divide(
        np.diff(sums), sizes, out=np.full(len(breaks), np.nan), where=sizes > 0
    )
    return shares
