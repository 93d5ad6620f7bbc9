"""Verdicts on Table 2's directions, from hand-made estimates and from a small run."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from compare_settings import DIRECTIONS, PAPER, Contrast, contrast_table

from toolflow_evaluation.resampling import Estimate, difference

ROOT = Path(__file__).resolve().parents[2]


def contrast(value: float, error: float) -> Contrast:
    rng = np.random.default_rng(0)
    one = Estimate(value, error * rng.standard_normal(2000))
    other = Estimate(0.0, np.zeros(2000))
    return Contrast("everyday", "plan", "SS", ("graph_plan", "graph"), difference(one, other))


@pytest.mark.parametrize(
    ("value", "error", "verdict"),
    [
        (3, 1, "reproduced"),
        (-3, 1, "reversed"),
        (1, 1, "not significant"),
        (-1, 1, "not significant"),
        (math.nan, 1, "n/a"),
    ],
)
def test_verdicts(value: float, error: float, verdict: str) -> None:
    assert contrast(value, error).verdict == verdict


def test_the_papers_differences_are_all_positive_and_complete() -> None:
    asked = {(measure, pair[0]) for _, measure, _, pairs in DIRECTIONS for pair in pairs}
    assert asked == PAPER.keys()
    assert all(value > 0 for value in PAPER.values())


def test_each_contrast_changes_one_ingredient() -> None:
    has = {"graph_plan": {"graph", "plan"}, "graph": {"graph"}, "plan": {"plan"}, "none": set()}
    for ingredient, _, _, pairs in DIRECTIONS:
        for with_it, without in pairs:
            assert has[with_it] - has[without] == {ingredient} and has[without] < has[with_it]


def test_the_table_shows_paper_and_here() -> None:
    (row,) = contrast_table([contrast(3, 1)]).rows
    assert row[:3] == ("everyday: plan raises SS", "graph_plan - graph", "+1.33")
    assert row[3].startswith("+3.00\n[+") and row[-1] == "reproduced"


def test_a_small_comparison_from_run_to_report(tmp_path: Path) -> None:
    command = [
        sys.executable,
        str(ROOT / "benchmarks" / "compare_settings.py"),
        "--work",
        str(tmp_path / "work"),
    ]
    command += [
        "--num-dialogues",
        "4",
        "--tools",
        "everyday",
        "--resamples",
        "40",
        "--data",
        str(tmp_path / "none"),
    ]
    command += ["--out", str(tmp_path / "out.json")]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    report: dict[str, Any] = json.loads((tmp_path / "out.json").read_text())
    assert [each["label"] for each in report["sets"]] == [
        f"everyday:{name}" for name in ("graph_plan", "graph", "plan", "none")
    ]
    assert len(report["contrasts"]) == 8 and "leakage" not in report
    values = {each["label"].partition(":")[2]: each["measures"] for each in report["sets"]}
    for each in report["contrasts"]:
        measure = each["raises"].partition("-> ")[2]
        if measure in ("SS", "EnR"):
            apart = values[each["with"]][measure]["value"] - values[each["without"]][measure]["value"]
            assert each["difference"] == pytest.approx(apart)
    text = (tmp_path / "out.md").read_text()
    assert "| everyday: graph raises D-3 | graph - none |" in text
    again = subprocess.run(command, capture_output=True, text=True)
    assert again.returncode == 0 and "dialogues:" not in again.stderr
