"""What is asked makes sense with what is known of the things that it is about."""

import random

import pytest
from stage import CONTEXT, TODAY, made, make_tool, readings_of, recall, said, tools_named, user_request

from toolflow_generation.simulator.aims import aim, needs_to_see
from toolflow_generation.simulator.arrivals import under_way
from toolflow_generation.simulator.goals import GoalMaker
from toolflow_generation.simulator.links import linked
from toolflow_generation.simulator.memory import Memory
from toolflow_generation.simulator.plans import tool_steps
from toolflow_generation.simulator.reading import read_tool
from toolflow_generation.simulator.user_requests import RequestWriter
from toolflow_generation.simulator.user_scene import UserScene
from toolflow_generation.simulator.value_text import names_a_device
from toolflow_generation.simulator.world import World

SEEDS = range(60)


def maker(seed, memory=None):
    return GoalMaker(memory or Memory([]), World(seed, CONTEXT), random.Random(seed), CONTEXT)


def reading_named(name):
    return readings_of(tools_named(name))[0]


def aimed(name, arguments, memory, seed, **more):
    """Return arguments after `aim`; another value is the old one with a mark."""
    arguments = dict(arguments)
    aim(reading_named(name), arguments, memory, lambda slot: "REDRAWN", random.Random(seed), **more)
    return arguments


ACCOUNT = made(
    "get_account_balance",
    {"account_type": "current"},
    {"account_id": "51447", "balance": 242.5, "available": 225.57},
)


def test_nobody_sends_more_than_the_account_is_known_to_hold():
    memory = recall(said("How much is there?", ACCOUNT))
    asked = {"account_id": "51447", "iban": "DE64028943909711281638", "amount": 400}
    for seed in SEEDS:
        assert 1 <= aimed("transfer_money", asked, memory, seed)["amount"] <= 0.5 * 225.57
        assert aimed("transfer_money", asked | {"amount": 225}, memory, seed)["amount"] == 225
        assert aimed("transfer_money", asked | {"account_id": "99"}, memory, seed)["amount"] == 400


def test_what_was_sent_before_is_no_longer_there():
    sent = made(
        "transfer_money",
        {"account_id": "51447", "iban": "DE64", "amount": 200},
        {"transaction_id": "TR-1", "new_balance": 42.5},
        1,
    )
    memory = recall(said("How much is there?", ACCOUNT), said("Send 200.", sent))
    asked = {"account_id": "51447", "iban": "DE64028943909711281638", "amount": 60}
    assert max(aimed("transfer_money", asked, memory, seed)["amount"] for seed in SEEDS) <= 0.5 * 42.5


def test_money_that_comes_in_may_be_more_than_is_there():
    deposit = read_tool(
        make_tool(
            "deposit_money",
            "Pay money into an account.",
            ["account_id", "amount"],
            account_id="Account",
            amount={"type": "number", "description": "Amount of money"},
        )
    )
    asked = {"account_id": "51447", "amount": 400}
    aim(deposit, asked, recall(said("?", ACCOUNT)), lambda slot: 1, random.Random(1))
    assert asked["amount"] == 400


def test_an_alert_is_for_less_than_the_price():
    listed = made(
        "search_products",
        {"query": "belt"},
        {"products": [{"product_id": "PR1", "name": "belt", "price": 25.1}]},
    )
    for seed in SEEDS:
        new = aimed(
            "watch_price", {"product_id": "PR1", "target_price": 300}, recall(said("?", listed)), seed
        )
        assert 16 <= new["target_price"] <= 22  # 65 to 90 percent of 25.1, cut to whole numbers


def test_a_second_alert_is_for_another_price_below_that_of_today():
    before = made(
        "watch_price",
        {"product_id": "PR1", "target_price": 23},
        {"current_price": 26.04, "lowest_in_a_year": 20},
    )
    memory = recall(said("?", before))
    for asked in (250, 23):
        new = {
            aimed("watch_price", {"product_id": "PR1", "target_price": asked}, memory, seed)["target_price"]
            for seed in SEEDS
        }
        assert new == {16, 18, 19, 20, 22}  # 65 to 90 percent of 26.04, but for the 23 of before


def test_an_alert_is_not_asked_for_before_the_price_is_known():
    search, watch, reviews = readings_of(tools_named("search_products", "watch_price", "list_reviews"))
    own = [read_tool(tool) for tool in tools_named("search_products", "watch_price", "list_reviews")]
    assert linked(own[0], own[1]) and needs_to_see(watch)
    assert not needs_to_see(search) and not needs_to_see(reviews)
    steps = [
        [reading.tool.name for reading in readings]
        for seed in SEEDS
        for readings, _ in tool_steps(own, 3, {"parallel": 0.2, "sequential": 0.9}, random.Random(seed))
    ]
    assert ["search_products", "list_reviews"] in steps
    assert ["search_products", "watch_price"] not in steps


CREATE, MOVE = (read_tool(tool) for tool in tools_named("create_event", "reschedule_event"))


def test_what_is_made_for_one_time_is_moved_to_another():
    for seed in SEEDS:
        goals = maker(seed)
        first = goals.make(CREATE)
        second = goals.make(MOVE, deferred=linked(CREATE, MOVE), producer=CREATE, previous=first)
        assert second.calls[0]["new_start_time"] != first.calls[0]["start_time"]
        assert "new_start_time" not in second.refers


