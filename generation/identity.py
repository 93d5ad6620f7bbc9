"""Bounded caches: by key, and by identity for what does not hash, such as schemas, tools and calls."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

_K = TypeVar("_K")
_V = TypeVar("_V")


class BoundedCache(Generic[_K, _V]):
    """Remember a value, other than None, for each key; the oldest entries go first.

    Args:
        capacity: Most entries held.
    """

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._held: OrderedDict[_K, _V] = OrderedDict()

    def get(self, key: _K, make: Callable[[], _V]) -> _V:
        """Return the value for a key, made on first use."""
        held = self._held.get(key)
        if held is not None:
            return held
        made = make()
        self._held[key] = made
        if len(self._held) > self._capacity:
            self._held.popitem(last=False)
        return made


class IdentityCache(Generic[_K, _V]):
    """Remember a value for each object and an extra key; the oldest entries go first.

    The object itself is held, so that its identity cannot pass to another one. It must not change.

    Args:
        capacity: Most entries held.
    """

    def __init__(self, capacity: int) -> None:
        self._held: BoundedCache[tuple[int, Hashable], tuple[_K, _V]] = BoundedCache(capacity)

    def get(self, of: _K, extra: Hashable, make: Callable[[], _V]) -> _V:
        """Return the value for an object and an extra key, made on first use."""
        return self._held.get((id(of), extra), lambda: (of, make()))[1]
