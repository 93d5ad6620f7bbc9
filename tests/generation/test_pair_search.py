"""The join in two stages finds what a float64 brute force finds, whatever the blocks and whatever is known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolflow_generation import pair_search
from toolflow_generation.encoder import unit_vectors
from toolflow_generation.pair_search import exact_cosine, similar_pairs


def quiet(*stage):
    pass


def brute_force(vectors, threshold):
    exact = vectors.astype(np.float64)
    exact /= np.linalg.norm(exact, axis=1)[:, None]
    cosines = exact @ exact.T
    left, right = np.nonzero(np.triu(cosines > threshold, 1))
    return set(zip(left.tolist(), right.tolist(), strict=True))


def clustered(count, size, seed, spread=0.5):
    """Vectors around a few centres, so that many pairs lie on either side of a threshold."""
    generator = np.random.default_rng(seed)
    centres = generator.normal(size=(max(count // 8, 1), size))
    raw = centres[generator.integers(len(centres), size=count)] + spread * generator.normal(
        size=(count, size)
    )
    return unit_vectors(raw, count, "made up")


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 90),
    st.sampled_from([2, 40, 160, 384]),
    st.integers(0, 2**31),
    st.sampled_from([0.3, 0.7, 0.82]),
)
def test_equals_brute_force(count, size, seed, threshold):
    vectors = clustered(count, size, seed)
    left, right, cosine = similar_pairs(vectors, threshold, quiet)
    assert set(zip(left.tolist(), right.tolist(), strict=True)) == brute_force(vectors, threshold)
    assert (left < right).all() and (cosine > threshold).all()
    assert np.array_equal(np.lexsort((right, left)), np.arange(len(left)))
    np.testing.assert_allclose(cosine, exact_cosine(vectors, left, right), atol=1e-6)


def test_two_stages_look_at_few_pairs_in_full(monkeypatch):
    vectors = clustered(1200, 384, 5, spread=0.6)
    looked = []
    in_full = pair_search._cosines
    monkeypatch.setattr(
        pair_search, "_cosines", lambda v, left, right: looked.append(len(left)) or in_full(v, left, right)
    )
    left, right, _ = similar_pairs(vectors, 0.7, quiet)
    assert set(zip(left.tolist(), right.tolist(), strict=True)) == brute_force(vectors, 0.7)
    assert len(left) <= sum(looked) < 1200 * 1199 // 2 // 4


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 60), st.integers(0, 60), st.integers(1, 9), st.integers(1, 9), st.integers(0, 2**31))
def test_known_rows_are_not_compared_again(count, known, rows, columns, seed):
    known = min(known, count)
    vectors = clustered(count, 8, seed)
    whole = similar_pairs(vectors, 0.8, quiet)
    with pytest.MonkeyPatch.context() as patch:
        for name, size in (("_ROWS", rows), ("_COLUMNS", columns), ("_LOOKED_AT", 2)):
            patch.setattr(pair_search, name, size)
        fresh = similar_pairs(vectors, 0.8, quiet, known)
    wanted = whole[1] >= known
    for mine, theirs in zip(fresh, whole, strict=True):
        assert np.array_equal(mine, theirs[wanted])


def test_nothing_to_compare():
    left, right, cosine = similar_pairs(np.empty((0, 384), np.float32), 0.82, quiet)
    assert left.size == right.size == cosine.size == 0