def test_what_is_moved_again_is_moved_elsewhere():
    """The answer to `when?` is not the time to which the event was moved just before."""
    moved = made(
        "reschedule_event",
        {"event_id": "EV-1", "new_start_time": "2026-12-12T13:15:00"},
        {"start_time": "2026-12-12T13:15:00"},
    )
    asked = {"event_id": "EV-1", "new_start_time": "2026-12-12T13:15:00"}
    memory = recall(said("Move it.", moved))
    assert aimed("reschedule_event", asked, memory, 1)["new_start_time"] == "REDRAWN"
    assert aimed("reschedule_event", asked, memory, 1, fixed=("new_start_time",)) == asked
    assert (
        aimed("reschedule_event", asked | {"event_id": "EV-2"}, memory, 1)["new_start_time"]
        == "2026-12-12T13:15:00"
    )


def test_of_a_beginning_and_an_end_each_goes_with_its_own():
    search, book = (read_tool(tool) for tool in tools_named("search_hotels", "book_hotel"))
    shared = 0
    for seed in SEEDS:
        goals = maker(seed)
        first = goals.make(search)
        second = goals.make(book, deferred=linked(search, book), producer=search, previous=first).calls[0]
        assert second["check_in"] < second["check_out"]
        shared += second["check_in"] == first.calls[0]["check_in"]
    assert shared > 40


DEVICES = made(
    "list_devices",
    {},
    {
        "devices": [
            {"device_id": "DE-1", "kind": "lamp", "room": "bathroom"},
            {"device_id": "DE-2", "kind": "washing machine", "room": "garden"},
        ]
    },
)


@pytest.mark.parametrize(
    ("device", "kind", "room"), [("DE-1", "lamp", "bathroom"), ("DE-2", "washing machine", "garden")]
)
def test_a_device_gets_a_name_of_its_kind(device, kind, room):
    memory = recall(said("Which are there?", DEVICES))
    names = {
        aimed("rename_device", {"device_id": device, "new_name": "upstairs speaker"}, memory, seed)[
            "new_name"
        ]
        for seed in SEEDS
    }
    assert {name.removesuffix(f" {kind}") for name in names} == {"old", "new", "main", "spare"}
    rename = make_tool(
        "rename_device",
        "Give a smart device a new name.",
        ["device_id", "new_name"],
        device_id="Device",
        new_name="Name it should have",
    )
    asked = {"device_id": device, "new_name": "upstairs speaker"}
    names = set()
    for seed in SEEDS:
        aim(read_tool(rename), asked, memory, lambda slot: "REDRAWN", random.Random(seed))
        names.add(asked["new_name"])
    assert f"{room} {kind}" in names  # no option of this tool, so that it is understood as part of the name


def test_a_device_of_which_nothing_is_known_gets_a_name_that_fits_any():
    (rename,) = readings_of(tools_named("rename_device"))
    kinds = ("lamp", "light", "speaker", "heater", "camera", "lock", "thermostat", "fan", "machine", "blinds")
    for seed in SEEDS:
        name = maker(seed).make(rename).calls[0]["new_name"]
        assert not any(kind in name for kind in kinds), name
    new_name = next(slot for slot in rename.slots if slot.name == "new_name")
    assert names_a_device(new_name)
    assert not any(names_a_device(slot) for slot in CREATE.slots)


PARCELS = tools_named("track_order", "return_order", "place_order")


def test_what_has_not_arrived_is_not_sent_back():
    """The day of the context is 2025-09-12: the first parcel is still under way, the second came the day before."""
    rounds = [
        said(
            "Where is it?",
            made("track_order", {"order_id": order}, {"carrier": "Post", "delivery_date": day}, number),
        )
        for number, (order, day) in enumerate((("ORDUE", "2025-09-13"), ("ORCAME", "2025-09-11")))
    ]
    memory = recall(*rounds)
    assert under_way(memory, readings_of(PARCELS), TODAY) == {"return_order": frozenset({"ORDUE"})}
    assert under_way(recall(rounds[1]), readings_of(PARCELS), TODAY) == {}
    history = [message for each in rounds[:1] for message in each]
    for seed in SEEDS:
        writer = RequestWriter(UserScene(user_request(PARCELS, history, seed=seed)))
        call = writer.maker.make(reading_named("return_order")).calls[0]
        assert call["order_id"] != "ORDUE"
        again = writer.maker.make(reading_named("track_order")).calls[0]
        assert again["order_id"] == "ORDUE"  # it may well be looked for once more


def test_no_identifier_is_drawn_that_has_had_its_day():
    """The order of the dialogue's own world is drawn for every tool, but not for one that has no business with it."""
    (back,) = readings_of(tools_named("return_order"))
    for seed in SEEDS:
        own = maker(seed).make(back, plain=True).calls[0]["order_id"]
        fresh = GoalMaker(
            Memory([]),
            World(seed, CONTEXT),
            random.Random(seed),
            CONTEXT,
            0,
            {"return_order": frozenset({own})},
        )
        assert fresh.make(back, plain=True).calls[0]["order_id"] != own


def test_the_second_of_two_linked_tools_takes_the_result_of_the_first_however_plain_the_words():
    tools = tools_named("search_products", "list_reviews", "get_sleep_summary")
    offered = readings_of(tools)
    for seed in SEEDS:
        writer = RequestWriter(UserScene(user_request(tools, seed=seed)))
        _, reviews = writer._goals(offered[:2], False, False, True)
        assert reviews.missing == {"product_id"} and "product_id" not in reviews.calls[0]
