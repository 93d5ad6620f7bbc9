"""The ways of the similarity benchmark find the same, and it would notice if they did not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from similarity_speed import DIMENSIONS, THRESHOLD, WAYS, made_vectors, measure


@pytest.mark.parametrize("way", WAYS)
def test_every_way_finds_what_a_loop_over_pairs_finds(way: str) -> None:
    made = made_vectors(600, 40, seed=3)
    train, test = made["train"], made["test"]
    cosines = test.astype(np.float64) @ train.astype(np.float64).T
    found = WAYS[way](train, test)
    assert list(found.neighbours) == cosines.argmax(axis=1).tolist()
    assert list(map(bool, found.leaked)) == (cosines.max(axis=1) > THRESHOLD).tolist()
    assert found.n_train_leaked == (cosines.max(axis=0) > THRESHOLD).sum() > 0


def test_made_vectors_are_unit_and_some_near() -> None:
    made = made_vectors(2000, 50)
    assert made["train"].shape == (2000, DIMENSIONS)
    for rows in made.values():
        np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-6)
    near = (made["train"] @ made["test"].T).max(axis=1)
    assert 0 < (near > THRESHOLD).sum() < (near > 0.5).sum() < 0.1 * len(near)


def test_another_neighbour_makes_another_digest(tmp_path: Path) -> None:
    made = made_vectors(100, 10)
    np.savez(tmp_path / "one.npz", **made)
    np.savez(tmp_path / "two.npz", train=made["train"][::-1], test=made["test"])
    digests = [measure(name, "full product", tmp_path)["found"][-1] for name in ("one", "two")]
    assert digests[0] != digests[1]
    assert measure("one", "toolflow", tmp_path)["found"][-1] == digests[0]
