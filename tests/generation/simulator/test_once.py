"""No deed is asked for twice; what changes or takes back what was done says so; own letters are no received ones."""

import random

import pytest
from stage import CONTEXT, everyday, made, make_tool, readings_of, recall, said, tools_named, understood, user

from toolflow_generation.simulator.goal import Goal
from toolflow_generation.simulator.goals import GoalMaker
from toolflow_generation.simulator.links import linked
from toolflow_generation.simulator.once import asked_before, repeatable, spent, takes_back
from toolflow_generation.simulator.plans import tool_steps, undoes
from toolflow_generation.simulator.reading import read_tool
from toolflow_generation.simulator.situations import _CHANGED, _OFF
from toolflow_generation.simulator.world import World

EVENT = {"title": "Piano lesson", "start_time": "2025-10-06T09:00:00"}
TABLE = (
    # what was done, what is wanted now, how that is to be taken
    ("create_event", EVENT, EVENT | {"location": "12 Mill Lane"}, "same"),
    ("create_event", EVENT, EVENT | {"title": "Dentist"}, ""),
    ("lock_door", {"device_id": "DE-1"}, {"device_id": "DE-1", "action": "unlock"}, "same"),
    ("lock_door", {"device_id": "DE-1"}, {"device_id": "DE-2"}, ""),
    ("watch_price", {"product_id": "PR-1", "target_price": 45}, {"product_id": "PR-1", "target_price": 48}, "changed"),
    ("watch_price", {"product_id": "PR-1", "target_price": 45}, {"product_id": "PR-2", "target_price": 45}, ""),
    ("set_thermostat", {"target_temperature": 19, "room": "kitchen"}, {"target_temperature": 19}, "same"),
    ("set_thermostat", {"target_temperature": 19, "room": "kitchen"}, {"target_temperature": 21}, "changed"),
    ("set_thermostat", {"target_temperature": 19, "room": "kitchen"}, {"target_temperature": 19, "room": "office"}, ""),
    ("start_vacuum", {"mode": "deep"}, {"start_at": "13:00"}, "same"),
    ("start_vacuum", {"room": "office"}, {"room": "kitchen"}, ""),
    ("invite_guest", {"event_id": "EV-1", "email": "a@b.co"}, {"event_id": "EV-1", "email": "c@b.co"}, ""),
    ("get_current_weather", {"city": "Oslo"}, {"city": "Oslo"}, "same"),
    ("get_current_weather", {"city": "Oslo"}, {"city": "Lyon"}, ""),
)  # fmt: skip


@pytest.mark.parametrize(("name", "before", "now", "taken"), TABLE)
def test_what_is_the_same_deed(name, before, now, taken):
    (reading,) = readings_of(tools_named(name))
    calls = recall(*made(name, before, {"done": True})).calls
    assert asked_before(Goal(reading, [now]), calls) == taken


def test_what_failed_in_passing_is_not_done_and_what_was_refused_is_settled():
    (reading,) = readings_of(tools_named("find_payee"))
    goal = Goal(reading, [{"name": "Ana"}])
    refused = recall(*made("find_payee", {"name": "Ana"}, {"error": "Nobody called Ana was found."})).calls
    late = recall(*made("find_payee", {"name": "Ana"}, {"error": "The service timed out, please try again."}))
    assert asked_before(goal, refused) == "same" and asked_before(goal, late.calls) == ""


def test_a_thing_that_is_still_to_be_named_is_no_repetition():
    (reading,) = readings_of(tools_named("reschedule_event"))
    move = {"event_id": "EV-1", "new_start_time": "2025-10-06T09:00:00"}
    calls = recall(*made("reschedule_event", move, {"start_time": ""})).calls
    open_thing = Goal(reading, [{"new_start_time": move["new_start_time"]}], frozenset(("event_id",)))
    open_time = Goal(reading, [{"event_id": "EV-1"}], frozenset(("new_start_time",)))
    assert asked_before(open_thing, calls) == "" and asked_before(open_time, calls) == "same"


@pytest.mark.parametrize(
    "name", ["create_event", "lock_door", "order_taxi", "refill_prescription", "create_playlist"]
)
def test_a_deed_that_a_plan_has_twice_is_done_to_something_else(name):
    """The first request is made by the user himself, so that his world would give the same values again."""
    tools = tools_named(name)
    plan = [("tool_call", f"The user wants to {read_tool(tools[0]).action}.")] * 2
    required = set(tools[0].parameters["required"])
    for seed in range(12):
        first = user(tools, plan=plan, seed=seed)["message"]
        done = understood(first, tools)[0][1][0]
        history = [*recall_round(first, name, done)]
        second = user(tools, history, plan=plan, seed=seed, ordinal=5)["message"]
        memory = recall(*history)
        for _, calls, missing in understood(second, tools, memory):
            for call in calls:
                told = required - missing
                assert {key: call.get(key) for key in told} != {key: done[key] for key in told}, second


