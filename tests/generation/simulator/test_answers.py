"""Final answers: they say what was done and what came back, in prose, and are honest about failures."""

import random
import re

import pytest
from stage import TODAY, make_tool, readings_of, tools_named

from toolflow_generation.leaks import has_json
from toolflow_generation.simulator.answers import Answer
from toolflow_generation.simulator.apologies import apology
from toolflow_generation.simulator.memory import Done
from toolflow_generation.simulator.voice import continued

SEEDS = range(25)
TRAVEL = tools_named("search_hotels", "book_hotel", "get_current_weather", "delete_event", "find_free_slot")
STAY = {"city": "Bergen", "check_in": "2026-03-03", "check_out": "2026-03-07"}
HOTELS = {
    "hotels": [
        {"hotel_id": "HO-1111", "name": "Sea View", "price_per_night": 180.0},
        {"hotel_id": "HO-2222", "name": "Old Port", "price_per_night": 95.5},
        {"hotel_id": "HO-3333", "name": "Hill Top", "price_per_night": 120.0},
    ]
}


def answer(text, *done, seed=1, tools=TRAVEL):
    return Answer(text, done, readings_of(tools), TODAY, random.Random(seed)).text()


def answers(text, *done, tools=TRAVEL):
    return [answer(text, *done, seed=seed, tools=tools) for seed in SEEDS]


def done(name, arguments, result, number=0):
    return Done(f"c{number}", name, arguments, result)


def leaves(value):
    if isinstance(value, dict):
        return [leaf for inner in value.values() for leaf in leaves(inner)]
    if isinstance(value, list):
        return [leaf for inner in value for leaf in leaves(inner)]
    return [value]


RESULTS = [
    {"temperature": 8.5, "sky": "drizzle", "humidity_percent": 42},
    {
        "hotels": [
            {"hotel_id": "HO-1111", "name": "Sea View", "price_per_night": 180.0},
            {"hotel_id": "HO-2222", "name": "Old Port", "price_per_night": 95.5},
        ]
    },
    {"data": {"items": [{"title": "Night Ferry", "play_count": 123}], "total": 1}},
    {"value": 17},
    {"names": ["Ana", "Ben", "Cleo"]},
    {"forecast": [{"date": "2025-09-14", "high": 18.5}]},
    {"booking_id": "BK-77120"},
    ["Ana", "Ben"],
    [{"name": "Ana", "age": 31}],
    {"status": "OUT_OF_STOCK", "order_total": 33.75, "currency": "EUR"},
    {"code": 21, "type": "user", "message": "OK"},
    {"message": "Success"},
    {"success": True},
    {"status": 200, "data": {"industries": "bread baking", "genders": "female", "level": "levels-a"}},
]


@pytest.mark.parametrize("result", RESULTS, ids=str)
def test_an_answer_names_a_value_of_the_result_in_prose(result):
    spoken = [str(leaf).removesuffix(".0") for leaf in leaves(result)]
    spoken += ["September", "Sep", "out of stock", "success"]
    for seed in SEEDS:
        text = answer(
            "What's the weather in Bergen?",
            done("get_current_weather", {"city": "Bergen"}, result),
            seed=seed,
        )
        assert any(value in text for value in spoken), text
        assert not has_json(text) and "{" not in text
        assert not re.search(r"\b[a-z0-9]+_[a-z0-9_]+\b", text), text
        assert text[0].isupper() or not text[0].isalpha()
        assert text.rstrip()[-1] in '.!?")'
        assert ".." not in text and '.".' not in text and "  " not in text


@pytest.mark.parametrize(
    "result", [{}, [], {"hotels": []}, None, "", {"data": None}, {"a": {}}, "plain words", 7, True]
)
def test_an_empty_or_odd_result_still_gets_a_sentence(result):
    for text in answers("Find hotels in Bergen", done("search_hotels", STAY, result)):
        assert text.strip()
        assert not has_json(text)
        assert "None" not in text


@pytest.mark.parametrize("result", [{}, [], {"hotels": []}, None])
def test_of_an_empty_result_it_says_that_there_is_nothing(result):
    for text in answers("Find hotels in Bergen", done("search_hotels", STAY, result)):
        assert re.search(r"\b(?:nothing|empty|no)\b", text.lower()), text


