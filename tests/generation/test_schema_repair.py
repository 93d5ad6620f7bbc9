import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator
from schema_strategies import JSON

from toolflow_generation.schema_repair import MAX_DEPTH, SchemaTooLargeError, repair_schema


def repair_property(schema: Any) -> tuple[Any, list[str]]:
    """Repair one property of an otherwise good object; return it and the reasons given for it."""
    repaired, issues = repair_schema({"type": "object", "properties": {"p": schema}}, "parameters")
    assert all(issue.path.startswith("parameters.p") for issue in issues)
    return repaired["properties"]["p"], [issue.reason for issue in issues]


UNTOUCHED = [
    {"type": "string"},
    {"description": "first the text", "type": "integer", "minimum": 0, "maximum": 9},
    {"type": ["string", "null"], "default": None},
    {"type": "string", "enum": ["a", "b"], "default": "b"},
    {"type": "number", "default": 3, "examples": [1, 2.5]},
    {
        "type": "array",
        "items": {"type": "object", "properties": {"x": {"type": "boolean"}}, "required": ["x"]},
    },
    {"anyOf": [{"type": "string", "format": "date"}, {"type": "integer"}]},
    {"oneOf": [{"required": ["a"]}, {"required": ["b"]}], "type": "object", "properties": {}},
    {"type": "object", "properties": {}, "additionalProperties": {"type": "string"}, "x-vendor": [1]},
]


@pytest.mark.parametrize("schema", UNTOUCHED, ids=json.dumps)
def test_a_good_schema_stays_as_it_is_in_its_order(schema):
    repaired, reasons = repair_property(schema)
    assert json.dumps(repaired) == json.dumps(schema)
    assert reasons == []


