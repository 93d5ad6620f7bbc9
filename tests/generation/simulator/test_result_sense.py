"""Results make sense beside the call, the list and the world: batteries, merchants, steps, fares, replies, free hours."""

import random
from itertools import pairwise

import pytest
from faker.providers.person.cs_CZ import Provider
from stage import STRING, everyday, make_tool
from test_result_world import answer, past

from toolflow_generation.simulator.result_merchants import sort_told
from toolflow_generation.simulator.value_people import draw_person, is_name
from toolflow_generation.simulator.value_places import find_city

INTEGER = {"type": "integer"}
SEEDS = range(12)


def test_a_machine_on_the_mains_has_no_battery():
    seen = {}
    for room in ("kitchen", "bedroom", "hallway", "office", "garden", "bathroom", "living room"):
        for row in answer(everyday()["list_devices"], {"room": room})["devices"]:
            seen.setdefault(row["kind"], set()).add("battery_percent" in row)
    assert seen["washing machine"] == seen["lamp"] == {False}
    assert seen["camera"] == seen["vacuum"] == {True}


@pytest.mark.parametrize(
    ("before", "arguments", "told"),
    [
        ("start_vacuum", {}, {"minutes_needed": 30, "battery_percent": 64}),
        ("list_devices", {}, {"devices": [{"device_id": "DE-1", "kind": "vacuum", "room": "office", "battery_percent": 64}], "device_id": "DE-1"}),
    ],
)  # fmt: skip
def test_a_battery_is_as_full_as_it_was_told_to_be_or_a_little_less(before, arguments, told):
    tools = everyday()
    made = answer(tools["start_vacuum"], {"room": "kitchen"}, past(tools[before], arguments, told))
    assert 58 <= made["battery_percent"] <= 63


@pytest.mark.parametrize(
    ("category", "words"),
    [
        ("eating out", ("Café", "Bistro", "Kitchen", "Pizzeria", "Noodle", "Diner")),
        ("transport", ("Transport", "Metro", "Taxi", "Fuel", "Bus", "Car Park")),
        ("groceries", ("Grocer", "Market", "Farm Shop", "Bakery", "Supermarket")),
    ],
)
def test_a_payment_goes_to_who_is_paid_for_that(category, words):
    tool = everyday()["list_transactions"]
    for number in SEEDS:
        made = answer(tool, {"account_id": f"AC-{number}", "category": category})
        for row in made["transactions"]:
            assert any(word in row["merchant"] for word in words), row
            assert row["amount"] <= 260
        assert made["money_out"] == pytest.approx(sum(row["amount"] for row in made["transactions"]))


def test_a_filter_added_keeps_the_payments_of_that_sort():
    tool = everyday()["list_transactions"]
    rows = [
        {
            "transaction_id": "TR-1",
            "merchant": "Harbour Noodle Bar",
            "amount": 20.5,
            "booked_on": "2025-09-10",
        },
        {"transaction_id": "TR-2", "merchant": "City Transport", "amount": 12.0, "booked_on": "2025-09-08"},
    ]
    told = {"transaction_id": "TR-1", "transactions": rows, "money_out": 32.5}
    history = past(tool, {"account_id": "AC-1"}, told)
    made = answer(tool, {"account_id": "AC-1", "category": "transport"}, history)
    assert made["transactions"] == [rows[1]]
    assert sort_told({"merchant": "Rowan Books"}, ["groceries", "transport"]) is None


def test_low_pollen_needs_no_relief():
    tool, seen = everyday()["get_pollen_count"], {}
    for city in (
        "Lyon",
        "Oslo",
        "Madrid",
        "Boston",
        "Berlin",
        "Toronto",
        "Vienna",
        "Prague",
        "Porto",
        "Turin",
    ):
        for plant in ("ragweed", "birch", "mugwort"):
            made = answer(tool, {"city": city, "plant": plant})
            seen.setdefault(made["pollen_level"], set()).add("relief_expected" in made)
    assert seen["low"] == {False}
    assert len(seen) > 2 and all(told == {True} for level, told in seen.items() if level != "low")


