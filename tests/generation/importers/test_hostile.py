"""Documents made to exhaust: each ends in tools, or in an error that names the limit."""

import json

import pytest

from toolflow_dataset.errors import ToolSourceError
from toolflow_generation.tool_files import import_tools


def spec(schema, schemas=None, **more):
    content = {"application/json": {"schema": schema}}
    operation = {
        "operationId": "a",
        "requestBody": {"content": content},
        "responses": {"200": {"content": content}},
    }
    return {
        "openapi": "3.0.0",
        "info": {"title": "t"},
        "paths": {"/": {"post": operation}},
        "components": {"schemas": schemas or {}},
        **more,
    }


def ref(name):
    return {"$ref": f"#/components/schemas/{name}"}


def record_of(tmp_path, document):
    path = tmp_path / "a.json"
    path.write_text(document if isinstance(document, str) else json.dumps(document))
    tools, report = import_tools([path])
    [record] = report.records
    return tools, record


def reasons(record):
    return [issue.reason for issue in record.issues]


def test_properties_without_end_are_refused_with_the_limit(tmp_path):
    wide = {"type": "object", "properties": {f"p{i}": {"type": "string"} for i in range(200_000)}}
    _, record = record_of(tmp_path, spec(wide))
    assert record.issues[0].reason == "too-large"
    assert record.issues[0].detail == "200,000 properties; the limit is 4,000"


def test_properties_without_end_below_the_top_level_are_left_open(tmp_path):
    wide = {"type": "object", "properties": {f"p{i}": {} for i in range(200_000)}}
    tools, record = record_of(tmp_path, spec({"type": "object", "properties": {"a": wide}}))
    assert tools[0].parameters["properties"]["a"] == {"type": "object", "properties": {}}
    assert reasons(record) == ["size-cut", "size-cut"]


def test_schemas_that_double_at_every_level(tmp_path):
    schemas = {
        f"S{i}": {"type": "object", "properties": {"left": ref(f"S{i + 1}"), "right": ref(f"S{i + 1}")}}
        for i in range(60)
    }
    tools, record = record_of(tmp_path, spec(ref("S0"), schemas | {"S60": {"type": "string"}}))
    assert len(json.dumps(tools[0].parameters)) < 50_000
    assert reasons(record) == ["size-cut", "size-cut"]


@pytest.mark.parametrize("width", [2, 1000])
def test_all_of_that_doubles_at_every_level(tmp_path, width):
    schemas = {f"S{i}": {"allOf": [ref(f"S{i + 1}")] * width} for i in range(60)}
    tools, record = record_of(tmp_path, spec(ref("S0"), schemas | {"S60": {"type": "object"}}))
    assert tools[0].name == "a"
    assert "too-large" in reasons(record)


@pytest.mark.parametrize(
    "schemas",
    [
        {"A": ref("A")},
        {"A": ref("B"), "B": ref("A")},
        {"A": {"allOf": [ref("A"), {"type": "object"}]}},
        {"A": {"allOf": [ref("B")]}, "B": {"allOf": [ref("A")]}},
        {"A": {"type": "object", "properties": {"a": ref("A"), "b": {"type": "array", "items": ref("A")}}}},
        {"A": {"type": "array", "items": ref("A")}},
        {"A": {"anyOf": [ref("A"), {"type": "string"}]}},
        {"A": {"type": "object", "additionalProperties": ref("A")}},
    ],
)
def test_schemas_within_themselves(tmp_path, schemas):
    tools, record = record_of(tmp_path, spec(ref("A"), schemas))
    assert tools[0].name == "a"
    assert "recursive-schema" in reasons(record)


@pytest.mark.parametrize("target", ["other.json#/A", "https://example.com/a.json", "#/components/schemas/B"])
def test_a_body_that_cannot_be_followed_is_an_object_left_open(tmp_path, target):
    tools, record = record_of(tmp_path, spec({"$ref": target}))
    assert tools[0].parameters["properties"]["body"] == {"type": "object", "properties": {}}
    assert tools[0].returns is None
    assert reasons(record) == [reasons(record)[0]] * 2
    assert reasons(record)[0] in ("external-ref", "unresolved-ref")


PET = {"type": "object", "properties": {"name": {"type": "string"}}}