def test_the_same_randomness_gives_the_same_answer():
    calls = (done("search_hotels", STAY, HOTELS),)
    assert answer("Hotels in Bergen?", *calls, seed=3) == answer("Hotels in Bergen?", *calls, seed=3)
    assert len(set(answers("Hotels in Bergen?", *calls))) > 20


def test_an_answer_that_is_no_apology_asks_nothing_back():
    # a reply that ends in a question is read as one about a missing value
    for result in RESULTS:
        for text in answers("Hotels in Bergen?", done("search_hotels", STAY, result)):
            assert not text.rstrip(' )"').endswith("?")


# what was done


BOOKED = {"booking_id": "BK-1", "address": "Quay 4, Bergen", "total_price": 412.5}


def test_what_was_done_is_said_first():
    call = done(
        "book_hotel", {"hotel_id": "HO-1", **{key: STAY[key] for key in ("check_in", "check_out")}}, BOOKED
    )
    for text in answers("Book hotel HO-1", call):
        first = re.split(r"(?<=[.;]) ", text)[0].lower()
        assert re.search(r"\b(?:booked|confirmed|reserved)\b", first), text
        assert not re.search(r"\bhas (?:a|an) \w+ of\b", text)


def test_a_flag_that_says_the_verb_again_is_not_recited():
    for text in answers("Delete it", done("delete_event", {"event_id": "EV-1"}, {"deleted": True, "freed_minutes": 60})):  # fmt: skip
        assert text.lower().count("deleted") <= 1
        assert "60 minutes" in text


def test_what_came_of_it_is_told_even_where_it_is_not_what_was_asked_for():
    tools = tools_named("lock_door")
    call = done("lock_door", {"device_id": "DE-1"}, {"lock_state": "jammed"})
    for text in answers("Lock the door", call, tools=tools):
        assert "jammed" in text
        assert not re.search(r"\blocked\b", text), text


def test_a_move_goes_to_its_time_and_an_absence_lasts_until_its_end():
    move = done(
        "reschedule_event",
        {"event_id": "EV-1", "new_start_time": "2026-12-12T13:15:00"},
        {"guests_notified": 7},
    )
    moved = answers("Move EV-1", move, tools=tools_named("reschedule_event"))
    assert any(" to " in text for text in moved)
    assert not any(re.search(r"(?:moved|rescheduled) (?:on|from) ", text) for text in moved)
    heat = done("set_thermostat", {"target_temperature": 20, "until": "14:00"}, {"ready_in_minutes": 44})
    warmed = answers("Heat until 14:00", heat, tools=tools_named("set_thermostat"))
    assert not any(re.search(r"(?:at|from) (?:14:00|2 ?pm)", text) for text in warmed)


def test_the_amount_sent_is_told_with_the_currency_of_the_call():
    call = done("transfer_money", {"account_id": "1", "amount": 154.6, "currency": "EUR"}, {"arrives_on": "2025-09-20", "new_balance": 20.5})  # fmt: skip
    texts = answers("Send 154.60 EUR", call, tools=tools_named("transfer_money"))
    assert all("154.60 EUR" in text or "\u20ac154.60" in text for text in texts)


# what is worth telling


def test_what_was_asked_about_is_told():
    result = {
        "temperature": 8.5,
        "sky": "drizzle",
        "humidity_percent": 42,
        "wind_speed": 13,
        "pressure": 1003,
        "visibility": 9,
    }
    call = done("get_current_weather", {"city": "Bergen"}, result)
    told = sum("42" in answer("Tell me the humidity in Bergen", call, seed=seed) for seed in SEEDS)
    assert told >= len(SEEDS) * 0.9


def test_bookkeeping_and_passwords_are_left_out_where_there_is_more_to_tell():
    result = {
        "status": "success",
        "statusCode": 200,
        "etag": "b0ff9f77",
        "password": "Curious-78",
        "nextPageToken": "CAEP",
        "address": "Quay 4, Bergen",
        "phone": "+47 55 55 01 23",
    }
    for text in answers("What's the address?", done("get_current_weather", {"city": "Bergen"}, result)):
        assert "Quay 4" in text
        assert not re.search(r"200|success|b0ff|Curious|CAEP", text), text


