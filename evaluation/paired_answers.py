"""Two models on the same questions: how far apart they are, and whether that is more than chance.

Of n questions let b be those that only the first answers rightly and c those that only the second does. The
difference of accuracies is (c - b) / n. McNemar's exact test asks whether the b + c questions on which they
differ fall to either side as a fair coin would:

    p = min(1, 2 P(X <= min(b, c)))    X ~ Binomial(b + c, 1/2);  1 where b + c = 0

The interval is the paired bootstrap's: n of n questions with replacement, both models' answers to a question
drawn together. Only b and c matter to it, so that resamples are draws from Multinomial(n, (b/n, c/n, rest)).
Questions of different categories are drawn apart; a sum of categories takes the sum of their resamples.

Where all resamples are alike (fewer than two questions, none on which the models differ, or all to the same
side) there is no interval: one without width would claim a certainty that nobody has.

Source: McNemar (1947); Efron and Tibshirani (1993), sections 6 and 13.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .resampling import CONFIDENCE, seed_of

RESAMPLES = 10_000

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Crossed:
    """Questions by who answers them rightly.

    Args:
        both: Both do.
        only_one: The first does, the second does not.
        only_other: The second does, the first does not.
        neither: Neither does.
    """

    both: int = 0
    only_one: int = 0
    only_other: int = 0
    neither: int = 0

    @classmethod
    def of(cls, pairs: Iterable[tuple[bool, bool]]) -> Crossed:
        """Count pairs of (first is right, second is right)."""
        counts = {(True, True): 0, (True, False): 0, (False, True): 0, (False, False): 0}
        for one, other in pairs:
            counts[one, other] += 1
        return cls(*counts.values())

    def __add__(self, more: Crossed) -> Crossed:
        return Crossed(
            self.both + more.both,
            self.only_one + more.only_one,
            self.only_other + more.only_other,
            self.neither + more.neither,
        )

    @property
    def count(self) -> int:
        """Return how many questions there are."""
        return self.both + self.only_one + self.only_other + self.neither

    @property
    def right(self) -> tuple[int, int]:
        """Return how many the first and the second answer rightly."""
        return self.both + self.only_one, self.both + self.only_other

    @property
    def difference(self) -> float:
        """Return the second's accuracy minus the first's, [-1, 1]; nan of no questions."""
        return (self.only_other - self.only_one) / self.count if self.count else math.nan


def mcnemar(crossed: Crossed) -> float:
    """Return McNemar's exact two-sided p; nan of no questions."""
    if not crossed.count:
        return math.nan
    fewer, differing = (
        min(crossed.only_one, crossed.only_other),
        crossed.only_one + crossed.only_other,
    )
    tail = sum(math.comb(differing, k) for k in range(fewer + 1))  # whole numbers, however many questions
    p: float = 2 * tail / 2**differing
    return min(1.0, p)


def resampled(crossed: Crossed, seed: int, label: str, resamples: int = RESAMPLES) -> Floats:
    """Return the differences of (resamples,) paired resamples of one category; none of no questions.

    Args:
        crossed: Its questions.
        seed: Of the resamples, together with the label, so that categories are drawn independently.
        label: The category's name.
        resamples: How many.
    """
    count = crossed.count
    if not count:
        return np.zeros(0)
    rest = crossed.both + crossed.neither
    shares = np.array([crossed.only_one, crossed.only_other, rest]) / count
    drawn = np.random.default_rng(seed_of(seed, label)).multinomial(count, shares, size=resamples)
    differences: Floats = (drawn[:, 1] - drawn[:, 0]) / count
    return differences


def combined(parts: Sequence[tuple[float, Floats]]) -> Floats:
    """Return the weighted sum of categories' resamples; none if a category with weight has none."""
    weighed = [(weight, drawn) for weight, drawn in parts if weight]
    if not weighed or any(not drawn.size for _, drawn in weighed):
        return np.zeros(0)
    total: Floats = np.sum([weight * drawn for weight, drawn in weighed], axis=0)
    return total


def interval(resamples: Floats, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Return the percentile interval of resamples; (nan, nan) where there are none or all are alike."""
    if not resamples.size or np.ptp(resamples) < 1e-12:
        return math.nan, math.nan
    low, high = np.quantile(resamples, [(1 - confidence) / 2, (1 + confidence) / 2])
    return float(low), float(high)
