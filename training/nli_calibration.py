"""How far a classifier's probabilities can be believed, and the temperature that makes them more so."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Predictions whose confidence lies in [low, high).

    Args:
        low: Lower bound of the confidence.
        high: Upper bound; the last bin includes it.
        count: Predictions.
        confidence: Their mean confidence; nan where there are none.
        accuracy: Share of them that is right; nan where there are none.
    """

    low: float
    high: float
    count: int
    confidence: float
    accuracy: float


def softmax(logits: NDArray[np.float64], temperature: float = 1.0) -> NDArray[np.float64]:
    """Return probabilities of shape (n, labels) from logits of that shape."""
    scaled = logits / temperature
    powers = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    total: NDArray[np.float64] = powers / powers.sum(axis=1, keepdims=True)
    return total


def reliability(
    probabilities: NDArray[np.float64], labels: NDArray[np.int64], bins: int = 10
) -> list[ReliabilityBin]:
    """Return how often predictions are right, by their confidence: the probability of the label predicted.

    Args:
        probabilities: Shape (n, labels).
        labels: The right ones, shape (n,).
        bins: Number of bins of equal width over [0, 1].
    """
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == labels
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    table = []
    for at in range(bins):
        inside = place == at
        count = int(inside.sum())
        mean_confidence = float(confidence[inside].mean()) if count else float("nan")
        accuracy = float(right[inside].mean()) if count else float("nan")
        table.append(ReliabilityBin(at / bins, (at + 1) / bins, count, mean_confidence, accuracy))
    return table


def expected_calibration_error(table: list[ReliabilityBin]) -> float:
    """Return the mean of |accuracy - confidence| over the bins, weighted by their counts; nan without any.

    Source: Guo et al. 2017 (arXiv 1706.04599), equation 3.
    """
    total = sum(each.count for each in table)
    if not total:
        return float("nan")
    return sum(each.count * abs(each.accuracy - each.confidence) for each in table if each.count) / total


def fit_temperature(logits: NDArray[np.float64], labels: NDArray[np.int64]) -> float:
    """Return the temperature in [0.2, 5] that makes the labels most likely, to three digits.

    The likelihood has one maximum in the inverse temperature, so a golden-section search finds it.

    Source: Guo et al. 2017, section 4.2.
    """

    def loss(inverse: float) -> float:
        probabilities = softmax(logits, 1 / inverse)
        return -float(np.log(probabilities[np.arange(len(labels)), labels] + 1e-300).mean())

    golden = (5**0.5 - 1) / 2
    low, high = 0.2, 5.0
    while high - low > 1e-5:
        left, right = high - golden * (high - low), low + golden * (high - low)
        if loss(left) < loss(right):
            high = right
        else:
            low = left
    return round(2 / (low + high), 3)
