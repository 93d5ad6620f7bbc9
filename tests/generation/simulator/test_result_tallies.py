"""Counts grow by what is done, carts keep what lies in them, words that grade agree with numbers beside them."""

from itertools import pairwise

import pytest
from stage import everyday, make_tool
from test_result_world import answer, past

STRING, NUMBER, INTEGER = {"type": "string"}, {"type": "number"}, {"type": "integer"}


def done(name, arguments, history, number, seed=1, fail=False):
    """Call an everyday tool and return its answer and the history after it."""
    tool = everyday()[name]
    made = answer(tool, arguments, history, seed, fail)
    return made, [*history, *past(tool, arguments, made, number)]


def test_a_playlist_just_made_holds_what_was_added_since():
    made, history = done("create_playlist", {"playlist_name": "Rain"}, [], 0)
    counts, minutes = [], []
    for number, song in enumerate(("SO111", "SO222", "SO333"), 1):
        row, history = done(
            "add_to_playlist", {"playlist_id": made["playlist_id"], "song_id": song}, history, number
        )
        counts.append(row["song_count"])
        minutes.append(row["total_minutes"])
    assert counts == [1, 2, 3] and minutes == sorted(set(minutes)) and minutes[-1] < 15


def test_guests_add_up():
    arguments = {
        "title": "Lunch",
        "start_time": "2025-09-15T12:00:00",
        "attendees": ["a@example.com", "b@example.com"],
    }
    made, history = done("create_event", arguments, [], 0)
    for number, count in ((1, 3), (2, 4)):
        asked = {"event_id": made["event_id"], "email": f"guest{number}@example.com"}
        row, history = done("invite_guest", asked, history, number)
        assert row["guest_count"] == count
    other = past(
        everyday()["invite_guest"],
        {"event_id": "EV-9", "email": "x@example.com"},
        {"invitation_sent": True, "guest_count": 7},
        9,
    )
    assert (
        answer(everyday()["invite_guest"], {"event_id": "EV-9", "email": "y@example.com"}, other)[
            "guest_count"
        ]
        == 8
    )


def test_there_is_one_cart_until_it_is_ordered():
    first, history = done("add_to_cart", {"product_id": "PRA", "quantity": 2}, [], 1)
    second, history = done("add_to_cart", {"product_id": "PRB"}, history, 2)
    third, history = done("add_to_cart", {"product_id": "PRA", "quantity": 2}, history, 3)
    assert first["cart_id"] == second["cart_id"] == third["cart_id"]
    assert [row["item_count"] for row in (first, second, third)] == [2, 3, 5]
    assert third["cart_total"] - second["cart_total"] == pytest.approx(first["cart_total"])
    _, history = done("place_order", {"cart_id": first["cart_id"]}, history, 4)
    new, _ = done("add_to_cart", {"product_id": "PRB"}, history, 5)
    assert new["cart_id"] != first["cart_id"] and new["item_count"] == 1


def test_a_cart_costs_what_the_products_in_it_do():
    details = {"price": 12.5, "in_stock": 3, "material": "oak", "sizes": [], "delivery_date": "2025-10-01"}
    known = past(everyday()["get_product_details"], {"product_id": "PRA"}, details)
    made, history = done("add_to_cart", {"product_id": "PRA", "quantity": 2}, known, 1)
    assert made["cart_total"] == 25
    assert done("add_to_cart", {"product_id": "PRA"}, history, 2)[0]["cart_total"] == 37.5


def test_what_was_sent_is_from_the_user_and_a_reply_is_another_message():
    sent, history = done(
        "send_email", {"recipient": "a@example.com", "subject": "Hi", "body": "Noon?"}, [], 0
    )
    mine = answer(everyday()["read_email"], {"message_id": sent["message_id"]}, history)
    other = answer(everyday()["read_email"], {"message_id": "MEOTHER"}, history)
    again = answer(everyday()["read_email"], {"message_id": "MEOTHER"}, [])
    assert mine["body"] == "Noon?" and mine["sender"] != other["sender"] == again["sender"]
    reply, history = done("reply_to_email", {"message_id": sent["message_id"], "body": "Yes."}, history, 1)
    assert reply["message_id"] != sent["message_id"]
    written = answer(everyday()["read_email"], {"message_id": reply["message_id"]}, history)
    assert (
        written["body"] == "Yes." and written["subject"] == "Re: Hi" and written["sender"] == mine["sender"]
    )
    assert answer(everyday()["read_email"], {"message_id": sent["message_id"]}, history)["body"] == "Noon?"


