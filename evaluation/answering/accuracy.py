"""Shares of right answers with their intervals.

A share has Wilson's score interval, with z of a two-sided 95 % and p = right / n:

    (p + z^2/2n +- z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n)

A sum is a weighted mean of independent shares,

    theta = sum_i w_i p_i    with weights that add up to 1,

and its interval [L, U] recovers the variances of the parts from their own intervals [l_i, u_i] (MOVER, Zou
and Donner 2008), which holds at 0 and 1 too, where a bootstrap would have no width:

    L = theta - sqrt(sum_i (w_i (p_i - l_i))^2)    U = theta + sqrt(sum_i (w_i (u_i - p_i))^2)
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

_Z = 1.959963984540054  # of a two-sided 95 % interval


@dataclass(frozen=True, slots=True)
class Score:
    """An accuracy.

    Args:
        value: In [0, 1]; nan where there is nothing to score, or a part of a sum is missing.
        low: Lower end of its 95 % interval.
        high: Upper end.
        count: Questions that it rests on.
    """

    value: float
    low: float
    high: float
    count: int

    def to_json(self) -> dict[str, Any]:
        """Return value, interval and count; None for what there is not."""
        if not self.count:
            return {"accuracy": None, "ci95": None, "count": 0}
        return {
            "accuracy": round(self.value, 6),
            "ci95": [round(self.low, 6), round(self.high, 6)],
            "count": self.count,
        }

    def cell(self) -> str:
        """Return the percentage with its interval, as a cell of a table."""
        if math.isnan(self.value):
            return "-"
        return f"{100 * self.value:.2f}\n[{100 * self.low:.1f}, {100 * self.high:.1f}]"


MISSING = Score(math.nan, math.nan, math.nan, 0)


def accuracy(right: int, count: int) -> Score:
    """Return the share of right answers with Wilson's interval; nan of none."""
    if not count:
        return MISSING
    share = right / count
    scale = 1 + _Z**2 / count
    middle = (share + _Z**2 / (2 * count)) / scale
    half = _Z * math.sqrt(share * (1 - share) / count + _Z**2 / (4 * count**2)) / scale
    low = max(0.0, middle - half) if right else 0.0
    high = min(1.0, middle + half) if right < count else 1.0
    return Score(share, low, high, count)


def weighted(parts: Sequence[tuple[float, Score]]) -> Score:
    """Return the weighted mean of independent scores; weights need not add up to 1."""
    total = sum(weight for weight, _ in parts)
    if not total or any(math.isnan(score.value) for _, score in parts):
        return MISSING
    shares = [(weight / total, score) for weight, score in parts]
    value = math.fsum(share * score.value for share, score in shares)
    below = math.sqrt(sum((share * (score.value - score.low)) ** 2 for share, score in shares))
    above = math.sqrt(sum((share * (score.high - score.value)) ** 2 for share, score in shares))
    return Score(value, max(0.0, value - below), min(1.0, value + above), sum(s.count for _, s in parts))


def mean(scores: Sequence[Score]) -> Score:
    """Return the unweighted mean of scores."""
    return weighted([(1.0, score) for score in scores])
