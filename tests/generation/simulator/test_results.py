"""Results fit their schema, repeat what was asked, agree with one another and with the past."""

import json
import random
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from real_tools import everyday, sample_of
from value_strategies import CONTEXT, NAMES, SCHEMAS

from toolflow_dataset.types import Message, ToolCall
from toolflow_generation.simulator.result_errors import is_passing
from toolflow_generation.simulator.results import simulate_results
from toolflow_generation.simulator.semantics import read_slots
from toolflow_generation.simulator.value_places import find_city
from toolflow_generation.simulator.values import value
from toolflow_generation.simulator.world import World


def tool(name, description="", parameters=None, returns=None):
    function = {
        "name": name,
        "description": description,
        "parameters": {"type": "object", "properties": parameters or {}},
    }
    if returns is not None:
        function["returns"] = {"type": "object", "properties": returns, "required": list(returns)}
    return {"type": "function", "function": function}


def call(name, arguments=None, id_="c1"):
    return {"id": id_, "name": name, "arguments": arguments or {}}


def answer(tools, calls, history=(), fail=(), seed=1, context=CONTEXT):
    inputs = {"tools": tools, "context": context}
    return [
        entry["results"]
        for entry in simulate_results(inputs, list(history), calls, set(fail), random.Random(seed))["results"]
    ]


def past(name, arguments, result, id_="p1"):
    return [
        Message("assistant", "", (ToolCall(id_, name, arguments),)),
        Message("tool", json.dumps(result), (), id_),
    ]


STRING, NUMBER, INTEGER = {"type": "string"}, {"type": "number"}, {"type": "integer"}


def arguments_for(function, seed):
    world, rng = World(seed, CONTEXT), random.Random(seed)
    slots = read_slots(function["parameters"], f"{function['name']} {function['description'][:200]}")
    return {slot.name: value(slot, world, rng) for slot in slots if slot.required or rng.random() < 0.4}


def _valid(tools):
    checked = 0
    for index, document in enumerate(tools):
        function = document["function"]
        (result,) = answer([document], [call(function["name"], arguments_for(function, index))], seed=index)
        assert isinstance(result, (dict, list))
        if function.get("returns"):
            Draft202012Validator(function["returns"]).validate(result)
            checked += 1
        else:
            assert isinstance(result, dict) and result
        assert "error" not in result or function.get("returns"), function["name"]
    return checked


def test_everyday_results_validate():
    assert _valid(everyday() * 4) == 4 * len(everyday())


@pytest.mark.parametrize(("source", "least"), [("google", 350), ("toolbench", 80)])
def test_real_results_validate(source, least):
    assert _valid(sample_of(source, 500)) > least


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.dictionaries(NAMES, SCHEMAS, min_size=1, max_size=4), st.integers(0, 2**32))
def test_any_returns_schema_is_satisfied(properties, seed):
    returns = {"type": "object", "properties": properties, "required": sorted(properties)[:2]}
    document = tool("get_thing", "Get a thing.", {"city": STRING, "limit": INTEGER})
    document["function"]["returns"] = returns
    (result,) = answer([document], [call("get_thing", {"city": "Oslo", "limit": 2})], seed=seed)
    Draft202012Validator(returns).validate(result)


def test_arguments_come_back():
    document = tool(
        "get_weather",
        "Weather in a city",
        {"city": STRING, "date": STRING},
        {"city": STRING, "date": STRING, "temperature": NUMBER},
    )
    (result,) = answer([document], [call("get_weather", {"city": "Oslo", "date": "2026-03-09"})])
    assert (result["city"], result["date"]) == ("Oslo", "2026-03-09")


def test_new_value_is_reported_under_the_plain_name():
    document = tool(
        "reschedule_event",
        "Move an event.",
        {"event_id": STRING, "new_start_time": STRING},
        {"event_id": STRING, "start_time": STRING},
    )
    (result,) = answer(
        [document], [call("reschedule_event", {"event_id": "EV-1", "new_start_time": "2026-04-01T10:00:00"})]
    )
    assert result == {"event_id": "EV-1", "start_time": "2026-04-01T10:00:00"}


def test_created_thing_gets_an_id_of_its_own():
    document = tool(
        "create_ticket", "Create a ticket.", {"customer_id": STRING}, {"id": STRING, "status": STRING}
    )
    first, second = answer(
        [document],
        [call("create_ticket", {"customer_id": "C-9"}), call("create_ticket", {"customer_id": "C-9"}, "c2")],
    )
    assert "C-9" not in (first["id"], second["id"]) and first["id"] != second["id"]
    assert re.search(r"creat|activ|complet|success", first["status"])


