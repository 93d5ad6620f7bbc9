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


def planted(seed, turned):
    """Pairs just above 0.82 of which one vector has next to nothing outside the coordinates of the bound.

    Base vectors fill 127 coordinates, so that the rotation keeps those. u has length 0.0002..0.0006 outside, v
    0.56, both along one axis: the cosine is the bound itself, and an error of the small length in float32
    (3e-7 under the root makes it 5e-4) would put the bound below the threshold by more than the band.
    """
    generator = np.random.default_rng(seed)
    base = np.zeros((4000, 384))
    base[:, :127] = generator.normal(size=(4000, 127))
    ones, others = np.zeros((250, 384)), np.zeros((250, 384))
    for number in range(250):
        outside, above = 10 ** generator.uniform(-3.7, -3.2), 10 ** generator.uniform(-6.5, -5)
        first, second = np.linalg.qr(generator.normal(size=(127, 2)))[0].T
        axis = 127 + number
        ones[number, :127], ones[number, axis] = first * np.sqrt(1 - outside**2), outside
        along = (0.82 + above - 0.56 * outside) / np.sqrt(1 - outside**2)
        others[number, :127] = along * first + np.sqrt(1 - 0.56**2 - along**2) * second
        others[number, axis] = 0.56
    mirrored = [np.concatenate((each[:, :127], -each[:, 127:]), 1) for each in (ones, others)]
    raw = np.concatenate((base, ones, others, *mirrored))
    if turned:
        raw = raw @ np.linalg.qr(generator.normal(size=(384, 384)))[0]
    return unit_vectors(raw, len(raw), "made up")


@pytest.mark.parametrize("turned", [False, True])
def test_no_pair_is_lost_where_the_bound_is_tight(turned):
    vectors = planted(3, turned)
    left, right, _ = similar_pairs(vectors, 0.82, quiet)
    wanted = brute_force(vectors, 0.82)
    assert len(wanted) > 500
    assert set(zip(left.tolist(), right.tolist(), strict=True)) == wanted


@pytest.mark.parametrize(("count", "size"), [(385, 384), (700, 384), (500, 160), (900, 768)])
def test_equals_brute_force_where_the_bound_is_used(count, size):
    for seed in range(3):
        for spread in (0.3, 0.6):
            vectors = clustered(count, size, seed, spread)
            left, right, _ = similar_pairs(vectors, 0.82, quiet)
            assert set(zip(left.tolist(), right.tolist(), strict=True)) == brute_force(vectors, 0.82)


@pytest.mark.parametrize("known", [1, 200, 599])
def test_what_is_known_is_not_compared_where_the_bound_is_used(known):
    vectors = clustered(600, 384, 9, 0.5)
    left, right, _ = similar_pairs(vectors, 0.82, quiet, known)
    wanted = {(one, other) for one, other in brute_force(vectors, 0.82) if other >= known}
    assert wanted and set(zip(left.tolist(), right.tolist(), strict=True)) == wanted


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