def test_warnings_are_of_different_hazards_and_end_within_two_days():
    tool = everyday()["get_storm_alerts"]
    for city in ("Lyon", "Naples", "Galveston", "Bergen", "Bergamo", "Quito", "Perth"):
        alerts = answer(tool, {"city": city})["alerts"]
        assert len({row["hazard"] for row in alerts}) == len(alerts)
        assert all("2025-09-12T12" <= row["valid_until"] <= "2025-09-14T07" for row in alerts), alerts


def test_an_answer_reaches_the_sender_unless_it_was_meant_for_all():
    tool = everyday()["reply_to_email"]
    for seed in SEEDS:
        asked = {"message_id": f"ME{seed}", "body": "Thank you."}
        assert answer(tool, asked, seed=seed)["recipients_count"] == 1
        assert answer(tool, asked | {"reply_all": True}, seed=seed)["recipients_count"] >= 2


def test_no_more_are_unread_than_are_listed():
    tool = everyday()["search_mail"]
    for day in range(1, 12):
        made = answer(tool, {"since": f"2025-08-{day:02d}"})
        assert made["unread_count"] <= len(made["messages"])
        made = answer(tool, {"since": f"2025-07-{day:02d}", "unread_only": True})
        assert made["unread_count"] == len(made["messages"])


def test_a_person_looked_for_is_met_and_an_artist_sings_what_is_found():
    tools = everyday()
    titles = {answer(tools["find_event"], {"query": "Ines", "from_date": f"2025-10-{day}"})["title"] for day in range(10, 20)}  # fmt: skip
    assert titles <= {
        "Coffee with Ines",
        "Call with Ines",
        "Lunch with Ines",
        "Dinner with Ines",
        "Ines's birthday",
    }
    assert len(titles) > 2
    for query, artist in (
        ("Clara and the Boats", "Clara and the Boats"),
        ("Maria Lopez live", "Maria Lopez"),
    ):
        made = answer(tools["search_songs"], {"query": query})
        assert {row["artist"] for row in made["songs"]} == {made["artist"]} == {artist}
        assert not any(query.lower() in row["title"].lower() for row in made["songs"])
    assert is_name("Ines") and not is_name("quarterly planning") and not is_name("Restless Horses")


@pytest.mark.parametrize(
    ("mode", "first", "never"),
    [
        ("bicycle", "Head ", ("Change", "stop", "roundabout", "Take line")),
        ("on foot", "Head ", ("Change", "stop", "roundabout")),
        ("car", "Head ", ("Change", "stop", "path", "park")),
        ("public transport", "Walk to the nearest stop", ("Turn", "Keep right")),
    ],
)
def test_a_way_is_told_for_its_means_of_travel(mode, first, never):
    for number in SEEDS:
        asked = {"origin": f"{number} Elm Street", "destination": "City Museum", "mode": mode}
        told = answer(everyday()["get_directions"], asked)["steps"]
        assert told[0].startswith(first) and len(told) >= 3
        assert not any(word in step for step in told for word in never), told
        assert mode == "public transport" or told[0].endswith(" on Elm Street")


def test_a_flight_asked_about_without_a_day_is_one_of_today():
    tool = everyday()["get_flight_status"]
    for number in SEEDS:
        made = answer(tool, {"flight_number": f"NW{number}"})
        assert "2025-09-12T09:30" <= made["expected_departure"] < "2025-09-13T00:00", made
    told = {
        "status": "delayed",
        "gate": "B1",
        "delay_minutes": 30,
        "expected_departure": "2025-09-12T11:50:00",
    }
    history = past(tool, {"flight_number": "NW5"}, told)
    later = answer(tool, {"flight_number": "NW5", "date": "2025-09-16"}, history)
    assert later["expected_departure"].startswith("2025-09-16T")


