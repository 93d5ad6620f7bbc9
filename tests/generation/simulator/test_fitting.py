"""What is pointed at is of the kind that the tool acts on, and asked for with what it takes."""

import random

import pytest
from stage import CONTEXT, made, make_tool, readings_of, recall, said, tools_named, understood

from toolflow_generation.simulator.goals import GoalMaker
from toolflow_generation.simulator.memory import Memory
from toolflow_generation.simulator.plans import tool_steps, undoes
from toolflow_generation.simulator.reading import read_tool
from toolflow_generation.simulator.world import World

DEVICES = {
    "device_id": "D-1",
    "devices": [
        {"device_id": "D-1", "kind": "vacuum"},
        {"device_id": "D-2", "kind": "door lock"},
        {"device_id": "D-3", "kind": "speaker"},
    ],
}


def listed(*kinds):
    rows = [row for row in DEVICES["devices"] if row["kind"] in kinds]
    return recall(said("x", made("list_devices", {}, {"device_id": rows[0]["device_id"], "devices": rows})))


@pytest.mark.parametrize("words", ["Lock that door.", "Unlock that same door.", "Lock the first one."])
def test_that_door_is_the_lock_of_the_list(words):
    ((_, calls, missing),) = understood(words, tools_named("lock_door"), listed("vacuum", "door lock"))
    assert calls[0]["device_id"] == "D-2" and not missing


def test_without_a_lock_no_door_is_meant():
    assert understood("Lock that door.", tools_named("lock_door"), listed("vacuum", "speaker"))[0][2] == {
        "device_id"
    }


def test_what_takes_any_device_takes_the_first():
    text = 'Rename that device with new name "reading lamp".'
    ((_, calls, _),) = understood(text, tools_named("rename_device"), listed("vacuum", "door lock"))
    assert calls == [{"device_id": "D-1", "new_name": "reading lamp"}]


@pytest.mark.parametrize("seed", range(30))
def test_a_user_means_a_lock_by_a_door(seed):
    (lock,) = readings_of(tools_named("lock_door"))
    memory = listed("vacuum", "door lock", "speaker")
    goal = GoalMaker(memory, World(seed, CONTEXT), random.Random(seed), CONTEXT).make(lock)
    assert goal.calls[0]["device_id"] not in ("D-1", "D-3")


def booked():
    return recall(
        said("x", made("book_flight", {"flight_id": "F"}, {"booking_id": "B-1"}, 1)),
        said("y", made("rent_car", {"pickup_city": "Lyon"}, {"booking_id": "B-2"}, 2)),
    )


@pytest.mark.parametrize(
    ("words", "booking"), [("that flight", "B-1"), ("that car", "B-2"), ("that booking", "B-2")]
)
def test_that_flight_is_not_the_car_hired_since(words, booking):
    ((_, calls, _),) = understood(f"Cancel {words}.", tools_named("cancel_booking"), booked())
    assert calls == [{"booking_id": booking}]


def test_a_hired_car_is_not_called_a_flight():
    (cancel,) = readings_of(tools_named("cancel_booking"))
    for seed in range(40):
        goal = GoalMaker(booked(), World(seed, CONTEXT), random.Random(seed), CONTEXT).make(cancel)
        assert "flight" not in goal.thing or goal.calls[0]["booking_id"] == "B-1", goal.thing


FIND = make_tool("search_notes", "Search notes.", query="Words to look for", author="Who wrote it")
MOVE = make_tool("update_ticket", "Update a ticket.", ["ticket_id"], ticket_id="Which", title="New title")


@pytest.mark.parametrize("plain", [True, False])
@pytest.mark.parametrize(
    "tool", [FIND, MOVE, *tools_named("search_mail", "rename_device")], ids=lambda tool: tool.name
)
def test_nobody_searches_for_nothing_or_changes_nothing(tool, plain):
    for seed in range(30):
        goal = GoalMaker(Memory([]), World(seed, CONTEXT), random.Random(seed), CONTEXT).make(
            read_tool(tool), plain=plain
        )
        assert set(goal.calls[0]) - {"ticket_id", "device_id"} - {"unread_only", "has_attachment"}


def test_nothing_is_made_and_unmade_in_one_breath():
    pair = [read_tool(tool) for tool in tools_named("create_event", "delete_event")]
    assert undoes(pair[1], pair[0]) and not undoes(pair[0], pair[1])
    for seed in range(60):
        steps = tool_steps(pair, 2, {"sequential": 1.0, "parallel": 1.0}, random.Random(seed))
        assert all(len(readings) == 1 for readings, _ in steps)


@pytest.mark.parametrize("seed", range(20))
def test_an_alert_is_for_less_than_the_price(seed):
    memory = recall(said("x", made("get_product_details", {"product_id": "P-1"}, {"price": 25.1})))
    (watch,) = readings_of(tools_named("watch_price"))
    goal = GoalMaker(memory, World(seed, CONTEXT), random.Random(seed), CONTEXT).make(
        watch, known_values={"product_id": "P-1"}
    )
    assert 0 < goal.calls[0]["target_price"] < 25.1


def test_an_event_is_moved_to_another_time():
    (move,) = readings_of(tools_named("reschedule_event"))
    empty = GoalMaker(Memory([]), World(3, CONTEXT), random.Random(3), CONTEXT).make(
        move, known_values={"event_id": "E-1"}
    )
    held = empty.calls[0]["new_start_time"]
    memory = recall(said("x", made("find_event", {"query": "x"}, {"event_id": "E-1", "start_time": held})))
    goal = GoalMaker(memory, World(3, CONTEXT), random.Random(3), CONTEXT).make(
        move, known_values={"event_id": "E-1"}
    )
    assert goal.calls[0]["new_start_time"] != held


@pytest.mark.parametrize(
    ("text", "tool", "flag"),
    [
        ("Search the mailbox with an attachment.", "search_mail", {"has_attachment": True}),
        ("Search the mailbox without an attachment.", "search_mail", {"has_attachment": False}),
    ],
)
def test_a_flag_is_said_as_what_things_have(text, tool, flag):
    ((_, (call,), _),) = understood(text, tools_named(tool))
    assert flag.items() <= call.items()
