import random

import pytest
from stage import CONTEXT, TODAY, everyday, made, make_tool, readings_of, recall, said, tools_named

from toolflow_generation.simulator.goals import GoalMaker, same_calls
from toolflow_generation.simulator.links import linked, speakable, usable
from toolflow_generation.simulator.memory import Memory
from toolflow_generation.simulator.reading import read_tool
from toolflow_generation.simulator.trips import by_land, city_around, too_far_by_land, town_of, within_reach
from toolflow_generation.simulator.world import World
from toolflow_generation.structured import validator_of

SEARCH, BOOK, WEATHER = (
    read_tool(tool) for tool in tools_named("search_hotels", "book_hotel", "get_current_weather")
)


def maker(seed=1, memory=None):
    return GoalMaker(memory or Memory([]), World(seed, CONTEXT), random.Random(seed), CONTEXT)


@pytest.mark.parametrize("name", sorted(everyday()))
def test_a_goal_satisfies_the_tools_schema(name):
    tool = everyday()[name]
    (reading,) = readings_of([tool])
    for seed in range(6):
        goal = maker(seed).make(reading)
        for call in goal.calls:
            assert not list(validator_of(tool.parameters).iter_errors(call)), call
            assert set(tool.parameters.get("required", ())) <= set(call)


@pytest.mark.parametrize("name", ["search_hotels", "transfer_money", "convert_currency", "order_taxi"])
def test_a_plain_goal_holds_what_is_required_and_nothing_else(name):
    (reading,) = readings_of(tools_named(name))
    goal = maker().make(reading, plain=True)
    assert set(goal.calls[0]) == {slot.name for slot in reading.required}
    assert not goal.refers and not goal.thing and not goal.missing


def test_two_values_of_one_kind_differ():
    for seed in range(40):
        for name in ("search_flights", "convert_currency", "get_directions", "order_taxi"):
            (reading,) = readings_of(tools_named(name))
            values = [
                value
                for value in maker(seed).make(reading, plain=True).calls[0].values()
                if isinstance(value, str)
            ]
            assert len(values) == len(set(values)), values


def test_leaving_out_removes_one_required_value():
    for seed in range(20):
        goal = maker(seed).make(SEARCH, leave_out=True)
        (left_out,) = goal.missing
        assert left_out not in goal.calls[0]
        assert {slot.name for slot in SEARCH.required} - {left_out} <= set(goal.calls[0])


def test_a_tool_without_required_parameters_leaves_nothing_out():
    goal = maker().make(read_tool(make_tool("list_things", "List things.")), leave_out=True)
    assert goal.missing == frozenset() and goal.calls == [{}]


def test_spreading_varies_one_parameter_only():
    for seed in range(20):
        goal = maker(seed).make(WEATHER, spread=True, plain=True)
        assert 2 <= len(goal.calls) <= 4 and goal.spread == ("city",)
        assert len({call["city"] for call in goal.calls}) == len(goal.calls)
        assert (
            len({tuple((key, value) for key, value in call.items() if key != "city") for call in goal.calls})
            == 1
        )


def test_what_the_result_before_supplies_is_left_open_and_referred_to():
    deferred = linked(SEARCH, BOOK)
    goal = maker().make(BOOK, deferred=deferred, producer=SEARCH)
    assert goal.missing == {"hotel_id"}
    assert "hotel_id" not in goal.calls[0]
    assert goal.thing or goal.refers["hotel_id"]


def test_an_id_comes_from_an_earlier_result_if_there_is_one():
    memory = recall(
        said(
            "x",
            made(
                "search_hotels",
                {"city": "Oslo"},
                {"hotels": [{"hotel_id": "HO-1111"}, {"hotel_id": "HO-2222"}]},
            ),
        )
    )
    chosen = {maker(seed, memory).make(BOOK).calls[0]["hotel_id"] for seed in range(40)}
    assert chosen <= {"HO-1111", "HO-2222"}
    assert len(chosen) == 2


@pytest.mark.parametrize(
    ("first", "second", "slot"),
    [("search_hotels", "book_hotel", "hotel_id"), ("search_mail", "read_email", "message_id"), ("find_contact", "send_email", "recipient"), ("get_current_weather", "book_hotel", None),
     ("book_hotel", "search_hotels", None), ("search_flights", "book_flight", "flight_id"), ("find_event", "delete_event", "event_id")],
)  # fmt: skip
def test_tools_are_linked_where_a_result_supplies_a_required_id(first, second, slot):
    left, right = (read_tool(tool) for tool in tools_named(first, second))
    found = linked(left, right)
    assert (found.name if found else None) == slot


def test_no_tool_feeds_itself():
    assert linked(SEARCH, SEARCH) is None


def test_what_cannot_be_said_makes_a_tool_unusable():
    said_ = make_tool("a", "Do a thing.", ["x"], x={"type": "array", "items": {"type": "string"}})
    unsaid = make_tool(
        "b", "Do a thing.", ["x"], x={"type": "object", "properties": {"y": {"type": "string"}}}
    )
    nested = make_tool("c", "Do a thing.", ["x"], x={"type": "array", "items": {"type": "object"}})
    many = make_tool("d", "Do a thing.", list("abcdef"), **dict.fromkeys("abcdef", "text"))
    assert usable(read_tool(said_))
    assert not usable(read_tool(unsaid)) and not usable(read_tool(nested)) and not usable(read_tool(many))
    assert not speakable(read_tool(unsaid).slots[0])


