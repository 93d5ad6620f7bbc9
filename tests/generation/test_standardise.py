import json

import pytest

from toolflow_generation.standardise import SourceTool, standardise

CITY = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}


def read(*documents, roots=()):
    return standardise([SourceTool(document, f"t:{i}", roots) for i, document in enumerate(documents, 1)])


def read_one(document):
    tools, report = read(document)
    assert len(tools) == 1, report.records
    return tools[0], [issue.reason for issue in report.records[0].issues]


FORMS = [
    {"type": "function", "function": {"name": "f", "description": "d", "parameters": CITY}},
    {"type": "function", "name": "f", "description": "d", "parameters": CITY},
    {"name": "f", "description": "d", "parameters": CITY},
    {"name": "f", "description": "d", "inputSchema": CITY},
    {"name": "f", "description": "d", "input_schema": CITY},
    {"name": "f", "description": "d", "parameters": json.dumps(CITY)},
    {"name": "f", "description": "d", "parameters": {"city": {"type": "string", "required": True}}},
    {"name": "f", "description": "d", "parameters": [{"name": "city", "type": "string", "required": True}]},
]


@pytest.mark.parametrize("document", FORMS, ids=range(len(FORMS)))
def test_every_form_of_a_function_gives_the_same_tool(document):
    tool, _ = read_one(document)
    assert (tool.name, tool.description, tool.parameters) == ("f", "d", CITY)
    assert tool.metadata == {}


@pytest.mark.parametrize("key", ["returns", "outputSchema", "output_schema", "response"])
def test_every_form_of_a_result(key):
    tool, reasons = read_one(
        {"name": "f", "parameters": CITY, key: {"type": "dict", "properties": {"t": {"type": "float"}}}}
    )
    assert tool.returns == {"type": "object", "properties": {"t": {"type": "number"}}}
    assert reasons == ["type-odd", "type-odd"]


def test_a_result_that_is_text_is_kept_as_text():
    tool, reasons = read_one({"name": "f", "parameters": CITY, "returns": "the weather"})
    assert tool.returns is None
    assert tool.metadata == {"returns_text": "the weather"}
    assert reasons == ["returns-unusable"]


def test_what_is_beside_the_function_goes_to_the_metadata():
    tool, reasons = read_one(
        {
            "type": "function",
            "function": {"name": "f", "parameters": CITY, "strict": True},
            "x": {"api": "a"},
            "metadata": {"k": 1},
            "inferred": ["description"],
        }
    )
    assert tool.metadata == {"k": 1, "x": {"api": "a"}, "strict": True}
    assert tool.inferred == ("description",)
    assert reasons == []


def test_an_mcp_tool_without_description_is_described_by_its_title():
    tool, _ = read_one(
        {
            "name": "f",
            "title": "Weather",
            "description": None,
            "inputSchema": CITY,
            "annotations": {"readOnlyHint": True},
        }
    )
    assert tool.description == "Weather"
    assert tool.metadata == {"title": "Weather", "annotations": {"readOnlyHint": True}}


@pytest.mark.parametrize("nothing", [{}, {"parameters": None}, {"parameters": {}}, {"parameters": []}])
def test_a_function_without_parameters_takes_none(nothing):
    tool, reasons = read_one({"name": "f", **nothing})
    assert tool.parameters == {"type": "object", "properties": {}}
    assert reasons == ["parameters-missing"]


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (None, "not-a-tool"),
        ("get_weather", "not-a-tool"),
        ({"description": "d"}, "missing-name"),
        ({"name": "  "}, "missing-name"),
        ({"name": 3}, "missing-name"),
        ({"type": "function", "function": {}}, "missing-name"),
        ({"name": "f", "parameters": "city"}, "parameters-not-object"),
        (
            {"name": "f", "parameters": {"type": "array", "items": {"type": "string"}}},
            "parameters-not-object",
        ),
        (
            {"name": "f", "parameters": {"type": "object", "properties": {str(i): {} for i in range(5000)}}},
            "too-large",
        ),
    ],
)
def test_refusals(document, reason):
    tools, report = read(document, {"name": "good", "parameters": CITY})
    assert [tool.name for tool in tools] == ["good"]
    record = report.records[0]
    assert (record.status, record.name) == ("refused", None)
    assert record.issues[-1].reason == reason
    assert report.counts() == {"read": 2, "kept": 1, "repaired": 0, "merged": 0, "refused": 1}


