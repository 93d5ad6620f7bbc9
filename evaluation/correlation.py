"""Whether measures of training data go with scores, over subsets: Table 8, corrected for how much is tested.

Pearson's r of a metric and a score over n subsets has a p from Student's t with n - 2 degrees of freedom and
an interval by Fisher's z; Spearman's rho stands beside it. Holm's step-down makes the p values of each kind
hold together: the chance that any pair without a true correlation is called correlated stays below the level.

Source: ToolFlow (arXiv 2410.18447), section 6.
"""

from __future__ import annotations

import itertools
import math
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from toolflow_dataset.errors import SchemaError

from .many_tests import holm
from .resampling import CONFIDENCE, settled
from .table_files import columns_of, number_cell, read_table, text_cell

LEAST = 3  # through two points there is always a line

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A coefficient of correlation.

    Args:
        value: [-1, 1]; nan below three subsets, or where a side does not vary.
        p: Two-sided, for this pair by itself.
        p_holm: For all pairs tested together.
    """

    value: float
    p: float
    p_holm: float = math.nan


@dataclass(frozen=True, slots=True)
class PairCorrelation:
    """A metric and a score, or two metrics.

    Args:
        metric: Name of one side.
        score: Name of the other.
        subsets: Subsets with both.
        pearson: Pearson's r.
        interval: Of Pearson's r, by Fisher's z; (nan, nan) below four subsets.
        spearman: Spearman's rho.
    """

    metric: str
    score: str
    subsets: int
    pearson: Coefficient
    interval: tuple[float, float]
    spearman: Coefficient


def correlate(pairs: Sequence[tuple[str, Floats, str, Floats]]) -> list[PairCorrelation]:
    """Return the correlations of pairs, corrected for all of them.

    Args:
        pairs: (metric, values, score, values), each with a value for every subset, nan where there is none.
    """
    found = [_correlation(*pair) for pair in pairs]
    for kind in ("pearson", "spearman"):
        corrected = holm([getattr(each, kind).p for each in found])
        found = [
            replace(each, **{kind: replace(getattr(each, kind), p_holm=p)})
            for each, p in zip(found, corrected, strict=True)
        ]
    return found


def metric_pairs(
    metrics: Mapping[str, Floats], scores: Mapping[str, Floats] | None = None, against: Sequence[str] = ()
) -> list[tuple[str, Floats, str, Floats]]:
    """Return what is to be held against what.

    Args:
        metrics: Values by metric.
        scores: Values by score: each metric is held against each. None holds metrics against one another.
        against: Without scores, the metrics against which all others are held; none is all pairs.
    """
    if scores is not None:
        return [(metric, metrics[metric], score, scores[score]) for score in scores for metric in metrics]
    named = itertools.combinations(metrics, 2)
    wanted = [(one, other) for one, other in named if not against or {one, other} & set(against)]
    ordered = [
        (other, one) if one in against and other not in against else (one, other) for one, other in wanted
    ]
    return [(one, metrics[one], other, metrics[other]) for one, other in ordered]


def critical_r(subsets: int, level: float = 1 - CONFIDENCE) -> float:
    """Return the |r| that a two-sided test of so many subsets needs for p below a level; nan below three."""
    from scipy.stats import t

    if subsets < LEAST:
        return math.nan
    quantile = float(t.isf(level / 2, subsets - 2))
    return quantile / math.sqrt(quantile**2 + subsets - 2)


def read_scores(path: Path, names: Sequence[str]) -> dict[str, Floats]:
    """Read scores of subsets: `subset` and a column for each score, or `subset`, `benchmark` and `score`.

    Args:
        path: CSV, TSV, JSON Lines, JSON or Parquet.
        names: The subsets, in order.

    Returns:
        By score, (subsets,), nan where there is none.

    Raises:
        SchemaError: If the file cannot be read, names another subset or one twice, or a score is no number.
    """
    rows = read_table(path)
    columns = columns_of(rows)
    if "subset" not in columns:
        raise SchemaError(
            f"{path}: has no column `subset`, only {', '.join(columns)}; expected `subset` and a column for "
            "each score, or `subset`, `benchmark` and `score`"
        )
    by_score = set(columns) == {"subset", "benchmark", "score"}
    benchmarks = [column for column in columns if column != "subset"]
    if not benchmarks:
        raise SchemaError(f"{path}: has no scores, only the column `subset`; add a column for each score")
    scores: dict[str, Floats] = {}
    places: dict[tuple[str, str], str] = {}
    for place, cells in rows:
        subset = text_cell(cells, "subset", place).removesuffix(".jsonl")
        if subset not in names:
            raise SchemaError(f"{place}: `subset`: got {subset!r}, expected one of {names[0]} to {names[-1]}")
        for column in ["score"] if by_score else benchmarks:
            name = text_cell(cells, "benchmark", place) if by_score else column
            if (subset, name) in places:
                raise SchemaError(
                    f"{place}: {name} of {subset} stands at {places[subset, name]} already; give one figure, "
                    "such as the mean of several trainings"
                )
            places[subset, name] = place
            values = scores.setdefault(name, np.full(len(names), math.nan))
            values[list(names).index(subset)] = number_cell(cells, column, place)
    return scores


def _correlation(metric: str, one: Floats, score: str, other: Floats) -> PairCorrelation:
    from scipy.stats import pearsonr, spearmanr

    both = ~np.isnan(one + other)
    one, other = settled(one[both]), settled(other[both])
    undefined = Coefficient(math.nan, math.nan)
    if one.size < LEAST or np.ptp(one) == 0 or np.ptp(other) == 0:
        return PairCorrelation(metric, score, one.size, undefined, (math.nan, math.nan), undefined)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of values that hardly vary
        linear, ranked = pearsonr(one, other), spearmanr(one, other)
        low, high = linear.confidence_interval(CONFIDENCE) if one.size > LEAST else (math.nan, math.nan)
    return PairCorrelation(
        metric,
        score,
        one.size,
        Coefficient(float(linear.statistic), float(linear.pvalue)),
        (float(low), float(high)),
        Coefficient(float(ranked.statistic), float(ranked.pvalue)),
    )
