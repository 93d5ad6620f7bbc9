import json

import pytest

from toolflow_dataset.errors import ToolSourceError
from toolflow_generation.tool_files import import_tools


def reasons(said):
    return [reason for reason, _, _ in said]


@pytest.fixture
def clinic(read, specs):
    return read(specs / "clinic_openapi30.yaml")


def write(tmp_path, paths, **more):
    path = tmp_path / "api.json"
    path.write_text(json.dumps({"openapi": "3.0.0", "info": {"title": "Shop"}, "paths": paths, **more}))
    return path


def test_parameters_of_path_and_query_are_one_object(clinic):
    tools, _, _ = clinic
    assert tools["listVisits"].parameters == {
        "type": "object",
        "properties": {
            "lang": {"type": "string", "description": "Language of texts.", "default": "en"},
            "patient": {"type": "integer", "description": "Number of the patient.", "minimum": 1},
            "status": {"type": "string", "description": "How far it is.", "enum": ["planned", "no", "done"]},
            "X-Ward": {"type": "string", "description": "Ward to look in."},
        },
        "required": ["patient"],
    }


def test_what_no_caller_chooses_is_left_out_and_told(clinic):
    tools, said, _ = clinic
    left_out = [
        (reason, path) for reason, path, _ in said["/paths/~1visits/get"] if reason.endswith("-parameter")
    ]
    assert left_out == [
        ("fixed-parameter", "parameters.sort"),
        ("transport-parameter", "parameters.Accept"),
        ("transport-parameter", "parameters.X-Request-Id"),
        ("transport-parameter", "parameters.session"),
        ("transport-parameter", "parameters.token"),  # the security scheme's key
    ]
    assert tools["listVisits"].metadata["fixed_parameters"] == {"sort": "newest"}


def test_texts_lose_their_markup_and_summary_stands_first(clinic):
    tools, _, _ = clinic
    assert tools["listVisits"].description == (
        "List visits. Returns all visits of a patient, newest first. - cancelled ones too - see `status`"
    )


def test_names_are_operation_ids_or_method_and_path(clinic):
    tools, said, _ = clinic
    assert list(tools) == [
        "listVisits",
        "post_visits",
        "visits_replace",
        "delete_visits_by_id",
        "post_notes",
        "broken",
    ]
    assert "name-collision" in reasons(said["/paths/~1visits~1{id}/delete"])


def test_provenance(clinic):
    tools, _, _ = clinic
    assert tools["visits_replace"].metadata == {
        "original_name": "visits.replace",
        "source": "Clinic API",
        "id": "PUT /visits/{id}",
        "category": "Clinic API",
        "version": "2.1",
        "deprecated": True,
        "renamed_parameters": {"body_id": "body id"},
    }
    assert tools["listVisits"].metadata["category"] == "visits"


def test_a_body_is_lifted_and_its_clash_with_the_path_is_renamed(clinic):
    tools, said, _ = clinic
    parameters = tools["visits_replace"].parameters
    assert list(parameters["properties"]) == ["id", "lang", "body_id", "pin", "follow_up", "reason"]
    assert parameters["required"] == ["id", "body_id"]
    assert parameters["properties"]["lang"]["description"] == "from the operation"
    issues = said["/paths/~1visits~1{id}/put"]
    assert ("parameter-renamed", "parameters.body_id", "id of the body; another has its name") in issues
    assert ("read-only", "parameters", "parameters.created, parameters.follow_up.created") in issues


def test_all_of_is_folded(clinic):
    tools, _, _ = clinic
    parameters = tools["post_visits"].parameters
    assert list(parameters["properties"]) == ["lang", "reason", "patient", "when"]
    assert parameters["required"] == ["patient", "when"]
    assert parameters["properties"]["reason"] == {"type": ["string", "null"], "description": "Why."}


def test_a_body_that_is_no_object_is_one_parameter(clinic):
    tools, _, _ = clinic
    assert tools["post_notes"].parameters == {
        "type": "object",
        "properties": {"body": {"type": "string", "description": "The note's text."}},
        "required": ["body"],
    }


def test_returns_are_json_of_the_first_good_answer_that_has_a_schema(clinic):
    tools, said, _ = clinic
    visits = tools["listVisits"].returns
    assert visits["type"] == "array"
    assert list(visits["items"]["properties"]) == ["id", "created", "follow_up", "reason"]
    assert ("write-only", "returns", "returns[].pin") in said["/paths/~1visits/get"]
    assert tools["post_visits"].returns["properties"]["id"] == {"type": "string", "description": "Number."}
    assert tools["visits_replace"].returns["required"] == ["id"]  # of `default`
    assert tools["delete_visits_by_id"].returns is None


