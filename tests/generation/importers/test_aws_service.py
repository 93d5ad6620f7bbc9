def test_a_service_model(read, specs):
    tools, said, _ = read(specs / "clinic_aws.json")
    assert list(tools) == ["clinic_wards_CreateWard", "clinic_wards_Ping"]
    create = tools["clinic_wards_CreateWard"]
    assert create.description == "Creates a `Ward`. See the guide."
    properties = create.parameters["properties"]
    name = {"type": "string", "description": "A name.", "pattern": "[a-z]+", "minLength": 1, "maxLength": 64}
    assert properties["Name"] == name | {"description": "Name of the ward."}
    assert properties["Beds"] == {"type": "integer", "description": "A count.", "minimum": 0}
    assert properties["Opened"] == {"type": "string", "format": "date-time"}
    assert properties["Plan"] == {"type": "string", "contentEncoding": "base64"}
    assert properties["Tags"]["additionalProperties"] == name
    assert properties["Tags"]["maxProperties"] == 50
    assert properties["Kind"] == {"type": "string", "enum": ["open", "closed"]}
    assert (properties["Rule"]["minProperties"], properties["Rule"]["maxProperties"]) == (1, 1)
    assert create.parameters["required"] == ["Name"]  # the token is the client's
    assert create.returns == {"type": "object", "properties": {"Id": name}}
    assert create.metadata == {
        "source": "Example Clinic Wards",
        "id": "CreateWard",
        "category": "Example Clinic Wards",
        "version": "2020-01-01",
    }
    assert said["/operations/CreateWard"] == [
        ("unresolved-ref", "parameters.Gone", "NoSuchShape is not in the shapes"),
        ("transport-parameter", "parameters", "parameters.Token"),
        ("recursive-schema", "parameters", "parameters.Doors[].Leads"),
        ("missing-type", "parameters.Gone", 'no type -> "string"'),
    ]
    assert properties["Doors"]["items"]["properties"]["Leads"]["items"] == {
        "type": "object",
        "properties": {},
    }


def test_operations_without_input_and_odd_ones(read, specs):
    tools, said, report = read(specs / "clinic_aws.json")
    assert tools["clinic_wards_Ping"].parameters == {"type": "object", "properties": {}}
    assert tools["clinic_wards_Ping"].returns is None
    assert tools["clinic_wards_Ping"].metadata["deprecated"] is True
    assert said["/operations/Odd"] == [("not-a-tool", "", "expected an object, got a int")]
    assert report.count("refused") == 1
