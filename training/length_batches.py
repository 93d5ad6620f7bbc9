"""An order of dialogues in which neighbours are about equally long, so that batches pad little."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

_BATCHES_SORTED_TOGETHER = 50


class LengthBatches:
    """Indices of sequences, a new order every epoch; it depends on seed and epoch alone.

    Sequences are shuffled, groups of fifty batches sorted by length, and the batches shuffled. So a training
    that is gone on with in the middle of an epoch sees what it would have seen.

    Args:
        lengths: Tokens of each sequence.
        batch_size: Sequences of a batch.
        seed: Decides the order.
    """

    def __init__(self, lengths: Sequence[int], batch_size: int, seed: int) -> None:
        self._lengths = lengths
        self._batch_size = batch_size
        self._seed = seed
        self._epoch = 0

    def set_epoch(self, epoch: int) -> None:
        """Choose the epoch whose order comes next; the trainer calls it."""
        self._epoch = epoch

    def __len__(self) -> int:
        return len(self._lengths)

    def __iter__(self) -> Iterator[int]:
        draw = random.Random(f"{self._seed} {self._epoch}")
        indices = list(range(len(self._lengths)))
        draw.shuffle(indices)
        together = self._batch_size * _BATCHES_SORTED_TOGETHER
        ordered: list[int] = []
        for start in range(0, len(indices), together):
            ordered += sorted(indices[start : start + together], key=lambda index: self._lengths[index])
        whole = len(ordered) - len(ordered) % self._batch_size
        batches = [ordered[at : at + self._batch_size] for at in range(0, whole, self._batch_size)]
        draw.shuffle(batches)
        batches.append(ordered[whole:])  # the one that is not full stays last, where a loader expects it
        return (index for batch in batches for index in batch)
