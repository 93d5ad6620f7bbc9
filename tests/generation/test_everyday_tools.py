"""The example tools: valid, described, and tied together the way a walk over the graph needs."""

import json
from collections import Counter
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from toolflow_generation import build_tool_graph, load_tools

PATH = Path(__file__).parents[2] / "examples" / "tools" / "everyday.json"
DOMAINS = {"travel", "calendar", "weather", "mail", "shopping", "banking", "health", "home", "maps", "music"}
# steps a person would take one after the other: a result of the first is a parameter of the second
LINKS = (
    ("search_flights", "book_flight"),
    ("book_flight", "cancel_booking"),
    ("book_flight", "get_flight_status"),
    ("search_hotels", "book_hotel"),
    ("book_hotel", "get_directions"),
    ("find_event", "reschedule_event"),
    ("find_event", "get_directions"),
    ("find_contact", "send_email"),
    ("find_contact", "invite_guest"),
    ("search_mail", "forward_email"),
    ("search_products", "add_to_cart"),
    ("add_to_cart", "place_order"),
    ("place_order", "track_order"),
    ("list_accounts", "list_transactions"),
    ("list_transactions", "dispute_payment"),
    ("find_payee", "transfer_money"),
    ("find_doctor", "book_appointment"),
    ("book_appointment", "order_taxi"),
    ("list_devices", "play_song"),
    ("find_place", "reserve_table"),
    ("find_place", "find_parking"),
    ("search_songs", "add_to_playlist"),
    ("find_concerts", "buy_concert_tickets"),
)


@pytest.fixture(scope="module")
def documents():
    return json.loads(PATH.read_text("utf-8"))


@pytest.fixture(scope="module")
def graph():
    return build_tool_graph(load_tools(PATH))


def test_eighty_tools_in_ten_domains_with_unique_names(documents):
    names = [document["function"]["name"] for document in documents]
    assert len(names) == len(set(names)) == 80
    assert Counter(document["metadata"]["domain"] for document in documents) == dict.fromkeys(DOMAINS, 8)


def test_the_reader_keeps_every_tool_as_it_is(documents):
    assert [tool.to_json() for tool in load_tools(PATH)] == documents


def test_schemas_are_valid_and_everything_is_described(documents):
    for document in documents:
        function = document["function"]
        assert function["description"].endswith(".") and "\n" not in function["description"]
        for side in ("parameters", "returns"):
            schema = function[side]
            Draft202012Validator.check_schema(schema)
            assert schema["type"] == "object" and schema["properties"]
            assert set(schema["required"]) <= set(schema["properties"])
            for path, each in _nodes(schema, function["name"]):
                assert each.get("description"), path


def test_examples_and_defaults_fit_their_own_schema(documents):
    checked = 0
    for document in documents:
        for side in ("parameters", "returns"):
            for _, schema in _nodes(document["function"][side], ""):
                for value in [
                    *schema.get("examples", ()),
                    *([schema["default"]] if "default" in schema else ()),
                ]:
                    Draft202012Validator(schema).validate(value)
                    checked += 1
    assert checked > 150


def test_shapes_are_mixed(documents):
    required = Counter(len(document["function"]["parameters"]["required"]) for document in documents)
    nodes = [
        schema
        for document in documents
        for side in ("parameters", "returns")
        for _, schema in _nodes(document["function"][side], "")
    ]
    types, formats = Counter(node["type"] for node in nodes), {node.get("format") for node in nodes}
    assert required[0] >= 5 and max(required) <= 3
    assert min(types[name] for name in ("string", "integer", "number", "boolean", "array", "object")) >= 15
    assert {"date", "time", "date-time", "email", "uri"} <= formats
    assert sum("enum" in node for node in nodes) >= 30


def test_the_graph_is_neither_empty_nor_complete(graph):
    degrees = [len(graph.neighbors(index)) for index in range(80)]
    assert sum(degree == 0 for degree in degrees) <= 2
    assert 4 <= sum(degrees) / 80 <= 10
    assert max(degrees) <= 30


@pytest.mark.parametrize("domain", sorted(DOMAINS))
def test_each_domain_is_linked_inside(graph, domain):
    members = [index for index, tool in enumerate(graph.tools) if tool.metadata["domain"] == domain]
    linked = [index for index in members if set(map(int, graph.neighbors(index))) & set(members)]
    assert len(linked) >= 7


def test_walks_cross_domains(graph):
    domains = [tool.metadata["domain"] for tool in graph.tools]
    crossing = {
        frozenset((domains[i], domains[int(j)]))
        for i in range(80)
        for j in graph.neighbors(i)
        if domains[i] != domains[int(j)]
    }
    assert len(crossing) >= 10


@pytest.mark.parametrize(("giver", "taker"), LINKS)
def test_a_result_leads_to_the_next_step(graph, giver, taker):
    index = {tool.name: position for position, tool in enumerate(graph.tools)}
    assert index[taker] in graph.neighbors(index[giver])


def _nodes(schema, path):
    """Yield (path, schema) of every property and array item, however deep."""
    for name, each in schema.get("properties", {}).items():
        yield f"{path}.{name}", each
        yield from _nodes(each, f"{path}.{name}")
    if isinstance(schema.get("items"), dict):
        yield f"{path}[]", schema["items"]
        yield from _nodes(schema["items"], f"{path}[]")