def recall_round(text, name, arguments):
    return said(text, made(name, arguments, {"done": True}), "That's done.")


def test_a_changed_mind_is_said_to_be_one():
    tools = tools_named("set_thermostat")
    plan = [("tool_call", "The user wants to set the heating.")] * 2
    history = recall_round("Set the heating to 11.5.", "set_thermostat", {"target_temperature": 11.5})
    for seed in range(8):
        text = user(tools, history, plan=plan, seed=seed, style="casual", ordinal=5)["message"]
        ((_, calls, _),) = understood(text, tools, recall(*history))
        if "room" not in calls[0]:
            assert any(words.lower().rstrip(".") in text.lower() for words in _CHANGED), text


def test_taking_back_what_was_just_made_has_its_reason():
    readings = readings_of(tools_named("book_flight", "cancel_booking"))
    booked = recall(*made("book_flight", {"flight_id": "FL1"}, {"booking_id": "BO1"})).calls
    assert takes_back(Goal(readings[1], [{"booking_id": "BO1"}]), booked, readings)
    assert not takes_back(Goal(readings[1], [{"booking_id": "BO2"}]), booked, readings)
    assert not takes_back(Goal(readings[0], [{"flight_id": "BO1"}]), booked, readings)
    tools = tools_named("rent_car", "cancel_booking")
    history = recall_round("Rent a car.", "rent_car", {"pickup_city": "Lyon"})
    history[2] = made("rent_car", {"pickup_city": "Lyon"}, {"booking_id": "BO17"})[1]
    plan = [
        ("tool_call", "The user wants to hire a car."),
        ("tool_call", "The user wants to call off a booking."),
    ]
    for seed in range(8):
        text = user(tools, history, plan=plan, seed=seed, style="casual", ordinal=5)["message"]
        ((name, calls, _),) = understood(text, tools, recall(*history))
        assert name == "cancel_booking"
        if calls[0]["booking_id"] == "BO17":
            assert any(words.lower().rstrip(".") in text.lower() for words in _OFF), text


def test_nobody_rents_and_calls_off_in_one_breath():
    rent, cancel = (read_tool(everyday()[name]) for name in ("rent_car", "cancel_booking"))
    assert undoes(cancel, rent) and not undoes(rent, cancel)


def test_only_what_can_be_varied_is_planned_again():
    own = [read_tool(tool) for tool in tools_named("start_vacuum", "get_current_weather")]
    assert [repeatable(each) for each in own] == [False, True]
    for seed in range(8):
        steps = tool_steps(own, 5, {"parallel": 0.0, "sequential": 0.0}, random.Random(seed))
        names = [reading.tool.name for readings, _ in steps for reading in readings]
        assert names.count("start_vacuum") == 1


def test_what_is_locked_or_played_is_done_with():
    readings = readings_of(tools_named("lock_door", "play_song", "reschedule_event"))
    calls = recall(
        *made("lock_door", {"device_id": "DE-1"}, {"lock_state": "locked"}),
        *made("play_song", {"song_id": "SO1", "device_id": "DE-2"}, {"now_playing": "x"}, 1),
        *made("reschedule_event", {"event_id": "EV-1", "new_start_time": "2025-10-06T09:00:00"}, {}, 2),
    ).calls
    assert spent(calls, readings) == {"lock_door": {"DE-1"}, "play_song": {"SO1"}}


def test_own_letters_are_not_answered():
    send, reply, read, forward = (
        read_tool(everyday()[name])
        for name in ("send_email", "reply_to_email", "read_email", "forward_email")
    )
    assert linked(send, reply) is None and linked(send, read) is None
    assert linked(send, forward).name == "message_id"
    found = {
        "message_id": "ME1",
        "messages": [{"message_id": "ME1", "subject": "Rent", "sender_name": "Ana"}],
    }
    memory = recall(
        *made("search_mail", {"query": "rent"}, found),
        *made("send_email", {"recipient": "a@b.co", "subject": "Hi", "body": "Hi"}, {"message_id": "ME2"}, 1),
    )
    (answering,) = readings_of(tools_named("reply_to_email"))
    for seed in range(8):
        maker = GoalMaker(memory, World(seed, CONTEXT), random.Random(seed), CONTEXT)
        assert maker.make(answering).calls[0]["message_id"] == "ME1"


def test_several_things_taken_back_at_once_are_no_stumbling_block():
    """A required identifier may be a list of them."""
    ids = {"type": "array", "items": {"type": "string"}}
    tool = make_tool("cancel_orders", "Cancel orders.", required=("order_ids",), order_ids=ids)
    readings = [*readings_of([tool]), *readings_of(tools_named("book_flight"))]
    booked = recall(*made("book_flight", {"flight_id": "FL1"}, {"booking_id": "BO1"})).calls
    assert not takes_back(Goal(readings[0], [{"order_ids": ["BO1"]}]), booked, readings)
