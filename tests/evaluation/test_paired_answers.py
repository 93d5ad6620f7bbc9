"""Paired comparison: values derived by hand, an independent computation beside each, laws, degenerate cases."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from toolflow_evaluation.paired_answers import Crossed, combined, interval, mcnemar, resampled
from toolflow_evaluation.resampling import seed_of

COUNTS = st.integers(0, 40)
TABLES = st.builds(Crossed, COUNTS, COUNTS, COUNTS, COUNTS)


def swapped(crossed: Crossed) -> Crossed:
    return Crossed(crossed.both, crossed.only_other, crossed.only_one, crossed.neither)


def test_questions_are_counted_by_who_is_right() -> None:
    pairs = [(True, True), (True, False), (False, True), (False, True), (False, False)]
    crossed = Crossed.of(pairs)
    assert crossed == Crossed(both=1, only_one=1, only_other=2, neither=1)
    assert (crossed.count, crossed.right) == (5, (2, 3))
    assert crossed.difference == 1 / 5  # 3/5 - 2/5


@pytest.mark.parametrize(
    ("only_one", "only_other", "p"),
    [
        # P(X <= 1) of Binomial(7, 1/2) is (1 + 7) / 128; twice that is 1/8
        (1, 6, 1 / 8),
        # P(X = 0) of Binomial(6, 1/2) is 1/64
        (6, 0, 1 / 32),
        # twice P(X <= 2) of Binomial(4, 1/2) = 2 * 11/16 is above 1
        (2, 2, 1.0),
        (0, 0, 1.0),
    ],
)
def test_mcnemar_by_hand(only_one: int, only_other: int, p: float) -> None:
    assert mcnemar(Crossed(5, only_one, only_other, 3)) == pytest.approx(p, abs=1e-15)


@given(TABLES)
def test_mcnemar_is_the_sign_test_and_looks_at_nothing_but_differing_questions(crossed: Crossed) -> None:
    p = mcnemar(crossed)
    if not crossed.count:
        assert math.isnan(p)
        return
    differing = crossed.only_one + crossed.only_other
    beside = stats.binomtest(crossed.only_other, differing).pvalue if differing else 1.0
    assert p == pytest.approx(beside, rel=1e-9)
    assert p == mcnemar(swapped(crossed)) and 0 < p <= 1
    assert p == mcnemar(Crossed(crossed.both + 9, crossed.only_one, crossed.only_other, crossed.neither))


def test_mcnemar_of_many_questions_does_not_overflow() -> None:
    # the tail of Binomial(4000, 1/2) is a whole number of more than 1,000 digits
    exact = Fraction(2 * sum(math.comb(4000, k) for k in range(1901)), 2**4000)
    assert mcnemar(Crossed(0, 1900, 2100, 0)) == pytest.approx(float(exact), rel=1e-12)


def test_resamples_are_those_of_drawing_questions() -> None:
    # 10 only one, 30 only other, 60 alike: d has mean 0.2 and variance (10 + 30)/100 - 0.2^2 = 0.36,
    # so that the mean of 100 has a standard error of 0.6 / 10 = 0.06
    crossed = Crossed(40, 10, 30, 20)
    drawn = resampled(crossed, seed=3, label="simple", resamples=20_000)
    assert drawn.mean() == pytest.approx(0.2, abs=0.002)
    assert drawn.std() == pytest.approx(0.06, rel=0.02)
    # beside it: questions drawn one by one
    rng = np.random.default_rng(1)
    each = np.array([-1] * 10 + [1] * 30 + [0] * 60)
    naive = np.array([each[rng.integers(0, 100, 100)].mean() for _ in range(20_000)])
    assert interval(drawn) == pytest.approx(interval(naive), abs=0.011)  # one question is 0.01


@given(TABLES, st.integers(0, 5))
def test_resamples_keep_to_their_bounds_and_their_seed(crossed: Crossed, seed: int) -> None:
    drawn = resampled(crossed, seed, "a", resamples=50)
    assert drawn.size == (50 if crossed.count else 0)
    assert np.all(np.abs(drawn) <= 1)
    assert np.array_equal(drawn, resampled(crossed, seed, "a", resamples=50))
    low, high = interval(drawn)
    assert math.isnan(low) == math.isnan(high)
    if not math.isnan(low):
        assert -1 <= low <= high <= 1


def test_categories_are_drawn_apart() -> None:
    crossed = Crossed(40, 10, 30, 20)
    one, other = (resampled(crossed, 0, label, 5000) for label in ("simple", "multiple"))
    assert seed_of(0, "simple") != seed_of(0, "multiple")
    assert abs(np.corrcoef(one, other)[0, 1]) < 0.06
    # half of each: the error is that of independent means, 0.06 / sqrt(2)
    together = combined([(0.5, one), (0.5, other)])
    assert together.std() == pytest.approx(0.06 / math.sqrt(2), rel=0.04)
    assert together.mean() == pytest.approx(0.2, abs=0.003)


@pytest.mark.parametrize(
    "crossed",
    [
        Crossed(),  # no questions
        Crossed(both=1),  # one
        Crossed(both=50, neither=50),  # none on which they differ
        Crossed(only_other=20),  # all to one side
    ],
)
def test_resamples_that_are_all_alike_give_no_interval(crossed: Crossed) -> None:
    assert all(math.isnan(end) for end in interval(resampled(crossed, 0, "a", 200)))


def test_a_sum_that_lacks_a_category_has_no_interval_and_no_weight_needs_none() -> None:
    drawn = resampled(Crossed(4, 1, 3, 2), 0, "a", 100)
    nothing = resampled(Crossed(), 0, "b", 100)
    assert not combined([(0.5, drawn), (0.5, nothing)]).size
    assert np.array_equal(combined([(1.0, drawn), (0.0, nothing)]), drawn)
    assert not combined([]).size