def test_same_lookup_gives_the_same_result():
    document = next(each for each in everyday() if each["function"]["name"] == "search_flights")
    ask = call("search_flights", {"origin": "Lyon", "destination": "Oslo", "departure_date": "2026-03-20"})
    one, two = answer([document], [ask], seed=1), answer([document], [ask], seed=2)
    assert one == two


def test_facts_of_a_thing_are_kept():
    document = tool(
        "get_product",
        "Show a product.",
        {"product_id": STRING},
        {"product_id": STRING, "name": STRING, "price": NUMBER, "rating": NUMBER},
    )
    found = {
        "products": [
            {"product_id": "P-1", "name": "Halden kettle", "price": 39.5},
            {"product_id": "P-2", "name": "Oak desk", "price": 210},
        ]
    }
    (result,) = answer(
        [document],
        [call("get_product", {"product_id": "P-2"})],
        past("search_products", {"query": "home"}, found),
    )
    assert (result["name"], result["price"]) == ("Oak desk", 210)


def test_what_was_created_is_found_again():
    document = tool(
        "get_event", "Show an event.", {"event_id": STRING}, {"title": STRING, "start_time": STRING}
    )
    history = past(
        "create_event", {"title": "Team lunch", "start_time": "2026-03-05T12:30:00"}, {"event_id": "EV-5"}
    )
    (result,) = answer([document], [call("get_event", {"event_id": "EV-5"})], history)
    assert result == {"title": "Team lunch", "start_time": "2026-03-05T12:30:00"}


def test_parallel_answers_agree():
    document = tool(
        "convert_currency",
        "Convert",
        {"amount": NUMBER, "from": STRING, "to": STRING},
        {"rate": NUMBER, "converted_amount": NUMBER},
    )
    one, ten = answer(
        [document],
        [
            call("convert_currency", {"amount": 1, "from": "EUR", "to": "USD"}),
            call("convert_currency", {"amount": 10, "from": "EUR", "to": "USD"}, "c2"),
        ],
    )
    assert one["rate"] == ten["rate"] and ten["converted_amount"] == pytest.approx(10 * one["rate"], abs=0.01)


def test_temperature_follows_place_and_season():
    document = tool(
        "get_usual_climate",
        "Climate of a city in a month",
        {"city": STRING, "month": STRING},
        {"average_high": NUMBER, "average_low": NUMBER},
    )
    winter, summer = answer(
        [document],
        [call("get_usual_climate", {"city": "Oslo", "month": month}, month) for month in ("January", "July")],
    )
    assert winter["average_high"] < 8 < summer["average_high"]
    assert winter["average_low"] < winter["average_high"]


def test_list_and_what_stands_beside_it_agree():
    items = {
        "type": "array",
        "items": {"type": "object", "properties": {"id": STRING, "fare": NUMBER}, "required": ["id", "fare"]},
        "minItems": 2,
    }
    returns = {
        "connections": items,
        "connection_count": INTEGER,
        "cheapest_fare": {"type": "number", "description": "Cheapest fare"},
    }
    document = tool("find_trains", "Find trains", {"from": STRING}, returns)
    for city in ("Lyon", "Paris", "Nice", "Lille"):
        (result,) = answer([document], [call("find_trains", {"from": city})])
        assert result["connection_count"] == len(result["connections"])
        assert result["cheapest_fare"] == min(item["fare"] for item in result["connections"])


def test_limits_asked_for_are_kept():
    items = {
        "type": "array",
        "items": {
            "type": "object",
            "properties": {"name": STRING, "price": NUMBER},
            "required": ["name", "price"],
        },
    }
    document = tool(
        "search_hotels",
        "Find hotels",
        {"max_price": NUMBER, "limit": INTEGER, "city": STRING},
        {"hotels": items},
    )
    for city in ("Lyon", "Oslo", "Rome"):
        (result,) = answer([document], [call("search_hotels", {"max_price": 90, "limit": 2, "city": city})])
        assert 1 <= len(result["hotels"]) <= 2 and all(hotel["price"] <= 90 for hotel in result["hotels"])


