"""Benchmark results against one another, on the questions that all of them answered.

Accuracies have Wilson's intervals (of sums by MOVER, see `bfcl.scores`), differences the paired bootstrap's,
and p is McNemar's exact one (`paired_answers`). A sum by weights is no count of questions, so it has no p.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from toolflow_dataset.errors import ConfigError
from toolflow_dataset.version import __version__

from .answering.accuracy import Score, accuracy, mean
from .bench_results import BenchResult
from .bfcl.scores import AGGREGATES, Aggregate, summarise
from .comparison import defined
from .paired_answers import RESAMPLES, Crossed, Floats, combined, interval, mcnemar, resampled
from .report_tables import ReportTable
from .resampling import CONFIDENCE

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
    """

    name: str
    count: int
    one: Score
    other: Score
    difference: float
    ends: tuple[float, float]
    crossed: Crossed | None

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
        }


@dataclass(frozen=True, slots=True)
class PairedResult:
    """A result against the first one, scored in one way."""

    one: str
    other: str
    way: str
    rows: tuple[PairedRow, ...]


@dataclass(frozen=True, slots=True)
class BenchComparison:
    """Results of one benchmark side by side.

    Args:
        results: In the order given; the others are held against the first.
        shared: Ids of the questions that all of them answered.
        pairs: Each result but the first against it, in each way of scoring.
        seed: Of the resamples.
        resamples: How many.
    """

    results: Sequence[BenchResult]
    shared: tuple[str, ...]
    pairs: tuple[PairedResult, ...]
    seed: int
    resamples: int

    def to_json(self) -> dict[str, Any]:
        """Return everything as a JSON object."""
        return {
            "toolflow_version": __version__,
            "benchmark": self.results[0].benchmark,
            "questions": len(self.shared),
            "seed": self.seed,
            "resamples": self.resamples,
            "confidence": CONFIDENCE,
            "results": [
                {
                    "label": each.label,
                    "settings": dict(each.settings),
                    "not_shared": len(each.verdicts) - len(self.shared),
                }
                for each in self.results
            ],
            "pairs": [
                {
                    "one": pair.one,
                    "other": pair.other,
                    "way": pair.way,
                    "rows": {row.name: row.to_json() for row in pair.rows},
                }
                for pair in self.pairs
            ],
        }

    def tables(self) -> list[ReportTable]:
        """Return a table for each way and each result that is held against the first."""
        notes = tuple(self._notes())
        last = len(self.pairs) - 1
        return [
            ReportTable(
                f"{self.results[0].benchmark}, {pair.way}: {pair.other} against {pair.one}",
                ("", "questions", pair.one, pair.other, "difference", "only one right", "p"),
                tuple(map(_cells, pair.rows)),
                notes if place == last else (),
            )
            for place, pair in enumerate(self.pairs)
        ]

    def _notes(self) -> list[str]:
        first = self.results[0]
        notes = [
            "Percentages of right answers with Wilson's 95 % intervals (of sums by MOVER). Difference: in "
            f"percentage points, with the paired bootstrap's interval ({self.resamples:,} resamples within "
            f"categories, seed {self.seed}); none where all resamples are alike.",
            "Only one right: questions that only the first and only the second model answered rightly. p: "
            "McNemar's exact test on these, not corrected for how many are looked at.",
        ]
        for each in self.results:
            if alone := len(each.verdicts) - len(self.shared):
                notes.append(f"{each.label}: {alone:,} questions left out that not all have answered.")
        keys = dict.fromkeys(key for each in self.results for key in each.settings)
        differing = [
            key
            for key in keys
            if any(each.settings.get(key) != first.settings.get(key) for each in self.results)
        ]
        if differing:
            notes.append(f"Settings that differ: {', '.join(differing)}.")
        return notes


def compare_results(
    results: Sequence[BenchResult], *, seed: int = 0, resamples: int = RESAMPLES
) -> BenchComparison:
    """Hold results against the first one.

    Raises:
        ConfigError: If there are fewer than two, they share no question or no way of scoring, or a question
            is not the same in all.
    """
    if len(results) < 2:
        raise ConfigError("one result alone; name the result before and at least one after")
    first = results[0]
    shared = tuple(
        question for question in first.verdicts if all(question in each.verdicts for each in results)
    )
    if not shared:
        sizes = ", ".join(f"{each.label} {len(each.verdicts):,}" for each in results)
        raise ConfigError(
            f"the results share no question ({sizes}); run the same categories, halves and samples"
        )
    for question in shared:
        _check_same(question, results)
    ways = [way for way in first.ways if all(way in each.ways for each in results)]
    if not ways:
        told = "; ".join(f"{each.label} {', '.join(each.ways)}" for each in results)
        raise ConfigError(f"the results were not scored in the same way ({told}); score them again")
    pairs = tuple(
        PairedResult(first.label, other.label, way, _rows(first, other, shared, way, seed, resamples))
        for way in ways
        for other in results[1:]
    )
    return BenchComparison(results, shared, pairs, seed, resamples)


def _check_same(question: str, results: Sequence[BenchResult]) -> None:
    first = results[0].verdicts[question]
    for each in results[1:]:
        found = each.verdicts[question]
        if first.category != found.category or (first.asked and found.asked and first.asked != found.asked):
            raise ConfigError(
                f"{question} is another question in {each.label} than in {results[0].label}; run both on the "
                "same version of the benchmark"
            )


def _rows(
    one: BenchResult, other: BenchResult, shared: Sequence[str], way: str, seed: int, resamples: int
) -> tuple[PairedRow, ...]:
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


def _cells(row: PairedRow) -> tuple[str, ...]:
    low, high = row.ends
    ends = "" if math.isnan(low) else f"\n[{100 * low:+.1f}, {100 * high:+.1f}]"
    alone = "-" if row.crossed is None else f"{row.crossed.only_one:,} / {row.crossed.only_other:,}"
    return (
        row.name,
        f"{row.count:,}",
        row.one.cell(),
        row.other.cell(),
        f"{100 * row.difference:+.2f}{ends}",
        alone,
        shown_p(row.p),
    )


def shown_p(p: float) -> str:
    """Return a p value as tables show it."""
    if math.isnan(p):
        return "-"
    return "< 0.001" if p < 0.001 else f"{p:.3f}"
