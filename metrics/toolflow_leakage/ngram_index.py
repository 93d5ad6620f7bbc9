"""Find the n-grams that texts share with an index, exactly, while the texts stream through.

The index holds the evaluation side: a number for each distinct token, and one for each distinct n-gram of
these numbers. A token that the index does not know ends every n-gram, so a stream costs constant memory.
With numba, tokens are read from code points and n-grams looked up by a rolling hash; equal hashes only ever
lead to a comparison of the tokens themselves. Without it, n-grams are put together from pairs of shorter ones
by binary search. Both find the same.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

UNKNOWN, BREAK = -1, -2  # a token that the index does not hold; the place behind a text
# white space to `str.split`, so that a text which holds one loses nothing by a blank in its place
SEPARATOR = "\x1e"
_BATCH_CHARACTERS, _LEARNT_CHARACTERS, _AHEAD = 1 << 20, 1 << 16, 64
_BASIS, _PRIME = np.uint64(0xCBF29CE484222325), np.uint64(0x100000001B3)
_SPREAD, _ROLL = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD1342543DE82EF95)
_HALF, _LOW, _ONE = np.uint64(32), np.uint64(0xFFFFFFFF), np.uint64(1)

Numbers = NDArray[np.int32]
Tokenize = Callable[[Sequence[str]], Iterable[Sequence[Hashable]]]


def batched(texts: Iterable[str], size: int = _BATCH_CHARACTERS) -> Iterator[list[str]]:
    """Yield the texts in lists of `size` characters or a little more; read a few ahead."""
    texts = iter(texts)
    batch: list[str] = []
    characters = 0
    while ahead := list(itertools.islice(texts, _AHEAD)):
        lengths = sum(map(len, ahead))
        for part in [ahead] if lengths < size else ([text] for text in ahead):
            batch += part
            characters += lengths if part is ahead else len(part[0])
            if characters >= size:
                yield batch
                batch, characters = [], 0
    if batch:
        yield batch


class PlainTokens:
    """Numbers for distinct tokens, from a dict.

    Args:
        tokenize: Turns texts into their tokens; default words between white space.
    """

    def __init__(self, tokenize: Tokenize | None = None) -> None:
        self._tokenize = tokenize or (lambda texts: map(str.split, texts))
        self._numbers: dict[Hashable, int] = {}

    def number(self, texts: Sequence[str], *, learn: bool) -> Numbers:
        """Return the numbers of all tokens, BREAK behind each text; a new token is learnt, or UNKNOWN."""
        found = []
        numbers = self._numbers
        for tokens in self._tokenize(texts):
            if learn:
                for token in tokens:
                    numbers.setdefault(token, len(numbers))
            found += [numbers.get(token, UNKNOWN) for token in tokens]
            found.append(BREAK)
        return np.array(found, np.int32)


class CompiledWords:
    """What `PlainTokens` is for words between white space: a hash table in arrays.

    A slot holds half a hash and the place of a word's record, which is its number, length and code points.
    """

    def __init__(self) -> None:
        self._size = self._used = 0
        self._slots = np.zeros(1 << 12, np.uint64)
        self._records = np.zeros(1 << 14, np.uint32)

    def number(self, texts: Sequence[str], *, learn: bool) -> Numbers:
        """Do what `PlainTokens.number` does."""
        if not learn:
            return self._walk(code_points(texts), learn)
        # room for all words that there could be would make a table too large to be fast
        parts = []
        for part in batched(texts, _LEARNT_CHARACTERS):
            codes = code_points(part)
            self._make_room(len(codes))
            parts.append(self._walk(codes, learn))
        return np.concatenate(parts) if parts else np.empty(0, np.int32)

    def _walk(self, codes: NDArray[Any], learn: bool) -> Numbers:
        found = np.empty(len(codes), np.int32)
        table = (self._slots, self._records, self._size, self._used)
        self._size, self._used, written = compiled(_number_words)(codes, white_space(), learn, *table, found)
        return found[:written].copy()

    def _make_room(self, characters: int) -> None:
        """Make room for as many more words as there can be in so many characters."""
        words = characters // 2 + 1
        if (needed := self._used + characters + 2 * words) > len(self._records):
            self._records = np.concatenate([self._records, np.zeros(needed, np.uint32)])
        if 2 * (self._size + words) > len(self._slots):
            slots = np.zeros(1 << (4 * (self._size + words)).bit_length(), np.uint64)
            compiled(_refill)(self._slots, slots)
            self._slots = slots


class PlainGrams:
    """Numbers for the distinct n-grams of an index, put together from pairs of shorter ones.

    Args:
        numbers: The index's tokens, as `PlainTokens.number` gives them.
        n: Tokens in an n-gram.

    Attributes:
        own: The number of the n-gram that begins at each place of the index, -1 where none does.
    """

    def __init__(self, numbers: Numbers, n: int) -> None:
        self._n = n
        self._levels: list[tuple[int, NDArray[np.int64]]] = []
        grams, width = numbers.astype(np.int64), 1
        while width < n:
            step = min(width, n - width)
            pairs = _pairs(grams, step)
            table = np.unique(pairs[pairs >= 0])
            self._levels.append((step, table))
            grams, width = _places(table, pairs), width + step
        self.own = _padded(grams, len(numbers))

    def find(self, numbers: Numbers) -> Numbers:
        """Return the number of the n-gram that begins at each place of some texts, -1 where none does."""
        grams = numbers.astype(np.int64)
        for step, table in self._levels:
            grams = _places(table, _pairs(grams, step))
        return _padded(grams, len(numbers))


class CompiledGrams:
    """What `PlainGrams` is, by a rolling hash and a comparison of all tokens.

    Args:
        numbers: The index's tokens, as `PlainTokens.number` gives them.
        n: Tokens in an n-gram.
    """

    def __init__(self, numbers: Numbers, n: int) -> None:
        self._numbers, self._n = numbers, n
        self._slots: Numbers = np.full(1 << (2 * len(numbers) + 2).bit_length(), UNKNOWN, np.int32)
        self._hashes = np.zeros(len(numbers), np.uint64)
        self._places = np.zeros(len(numbers), np.int64)
        self.own = self._walk(numbers, learn=True)

    def find(self, numbers: Numbers) -> Numbers:
        """Do what `PlainGrams.find` does."""
        return self._walk(numbers, learn=False)

    def _walk(self, numbers: Numbers, *, learn: bool) -> Numbers:
        grams = np.full(len(numbers), -1, np.int32)
        compiled(_number_grams)(
            numbers, self._n, learn, self._numbers, self._slots, self._hashes, self._places, grams
        )
        return grams


def code_points(texts: Sequence[str]) -> NDArray[Any]:
    """Return the code points of the texts, a separator behind each."""
    joined = SEPARATOR.join(texts)
    if joined.count(SEPARATOR) != len(texts) - 1:
        joined = SEPARATOR.join(text.replace(SEPARATOR, " ") for text in texts)
    joined += SEPARATOR if texts else ""
    if joined.isascii():
        return np.frombuffer(joined.encode("ascii"), np.uint8)
    return np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)


@cache
def white_space() -> NDArray[np.bool_]:
    """Return for each code point whether `str.split` splits at it."""
    return np.fromiter((chr(code).isspace() for code in range(0x110000)), np.bool_, 0x110000)


def _pairs(grams: NDArray[np.int64], step: int) -> NDArray[np.int64]:
    """Return a key for each number and the one `step` places on, -1 if one of them is missing."""
    left, right = grams[: max(0, len(grams) - step)], grams[step:]
    return np.where((left >= 0) & (right >= 0), left << 32 | right, -1)


def _places(table: NDArray[np.int64], keys: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return where each key stands in the sorted table, -1 if it does not."""
    known = np.flatnonzero(keys >= 0)
    places = np.searchsorted(table, keys[known])
    found = places < len(table)
    found[found] = table[places[found]] == keys[known[found]]
    result = np.full(len(keys), -1, np.int64)
    result[known[found]] = places[found]
    return result