def test_what_a_result_wraps_is_told_and_not_the_wrapping():
    result = {"status": 200, "data": {"industries": "bread baking", "cities": "Bergen"}}
    for text in answers("x", done("get_current_weather", {}, result)):
        assert "bread baking" in text or "Bergen" in text
        assert "200" not in text
        assert "industries is" not in text  # one of them is an industry


def test_two_facts_that_belong_together_are_told_in_one_breath():
    result = {"opens_at": "10:30", "closes_at": "18:30"}
    for text in answers("When is it open?", done("get_current_weather", {}, result)):
        assert re.search(r"10:30[^.;]*18:30", text), text


def test_a_currency_is_said_with_its_amount_only():
    for text in answers("x", done("get_current_weather", {}, {"balance": 961.9, "currency": "USD"})):
        assert "961.90" in text
        assert not re.search(r"currency", text)


def test_a_path_is_told_by_its_last_part_only_where_the_rest_was_said():
    path = "projects/web-1/locations/eu/operations/operation-7"
    tool = make_tool("create_instance", "Creates an instance.", ("parent",), parent="The parent resource.")
    near = done("create_instance", {"parent": "projects/web-1/locations/eu"}, {"done": True, "name": path})
    for text in answers("Create one", near, tools=[tool]):
        assert "operation-7" in text and path not in text
    far = done("create_instance", {"parent": "folders/3"}, {"name": "projects/web/locations/eu/configs/main"})
    for text in answers("Create one", far, tools=[tool]):
        assert "projects/web/locations/eu/configs/main" in text


def test_a_run_together_name_is_taken_at_its_word():
    tool = make_tool("deletegroup_for_nectr", "", ("group_id",), group_id="")
    call = done("deletegroup_for_nectr", {"group_id": "80"}, {"status": 200, "data": {"industries": "chess"}})
    for text in answers("The deletegroup for group 80", call, tools=[tool]):
        assert "deletegroup" not in text
        assert re.search(r"(?i)\bgroup\b", text) and re.search(r"(?i)deleted|gone|off the list", text), text


# lists


def test_of_every_item_the_same_is_told():
    for text in answers("Hotels in Bergen", done("search_hotels", STAY, HOTELS)):
        told = [name for name in ("Sea View", "Old Port", "Hill Top") if name in text]
        assert len(told) >= 2
        prices = [price for price in ("180.00", "95.50", "120.00") if price in text]
        assert not prices or len(prices) == len(told), text
        assert "HO-" not in text  # who has a name needs no number


def test_what_stands_out_does():
    texts = answers("Hotels in Bergen", done("search_hotels", STAY, HOTELS))
    ranked = [text for text in texts if "cheapest" in text]
    assert ranked
    for text in ranked:
        assert re.search(r"cheapest[^.]*Old Port|Old Port[^.]*cheapest", text), text


def test_what_all_share_is_said_once():
    items = [{"title": "One", "state": "Texas", "seats": 1}, {"title": "Two", "state": "Texas", "seats": 2}]
    for text in answers("x", done("get_current_weather", {}, {"rows": items})):
        assert text.count("Texas") <= 1
        assert "One" in text and "Two" in text


def test_how_many_more_there_are_is_right():
    items = [{"name": f"Place {letter}", "rating": 4.1} for letter in "ABCDEFG"]
    rests = set()
    for text in answers("x", done("search_hotels", STAY, {"hotels": items})):
        told = len(set(re.findall(r"Place [A-G]", text)))
        rest = re.findall(r"(three|four)(?: more|\.| are on)", text.lower())
        assert rest == [{4: "three", 3: "four"}[told]], text
        rests.update(rest)
    assert rests == {"three", "four"}


def test_items_of_one_list_are_worded_alike():
    items = [{"name": f"Place {letter}", "rating": 4.1} for letter in "ABC"]
    for text in answers("x", done("search_hotels", STAY, {"hotels": items})):
        ways = set(re.findall(r"Place [A-C],? ?(\D{3,20})4\.1", text))
        assert len(ways) <= 1, text


def test_a_short_list_is_told_in_full_and_in_order_although_it_fed_the_next_call():
    search = done("search_hotels", STAY, HOTELS)
    book = done("book_hotel", {"hotel_id": "HO-2222"}, BOOKED, 1)
    for text in answers("Find hotels in Bergen and book the second one", search, book):
        places = [text.find(name) for name in ("Sea View", "Old Port", "Hill Top")]
        assert -1 not in places and places == sorted(places), text
        assert not re.search(r"I took|I picked|I used", text), text