def test_times_when_all_are_free_do_not_overlap():
    tool = everyday()["find_free_slot"]
    for day in range(10, 28):
        asked = {"participants": ["a@example.com"], "duration_minutes": 130, "date": f"2025-10-{day}"}
        made = answer(tool, asked)
        slots = [(row["begins"], row["ends"]) for row in made["free_slots"]]
        assert all(one[1] < two[0] for one, two in pairwise(slots)), slots
        assert made["start_time"][11:16] == slots[0][0]


def test_no_two_reviews_say_the_same_and_none_praises_what_it_then_blames():
    tool = everyday()["list_reviews"]
    for number in range(30):
        rows = answer(tool, {"product_id": f"PR{number}", "stars": 3 + number % 2, "limit": 4})["reviews"]
        assert len({row["comment"] for row in rows}) == len(rows)
        for row in rows if number % 2 == 0 else ():
            assert not row["comment"].startswith(("Works exactly", "Better than", "I would buy it again"))


def test_two_songs_do_not_begin_with_the_same_lines():
    tool = everyday()["get_lyrics"]
    for number in SEEDS:
        first = answer(tool, {"song_id": f"SO{number}"})
        second = answer(tool, {"song_id": f"SX{number}"}, past(tool, {"song_id": f"SO{number}"}, first))
        assert first["first_lines"] != second["first_lines"]


def test_who_works_in_another_country_is_called_as_people_are_there():
    names = []
    for specialty in ("dentistry", "cardiology", "dermatology", "paediatrics", "eye care"):
        names += [row["name"] for row in answer(everyday()["find_doctor"], {"specialty": specialty, "city": "Prague"})["doctors"]]  # fmt: skip
    assert sum(name.split()[-1].endswith(("ová", "ý", "á", "ek", "a", "k", "ka", "ec", "č")) for name in names) >= len(names) * 0.4  # fmt: skip


def test_a_family_name_agrees_with_the_first_name():
    prague, rng = find_city("Prague"), random.Random(3)
    people = [draw_person(rng, prague) for _ in range(300)]
    men = [
        who
        for who in people
        if who.first in set(Provider.first_names_male) - set(Provider.first_names_female)
    ]
    czech = [
        who for who in men if who.last in Provider.last_names_male or who.last in Provider.last_names_female
    ]
    assert len(czech) > 30 and all(who.last in Provider.last_names_male for who in czech)


def test_what_is_on_its_way_is_not_there_yet():
    tool, seen = everyday()["track_order"], set()
    for number in range(20):
        made = answer(tool, {"order_id": f"OR{number}"})
        seen.add(made["current_town"])
        assert made["parcel_state"] in ("delivered", "out for delivery") or made["current_town"] != "Lyon"
    assert seen & {"Geneva", "Marseille", "Nice", "Montpellier", "Paris"}, seen


def test_the_website_of_a_place_bears_its_name():
    tools = everyday()
    place = {"place_id": "PL-1", "name": "Market Climbing Gym", "rating": 4.1, "distance_km": 1.2}
    told = {"place_id": "PL-1", "address": "3 rue Fabre", "places": [place]}
    history = past(tools["find_place"], {"query": "climbing gym", "near": "here"}, told)
    site = answer(tools["get_place_details"], {"place_id": "PL-1"}, history)["website"]
    assert site.startswith("https://marketclimbinggym.") and site.count("/") == 2
    for number in SEEDS:
        assert answer(tools["get_place_details"], {"place_id": f"PL-{number}"})["website"].count("/") == 2


def test_seats_are_side_by_side_and_where_one_wishes_to_sit():
    tool = everyday()["book_flight"]
    for seed in SEEDS:
        for wish, letters in (("window", "AF"), ("aisle", "CD")):
            asked = {"flight_id": f"FL{seed}", "passenger_names": ["A B", "C D"], "seat_preference": wish}
            one, two = answer(tool, asked, seed=seed)["seats"]
            assert one[-1] in letters and one[:-1] == two[:-1] and abs(ord(one[-1]) - ord(two[-1])) == 1


