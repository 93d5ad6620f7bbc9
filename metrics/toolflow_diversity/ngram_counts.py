"""Count tokens and distinct n-grams over a stream of texts, exactly and in bounded memory.

N-grams do not cross texts. A vocabulary that exceeds its memory is written out by spelling and begun anew; at
the end the vocabularies are merged, and the keys that were made with them renumbered.
"""

from __future__ import annotations

import heapq
import itertools
import math
import tempfile
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .ngram_keys import (
    NUMBERS,
    CompiledVocabulary,
    DistinctKeys,
    Numbers,
    PlainVocabulary,
    grown,
    ngram_keys,
    pack,
    read_blocks,
    unpack,
)

MEMORY = 1 << 30
_BATCH_CHARACTERS, _AHEAD = 1 << 20, 64
_LINES, _PAIRS = 1 << 13, 1 << 12  # bytes and numbers held of each vocabulary's file


@dataclass(frozen=True, slots=True)
class NgramCounts:
    """Integer counts of a stream of texts.

    Args:
        texts: Texts read.
        frequencies: (count, how many distinct tokens have it), ascending.
        ngrams: How many n-grams there are, of orders 1 to n.
        distinct: How many distinct ones, of orders 1 to n.
    """

    texts: int
    frequencies: tuple[tuple[int, int], ...]
    ngrams: tuple[int, ...]
    distinct: tuple[int, ...]

    @property
    def entropy(self) -> float:
        """Return H in bits, as log2 N - sum(c log2 c) / N; nan without a token."""
        total = self.ngrams[0]
        if not total:
            return math.nan
        weighted = math.fsum(many * count * math.log2(count) for count, many in self.frequencies)
        return math.log2(total) - weighted / total

    def share(self, order: int) -> float:
        """Return D-n of an order from 1 on, (0, 1]; nan without such an n-gram."""
        return self.distinct[order - 1] / self.ngrams[order - 1] if self.ngrams[order - 1] else math.nan


def count_ngrams(
    texts: Iterable[str],
    n: int = 3,
    *,
    memory: int = MEMORY,
    folder: str | Path | None = None,
    compiled: bool | None = None,
) -> NgramCounts:
    """Count the tokens and n-grams of texts, which are read once, a batch at a time.

    Args:
        texts: Any iterable.
        n: Highest order counted.
        memory: Bytes for vocabulary and keys; what exceeds them goes to disk. A batch comes on top: about ten
            megabytes, or twenty bytes a character of a text longer than a million.
        folder: Where temporary files may go; default the system's folder for them.
        compiled: Walk the texts with numba; default: if it is installed and there is more than one batch.

    Raises:
        ValueError: If n is below 1.
        OverflowError: Above 2**32 distinct tokens.
    """
    if n < 1:
        raise ValueError(f"n is {n}, expected the highest order of n-grams to count, 1 or more")
    batches = _batched(texts)
    first = list(itertools.islice(batches, 2))
    if compiled is None:
        compiled = len(first) > 1 and find_spec("numba") is not None
    with tempfile.TemporaryDirectory(prefix="toolflow-ngrams-", dir=folder) as scratch:
        counter = _Counter(n, memory, Path(scratch), compiled)
        for batch in itertools.chain((first.pop(0) for _ in range(len(first))), batches):
            counter.add(batch)
        return counter.result()


def _batched(texts: Iterable[str]) -> Iterator[list[str]]:
    """Yield the texts in lists of a million characters or a little more; read a few ahead."""
    texts = iter(texts)
    batch: list[str] = []
    characters = 0
    while ahead := list(itertools.islice(texts, _AHEAD)):
        lengths = sum(map(len, ahead))
        for part in [ahead] if lengths < _BATCH_CHARACTERS else ([text] for text in ahead):
            batch += part
            characters += lengths if part is ahead else len(part[0])
            if characters >= _BATCH_CHARACTERS:
                yield batch
                batch, characters = [], 0
    if batch:
        yield batch


