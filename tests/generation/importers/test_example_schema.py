import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from toolflow_generation.importers.example_schema import MAX_DEPTH, parse_answer, schema_of

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@settings(max_examples=300, deadline=None)
@given(VALUES)
def test_a_value_has_the_schema_it_shows(value):
    schema = schema_of(value)
    Draft202012Validator.check_schema(schema)
    assert Draft202012Validator(schema).is_valid(value)


@settings(max_examples=300, deadline=None)
@given(st.lists(VALUES, max_size=4) | st.dictionaries(st.text(), VALUES, max_size=4), st.data())
def test_a_cut_answer_gives_its_whole_members(value, data):
    text = json.dumps(value)
    cut = text[: data.draw(st.integers(0, len(text)))]
    found = parse_answer(cut)
    assert found is None or isinstance(found, type(value))
    assert parse_answer(text) == value
    if isinstance(found, list) and found:
        assert found[:-1] == value[: len(found) - 1]


@pytest.mark.parametrize(
    ("value", "items"),
    [
        ([1, 2.5], {"type": "number"}),
        ([1, None], {"type": ["integer", "null"]}),
        ([None], {"type": ["string", "null"]}),
        ([1, "a"], None),
        (["2024-01-01", "b"], {"type": "string"}),
        (
            [{"a": 1}, {"b": "x"}],
            {"type": "object", "properties": {"a": {"type": "integer"}, "b": {"type": "string"}}},
        ),
        ([[], [True]], {"type": "array", "items": {"type": "boolean"}}),
    ],
)
def test_items_are_taken_together(value, items):
    assert schema_of(value).get("items") == items


def test_depth_is_bounded():
    value = leaf = {}
    for _ in range(50):
        leaf["a"] = {}
        leaf = leaf["a"]
    schema, depth = schema_of(value), 0
    while "properties" in schema:
        schema, depth = schema["properties"]["a"], depth + 1
    assert (depth, schema) == (MAX_DEPTH, {"type": "object"})