def _padded(grams: NDArray[np.int64], size: int) -> Numbers:
    padded = np.full(size, -1, np.int32)
    padded[: len(grams)] = np.maximum(grams, -1)
    return padded


def _number_words(
    codes: Any, spaces: Any, learn: bool, slots: Any, records: Any, size: int, used: int, found: Any
) -> tuple[int, int, int]:
    """Number the words; return the words and the numbers in the table, and how many were written."""
    mask = np.uint64(len(slots) - 1)
    position = written = 0
    while position < len(codes):
        if spaces[codes[position]]:
            if codes[position] == 0x1E:
                found[written] = -2
                written += 1
            position += 1
            continue
        start, code = position, _BASIS
        while not spaces[codes[position]]:  # the last code point is a separator
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
        if number < 0 and learn:
            number, record = size, used + 1  # no record begins at 0, so that no slot in use is 0
            slots[slot] = (half << _HALF) | np.uint64(record)
            records[record], records[record + 1] = number, length
            for offset in range(length):
                records[record + 2 + offset] = codes[start + offset]
            size, used = size + 1, used + length + 2
        found[written] = number
        written += 1
    return size, used, written


def _refill(slots: Any, larger: Any) -> None:
    """Put the slots in use into a larger table."""
    mask = np.uint64(len(larger) - 1)
    for entry in slots:
        if entry != 0:
            slot = (entry >> _HALF) & mask
            while larger[slot] != 0:
                slot = (slot + _ONE) & mask
            larger[slot] = entry


