"""From pairs of strings to pairs of tools: the best string pair of every edge and kind, and counts of edges.

A block of tools is done at a time. Its string pairs are sorted by cosine, worst first, and written in that
order into a table (tool, tool, kind), so that what stands there in the end is the best pair: tool pairs, of
which there are far more, are never sorted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .graph import LARGER_RETURNS, PARAMETER_PARAMETER, SMALLER_RETURNS, Links
from .string_join import Progress, StringJoin, expand
from .tool_strings import Incidence, ToolStrings

_KINDS = 3
_BLOCK_CELLS = 1 << 24  # cells of the table at a time: 64 MiB of int32
_TILE = 2048  # a multiple of 8, so that a tile begins at a byte

_Ints = NDArray[np.int64]
_Pairs = tuple[_Ints, NDArray[np.int32], NDArray[np.int32], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class _Alike:
    """For each string the strings alike it, itself among them; rows of boilerplate strings are empty."""

    indptr: NDArray[np.int64]
    partner: NDArray[np.int32]
    cosine: NDArray[np.float32]


def expand_links(
    strings: ToolStrings, join: StringJoin, plumbing: NDArray[np.bool_], progress: Progress
) -> tuple[Links, int]:
    """Return the links of all edges, and how many edges some pair without a plumbing string ties.

    Of pairs with equal cosines the one whose strings appeared first is kept.

    Args:
        strings: The strings and who holds them.
        join: Which strings are alike.
        plumbing: (strings,) whether a string is pagination or request plumbing.
        progress: Called with (stage, done, total).
    """
    tools = len(strings.parameters.indptr) - 1
    alike = _both_ways(join, len(strings.strings))
    holders = {
        "parameter": _Holders(strings.parameters.transposed()),
        "return": _Holders(strings.returns.transposed()),
    }
    height = max(1, _BLOCK_CELLS // (tools * _KINDS))
    counts = np.zeros(tools, np.int64)
    parts: list[tuple[NDArray[Any], ...]] = []
    meaningful_edges = 0
    for start in range(0, tools, height):
        stop = min(start + height, tools)
        best = np.full((stop - start, tools, _KINDS), -1, np.int32)
        meaningful = np.zeros((stop - start, tools), np.bool_)
        pairs = {
            "parameter": _string_pairs(strings.parameters, alike, start, stop),
            "return": _string_pairs(strings.returns, alike, start, stop),
        }
        for own, others, kind in (
            ("parameter", "parameter", PARAMETER_PARAMETER),
            ("return", "parameter", SMALLER_RETURNS),
            ("parameter", "return", LARGER_RETURNS),
        ):
            tool, left, right, _ = pairs[own]
            plain = ~(plumbing[left] | plumbing[right])
            for which, partner in holders[others].beyond(tool, right):
                row = tool[which] - start
                best[row, partner, kind] = which  # of repeated cells numpy keeps the last, which is the best
                useful = plain[which]
                meaningful[row[useful], partner[useful]] = True
        meaningful_edges += int(meaningful.sum())
        row, larger, kind_found = np.nonzero(best >= 0)
        chosen = best[row, larger, kind_found]
        by_return = kind_found == SMALLER_RETURNS
        counts[start:stop] = np.bincount(row, minlength=stop - start)
        strings_and_cosine = [
            _choose(by_return, chosen, of_return, of_parameter)
            for of_return, of_parameter in zip(pairs["return"][1:], pairs["parameter"][1:], strict=True)
        ]
        parts.append((larger.astype(np.int32), kind_found.astype(np.int8), *strings_and_cosine))
        progress("joining tools", stop, tools)
    indptr = np.concatenate(([0], np.cumsum(counts)))
    return Links(indptr, *(np.concatenate(column) for column in zip(*parts, strict=True))), meaningful_edges


def count_edges_before(links: Links, tied: NDArray[np.uint8]) -> int:
    """Return how many tool pairs the links or the boilerplate tie.

    Args:
        links: The edges without boilerplate.
        tied: (tools, ceil(tools / 8)) packed bits, to be read in both directions.
    """
    tools = len(tied)
    total = 0
    for top in range(0, tools, _TILE):
        bottom = min(top + _TILE, tools)
        rows = np.unpackbits(tied[top:bottom], axis=1, count=tools).view(np.bool_)
        linked = np.repeat(np.arange(bottom - top), np.diff(links.indptr[top : bottom + 1]))
        rows[linked, links.partner[links.indptr[top] : links.indptr[bottom]]] = True
        for left in range(top, tools, _TILE):
            right = min(left + _TILE, tools)
            mirrored = np.unpackbits(tied[left:right, top // 8 : -(-bottom // 8)], axis=1, count=bottom - top)
            cells = rows[:, left:right] | mirrored.view(np.bool_).T
            total += int((np.triu(cells, 1) if left == top else cells).sum())
    return total


class _Holders:
    """Which tools hold a string, able to skip those up to a given tool."""

    def __init__(self, holders: Incidence) -> None:
        self._tools = holders.columns
        self._ends = holders.indptr
        self._indices = holders.indices
        rows, columns = holders.pairs()
        self._keys = rows * self._tools + columns

    def beyond(self, tool: _Ints, string: NDArray[np.int32]) -> Iterator[tuple[_Ints, NDArray[np.int32]]]:
        """Yield (i, holder) for every holder of `string[i]` with a larger index than `tool[i]`."""
        starts = np.searchsorted(self._keys, string.astype(np.int64) * self._tools + tool, "right")
        for which, position in expand(starts, self._ends[string + 1] - starts):
            yield which, self._indices[position]


def _both_ways(join: StringJoin, count: int) -> _Alike:
    own = np.flatnonzero(~join.boilerplate).astype(np.int32)
    rows = np.concatenate((join.left, join.right, own))
    order = np.argsort(rows, kind="stable")
    indptr = np.concatenate(([0], np.cumsum(np.bincount(rows, minlength=count)))).astype(np.int64)
    partner = np.concatenate((join.right, join.left, own))[order]
    cosine = np.concatenate((join.cosine, join.cosine, np.ones(len(own), np.float32)))[order]
    return _Alike(indptr, partner, cosine)


def _string_pairs(held: Incidence, alike: _Alike, start: int, stop: int) -> _Pairs:
    """Return (tool, its string, a string alike it, cosine) for tools `start : stop`, the worst pair first."""
    tool = np.repeat(np.arange(start, stop), np.diff(held.indptr[start : stop + 1]))
    string = held.indices[held.indptr[start] : held.indptr[stop]]
    starts, ends = alike.indptr[string], alike.indptr[string + 1]
    pieces = [(tool[which], string[which], position) for which, position in expand(starts, ends - starts)]
    if not pieces:
        return tool[:0], string[:0], string[:0], alike.cosine[:0]
    tools, left, position = (np.concatenate(column) for column in zip(*pieces, strict=True))
    right, cosine = alike.partner[position], alike.cosine[position]
    order = np.lexsort((-right, -left, cosine))
    return tools[order], left[order], right[order], cosine[order]


def _choose(
    mask: NDArray[np.bool_], index: NDArray[np.int32], if_true: NDArray[Any], if_false: NDArray[Any]
) -> NDArray[Any]:
    """Return `if_true[index]` where the mask holds, `if_false[index]` elsewhere; the two differ in length."""
    chosen = np.empty(len(index), if_true.dtype)
    chosen[mask] = if_true[index[mask]]
    chosen[~mask] = if_false[index[~mask]]
    return chosen
