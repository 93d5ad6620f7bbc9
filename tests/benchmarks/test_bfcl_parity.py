"""The cases that the official BFCL checker is compared on, and that a wrong rule of ours would be noticed."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

sys.path.append(str(Path(__file__).parents[1] / "evaluation" / "bfcl"))

from bfcl_questions import function, question

from toolflow_evaluation.bfcl.questions import Question

STRINGS = {"type": "array", "items": {"type": "string"}}
INTEGERS = {"type": "array", "items": {"type": "integer"}}
DICTS = {"type": "array", "items": {"type": "dict"}}
TUPLE = {"type": "tuple", "items": {"type": "float"}}


def questions() -> list[Question]:
    every = [
        question(
            "simple_python",
            [function("m.f", {"a": "string", "b": "float", "c": "dict", "d": "integer"}, ["a"])],
            [
                (
                    "m.f",
                    {"a": ["It's A-1", "b"], "b": [2.0], "c": [{"x": ["Y"], "z": [1]}], "d": ["count", ""]},
                )
            ],
        ),
        question(
            "multiple",
            [function("g", {"a": STRINGS}, ["a"]), function("h", {"a": INTEGERS}, ["a"])],
            [("g", {"a": [["Aa", "b"], ["c"]]})],
        ),
        question(
            "parallel",
            [function("h", {"a": INTEGERS, "t": TUPLE, "l": DICTS}, ["a"])],
            [
                ("h", {"a": [[1, 2]], "t": [[1.0, 2.0]], "l": [""]}),
                ("h", {"a": [[3]], "t": [[3.0], ""], "l": [""]}),
                ("h", {"a": [[4]], "t": [""], "l": [[{"x": ["Y"]}, {"x": [2]}]]}),
            ],
        ),
        question("irrelevance", [function("g", {"a": "string"})]),
        question("live_relevance", [function("g", {"a": "string"})]),
    ]
    return [
        Question(f"{each.category.name}_{number}", each.category, each.messages, each.functions, each.answers)
        for each in every
        for number in range(12)
    ]


@pytest.fixture(scope="module")
def cases() -> list[Any]:
    from bfcl_cases import cases_of

    return [case for each in questions() for case in cases_of(each, 0)]


def verdicts(cases: list[Any]) -> list[dict[str, Any]]:
    from bfcl_wrong_rules import our_verdict

    return [{"valid": not our_verdict(case), "error_type": ""} for case in cases]


def test_cases_are_the_same_every_time_and_of_many_kinds(cases: list[Any]) -> None:
    from bfcl_cases import cases_of
    from bfcl_changes import CHANGES

    assert [case for each in questions() for case in cases_of(each, 0)] == cases
    assert [case for each in questions() for case in cases_of(each, 1)] != cases
    kinds = Counter(case.kind for case in cases)
    assert set(CHANGES) <= set(kinds)
    assert {"gold", "native: arguments cut", "text: value as an expression", "a call"} <= set(kinds)
    json.dumps([case.output for case in cases])


def test_right_answers_are_right_and_changes_are_not_always(cases: list[Any]) -> None:
    from bfcl_wrong_rules import our_verdict

    golds = [case for case in cases if case.kind == "gold"]
    assert golds and not any(our_verdict(case) for case in golds)
    for kind in ("leave out a call", "repeat a call", "add unknown parameter", "call another function"):
        changed = [case for case in cases if case.kind == kind]
        assert changed and all(our_verdict(case) for case in changed), kind


def test_a_difference_is_counted_and_shown(cases: list[Any]) -> None:
    from bfcl_parity import compare

    official = verdicts(cases)
    assert compare(cases, official)["differences"] == 0
    official[0] = {"valid": not official[0]["valid"], "error_type": "turned"}
    official[1] = {
        "valid": None,
        "error_type": "KeyError: 'x'",
    }  # a crash is a difference where ours is right
    found = compare(cases, official)
    assert found["differences"] == 2
    assert found["shown"][0]["official"]["error_type"] == "turned"
    assert sum(found["crashes"].values()) == 1


def test_every_wrong_rule_is_noticed(cases: list[Any]) -> None:
    from bfcl_wrong_rules import count_noticed

    noticed = count_noticed(cases, verdicts(cases))
    assert len(noticed) >= 9
    assert all(noticed.values()), noticed


def test_source_texts_are_of_all_types() -> None:
    import random

    from bfcl_source import drawn_text

    rng = random.Random(0)
    drawn = [drawn_text(rng) for _ in range(3000)]
    assert {"HashMap", "ArrayList", "Array", "long", "Bigint", "dict", "array"} <= {
        kind for _, kind, _, _ in drawn
    }
    assert any(text.startswith("[[") for *_, text in drawn)
