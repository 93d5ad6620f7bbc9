"""Two models on the shared questions of a benchmark: a row for each category, each sum, and all questions.

Accuracies have Wilson's intervals (of sums by MOVER, see `answering.accuracy`), differences the paired
bootstrap's, and p is McNemar's exact one (`paired_answers`). A sum by weights is no count of questions, so it
has no p.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .answering.accuracy import Score, accuracy, mean
from .bench_results import BenchResult
from .bfcl.scores import AGGREGATES, Aggregate, summarise
from .comparison import defined
from .paired_answers import Crossed, Floats, combined, interval, mcnemar, resampled

ALL = "All questions"


@dataclass(frozen=True, slots=True)
class PairedRow:
    """Two models in one category, or in a sum of categories.

    Args:
        name: Of category or sum.
        count: Questions it rests on.
        one: Accuracy of the first model.
        other: Accuracy of the second.
        difference: The second's minus the first's, [-1, 1].
        ends: Of the difference's interval; nan where there is none.
        crossed: Questions by who answered them rightly; None for sums by weights.
        p_holm: McNemar's p, corrected for all that it was looked at together with; nan before, and for sums.
    """

    name: str
    count: int
    one: Score
    other: Score
    difference: float
    ends: tuple[float, float]
    crossed: Crossed | None
    p_holm: float = math.nan

    @property
    def p(self) -> float:
        """Return McNemar's p; nan for sums by weights."""
        return math.nan if self.crossed is None else mcnemar(self.crossed)

    def to_json(self) -> dict[str, Any]:
        """Return the row as a JSON object; what is undefined is null."""
        crossed = self.crossed
        return {
            "count": self.count,
            "one": self.one.to_json(),
            "other": self.other.to_json(),
            "difference": defined(self.difference),
            "ci95": None if math.isnan(self.ends[0]) else list(self.ends),
            "only_one_right": None if crossed is None else crossed.only_one,
            "only_other_right": None if crossed is None else crossed.only_other,
            "mcnemar_p": defined(self.p),
            "mcnemar_p_holm": defined(self.p_holm),
        }


def paired_rows(
    one: BenchResult, other: BenchResult, shared: Sequence[str], way: str, seed: int, resamples: int
) -> tuple[PairedRow, ...]:
    """Return the rows of two results: categories in the order of the questions, sums, all questions.

    Args:
        one: The first result.
        other: The second.
        shared: Ids of the questions that are compared.
        way: How answers were scored.
        seed: Of the resamples.
        resamples: How many.
    """
    pairs: dict[str, list[tuple[bool, bool]]] = {}
    for question in shared:
        mine, theirs = one.verdicts[question], other.verdicts[question]
        pairs.setdefault(mine.category, []).append((mine.right[way], theirs.right[way]))
    crossed = {name: Crossed.of(found) for name, found in pairs.items()}
    drawn = {name: resampled(found, seed, name, resamples) for name, found in crossed.items()}
    rows = [_row(name, found, drawn[name]) for name, found in crossed.items()]
    totals = {name: one.totals.get(name, found.count) for name, found in crossed.items()}
    rows += _sum_rows(one.aggregate, totals, crossed, drawn)
    rows += _level_rows(crossed, drawn) if one.benchmark.startswith("API-Bank") else []
    if len(crossed) > 1:
        every = sum(crossed.values(), Crossed())
        weights = {name: found.count / every.count for name, found in crossed.items()}
        together = combined([(weight, drawn[name]) for name, weight in weights.items()])
        rows.append(_row(ALL, every, together))
    return tuple(rows)


def sum_weights(aggregate: str, totals: Mapping[str, int]) -> dict[str, dict[str, float]]:
    """Return the weight of each category in each of BFCL's sums whose categories are all there.

    Sums are linear, so that a category's weight is what the sum comes to where it alone is 1.

    Args:
        aggregate: `v4` or `paper`; of any other benchmark's there are no sums.
        totals: Questions that each category has in all.
    """
    known = _known(aggregate)
    if known is None:
        return {}
    weights: dict[str, dict[str, float]] = {}
    for name in totals:
        alone = {each: Score(float(each == name), 0.0, 1.0, 1) for each in totals}
        for label, score in summarise(alone, known, totals).items():
            if score.value:  # nan too, which then shows in all
                weights.setdefault(label, {})[name] = score.value
    return {
        label: found
        for label, found in weights.items()
        if not any(math.isnan(weight) for weight in found.values())
    }


def _row(name: str, crossed: Crossed, drawn: Floats) -> PairedRow:
    one, other = (accuracy(right, crossed.count) for right in crossed.right)
    return PairedRow(name, crossed.count, one, other, crossed.difference, interval(drawn), crossed)


def _sum_rows(
    aggregate: str, totals: Mapping[str, int], crossed: Mapping[str, Crossed], drawn: Mapping[str, Floats]
) -> Iterator[PairedRow]:
    known = _known(aggregate)
    if known is None:
        return
    one, other = (
        summarise(
            {name: accuracy(found.right[side], found.count) for name, found in crossed.items()}, known, totals
        )
        for side in (0, 1)
    )
    for name, weights in sum_weights(aggregate, totals).items():
        ends = interval(combined([(weight, drawn[each]) for each, weight in weights.items()]))
        apart = other[name].value - one[name].value
        yield PairedRow(name, one[name].count, one[name], other[name], apart, ends, None)


def _level_rows(crossed: Mapping[str, Crossed], drawn: Mapping[str, Floats]) -> list[PairedRow]:
    """Return API-Bank's level 2, which is two categories, and the mean of both levels. Source: Table 5."""
    parts = {name: found for name, found in crossed.items() if name.startswith("L2")}
    if not parts:
        return []
    second = sum(parts.values(), Crossed())
    resamples = combined([(found.count / second.count, drawn[name]) for name, found in parts.items()])
    rows = [_row("L2", second, resamples)]
    if "L1" in crossed:
        first = _row("L1", crossed["L1"], drawn["L1"])
        one, other = mean([first.one, rows[0].one]), mean([first.other, rows[0].other])
        ends = interval(combined([(0.5, drawn["L1"]), (0.5, resamples)]))
        rows.append(
            PairedRow("Average of the levels", one.count, one, other, other.value - one.value, ends, None)
        )
    return rows


def _known(aggregate: str) -> Aggregate | None:
    return next((each for each in AGGREGATES if each == aggregate), None)