class _Counter:
    """The state of a count: the vocabulary in use, those written out, the keys of each order from 2 on."""

    def __init__(self, n: int, memory: int, folder: Path, compiled: bool) -> None:
        self._n, self._folder = n, folder
        limits = (min(NUMBERS, max(2 * n, memory // 512)), memory // 64, n)
        self._new = (CompiledVocabulary if compiled else PlainVocabulary, limits)
        self._vocabulary: Any = self._new[0](*limits)
        self._counts = np.zeros(0, np.int64)
        self._files: list[Path] = []  # of the vocabularies written out
        self._texts, self._ngrams = 0, [0] * n
        self._key_bytes = memory // (4 * n)
        self._keys = [DistinctKeys(folder / f"order{order}", self._key_bytes) for order in range(2, n + 1)]

    def add(self, texts: Sequence[str]) -> None:
        """Count a batch of texts."""
        self._texts += len(texts)
        # one character beyond ASCII would make the whole batch slow to read
        for plain in (True, False):
            if part := [text for text in texts if text.isascii() is plain]:
                self._add(part)

    def _add(self, texts: Sequence[str]) -> None:
        batch = self._vocabulary.read(texts)
        position = context = 0
        while True:
            numbers, position = self._vocabulary.number(batch, position)
            self._count(numbers, context)
            if position == len(batch):
                return
            # n-grams that end behind this place need the numbers of the tokens before it
            position, context = self._vocabulary.rewind(batch, position, self._n - 1)
            self._close()

    def result(self) -> NgramCounts:
        """Return the counts of all that was added."""
        if not self._files:
            values = np.unique(self._counts[self._counts > 0], return_counts=True)
            frequencies = tuple(zip(*(part.tolist() for part in values), strict=True))
            keys = self._keys
        else:
            self._close()
            frequencies = tuple(sorted(merge_vocabularies(self._files).items()))
            keys = [self._renumber(order, one) for order, one in enumerate(self._keys, start=2)]
        distinct = (sum(many for _, many in frequencies), *(one.count() for one in keys))
        return NgramCounts(self._texts, frequencies, tuple(self._ngrams), distinct)

    def _count(self, numbers: Numbers, context: int) -> None:
        """Count tokens and n-grams; the first `context` tokens were counted before."""
        fresh = numbers[context:]
        fresh = fresh[fresh >= 0]
        if not fresh.size:
            return
        self._counts = grown(self._counts, int(fresh.max()) + 1)
        np.add.at(self._counts, fresh, 1)
        self._ngrams[0] += fresh.size
        for order, keys in enumerate(self._keys, start=2):
            rows = ngram_keys(numbers, order, context)
            self._ngrams[order - 1] += len(rows)
            keys.add(rows, len(self._files))

    def _close(self) -> None:
        """Write out the vocabulary and the keys made with it; begin a new one."""
        spellings, label = self._vocabulary.spellings(), len(self._files)
        self._files.append(self._folder / f"vocabulary{label}")
        write_vocabulary(self._files[-1], spellings, grown(self._counts, len(spellings)))
        for keys in self._keys:
            keys.spill(label)
        self._counts = np.zeros(0, np.int64)
        self._vocabulary = self._new[0](*self._new[1])

    def _renumber(self, order: int, keys: DistinctKeys) -> DistinctKeys:
        """Return the keys of an order in the numbers that all vocabularies share."""
        renumbered = DistinctKeys(self._folder / f"shared{order}", self._key_bytes)
        for label, files in itertools.groupby(keys.files, key=lambda entry: entry[0]):
            shared = shared_numbers(self._files[label])
            for _, path in files:
                for block in read_blocks(path, keys.dtype, max(1, self._key_bytes // (8 * order))):
                    columns = [shared[column] for column in unpack(block, order)]
                    renumbered.add(pack(columns, wide=True))
                path.unlink()
        return renumbered


def write_vocabulary(path: Path, spellings: Sequence[str], counts: NDArray[np.int64]) -> None:
    """Write a line `token count number` for each token, by spelling; no token holds white space."""
    many = counts.tolist()
    with path.open("w", encoding="utf-8", errors="surrogatepass", newline="\n") as file:
        for number in sorted(range(len(spellings)), key=spellings.__getitem__):
            file.write(f"{spellings[number]} {many[number]} {number}\n")


def merge_vocabularies(paths: Sequence[Path]) -> Counter[int]:
    """Merge vocabularies by spelling, and write for each which numbers its own have in all of them.

    Returns:
        How many tokens have each count.

    Raises:
        OverflowError: Above 2**32 distinct tokens.
    """
    pairs = [array("I") for _ in paths]
    lines = heapq.merge(*(_read_vocabulary(path, label) for label, path in enumerate(paths)))
    frequencies: Counter[int] = Counter()
    for token, (_, same) in enumerate(itertools.groupby(lines, key=lambda line: line[0])):
        if token >> 32:
            raise OverflowError("more than 2**32 distinct tokens; count parts of the data set")
        total = 0
        for _, label, count, number in same:
            pairs[label].extend((number, token))
            if len(pairs[label]) >= _PAIRS:
                _append(paths[label], pairs[label])
            total += count
        frequencies[total] += 1
    for path, rest in zip(paths, pairs, strict=True):
        _append(path, rest)
    return frequencies


def shared_numbers(path: Path) -> NDArray[np.uint32]:
    """Return what `merge_vocabularies` wrote for a vocabulary: the shared number of each of its own."""
    pairs = np.fromfile(_shared(path), np.uint32).reshape(-1, 2)
    shared = np.empty(len(pairs), np.uint32)
    shared[pairs[:, 0]] = pairs[:, 1]
    return shared


def _append(path: Path, pairs: array[int]) -> None:
    with _shared(path).open("ab") as file:
        pairs.tofile(file)
    del pairs[:]


def _shared(path: Path) -> Path:
    return path.with_name(f"{path.name}-shared")


def _read_vocabulary(path: Path, label: int) -> Iterator[tuple[str, int, int, int]]:
    """Yield (token, label, count, number) by spelling; the file is not kept open, for there may be many."""
    offset, lines = 0, [b""]
    while lines:
        with path.open("rb") as file:
            file.seek(offset)
            lines = file.readlines(_LINES)
            offset = file.tell()
        for line in lines:
            token, count, number = line.decode("utf-8", "surrogatepass").split(" ")
            yield token, label, int(count), int(number)
