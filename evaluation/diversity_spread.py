"""How entropy and distinct trigrams vary with the dialogues: half-samples over counts made once.

The values themselves come from `toolflow_diversity`, exact at any size. Here a sample of at most
`MOST_DIALOGUES` dialogues is kept in memory; for a larger set the deviations are narrowed by the root of
sample over set, as those of a mean would be.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from .resampling import RESAMPLES, Floats, half_samples

MOST_DIALOGUES = 5000
_BITS = 21  # three tokens in one key of 64 bits
_BLOCK = 1 << 16  # trigrams looked at together
ORDER = 3

_Coded = Sequence[Sequence[NDArray[np.int64]]]  # dialogues, texts, numbers of tokens


class SpreadSample:
    """A seeded sample of dialogues, as numbers of tokens, in random order.

    Args:
        seed: Of the sample, its order and the half-samples.
        size: Dialogues kept at most.
    """

    def __init__(self, seed: int = 0, size: int = MOST_DIALOGUES) -> None:
        self.seen = 0
        self._seed, self._size = seed, size
        self._rng = random.Random(seed)
        self._kept: list[list[NDArray[np.int64]]] = []
        self._numbers: dict[str, int] = {}

    def add(self, texts: Iterable[Sequence[str]]) -> None:
        """Take in a dialogue, given as the tokens of each of its texts."""
        self.seen += 1
        place = len(self._kept) if len(self._kept) < self._size else self._rng.randrange(self.seen)
        if place >= self._size:
            return
        numbers = self._numbers
        coded = [
            np.fromiter((numbers.setdefault(token, len(numbers)) for token in tokens), np.int64)
            for tokens in texts
        ]
        if place == len(self._kept):
            self._kept.append(coded)
        else:
            self._kept[place] = coded

    def deviations(self, dialogues: int | None = None, resamples: int = RESAMPLES) -> tuple[Floats, Floats]:
        """Return the deviations of H (bits) and D-3 for sets of so many dialogues.

        Args:
            dialogues: Size of the set that was measured; default all that were seen.
            resamples: Half-samples to draw.

        Returns:
            Two arrays of shape (resamples,), empty below two dialogues.
        """
        wanted = self.seen if dialogues is None else dialogues
        kept = list(self._kept)
        random.Random(self._seed + 1).shuffle(kept)
        kept = kept[:wanted]
        masks = half_samples(len(kept), self._seed, resamples)
        if not len(masks):
            return np.zeros(0), np.zeros(0)
        narrowed = math.sqrt(len(kept) / wanted)
        entropies, shares = _entropies(kept, masks), _distinct_shares(kept, masks)
        return _centred(entropies) * narrowed, _centred(shares) * narrowed


def _centred(values: Floats) -> Floats:
    """Return values less their mean; nan, of a half without a token or a trigram, counts for nothing."""
    known: Floats = values[~np.isnan(values)]
    return known - known.mean() if known.size else known


def _entropies(dialogues: _Coded, masks: NDArray[np.bool_]) -> Floats:
    """Return H of each half-sample, in bits."""
    tokens, holders, counts = _occurrences(dialogues)
    found = np.full(len(masks), math.nan)
    for row, mask in enumerate(masks):
        sums = np.bincount(tokens, counts * mask[holders])
        sums = sums[sums > 0]
        if total := sums.sum():
            found[row] = math.log2(total) - (sums * np.log2(sums)).sum() / total
    return found


def _distinct_shares(dialogues: _Coded, masks: NDArray[np.bool_]) -> Floats:
    """Return D-3 of each half-sample.

    A dialogue's row of bits says in which half-samples it is; a trigram's is the disjunction of the rows of
    all dialogues that hold it.
    """
    grams, holders, counts = _occurrences([[_trigrams(text) for text in texts] for texts in dialogues])
    totals = masks @ np.bincount(holders, counts, minlength=len(dialogues))
    order = np.argsort(grams, kind="stable")
    starts = np.flatnonzero(np.diff(grams[order], prepend=-1))
    rows = np.packbits(masks.T, axis=1)
    distinct = np.zeros(rows.shape[1] * 8)
    for first in range(0, starts.size, _BLOCK):
        begin, end = starts[first], starts[first + _BLOCK] if first + _BLOCK < starts.size else order.size
        held = rows[holders[order[begin:end]]]
        bits = np.bitwise_or.reduceat(held, starts[first : first + _BLOCK] - begin, axis=0)
        distinct += np.unpackbits(bits, axis=1).sum(axis=0)
    with np.errstate(invalid="ignore"):
        shares: Floats = distinct[: len(masks)] / totals
    return shares


def _occurrences(
    dialogues: _Coded,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return (thing, dialogue, how often), one entry for each thing in each dialogue."""
    things, holders, counts = [], [], []
    for place, texts in enumerate(dialogues):
        whole = np.concatenate(texts) if texts else np.zeros(0, np.int64)
        found, often = np.unique(whole, return_counts=True)
        things.append(found)
        holders.append(np.full(found.size, place, np.int64))
        counts.append(often)
    return np.concatenate(things), np.concatenate(holders), np.concatenate(counts)


def _trigrams(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    if numbers.size < ORDER:
        return np.zeros(0, np.int64)
    return (numbers[:-2] << (2 * _BITS)) | (numbers[1:-1] << _BITS) | numbers[2:]
