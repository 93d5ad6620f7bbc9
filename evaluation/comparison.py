"""Several data sets side by side: their measures, and which differences are more than chance."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from toolflow_dataset.errors import ChatError
from toolflow_dataset.version import __version__

from .dialogue_sets import DialogueSet
from .many_tests import holm
from .measures import (
    SCORES,
    CoherenceChoice,
    JudgeChoice,
    PairTold,
    Progress,
    SetMeasures,
    common_budget,
    count_set,
    measure_coherence,
    measure_diversity,
    measure_judge,
    ready_models,
)
from .resampling import CONFIDENCE, RESAMPLES, Difference, difference

# what can be compared between sets of different sizes
COMPARED = ("SS", "EnR", "H at budget", "D-3 at budget", *SCORES)


@dataclass(frozen=True, slots=True)
class SetDifference:
    """How one set differs from another in one measure.

    Args:
        measure: One of `COMPARED`.
        one: Label of the set subtracted from.
        other: Label of the set subtracted.
        found: The difference, its interval and its p value, for this one alone.
        p_holm: Its p, corrected for all differences that are looked at together.
    """

    measure: str
    one: str
    other: str
    found: Difference
    p_holm: float = math.nan


@dataclass(slots=True)
class Comparison:
    """What was measured of some data sets.

    Args:
        sets: In the order given.
        budget: Tokens at which diversity is compared.
        seed: Of samples and resamples.
        resamples: How many for each interval.
        judge_failure: What kept the judge from scoring a set and those after it; None if nothing did.
    """

    sets: list[SetMeasures]
    budget: int
    seed: int
    resamples: int
    judge_failure: str | None = None

    def differences(self, baseline: str | None = None) -> list[SetDifference]:
        """Return every pair's differences, or those of each set to the one of label `baseline`.

        Their p values are corrected for all that are returned.
        """
        pairs: Iterable[tuple[SetMeasures, SetMeasures]] = itertools.combinations(self.sets, 2)
        if baseline is not None:
            first = next(each for each in self.sets if each.label == baseline)
            pairs = ((first, other) for other in self.sets if other is not first)
        found = []
        for one, other in pairs:
            for measure in COMPARED:
                if measure in one.estimates and measure in other.estimates:
                    apart = difference(other.estimates[measure], one.estimates[measure])
                    found.append(SetDifference(measure, other.label, one.label, apart))
        corrected = holm([each.found.p for each in found])
        return [replace(each, p_holm=p) for each, p in zip(found, corrected, strict=True)]

    def to_json(self) -> dict[str, Any]:
        """Return everything as a JSON object; what is undefined is null."""
        return {
            "toolflow_version": __version__,
            "seed": self.seed,
            "resamples": self.resamples,
            "confidence": CONFIDENCE,
            "budget": self.budget,
            "judge_failure": self.judge_failure,
            "sets": [_set_json(each) for each in self.sets],
            "differences": [
                {
                    "measure": each.measure,
                    "one": each.one,
                    "other": each.other,
                    "difference": defined(each.found.value),
                    "ci": [defined(each.found.low), defined(each.found.high)],
                    "p": defined(each.found.p),
                    "p_holm": defined(each.p_holm),
                }
                for each in self.differences()
            ],
        }


def compare_sets(
    sets: Sequence[DialogueSet],
    *,
    budget: int | None = None,
    coherence: CoherenceChoice | None = None,
    judge: JudgeChoice | None = None,
    seed: int = 0,
    resamples: int = RESAMPLES,
    progress: Progress | None = None,
    on_pair: PairTold | None = None,
) -> Comparison:
    """Measure data sets and set them side by side.

    Models are loaded and the judge is reached before anything is read. A judge that fails later is not asked
    again; all else is still measured, and `judge_failure` says what happened.

    Args:
        sets: At least one.
        budget: Tokens at which diversity is compared; default 200,000, or what the smallest set has.
        coherence: The models for SS and EnR, if these are wanted.
        judge: A judging model, if scores are wanted.
        seed: Of all samples and resamples.
        resamples: Resamples behind each interval.
        progress: Called with (stage, done, total).
        on_pair: Called with the label and the coherence of every pair of rounds.

    Raises:
        SchemaError: If a set cannot be read.
        ConfigError: If a model cannot be had.
        ChatError: If the judge cannot be reached.
    """
    ready_models(coherence, judge)
    measured = []
    for number, each in enumerate(sets):
        measured.append(count_set(each, seed))
        if progress is not None:
            progress("reading", number + 1, len(sets))
    budget = common_budget(measured, budget)
    failure = None
    for number, (found, each) in enumerate(zip(measured, sets, strict=True)):
        measure_diversity(found, each, budget, seed, resamples)
        if progress is not None:
            progress("diversity", number + 1, len(sets))
        if coherence is not None:
            measure_coherence(found, each, coherence, seed, resamples, progress, on_pair)
        if judge is not None and failure is None:
            try:
                measure_judge(found, each, judge, seed, resamples, progress)
            except ChatError as error:
                failure = f"{each.label}: {error}"
    return Comparison(measured, budget, seed, resamples, failure)


def defined(value: float) -> float | None:
    """Return a number as JSON can hold it: None for nan."""
    return None if math.isnan(value) else value


def _set_json(measured: SetMeasures) -> dict[str, Any]:
    values = {
        name: {"value": defined(each.value), "ci": [defined(bound) for bound in each.interval()]}
        for name, each in measured.estimates.items()
    }
    return {
        "label": measured.label,
        "source": measured.source,
        "digest": measured.digest,
        "unreadable": measured.unreadable,
        "statistics": measured.statistics.to_json(),
        "measures": values,
        **measured.details,
    }
