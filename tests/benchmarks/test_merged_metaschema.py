"""The merged metaschema says what `check_schema` says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError
from merged_metaschema import merged_metaschema, metaschema_validator

MERGED = metaschema_validator()


def passes_check_schema(schema):
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError:
        return False
    return True


def test_it_is_one_schema_with_all_keywords():
    schema = merged_metaschema()
    Draft202012Validator.check_schema(schema)
    known = {"$id", "$ref", "allOf", "properties", "type", "minLength", "title", "format", "contentSchema"}
    assert known | {"unevaluatedItems", "definitions", "prefixItems"} <= schema["properties"].keys()


@pytest.mark.parametrize(
    "schema",
    [
        True,
        {},
        7,
        {"type": "object", "properties": {"a": {"type": ["string", "null"]}}, "required": ["a"]},
        {"type": "strin"},
        {"type": []},
        {"properties": {"a": {"minimum": "x"}}},
        {"properties": {"a": {"properties": {"b": {"items": [1]}}}}},
        {"required": ["a", "a"]},
        {"allOf": []},
        {"anyOf": [{"not": 3}]},
        {"$defs": {"a": 3}},
        {"definitions": {"a": 3}},
        {"$anchor": "9"},
        {"$ref": 3},
        {"pattern": "("},
        {"patternProperties": {"(": {}}},
        {"dependentRequired": {"a": [1]}},
        {"minLength": -1},
        {"multipleOf": 0},
        {"enum": "a"},
        {"deprecated": "yes"},
        {"unevaluatedProperties": 3},
        {"contentSchema": 3},
        {"format": 3},
    ],
    ids=str,
)
def test_one_by_one(schema):
    assert MERGED.is_valid(schema) == passes_check_schema(schema)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 2) | st.sampled_from(["string", "object", "a", "(", "#"]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(sorted(merged_metaschema()["properties"])) | st.just("a"), inner, max_size=3
        )
    ),
    max_leaves=8,
)


@given(VALUES)
def test_whatever_it_is_asked(schema):
    assert MERGED.is_valid(schema) == passes_check_schema(schema)
