"""Measures of a report: measured now or read from files, and never those of other dialogues."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from report_pages import OpenPage, packed_index

from toolflow_dataset.errors import ConfigError
from toolflow_evaluation.comparison import compare_sets
from toolflow_evaluation.dialogue_sets import open_sets
from toolflow_evaluation.html_report.entries import open_report_sets
from toolflow_evaluation.html_report.measure_tables import measure_tables
from toolflow_evaluation.html_report.measures_part import measure_sets, read_measures
from toolflow_evaluation.html_report.report import build_report
from toolflow_evaluation.measures import CoherenceChoice


def pair(dialogue: int, similarity: float, entailed: bool, at: int = 1) -> dict[str, Any]:
    """Return a pair as `toolflow_coherence` gives it with per_pair; the hand-made dialogues have two rounds."""
    label = "entailment" if entailed else "neutral"
    return {
        "dialogue": dialogue,
        "round": at,
        "similarity": similarity,
        "entailment": 0.75 if entailed else 0.25,
        "label": label,
        "entailed": entailed,
        "truncated": False,
    }


def test_differences_have_corrected_p_where_the_file_has_them() -> None:
    shared = {"one": "a", "other": "b", "difference": 0.5, "ci": [0.25, 0.75]}
    differences = [
        {**shared, "measure": "SS", "p": 0.01, "p_holm": 0.02},
        {**shared, "measure": "EnR", "p": 0.04, "p_holm": None},
    ]
    document: dict[str, Any] = {"confidence": 0.95, "resamples": 20, "seed": 0, "budget": 9, "sets": []}
    *_, table = measure_tables({**document, "differences": differences}, "x.json")
    assert table.columns[-2:] == ("p", "p (Holm)")
    assert [row[-2:] for row in table.rows] == [("0.010", "0.020"), ("0.040", "n/a")]
    assert "Holm's step-down" in table.notes[0]
    for one in differences:  # as files of before have them
        del one["p_holm"]
    *_, table = measure_tables({**document, "differences": differences}, "x.json")
    assert table.columns[-1] == "p" and [row[-1] for row in table.rows] == ["0.010", "0.040"]
    assert table.notes[0].endswith("not corrected for how many differences are looked at.")


def with_measures(run: Path, *names: str) -> str:
    sets = open_report_sets([str(run)])
    return build_report(sets, measured=read_measures(names, sets)).html


def saved(path: Path, document: Any) -> str:
    path.write_text(json.dumps(document), "utf-8")
    return str(path)


def test_pairs_of_a_file_become_figures_of_dialogues(
    hand_run: Path, tmp_path: Path, open_page: OpenPage
) -> None:
    file = saved(tmp_path / "pairs.json", {"SS": 1, "pairs": [pair(0, 0.5, True), pair(2, 0.25, False)]})
    html = with_measures(hand_run, f"hand:graph_plan={file}")
    metrics = packed_index(html)["columns"]["metrics"]
    # in order: four kept, two dropped and a failed one of graph_plan, then three of none
    assert metrics == {"SS": [50.0, None, 25.0] + [None] * 7, "EnR": [100.0, None, 0.0] + [None] * 7}
    target = tmp_path / "pairs.html"
    target.write_text(html, "utf-8")
    page = open_page(target, "d=graph_plan-000000&sort=SS")
    assert page.text(".pair") == "SS 50.0, entailment (entailment 0.75)"
    assert "SS 50.0 · EnR 100.0" in page.text(".figures")
    listed = page.js("[...document.querySelectorAll('.row-id')].map(e => e.textContent)")
    assert listed[:2] == ["graph_plan-000002", "graph_plan-000000"]
    titles = page.to("v=overview").js("[...document.querySelectorAll('.plot h3')].map(e => e.textContent)")
    assert titles[-2:] == ["SS per dialogue", "EnR per dialogue"]


def test_a_judge_of_single_dialogues(hand_run: Path, tmp_path: Path, open_page: OpenPage) -> None:
    scores = {"index": 1, "NAT": 4, "COH": 3, "HELP": 5, "ACC": 2, "comments": {"ACC": "<b>wrong</b>"}}
    file = saved(tmp_path / "judge.json", {"NAT": 4.0, "per_dialogue": [scores]})
    target = tmp_path / "judge.html"
    target.write_text(with_measures(hand_run, f"hand:none={file}"), "utf-8")
    page = open_page(target, "d=none-000001")
    assert "ACC 2.0" in page.text(".figures")
    assert page.text(".comments") == "ACC<b>wrong</b>"


def test_what_is_measured_now_is_what_evaluate_measures(hand_run: Path) -> None:
    sets = open_report_sets([str(hand_run)])
    measured = measure_sets(sets, CoherenceChoice())
    index = packed_index(build_report(sets, measured=measured).html)
    comparison = compare_sets(open_sets([str(hand_run)]), coherence=CoherenceChoice()).to_json()
    for number, one in enumerate(comparison["sets"]):
        columns = index["columns"]
        of_set = [
            value
            for value, at in zip(columns["metrics"]["SS"], columns["set"], strict=True)
            if at == number and value is not None
        ]
        # one pair a dialogue, so that the mean over dialogues is that over pairs
        assert len(of_set) == one["coherence"]["n_scored"]
        assert sum(of_set) / len(of_set) == pytest.approx(one["measures"]["SS"]["value"], abs=0.002)
    rows = index["tables"][0]["rows"]
    assert [row[0] for row in rows] == ["hand:graph_plan", "hand:none"]
    assert rows[0][1].startswith(f"{comparison['sets'][0]['measures']['SS']['value']:.2f}\n[")
    assert any("NLI: " in note for note in index["tables"][0]["notes"])


def test_an_evaluation_becomes_tables(hand_run: Path, tmp_path: Path, open_page: OpenPage) -> None:
    comparison = compare_sets(open_sets([str(hand_run)]))
    file = saved(tmp_path / "evaluation.json", comparison.to_json())
    target = tmp_path / "evaluation.html"
    target.write_text(with_measures(hand_run, file), "utf-8")
    text = open_page(target, "v=compare").text(".measures")
    assert "Coherence and diversity, evaluation.json" in text
    assert f"{comparison.sets[1].estimates['H'].value:.2f}" in text
    assert "hand:none − hand:graph_plan" in text  # noqa: RUF001


def other_counts(document: dict[str, Any]) -> dict[str, Any]:
    document["sets"][0]["statistics"]["tokens"] += 1
    return document


@pytest.mark.parametrize(
    ("document", "label", "message"),
    [
        ({"pairs": [pair(0, 0.5, True)]}, "", "no set is named; say whose it is, as in hand:graph_plan="),
        ({"pairs": [pair(0, 0.5, True)]}, "other=", "no set is called 'other'"),
        ({"pairs": [pair(4, 0.5, True)]}, "hand:graph_plan=", "it scores dialogue 4 of 4"),
        (
            {"pairs": [pair(0, 0.5, True, 2)]},
            "hand:graph_plan=",
            "it scores round 2 of dialogue 0, which has 2",
        ),
        ({"pairs": [{"dialogue": 0}]}, "hand:graph_plan=", "missing or odd"),
        ({"pairs": [pair(0, float("nan"), True)]}, "hand:graph_plan=", "missing or odd"),
        ({"SS": 47.3}, "", "holds no measures that are known"),
        ([], "", "holds no measures that are known"),
        (None, "", "other dialogues than those of hand:graph_plan"),
    ],
)
def test_measures_of_something_else_are_refused(
    hand_run: Path, tmp_path: Path, document: Any, label: str, message: str
) -> None:
    if document is None:
        document = other_counts(compare_sets(open_sets([str(hand_run)])).to_json())
    file = saved(tmp_path / "odd.json", document)
    with pytest.raises(ConfigError) as raised:
        with_measures(hand_run, f"{label}{file}")
    assert message in str(raised.value) and "odd.json" in str(raised.value)


def test_a_file_that_is_not_there_is_named(hand_run: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.json: cannot be read"):
        with_measures(hand_run, "nowhere.json")
