"""Correlations as tables and as JSON, with what has to be kept in mind when they are read."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from toolflow_dataset.version import __version__

from .comparison import defined
from .correlation import Coefficient, Floats, PairCorrelation, correlate, critical_r, metric_pairs
from .measures import CoherenceChoice, Progress
from .report_tables import ReportTable
from .resampling import CONFIDENCE
from .subset_measures import METRICS, SubsetMeasures, measure_subsets
from .subsets import Numbered, SubsetDraw

_POOL_NOTE = (
    "Subsets overlap, so they are no independent data sets. Given the pool each is a draw of its own, and p "
    "holds for further subsets of this pool; for other dialogues it is too small, the more so the more "
    "subsets are drawn from few dialogues."
)


@dataclass(frozen=True, slots=True)
class CorrelationReport:
    """What was found over subsets.

    Args:
        draw: The subsets.
        measures: What was measured of them.
        scores: What was given of them; None where metrics are held against one another.
        pairs: The correlations, in the order of `metric_pairs`.
    """

    draw: SubsetDraw
    measures: SubsetMeasures
    scores: Mapping[str, Floats] | None
    pairs: Sequence[PairCorrelation]

    @property
    def tested(self) -> int:
        """Return how many pairs have a p value."""
        return sum(not math.isnan(each.pearson.p) for each in self.pairs)

    def tables(self) -> list[ReportTable]:
        """Return Table 8, each pair in full, and how far the subsets differ."""
        return [self._matrix(), self._pairs(), self._subsets()]

    def to_json(self) -> dict[str, Any]:
        """Return everything as a JSON object; what is undefined is null."""
        measures = self.measures
        return {
            "toolflow_version": __version__,
            "seed": self.draw.seed,
            "size": self.draw.size,
            "sets": [{"label": label, "dialogues": count} for label, count in self.draw.sets],
            "overlap": self.draw.overlap,
            "confidence": CONFIDENCE,
            "budget": measures.budget,
            **measures.models,
            "tested": self.tested,
            "pairs": [_pair_json(each) for each in self.pairs],
            "subsets": [
                {
                    "name": name,
                    "of_sets": self.draw.shares(self.draw.rows[number]),
                    "tokens": int(measures.tokens[number]),
                    "metrics": {key: defined(float(row[number])) for key, row in measures.values.items()},
                    "scores": {key: defined(float(row[number])) for key, row in (self.scores or {}).items()},
                }
                for number, name in enumerate(self.draw.names)
            ],
        }

    def _matrix(self) -> ReportTable:
        metrics = list(dict.fromkeys(each.metric for each in self.pairs))
        scores = list(dict.fromkeys(each.score for each in self.pairs))
        cells = {(each.metric, each.score): _cell(each.pearson) for each in self.pairs}
        budget = self.measures.budget
        rows = [
            (_head(score, budget), *(cells.get((metric, score), "") for metric in metrics))
            for score in scores
        ]
        shown = tuple(_head(metric, budget) for metric in metrics)
        return ReportTable("Pearson correlation (Table 8)", ("", *shown), tuple(rows), tuple(self._notes()))

    def _notes(self) -> list[str]:
        draw = self.draw
        sets = ", ".join(f"{count:,} of {label}" for label, count in draw.sets)
        notes = [
            f"{len(draw.rows):,} subsets of {draw.size:,} out of {draw.pool:,} dialogues ({sets}), seed "
            f"{draw.seed}; two of them share {draw.overlap:.1%} on average.",
            self._testing(),
            _POOL_NOTE,
        ]
        if self.scores is None:
            notes.append(
                "Both sides are measures of the same words, and may go together for that reason alone."
            )
        if self.measures.models:
            notes.append("; ".join(f"{key}: {name}" for key, name in self.measures.models.items()) + ".")
        short = [each for each in self.pairs if each.subsets < len(draw.rows)]
        if short:
            notes.append(
                f"{len(short):,} of the pairs lack values of some subsets; below, n is how many have both."
            )
        return notes

    def _testing(self) -> str:
        tested, untested = self.tested, len(self.pairs) - self.tested
        if not tested:
            return "No pair could be tested: three subsets have to have both, and they have to vary."
        level = 1 - CONFIDENCE
        most = max(each.subsets for each in self.pairs)
        said = (
            f"{tested:,} correlation{'s' * (tested > 1)} tested, of which about {level * tested:.1f} would "
            f"have p < {level:.2f} by chance alone; p (Holm) corrects for that. With {most:,} subsets "
            f"p < {level:.2f} takes |r| > {critical_r(most):.3f} in a test by itself, and > "
            f"{critical_r(most, level / tested):.3f} in the strongest of these."
        )
        return said + (f" {untested:,} could not be tested." if untested else "")

    def _pairs(self) -> ReportTable:
        columns = ("", "n", "Pearson", "p", "p (Holm)", "Spearman", "p", "p (Holm)")
        rows = []
        for each in self.pairs:
            low, high = each.interval
            interval = "" if math.isnan(low) else f"\n[{low:.2f}, {high:.2f}]"
            rows.append(
                (
                    f"{_head(each.metric, self.measures.budget)} - {_head(each.score, self.measures.budget)}",
                    f"{each.subsets:,}",
                    _figure(each.pearson.value) + interval,
                    _chance(each.pearson.p),
                    _chance(each.pearson.p_holm),
                    _figure(each.spearman.value),
                    _chance(each.spearman.p),
                    _chance(each.spearman.p_holm),
                )
            )
        note = f"In brackets: {CONFIDENCE:.0%} intervals by Fisher's z, each for its pair alone."
        return ReportTable("Each pair", columns, tuple(rows), (note,))

    def _subsets(self) -> ReportTable:
        rows = []
        for name, values in (*self.measures.values.items(), *(self.scores or {}).items()):
            known = values[~np.isnan(values)]
            spread = known.std(ddof=1) if known.size > 1 else math.nan
            mean, low, high = (known.mean(), known.min(), known.max()) if known.size else [math.nan] * 3
            figures = (
                f"{figure:.5g}" if not math.isnan(figure) else "n/a" for figure in (mean, spread, low, high)
            )
            rows.append((_head(name, self.measures.budget), f"{known.size:,}", *figures))
        columns = ("", "n", "mean", "sd", "lowest", "highest")
        return ReportTable("How far the subsets differ", columns, tuple(rows))


def measure_correlation(
    draw: SubsetDraw,
    dialogues: Iterable[Numbered],
    *,
    metrics: Sequence[str] = METRICS,
    scores: Mapping[str, Floats] | None = None,
    against: Sequence[str] = (),
    coherence: CoherenceChoice | None = None,
    budget: int | None = None,
    progress: Progress | None = None,
) -> CorrelationReport:
    """Measure subsets and hold the measures against scores, or against one another.

    Args:
        draw: The subsets.
        dialogues: Those that are in any of them, each once, with their rows of the pool.
        metrics: What to measure.
        scores: By name, (subsets,), nan where there is none; None holds metrics against one another.
        against: Without scores, the metrics against which the others are held; none is all pairs.
        coherence: The models for SS and EnR; None for those that come along.
        budget: Tokens for metrics at a budget; None for 200,000, or what the smallest subset has.
        progress: Called with (stage, done, total).

    Raises:
        ConfigError: If a model cannot be had, or a dialogue cannot be measured.
        SchemaError: If a dialogue cannot be read.
    """
    measures = measure_subsets(
        draw, dialogues, metrics, coherence=coherence, budget=budget, progress=progress
    )
    pairs = correlate(metric_pairs(measures.values, scores, against))
    return CorrelationReport(draw, measures, scores, pairs)


def _pair_json(each: PairCorrelation) -> dict[str, Any]:
    return {
        "metric": each.metric,
        "score": each.score,
        "n": each.subsets,
        "pearson": {**_json(each.pearson), "ci": [defined(bound) for bound in each.interval]},
        "spearman": _json(each.spearman),
    }


def _json(found: Coefficient) -> dict[str, Any]:
    return {"value": defined(found.value), "p": defined(found.p), "p_holm": defined(found.p_holm)}


def _head(name: str, budget: int | None) -> str:
    return name if budget is None else name.replace(" at budget", f" at {budget:,}")


def _cell(found: Coefficient) -> str:
    return "n/a" if math.isnan(found.value) else f"{_figure(found.value)}\np {_chance(found.p, sign=True)}"


def _figure(value: float) -> str:
    return "n/a" if math.isnan(value) else f"{value:.3f}"


def _chance(p: float, sign: bool = False) -> str:
    if math.isnan(p):
        return "n/a"
    return "< 0.001" if p < 0.001 else f"{'= ' if sign else ''}{p:.3f}"