def test_forecast_has_one_entry_a_day():
    document = next(each for each in everyday() if each["function"]["name"] == "get_weather_forecast")
    (result,) = answer(
        [document], [call("get_weather_forecast", {"city": "Oslo", "days": 3, "start_date": "2026-03-10"})]
    )
    assert [day["date"] for day in result["forecast"]] == ["2026-03-10", "2026-03-11", "2026-03-12"]
    assert all(day["low"] <= day["high"] for day in result["forecast"])


def test_total_is_price_times_count():
    document = tool(
        "buy_tickets",
        "Buy tickets for a concert.",
        {"concert_id": STRING, "tickets": INTEGER},
        {"order_id": STRING, "total_price": NUMBER},
    )
    history = past(
        "find_concerts", {"city": "Oslo"}, {"concerts": [{"concert_id": "CO-1", "ticket_price": 40}]}
    )
    (result,) = answer([document], [call("buy_tickets", {"concert_id": "CO-1", "tickets": 3})], history)
    assert result["total_price"] == 120


def test_coordinates_are_those_of_the_city():
    document = tool(
        "geocode",
        "Find coordinates",
        {"city": STRING},
        {"latitude": NUMBER, "longitude": NUMBER, "country": STRING},
    )
    (result,) = answer([document], [call("geocode", {"city": "Tokyo"})])
    assert (result["latitude"], result["country"]) == (find_city("Tokyo").latitude, "Japan")


def test_resources_of_a_list_stand_below_the_parent():
    returns = {"clusters": {"type": "array", "items": {"type": "object", "fields": ["name", "state"]}}}
    document = tool("alloydb_projects_clusters_list", "Lists clusters.", {"parent": STRING}, returns)
    (result,) = answer([document], [call("alloydb_projects_clusters_list", {"parent": "projects/retail"})])
    assert all(item["name"].startswith("projects/retail/clusters/") for item in result["clusters"])


def test_forecast_words_fit_the_temperatures():
    document = next(each for each in everyday() if each["function"]["name"] == "get_current_weather")
    for city in ("Singapore", "Bangkok", "Manila", "Lagos"):
        (result,) = answer([document], [call("get_current_weather", {"city": city, "units": "celsius"})])
        assert result["temperature"] > 15 and result["sky"] != "snow"


@pytest.mark.parametrize(
    ("name", "description", "field"),
    [
        ("delete_contact", "Delete a contact", "status"),
        ("create_invoice", "Create an invoice", "invoice_id"),
        ("list_movies", "Lists movies", "count"),
        ("get_weather", "Weather now", "temperature_celsius"),
        ("xyzzy_for_plugh", "", "status"),
    ],
)
def test_tools_without_returns_are_answered(name, description, field):
    (result,) = answer([tool(name, description, {"city": STRING})], [call(name, {"city": "Oslo"})])
    assert field in result and "error" not in result
    if "count" in result:
        assert result["count"] == len(next(part for part in result.values() if isinstance(part, list)))


@pytest.mark.parametrize(
    ("name", "field", "several"),
    [
        ("hotel_details_for_priceline", "hotel_name", False),
        ("get_user_playlists_for_youtube", "playlist_title", True),
        ("get_stock_quote", "change_percent", False),
        ("get_song_lyrics", "song_title", False),
        ("categories_list_live", "category_name", True),
        ("user_discussion_comments", "comment_text", True),
    ],
)
def test_tools_without_returns_tell_of_what_their_name_ends_in(name, field, several):
    (result,) = answer([tool(name, "", {"user_id": STRING})], [call(name, {"user_id": "U-1"})])
    rows = next((part for part in result.values() if isinstance(part, list)), [result])
    assert ("count" in result) == several and all(field in row for row in rows)


def test_failing_calls_and_only_they_return_errors():
    document = tool(
        "search_flights",
        "Search flights",
        {"destination": STRING, "departure_date": STRING},
        {"price": NUMBER},
    )
    ask = [
        call("search_flights", {"destination": "Oslo", "departure_date": "2026-03-14"}, id_)
        for id_ in ("a", "b")
    ]
    bad, good = answer([document], ask, fail={"a"})
    assert list(bad) == ["error"] and isinstance(bad["error"], str) and "price" in good


def test_errors_vary_and_name_what_was_asked():
    document = tool(
        "search_flights",
        "Search flights",
        {"destination": STRING, "departure_date": STRING},
        {"price": NUMBER},
    )
    ask = [call("search_flights", {"destination": "Oslo", "departure_date": "2026-03-14"})]
    errors = {answer([document], ask, fail={"c1"}, seed=seed)[0]["error"] for seed in range(80)}
    assert len(errors) > 8
    assert any("Oslo" in error for error in errors) and any("2026-03-14" in error for error in errors)
    named = [error for error in errors if "Oslo" in error or "2026-03-14" in error]
    assert any(is_passing(error) for error in errors) and not any(is_passing(error) for error in named)


