"""A share of right answers with its interval.

Wilson's score interval, with z of a two-sided 95 %, p = right / n:

    (p + z^2/2n +- z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n)
"""

from __future__ import annotations

import math
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
