"""Bounded caches: by key, and by identity for what does not hash, such as schemas, tools and calls."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

_K = TypeVar("_K")
_V = TypeVar("_V")


class _Bounded(Generic[_K, _V]):
    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._held: OrderedDict[_K, _V] = OrderedDict()

    def _keep(self, key: _K, value: _V) -> _V:
        self._held[key] = value
        if len(self._held) > self._capacity:
            self._held.popitem(last=False)
        return value


class BoundedCache(_Bounded[_K, _V]):
    """Remember a value, other than None, for each key; the oldest entries go first.

    Args:
        capacity: Most entries held.
    """

    def get(self, key: _K, make: Callable[[], _V]) -> _V:
        """Return the value for a key, made on first use."""
        held = self._held.get(key)
        return self._keep(key, make()) if held is None else held


class IdentityCache(_Bounded[tuple[int, Hashable], tuple[_K, _V]]):
    """Remember a value for each object and an extra key; the oldest entries go first.

    The object itself is held, so that its identity cannot pass to another one. It must not change.

    Args:
        capacity: Most entries held.
    """

    def get(self, of: _K, extra: Hashable, make: Callable[[], _V]) -> _V:
        """Return the value for an object and an extra key, made on first use."""
        key = (id(of), extra)
        held = self._held.get(key)
        return (self._keep(key, (of, make())) if held is None else held)[1]


class MadeCache(_Bounded[int, tuple[_K, _V]]):
    """Remember what is made of objects, unless it is long; the oldest entries go first.

    The object itself is held, so that its identity cannot pass to another one. It must not change, and
    neither must what is made of it.

    Args:
        capacity: Most entries held.
        longest: Length of what is held, at most.
        make: Makes something of an object.
        length: Tells how long that is, in characters or bytes.
    """

    def __init__(
        self, capacity: int, longest: int, make: Callable[[_K], _V], length: Callable[[_V], int]
    ) -> None:
        super().__init__(capacity)
        self._longest = longest
        self._make = make
        self._length = length

    def get(self, of: _K) -> _V:
        """Return what is made of an object."""
        held = self._held.get(id(of))
        if held is not None:
            return held[1]
        made = self._make(of)
        return self._keep(id(of), (of, made))[1] if self._length(made) <= self._longest else made
