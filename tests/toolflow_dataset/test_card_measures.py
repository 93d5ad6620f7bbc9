"""The card's tables of measures, and the gate of leakage: hand-made figures in, their cells out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hand_dialogues import make_dialogue

from toolflow_dataset.card_example import card_example
from toolflow_dataset.card_measures import coherence_table, leakage_table
from toolflow_dataset.errors import ConfigError
from toolflow_dataset.leakage_facts import LeakageFacts
from toolflow_dataset.types import Message

PAIR: dict[str, Any] = {
    "test": "BFCL",
    "ngram": 0.0,
    "similarity": 12 / 1677,
    "n_test": 1677,
    "ngram_count": 0,
    "similarity_count": 12,
    "tokenizer": "words",
    "encoder": "mini@1",
}
MEASURES: dict[str, dict[str, Any]] = {
    "graph_plan": {
        "measures": {
            "SS": {"value": 63.362, "ci": [60.0, 66.5]},
            "D-3 at budget": {"value": 0.48651, "ci": [None, None]},
        },
        "coherence": {"encoder": "mini@1", "nli": "head@2"},
        "diversity": {"budget": 49_000},
    },
    "none": {"measures": {"SS": {"value": None, "ci": [None, None]}}, "diversity": {"budget": 49_000}},
}


def test_measures_stand_with_intervals_and_models() -> None:
    assert coherence_table(MEASURES).splitlines() == [
        "|  | graph_plan | none |",
        "| --- | --- | --- |",
        "| SS | 63.36 [60.00, 66.50] | n/a |",
        "| D-3 at a budget of 49,000 tokens | 0.4865 | n/a |",
        "",
        "encoder: `mini@1`; NLI model: `head@2`.",
    ]
    assert coherence_table({}) == ""


def test_leakage_stands_with_counts_and_a_verdict() -> None:
    table = leakage_table(LeakageFacts((PAIR,)))
    assert "| BFCL | 1,677 | 0.000 % (0) | 0.716 % (12) |" in table and table.endswith(
        "None is above 1.00 %."
    )
    above = leakage_table(LeakageFacts((PAIR,), gate=0.005, allowed=True))
    assert "**Above the 0.50 % that is published as a rule: 0.72 % of BFCL by similarity.**" in above
    assert leakage_table(None) == leakage_table(LeakageFacts(())) == ""


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        (LeakageFacts(()), "leakage was not measured: name benchmarks with --against"),
        (LeakageFacts(({**PAIR, "similarity": None},)), "of BFCL was not measured by similarity"),
        (LeakageFacts(({**PAIR, "ngram": None},)), "of BFCL was not measured by n-grams"),
        (
            LeakageFacts(({**PAIR, "ngram": 0.0101},)),
            "leaked: 1.01 % of BFCL by n-grams, and 1.00 % is the most",
        ),
    ],
)
def test_the_gate_refuses(facts: LeakageFacts, told: str) -> None:
    with pytest.raises(ConfigError, match=told):
        facts.check()


def test_the_gate_lets_through_what_is_at_it_or_allowed() -> None:
    LeakageFacts(({**PAIR, "ngram": 0.01},)).check()
    LeakageFacts(({**PAIR, "ngram": 1.0},), allowed=True).check()
    with pytest.raises(ConfigError):  # not measuring is nothing one can allow
        LeakageFacts(({**PAIR, "ngram": None},), allowed=True).check()


def test_nothing_said_in_the_example_ends_its_block() -> None:
    dialogue = make_dialogue()
    said = replace(dialogue.messages[1], content="```\n# <script>alert(1)</script> ````` \u202e")
    text = card_example(replace(dialogue, messages=(dialogue.messages[0], said, *dialogue.messages[2:])))
    fence = text.splitlines()[2].removesuffix("text")
    assert set(fence) == {"`"} and len(fence) == 6
    assert text.count(fence) == 2 and text.endswith(fence)
    assert "user       ``` # <script>" in text and "\u202e" not in text
    assert (
        'call       get_weather({"city": "Łódź"})' in text and 'result     {"error": "no such place"}' in text
    )


def test_long_results_are_cut_and_say_so() -> None:
    dialogue = make_dialogue()
    long = Message("tool", '"' + "x" * 998 + '"', tool_call_id="call_1")
    text = card_example(replace(dialogue, messages=(*dialogue.messages[:3], long, *dialogue.messages[4:])))
    assert "... (1,000 characters)" in text and max(map(len, text.splitlines())) < 340
