"""What the simulator says of fields and results when it completes tools, and where it says nothing."""

import pytest

from toolflow_dataset.types import Tool
from toolflow_generation.completion_prompt import completion_inputs
from toolflow_generation.completion_reply import REPLY_SCHEMA, reply_problem
from toolflow_generation.sibling_tools import SiblingTools
from toolflow_generation.simulator.completing import complete
from toolflow_generation.structured import schema_problem
from toolflow_generation.tool_fields import missing_of


def answer(tool, *others):
    missing = missing_of(tool)
    said = complete(completion_inputs(tool, missing, SiblingTools([tool, *others])))
    assert not schema_problem(said, REPLY_SCHEMA) and reply_problem(said, missing) is None
    return said


def tool(name, returns=None, description="Look something up.", api="shop", **properties):
    parameters = {"type": "object", "properties": properties}
    return Tool(name, description, parameters, returns, metadata={"api": api})


def said_of(name, schema, owner="get_order"):
    (text,) = [
        each["text"] for each in answer(tool(owner, {"type": "object"}, **{name: schema}))["descriptions"]
    ]
    return text


@pytest.mark.parametrize(
    ("name", "schema", "text"),
    [
        ("order_id", {"type": "string"}, "Identifier of the order"),
        ("orderIds", {"type": "array", "items": {"type": "string"}}, "Identifiers of the orders"),
        ("id", {"type": "string", "example": "A-17"}, "Identifier of the order, such as A-17"),
        ("max_price", {"type": "number"}, "Highest price to take in"),
        ("pageSize", {"type": "integer", "default": 20}, "Number of orders on a page, 20 if left out"),
        ("include_archived", {"type": "boolean"}, "Whether to include archived"),
        ("is_active", {"type": "boolean"}, "Whether the order is active"),
        ("order_status", {"enum": ["open", "paid"], "type": "string"}, "Status of the order, one of open, paid"),
        ("start_date", {"type": "string", "format": "date"}, "First day of the period, as YYYY-MM-DD"),
        ("city", {"type": "string", "examples": ["Oslo"]}, "Name of the city, such as Oslo"),
        ("weight_kg", {"type": "number"}, "Weight in kilograms"),
        ("passenger_count", {"type": "integer"}, "Number of passengers"),
        ("api_key", {"type": "string", "example": "b7f2c11"}, "Key that authorises the request"),
        ("image_url", {"type": "string"}, "URL of the image to work on"),
    ],
)  # fmt: skip
def test_a_parameter_is_described_by_name_type_and_values(name, schema, text):
    assert said_of(name, schema) == text


@pytest.mark.parametrize("name", ["xq", "data", "s_id", "from", "über", "value", "opts", "centeredfoobarbaz"])
def test_what_nothing_tells_is_left_empty(name):
    assert said_of(name, {"type": "string"}) == ""


def test_result_fields_are_described_by_what_holds_them():
    returns = {
        "type": "object",
        "properties": {
            "success": {"type": "boolean"},
            "customer": {"type": "object", "properties": {"id": {"type": "string"}, "name": {"type": "string"}}},
            "created_at": {"type": "string"},
            "create_time": {"type": "string"},
            "item_count": {"type": "integer"},
            "error": {"type": "object", "properties": {"code": {"type": "integer"}}},
            "scientific_name": {"type": "string"},
            "result": {"type": "string"},
        },
    }  # fmt: skip
    said = {each["path"]: each["text"] for each in answer(tool("get_order", returns))["descriptions"]}
    assert said == {
        "returns.success.description": "Whether the request succeeded",
        "returns.customer.description": "Details of the customer",
        "returns.customer.id.description": "Identifier of the customer",
        "returns.customer.name.description": "Name of the customer",
        "returns.created_at.description": "When the order was made",
        "returns.create_time.description": "When the order was created",
        "returns.item_count.description": "How many items there are",
        "returns.error.description": "Details of the error",
        "returns.error.code.description": "Code of the error",
        "returns.scientific_name.description": "Scientific name of the order",
        "returns.result.description": "",
    }


def test_a_siblings_words_are_taken_where_it_speaks_of_the_same():
    own = tool("get_order", {"type": "object"}, city={"type": "string"}, id={"type": "string"})
    other = tool(
        "list_friends",
        city={"type": "string", "description": "City they live in"},
        id={"type": "string", "description": "Friend to begin with"},
    )
    said = {each["path"]: each["text"] for each in answer(own, other)["descriptions"]}
    assert said["parameters.city.description"] == "City they live in"
    assert said["parameters.id.description"] == "Identifier of the order"  # an id of friends is another


def test_results_are_taken_from_a_tool_that_does_the_same_to_the_same():
    refund = {"type": "string", "description": "Refund still owed"}
    returns = {"type": "object", "properties": {"order_id": {"type": "string"}, "refund": refund, "zz": {}}}
    fields = answer(tool("get_order"), tool("get_order_by_number", returns))["fields"]
    assert fields == [
        {"path": "order_id", "type": "string", "description": "Identifier of the order"},
        {"path": "refund", "type": "string", "description": "Refund still owed"},
    ]
    others = [tool("cancel_order", returns, "Cancel an order."), tool("get_invoice", returns)]
    assert "refund" not in {field["path"] for field in answer(tool("get_order"), *others)["fields"]}


def test_results_are_put_together_from_verb_and_noun():
    fields = answer(tool("create_order", description="Create an order."))["fields"]
    assert [field["path"] for field in fields] == ["order_id", "status"]
    fields = answer(tool("list_courses", description="List courses."))["fields"]
    assert [field["path"] for field in fields][:2] == ["count", "courses"]
    assert all(field["description"] for field in fields)


@pytest.mark.parametrize("name", ["hello", "test_12", "sha384", "get_frobnicator", "endpoint"])
def test_no_result_is_made_up_for_a_tool_that_says_nothing(name):
    assert answer(tool(name, description=""))["fields"] == []


def test_a_tool_is_described_by_verb_noun_and_what_it_needs():
    document = tool("cancel_order", {"type": "object"}, description="", order_id={"type": "string"})
    document.parameters["required"] = ["order_id"]
    said = {each["path"]: each["text"] for each in answer(document)["descriptions"]}
    assert said["description"] == "Cancel the order, given order ID"
