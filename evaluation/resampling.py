"""How much a value would vary with other dialogues of the same kind, and whether two values differ.

Dialogues are the units that are drawn, never single rounds or words, which hang together within one.

A mean or a ratio of sums is resampled by the bootstrap: n of n dialogues with replacement. What depends on
how many *different* things there are, as entropy and distinct n-grams do, must not see a dialogue twice, or
it falls for that reason alone; it is resampled by half-samples: n/2 of n dialogues without replacement, whose
spread around their own mean is, for a mean, that of the whole set. Sets are taken as independent.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 1000
CONFIDENCE = 0.95

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value and what resampling says of it.

    Args:
        value: As measured on all dialogues; nan where there is nothing to measure.
        deviations: (resamples,) by how much resamples deviate; empty where none could be drawn.
    """

    value: float
    deviations: Floats

    def interval(self, confidence: float = CONFIDENCE) -> tuple[float, float]:
        """Return the interval between the tails of the resamples; (nan, nan) without any.

        So it is if all are alike: an interval without width would claim a certainty that nobody has. Three
        dialogues of three say little of the next one.
        """
        if math.isnan(self.value) or _alike(self.deviations):
            return math.nan, math.nan
        tails = [(1 - confidence) / 2, (1 + confidence) / 2]
        low, high = self.value + np.quantile(self.deviations, tails)
        return float(low), float(high)


@dataclass(frozen=True, slots=True)
class Difference:
    """One value minus another.

    Args:
        value: The difference.
        low: Lower end of its interval.
        high: Upper end.
        p: Two-sided, from the share of resamples beyond zero, at least 2 / (resamples + 1); nan without any,
            or if all are alike and the value is not 0.
    """

    value: float
    low: float
    high: float
    p: float


def seed_of(seed: int, label: str) -> int:
    """Return a seed of its own for a set, so that the resamples of two sets are independent.

    With one seed for all, dialogue i of every set of that size would be drawn together, and differences of
    sets would seem far more certain, or less, than they are.
    """
    return int.from_bytes(hashlib.blake2b(f"{seed}:{label}".encode(), digest_size=8).digest(), "big")


def settled(values: Floats) -> Floats:
    """Return values to twelve significant digits, so that what only rounding tells apart is equal.

    0.1 + 0.2 is not 0.3: means of the same figures in another order would seem to vary, or to rank.
    """
    return np.array([float(f"{value:.12g}") for value in values.ravel()], float).reshape(values.shape)


def _alike(resamples: Floats) -> bool:
    """Tell whether resamples say nothing of how a value varies."""
    return not resamples.size or float(np.ptp(resamples)) < 1e-12


def ratio_estimate(
    numerators: Sequence[float], denominators: Sequence[float], seed: int = 0, resamples: int = RESAMPLES
) -> Estimate:
    """Return the ratio of two sums over dialogues with its bootstrap deviations.

    Args:
        numerators: One for each dialogue, such as the sum of its cosines.
        denominators: One for each dialogue, such as how many there are.
        seed: Of the resamples.
        resamples: How many.
    """
    above, below = np.asarray(numerators, float), np.asarray(denominators, float)
    total = below.sum()
    if not total:
        return Estimate(math.nan, np.zeros(0))
    value, size = float(above.sum() / total), above.size
    if size < 2:
        return Estimate(value, np.zeros(0))
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(resamples):
        drawn = rng.integers(0, size, size)
        weight = below[drawn].sum()
        if weight:
            found.append(above[drawn].sum() / weight)
    return Estimate(value, np.asarray(found) - value)


def half_samples(size: int, seed: int = 0, resamples: int = RESAMPLES) -> NDArray[np.bool_]:
    """Return masks of shape (resamples, size), each row true for half of the dialogues; no row below two."""
    if size < 2:
        return np.zeros((0, size), bool)
    rng = np.random.default_rng(seed)
    masks = np.zeros((resamples, size), bool)
    for mask in masks:
        mask[rng.permutation(size)[: size // 2]] = True
    return masks


def difference(one: Estimate, other: Estimate, confidence: float = CONFIDENCE) -> Difference:
    """Return `one` minus `other`, whose resamples are taken as independent."""
    value = one.value - other.value
    count = min(one.deviations.size, other.deviations.size)
    if math.isnan(value) or not count:
        return Difference(value, math.nan, math.nan, math.nan)
    drawn = value + one.deviations[:count] - other.deviations[:count]
    if _alike(drawn):
        return Difference(value, math.nan, math.nan, math.nan if value else 1.0)
    low, high = np.quantile(drawn, [(1 - confidence) / 2, (1 + confidence) / 2])
    beyond = min(int((drawn <= 0).sum()), int((drawn >= 0).sum()))
    return Difference(value, float(low), float(high), min(1.0, 2 * (beyond + 1) / (count + 1)))