def test_one_medicine_is_fetched_from_one_pharmacy():
    first, history = done("refill_prescription", {"medicine": "ibuprofen"}, [], 0)
    again, history = done("refill_prescription", {"medicine": "ibuprofen", "packs": 2}, history, 1, seed=2)
    assert (again["pharmacy_name"], again["address"]) == (first["pharmacy_name"], first["address"])
    assert all("2025-09-12" <= row["ready_at"][:10] <= "2025-09-16" for row in (first, again))


@pytest.mark.parametrize(("start", "ends"), [("19:00", "2025-09-12"), ("07:00", "2025-09-13")])
def test_what_is_started_ends_some_hours_after(start, ends):
    made = answer(everyday()["start_appliance"], {"appliance": "oven", "start_at": start})
    assert (
        made["finished_at"][:10] == ends and start < made["finished_at"][11:16] < f"{int(start[:2]) + 4:02d}"
    )


def test_money_arrives_within_days_and_on_a_weekday():
    days = {
        answer(everyday()["transfer_money"], {"account_id": "1", "iban": "DE1", "amount": 5}, seed=seed)[
            "arrives_on"
        ]
        for seed in range(9)
    }
    assert days <= {"2025-09-15"}  # asked on a Friday


def test_a_payment_contested_twice_was_of_one_amount():
    first, history = done("dispute_payment", {"transaction_id": "TR-1", "explanation": "late"}, [], 0)
    again, _ = done(
        "dispute_payment", {"transaction_id": "TR-1", "explanation": "never came"}, history, 1, seed=2
    )
    assert again["provisional_refund"] == first["provisional_refund"]


def test_the_roads_are_as_slow_as_is_said():
    order = ["free", "light", "heavy", "standstill"]
    rows = [
        answer(everyday()["get_traffic"], {"origin": f"{n} rue Fabre", "destination": "Museum"})
        for n in range(30)
    ]
    rows.sort(key=lambda row: order.index(row["congestion"]))
    delays = [row["delay_minutes"] for row in rows]
    assert delays == sorted(delays) or all(
        max(row["delay_minutes"] for row in rows if row["congestion"] == low)
        < min(row["delay_minutes"] for row in rows if row["congestion"] == high)
        for low, high in pairwise(order)
    )
    assert {row["congestion"] for row in rows} == set(order)


def test_words_that_grade_agree_with_one_another():
    for name in ("Lyon", "Oslo", "Rome", "Lima", "Delhi"):
        air = answer(everyday()["get_air_quality"], {"city": name})
        bad = ["good", "fair", "moderate", "poor", "very poor"].index(air["rating"])
        told = [
            "no limits",
            "fine for most people",
            "sensitive people should rest indoors",
            "avoid hard exercise outside",
        ]
        assert abs(told.index(air["advice"]) / 3 - bad / 4) < 0.34
        assert bad == (air["air_quality_index"] - 8) * 5 // 212  # from 8 to 220 in the schema


def test_a_grade_given_decides():
    grade = {"type": "string", "enum": ["low", "medium", "high"]}
    fields = {
        "risk_level": grade,
        "severity": grade,
        "risk_percent": {"type": "integer", "minimum": 0, "maximum": 100},
    }
    tool = make_tool(
        "get_risk",
        "Get the risk of a place.",
        severity=grade,
        place=STRING,
        returns={"type": "object", "properties": fields, "required": list(fields)},
    )
    for given, part in (("low", 0), ("medium", 1), ("high", 2)):
        for place in ("Old Town", "Harbour", "Hill"):
            made = answer(tool, {"severity": given, "place": place})
            assert made["risk_level"] == given and part * 31 <= made["risk_percent"] <= (part + 1) * 34


def test_none_are_left_of_what_is_sold_out():
    fields = {
        "availability": {"type": "string", "enum": ["in stock", "sold out"]},
        "in_stock": {"type": "boolean"},
        "quantity_left": INTEGER,
    }
    for field in ("availability", "in_stock"):
        returns = {
            "type": "object",
            "properties": {name: fields[name] for name in (field, "quantity_left")},
            "required": [field, "quantity_left"],
        }
        tool = make_tool("get_article", "Get an article.", code=STRING, returns=returns)
        rows = [answer(tool, {"code": f"A{number}"}) for number in range(20)]
        assert {row["quantity_left"] > 0 for row in rows} == {True, False}
        assert all((row["quantity_left"] > 0) == (row[field] in (True, "in stock")) for row in rows)


