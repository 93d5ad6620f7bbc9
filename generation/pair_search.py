"""Which pairs of vectors have a cosine above a threshold: an exact join in two stages.

The vectors are turned so that their first coordinates hold as much of them as possible (a principal component
analysis without centring; a rotation keeps every cosine). Of two unit vectors u = (p, r) and v = (q, s), p
and q the first coordinates, Cauchy and Schwarz give u.v = p.q + r.s <= p.q + |r||s|, which is one product of
short vectors with |r| and |s| as a further coordinate. Few pairs reach the threshold by that bound; those are
looked at in full, and the ones near the threshold in float64. So the pairs are those of a brute force.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

BAND = (
    1e-4  # cosines this near the threshold are decided in float64; far above the error of a float32 product
)
_PREFIX = 127  # coordinates before the bound's own; with that one a multiple of what processors add at once
_ROWS, _COLUMNS = 1024, 4096  # of the block of the product at a time: 16 MiB, small enough for a core's cache
_LOOKED_AT = 1 << 14  # pairs looked at in full at a time
_TURNED = 1 << 14  # vectors turned at a time

Progress = Callable[[str, int, int], None]
Pairs = tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float32]]


def similar_pairs(
    vectors: NDArray[np.float32], threshold: float, progress: Progress, known: int = 0
) -> Pairs:
    """Find all pairs of rows whose cosine is strictly above `threshold`.

    Args:
        vectors: (n, dim) unit vectors.
        threshold: Cosine in (0, 1).
        progress: Called with (stage, done, total).
        known: So many first rows are not compared with each other.

    Returns:
        (left, right, cosine), sorted by left, then right; left < right; every cosine above the threshold.
    """
    short = _bounds(vectors)
    lefts, rights = [np.empty(0, np.int32)], [np.empty(0, np.int32)]
    cosines = [np.empty(0, np.float32)]
    for rows, columns in _candidates(short, threshold, known, progress):
        cosine = _cosines(vectors, rows, columns)
        near = np.flatnonzero(np.abs(cosine - threshold) <= BAND)
        passed = cosine > threshold
        passed[near] = exact_cosine(vectors, rows[near], columns[near]) > threshold
        lefts.append(rows[passed].astype(np.int32))
        rights.append(columns[passed].astype(np.int32))
        cosines.append(cosine[passed])
    left, right = np.concatenate(lefts), np.concatenate(rights)
    # no kept cosine may round down to the threshold
    above = np.nextafter(np.float32(threshold), np.float32(2))
    cosine = np.clip(np.concatenate(cosines), above, np.float32(1))
    order = np.lexsort((right, left))
    return left[order], right[order], cosine[order]


def exact_cosine(
    vectors: NDArray[np.float32], left: NDArray[np.integer], right: NDArray[np.integer]
) -> NDArray[np.float64]:
    """Return the float64 cosines of the paired rows, the same in either order."""
    one, other = vectors[left].astype(np.float64), vectors[right].astype(np.float64)
    lengths = np.sqrt((one * one).sum(axis=1)) * np.sqrt((other * other).sum(axis=1))
    cosines: NDArray[np.float64] = (one * other).sum(axis=1) / lengths
    return cosines


def _bounds(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return short vectors whose products are never below the cosines, but for rounding."""
    import torch

    count, size = vectors.shape
    if size <= _PREFIX + 1 or count <= size:
        return vectors
    matrix = torch.from_numpy(np.ascontiguousarray(vectors))
    _, axes = torch.linalg.eigh((matrix.T @ matrix).double())  # ascending: the last hold most
    short = torch.empty((count, _PREFIX + 1), dtype=torch.float32)
    for start in range(0, count, _TURNED):
        # in float64: where little is left, float32 would be wrong by more than `BAND` under the root
        block = matrix[start : start + _TURNED].double()
        first = block @ axes[:, -_PREFIX:]
        rest = ((block * block).sum(1) - (first * first).sum(1)).clamp(min=0).sqrt()
        short[start : start + _TURNED, :_PREFIX] = first.float()
        short[start : start + _TURNED, _PREFIX] = rest.float()
    bounds: NDArray[np.float32] = short.numpy()
    return bounds


def _candidates(
    short: NDArray[np.float32], threshold: float, known: int, progress: Progress
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Yield (rows, columns) with row < column that reach the threshold, or nearly, by the bound."""
    import torch

    count = len(short)
    matrix = torch.from_numpy(np.ascontiguousarray(short))
    for top in range(0, count, _ROWS):
        block = matrix[top : top + _ROWS]
        bottom = top + len(block)
        begin = max(top, known) if bottom <= known else top
        for start in range(begin, count, _COLUMNS):
            product = (block @ matrix[start : start + _COLUMNS].T).numpy()
            flat = np.flatnonzero(product > threshold - BAND)
            rows, columns = flat // product.shape[1] + top, flat % product.shape[1] + start
            fresh = (rows < columns) & (columns >= known)
            rows, columns = rows[fresh], columns[fresh]
            for first in range(0, len(rows), _LOOKED_AT):
                yield rows[first : first + _LOOKED_AT], columns[first : first + _LOOKED_AT]
        progress("comparing strings", bottom, count)


def _cosines(
    vectors: NDArray[np.float32], left: NDArray[np.int64], right: NDArray[np.int64]
) -> NDArray[np.float32]:
    """Return the cosines of the paired rows; each follows from its two rows alone, in any order the same."""
    cosines: NDArray[np.float32] = np.einsum("ij,ij->i", vectors[left], vectors[right])
    return cosines
