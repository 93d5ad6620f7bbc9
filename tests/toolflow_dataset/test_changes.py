"""What changed between two versions' statistics: the smallest change of each kind, and nothing."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from toolflow_dataset.changes import changes

BEFORE: dict[str, Any] = {
    "settings": {
        "plan": {"dialogues": 10, "calls": 30, "tools_offered": 8, "dropped": {"no_call": 1}, "digest": "a"},
    },
    "models": ["user: gpt-x"],
    "code_versions": ["0.1.0"],
    "licence": "mit",
    "config": {"seed": 1, "styles": {"terse": "few words"}},
    "measures": {"plan": {"measures": {"SS": {"value": 60.0}, "EnR": {"value": None}}}},
    "leakage": {
        "gate": 0.01,
        "allowed": False,
        "pairs": [{"test": "BFCL", "ngram": 0.0, "similarity": 0.001}],
    },
}


def changed(path: str, value: Any) -> list[str]:
    now = deepcopy(BEFORE)
    *steps, last = path.split(".")
    part = now
    for step in steps:
        part = part[int(step) if step.isdigit() else step]
    part[last] = value
    return changes(BEFORE, now)


def test_the_same_is_no_change() -> None:
    assert changes(BEFORE, deepcopy(BEFORE)) == []


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        ("settings.none", {"dialogues": 1200}, "`none` is new: 1,200 dialogues"),
        ("settings", {}, "`plan` is gone; it had 10 dialogues"),
        ("settings.plan.digest", "b", "`plan`: other dialogues; the same counts"),
        ("config.seed", 2, "configuration, `seed`: `1` → `2`"),
        ("config.new", 0.5, "configuration, `new`: none → `0.5`"),
        ("models", ["user: gpt-y"], "models: `user: gpt-x` → `user: gpt-y`"),
        ("licence", "cc0-1.0", "licence: `mit` → `cc0-1.0`"),
        ("leakage.pairs.0.ngram", 0.004, "leakage of BFCL by n-grams: 0.00 % → 0.40 %"),
        ("leakage.pairs", [], "leakage of BFCL: not measured any more"),
        ("leakage.gate", 0.02, "leakage that may be published: 1.00 % → 2.00 %"),
        ("leakage.allowed", True, "more leakage was allowed"),
        ("measures", {}, "`plan`: coherence and diversity are not measured any more"),
        ("measures.plan.measures.SS.value", 61.0, "`plan`: SS 60.00 → 61.00"),
        ("measures.plan.measures.EnR", {"value": 47.3}, "`plan`: EnR not measured → 47.30"),
        ("config.seed", "`2\n# x", "configuration, `seed`: `1` → `` `2 # x ``"),
        ("leakage.pairs.0.test", "<b>", "leakage of BFCL: not measured any more"),
    ],
)
def test_each_kind_of_change_is_told(path: str, value: Any, told: str) -> None:
    assert changed(path, value)[0] == told


def test_counts_are_told_with_their_difference() -> None:
    now = {
        "dialogues": 12,
        "calls": 29,
        "tools_offered": 8,
        "dropped": {"no_call": 1, "leak": 2},
        "digest": "b",
    }
    assert changed("settings.plan", now) == [
        "`plan`: other dialogues; dialogues 10 → 12 (+2), calls 30 → 29 (-1), dropped 1 → 3 (+2)"
    ]


def test_only_what_changed_is_told() -> None:
    for path, value in (("licence", "x"), ("leakage.gate", 0.5), ("measures.plan.measures.SS.value", 1.5)):
        assert len(changed(path, value)) == 1


def test_another_test_set_is_told() -> None:
    pairs = [{"test": "API-<b>", "ngram": 0.1, "similarity": None}]
    assert changed("leakage.pairs", pairs) == [
        "leakage of BFCL: not measured any more",
        "leakage of API-&lt;b&gt; by n-grams: not measured → 10.00 %",
    ]


def test_measures_that_moved_by_less_than_is_shown_did_not() -> None:
    assert changed("measures.plan.measures.SS.value", 60.001) == []


def test_versions_without_statistics_are_no_trouble() -> None:
    assert changes({}, BEFORE)[0] == "`plan` is new: 10 dialogues"
