"""Agreement: values by hand, laws, scikit-learn beside it, degenerate ratings, coverage of the intervals."""

from __future__ import annotations

import itertools
import math
import warnings

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.stats import pearsonr, spearmanr
from sklearn.metrics import cohen_kappa_score

from toolflow_dataset.errors import SchemaError
from toolflow_evaluation.agreement import measure_agreement, pair_agreement
from toolflow_evaluation.ratings import Floats, Ratings

LAWS = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
WEIGHTS = {"nominal": "kappa", "linear": "kappa_linear", "quadratic": "kappa_quadratic"}
SCORES = st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), min_size=1, max_size=30)


def ratings_of(scores: Floats, dimension: str = "NAT") -> Ratings:
    """Return ratings in one dimension: (raters, items)."""
    raters = tuple(f"r{number}" for number in range(len(scores)))
    return Ratings(tuple(map(str, range(scores.shape[1]))), raters, (dimension,), scores[None])


def cohen_kappa(one: Floats, other: Floats, weights: str = "nominal") -> float:
    return pair_agreement(one, other)[WEIGHTS[weights]]


def columns(pairs: list[tuple[int, int]]) -> tuple[Floats, Floats]:
    one, other = np.array(pairs, float).T
    return one, other


@pytest.mark.parametrize(
    ("weights", "expected"), [("nominal", 7 / 11), ("linear", 5 / 7), ("quadratic", 0.8)]
)
def test_kappas_by_hand(weights: str, expected: float) -> None:
    # x = 1 2 2 3 and y = 1 2 3 3 differ on one of four items, by one: observed 1/4 whatever the weights
    # shares of x: 1/4 1/2 1/4, of y: 1/4 1/4 1/2; chance that they differ: 1 - (1 + 2 + 2)/16 = 11/16
    # expected |a - b|: (1 + 2*2 + 2 + 4 + 2*1 + 1)/16 = 14/16; squared: (1 + 4*2 + 2 + 4 + 4*1 + 1)/16 = 20/16
    # 1 - 4/11, 1 - 4/14, 1 - 4/20
    assert cohen_kappa(np.array([1.0, 2, 2, 3]), np.array([1.0, 2, 3, 3]), weights) == pytest.approx(expected)


def test_weights_are_distances_of_scores_not_of_ranks() -> None:
    one, other = np.array([1.0, 5, 1, 5]), np.array([1.0, 5, 2, 5])
    # x: 1 5 each 1/2; y: 1 1/4, 2 1/4, 5 1/2; observed |a - b| = 1/4, expected (0 + 1 + 8 + 4 + 3 + 0)/8 = 2
    assert cohen_kappa(one, other, "linear") == pytest.approx(1 - 1 / 8)
    # scikit-learn knows that 3 and 4 lie between only if it is told
    assert cohen_kappa_score(one, other, weights="linear") == pytest.approx(0.75)
    assert cohen_kappa_score(one, other, labels=[1, 2, 3, 4, 5], weights="linear") == pytest.approx(7 / 8)


@LAWS
@given(SCORES, st.sampled_from(list(WEIGHTS)))
def test_kappa_equals_scikit_learn(pairs: list[tuple[int, int]], weights: str) -> None:
    one, other = columns(pairs)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of undefined ones
        theirs = cohen_kappa_score(
            one, other, labels=[1, 2, 3, 4, 5], weights=None if weights == "nominal" else weights
        )
    assert cohen_kappa(one, other, weights) == pytest.approx(theirs, nan_ok=True)


@LAWS
@given(SCORES, st.sampled_from(list(WEIGHTS)), st.randoms())
def test_kappa_is_symmetric_and_blind_to_order_and_scale(
    pairs: list[tuple[int, int]], weights: str, random: object
) -> None:
    one, other = columns(pairs)
    kappa = cohen_kappa(one, other, weights)
    assert cohen_kappa(other, one, weights) == pytest.approx(kappa, nan_ok=True)
    shuffled = list(pairs)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert cohen_kappa(*columns(shuffled), weights) == pytest.approx(kappa, nan_ok=True)
    assert cohen_kappa(3 - 0.5 * one, 3 - 0.5 * other, weights) == pytest.approx(kappa, nan_ok=True)
    assert math.isnan(kappa) or -1 - 1e-9 <= kappa <= 1


@LAWS
@given(st.lists(st.integers(1, 5), min_size=2, max_size=20), st.sampled_from(list(WEIGHTS)))
def test_perfect_agreement_is_one_and_undefined_if_constant(scores: list[int], weights: str) -> None:
    one = np.array(scores, float)
    expected = 1.0 if len(set(scores)) > 1 else math.nan
    assert cohen_kappa(one, one, weights) == pytest.approx(expected, nan_ok=True)


