"""Power laws through measured sizes, and the size at which a budget is used up by them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

LARGEST = 1e15


@dataclass(frozen=True, slots=True)
class PowerLaw:
    """Something that grows as `factor` * size ** `exponent`.

    Args:
        exponent: Slope of the logarithms by least squares.
        factor: Its value at size 1.
        error: Standard error of the exponent; nan with two points.
    """

    exponent: float
    factor: float
    error: float

    def at(self, size: float) -> float:
        """Return what it comes to at a size."""
        return self.factor * size**self.exponent


def fit(rows: Sequence[Mapping[str, float]], size: str, name: str) -> PowerLaw | None:
    """Fit a power law to a column of rows; None with fewer than two values above 0.

    Args:
        rows: The measurements.
        size: The column of the sizes.
        name: The column that grows.
    """
    points = [(math.log(row[size]), math.log(row[name])) for row in rows if row[name] > 0]
    if len({across for across, _ in points}) < 2:
        return None
    xs, ys = np.array(points).T
    spread = xs - xs.mean()
    exponent = float(spread @ ys / (spread @ spread))
    constant = float(ys.mean() - exponent * xs.mean())
    left = ys - constant - exponent * xs
    free = len(xs) - 2
    error = math.sqrt(float(left @ left) / free / float(spread @ spread)) if free else math.nan
    return PowerLaw(exponent, math.exp(constant), error)


def used_up(grown: Callable[[float], float], budget: float) -> float:
    """Return the size at which something that grows reaches a budget; 0 if before size 1, else inf if never.

    Args:
        grown: What it comes to at a size, never less at a larger one.
        budget: What there is.
    """
    low, high = 1.0, LARGEST
    if grown(low) > budget:
        return 0.0
    if grown(high) < budget:
        return math.inf
    while high / low > 1.0001:
        middle = math.sqrt(low * high)
        low, high = (middle, high) if grown(middle) <= budget else (low, middle)
    return low
