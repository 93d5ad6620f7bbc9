"""A sample of a benchmark's questions, drawn by hash."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar


class Asked(Protocol):
    """A question, known by its id."""

    @property
    def id(self) -> str:
        """Return what no other question of the benchmark is called."""
        ...


Item = TypeVar("Item", bound=Asked)


def draw(items: Iterable[Item], groups: Sequence[str], size: int, seed: int) -> list[Item]:
    """Return `size` questions of each group, or all if there are no more, in their order.

    They are drawn by the hash of seed and id: a smaller sample is part of any larger one with the same seed.

    Args:
        items: The questions.
        groups: The group of each, in the same order.
        size: Of each group at most.
        seed: Of the sample.
    """
    listed = list(items)
    ranked: dict[str, list[tuple[bytes, str]]] = {}
    for item, group in zip(listed, groups, strict=True):
        ranked.setdefault(group, []).append((hashlib.sha256(f"{seed}:{item.id}".encode()).digest(), item.id))
    kept = {name for ranks in ranked.values() for _, name in sorted(ranks)[:size]}
    return [item for item in listed if item.id in kept]
