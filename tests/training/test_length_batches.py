"""Batches of about equal length: every sequence once, an order of seed and epoch alone."""

from __future__ import annotations

from toolflow_training.length_batches import LengthBatches

LENGTHS = [(index * 7919) % 997 for index in range(1003)]
SIZE = 4


def order(seed: int = 0, epoch: int = 0, lengths: list[int] = LENGTHS) -> list[int]:
    batches = LengthBatches(lengths, SIZE, seed)
    batches.set_epoch(epoch)
    return list(batches)


def test_every_sequence_comes_once() -> None:
    assert sorted(order()) == list(range(len(LENGTHS)))
    assert len(LengthBatches(LENGTHS, SIZE, 0)) == len(LENGTHS)


def test_the_order_depends_on_seed_and_epoch_alone() -> None:
    assert order() == order()
    assert order(seed=1) != order() != order(epoch=1)
    again = LengthBatches(LENGTHS, SIZE, 0)
    list(again)  # reading one epoch changes nothing of the next
    again.set_epoch(1)
    assert list(again) == order(epoch=1)


def padding(indices: list[int]) -> int:
    batches = [indices[at : at + SIZE] for at in range(0, len(indices), SIZE)]
    return sum(
        len(batch) * max(LENGTHS[i] for i in batch) - sum(LENGTHS[i] for i in batch) for batch in batches
    )


def test_batches_pad_a_tenth_of_what_any_order_pads() -> None:
    assert padding(order()) < padding(list(range(len(LENGTHS)))) / 10


def test_long_batches_are_spread_over_the_epoch() -> None:
    """Sorted throughout, the last quarter would hold the longest; shuffled batches hold an average."""
    indices = order()
    quarter = indices[: len(indices) // 4]
    mean, whole = sum(LENGTHS[i] for i in quarter) / len(quarter), sum(LENGTHS) / len(LENGTHS)
    assert 0.8 * whole < mean < 1.2 * whole


def test_fewer_sequences_than_a_batch() -> None:
    assert sorted(order(lengths=[5, 3])) == [0, 1]
    assert order(lengths=[]) == []