def test_a_schema_within_itself_is_cut_and_told(clinic):
    tools, said, _ = clinic
    assert tools["broken"].returns["properties"]["children"]["items"] == {"type": "object", "properties": {}}
    assert ("recursive-schema", "returns", "returns.children[]") in said["/paths/~1notes/put"]


def test_broken_parts_cost_only_themselves(clinic):
    tools, said, report = clinic
    assert reasons(said["/paths/~1notes/put"])[:4] == [
        "bad-parameter",
        "bad-parameter",
        "unresolved-ref",
        "external-ref",
    ]
    assert list(tools["broken"].parameters["properties"]) == ["file"]
    assert said["/paths/~1notes/patch"] == [("not-a-tool", "", "expected an object, got str")]
    assert report.counts() == {"read": 7, "kept": 0, "repaired": 6, "merged": 0, "refused": 1}


def test_openapi_31(read, specs):
    tools, said, report = read(specs / "clinic_openapi31.json")
    assert tools["getSample"].parameters["properties"]["code"] == {"type": ["string", "integer"]}
    assert tools["getSample"].parameters["properties"]["at"]["properties"] == {"lat": {"type": "number"}}
    assert tools["getSample"].returns == {
        "type": ["object", "null"],
        "description": "Blood.",
        "properties": {
            "group": {"type": "string", "const": "A"},
            "value": {"type": "number", "exclusiveMinimum": 0, "examples": [1.5]},
        },
    }
    assert tools["post_samples_by_code"].description == "One sample. Store a result."
    assert len(tools["post_samples_by_code"].parameters["properties"]["body"]["oneOf"]) == 2
    assert said["/paths/~1gone"] == [("unresolved-ref", "", "#/components/pathItems/None")]
    assert said["/paths/~1bad"] == [("not-a-tool", "", "expected an object, got int")]
    assert report.notes == [f"{specs / 'clinic_openapi31.json'}#/webhooks: 1 left out; they are calls to you"]


def test_swagger_2(read, specs):
    tools, said, _ = read(specs / "clinic_swagger2.yaml")
    update = tools["Rooms_Update"].parameters
    assert list(update["properties"]) == ["id", "page", "query_id", "tags", "body_id", "name", "beds"]
    assert update["required"] == ["id", "name"]
    assert update["properties"]["page"] == {"type": "integer", "description": "Page to return.", "default": 1}
    assert update["properties"]["tags"] == {"type": "array", "items": {"type": "string"}}
    assert ("transport-parameter", "parameters.X-Clinic-Key", "in header") in said["/paths/~1rooms~1{id}/put"]
    plan = tools["post_rooms_plan"]
    assert plan.parameters["properties"]["plan"] == {
        "type": "string",
        "description": "Drawing of the room.",
        "format": "binary",
    }
    assert plan.parameters["required"] == ["plan"]
    assert plan.returns == {"type": "array", "items": {"type": "string"}}
    assert tools["Rooms_Update"].returns["properties"]["beds"]["items"]["properties"]["side"] == {
        "type": "string"
    }


def test_a_path_parameter_that_is_not_declared_is_added(read, tmp_path):
    tools, said, _ = read(write(tmp_path, {"/a/{id}": {"get": {}}}))
    assert tools["get_a_by_id"].parameters == {
        "type": "object",
        "properties": {"id": {"type": "string"}},
        "required": ["id"],
    }
    assert reasons(said["/paths/~1a~1{id}/get"]) == ["bad-parameter"]


def test_what_every_operation_takes_is_common_and_left_out_unless_wanted(read, tmp_path):
    common = {"name": "pretty", "in": "query", "schema": {"type": "boolean"}}
    own = {"name": "q", "in": "query", "schema": {"type": "string"}}
    paths = {f"/p{i}": {"parameters": [common], "get": {"parameters": [own] if i else []}} for i in range(8)}
    path = write(tmp_path, paths)
    tools, said, _ = read(path)
    assert list(tools["get_p3"].parameters["properties"]) == ["q"]
    assert said["/paths/~1p3/get"] == [("common-parameter", "parameters.pretty", "in query")]
    kept, _, _ = read(path, common_parameters=True)
    assert list(kept["get_p3"].parameters["properties"]) == ["pretty", "q"]
    del paths["/p0"]
    few, _, _ = read(write(tmp_path, paths))
    assert list(few["get_p3"].parameters["properties"]) == ["pretty", "q"]


