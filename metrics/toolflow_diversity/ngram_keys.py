r"""Give distinct tokens numbers and keep sets of n-gram keys, exactly and in bounded memory.

A token is a match of `\w+|[^\w\s]` in the lower-cased text. With numba a text is walked by a compiled loop
over its code points, without it by `re` and a dict; both give the same numbers. Equal hashes only ever lead
to a comparison of the code points themselves. An n-gram is the row of its tokens' numbers, packed into one
sortable key; a set of keys is a few sorted arrays, and sorted files once it outgrows its memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

TOKEN = re.compile(r"\w+|[^\w\s]")
NUMBERS = 1 << 21  # so many in a vocabulary, so that three numbers fit into a key of 64 bits
# white space to `\s` and without case, so that a text which holds one loses nothing by a blank in its place
SEPARATOR = "\x1e"
_BITS = 21
_SPACE, _WORD, _MARK = 0, 1, 2
_NARROW = 3  # numbers at most in a key of 64 bits
_BREAK = -1  # stands behind each text among the numbers of its tokens
_HEAD = 2  # places of a record before its code points
_BASIS, _PRIME = np.uint64(0xCBF29CE484222325), np.uint64(0x100000001B3)
_HALF, _LOW, _ONE = np.uint64(32), np.uint64(0xFFFFFFFF), np.uint64(1)
_SORTED_BYTES = 1 << 25  # of fresh keys, before they are sorted

Numbers = NDArray[np.int32]
Keys = NDArray[Any]


class PlainVocabulary:
    """Numbers for tokens, in order of appearance, from a dict.

    A batch is a list of tokens, None behind each text.

    Args:
        tokens: The vocabulary is full with so many tokens,
        characters: or with so many characters in them,
        least: but never with fewer tokens than this.
    """

    def __init__(self, tokens: int, characters: int, least: int) -> None:
        self._tokens, self._characters, self._least = tokens, characters, least
        self._numbers: dict[str, int] = {}
        self._held = 0

    def read(self, texts: Sequence[str]) -> list[str | None]:
        """Return the texts as a batch."""
        batch: list[str | None] = []
        for text in texts:
            batch += TOKEN.findall(text.lower())
            batch.append(None)
        return batch

    def number(self, batch: list[str | None], start: int) -> tuple[Numbers, int]:
        """Return the numbers from position `start` on, -1 behind each text, and the position where they end.

        That is the end of the batch, or a new token that a full vocabulary does not take.
        """
        numbers, found = self._numbers, []
        for position in range(start, len(batch)):
            token = batch[position]
            if token is None:
                found.append(_BREAK)
                continue
            if token not in numbers:
                size, held = len(numbers), self._held + len(token)
                if size == self._tokens or (held > self._characters and size >= self._least):
                    return np.array(found, np.int32), position
                numbers[token], self._held = size, held
            found.append(numbers[token])
        return np.array(found, np.int32), len(batch)

    def rewind(self, batch: list[str | None], position: int, tokens: int) -> tuple[int, int]:
        """Go back by at most `tokens` tokens of the same text; return the position and how many they were."""
        start = position
        while start and position - start < tokens and batch[start - 1] is not None:
            start -= 1
        return start, position - start

    def spellings(self) -> list[str]:
        """Return the tokens in the order of their numbers."""
        return list(self._numbers)


class CompiledVocabulary:
    """What `PlainVocabulary` is, as a hash table in arrays; a batch is an array of code points.

    A slot holds half a hash and the place of a token's record, which is its number, length and code points.
    """

    def __init__(self, tokens: int, characters: int, least: int) -> None:
        self._tokens, self._characters, self._least = tokens, characters, least
        self._size = self._used = 0
        self._slots = np.zeros(1 << 12, np.uint64)
        self._records = np.zeros(1 << 14, np.uint32)

    def read(self, texts: Sequence[str]) -> NDArray[Any]:
        """Return the texts as a batch: lower-cased, a separator behind each."""
        joined = SEPARATOR.join(texts)
        if joined.count(SEPARATOR) != len(texts) - 1:
            joined = SEPARATOR.join(text.replace(SEPARATOR, " ") for text in texts)
        joined = joined.lower() + SEPARATOR if texts else ""
        if joined.isascii():
            return np.frombuffer(joined.encode("ascii"), np.uint8)
        return np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)

    def number(self, batch: NDArray[Any], start: int) -> tuple[Numbers, int]:
        """Do what `PlainVocabulary.number` does."""
        walk, refill = _compiled()
        found = np.empty(len(batch) - start, np.int32)
        written, position = 0, start
        while True:
            room = min(self._tokens, len(self._slots) // 2)
            table = (self._slots, self._records, self._size, self._used)
            position, self._size, self._used, written, missing = walk(
                batch, character_kinds(), position, room, *table, found, written
            )
            held = self._used - _HEAD * self._size
            full = held + missing > self._characters and self._size >= self._least
            if position == len(batch) or self._size == self._tokens or full:
                return found[:written].copy(), position
            if self._size == room:
                slots = np.zeros(2 * len(self._slots), np.uint64)
                refill(self._slots, slots)
                self._slots = slots
            else:
                most = self._characters + _HEAD * (self._tokens + 1)
                needed = 1 + self._used + _HEAD + missing
                self._records = grown(self._records, max(needed, min(2 * len(self._records), most)))

    def rewind(self, batch: NDArray[Any], position: int, tokens: int) -> tuple[int, int]:
        """Do what `PlainVocabulary.rewind` does."""
        kinds, start, passed = character_kinds(), position, 0
        while passed < tokens:
            end = start
            while end and kinds[batch[end - 1]] == _SPACE and batch[end - 1] != ord(SEPARATOR):
                end -= 1
            if not end or kinds[batch[end - 1]] == _SPACE:
                break
            start, passed = end - 1, passed + 1
            if kinds[batch[start]] == _WORD:
                while start and kinds[batch[start - 1]] == _WORD:
                    start -= 1
        return start, passed

    def spellings(self) -> list[str]:
        """Return the tokens in the order of their numbers."""
        found, record = [], 1
        for _ in range(self._size):
            begin = record + _HEAD
            record = begin + int(self._records[record + 1])
            found.append(self._records[begin:record].tobytes().decode("utf-32-le", "surrogatepass"))
        return found


class DistinctKeys:
    """A set of keys: sorted arrays, merged as they grow, and a sorted file whenever they exceed the limit.

    Args:
        path: Where the files go; their names begin with its name.
        limit: Bytes held in memory; merging takes two to three times as much for a moment.
    """

    def __init__(self, path: Path, limit: int) -> None:
        self.files: list[tuple[int, Path]] = []
        self.dtype: np.dtype[Any] = np.dtype(np.uint64)
        self._path, self._limit = path, limit
        self._fresh: list[Keys] = []
        self._sorted: list[Keys] = []

    def add(self, keys: Keys, label: int = 0) -> None:
        """Take in keys, in any order and with repeats; a file they fill is remembered with the label."""
        self.dtype = keys.dtype
        self._fresh.append(keys)
        if sum(part.nbytes for part in self._fresh) > min(self._limit, _SORTED_BYTES):
            self._sort_in()
            if sum(part.nbytes for part in self._sorted) > self._limit:
                self.spill(label)

    def spill(self, label: int) -> None:
        """Write what is in memory to a file, remembered with the label."""
        self._sort_in()
        if self._sorted:
            path = self._path.with_name(f"{self._path.name}-{len(self.files)}")
            distinct(self._sorted).tofile(path)
            self.files.append((label, path))
            self._sorted = []

    def count(self) -> int:
        """Return how many distinct keys were added."""
        if not self.files:
            keys = np.concatenate([np.empty(0, self.dtype), *self._sorted, *self._fresh])
            keys.sort()
            return min(1, len(keys)) + int(np.count_nonzero(keys[1:] != keys[:-1]))
        self.spill(0)
        block = max(1, self._limit // (self.dtype.itemsize * len(self.files)))
        return sum(map(len, merged([read_blocks(path, self.dtype, block) for _, path in self.files])))

    def _sort_in(self) -> None:
        if self._fresh:
            self._sorted.append(distinct(self._fresh))
            self._fresh = []
        while len(self._sorted) > 1 and len(self._sorted[-2]) < 2 * len(self._sorted[-1]):
            self._sorted[-2:] = [distinct(self._sorted[-2:])]


def ngram_keys(numbers: Numbers, order: int, context: int) -> Keys:
    """Return the keys of all n-grams of an order that end behind the first `context` numbers."""
    first, end = max(0, context - order + 1), max(0, len(numbers) - order + 1)
    columns = [numbers[first + place : max(first, end) + place] for place in range(order)]
    whole = np.logical_and.reduce([column >= 0 for column in columns])
    return pack([column[whole] for column in columns], wide=order > _NARROW)


def grown(array: NDArray[Any], size: int) -> NDArray[Any]:
    """Return the array, lengthened with zeros to at least `size`."""
    return np.concatenate([array, np.zeros(max(0, size - len(array)), array.dtype)])


def distinct(parts: Sequence[Keys]) -> Keys:
    """Return the distinct keys of some arrays, sorted."""
    keys = np.concatenate(parts)
    keys.sort()
    first = np.ones(len(keys), np.bool_)
    np.not_equal(keys[1:], keys[:-1], out=first[1:])
    kept: Keys = keys[first]
    return kept


def pack(columns: Sequence[NDArray[Any]], *, wide: bool) -> Keys:
    """Return a key for each row of numbers: up to three of 21 bits each, or (wide) bytes, 32 bits each."""
    if wide:
        rows = np.stack(columns, axis=1).astype(">u4")
        return rows.view(f"S{4 * len(columns)}").reshape(-1)
    keys = columns[0].astype(np.uint64)
    for column in columns[1:]:
        keys <<= np.uint64(_BITS)
        keys |= column.astype(np.uint64)
    return keys


def unpack(keys: Keys, order: int) -> list[NDArray[Any]]:
    """Return the columns of numbers that `pack` made the keys from."""
    if keys.dtype.kind == "S":
        rows = keys.view(">u4").reshape(-1, order)
        return [rows[:, column] for column in range(order)]
    shifts = [np.uint64(_BITS * place) for place in reversed(range(order))]
    return [(keys >> shift) & np.uint64(NUMBERS - 1) for shift in shifts]


def read_blocks(path: Path, dtype: np.dtype[Any], size: int) -> Iterator[Keys]:
    """Yield a file of keys in blocks of at most `size` keys."""
    offset = 0
    while len(block := np.fromfile(path, dtype, size, offset=offset)):
        yield block
        offset += block.nbytes


def merged(runs: Iterable[Iterator[Keys]]) -> Iterator[Keys]:
    """Yield the distinct keys of sorted runs, in order, holding one block of each run."""
    waiting = [(block, run) for run in runs if (block := next(run, None)) is not None]
    while waiting:
        # no run holds anything up to the smallest of the last keys that is not in memory
        last = min(block[-1] for block, _ in waiting)
        cuts = [int(np.searchsorted(block, last, "right")) for block, _ in waiting]
        yield distinct([block[:cut] for cut, (block, _) in zip(cuts, waiting, strict=True)])
        rest = []
        for cut, (block, run) in zip(cuts, waiting, strict=True):
            left = block[cut:] if cut < len(block) else next(run, None)
            if left is not None:
                rest.append((left, run))
        waiting = rest


@cache
def character_kinds() -> NDArray[np.uint8]:
    r"""Return what `re` takes each code point for: 0 matches `\s`, 1 matches `\w`, 2 neither."""
    every = "".join(map(chr, range(0x110000)))
    kinds = np.full(len(every), _MARK, np.uint8)
    for pattern, kind in ((r"\s+", _SPACE), (r"\w+", _WORD)):
        for match in re.finditer(pattern, every):
            kinds[match.start() : match.end()] = kind
    return kinds


def _walk(
    codes: Any, kinds: Any, position: int, room: int, slots: Any, records: Any, size: int, used: int,
    found: Any, written: int,
) -> tuple[int, int, int, int, int]:  # fmt: skip
    """Number tokens until the end, or until a new one finds no room; return where, and what it needs."""
    mask = np.uint64(len(slots) - 1)
    while position < len(codes):
        start, kind = position, kinds[codes[position]]
        position += 1
        if kind == 0:
            if codes[start] == 0x1E:
                found[written] = -1
                written += 1
            continue
        code = (_BASIS ^ np.uint64(codes[start])) * _PRIME
        if kind == 1:
            while position < len(codes) and kinds[codes[position]] == 1:
                code = (code ^ np.uint64(codes[position])) * _PRIME
                position += 1
        half, length, number = (code ^ (code >> _HALF)) & _LOW, position - start, -1
        slot = half & mask
        while slots[slot] != 0:
            if slots[slot] >> _HALF == half:
                record = int(slots[slot] & _LOW)
                if records[record + 1] == length:
                    offset = 0
                    while offset < length and records[record + 2 + offset] == codes[start + offset]:
                        offset += 1
                    if offset == length:
                        number = int(records[record])
                        break
            slot = (slot + _ONE) & mask
        if number < 0:
            number, record = size, used + 1  # no record begins at 0, so that no slot in use is 0
            if size == room or record + 2 + length > len(records):
                return start, size, used, written, length
            slots[slot] = (half << _HALF) | np.uint64(record)
            records[record], records[record + 1] = number, length
            for offset in range(length):
                records[record + 2 + offset] = codes[start + offset]
            size, used = size + 1, used + length + 2
        found[written] = number
        written += 1
    return position, size, used, written, 0


def _refill(slots: Any, larger: Any) -> None:
    """Put the slots in use into a larger table."""
    mask = np.uint64(len(larger) - 1)
    for entry in slots:
        if entry != 0:
            slot = (entry >> _HALF) & mask
            while larger[slot] != 0:
                slot = (slot + _ONE) & mask
            larger[slot] = entry


@cache
def _compiled() -> tuple[Any, Any]:
    from numba import njit

    try:
        return njit(cache=True)(_walk), njit(cache=True)(_refill)
    except RuntimeError:  # no folder for numba's cache can be written
        return njit(_walk), njit(_refill)
