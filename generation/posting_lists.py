"""Which tools a tool reaches, through which lists: the tool graph without its edges.

What a string reaches is a list of tools; a tool is tied to whatever its strings' lists hold. Millions of
edges follow from few lists, as many strings reach the very same tools, and equal lists are kept once. All
lists together hold at most twice the sum of what each distinct string reaches.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .string_join import Alike, reached
from .tool_strings import Incidence, ToolStrings

_ROWS = 4096  # strings whose lists are made at a time
_BLOCK = 512  # tools whose neighbours are counted at a time
_HUB = 4  # a list with more than one tool in so many is a hub's
_LARGE = 32  # a list with more than one tool in so many is kept as bits while counting


@dataclass(frozen=True)
class PostingLists:
    """Distinct lists of tools, and which tool has which.

    Args:
        lists: Lists x tools: the tools that a list holds, ascending.
        of_tool: Tools x lists: a tool is tied to all that its lists hold, but itself; its largest list first.
    """

    lists: Incidence
    of_tool: Incidence

    @cached_property
    def ends(self) -> NDArray[np.int64]:
        """Return where each entry of `of_tool` ends if the lists of all tools are laid end to end."""
        sizes = np.diff(self.lists.indptr)[self.of_tool.indices]
        ends: NDArray[np.int64] = np.cumsum(sizes)
        return ends

    @property
    def nbytes(self) -> int:
        """Return the bytes of all arrays."""
        arrays = (self.lists.indptr, self.lists.indices, self.of_tool.indptr, self.of_tool.indices, self.ends)
        return sum(array.nbytes for array in arrays)

    def neighbors(self, tool: int) -> NDArray[np.int32]:
        """Return the tools that a tool is tied to, ascending and distinct."""
        lists = self.of_tool.row(tool)
        if not lists.size:
            return self.lists.indices[:0]
        found = np.unique(np.concatenate([self.lists.row(number) for number in lists.tolist()]))
        others: NDArray[np.int32] = found[found != tool]
        return others

    def degrees(self) -> NDArray[np.int64]:
        """Return each tool's number of neighbours, shape (tools,)."""
        tools = len(self.of_tool.indptr) - 1
        sizes = np.diff(self.lists.indptr)
        large = np.flatnonzero(sizes * _LARGE > tools)
        bits = np.zeros((len(large), -(-tools // 8)), np.uint8)
        place = np.full(len(sizes), -1, np.int64)
        place[large] = np.arange(len(large))
        for row, number in enumerate(large.tolist()):
            held = np.zeros(tools, np.bool_)
            held[self.lists.row(number)] = True
            bits[row] = np.packbits(held)
        degrees = np.empty(tools, np.int64)
        for start in range(0, tools, _BLOCK):
            stop = min(start + _BLOCK, tools)
            owner = np.repeat(np.arange(stop - start), np.diff(self.of_tool.indptr[start : stop + 1]))
            lists = self.of_tool.indices[self.of_tool.indptr[start] : self.of_tool.indptr[stop]]
            is_large = place[lists] >= 0
            reach = np.zeros((stop - start, tools), np.bool_)
            reach[np.arange(stop - start), np.arange(start, stop)] = True
            which, member = members(self.lists, lists[~is_large])
            reach[owner[~is_large][which], member] = True
            packed = np.packbits(reach, axis=1)
            rows, where = owner[is_large], place[lists[is_large]]
            for row, number in zip(rows.tolist(), where.tolist(), strict=True):
                packed[row] |= bits[number]
            degrees[start:stop] = np.bitwise_count(packed).sum(axis=1, dtype=np.int64) - 1  # itself
        return degrees


def posting_lists(
    strings: ToolStrings, alike: Alike, *, parameters_reach: bool = True, returns_reach: bool = True
) -> PostingLists:
    """Make the lists of all tools. Source: section 3.1.

    A parameter reaches the tools with a parameter or a return value alike it, a return value those with a
    parameter alike it.

    Args:
        strings: The strings and who holds them.
        alike: Which strings are alike; those with empty rows reach nothing.
        parameters_reach: Whether parameters reach parameters.
        returns_reach: Whether parameters reach return values, and return values parameters.
    """
    with_parameter = strings.parameters.transposed()
    if parameters_reach and returns_reach:
        from_parameter = strings.holders()
    else:
        from_parameter = with_parameter if parameters_reach else strings.returns.transposed()
    parts = [(strings.parameters, from_parameter)]
    if returns_reach:
        parts.append((strings.returns, with_parameter))
    table = _Table(len(strings.parameters.indptr) - 1)
    owned: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = []
    for held, holders in parts:
        used = np.zeros(held.columns, np.bool_)
        used[held.indices] = True
        number = np.full(held.columns, -1, np.int64)
        for start in range(0, held.columns, _ROWS):
            stop = min(start + _ROWS, held.columns)
            number[start:stop] = table.add(reached(alike, holders, start, stop), used[start:stop])
        tool, string = held.pairs()
        owned.append((tool, number[string]))
    tool, number = (np.concatenate(column) for column in zip(*owned, strict=True))
    lists = table.lists()
    sizes = np.diff(lists.indptr)
    # a list that holds nobody but its owner ties it to nobody
    only = np.full(len(sizes), -1, np.int64)
    single = np.flatnonzero(sizes == 1)
    only[single] = lists.indices[lists.indptr[single]]
    useful = number >= 0
    useful[useful] = only[number[useful]] != tool[useful]
    return _ordered(*_united(tool[useful], number[useful], table))


def _united(
    tool: NDArray[np.int64], number: NDArray[np.int64], table: _Table
) -> tuple[NDArray[np.int64], NDArray[np.int64], Incidence]:
    """Put one list, their union, in the place of a tool's lists of hubs.

    These hold nearly the same tools, so that nearly every draw from them would have to be rejected. Few tools
    differ in which hubs they have; where many do, the commonest combinations are united until the unions hold
    as many tools as all lists before. So there is never more than twice of what there was, and a walk from
    the other tools rejects more.
    """
    lists = table.lists()
    is_hub = (np.diff(lists.indptr) * _HUB > lists.columns)[number]
    if not is_hub.any():
        return tool, number, lists
    owner, hub = np.unique(np.stack((tool[is_hub], number[is_hub])), axis=1)
    firsts = np.flatnonzero(np.concatenate(([True], owner[1:] != owner[:-1])))
    owners: dict[bytes, list[int]] = {}
    for one, hubs in zip(owner[firsts].tolist(), np.split(hub, firsts[1:]), strict=True):
        owners.setdefault(hubs.tobytes(), []).append(one)
    union = np.full(lists.columns, -1, np.int64)
    left = len(lists.indices)
    for combination, holders in sorted(owners.items(), key=lambda item: -len(item[1])):
        hubs = np.frombuffer(combination, np.int64)
        if len(hubs) == 1:
            continue
        members = np.unique(np.concatenate([lists.row(each) for each in hubs.tolist()]))
        left -= len(members)
        if left < 0:
            break
        row = Incidence(np.array([0, len(members)], np.int64), members, lists.columns)
        union[holders] = table.add(row, np.ones(1, np.bool_))[0]
    stays = ~is_hub | (union[tool] < 0)
    united = np.flatnonzero(union >= 0)
    return (
        np.concatenate((tool[stays], united)),
        np.concatenate((number[stays], union[united])),
        table.lists(),
    )


def _ordered(tool: NDArray[np.int64], number: NDArray[np.int64], lists: Incidence) -> PostingLists:
    """Drop lists that no tool has, count an owner's equal lists once, and put its largest first."""
    pairs = np.unique(tool * max(len(lists.indptr) - 1, 1) + number)
    tool, number = np.divmod(pairs, max(len(lists.indptr) - 1, 1))
    used = np.unique(number)
    member = members(lists, used)[1]
    kept = Incidence(
        np.concatenate(([0], np.cumsum(np.diff(lists.indptr)[used]))).astype(np.int64),
        member.astype(np.int32),
        lists.columns,
    )
    number = np.searchsorted(used, number)
    sizes = np.diff(kept.indptr)
    order = np.lexsort((number, -sizes[number], tool))
    indptr = np.concatenate(([0], np.cumsum(np.bincount(tool, minlength=lists.columns)))).astype(np.int64)
    return PostingLists(kept, Incidence(indptr, number[order].astype(np.int32), len(used)))


class _Table:
    """Collects lists and knows equal ones: two 63-bit sums of random keys of the members tell lists apart."""

    def __init__(self, tools: int) -> None:
        rng = np.random.default_rng(20250101)
        self._keys = rng.integers(1, 2**63, (2, tools), np.uint64)
        self._tools = tools
        self._numbers: dict[tuple[int, int, int], int] = {}
        self._rows: list[NDArray[np.int32]] = []
        self._sizes: list[NDArray[np.int64]] = []

    def add(self, rows: Incidence, used: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Add the rows that are used; return each row's number, -1 for the others and for empty ones."""
        sizes = np.diff(rows.indptr)
        wanted = np.flatnonzero(used & (sizes > 0))
        numbers = np.full(len(sizes), -1, np.int64)
        if not wanted.size:
            return numbers
        sums = []
        for keys in self._keys:
            total = np.concatenate((np.zeros(1, np.uint64), np.cumsum(keys[rows.indices])))
            sums.append((total[rows.indptr[1:]] - total[rows.indptr[:-1]])[wanted])
        fresh = []
        known = self._numbers
        for row, size, one, two in zip(
            wanted.tolist(), sizes[wanted].tolist(), sums[0].tolist(), sums[1].tolist(), strict=True
        ):
            number = known.get((size, one, two))
            if number is None:
                number = known[size, one, two] = len(known)
                fresh.append(row)
            numbers[row] = number
        chosen = np.array(fresh, np.int64)
        self._sizes.append(sizes[chosen])
        self._rows.append(members(rows, chosen)[1].astype(np.int32))
        return numbers

    def lists(self) -> Incidence:
        """Return the distinct lists in the order added."""
        sizes = np.concatenate(self._sizes) if self._sizes else np.empty(0, np.int64)
        members = np.concatenate(self._rows) if self._rows else np.empty(0, np.int32)
        return Incidence(np.concatenate(([0], np.cumsum(sizes))).astype(np.int64), members, self._tools)


def members(lists: Incidence, chosen: NDArray[np.integer]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Return (i, tool) for every tool in the list `chosen[i]`; i ascends."""
    starts, sizes = lists.indptr[chosen], lists.indptr[chosen + 1] - lists.indptr[chosen]
    which = np.repeat(np.arange(len(chosen)), sizes)
    position = np.arange(len(which)) - np.repeat(np.cumsum(sizes) - sizes, sizes) + np.repeat(starts, sizes)
    return which, lists.indices[position]