def test_unknown_tool_is_answered_all_the_same():
    (result,) = answer([], [call("mystery", {})])
    assert isinstance(result, dict) and result


def test_broken_history_does_no_harm():
    history = [
        Message("assistant", "", (ToolCall("p", "get_x", {"x_id": "X-1"}),)),
        Message("tool", "not json", (), "p"),
    ]
    (result,) = answer(
        [tool("get_x", "", {"x_id": STRING}, {"name": STRING})], [call("get_x", {"x_id": "X-1"})], history
    )
    assert result["name"]


def test_no_machine_words_in_strings_but_those_of_enums():
    for index, document in enumerate(everyday() * 2):
        function = document["function"]
        (result,) = answer([document], [call(function["name"], arguments_for(function, index))], seed=index)
        text = json.dumps([part for part in _strings(result)])
        assert not re.search(r"lorem|ipsum|\{\w+\}|\b[a-z]+_[a-z]+\b", text), (function["name"], text)


def _everyday(name):
    return next(document for document in everyday() if document["function"]["name"] == name)


def test_a_free_slot_lies_on_the_day_asked_for_and_lasts_as_long():
    for seed in range(12):
        arguments = {"participants": ["a@example.com"], "duration_minutes": 45, "date": "2031-05-08"}
        (result,) = answer(
            [_everyday("find_free_slot")],
            [call("find_free_slot", {**arguments, "part_of_day": "morning"})],
            context=f"{CONTEXT} {seed}",
        )
        first = result["free_slots"][0]
        assert result["start_time"] == f"2031-05-08T{first['begins']}:00"
        for slot in result["free_slots"]:
            (begin, start), (end, stop) = (slot[name].split(":") for name in ("begins", "ends"))
            assert 8 <= int(begin) <= 11
            assert int(end) * 60 + int(stop) - int(begin) * 60 - int(start) == 45


def test_an_absence_is_active_from_its_first_day():
    arguments = {"first_day": "2031-05-08", "last_day": "2031-05-12"}
    (result,) = answer([_everyday("set_out_of_office")], [call("set_out_of_office", arguments)])
    assert result["active_from"].startswith("2031-05-08")


def test_bookings_listed_lie_between_the_days_named():
    for seed in range(12):
        arguments = {"account_id": "AC-1", "from_date": "2020-03-01", "to_date": "2020-03-09"}
        (result,) = answer(
            [_everyday("list_transactions")],
            [call("list_transactions", arguments)],
            context=f"{CONTEXT} {seed}",
        )
        assert all("2020-03-01" <= row["booked_on"] <= "2020-03-09" for row in result["transactions"])


def test_what_is_found_near_an_address_is_in_its_town_but_elsewhere():
    for near, name, tool_name in (
        ("12 Mill Lane, Lisbon", "near", "find_charging_station"),
        ("12 Mill Lane, Lisbon", "address", "find_parking"),
    ):
        (result,) = answer([_everyday(tool_name)], [call(tool_name, {name: near})])
        assert result["address"].endswith(", Lisbon") and result["address"] != near


def test_reviews_are_by_different_people_other_than_the_user():
    for seed in range(12):
        (result,) = answer(
            [_everyday("list_reviews")],
            [call("list_reviews", {"product_id": f"PR-{seed}"})],
            context="The user is in Lyon, France. You are assisting Ann Bell.",
        )
        authors = [review["author"] for review in result["reviews"]]
        assert len(set(authors)) == len(authors) and "Ann" not in authors


def test_a_transfer_gets_an_identifier_of_its_own_each_time():
    document = _everyday("transfer_money")
    arguments = {"account_id": "840817", "iban": "DE19453541707051188357", "amount": 5, "currency": "EUR"}
    (first,) = answer([document], [call("transfer_money", arguments)])
    history = past("transfer_money", arguments, first)
    (second,) = answer([document], [call("transfer_money", arguments)], history)
    assert first["transaction_id"] != second["transaction_id"]


def _strings(node):
    if isinstance(node, dict):
        for part in node.values():
            yield from _strings(part)
    elif isinstance(node, list):
        for part in node:
            yield from _strings(part)
    elif isinstance(node, str):
        yield node
