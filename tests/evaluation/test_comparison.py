"""Data sets side by side: what their differences' p become when they are looked at together."""

from __future__ import annotations

import numpy as np
import pytest

from toolflow_dataset.statistics import RunStatistics
from toolflow_evaluation.comparison import Comparison
from toolflow_evaluation.diversity_spread import SpreadSample
from toolflow_evaluation.measures import SetMeasures
from toolflow_evaluation.report_tables import report_tables
from toolflow_evaluation.resampling import Estimate


def measured(label: str, **values: tuple[float, float]) -> SetMeasures:
    """Return a set whose measures deviate, in 99 resamples, by steps from -width to width."""
    found = SetMeasures(label, label, RunStatistics(), 0, SpreadSample())
    for name, (value, width) in values.items():
        deviations = np.linspace(-width, width, 99) if width else np.zeros(0)
        found.estimates[name] = Estimate(value, deviations)
    return found


def test_p_values_of_a_table_are_corrected_together() -> None:
    sets = [
        measured("base", SS=(0.0, 1e-9), EnR=(0.0, 0.0)),
        measured("far", SS=(9.0, 1.0), EnR=(1.0, 0.0)),
        measured("near", SS=(0.5, -1.0), EnR=(1.0, 0.0)),  # the other way round, so that far - near varies
    ]
    comparison = Comparison(sets, 10, 0, 99)
    found = comparison.differences("base")
    assert [(each.one, each.measure) for each in found] == [
        ("far", "SS"),
        ("far", "EnR"),
        ("near", "SS"),
        ("near", "EnR"),
    ]
    # far: no resample is beyond 0, 2/100. near: 0.5 + the steps of 1/49 up from -1 are at most 0 for the
    # first 25, 2 * 26/100. EnR, without resamples, is no test. So .02 and .52 of two: .04 and .52
    assert [each.found.p for each in found][::2] == pytest.approx([0.02, 0.52])
    assert [each.p_holm for each in found][::2] == pytest.approx([0.04, 0.52])
    assert np.isnan([found[1].p_holm, found[3].p_holm]).all()
    # of all pairs there are three: far - near is 8.5, of which no resample is beyond 0 either
    every = {(each["one"], each["other"]): each for each in comparison.to_json()["differences"]}
    assert every["near", "far"]["measure"] == "EnR" and every["near", "far"]["p_holm"] is None
    assert [each.p_holm for each in comparison.differences()][::2] == pytest.approx([0.06, 0.52, 0.06])


def test_both_p_stand_in_the_cell() -> None:
    sets = [measured("base", SS=(0.0, 1e-9)), measured("far", SS=(9.0, 1.0)), measured("near", SS=(0.5, 1.0))]
    table = report_tables(Comparison(sets, 10, 0, 99))[-1]
    assert table.title == "Differences to base"
    assert table.rows == (
        ("far", "+9.00\np < 0.02 (Holm < 0.04)"),
        ("near", "+0.50\np = 0.520 (Holm 0.520)"),
    )
    assert "Holm's step-down for all p of this table" in table.notes[0]
