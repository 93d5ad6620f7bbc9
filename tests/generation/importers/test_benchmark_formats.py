"""BFCL, API-Bank, ToolAlpaca and ToolBench."""

import json

import pytest

from toolflow_generation.importers.bfcl import functions_of
from toolflow_generation.importers.toolalpaca import split_description
from toolflow_generation.importers.toolbench_parameters import read_parameters


def test_bfcl(specs, read):
    tools, _, report = read(specs / "clinic_bfcl.json")
    assert [record.place for record in report.records] == [f"{specs / 'clinic_bfcl.json'}#/function/0"]
    tool = tools["clinic_book"]
    assert tool.parameters["properties"]["day"] == {"type": "string", "description": "Day."}
    assert tool.parameters["properties"]["weight"] == {"type": "number", "default": 70.5}
    assert tool.parameters["required"] == ["patient"]
    assert tool.returns == {"type": "object", "properties": {"id": {"type": "string"}}}
    assert tool.metadata == {
        "original_name": "clinic.book",
        "source": "BFCL",
        "id": "live_simple_3-2-0/clinic.book",
        "category": "live_simple",
    }


def test_bfcl_multi_turn_questions_say_where_their_functions_are(tmp_path, read):
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"id": "multi_turn_base_0", "question": [], "involved_classes": ["MathAPI"]}))
    _, said, _ = read(path)
    assert said[""][0][0] == "not-a-tool"
    assert said[""][0][2].endswith("their functions are in multi_turn_func_doc")


def test_functions_of_a_question():
    assert functions_of({"function": {"name": "a"}}) == [{"name": "a"}]
    assert functions_of({"function": [{"name": "a"}, {}]}) is None
    assert functions_of([]) is None


def test_apibank(specs, read):
    tools, _, _ = read(specs / "clinic_apibank.json")
    assert list(tools) == ["BookVisit", "lv3_apis_BookVisit"]
    tool = tools["BookVisit"]
    assert tool.description == "This API books a visit."
    assert tool.parameters == {
        "type": "object",
        "properties": {
            "patient": {"type": "string", "description": "Full name."},
            "times": {"type": "array", "items": {"type": "string"}, "description": "Wished times."},
        },
        "required": ["patient", "times"],
    }
    assert tool.returns["properties"] == {"visit_id": {"type": "string", "description": "Id of the visit."}}
    assert tool.metadata == {"source": "API-Bank", "id": "apis/BookVisit", "category": "Visits"}
    assert tools["lv3_apis_BookVisit"].returns is None


def test_apibank_refuses_what_is_no_api(tmp_path, read):
    path = tmp_path / "a.json"
    path.write_text(json.dumps([{"name": "a", "input_parameters": 7}, 3]))
    tools, said, _ = read(path)
    assert tools["a"].parameters == {"type": "object", "properties": {}}
    assert ("bad-parameter", "parameters", "no object: 7") in said["/0"]
    assert said["/1"] == [("not-a-tool", "", "expected an API with input_parameters, got 3")]


def test_toolalpaca_by_documentation_and_by_words(specs, read):
    tools, _, _ = read(specs / "clinic_toolalpaca.json")
    assert list(tools) == ["addVisit", "rooms_get", "cancelVisit"]
    assert tools["addVisit"].returns == {"type": "object", "properties": {"id": {"type": "string"}}}
    assert tools["addVisit"].metadata == {
        "source": "Clinic",
        "id": "POST /visits",
        "category": "Health",
        "version": "1",
    }
    assert tools["rooms_get"].metadata["id"] == "GET /rooms"  # named by its projection: it has no operationId
    assert tools["cancelVisit"].parameters == {
        "type": "object",
        "properties": {
            "id": {"type": "integer", "description": "Which."},
            "why": {"enum": ["ill", "away"], "description": "The reason.", "type": "string"},
            "codes": {"type": "array", "items": {"type": "integer"}, "description": "Codes."},
        },
        "required": ["id"],
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('Get X.\nParameters: {"a": "b"}\nOutput: y', ("Get X.", {"a": "b"})),
        ("\nParameters: {a\nOutput: y", ("", "{a")),
        ("Get X.", ("Get X.", "")),
        ('Parameters: {"a": "b"}', ("", {"a": "b"})),
    ],
)
def test_a_description_is_split(text, expected):
    assert split_description(text) == expected