def test_a_long_list_that_only_fed_the_next_call_is_told_in_passing():
    hotels = [{"hotel_id": f"HO-{n}111", "name": f"Inn {n}", "price_per_night": 90.0 + n} for n in range(7)]
    search = done("search_hotels", STAY, {"hotels": hotels})
    book = done("book_hotel", {"hotel_id": "HO-1111"}, BOOKED, 1)
    for text in answers("Find hotels in Bergen and book the second one", search, book):
        assert "seven hotels" in text.lower() and "Inn 1" in text and "Inn 3" not in text, text


def test_up_to_five_things_are_all_told_with_what_one_compares_them_by():
    # who asks for trains wants to know when each leaves and what it costs, not of two of them
    trains = [
        {"train_number": f"IC {n}", "departure_time": f"1{n}:15", "arrival_time": f"1{n}:55", "changes": n, "fare": 30.5 + n}
        for n in range(5)
    ]  # fmt: skip
    call = done("find_trains", {"from_station": "Lyon", "to_station": "Nice"}, {"connections": trains})
    for text in answers("Look up trains from Lyon to Nice", call, tools=tools_named("find_trains")):
        for train in trains:
            assert train["train_number"] in text and train["departure_time"].replace(":", "") in text.replace(
                ":", ""
            ), text


def test_what_the_description_lists_and_the_user_names_is_told():
    call = done("get_sea_conditions", {"beach": "Bondi"}, {"wave_height_m": 3.3, "water_temperature": 17, "next_high_tide": "09:45", "flag": "green"})  # fmt: skip
    for text in answers("Show waves, tide and water temperature at Bondi", call, tools=tools_named("get_sea_conditions")):  # fmt: skip
        assert "3.3" in text and "17" in text and re.search(r"0?9[:.]45", text), text


def test_a_warning_is_not_kept_back():
    call = done("get_sea_conditions", {"beach": "Bondi"}, {"wave_height_m": 3.3, "water_temperature": 17, "next_high_tide": "09:45", "flag": "red"})  # fmt: skip
    texts = answers("How is the sea at Bondi?", call, tools=tools_named("get_sea_conditions"))
    assert sum("red" in text for text in texts) > 0.8 * len(texts), texts


def test_cases_are_told_apart_as_one_says_them():
    lights = [done("control_lights", {"room": room, "state": "on"}, {"lamps_changed": 2}, n) for n, room in enumerate(("office", "kitchen"))]  # fmt: skip
    for text in answers("Turn on the lights", *lights, tools=tools_named("control_lights")):
        assert "in the office" in text.lower() and "in the kitchen" in text.lower(), text
        assert "for office" not in text.lower()
    chores = [done("set_reminder", {"text": chore, "remind_at": "2026-01-02T10:00:00"}, {"hours_until": 2}, n) for n, chore in enumerate(("feed the cat", "call Ann"))]  # fmt: skip
    for text in answers("Remind me", *chores, tools=tools_named("set_reminder")):
        assert "feed the cat" not in text or '"feed the cat"' in text, text


def test_what_was_converted_has_the_currency_it_was_converted_to():
    call = done("convert_currency", {"amount": 150, "from_currency": "USD", "to_currency": "INR"}, {"converted_amount": 12451.5, "rate": 83.01})  # fmt: skip
    for text in answers("Convert 150 USD to INR", call, tools=tools_named("convert_currency")):
        assert re.search(r"12,451\.50 INR|\u20b912,451\.50", text), text
        assert "For USD" not in text and "to INR, " not in text.lower()


def test_what_only_begins_is_not_told_as_over():
    call = done("watch_price", {"product_id": "PR1", "target_price": 40}, {"watch_ends": "2025-10-01"})
    for text in answers("Watch it", call, tools=tools_named("watch_price")):
        assert not re.search(r"(?i)\b(?:sent|gone through|went through)\b", text), text


# several results