def test_the_mean_over_pairs_each_on_what_both_rated() -> None:
    nan = math.nan
    scores = np.array([[1, 2, 2, 3, 4, nan], [1, 2, 3, 3, nan, 5], [1, 2, 2, 3, 5, nan]])
    (found,) = measure_agreement(ratings_of(scores), resamples=20).dimensions
    assert (found.items, found.ratings, found.missing) == (6, 15, 3)
    assert [(pair.one, pair.other, pair.items) for pair in found.pairs] == [
        ("r0", "r1", 4),
        ("r0", "r2", 5),
        ("r1", "r2", 4),
    ]
    # r0 and r2: 4 of 5 the same; shares 1 2 1 1 0 and 1 2 1 0 1 of fifths, chance 1 + 4 + 1 of 25
    kappas = [7 / 11, (4 / 5 - 6 / 25) / (19 / 25), 7 / 11]
    assert [pair.values["kappa"] for pair in found.pairs] == pytest.approx(kappas)
    assert found.estimates["kappa"].value == pytest.approx(np.mean(kappas))
    assert found.estimates["percent_agreement"].value == pytest.approx(100 * (0.75 + 0.8 + 0.75) / 3)


def test_every_resample_is_the_value_of_the_drawn_items() -> None:
    """Values computed for all resamples together are those of scikit-learn and scipy for each by itself."""
    rng = np.random.default_rng(4)
    truth = rng.integers(1, 6, 12)
    scores = np.clip(truth + rng.integers(-1, 2, (3, 12)), 1, 5).astype(float)
    judge = np.clip(truth + rng.integers(-1, 2, 12), 1, 5).astype(float)
    both = Ratings(tuple(map(str, range(12))), ("gpt",), ("NAT",), judge[None, None])
    (found,) = measure_agreement(ratings_of(scores), both, seed=5, resamples=40).dimensions
    from toolflow_evaluation.resampling import seed_of

    rows = np.random.default_rng(seed_of(5, "NAT")).integers(0, 12, (40, 12))
    expected: dict[str, list[float]] = {"kappa_quadratic": [], "pearson": [], "spearman": []}
    for row in rows:
        kappas = [
            cohen_kappa_score(one[row], other[row], labels=[1, 2, 3, 4, 5], weights="quadratic")
            for one, other in itertools.combinations(scores, 2)
        ]
        expected["kappa_quadratic"].append(float(np.mean(kappas)))
        expected["pearson"].append(pearsonr(scores.mean(axis=0)[row], judge[row]).statistic)
        expected["spearman"].append(spearmanr(scores.mean(axis=0)[row], judge[row]).statistic)
    for name, values in expected.items():
        estimate = found.estimates[name]
        assert estimate.value + estimate.deviations == pytest.approx(np.array(values))
    assert found.estimates["pearson"].value == pytest.approx(pearsonr(scores.mean(axis=0), judge).statistic)


def test_a_judge_is_held_against_the_mean_of_whoever_rated() -> None:
    nan = math.nan
    scores = np.array([[1, 2, 4, nan, 5], [3, nan, 4, nan, 5]])
    judge = Ratings(
        ("4", "2", "1", "0", "9"), ("gpt",), ("NAT", "COH"), np.array([[[4, 5, 1, 3, 2]], [[1.0] * 5]])
    )
    (found,) = measure_agreement(ratings_of(scores), judge, resamples=20).dimensions
    # means 2, 2, 4, none, 5 of items 0 to 4; the judge gave 3, 1, 5, none, 4
    # deviations -1.25 -1.25 .75 1.75 and -.25 -2.25 1.75 .75: sums .3125 + 2.8125 + 1.3125 + 1.3125 = 5.75
    assert found.judged == 4
    squares = (2 * 1.25**2 + 0.75**2 + 1.75**2) * (0.25**2 + 2.25**2 + 1.75**2 + 0.75**2)
    assert found.estimates["pearson"].value == pytest.approx(5.75 / math.sqrt(squares))


def test_means_of_the_same_ratings_are_equal_in_whatever_order_they_are_added() -> None:
    orders = np.array(list(itertools.permutations([0.1, 0.2, 0.3]))).T  # three raters, six items, one mean
    assert np.ptp(orders.mean(axis=0)) > 0
    judge = ratings_of(np.array([[1.0, 2, 3, 4, 5, 6]]))
    (found,) = measure_agreement(ratings_of(orders), judge, resamples=20).dimensions
    assert math.isnan(found.estimates["pearson"].value) and math.isnan(found.estimates["spearman"].value)