def test_what_operations_are_about_is_kept_though_all_take_it(read, tmp_path):
    city = {"name": "city", "in": "query", "schema": {"type": "string"}}
    own = {"name": "q", "in": "query", "schema": {"type": "string"}}
    header = {"name": "X-Request-Id", "in": "header", "schema": {"type": "string"}}

    def names(with_more):
        paths = {
            f"/p{i}": {"get": {"parameters": [city, header, *([own] if i < with_more else [])]}}
            for i in range(8)
        }
        tools, _, _ = read(write(tmp_path, paths))
        return list(tools["get_p7"].parameters["properties"])

    assert names(with_more=0) == ["city"]
    assert names(with_more=3) == ["city"]
    assert names(with_more=4) == []  # half of them have something else to say


def test_operations_of_one_name_in_two_documents_are_told_apart_by_their_api(tmp_path):
    for folder, title in (("a", "Shop API"), ("b", "Zoo API")):
        (tmp_path / folder).mkdir()
        document = {
            "openapi": "3.0.0",
            "info": {"title": title},
            "paths": {"/": {"get": {"operationId": "list items"}}},
        }
        (tmp_path / folder / "api.json").write_text(json.dumps(document))
    tools, _ = import_tools([tmp_path])
    assert [tool.name for tool in tools] == ["list_items"]  # alike to the letter
    document["paths"]["/"]["get"]["summary"] = "Lists."
    (tmp_path / "b" / "api.json").write_text(json.dumps(document))
    tools, _ = import_tools([tmp_path])
    assert [tool.name for tool in tools] == ["list_items", "zoo_list_items"]


def test_very_many_allowed_values_are_left_open(read, tmp_path):
    many = {
        "name": "code",
        "in": "query",
        "schema": {"type": "string", "enum": [f"c{i}" for i in range(400)]},
    }
    tools, said, _ = read(write(tmp_path, {"/": {"get": {"operationId": "g", "parameters": [many]}}}))
    assert tools["g"].parameters["properties"]["code"] == {"type": "string", "examples": ["c0", "c1", "c2"]}
    assert said["/paths/~1/get"][0][0] == "enum-cut"


def test_nested_schemas_are_opened_level_by_level_within_a_budget(read, tmp_path):
    wide = {f"f{i}": {"type": "string"} for i in range(120)}
    inner = {"type": "object", "properties": {"deep": {"type": "object", "properties": wide}}}
    body = {"type": "object", "properties": {"a": inner, "b": inner, "c": {"type": "string"}}}
    content = {"application/json": {"schema": body}}
    tools, said, _ = read(
        write(tmp_path, {"/": {"post": {"operationId": "p", "requestBody": {"content": content}}}})
    )
    properties = tools["p"].parameters["properties"]
    assert len(properties["a"]["properties"]["deep"]["properties"]) == 120
    assert properties["b"]["properties"]["deep"] == {"type": "object", "properties": {}}
    assert said["/paths/~1/post"] == [("size-cut", "parameters", "parameters.b.deep")]


def test_a_document_without_operations_is_told(tmp_path):
    with pytest.raises(
        ToolSourceError, match=r"api\.json#/paths: no operations; expected an object of paths, got a list"
    ):
        import_tools([write(tmp_path, [])])


@pytest.mark.parametrize(
    ("said", "required", "told"),
    [
        ({}, ["name"], []),
        ({"required": True}, ["name"], []),
        ({"required": False}, None, [("optional-body", "parameters", "name")]),
    ],
)
def test_what_an_optional_body_requires_is_optional(tmp_path, read, said, required, told):
    schema = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}
    body = {"content": {"application/json": {"schema": schema}}, **said}
    path = write(tmp_path, {"/": {"post": {"operationId": "p", "requestBody": body}}})
    tools, issues, _ = read(path)
    assert tools["p"].parameters.get("required") == required
    assert issues["/paths/~1/post"] == told


def test_conditions_and_cut_descriptions_are_told(tmp_path, read):
    schema = {
        "type": "object",
        "description": "Word. " * 100,
        "properties": {"a": {"type": "string", "if": {"const": "b"}, "then": {"minLength": 2}}},
    }
    operation = {
        "operationId": "p",
        "description": "Sentence. " * 200,
        "parameters": [{"name": "q", "in": "query", "schema": schema}],
    }
    tools, issues, _ = read(write(tmp_path, {"/": {"get": operation}}))
    assert "if" not in tools["p"].parameters["properties"]["q"]["properties"]["a"]
    assert len(tools["p"].description) <= 1024
    assert issues["/paths/~1/get"] == [
        ("condition-dropped", "parameters.q.a", 'if {"const": "b"}'),
        ("description-cut", "parameters", "parameters.q"),
        ("description-cut", "description", "1,999 characters"),
    ]
