from __future__ import annotations

import json
from typing import Any

import pytest
from datasets import Features, Json, List
from hand_dialogues import make_dialogue, with_argument, without_own_fields
from hypothesis import example, given
from hypothesis import strategies as st

from toolflow_dataset import FEATURES, SchemaError
from toolflow_dataset.exact_json import encode_exact
from toolflow_dataset.features import COLUMNS
from toolflow_dataset.rows import dialogue_to_row, encode_row, row_to_dialogue, rows_to_table
from toolflow_dataset.types import SETTINGS


def test_a_row_has_the_columns_of_features_in_order() -> None:
    assert list(dialogue_to_row(make_dialogue())) == list(FEATURES) == list(COLUMNS)


def test_messages_and_tools_are_json() -> None:
    assert FEATURES["messages"] == List(Json()) == FEATURES["tools"] == FEATURES["tool_returns"]


@pytest.mark.parametrize("setting", SETTINGS)
def test_a_row_gives_the_dialogue_back_but_for_inferred_and_metadata(setting: Any) -> None:
    dialogue = make_dialogue(3, setting)
    assert row_to_dialogue(dialogue_to_row(dialogue)) == without_own_fields(dialogue) != dialogue


def test_a_row_gives_the_dialogue_back_through_arrow() -> None:
    table = rows_to_table([encode_row(dialogue_to_row(make_dialogue(index))) for index in range(3)])
    assert Features.from_arrow_schema(table.schema) == FEATURES
    assert table.schema.equals(FEATURES.arrow_schema, check_metadata=True)
    rows = [FEATURES.decode_example(row) for row in table.to_pylist()]
    assert [row_to_dialogue(row) for row in rows] == [
        without_own_fields(make_dialogue(index)) for index in range(3)
    ]


def test_statistics_columns() -> None:
    row = dialogue_to_row(make_dialogue())
    counted = {name: row[name] for name in FEATURES if name.startswith("n_") and name != "n_tokens"}
    # two rounds, the first with one message of two calls of one tool, of which one fails
    assert counted == {
        "n_messages": 8,
        "n_rounds": 2,
        "n_tool_rounds": 1,
        "n_parallel_rounds": 1,
        "n_sequential_rounds": 0,
        "n_error_rounds": 1,
        "n_clarifying_rounds": 0,
        "n_call_turns": 1,
        "n_calls": 2,
        "n_offered": 2,
        "n_called": 1,
    }


def test_tools_are_pure_openai_and_returns_stand_apart() -> None:
    row = dialogue_to_row(make_dialogue())
    assert all(set(tool) == {"type", "function"} for tool in row["tools"])
    assert all(set(tool["function"]) == {"name", "description", "parameters"} for tool in row["tools"])
    assert row["tool_returns"][0]["properties"]["sky"]["type"] == "string"
    assert row["tool_returns"][1] is None


def test_a_row_that_is_none_of_ours() -> None:
    row = dialogue_to_row(make_dialogue())
    del row["tool_returns"]
    with pytest.raises(SchemaError, match="'graph_plan-000000' is not a ToolFlow row"):
        row_to_dialogue(row)


@pytest.mark.parametrize("value", [2**64, -(2**63) - 1, float("inf"), float("nan"), "\ud800"])
def test_what_json_readers_of_datasets_cannot_return_is_refused(value: Any) -> None:
    with pytest.raises(SchemaError, match="row 'graph_plan-000000', column messages"):
        encode_row(dialogue_to_row(with_argument(value)))


@pytest.mark.parametrize("seed", [-1, 2**64])
def test_a_seed_that_does_not_fit_is_refused(seed: int) -> None:
    row = dialogue_to_row(make_dialogue())
    with pytest.raises(SchemaError, match="column seed"):
        encode_row({**row, "seed": seed})


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.decimals(-1000, 1000, places=6).map(float)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
)


@given(json_values)
@example(-0.3)
@example({"offset": [-27.51159, 0.7001, -0.143]})
@example([True, 1, 1.0, "\x00\u2028\U0001f600", 2**64 - 1, -(2**63)])
def test_exact_json_is_read_exactly_by_datasets_and_by_json(value: Any) -> None:
    text = encode_exact(value)
    # repr tells 1 from 1.0 and True, which == does not
    assert repr(Json().decode_example(text)) == repr(value)
    assert repr(json.loads(text)) == repr(value)


def test_the_decoder_still_needs_it() -> None:
    """When this fails, `datasets` reads decimals exactly and `exact_json` can go."""
    assert Json().decode_example("-0.3") != -0.3
