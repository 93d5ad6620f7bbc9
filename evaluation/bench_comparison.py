"""Benchmark results against one another, on the questions that all of them answered."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from toolflow_dataset.errors import ConfigError
from toolflow_dataset.version import __version__

from .bench_results import BenchResult
from .many_tests import holm
from .paired_answers import RESAMPLES
from .paired_rows import PairedRow, paired_rows
from .report_tables import ReportTable
from .resampling import CONFIDENCE


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
                ("", "questions", pair.one, pair.other, "difference", "only one right", "p", "p (Holm)"),
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
            "McNemar's exact test on these. p (Holm): for all p of the same way of scoring together.",
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
    pairs: list[PairedResult] = []
    for way in ways:
        pairs += _corrected(
            [
                PairedResult(
                    first.label, other.label, way, paired_rows(first, other, shared, way, seed, resamples)
                )
                for other in results[1:]
            ]
        )
    return BenchComparison(results, shared, tuple(pairs), seed, resamples)


def _corrected(pairs: Sequence[PairedResult]) -> list[PairedResult]:
    """Return pairs with the p of all their rows corrected together."""
    corrected = iter(holm([row.p for pair in pairs for row in pair.rows]))
    return [
        replace(pair, rows=tuple(replace(row, p_holm=next(corrected)) for row in pair.rows)) for pair in pairs
    ]


def _check_same(question: str, results: Sequence[BenchResult]) -> None:
    first = results[0].verdicts[question]
    for each in results[1:]:
        found = each.verdicts[question]
        if first.category != found.category or (first.asked and found.asked and first.asked != found.asked):
            raise ConfigError(
                f"{question} is another question in {each.label} than in {results[0].label}; run both on the "
                "same version of the benchmark"
            )


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
        shown_p(row.p_holm),
    )


def shown_p(p: float) -> str:
    """Return a p value as tables show it."""
    if math.isnan(p):
        return "-"
    return "< 0.001" if p < 0.001 else f"{p:.3f}"