REPAIRS = [
    # type names
    ({"type": "dict"}, {"type": "object", "properties": {}}, ["type-odd"]),
    ({"type": "float"}, {"type": "number"}, ["type-odd"]),
    ({"type": "NUMBER"}, {"type": "number"}, ["type-odd"]),
    ({"type": "STRING"}, {"type": "string"}, ["type-odd"]),
    ({"type": "int"}, {"type": "integer"}, ["type-odd"]),
    ({"type": "bool"}, {"type": "boolean"}, ["type-odd"]),
    ({"type": "list"}, {"type": "array", "items": {"type": "string"}}, ["type-odd", "array-without-items"]),
    (
        {"type": "tuple", "items": {"type": "long"}},
        {"type": "array", "items": {"type": "integer"}},
        ["type-odd"] * 2,
    ),
    ({"type": "any"}, {"type": "string"}, ["type-odd"]),
    ({"type": "any", "default": 3}, {"type": "integer", "default": 3}, ["type-odd"]),
    ({"type": "datetime"}, {"type": "string", "format": "date-time"}, ["type-odd"]),
    ({"type": "List[int]"}, {"type": "array", "items": {"type": "integer"}}, ["type-odd"]),
    ({"type": "string[]"}, {"type": "array", "items": {"type": "string"}}, ["type-odd"]),
    ({"type": "Optional[str]"}, {"type": ["string", "null"]}, ["type-odd"]),
    ({"type": "int|null"}, {"type": ["integer", "null"]}, ["type-odd"]),
    ({"type": "Literal['a', 'b']"}, {"type": "string", "enum": ["a", "b"]}, ["type-odd"]),
    ({"type": ["str", "None"]}, {"type": ["string", "null"]}, ["type-odd"]),
    ({"type": ["integer", "number"]}, {"type": "number"}, ["type-odd"]),
    ({"type": ["string"]}, {"type": "string"}, ["type-odd"]),
    ({"type": "zyzzy"}, {"type": "string"}, ["type-odd"]),
    (
        {"type": "The code of the country."},
        {"type": "string", "description": "The code of the country."},
        ["type-odd"],
    ),
    ({"type": {"type": "integer"}}, {"type": "integer"}, ["type-odd"]),
    ({"type": None}, {"type": "string"}, ["type-odd"]),
    ({"type": "string", "nullable": True}, {"type": ["string", "null"]}, ["nullable"]),
    # no type
    ({}, {"type": "string"}, ["missing-type"]),
    (True, {"type": "string"}, ["missing-type"]),
    (None, {"type": "string"}, ["bad-schema", "missing-type"]),
    ("integer", {"type": "integer"}, ["bad-schema"]),
    ({"enum": [1, 2]}, {"type": "integer", "enum": [1, 2]}, ["missing-type"]),
    ({"properties": {}}, {"type": "object", "properties": {}}, ["missing-type"]),
    # unions
    ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, {"type": ["integer", "null"]}, ["nullable"]),
    (
        {"anyOf": [{"type": "string"}, {"type": "integer"}]},
        {"type": ["string", "integer"]},
        ["union-flattened"],
    ),
    ({"allOf": [{"type": "string"}], "title": "T"}, {"type": "string", "title": "T"}, ["union-flattened"]),
    (
        {"anyOf": [{"type": "string", "enum": ["a"]}, {"type": "null"}]},
        {"type": ["string", "null"], "enum": ["a", None]},
        ["nullable"],
    ),
    # values
    ({"type": "string", "enum": [1, 2]}, {"type": "string", "enum": ["1", "2"]}, ["enum-mismatch"]),
    ({"type": "integer", "enum": ["1", "x", 1]}, {"type": "integer", "enum": [1]}, ["enum-mismatch"]),
    ({"type": "boolean", "enum": ["yes"]}, {"type": "boolean"}, ["enum-mismatch"]),
    ({"type": "string", "enum": "a, b"}, {"type": "string", "enum": ["a", "b"]}, ["bad-keyword"]),
    ({"type": "string", "enum": []}, {"type": "string"}, ["bad-keyword"]),
    (
        {"type": "array", "enum": ["a"], "items": {"type": "string"}},
        {"type": "array", "items": {"type": "string", "enum": ["a"]}},
        ["enum-mismatch"],
    ),
    ({"type": "integer", "default": "10"}, {"type": "integer", "default": 10}, ["default-mismatch"]),
    ({"type": "boolean", "default": "False"}, {"type": "boolean", "default": False}, ["default-mismatch"]),
    ({"type": "integer", "default": "soon"}, {"type": "integer"}, ["default-mismatch"]),
    ({"type": "string", "default": None}, {"type": "string"}, ["default-mismatch"]),
    ({"type": "integer", "default": True}, {"type": "integer"}, ["default-mismatch"]),
    (
        {"type": "string", "enum": ["Asc"], "default": "asc"},
        {"type": "string", "enum": ["Asc"], "default": "Asc"},
        ["default-mismatch"],
    ),
    (
        {"type": "string", "enum": ["a"], "default": "z"},
        {"type": "string", "enum": ["a"]},
        ["default-mismatch"],
    ),
    # keywords
    ({"type": "string", "description": None}, {"type": "string"}, ["wrong-text"]),
    ({"type": "string", "description": ["a", "b"]}, {"type": "string", "description": "a b"}, ["wrong-text"]),
    ({"type": "string", "pattern": "(["}, {"type": "string"}, ["bad-pattern"]),
    (
        {"type": "string", "minLength": "3", "maxLength": -1},
        {"type": "string", "minLength": 3},
        ["bad-keyword"] * 2,
    ),
    ({"type": "integer", "minimum": 9, "maximum": 1}, {"type": "integer"}, ["contradictory-bounds"]),
    (
        {"type": "number", "minimum": 1, "exclusiveMinimum": True},
        {"type": "number", "exclusiveMinimum": 1},
        ["bad-keyword"],
    ),
    ({"type": "array"}, {"type": "array", "items": {"type": "string"}}, ["array-without-items"]),
    (
        {"type": "array", "items": [{"type": "string"}, {"type": "int"}]},
        {"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}]},
        ["bad-keyword", "type-odd"],
    ),
    (
        {"type": "string", "$schema": "http://json-schema.org/draft-07/schema#"},
        {"type": "string"},
        ["dialect-dropped"],
    ),
    ({"type": "string", "required": False}, {"type": "string"}, ["required-in-property"]),
    # properties and required
    (
        {"type": "object", "properties": [{"name": "a", "type": "int"}, "isOpen"]},
        {"type": "object", "properties": {"a": {"type": "integer"}, "isOpen": {"type": "boolean"}}},
        ["properties-not-map", "type-odd"],
    ),
    (
        {"type": "object", "fields": ["name", "isActive", "viewCount", "price"]},
        {
            "type": "object",
            "properties": {
                "name": {"type": "string"},
                "isActive": {"type": "boolean"},
                "viewCount": {"type": "integer"},
                "price": {"type": "number"},
            },
        },
        ["names-only-properties"],
    ),
    (
        {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a", "b", "a"]},
        {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]},
        ["required-mismatch"],
    ),
    (
        {"type": "object", "properties": {"a": {"type": "string", "required": True}}},
        {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]},
        ["required-in-property"],
    ),
    (
        {"type": "object", "properties": {"a": {"type": "string"}, " ": {"type": "string"}}},
        {"type": "object", "properties": {"a": {"type": "string"}}},
        ["empty-name"],
    ),
]


