"""What the simulator takes a parameter to mean."""

import pytest

from toolflow_generation.simulator.semantics import KINDS, label_of, owner_noun, read_slots, split_words


@pytest.mark.parametrize(
    ("identifier", "words"),
    [
        ("endpointAttachments", ["endpoint", "attachments"]),
        ("HTTPServerID", ["HTTP", "server", "ID"]),
        ("checkindate", ["checkindate"]),
        ("x-api-key", ["x", "API", "key"]),
        ("CITY_NAME", ["city", "name"]),
        ("userIDs", ["user", "IDs"]),
        ("ipv4Address2", ["IPv4", "address", "2"]),
        ("größe_maß", ["größe", "maß"]),
        ("", []),
    ],
)
def test_split_words(identifier, words):
    assert split_words(identifier) == words


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("checkInDate", "check-in date"),
        ("checkindate", "check-in date"),
        ("numberOfGuests", "number of guests"),
        ("flight_id", "flight ID"),
        ("q", "search query"),
        ("apikey", "API key"),
        ("lat", "latitude"),
        ("kmsKeyName", "KMS key name"),
        ("address1", "address"),
    ],
)
def test_label(name, label):
    assert label_of(name) == label


def test_cryptic_name_takes_its_description():
    assert label_of("t", "Type of match.") != ""
    assert label_of("zx", "The shipping method") == "shipping method"


def slot(name, schema=None, owner="", **others):
    properties = {name: schema or {"type": "string"}, **others}
    return next(s for s in read_slots({"type": "object", "properties": properties}, owner) if s.name == name)


@pytest.mark.parametrize(
    ("name", "schema", "owner", "kind"),
    [
        ("city", {"type": "string"}, "", "city"),
        ("check_in", {"type": "string"}, "", "date"),
        ("startTime", {"type": "string", "format": "google-datetime"}, "", "datetime"),
        ("name", {"type": "string"}, "search_songs Find songs", "song"),
        ("name", {"type": "string"}, "find_contact Look someone up", "person"),
        (
            "name",
            {"type": "string", "description": "Format: `projects/{project}/locations/{location}`"},
            "",
            "resource",
        ),
        ("parent", {"type": "string", "description": ""}, "alloydb_projects_clusters_list", "resource"),
        ("q", {"type": "string", "description": ""}, "", "query"),
        ("lat", {"type": "number"}, "", "latitude"),
        ("apikey", {"type": "string"}, "", "token"),
        ("zip", {"type": "string"}, "", "zip"),
        ("is_id", {"type": "string"}, "get_order_for_my_store", "id"),
        ("is_from", {"type": "string"}, "convert_currency", "currency"),
        ("to", {"type": "string"}, "translate_text Translate", "language_code"),
        ("max_price", {"type": "number"}, "", "amount"),
        ("party_size", {"type": "integer"}, "", "count"),
        ("per_page", {"type": "integer"}, "", "limit"),
        ("duration_minutes", {"type": "integer"}, "", "duration"),
        ("interestrate", {"type": "number"}, "", "percent"),
        ("symbol", {"type": "string"}, "crypto_price Price of a coin", "crypto"),
        ("symbol", {"type": "string"}, "get_quote", "stock_symbol"),
        ("mode", {"type": "string", "enum": ["a", "b"]}, "", "enum"),
        ("nonstop", {"type": "boolean"}, "", "flag"),
        ("near", {"type": "string", "description": "Address, landmark or part of town"}, "", "address"),
        ("created_at", {"type": "integer", "description": "Unix timestamp"}, "", "datetime"),
    ],
)
def test_kind(name, schema, owner, kind):
    assert slot(name, schema, owner).kind == kind


def test_array_has_the_kind_of_its_items():
    found = slot("attendees", {"type": "array", "items": {"type": "string", "format": "email"}})
    assert (found.kind, found.array, found.path) == ("email", True, "attendees")


def test_bare_id_is_labelled_with_what_the_tool_is_about():
    assert slot("id", owner="get_order_details").label == "order ID"
    assert owner_noun("get_order_for_my_store My Store") == "order"


RESULT = {
    "type": "object",
    "required": ["flights"],
    "properties": {
        "flights": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "price": {"type": "number"},
                    "leg": {"type": "object", "properties": {"gate": {}}},
                },
            },
        },
        "data": {"type": "object", "fields": ["Pnr", "TrainNo"]},
    },
}


def test_depth_one_is_the_top_level():
    slots = read_slots(RESULT)
    assert [(s.path, s.kind, s.array, s.required) for s in slots] == [
        ("flights", "object", True, True),
        ("data", "object", False, False),
    ]


def test_depth_opens_objects_and_lists():
    assert [s.path for s in read_slots(RESULT, depth=2)] == [
        "flights[].price",
        "flights[].leg",
        "data.Pnr",
        "data.TrainNo",
    ]
    assert "flights[].leg.gate" in [s.path for s in read_slots(RESULT, depth=3)]


def test_no_schema_has_no_slots():
    assert read_slots(None) == () == read_slots({}) == read_slots({"type": "object", "properties": {}})


@pytest.mark.parametrize(
    "odd",
    [
        {"properties": {"a": None, "b": {"type": ["string", "null"]}, "": {}}},
        {"properties": {"x": {"items": 3}}},
    ],
)
def test_odd_schemas_are_read(odd):
    assert all(s.kind in KINDS for s in read_slots(odd))