def test_a_fare_grows_with_the_way_the_class_and_the_heads():
    tool = everyday()["search_flights"]
    asked = {"origin": "Lyon", "destination": "Madrid", "departure_date": "2025-10-01"}

    def mean(**more):
        rows = answer(tool, asked | more)["flights"]
        return sum(row["price"] for row in rows) / len(rows)

    assert 70 < mean() < 160
    assert mean(destination="Tokyo") > 450
    assert mean(cabin="first") > 2 * mean()
    assert mean(passengers=5) > 3 * mean()


def test_a_good_night_has_a_good_score_and_lamps_draw_what_lamps_do():
    tools = everyday()
    for nights in range(1, 12):
        made = answer(tools["get_sleep_summary"], {"nights": nights})
        assert (made["sleep_score"] >= 80) == (made["average_hours"] >= 7.5) or 70 <= made[
            "sleep_score"
        ] <= 90, made
    for seed in SEEDS:
        made = answer(
            tools["control_lights"], {"room": "office", "state": "on", "brightness_percent": 50}, seed=seed
        )
        assert made["power_watts"] == pytest.approx(3.5 * made["lamps_changed"], abs=0.6)


def test_what_is_logged_fits_the_clock_and_the_effort():
    tools = everyday()
    for seed in SEEDS:
        meal = answer(tools["log_meal"], {"food": "porridge", "meal": "breakfast"}, seed=seed)
        assert meal["calories"] <= meal["calories_today"] <= meal["calories"] + 320  # at half past nine
        asked = {"activity": "rowing", "duration_minutes": 35, "effort": "easy"}
        made = answer(tools["log_workout"], asked, seed=seed)
        assert 240 <= made["calories_burned"] <= 310
        assert made["goal_reached"] == (made["weekly_minutes"] >= 150)


def test_what_is_deleted_frees_the_time_it_took():
    tools = everyday()
    assert {answer(tools["delete_event"], {"event_id": f"EV-{seed}"}, seed=seed)["freed_minutes"] for seed in SEEDS} <= {30, 45, 60, 90, 120}  # fmt: skip
    made = {"title": "Talk", "start_time": "2025-10-01T10:00:00", "duration_minutes": 75}
    told = {"event_id": "EV-9", "event_link": "https://example.com/e/9", "conflicts": []}
    history = past(tools["create_event"], made, told)
    assert answer(tools["delete_event"], {"event_id": "EV-9"}, history)["freed_minutes"] == 75


def test_a_bank_takes_weeks_to_decide_and_events_begin_at_quarters():
    tools = everyday()
    for seed in SEEDS:
        asked = {"transaction_id": f"TR-{seed}", "explanation": "I was charged twice"}
        assert (
            "2025-09-19" <= answer(tools["dispute_payment"], asked, seed=seed)["decision_by"] <= "2025-10-24"
        )
        start = answer(tools["find_event"], {"query": "dentist", "from_date": f"2025-10-{10 + seed}"})[
            "start_time"
        ]
        assert int(start[14:16]) % 15 == 0


def test_the_lows_of_a_hot_week_differ():
    made = answer(everyday()["get_weather_forecast"], {"city": "Singapore", "days": 4})
    assert (
        len({row["low"] for row in made["forecast"]}) > 1
        and max(row["low"] for row in made["forecast"]) <= 20
    )


def test_a_tool_without_such_fields_is_left_alone():
    returns = {"type": "object", "properties": {"battery_level": INTEGER}, "required": ["battery_level"]}
    tool = make_tool("start_oven", "Start the oven.", program=STRING, returns=returns)
    assert isinstance(answer(tool, {"program": "grill"})["battery_level"], int)  # promised, so it stays


def test_a_list_is_in_the_order_asked_for_though_four_is_no_fraction():
    tool = everyday()["search_products"]
    for number in range(30):
        rows = answer(tool, {"query": f"lamp {number}", "sort_by": "rating"})["products"]
        assert [row["rating"] for row in rows] == sorted((row["rating"] for row in rows), reverse=True)