def test_each_of_several_results_is_told_and_kept_apart():
    pair = (
        done("get_current_weather", {"city": "Lyon"}, {"temperature": 21.5}),
        done("get_current_weather", {"city": "Bergen"}, {"temperature": 8.5}, 1),
    )
    for text in answers("What's the weather in Lyon and Bergen?", *pair):
        assert "21.5" in text and "8.5" in text
        assert text.index("21.5") < text.index("8.5", text.index("21.5") + 4)
        assert "Lyon" in text or "Bergen" in text


def test_results_of_one_tool_for_two_paths_are_told_apart_by_where_they_differ():
    tool = make_tool("get_profile", "Gets a profile.", ("profile",), profile="The profile's resource name.")
    calls = [
        done(
            "get_profile",
            {"profile": f"projects/{each}/locations/eu/profiles/p-1"},
            {"owner": "Ana Lima"},
        )
        for each in ("web-1", "web-2")
    ]
    for text in answers("Both profiles", *calls, tools=[tool]):
        assert "for web-1" in text.lower() and "for web-2" in text.lower(), text


def test_what_worked_and_what_failed_are_both_told():
    pair = (
        done("get_current_weather", {"city": "Lyon"}, {"temperature": 21.5}),
        done("get_current_weather", {"city": "Bergen"}, {"error": "No station in Bergen reports."}, 1),
    )
    for text in answers("What's the weather in Lyon and Bergen?", *pair):
        assert "21.5" in text
        assert "station in Bergen reports" in text


def test_a_failed_call_that_was_repeated_with_success_is_told_as_a_success():
    calls = (
        done("get_current_weather", {"city": "Lyon"}, {"error": "timed out"}),
        done("get_current_weather", {"city": "Lyon"}, {"temperature": 21.5}, 1),
    )
    for text in answers("What's the weather in Lyon?", *calls):
        assert "21.5" in text
        assert "timed out" not in text


def test_a_call_of_an_unknown_tool_is_answered_too():
    assert "17" in answer("x", done("mystery", {}, {"value": 17}), tools=[make_tool("other")])


# apologies


@pytest.mark.parametrize(
    "error", ["No hotel with ID HO-59728 was found.", "the card was declined", "QUOTA_EXCEEDED"]
)
@pytest.mark.parametrize("ask", [True, False])
def test_an_apology_carries_the_cause(error, ask):
    (reading,) = readings_of(tools_named("book_hotel"))
    cause = error.rstrip(".").replace("_", " ").lower()
    for seed in SEEDS:
        text = apology(
            done("book_hotel", {"hotel_id": "HO-59728"}, {"error": error}), reading, random.Random(seed), ask
        )
        assert cause in text.lower(), text
        assert "_" not in text


def apologies(name, arguments, error):
    (reading,) = readings_of(tools_named(name))
    call = done(name, arguments, {"error": error})
    return [apology(call, reading, random.Random(seed), True) for seed in SEEDS]


def test_an_apology_that_asks_names_something_to_change():
    asking = [text for text in apologies("get_current_weather", {"city": "Oslo"}, "x") if text.endswith("?")]
    assert asking and all("city" in text for text in asking)


def test_it_asks_about_what_the_error_names():
    texts = apologies("search_hotels", STAY | {"guests": 2}, "Unknown city: Bergen.")
    asking = [text for text in texts if text.endswith("?")]
    assert asking and all("city" in text.rsplit(".", 1)[-1] for text in asking)


def test_it_asks_for_no_other_value_where_that_would_not_help():
    assert not any(
        text.endswith("?")
        for text in apologies("search_hotels", STAY, "The service timed out, please try again.")
    )


def test_what_stands_beside_a_list_is_told_of_its_first_thing():
    result = {
        "place_id": "PL-1",
        "address": "7 Quay Street",
        "places": [
            {"place_id": "PL-1", "name": "Sea View", "rating": 4.1},
            {"place_id": "PL-2", "name": "Old Port", "rating": 4.5},
        ],
    }
    texts = [text for text in answers("what is the address", done("search_hotels", STAY, result))]
    told = [text for text in texts if "7 Quay Street" in text]
    assert told
    for text in told:
        assert re.search(r"Sea View (?:is|can be found|is located|lies)[^.]* 7 Quay Street", text), text


def test_things_called_alike_are_told_apart():
    rows = [
        {"kind": "camera", "room": "hallway", "battery": 20},
        {"kind": "camera", "room": "office", "battery": 75},
    ]
    for text in answers("list them", done("get_current_weather", {}, {"devices": rows})):
        assert "hallway" in text and "office" in text, text


