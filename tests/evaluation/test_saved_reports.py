"""Saved reports count only for the data they are of."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from toolflow_dataset.errors import ConfigError
from toolflow_evaluation.saved_reports import read_reports

DIALOGUES = {"graph_plan": "d1", "none": "d2"}
PAIR = {"train": "run", "test": "BFCL", "train_digest": "t1", "ngram": 0.0, "similarity": 0.1}
SET = {"label": "run:none", "source": "run", "digest": "d2", "measures": {"H": {"value": 8.0}}}


def written(tmp_path: Path, *reports: Any) -> list[Path]:
    paths = []
    for number, report in enumerate(reports):
        paths.append(tmp_path / f"{number}.json")
        paths[-1].write_text(json.dumps(report), "utf-8")
    return paths


def test_figures_of_the_same_data_are_taken_whatever_it_was_called(tmp_path: Path) -> None:
    leakage = {"compared": "tools", "pairs": [PAIR, {**PAIR, "test": "API-Bank", "train_digest": "other"}]}
    figures = read_reports(written(tmp_path, {"sets": [SET]}, leakage), DIALOGUES, "t1")
    assert figures.measures == {"none": {"measures": {"H": {"value": 8.0}}}}
    assert figures.leakage == {"BFCL": {"test": "BFCL", "ngram": 0.0, "similarity": 0.1}}


def test_a_report_may_hold_both_and_the_later_one_counts(tmp_path: Path) -> None:
    both = {"sets": [SET], "leakage": {"compared": "tools", "pairs": [PAIR]}}
    later = {"compared": "tools", "pairs": [{**PAIR, "similarity": 0.0}]}
    figures = read_reports(written(tmp_path, both, later), DIALOGUES, "t1")
    assert "none" in figures.measures and figures.leakage["BFCL"]["similarity"] == 0.0


@pytest.mark.parametrize(
    ("report", "told"),
    [
        ({"sets": [{**SET, "digest": "d9"}]}, "is of other data, or of an earlier state"),
        ({"sets": [{key: SET[key] for key in ("label", "measures")}]}, "names no digest of what it measured"),
        ({"compared": "texts", "pairs": [PAIR]}, "is of texts, and what is published"),
        ({"compared": "tools", "pairs": [{**PAIR, "train_digest": "t2"}]}, "is of other data"),
        ({"model": "gpt-x"}, "is no report"),
        ([], "is no report"),
    ],
)
def test_other_reports_are_refused(report: Any, told: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=rf"0\.json: {told}"):
        read_reports(written(tmp_path, report), DIALOGUES, "t1")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"gone\.json: cannot be read as JSON"):
        read_reports([tmp_path / "gone.json"], DIALOGUES, "t1")
