"""Which strings are alike: a blocked join of the distinct strings with themselves, and document frequencies.

The cosine matrix is made a block of rows at a time and never kept. A string's document frequency falls out of
its row. Of boilerplate rows only a bit per tool pair is kept (to count the edges they would make), of the
others the pairs themselves, so memory grows with what the graph will hold, not with the square of strings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .tool_strings import Incidence, ToolStrings

BAND = 1e-4  # cosines this near the threshold are decided in float64
MIN_BOILERPLATE_TOOLS = 50  # in a small set of tools a string in every second one may still mean something
_BLOCK_CELLS = 1 << 24  # cells of the cosine matrix at a time: 64 MiB of float32
_SCATTER = 1 << 22  # entries expanded at a time

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class StringJoin:
    """What the join found.

    Args:
        left: (pairs,) int32, the smaller string number; strings that are boilerplate take no part.
        right: (pairs,) int32, the larger one.
        cosine: (pairs,) float32, all above the threshold.
        document_frequency: (strings,) int32, tools holding any string with a cosine above the threshold.
        boilerplate: (strings,) bool.
        tied: Tool pairs that boilerplate ties, as packed bits (tools, ceil(tools / 8)) to be read in both
            directions; None if no string is boilerplate.
    """

    left: NDArray[np.int32]
    right: NDArray[np.int32]
    cosine: NDArray[np.float32]
    document_frequency: NDArray[np.int32]
    boilerplate: NDArray[np.bool_]
    tied: NDArray[np.uint8] | None


def join_strings(
    strings: ToolStrings,
    vectors: NDArray[np.float32],
    threshold: float,
    max_document_frequency: float | None,
    progress: Progress,
) -> StringJoin:
    """Join strings whose cosine is strictly above `threshold`.

    Args:
        strings: The strings and who holds them.
        vectors: (strings, dim) unit vectors.
        threshold: Cosine in (0, 1).
        max_document_frequency: Share of the tools above which a string is boilerplate, if it is also in more
            than `MIN_BOILERPLATE_TOOLS`; None finds no boilerplate.
        progress: Called with (stage, done, total).
    """
    tools, count = len(strings.parameters.indptr) - 1, len(vectors)
    with_parameter, with_return = strings.parameters.transposed(), strings.returns.transposed()
    limit = (
        np.inf
        if max_document_frequency is None
        else max(max_document_frequency * tools, MIN_BOILERPLATE_TOOLS)
    )
    frequency = np.zeros(count, np.int32)
    tied: NDArray[np.uint8] | None = None
    kept: list[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]] = []
    for start, rows, columns, cosines in _similar(vectors, threshold):
        stop = min(start + _block_rows(count), count)
        parameter_hit = scatter(rows - start, columns, with_parameter, stop - start)
        return_hit = scatter(rows - start, columns, with_return, stop - start)
        either = parameter_hit | return_hit
        frequency[start:stop] = either.sum(axis=1)
        for string in (np.flatnonzero(frequency[start:stop] > limit) + start).tolist():
            if tied is None:
                tied = np.zeros((tools, -(-tools // 8)), np.uint8)
            tied[with_parameter.row(string)] |= np.packbits(either[string - start])
            tied[with_return.row(string)] |= np.packbits(parameter_hit[string - start])
        keep = (rows < columns) & (frequency[rows] <= limit)
        kept.append((rows[keep].astype(np.int32), columns[keep].astype(np.int32), cosines[keep]))
        progress("comparing strings", stop, count)
    left, right, cosine = (np.concatenate(part) for part in zip(*kept, strict=True)) if kept else _NOTHING
    boilerplate = frequency > limit
    clear = ~boilerplate[right]  # a row's partner may have turned out to be boilerplate later
    return StringJoin(left[clear], right[clear], cosine[clear], frequency, boilerplate, tied)


_NOTHING = (np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0, np.float32))


def exact_cosine(
    vectors: NDArray[np.float32], left: NDArray[np.int64], right: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the float64 cosines of the paired rows, the same in either order."""
    one, other = vectors[left].astype(np.float64), vectors[right].astype(np.float64)
    lengths = np.sqrt((one * one).sum(axis=1)) * np.sqrt((other * other).sum(axis=1))
    cosines: NDArray[np.float64] = (one * other).sum(axis=1) / lengths
    return cosines


def expand(
    starts: NDArray[np.int64], counts: NDArray[np.int64]
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Yield (i, position) for every position in `starts[i] : starts[i] + counts[i]`, piece by piece.

    `i` ascends.
    """
    ends = np.cumsum(counts)
    first = 0
    while first < len(counts):
        done = ends[first - 1] if first else 0
        last = max(int(np.searchsorted(ends, done + _SCATTER, "right")), first + 1)
        some = counts[first:last]
        which = np.repeat(np.arange(first, last), some)
        position = np.arange(len(which)) - np.repeat(np.cumsum(some) - some, some) + starts[which]
        yield which, position
        first = last


def scatter(
    rows: NDArray[np.int64], strings: NDArray[np.int64], holders: Incidence, height: int
) -> NDArray[np.bool_]:
    """Return (height, tools): whether a row is paired with a string that the tool holds."""
    hit = np.zeros((height, holders.columns), np.bool_)
    starts = holders.indptr[strings]
    for which, position in expand(starts, holders.indptr[strings + 1] - starts):
        hit[rows[which], holders.indices[position]] = True
    return hit


def _block_rows(count: int) -> int:
    return max(1, _BLOCK_CELLS // max(count, 1))


def _similar(
    vectors: NDArray[np.float32], threshold: float
) -> Iterator[tuple[int, NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]]:
    """Yield (start, rows, columns, cosines) a block of rows at a time; a string is alike itself."""
    import torch

    matrix = torch.from_numpy(np.ascontiguousarray(vectors))
    height = _block_rows(len(vectors))
    above = np.nextafter(
        np.float32(threshold), np.float32(2)
    )  # no kept cosine may round down to the threshold
    for start in range(0, len(vectors), height):
        block = (matrix[start : start + height] @ matrix.T).numpy()
        size = np.arange(len(block))
        block[size, size + start] = 1.0
        flat = np.flatnonzero(block > threshold - BAND)
        rows, columns = flat // len(vectors) + start, flat % len(vectors)
        cosines = block.ravel()[flat]
        near = np.flatnonzero(np.abs(cosines - threshold) <= BAND)
        passed = np.ones(len(flat), np.bool_)
        for some in np.array_split(near, len(near) // 65536 + 1):
            passed[some] = exact_cosine(vectors, rows[some], columns[some]) > threshold
        yield start, rows[passed], columns[passed], np.clip(cosines[passed], above, np.float32(1))