class TestToolBench:
    @pytest.fixture
    def imported(self, specs, read):
        return read(specs / "clinic_toolbench.json")

    def test_names_are_of_api_and_endpoint_or_of_the_address(self, imported):
        assert list(imported[0]) == [
            "City_Clinic_Book_visit",
            "City_Clinic_Cancel",
            "City_Clinic_v1_rooms_free",
        ]

    def test_parameters(self, imported):
        tools, said, _ = imported
        assert tools["City_Clinic_Book_visit"].parameters == {
            "type": "object",
            "properties": {
                "patient": {"type": "string", "description": "Full name", "examples": ["Ada King"]},
                "limit": {"type": "integer", "examples": [10]},
                "weight": {"type": "number", "description": "In kg", "examples": [70]},
                "ward": {"type": "string", "description": "Ward, A by default", "default": "A"},
                "codes": {"type": "array", "items": {"type": "integer"}, "examples": [[1, 2]]},
                "day": {"type": "string", "format": "date"},
                "urgent": {"type": "boolean"},
            },
            "required": ["patient", "limit", "weight"],
        }
        assert said["/api_list/0"] == [
            ("transport-parameter", "parameters.X-RapidAPI-Key", "CREDENTIALS"),
            ("default-mismatch", "parameters.urgent", "'77' is no boolean"),
            ("bad-parameter", "parameters.patient", "given twice; the first is kept"),
        ]
        assert tools["City_Clinic_Cancel"].parameters["properties"] == {"id": {"type": "integer"}}

    def test_a_recorded_answer_though_cut_off_is_returns_and_inferred(self, imported):
        tool = imported[0]["City_Clinic_Book_visit"]
        assert tool.inferred == ("parameters.codes", "returns")
        assert tool.returns["properties"] == {
            "visit": {
                "type": "object",
                "properties": {"id": {"type": "string"}, "start": {"type": "string", "format": "date-time"}},
            },
            "notes": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {"text": {"type": "string"}, "rank": {"type": "integer"}},
                },
            },
            "by_day": {"type": "object", "additionalProperties": {"type": "number"}, "properties": {}},
            "next": {"type": ["string", "null"]},
            "cut": {"type": "object", "properties": {"a": {"type": "integer"}}},
        }

    def test_an_error_is_no_answer(self, imported):
        tools, said, _ = imported
        assert tools["City_Clinic_Cancel"].returns is None
        assert said["/api_list/1"][-1][:2] == ("example-unusable", "returns")

    def test_a_schema_is_returns_and_not_inferred(self, imported):
        tool = imported[0]["City_Clinic_v1_rooms_free"]
        assert tool.returns["properties"]["rooms"]["items"]["properties"] == {"number": {"type": "integer"}}
        assert tool.inferred == ()

    def test_what_says_little_is_told_with_its_api(self, imported):
        tools = imported[0]
        assert tools["City_Clinic_Cancel"].description == "Cancel (City Clinic: Visits and rooms of a clinic)"
        assert tools["City_Clinic_Book_visit"].description == "Books a visit for a patient at a given time."
        assert tools["City_Clinic_Cancel"].metadata == {
            "source": "City Clinic",
            "id": "City Clinic/Cancel",
            "category": "Health",
            "host": "clinic.p.rapidapi.com",
            "method": "DELETE",
            "url": "https://clinic.p.rapidapi.com/visits/{id}",
        }

    @pytest.mark.parametrize(
        ("parameter", "schema"),
        [
            ({"type": "NUMBER", "default": "7", "name": "page"}, {"type": "integer", "examples": [7]}),
            ({"type": "NUMBER", "default": "7.5", "name": "page"}, {"type": "number", "examples": [7.5]}),
            ({"type": "STRING", "default": "ward", "name": "Ward"}, {"type": "string"}),
            ({"type": "STRING", "default": "YOUR NAME", "name": "who"}, {"type": "string"}),
            (
                {"type": "STRING", "default": "b", "name": "s", "description": "b by default"},
                {"type": "string", "description": "b by default", "default": "b"},
            ),
            (
                {"type": "OBJECT", "default": '{"a": 1}', "name": "o"},
                {"type": "object", "properties": {"a": {"type": "integer"}}, "examples": [{"a": 1}]},
            ),
            ({"type": "GEOPOINT (latitude, longitude)", "name": "at"}, {"type": "string"}),
            ({"type": "CREDENTIALS", "name": "anything"}, None),
            ({"type": "STRING", "name": "User-Authorization"}, None),
            ({"type": "STRING", "name": "access_token"}, None),
            ({"type": "STRING", "name": "token"}, {"type": "string"}),
        ],
    )
    def test_types_examples_and_keys(self, parameter, schema):
        found = read_parameters([], [parameter], [], [])["properties"]
        assert found == ({} if schema is None else {parameter["name"]: schema})

    def test_endpoints_one_a_line_and_namesakes(self, tmp_path, read):
        row = {
            "category": "Health",
            "tool_name": "Clinic",
            "api_name": "/visits/{id}",
            "url": "https://x/visits",
            "description": "What is known of a visit.",
            "optional_parameters": [],
        }
        rows = [
            {**row, "method": "GET", "required_parameters": []},
            {**row, "method": "PUT", "required_parameters": [{"name": "id", "type": "STRING"}]},
            {**row, "method": "GET", "required_parameters": []},
        ]
        path = tmp_path / "a.jsonl"
        path.write_text("\n".join(map(json.dumps, rows)))
        tools, _, report = read(path)
        assert list(tools) == ["Clinic_visits_by_id", "Clinic_put_visits_by_id"]
        assert report.count("merged") == 1
