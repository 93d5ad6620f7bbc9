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
    "leakage": {"pairs": [{"test": "BFCL", "ngram": 0.0, "similarity": 0.001}]},
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
        ("config.seed", 2, "configuration, `seed`: 1 → 2"),
        ("config.new", 0.5, "configuration, `new`: None → 0.5"),
        ("models", ["user: gpt-y"], "models: user: gpt-x → user: gpt-y"),
        ("licence", "cc0-1.0", "licence: mit → cc0-1.0"),
        ("leakage.pairs.0.ngram", 0.004, "leakage of BFCL by ngram: 0.00% → 0.40%"),
    ],
)
def test_each_kind_of_change_is_told(path: str, value: Any, told: str) -> None:
    assert changed(path, value) == [told]


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


def test_other_test_sets_and_versions_without_statistics_are_no_trouble() -> None:
    assert changed("leakage", {"pairs": [{"test": "API-Bank", "ngram": 0.1, "similarity": None}]}) == []
    assert changes({}, BEFORE)[0] == "`plan` is new: 10 dialogues"
