"""A cache keyed by the identity of an object it holds: for schemas, tools and calls, which do not hash."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

_K = TypeVar("_K")
_V = TypeVar("_V")


class IdentityCache(Generic[_K, _V]):
    """Remember a value for each object and an extra key; the oldest entries go first.

    The object itself is held, so that its identity cannot pass to another one. It must not change.

    Args:
        capacity: Most entries held.
    """

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._held: OrderedDict[tuple[int, Hashable], tuple[_K, _V]] = OrderedDict()

    def get(self, of: _K, extra: Hashable, make: Callable[[], _V]) -> _V:
        """Return the value for an object and an extra key, made on first use."""
        key = (id(of), extra)
        held = self._held.get(key)
        if held is not None and held[0] is of:
            return held[1]
        made = make()
        self._held[key] = (of, made)
        if len(self._held) > self._capacity:
            self._held.popitem(last=False)
        return made