@pytest.mark.parametrize(
    ("ref", "held"),
    [
        ("#pet", {"$anchor": "pet", **PET}),
        ("https://example.com/pet", {"$id": "https://example.com/pet", **PET}),
        ("https://example.com/all#/$defs/Pet", {"$id": "https://example.com/all", "$defs": {"Pet": PET}}),
        ("#/$defs/Pet", {"$defs": {"Pet": PET}}),
    ],
)
def test_references_by_name_are_found_within_the_document(tmp_path, ref, held):
    tools, record = record_of(tmp_path, spec({"$ref": ref}, {"Held": held}))
    assert (tools[0].parameters, tools[0].returns) == (PET, PET)
    assert reasons(record) == []


def test_a_name_of_several_schemas_is_none(tmp_path):
    other = {"type": "object", "properties": {"age": {"type": "integer"}}}
    schemas = {"A": {"$defs": {"Pet": PET}}, "B": {"$defs": {"Pet": other}}}
    tools, record = record_of(tmp_path, spec({"$ref": "#/$defs/Pet"}, schemas))
    assert tools[0].returns is None
    assert "unresolved-ref" in reasons(record)


@pytest.mark.parametrize("target", ["#", "#/components", "#/paths/~1/post"])
def test_references_to_what_is_no_schema(tmp_path, target):
    tools, _ = record_of(tmp_path, spec({"$ref": target}))
    assert tools[0].name == "a"


def test_parameters_and_responses_that_refer_to_themselves(tmp_path):
    document = spec({"type": "string"})
    document["components"]["parameters"] = {"P": {"$ref": "#/components/parameters/P"}}
    document["paths"]["/"]["post"]["parameters"] = [{"$ref": "#/components/parameters/P"}]
    document["paths"]["/"]["post"]["responses"] = {"200": {"$ref": "#/paths/~1/post/responses/200"}}
    tools, record = record_of(tmp_path, document)
    assert tools[0].returns is None
    assert reasons(record).count("recursive-schema") == 2


def test_deep_nesting_is_cut(tmp_path):
    schema = {"type": "string"}
    for _ in range(150):
        schema = {"type": "object", "properties": {"a": schema}}
    tools, record = record_of(tmp_path, spec(schema))
    assert json.dumps(tools[0].parameters).count('"a"') == 7
    assert "size-cut" in reasons(record)


def test_nesting_beyond_what_can_be_read_is_refused(tmp_path):
    with pytest.raises(ToolSourceError, match="nested too deeply to be read"):
        record_of(tmp_path, '{"openapi": "3.0.0", "paths": {"/": ' + '{"a": ' * 100_000)


def test_a_hundred_thousand_paths_of_nonsense(tmp_path):
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"openapi": "3.0.0", "paths": {f"/{i}": i for i in range(100_000)}}))
    tools, report = import_tools([path])
    assert (len(tools), report.count("refused")) == (0, 100_000)


@pytest.mark.parametrize(
    "text",
    ["<a " * 20_000, "[" * 40_000, "*" * 40_000, "_a" * 20_000, "](" * 20_000, "<" * 40_000, "`" * 40_000],
)
def test_descriptions_that_look_like_markup(tmp_path, text):
    document = spec({"type": "object", "properties": {"a": {"type": "string", "description": text}}})
    document["paths"]["/"]["post"]["description"] = text
    tools, _ = record_of(tmp_path, document)
    assert len(tools[0].description) <= 1024


def test_google_resources_within_resources(tmp_path):
    holder = {"methods": {"m": {"id": "a.m"}}}
    for _ in range(300):
        holder = {"resources": {"r": holder}}
    tools, record = record_of(tmp_path, {"discoveryVersion": "v1", "name": "a", **holder})
    assert tools == []
    assert reasons(record) == ["too-deep"]


def test_aws_shapes_within_themselves(tmp_path):
    shapes = {
        "A": {"type": "structure", "members": {"B": {"shape": "L"}, "C": {"shape": "M"}}},
        "L": {"type": "list", "member": {"shape": "L"}},
        "M": {"type": "map", "key": {"shape": "S"}, "value": {"shape": "M"}},
    }
    document = {
        "metadata": {},
        "operations": {"Do": {"input": {"shape": "A"}, "output": {"shape": "L"}}},
        "shapes": shapes,
    }
    tools, record = record_of(tmp_path, document)
    assert tools[0].returns["type"] == "array"
    assert "recursive-schema" in reasons(record)
