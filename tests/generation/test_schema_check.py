import jsonschema
import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator
from schema_strategies import JSON

from toolflow_generation import schema_check
from toolflow_generation.schema_check import SchemaChecker


def is_valid(schema):
    try:
        Draft202012Validator.check_schema(schema)
    except jsonschema.SchemaError:
        return False
    return True


@settings(max_examples=400, deadline=None, derandomize=True)
@given(JSON)
def test_the_verdict_is_that_of_the_metaschema(value):
    assert (SchemaChecker().error(value) == "") == is_valid(value)


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "dict"},
        {"type": "object", "properties": {"a": {"type": "array", "items": {"type": "float"}}}},
        {"type": "object", "required": ["a", "a"]},
        {"type": "string", "pattern": "("},
        {"patternProperties": {"(": {}}},
        {"anyOf": []},
        {"properties": {"a": 3}},
        {"items": [{}]},
        {"multipleOf": 0},
        {"description": None},
    ],
    ids=str,
)
def test_a_fault_at_any_depth_is_found(schema):
    assert not is_valid(schema)
    assert SchemaChecker().error(
        {"type": "object", "properties": {"deep": {"type": "array", "items": schema}}}
    )


def test_one_question_for_each_shape(monkeypatch):
    asked = []
    monkeypatch.setattr(schema_check, "_ask", lambda shape: asked.append(shape) or "")
    checker = SchemaChecker()
    for i in range(50):
        checker.error(
            {"type": "object", "properties": {f"name {i}": {"type": "string", "enum": [f"value {i}"]}}}
        )
    assert len(asked) == checker.n_shapes == 2