@pytest.mark.parametrize(("schema", "expected", "reasons"), REPAIRS, ids=lambda v: json.dumps(v)[:60])
def test_a_repair_and_its_reason(schema, expected, reasons):
    before = json.dumps(schema)
    repaired, found = repair_property(schema)
    assert repaired == expected
    assert found == reasons
    assert json.dumps(schema) == before, "the input was changed"


def test_issues_name_the_path_with_array_items():
    schema = {
        "type": "object",
        "properties": {"a": {"type": "array", "items": {"properties": {"b": {"type": "int"}}}}},
    }
    _, issues = repair_schema(schema, "returns")
    assert [(issue.path, issue.reason) for issue in issues if issue.reason == "type-odd"] == [
        ("returns.a[].b", "type-odd")
    ]


def test_refs_are_inlined_and_what_stands_beside_them_wins():
    schema = {
        "type": "object",
        "properties": {"home": {"$ref": "#/$defs/Address", "description": "where one lives"}},
        "$defs": {
            "Address": {
                "type": "object",
                "description": "an address",
                "properties": {"zip": {"$ref": "#/definitions/Zip"}},
            }
        },
        "definitions": {"Zip": {"type": "str"}},
    }
    repaired, issues = repair_schema(schema)
    home = repaired["properties"]["home"]
    assert home == {
        "type": "object",
        "description": "where one lives",
        "properties": {"zip": {"type": "string"}},
    }
    assert "$defs" not in repaired
    assert "definitions" not in repaired
    assert {"ref-inlined", "type-odd"} == {issue.reason for issue in issues}


def test_a_ref_is_looked_up_in_the_documents_around():
    schema = {"type": "object", "properties": {"c": {"$ref": "#/components/schemas/City%20Name"}}}
    around = {"components": {"schemas": {"City Name": {"type": "string", "maxLength": 9}}}}
    assert repair_schema(schema, roots=(around,))[0]["properties"]["c"] == {"type": "string", "maxLength": 9}


def test_a_ref_to_nothing_is_reported_and_left_open():
    repaired, reasons = repair_property({"$ref": "#/$defs/Nothing"})
    assert repaired == {"type": "string"}
    assert reasons == ["unresolved-ref", "missing-type"]