def test_a_huge_result_is_left_out_and_the_tool_kept():
    returns = {"type": "object", "properties": {str(i): {} for i in range(5000)}}
    tool, reasons = read_one({"name": "f", "parameters": CITY, "returns": returns})
    assert tool.returns is None
    assert reasons == ["too-large"]


def test_exact_duplicates_are_merged_and_namesakes_kept_apart():
    first = {"name": "a.b", "description": "one", "parameters": CITY}
    other = {"name": "a.b", "description": "two", "parameters": CITY}
    tools, report = read(first, other, first | {"x": "elsewhere"})
    assert [tool.description for tool in tools] == ["one", "two"]
    assert tools[0].name == "a_b"
    assert tools[1].name.startswith("a_b_")
    assert [record.status for record in report.records] == ["repaired", "repaired", "merged"]
    assert [tool.metadata["original_name"] for tool in tools] == ["a.b", "a.b"]
    assert report.records[2].name == "a_b"
    assert report.records[2].issues[0].detail == "of t:1"
    reasons = [[issue.reason for issue in record.issues] for record in report.records]
    assert reasons == [["name-characters"], ["name-characters", "name-collision"], ["exact-duplicate"]]


def test_the_first_original_name_outlives_a_second_import():
    tools, _ = read({"name": "a.b", "description": "one", "parameters": CITY})
    again, report = read({"name": "a_b", "parameters": CITY}, tools[0].to_json())
    assert again[1].name.startswith("a_b_")
    assert again[1].metadata["original_name"] == "a.b"
    assert report.count("merged") == 0


def test_a_tool_and_its_imported_form_are_duplicates():
    document = {"name": "a.b", "description": "one", "parameters": CITY}
    tools, _ = read(document)
    again, report = read(document, tools[0].to_json())
    assert again == tools
    assert report.records[1].status == "merged"


def test_half_characters_are_replaced():
    tool, reasons = read_one(
        {"name": "f", "description": "a\ud83d", "parameters": CITY, "x": {"\udc00": "\ud800"}}
    )
    assert tool.description == "a\ufffd"
    assert tool.metadata == {"x": {"\ufffd": "\ufffd"}}
    assert reasons == ["lone-surrogate"]
    json.dumps(tool.to_json(), ensure_ascii=False).encode("utf-8")


def test_definitions_around_the_schema_are_found():
    document = {"name": "f", "parameters": {"type": "object", "properties": {"c": {"$ref": "#/$defs/C"}}}}
    tools, report = read(document, roots=({"$defs": {"C": {"type": "integer"}}},))
    assert tools[0].parameters["properties"]["c"] == {"type": "integer"}
    assert report.by_reason() == {"ref-inlined": {"tools": 1, "places": 1}}


def test_the_report_is_json_and_counts_places():
    _, report = read(
        {"name": "f", "parameters": {"type": "dict", "properties": {"a": "int", "b": {"type": "int"}}}}, 3
    )
    document = json.loads(report.dumps())
    assert document["counts"] == {"read": 2, "kept": 0, "repaired": 1, "merged": 0, "refused": 1}
    assert document["reasons"]["type-odd"] == {"tools": 1, "places": 2}
    assert document["tools"][1] == {
        "status": "refused",
        "place": "t:2",
        "original_name": "",
        "name": None,
        "issues": [{"reason": "not-a-tool", "detail": "expected an object, got 3"}],
    }


def test_a_progress_bar_sees_every_document():
    seen = []
    sources = [SourceTool({"name": f"f{i}"}, str(i)) for i in range(3)]
    standardise(sources, lambda given: (seen.append(source.place) or source for source in given))
    assert seen == ["0", "1", "2"]