def test_a_time_beside_a_list_is_not_its_first_things():
    result = {
        "event_id": "EV-1",
        "first_free_hour": "12:15",
        "events": [{"event_id": "EV-1", "title": "Dentist"}, {"event_id": "EV-2", "title": "Lunch"}],
    }
    for text in answers("what is free", done("search_hotels", STAY, result)):
        assert not re.search(r"Dentist[^.]*12:15", text), text


def test_a_report_that_goes_on_is_not_capitalised():
    assert continued("Added the product.") == "added the product."
    assert continued("Fred Smith is driving.") == "Fred Smith is driving."


def test_all_that_was_asked_for_is_told():
    result = {
        "price": 75.3,
        "in_stock": 16,
        "material": "solid oak",
        "colour": "green",
        "delivery_date": "2025-02-02",
    }
    for text in answers(
        "material, stock, price and delivery date please", done("get_current_weather", {}, result)
    ):
        for word in ("75.30", "16", "oak"):
            assert word in text, text


def test_what_a_song_is_about_is_its_theme():
    result = {
        "first_lines": "All the windows know your name",
        "theme": "the sea",
        "language": "English",
        "year": 1999,
    }
    for text in answers("tell me what that song is about", done("get_current_weather", {}, result)):
        assert "the sea" in text, text


HOME = tools_named("start_vacuum", "lock_door", "forward_email")


def test_what_starts_later_has_not_started():
    started = done("start_vacuum", {"start_at": "15:30"}, {"minutes_needed": 79})
    for text in answers("Start the vacuum at 15:30", started, tools=HOME):
        assert re.search(r"set to start|will start|scheduled to start|to start", text), text
        assert "started" not in text, text


def test_a_deed_whose_status_says_it_failed_is_reported_as_failed():
    for text in answers(
        "lock it", done("lock_door", {"device_id": "DE-1"}, {"lock_state": "jammed"}), tools=HOME
    ):
        assert re.search(r"didn't work|but .* is jammed|couldn't be done", text), text


def test_a_yes_to_what_was_asked_is_a_deed_done():
    sent = done(
        "forward_email", {"message_id": "ME1", "recipient": "a@b.org"}, {"forwarded": True, "size_kb": 3}
    )
    texts = answers("forward it", sent, tools=HOME)
    assert not any("currently forwarded" in text for text in texts)
    assert any("forwarded" in text for text in texts)


def test_an_empty_list_with_its_count_is_said_to_be_empty():
    for words in answers(
        "Find me a hotel in Bergen.", done("search_hotels", STAY, {"hotels": [], "count": 0})
    ):
        assert "no hotels" in words.lower(), words
        assert not re.search(r"\bcount\b|\b0\b", words), words
    rest = {"hotels": [], "count": 0, "tax_rate": 8.5}
    assert any("8.5" in words for words in answers("Hotels in Bergen?", done("search_hotels", STAY, rest)))


@pytest.mark.parametrize("count", [2, 3, 4, 5])
def test_no_item_of_a_list_is_lost(count):
    """Each item is told, or how many more there are, and never a wrong number of all."""
    items = [{"name": f"Place {letter}", "rating": 4.1} for letter in "ABCDE"[:count]]
    words = {2: "two", 3: "three", 4: "four", 5: "five"}
    for seed in range(120):
        text = answer("x", done("search_hotels", STAY, {"hotels": items}), seed=seed)
        told = len(set(re.findall(r"Place [A-E]", text)))
        assert told == count or re.search(r"\b(?:more|others?|another|rest|last one)\b", text, re.I), text
        named = re.search(r"\b(two|three|four|five) (?:hotels|places)\b", text.lower())
        assert named is None or named[1] == words[count], text


def test_one_list_of_several_cases_says_which():
    for count in (2, 3):
        items = [{"name": f"Place {letter}", "rating": 4.1} for letter in "ABC"[:count]]
        pair = [
            done("search_hotels", {**STAY, "city": city}, {"hotels": items}, n)
            for n, city in enumerate(("Oslo", "Bergen"))
        ]
        for seed in range(80):
            text = answer("Hotels in Oslo and the same for Bergen", *pair, seed=seed)
            assert "Oslo" in text and "Bergen" in text, text
