import pytest


@pytest.fixture
def clinic(read, specs):
    return read(specs / "clinic_google.json")


def test_methods_of_all_resources_in_order(clinic):
    tools, said, report = clinic
    assert list(tools) == [
        "clinic_ping",
        "clinic_wards_list",
        "clinic_wards_update",
        "clinic_wards_beds_free",
    ]
    assert said["/resources/odd/methods/bad"] == [("not-a-tool", "", "expected an object, got a int")]
    assert said["/resources/odd/resources"] == [("not-a-tool", "", "expected an object, got a list")]
    assert report.count("refused") == 2


def test_parameters_are_typed_and_repeated_ones_are_lists(clinic):
    tools, _, _ = clinic
    assert tools["clinic_wards_list"].parameters == {
        "type": "object",
        "properties": {
            "floor": {
                "type": "integer",
                "description": "Floor.",
                "format": "int32",
                "minimum": 0,
                "maximum": 9,
            },
            "pageSize": {"type": "integer", "default": 25},
            "since": {"type": "string", "format": "int64"},
            "status": {
                "type": "array",
                "description": "Any of these.",
                "items": {"type": "string", "enum": ["open", "closed"]},
            },
        },
        "required": ["floor"],
    }


def test_request_is_lifted_without_what_only_the_server_sets(clinic):
    tools, said, _ = clinic
    parameters = tools["clinic_wards_update"].parameters
    assert list(parameters["properties"]) == ["name", "body_name", "head", "parent", "labels", "extra"]
    assert parameters["required"] == ["name", "head"]  # head by its annotation
    issues = dict((reason, detail) for reason, _, detail in said["/resources/wards/methods/update"])
    assert issues["read-only"].startswith("parameters.created, parameters.beds")
    assert tools["clinic_wards_update"].metadata["deprecated"] is True


def test_response_is_returns(clinic):
    tools, said, _ = clinic
    ward = tools["clinic_wards_list"].returns["properties"]["wards"]["items"]
    assert list(ward["properties"]) == ["name", "head", "created", "beds", "parent", "labels", "extra"]
    assert ward["properties"]["parent"] == {"type": "object", "description": "Ward above.", "properties": {}}
    assert ("recursive-schema", "returns", "returns.wards[].parent") in said["/resources/wards/methods/list"]
    assert tools["clinic_wards_beds_free"].returns is None
    assert ("unresolved-ref", "returns", "Gone is not in the schemas") in (
        said["/resources/wards/resources/beds/methods/free"]
    )


def test_common_parameters_only_if_asked_for(clinic, read, specs):
    tools, _, _ = clinic
    assert tools["clinic_ping"].parameters["properties"] == {}
    more, _, _ = read(specs / "clinic_google.json", common_parameters=True)
    assert more["clinic_ping"].parameters["properties"]["alt"]["enum"] == ["json", "media"]
