r"""How far raters agree with one another, and a judge with them: Table 10 with intervals.

Of two raters who both rated n items, with p_a and q_b the shares of their scores and d(a, b) how bad it is to
say a where the other says b,

    kappa = 1 - (1/n) sum_i d(x_i, y_i) / sum_ab p_a q_b d(a, b)

d is 0 or 1 for Cohen's kappa, |a - b| for the linear one, (a - b)^2 for the quadratic one: distances of the
scores themselves, so that 2 and 5 are three apart even if nobody gave 3 or 4. Where both gave one and the
same score throughout, no disagreement was to be expected, and kappa is nan.

The value of several raters is the mean over their pairs, each over the items that both rated. Intervals are
percentiles of resamples of the items, with replacement, all ratings of an item together.

Source: ToolFlow (arXiv 2410.18447), appendix A.2; Cohen (1960, 1968).
"""

from __future__ import annotations

import itertools
import math
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from toolflow_dataset.errors import SchemaError

from .ratings import Floats, Ratings
from .resampling import RESAMPLES, Estimate, seed_of, settled

KAPPAS = ("kappa", "kappa_linear", "kappa_quadratic")
BETWEEN_RATERS = (*KAPPAS, "percent_agreement")
WITH_JUDGE = ("pearson", "spearman")
_BLOCK = 1 << 21  # drawn items looked at together


@dataclass(frozen=True, slots=True)
class RaterPair:
    """Two raters in one dimension.

    Args:
        one: A rater.
        other: Another one.
        items: How many both rated.
        values: By name, as in `BETWEEN_RATERS`; nan where undefined.
    """

    one: str
    other: str
    items: int
    values: dict[str, float]