def test_what_one_brand_sells_differs_by_the_model():
    for number in SEEDS:
        rows = answer(everyday()["search_products"], {"query": f"lamp {number}", "brand": "Lumo"})["products"]
        assert len({row["name"] for row in rows}) == len(rows)
        assert all(
            row["name"].startswith("Lumo ") and row["name"].endswith(f" lamp {number}") for row in rows
        )


def test_a_place_of_a_name_is_found_once():
    tool = everyday()["find_place"]
    for number in SEEDS:
        rows = answer(tool, {"query": "Crooked Anchor", "near": f"{number} Elm Street"})["places"]
        assert len({row["name"] for row in rows}) == len(rows)


def test_of_as_many_as_were_unread_the_unread_are_listed():
    tool = everyday()["search_mail"]
    since = {"since": "2025-08-14"}
    first = answer(tool, since)
    rows = [{"message_id": f"ME{n}", "subject": f"Plan {n}", "sender_name": "Ana Lopez", "received_on": "2025-09-01"} for n in range(4)]  # fmt: skip
    told = first | {"messages": rows, "message_id": "ME0", "unread_count": 3}
    made = answer(tool, since | {"unread_only": True}, past(tool, since, told))
    assert made["messages"] == rows[:3] and made["unread_count"] == 3


def test_what_a_dialogue_has_had_to_do_with_is_not_unknown():
    tools = everyday()
    history = past(tools["get_sun_times"], {"city": "Oslo"}, {"sunrise": "06:40", "sunset": "19:40", "daylight_minutes": 780})  # fmt: skip
    fresh = {
        answer(tools["get_current_weather"], {"city": "Oslo"}, seed=s, fail=True)["error"] for s in range(60)
    }
    known = {
        answer(tools["get_current_weather"], {"city": "Oslo"}, history, s, True)["error"] for s in range(60)
    }
    assert any("Oslo" in error for error in fresh) and not any("Oslo" in error for error in known)


@pytest.mark.parametrize(("sort", "models"), [("compact", "Fiat 500|VW Polo|Toyota Yaris|Renault Clio"), ("van", "VW Transporter|Ford Transit|Renault Trafic|Mercedes Vito")])  # fmt: skip
def test_a_car_is_of_the_sort_asked_for(sort, models):
    asked = {"pickup_city": "Malaga", "pickup_time": "2025-10-01T10:00:00", "days": 3, "car_type": sort}
    seen = {answer(everyday()["rent_car"], asked, seed=seed)["car_model"] for seed in SEEDS}
    assert len(seen) > 1 and seen <= set(models.split("|"))


def test_mail_that_nobody_sorted_was_in_the_inbox():
    tool = everyday()["label_email"]
    folders = [
        answer(tool, {"message_id": f"ME{s}", "folder": "work"}, seed=s)["previous_folder"] for s in range(30)
    ]
    assert 18 <= folders.count("inbox") < 30


def test_winters_on_the_west_coast_of_europe_are_mild():
    tool = everyday()["get_usual_climate"]
    bergen = answer(tool, {"city": "Bergen", "month": "January"})
    warsaw = answer(tool, {"city": "Warsaw", "month": "January"})
    assert bergen["average_high"] > -2 and bergen["average_high"] > warsaw["average_high"] - 3


def test_what_stands_beside_a_list_of_fares_is_one_of_them():
    for city in ("Lyon", "Naples", "Berlin", "Madrid"):
        trains = answer(everyday()["find_trains"], {"from_station": "Brussels", "to_station": city, "departure_date": "2025-10-01"})  # fmt: skip
        assert trains["cheapest_fare"] == min(row["fare"] for row in trains["connections"])
        flights = answer(everyday()["search_flights"], {"origin": "Oslo", "destination": city, "departure_date": "2025-10-01"})  # fmt: skip
        assert flights["price"] == flights["flights"][0]["price"]