def _number_grams(
    numbers: Any, n: int, learn: bool, index: Any, slots: Any, hashes: Any, places: Any, grams: Any,
) -> None:  # fmt: skip
    """Write the number of the n-gram that begins at each place; learn those of the index itself."""
    mask = len(slots) - 1
    size = known = 0
    rolling, leaving = np.uint64(0), np.uint64(1)
    for _ in range(n):
        leaving *= _ROLL
    for position in range(len(numbers)):
        if numbers[position] < 0:
            known, rolling = 0, np.uint64(0)
            continue
        rolling = rolling * _ROLL + np.uint64(numbers[position] + 1) * _SPREAD
        known += 1
        if known < n:
            continue
        start = position - n + 1
        if known > n:
            rolling -= np.uint64(numbers[start - 1] + 1) * _SPREAD * leaving
        code = rolling ^ (rolling >> _HALF)
        slot = np.int64((code * _SPREAD) >> _HALF) & mask
        while True:
            gram = slots[slot]
            if gram < 0:
                if learn:
                    slots[slot], hashes[size], places[size] = size, code, start
                    grams[start] = size
                    size += 1
                break
            if hashes[gram] == code:
                offset = 0
                while offset < n and index[places[gram] + offset] == numbers[start + offset]:
                    offset += 1
                if offset == n:
                    grams[start] = gram
                    break
            slot = (slot + 1) & mask


def extend(
    numbers: Any, grams: Any, index: Any, order: Any, bounds: Any, seed: int, budget: int, sources: Any,
    first: int,
) -> tuple[Any, Any]:  # fmt: skip
    """Extend every match of a seed to the right over at most `budget` tokens that differ, and mark the index.

    A match ends with a token that is the same, and is kept if it is longer than the seed.

    Args:
        numbers: Tokens of a batch of texts.
        grams: The seed that begins at each place of them, -1 where none does.
        index: Tokens of the index.
        order: Places of the index, those of one seed side by side;
        bounds: where each seed's places begin in `order`, and one more for the end.
        seed: Tokens in a seed.
        budget: Tokens of a match that may differ.
        sources: For each token of the index the lowest number of a text that matched it; changed.
        first: Number of the batch's first text.

    Returns:
        Where matches begin in the batch, ascending, and where the longest of each ends.
    """
    reach = np.zeros(len(numbers), np.int64)
    text = first
    for place in range(len(numbers)):
        text += numbers[place] == BREAK
        if grams[place] < 0:
            continue
        for at in range(bounds[grams[place]], bounds[grams[place] + 1]):
            own = order[at]
            # one that begins a place earlier reaches as far
            if place and own and numbers[place - 1] >= 0 and numbers[place - 1] == index[own - 1]:
                continue
            length, end, differing = seed, seed, 0
            while place + end < len(numbers) and numbers[place + end] != BREAK and index[own + end] != BREAK:
                if numbers[place + end] != index[own + end]:
                    differing += 1
                    if differing > budget:
                        break
                else:
                    length = end + 1
                end += 1
            if length == seed:
                continue
            reach[place] = max(reach[place], length)
            for token in range(own, own + length):
                sources[token] = min(sources[token], text)
    starts = np.flatnonzero(reach)
    return starts, starts + reach[starts]


@cache
def compiled(function: Callable[..., Any]) -> Any:
    """Return the function compiled by numba."""
    from numba import njit

    try:
        return njit(cache=True)(function)
    except RuntimeError:  # no folder for numba's cache can be written
        return njit(function)
