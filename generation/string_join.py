"""Which strings are alike, how many tools hold something alike, and which are boilerplate because of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .pair_search import Pairs, Progress, similar_pairs
from .tool_strings import Incidence, ToolStrings

MIN_BOILERPLATE_TOOLS = 50  # in a small set of tools a string in every second one may still mean something
_ROWS = 4096  # strings whose tools are found at a time


@dataclass(frozen=True, slots=True)
class Alike:
    """For each string those alike it, itself among them, as compressed sparse rows; partners ascend in a row.

    Args:
        indptr: (strings + 1,) int64.
        partner: (entries,) int32.
        cosine: (entries,) float32, 1 for a string and itself.
    """

    indptr: NDArray[np.int64]
    partner: NDArray[np.int32]
    cosine: NDArray[np.float32]

    @classmethod
    def from_pairs(cls, pairs: Pairs, kept: NDArray[np.bool_]) -> Alike:
        """Build from pairs; strings not in `kept`, of shape (strings,), have empty rows and stand in none."""
        left, right, cosine = pairs
        both = kept[left] & kept[right]
        left, right, cosine = left[both], right[both], cosine[both]
        own = np.flatnonzero(kept).astype(np.int32)
        rows = np.concatenate((left, right, own))
        columns = np.concatenate((right, left, own))
        order = np.argsort(rows.astype(np.int64) * len(kept) + columns, kind="stable")
        indptr = np.concatenate(([0], np.cumsum(np.bincount(rows, minlength=len(kept))))).astype(np.int64)
        values = np.concatenate((cosine, cosine, np.ones(len(own), np.float32)))
        return cls(indptr, columns[order], values[order])


@dataclass(frozen=True, slots=True)
class Known:
    """What an earlier join found.

    Args:
        strings: (k,) int64: numbers of the strings that were compared with each other.
        pairs: The pairs among them.
    """

    strings: NDArray[np.int64]
    pairs: Pairs


def join_strings(
    vectors: NDArray[np.float32], threshold: float, progress: Progress, known: Known | None = None
) -> Pairs:
    """Return all pairs of strings with a cosine above `threshold`, sorted by left, then right.

    Args:
        vectors: (strings, dim) unit vectors.
        threshold: Cosine in (0, 1).
        progress: Called with (stage, done, total).
        known: What need not be compared again.
    """
    if known is None:
        return similar_pairs(vectors, threshold, progress)
    fresh = np.ones(len(vectors), np.bool_)
    fresh[known.strings] = False
    order = np.concatenate((known.strings, np.flatnonzero(fresh)))
    one, other, cosine = similar_pairs(vectors[order], threshold, progress, len(known.strings))
    first, second = order[one], order[other]
    left = np.concatenate((known.pairs[0], np.minimum(first, second).astype(np.int32)))
    right = np.concatenate((known.pairs[1], np.maximum(first, second).astype(np.int32)))
    both = np.concatenate((known.pairs[2], cosine))
    order = np.lexsort((right, left))
    return left[order], right[order], both[order]


def document_frequencies(strings: ToolStrings, pairs: Pairs) -> NDArray[np.int32]:
    """Return for each string how many tools hold it or one alike it, shape (strings,)."""
    count = len(strings.strings)
    alike = Alike.from_pairs(pairs, np.ones(count, np.bool_))
    holders = strings.holders()
    frequency = np.empty(count, np.int32)
    for start in range(0, count, _ROWS):
        rows = reached(alike, holders, start, min(start + _ROWS, count))
        frequency[start : start + _ROWS] = np.diff(rows.indptr)
    return frequency


def is_boilerplate(
    frequency: NDArray[np.int32], tools: int, max_document_frequency: float | None
) -> NDArray[np.bool_]:
    """Return which strings are boilerplate: in too large a share of the tools, and in enough of them."""
    if max_document_frequency is None:
        return np.zeros(len(frequency), np.bool_)
    return frequency > max(max_document_frequency * tools, MIN_BOILERPLATE_TOOLS)


def reached(alike: Alike, holders: Incidence, start: int, stop: int) -> Incidence:
    """Return for the strings `start : stop` the tools that hold them or one alike them.

    Args:
        alike: Which strings are alike.
        holders: Strings x tools.
        start: First string.
        stop: The string after the last.
    """
    from scipy.sparse import csr_array

    strings = len(alike.indptr) - 1
    begin, end = alike.indptr[start], alike.indptr[stop]
    rows = (alike.indptr[start : stop + 1] - begin).astype(np.int64)
    some = csr_array(
        (np.ones(end - begin, np.float32), alike.partner[begin:end], rows), shape=(stop - start, strings)
    )
    held = csr_array(
        (np.ones(len(holders.indices), np.float32), holders.indices, holders.indptr),
        shape=(strings, holders.columns),
    )
    found = some @ held
    found.sort_indices()
    return Incidence(found.indptr.astype(np.int64), found.indices.astype(np.int32), holders.columns)
