"""Examples in a schema: placeholders are passed over, and what is written with underscores is not said so."""

import random

import pytest
from stage import STYLES, TODAY, make_tool, readings_of, understood

from toolflow_generation.simulator.results import simulate_results
from toolflow_generation.simulator.saying import say
from toolflow_generation.simulator.styles import style_of
from toolflow_generation.simulator.value_ask import gist_of
from toolflow_generation.simulator.values import value
from toolflow_generation.simulator.world import World

TRENDS = make_tool(
    "get_match_stats",
    "Get match statistics.",
    required=["type"],
    type={"type": "string", "description": "", "example": "match_trends"},
)


def slot_of(tool):
    return readings_of([tool])[0].slots[0]


@pytest.mark.parametrize("explicit", range(4))
def test_an_example_with_underscores_is_said_in_words_and_understood_as_it_is_written(explicit):
    for name in STYLES:
        said = say(slot_of(TRENDS), "match_trends", style_of(name), TODAY, random.Random(1), explicit)
        assert said == '"match trends"'
    text = 'Get match statistics with the type "match trends".'
    assert understood(text, [TRENDS]) == [("get_match_stats", [{"type": "match_trends"}], set())]


def test_other_words_in_quotation_marks_stay_as_they_are():
    text = 'Get match statistics with the type "team trends".'
    assert understood(text, [TRENDS]) == [("get_match_stats", [{"type": "team trends"}], set())]


@pytest.mark.parametrize("example", ["your_api_key", "YOUR-TOKEN", "your city", "{{apiKey}}", "string"])
def test_a_placeholder_is_no_example(example):
    tool = make_tool("get_jobs", "Get jobs.", content={"type": "string", "example": example})
    slot = slot_of(tool)
    assert gist_of(slot).shapes == ()
    assert all(value(slot, World(seed, ""), random.Random(seed)) != example for seed in range(20))


def test_a_string_whose_fields_are_listed_is_a_string_all_the_same():
    schema = {"type": "string", "fields": ["id", "amount"]}
    returns = {"type": "object", "properties": {"transaction": schema}, "required": ["transaction"]}
    document = make_tool("add_credit", "Add credit.", returns=returns).to_json()
    inputs = {"tools": [document], "context": ""}
    made = simulate_results(
        inputs, [], [{"id": "a", "name": "add_credit", "arguments": {}}], set(), random.Random(1)
    )
    assert isinstance(made["results"][0]["results"]["transaction"], str)


def test_a_dash_between_listed_values_is_no_value():
    from toolflow_generation.simulator.value_ask import choices_in

    assert choices_in('The status. Acceptable values are: - "`executed`" - "`pending`"') == (
        "executed",
        "pending",
    )
