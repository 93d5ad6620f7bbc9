"""Which value goes to which parameter: hand-derived requests."""

import pytest
from stage import TODAY, everyday, make_tool, readings_of, tools_named, understood

from toolflow_generation.simulator.assignment import assign
from toolflow_generation.simulator.clauses import clauses_of
from toolflow_generation.simulator.findings import find_values
from toolflow_generation.simulator.reading import read_tool

INT = {"type": "integer"}


@pytest.mark.parametrize(
    ("text", "tool", "arguments"),
    [
        ("Book hotel HO-59728 from March 3 to March 7", "book_hotel", {"hotel_id": "HO-59728", "check_in": "2026-03-03", "check_out": "2026-03-07"}),
        ("Please reserve a room in hotel HO-59728 from 2026-03-03 until 2026-03-07", "book_hotel", {"hotel_id": "HO-59728", "check_in": "2026-03-03", "check_out": "2026-03-07"}),
        ("Find hotels in Bergen from March 3 to March 7 for two guests under 200", "search_hotels", {"city": "Bergen", "check_in": "2026-03-03", "check_out": "2026-03-07", "guests": 2, "max_price": 200}),
        ("Create an event titled \"Budget review\" on October 3 at 2 pm", "create_event", {"title": "Budget review", "start_time": "2025-10-03T14:00:00"}),
        ("Delete event EV-1234.", "delete_event", {"event_id": "EV-1234"}),
        ("Invite ana@example.com to event EV-55311", "invite_guest", {"event_id": "EV-55311", "email": "ana@example.com"}),
        ("Can you check the flight status of flight LH123 tomorrow?", "get_flight_status", {"flight_number": "LH123", "date": "2025-09-13"}),
        ("Convert 250 from euros to yen", "convert_currency", {"amount": 250, "from_currency": "EUR", "to_currency": "JPY"}),
        ("Convert 12.5 from USD to EUR", "convert_currency", {"amount": 12.5, "from_currency": "USD", "to_currency": "EUR"}),
        ("Turn off the lights in the kitchen", "control_lights", {"room": "kitchen", "state": "off"}),
        ("Unlock the door with device ID DE-1234", "lock_door", {"device_id": "DE-1234", "action": "unlock"}),
        ("Log a workout: running for 45 minutes", "log_workout", {"activity": "running", "duration_minutes": 45}),
        ("What is the weather usually like in Bergen in July?", "get_usual_climate", {"city": "Bergen", "month": "July"}),
        ("Order a taxi from 19 Bridge Lane to 31 Harbour Road", "order_taxi", {"pickup_address": "19 Bridge Lane", "destination": "31 Harbour Road"}),
    ],
)  # fmt: skip
def test_a_plain_request_gives_its_arguments(text, tool, arguments):
    assert understood(text, tools_named(tool)) == [(tool, [arguments], set())]


def values(text, tool):
    reading = read_tool(tool)
    return {each.slot.name: each.values for each in assign(reading, text, find_values(text, TODAY), TODAY)}


RENTAL = make_tool(
    "rent_bike", "Rent a bike.", ["station"], station="Name of the station.", days=INT | {"description": "How many days."},
    bikes=INT | {"description": "How many bikes."}, helmet={"type": "boolean"}, kind={"type": "string", "enum": ["city", "mountain", "e_bike"]},
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("Rent a bike with days 3", "days", [3]),
        ("Rent a bike, bikes: 2", "bikes", [2]),
        ("Rent a bike. The station is Alte Wache.", "station", ["Alte Wache"]),
        ("Rent a bike with the kind set to e bike", "kind", ["e_bike"]),
        ("Rent a bike with helmet on", "helmet", [True]),
        ("Rent a bike with no helmet", "helmet", [False]),
        ("Rent a bike with helmet set to no", "helmet", [False]),
    ],
)
def test_naming_the_parameter_always_works(text, name, value):
    assert values(text, RENTAL)[name] == value


def test_numbers_of_one_request_go_where_their_words_say():
    got = values("Rent a bike with bikes 4 and days 2", RENTAL)
    assert (got["bikes"], got["days"]) == ([4], [2])


def test_no_value_is_given_to_two_parameters():
    tool = make_tool(
        "compare_towns",
        "Compare two towns.",
        ["first_town", "second_town"],
        first_town="A city.",
        second_town="A city.",
    )
    got = values("Compare two towns with first town Oslo and second town Bergen", tool)
    assert got == {"first_town": ["Oslo"], "second_town": ["Bergen"]}


def test_an_integer_takes_no_fraction_and_an_unsaid_option_stays_unset():
    got = values("Rent a bike with days 2.5", RENTAL)
    assert "days" not in got
    assert "helmet" not in got and "kind" not in got


def test_an_array_takes_every_item_that_is_joined_to_it():
    tool = make_tool(
        "invite_people",
        "Invite people.",
        ["emails"],
        emails={"type": "array", "items": {"type": "string", "format": "email"}},
    )
    assert values("Invite people with emails a@example.com, b@example.com and c@example.com", tool) == {
        "emails": ["a@example.com", "b@example.com", "c@example.com"]
    }


def test_values_already_used_are_left_alone():
    text = "Rent a bike with days 3"
    reading = read_tool(RENTAL)
    assert not [
        each
        for each in assign(reading, text, find_values(text, TODAY), TODAY, used=[(0, len(text))])
        if each.slot.name == "days"
    ]


def test_every_parameter_of_every_tool_can_be_named():
    for reading in readings_of(everyday().values()):
        table = {slot.name: clauses_of(reading, slot) for slot in reading.slots}
        assert set(table) == {slot.name for slot in reading.slots}
        for slot in reading.slots:
            assert any(clause.named and (clause.before or clause.after) for clause in table[slot.name])
