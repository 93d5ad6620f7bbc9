"""Random subsets of the dialogues of several data sets, as Table 8 draws them.

The pool is the sets one after another. Each subset is drawn by itself, uniformly and without replacement, so
any two overlap; the first subsets stay the same if more are drawn. Source: ToolFlow (arXiv 2410.18447),
section 6: ten subsets of 4,000 out of 4 x 8,000.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toolflow_dataset.errors import ConfigError

from .conversation import Conversation
from .dialogue_sets import DialogueSet

SUBSETS, SIZE = 10, 4000

Rows = NDArray[np.int64]
Numbered = tuple[int, Conversation]  # row of the pool, dialogue


@dataclass(frozen=True, slots=True)
class SubsetDraw:
    """Which dialogues of a pool are in which subset.

    Args:
        sets: (label, dialogues) of the data sets, in the order of the pool.
        rows: Of each subset, its rows of the pool, ascending.
        seed: Of the draw.
    """

    sets: tuple[tuple[str, int], ...]
    rows: tuple[Rows, ...]
    seed: int

    @property
    def names(self) -> list[str]:
        """Return `subset-00` and so on."""
        digits = max(2, len(str(len(self.rows) - 1)))
        return [f"subset-{number:0{digits}}" for number in range(len(self.rows))]

    @property
    def size(self) -> int:
        """Return how many dialogues a subset holds."""
        return int(self.rows[0].size)

    @property
    def pool(self) -> int:
        """Return how many dialogues there are to draw from."""
        return sum(count for _, count in self.sets)

    @property
    def overlap(self) -> float:
        """Return the share of its dialogues that a subset shares with another, mean over all pairs."""
        often = np.bincount(np.concatenate(self.rows), minlength=self.pool)
        pairs = len(self.rows) * (len(self.rows) - 1) / 2
        return float((often * (often - 1) / 2).sum() / pairs / self.size)

    def drawn(self) -> Rows:
        """Return the rows that are in any subset, ascending."""
        return np.unique(np.concatenate(self.rows))

    def identifiers(self, rows: Rows) -> list[str]:
        """Return such as `run:plan#17` for rows of the pool: the set and the place in it, from 0 on."""
        starts = np.cumsum([0, *(count for _, count in self.sets)])
        held = np.searchsorted(starts, rows, side="right") - 1
        return [f"{self.sets[at][0]}#{row - starts[at]}" for at, row in zip(held, rows, strict=True)]

    def shares(self, rows: Rows) -> dict[str, int]:
        """Return how many of some rows are of each set."""
        ends = np.cumsum([count for _, count in self.sets])
        counts = np.bincount(np.searchsorted(ends, rows, side="right"), minlength=len(self.sets))
        return {label: int(count) for (label, _), count in zip(self.sets, counts, strict=True)}


def draw_subsets(
    sets: Sequence[tuple[str, int]], subsets: int = SUBSETS, size: int = SIZE, seed: int = 0
) -> SubsetDraw:
    """Draw subsets.

    Args:
        sets: (label, dialogues) of each data set.
        subsets: How many to draw.
        size: Dialogues in each.
        seed: Of the draw.

    Raises:
        ConfigError: If the pool has no more than `size` dialogues, so that all subsets would be the same.
    """
    pool = sum(count for _, count in sets)
    if size >= pool:
        held = " + ".join(f"{count:,} of {label}" for label, count in sets)
        raise ConfigError(
            f"--size {size}: the pool has {pool:,} dialogues ({held}); give a size well below, such as "
            f"{max(1, pool // 8)}"
        )
    rows = tuple(
        np.sort(np.random.default_rng([seed, number]).choice(pool, size, replace=False))
        for number in range(subsets)
    )
    return SubsetDraw(tuple(sets), rows, seed)


def count_dialogues(sets: Iterable[DialogueSet]) -> list[tuple[str, int]]:
    """Return (label, dialogues) of data sets, each read once.

    Raises:
        SchemaError: If one cannot be read.
    """
    return [(each.label, sum(1 for _ in each)) for each in sets]


def drawn_dialogues(draw: SubsetDraw, sets: Iterable[DialogueSet]) -> Iterator[Numbered]:
    """Yield the dialogues that are in any subset, each once, in the order of the pool.

    Raises:
        SchemaError: If a set cannot be read.
        ConfigError: If one has changed since it was counted.
    """
    wanted = np.zeros(draw.pool, bool)
    wanted[draw.drawn()] = True
    row = 0
    for (label, count), each in zip(draw.sets, sets, strict=True):
        before = row
        for conversation in each:
            if row < draw.pool and wanted[row]:
                yield row, conversation
            row += 1
        if row - before != count:
            raise ConfigError(
                f"{label}: has {row - before:,} dialogues, where it had {count:,} a moment ago; try again "
                "when nothing writes to it"
            )