@dataclass(frozen=True, slots=True)
class DimensionAgreement:
    """One dimension.

    Args:
        dimension: Its name.
        items: Items that anyone but the judge rated.
        ratings: Scores given by anyone but the judge.
        missing: Scores that would make every rater have rated every item of the file.
        judged: Items that the judge rated too.
        estimates: By name; `BETWEEN_RATERS` if there are several raters, `WITH_JUDGE` if there is a judge.
        undefined: Resamples in which a value was nan, by name; they are in no interval.
        pairs: All pairs of raters.
    """

    dimension: str
    items: int
    ratings: int
    missing: int
    judged: int
    estimates: dict[str, Estimate]
    undefined: dict[str, int]
    pairs: tuple[RaterPair, ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """What was found of some ratings.

    Args:
        raters: Without the judge.
        judge: Its name; None without one.
        items: Items of the file.
        dimensions: In the order of the file.
        seed: Of the resamples.
        resamples: How many.
        unjudged: Dimensions that the judge did not rate.
    """

    raters: tuple[str, ...]
    judge: str | None
    items: int
    dimensions: tuple[DimensionAgreement, ...]
    seed: int
    resamples: int
    unjudged: tuple[str, ...] = field(default=())


def measure_agreement(
    ratings: Ratings, judge: Ratings | None = None, seed: int = 0, resamples: int = RESAMPLES
) -> Agreement:
    """Return how far raters agree, and their mean scores with the judge's.

    Args:
        ratings: Of people, say.
        judge: Of a single rater, items and dimensions under the same names; those it lacks are counted.
        seed: Of the resamples.
        resamples: Behind each interval.

    Raises:
        SchemaError: If there is only one rater and no judge.
    """
    if not ratings.raters or (len(ratings.raters) < 2 and judge is None):
        raise SchemaError(
            f"ratings by {', '.join(ratings.raters) or 'the judge'} only; expected two raters, or a judge too"
        )
    found = []
    for scores, dimension in zip(ratings.scores, ratings.dimensions, strict=True):
        judged = None if judge is None else judge.of(judge.raters[0], dimension, ratings.items)
        found.append(_of_dimension(ratings, scores, dimension, judged, seed, resamples))
    name = None if judge is None else judge.raters[0]
    unjudged = () if judge is None else tuple(each.dimension for each in found if not each.judged)
    return Agreement(ratings.raters, name, len(ratings.items), tuple(found), seed, resamples, unjudged)


def pair_agreement(one: Floats, other: Floats) -> dict[str, float]:
    """Return the kappas of two raters, [-1, 1], and the percentage of equal scores, by `BETWEEN_RATERS`.

    Items that either left out count for nothing. Without any all are nan; kappas also if all scores are one.

    Args:
        one: (items,) scores, nan where missing.
        other: (items,) scores of the other rater.
    """
    found = _between(one, other, np.ones((1, one.size)))
    return {name: float(values[0]) for name, values in found.items()}


def _of_dimension(
    ratings: Ratings, scores: Floats, dimension: str, judged: Floats | None, seed: int, resamples: int
) -> DimensionAgreement:
    rated = ~np.isnan(scores).all(axis=0)
    given = int((~np.isnan(scores)).sum())
    held = scores[:, rated]
    judge = None if judged is None else judged[rated]
    draws = seed_of(seed, dimension), resamples
    estimates: dict[str, Estimate] = {}
    undefined: dict[str, int] = {}
    if len(held) > 1:
        estimates, undefined = _resampled(lambda rows: _among_raters(held, rows), held.shape[1], *draws)
    both = 0
    if judge is not None:
        with warnings.catch_warnings():  # of no item at all
            warnings.simplefilter("ignore")
            means = np.nanmean(held, axis=0)
        scored = ~np.isnan(means + judge)
        both = int(scored.sum())
        means, judge = settled(means[scored]), judge[scored]
        found = _resampled(lambda rows: _correlations(means[rows], judge[rows]), both, *draws)
        estimates, undefined = estimates | found[0], undefined | found[1]
    raters = zip(ratings.raters, held, strict=True)
    pairs = tuple(
        RaterPair(one, other, int((~np.isnan(first + second)).sum()), pair_agreement(first, second))
        for (one, first), (other, second) in itertools.combinations(raters, 2)
    )
    return DimensionAgreement(
        dimension, held.shape[1], given, scores.size - given, both, estimates, undefined, pairs
    )


def _draws(size: int, seed: int, resamples: int) -> Iterator[NDArray[np.int64]]:
    """Yield rows of drawn items, (some resamples, size); none below two items, which have nothing to vary."""
    if size < 2:
        return
    rng = np.random.default_rng(seed)
    block = max(1, _BLOCK // size)
    for first in range(0, resamples, block):
        yield rng.integers(0, size, (min(block, resamples - first), size))


def _resampled(
    measure: Callable[[NDArray[np.int64]], dict[str, Floats]], size: int, seed: int, resamples: int
) -> tuple[dict[str, Estimate], dict[str, int]]:
    """Return the values of all items with those of the resamples, and in how many resamples each was nan.

    Args:
        measure: Gives values (rows,) for rows of drawn items (rows, size).
        size: How many items there are.
        seed: Of the draws.
        resamples: How many.
    """
    whole = measure(np.arange(size)[None])
    drawn = [measure(rows) for rows in _draws(size, seed, resamples)]
    estimates, undefined = {}, {}
    for name, values in whole.items():
        every = np.concatenate([np.zeros(0), *(each[name] for each in drawn)])
        known = every[~np.isnan(every)]
        estimates[name] = Estimate(float(values[0]), known - float(values[0]))
        undefined[name] = every.size - known.size
    return estimates, undefined


def _among_raters(scores: Floats, rows: NDArray[np.int64]) -> dict[str, Floats]:
    """Return the means over all pairs of raters of what is not nan; nan where all is."""
    counts = np.zeros(rows.shape)
    np.add.at(counts, (np.arange(len(rows))[:, None], rows), 1)
    sums = {name: np.zeros(len(rows)) for name in BETWEEN_RATERS}
    known = {name: np.zeros(len(rows)) for name in BETWEEN_RATERS}
    for one, other in itertools.combinations(scores, 2):
        for name, values in _between(one, other, counts).items():
            sums[name] += np.nan_to_num(values)
            known[name] += ~np.isnan(values)
    with np.errstate(invalid="ignore"):
        return {name: sums[name] / known[name] for name in BETWEEN_RATERS}


def _between(one: Floats, other: Floats, counts: Floats) -> dict[str, Floats]:
    """Return the values of two raters, (resamples,), each item counted as often as it was drawn.

    Args:
        one: (items,) scores, nan where missing.
        other: (items,) scores of the other rater.
        counts: (resamples, items).
    """
    both = ~np.isnan(one + other)
    one, other, counts = one[both], other[both], counts[:, both]
    scores = np.unique(np.concatenate([one, other]))
    first, second = np.searchsorted(scores, one), np.searchsorted(scores, other)
    apart = np.abs(scores[:, None] - scores)
    found = {}
    with np.errstate(invalid="ignore", divide="ignore"):
        drawn = counts.sum(axis=1)
        shares_one = counts @ np.eye(scores.size)[first] / drawn[:, None]
        shares_other = counts @ np.eye(scores.size)[second] / drawn[:, None]
        for name, distance in zip(KAPPAS, (apart > 0, apart, apart**2), strict=True):
            observed = counts @ distance[first, second] / drawn
            expected = ((shares_one @ distance) * shares_other).sum(axis=1)
            found[name] = np.where(expected > 0, 1 - observed / expected, math.nan)
        return {**found, "percent_agreement": 100 * (counts @ (one == other)) / drawn}


def _correlations(one: Floats, other: Floats) -> dict[str, Floats]:
    """Return Pearson's and Spearman's coefficient of each row, (rows,); nan below three items."""
    from scipy.stats import pearsonr, rankdata

    found = {}
    for name, pair in (
        ("pearson", (one, other)),
        ("spearman", (rankdata(one, axis=1), rankdata(other, axis=1))),
    ):
        if one.shape[1] < 3:  # through two points there is always a line
            found[name] = np.full(len(one), math.nan)
            continue
        with warnings.catch_warnings():  # of constant rows, whose coefficient is nan
            warnings.simplefilter("ignore")
            found[name] = np.asarray(pearsonr(*pair, axis=1).statistic, float)
    return found