@pytest.mark.parametrize("ref", ["#/$defs/Node", "#"])
def test_a_schema_that_contains_itself_is_cut(ref):
    node = {"type": "object", "properties": {"kids": {"type": "array", "items": {"$ref": ref}}}}
    schema = {**node, "$defs": {"Node": node}}
    repaired, issues = repair_schema(schema, "returns")
    assert "$ref" not in json.dumps(repaired)
    assert "recursive-schema" in {issue.reason for issue in issues}
    Draft202012Validator.check_schema(repaired)


def test_references_that_multiply_are_kept_to_the_budget():
    """Thirty definitions, each holding the next one twice: 2**30 schemas if all were inlined."""
    defs = {
        f"D{i}": {"type": "object", "properties": {side: {"$ref": f"#/$defs/D{i + 1}"} for side in "lr"}}
        for i in range(30)
    }
    defs["D30"] = {"type": "string"}
    repaired, issues = repair_schema({"$ref": "#/$defs/D0", "$defs": defs}, "parameters", max_nodes=100)
    assert [issue.detail for issue in issues if issue.reason == "too-large"]
    assert set(repaired["properties"]) == {"l", "r"}
    assert json.dumps(repaired).count('"type"') <= 100


def test_deep_nesting_is_cut_and_reported():
    schema: dict[str, Any] = {"type": "string"}
    for _ in range(MAX_DEPTH + 20):
        schema = {"type": "object", "properties": {"in": schema}}
    repaired, issues = repair_schema(schema, "p")
    assert json.dumps(repaired).count('"in"') == MAX_DEPTH
    assert [issue.path for issue in issues] == ["p" + ".in" * MAX_DEPTH]
    assert issues[0].reason == "too-deep"


def test_a_top_level_over_the_budget_is_refused():
    schema = {"type": "object", "properties": {f"p{i}": {"type": "string"} for i in range(50)}}
    assert len(repair_schema(schema, max_nodes=51)[0]["properties"]) == 50
    with pytest.raises(SchemaTooLargeError, match="50 schemas"):
        repair_schema(schema, max_nodes=50)


@settings(max_examples=400, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(JSON)
def test_anything_becomes_a_valid_schema_that_needs_no_further_repair(value):
    repaired, _ = repair_schema(value, "p")
    Draft202012Validator.check_schema(repaired)
    assert "$ref" not in repaired
    again, _ = repair_schema(repaired, "p")
    assert again == repaired


NAMED = {"type": "object", "properties": {"name": {"type": "string"}}}


@pytest.mark.parametrize(
    ("ref", "held"),
    [
        ("#pet", {"$anchor": "pet"}),
        ("#pet", {"$id": "#pet"}),
        ("#pet", {"$dynamicAnchor": "pet"}),
        ("https://example.com/pet", {"$id": "https://example.com/pet"}),
        ("https://example.com/pet", {"$id": "pet"}),
        ("https://example.com/tool#/$defs/Held", {}),
    ],
)
def test_schemas_with_a_name_of_their_own_are_found(ref, held):
    schema = {
        "$id": "https://example.com/tool",
        "type": "object",
        "properties": {"p": {"$ref": ref}},
        "$defs": {"Held": NAMED | held},
    }
    repaired, issues = repair_schema(schema, "parameters")
    assert repaired["properties"]["p"] == NAMED
    assert "unresolved-ref" not in [issue.reason for issue in issues]


def test_a_schema_that_is_its_own_anchor_is_cut():
    schema = {
        "$dynamicAnchor": "node",
        "type": "object",
        "properties": {"value": {"type": "string"}, "next": {"$dynamicRef": "#node"}},
    }
    repaired, issues = repair_schema(schema, "parameters")
    assert repaired["properties"]["next"]["type"] == "object"
    assert "recursive-schema" in [issue.reason for issue in issues]


@pytest.mark.parametrize("ref", ["https://example.com/pet", "pet.json", "file:///pets", "a/b"])
def test_references_that_lead_outside_are_told_as_such(ref):
    _, reasons = repair_property({"$ref": ref})
    assert reasons == ["external-ref", "missing-type"]