def test_same_calls_ignore_order_but_count_repeats():
    assert same_calls([{"a": 1}, {"a": 2}], [{"a": 2}, {"a": 1}])
    assert not same_calls([{"a": 1}, {"a": 1}], [{"a": 1}, {"a": 2}])
    assert not same_calls([{"a": 1}], [{"a": 1}, {"a": 1}])
    assert not same_calls([{"a": 1}], [{"a": True, "b": 1}])


def test_dates_of_a_goal_are_not_in_the_past():
    for seed in range(20):
        call = maker(seed).make(SEARCH).calls[0]
        assert TODAY.isoformat() <= call["check_in"] < call["check_out"]


def test_ways_over_land_end_where_one_gets_to_over_land():
    (reading,) = readings_of(tools_named("find_trains"))
    for seed in range(60):
        call = maker(seed).make(reading).calls[0]
        assert not too_far_by_land(call["from_station"], call["to_station"]), call


def test_what_is_too_far_by_land():
    assert too_far_by_land("Brussels", "Reykjavik") and too_far_by_land("Lyon", "Tokyo")
    assert too_far_by_land("Lisbon", "Beijing") and too_far_by_land("Sydney", "Auckland")
    assert not too_far_by_land("Brussels", "Cologne") and not too_far_by_land("Brussels", "Nowhere Lane 3")
    assert city_around("Reykjavik", random.Random(1)) is None
    assert {city_around("Lyon", random.Random(seed)) for seed in range(200)} >= {
        "Paris",
        "Marseille",
        "Milan",
    }
    assert by_land("find_trains Look up train connections") and by_land("Order a taxi")
    assert not by_land("search_flights Search for flights") and not by_land(
        "training_plan Make a training plan"
    )


IN_LYON = "Today is Friday, 2025-09-12, 09:30. The user is in Lyon, France."
CLINIC = "131 Marsden Lane, Glasgow"


@pytest.mark.parametrize("name", ["get_directions", "get_traffic", "order_taxi"])
def test_a_way_between_two_addresses_stays_in_one_town(name):
    """The user is in Lyon, a doctor in Glasgow: one sets out for the doctor from a street in Glasgow."""
    (reading,) = readings_of(tools_named(name))
    starts = next(slot.name for slot in reading.slots if slot.name in ("origin", "pickup_address"))
    for seed in range(60):
        world = World(seed, IN_LYON)
        call = GoalMaker(Memory([]), world, random.Random(seed), IN_LYON).make(reading).calls[0]
        towns = [town_of(call[end], world) for end in (starts, "destination")]
        assert {town.name for town in towns if town} <= {"Lyon"}, call
        call = {starts: "12 Rue Nord, Lyon", "destination": CLINIC}
        known = {CLINIC}
        within_reach(reading, call, (), known, world, random.Random(seed))
        assert call["destination"] in known and town_of(call[starts], world).name == "Glasgow", call


def test_an_end_that_words_stand_for_is_not_moved():
    (reading,) = readings_of(tools_named("get_directions"))
    world, rng = World(1, IN_LYON), random.Random(1)
    call = {"origin": "12 Rue Nord, Lyon", "destination": "131 Marsden Lane, Glasgow"}
    both = dict(call)
    within_reach(reading, both, ("origin", "destination"), (), world, rng)
    assert both == call
    within_reach(reading, call, ("origin",), (), world, rng)
    assert call["origin"] == "12 Rue Nord, Lyon" and call["destination"].endswith(", Lyon")


def test_what_has_no_town_is_left_as_it_is():
    (reading,) = readings_of(tools_named("order_taxi"))
    call = {"pickup_address": "131 Marsden Lane, Glasgow", "destination": "the airport"}
    within_reach(reading, call, (), (), World(1, IN_LYON), random.Random(1))
    assert call == {"pickup_address": "131 Marsden Lane, Glasgow", "destination": "the airport"}
    assert town_of("31 Harbour Road", World(1, IN_LYON)).name == "Lyon"


def test_a_parcel_goes_to_another_country():
    reading = read_tool(
        make_tool(
            "send_parcel",
            "Send a parcel to someone.",
            ["from_address", "to_address"],
            from_address="text",
            to_address="text",
        )
    )
    call = {"from_address": "12 Rue Nord, Lyon", "to_address": "131 Marsden Lane, Glasgow"}
    within_reach(reading, call, (), (), World(1, IN_LYON), random.Random(1))
    assert call["to_address"].endswith("Glasgow") and call["from_address"].endswith("Lyon")


def test_no_value_is_taken_over_that_the_schema_does_not_allow():
    """A way of 13 minutes is no length for a meeting of at least 15."""
    (reading,) = readings_of(tools_named("find_free_slot"))
    way = made(
        "get_directions", {"origin": "a", "destination": "b"}, {"duration_minutes": 13, "distance_km": 4.2}
    )
    lengths = {
        maker(seed, recall(said("x", way))).make(reading).calls[0]["duration_minutes"] for seed in range(60)
    }
    assert min(lengths) >= 15
