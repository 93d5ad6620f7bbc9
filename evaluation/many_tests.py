"""Many tests at once: of twenty without anything to find, one has p below 0.05; Holm's step-down corrects it.

The chance that any test without a true effect is called significant stays below the level, however the tests
hang together. Source: Holm (1979).
"""

from __future__ import annotations

import math
from collections.abc import Sequence


def holm(p_values: Sequence[float]) -> list[float]:
    """Return p values that hold together, by Holm's step-down; nan is no test, stays, and counts for nothing.

    The k-th smallest of m, from 0, is multiplied by m - k; none may be below the one before it, or above 1.
    """
    order = sorted((p, place) for place, p in enumerate(p_values) if not math.isnan(p))
    corrected, least = list(p_values), 0.0
    for rank, (p, place) in enumerate(order):
        least = max(least, min(1.0, (len(order) - rank) * p))
        corrected[place] = least
    return corrected