def test_trains_between_places_no_atlas_knows_take_alike_long():
    tool = everyday()["find_trains"]
    rows = answer(
        tool, {"from_station": "Xyzzy Halt", "to_station": "Plugh", "departure_date": "2025-09-20"}
    )["connections"]
    clock = [
        [int(row[name][:2]) * 60 + int(row[name][3:5]) for name in ("departure_time", "arrival_time")]
        for row in rows
    ]
    lasting = [arrives - departs for departs, arrives in clock]
    assert min(lasting) >= 40 and max(lasting) - min(lasting) <= 20


def test_free_slots_of_a_day_come_in_order():
    slots = [
        answer(everyday()["find_free_slot"], {"participants": [f"p{n}@example.com"], "duration_minutes": 30})[
            "free_slots"
        ]
        for n in range(6)
    ]
    assert all([slot["begins"] for slot in rows] == sorted(slot["begins"] for slot in rows) for rows in slots)


def test_reviews_are_as_good_as_their_stars():
    asked = ((1, product) for product in ("PRA", "PRB"))
    bad = {
        row["comment"]
        for stars, product in asked
        for row in answer(everyday()["list_reviews"], {"product_id": product, "stars": stars})["reviews"]
    }
    good = {
        row["comment"]
        for product in ("PRA", "PRB")
        for row in answer(everyday()["list_reviews"], {"product_id": product, "stars": 5})["reviews"]
    }
    praise = ("Works exactly", "Better than", "I would buy", "Good value", "Very happy")
    assert all(comment.startswith(praise) for comment in good)
    assert not any(part in comment for comment in bad for part in praise)
    assert not any(part in comment for comment in good | bad for part in ("Breakfast", "room", "food"))


def test_events_of_a_day_lie_hours_apart_and_concerts_on_several_days():
    for day in ("2025-09-15", "2025-09-16", "2025-09-17"):
        rows = answer(everyday()["list_events"], {"date": day})["events"]
        hours = [row["start_time"][:2] for row in rows]
        assert len(set(hours)) == len(hours) and hours == sorted(hours)
    days = set()
    for city in ("Lyon", "Oslo", "Rome", "Lima"):
        asked = {"city": city, "from_date": "2025-10-01", "to_date": "2025-10-09"}
        found = {row["start_time"][:10] for row in answer(everyday()["find_concerts"], asked)["concerts"]}
        assert min(found) >= "2025-10-01" and max(found) <= "2025-10-09"
        days |= found
    assert len(days) > 3


def test_what_is_told_in_words_is_in_english_or_the_language_asked_for():
    lyrics = everyday()["get_lyrics"]
    assert answer(lyrics, {"song_id": "SO1"})["language"] == "English"
    assert answer(lyrics, {"song_id": "SO1", "translate_to": "German"})["language"] == "German"


def test_a_message_sent_without_attachments_has_none():
    sent, history = done(
        "send_email", {"recipient": "a@example.com", "subject": "Hi", "body": "Noon?"}, [], 0
    )
    assert answer(everyday()["read_email"], {"message_id": sent["message_id"]}, history)["attachments"] == []


def test_a_price_that_is_waited_for_is_not_the_price():
    asked = {"product_id": "PR9", "target_price": 400}
    seen, history = done("watch_price", asked, [], 0)
    made = answer(everyday()["get_product_details"], {"product_id": "PR9"}, history)
    assert made["price"] == seen["current_price"] != 400


def test_an_event_searched_for_is_the_one_found():
    for query in ("Dentist appointment", "quarterly planning", "yoga"):
        assert answer(everyday()["find_event"], {"query": query})["title"].lower() == query.lower()


def test_a_folder_before_is_another_and_what_is_off_draws_no_power():
    for folder in ("spam", "archive", "work", "travel", "family"):
        for seed in range(4):
            made = answer(everyday()["label_email"], {"message_id": "ME1", "folder": folder}, seed=seed)
            assert made["previous_folder"] != folder
    lights = everyday()["control_lights"]
    assert answer(lights, {"room": "kitchen", "state": "off"})["power_watts"] == 0
    assert answer(lights, {"room": "kitchen", "state": "on"})["power_watts"] > 0