def test_one_rater_and_a_judge_have_a_correlation_but_no_kappa() -> None:
    scores = np.array([[1.0, 2, 3, 5]])
    found = measure_agreement(ratings_of(scores), ratings_of(scores * 2), resamples=20).dimensions[0]
    assert set(found.estimates) == {"pearson", "spearman"} and found.pairs == ()
    assert found.estimates["pearson"].value == pytest.approx(1)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("items", [0, 1, 2])
def test_too_few_items_have_no_interval_or_no_value(items: int) -> None:
    scores = np.array([[1.0, 2], [1, 3]])[:, :items]
    (found,) = measure_agreement(ratings_of(scores), ratings_of(scores[:1]), resamples=30).dimensions
    assert math.isnan(found.estimates["pearson"].value)  # below three items
    if items < 2:
        assert math.isnan(found.estimates["kappa"].value) and not found.estimates["kappa"].deviations.size
    else:
        # x = 1 2, y = 1 3: observed 1/2; expected 1 - 1/4
        assert found.estimates["kappa"].value == pytest.approx(1 - (1 / 2) / (3 / 4))
        # (1, 1) drawn twice: kappa is 0/0; that half of the resamples or so is counted and in no interval
        assert 0 < found.undefined["kappa"] < 30
        assert found.estimates["kappa"].deviations.size == 30 - found.undefined["kappa"]


@pytest.mark.filterwarnings("error")
def test_constant_raters_have_no_kappa_and_no_part_in_the_mean() -> None:
    scores = np.array([[4.0, 4, 4], [4, 4, 4], [4, 4, 5]])
    (found,) = measure_agreement(ratings_of(scores), ratings_of(scores[:1]), resamples=20).dimensions
    kappas = [pair.values["kappa"] for pair in found.pairs]
    assert math.isnan(kappas[0]) and kappas[1:] == pytest.approx([0, 0])
    assert found.estimates["kappa"].value == pytest.approx(0)
    assert found.estimates["percent_agreement"].value == pytest.approx(100 * (1 + 2 / 3 + 2 / 3) / 3)
    assert math.isnan(found.estimates["pearson"].value) and not found.estimates["pearson"].deviations.size


@pytest.mark.filterwarnings("error")
def test_a_dimension_that_nobody_but_the_judge_rated() -> None:
    nobody = ratings_of(np.full((2, 3), math.nan))
    (found,) = measure_agreement(nobody, ratings_of(np.array([[1.0, 2, 3]])), resamples=20).dimensions
    assert (found.items, found.ratings, found.missing, found.judged) == (0, 0, 6, 0)
    assert all(math.isnan(each.value) for each in found.estimates.values())


def test_ratings_of_one_agree_with_nobody() -> None:
    with pytest.raises(SchemaError, match="ratings by r0 only; expected two raters"):
        measure_agreement(ratings_of(np.array([[1.0, 2]])))


def test_the_seed_decides_the_intervals_and_dimensions_are_drawn_apart() -> None:
    scores = np.random.default_rng(1).integers(1, 6, (2, 20)).astype(float)
    twice = Ratings(tuple(map(str, range(20))), ("a", "b"), ("NAT", "COH"), np.stack([scores, scores]))
    first, same, other = (measure_agreement(twice, seed=seed, resamples=30) for seed in (1, 1, 2))
    intervals = [
        [each.estimates["kappa"].interval() for each in found.dimensions] for found in (first, same, other)
    ]
    assert intervals[0] == intervals[1] != intervals[2]
    assert intervals[0][0] != intervals[0][1]


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    """Items from a population whose quadratic kappa and correlation are known from 200,000 of them."""
    rng = np.random.default_rng(7)

    def drawn(items: int) -> Floats:
        truth = rng.normal(3.2, 1, items)
        return np.clip(np.round(truth + rng.normal(0, 0.6, (5, items))), 1, 5)

    large = drawn(200_000)
    truth = {
        "kappa_quadratic": cohen_kappa(large[0], large[1], "quadratic"),
        "pearson": pearsonr(large[:4].mean(axis=0), large[4]).statistic,
    }
    trials, held = 200, dict.fromkeys(truth, 0)
    for trial in range(trials):
        scores = drawn(50)
        (found,) = measure_agreement(
            ratings_of(scores[:4]), ratings_of(scores[4:]), seed=trial, resamples=200
        ).dimensions
        for name, value in truth.items():
            low, high = found.estimates[name].interval()
            held[name] += low <= value <= high
    # 95 % are promised; percentiles of 50 items come to a little less, and 200 trials vary by 1.5 %
    assert all(0.88 * trials <= count <= 0.99 * trials for count in held.values()), held
