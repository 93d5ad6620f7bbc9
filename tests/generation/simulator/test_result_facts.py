"""Results add up with what a reader has seen: prices, fares, refunds, dates, filters, people, reasons, errors."""

import random
import re

import pytest
from stage import everyday, make_tool
from test_result_tallies import done
from test_result_world import CONTEXT, answer, past

from toolflow_generation.simulator.results import simulate_results
from toolflow_generation.simulator.semantics import read_slots
from toolflow_generation.simulator.values import draw
from toolflow_generation.simulator.world import world_of

STRING = {"type": "string"}


@pytest.mark.parametrize(("price", "quantity"), [(312.95, 4), (106.28, 1), (312.95, 5)])
def test_a_cart_and_its_order_cost_what_lies_in_them(price, quantity):
    row = {"product_id": "PRA", "name": "x", "brand": "b", "price": price, "rating": 4.1}
    told = {"product_id": "PRA", "products": [row], "result_count": 9}
    known = past(everyday()["search_products"], {"query": "x", "max_price": 400}, told)
    made, history = done("add_to_cart", {"product_id": "PRA", "quantity": quantity}, known, 1)
    assert made["cart_total"] == pytest.approx(price * quantity)
    ordered, _ = done("place_order", {"cart_id": made["cart_id"]}, history, 2)
    assert ordered["order_total"] == made["cart_total"]


def test_a_total_that_the_schema_does_not_allow_is_the_nearest_that_it_does():
    total = {"type": "object", "properties": {"cart_total": {"type": "number", "maximum": 500}}}
    tool = make_tool("add_to_cart", "Add to the cart.", product_id=STRING, quantity={"type": "integer"},
                     returns=total | {"required": ["cart_total"]})  # fmt: skip
    known = past(everyday()["get_product_details"], {"product_id": "PRA"}, {"price": 300.0})
    assert answer(tool, {"product_id": "PRA", "quantity": 2}, known)["cart_total"] == 500


def test_three_passengers_pay_three_fares_and_get_them_back_less_the_fee():
    row = {"flight_id": "FL1", "airline": "x", "stops": 0, "price": 980.5}
    known = past(everyday()["search_flights"], {"origin": "Lyon"}, {"flights": [row]})
    asked = {"flight_id": "FL1", "passenger_names": ["A B", "C D", "E F"]}
    made, history = done("book_flight", asked, known, 1)
    assert made["total_price"] == pytest.approx(2941.5)
    back, _ = done("cancel_booking", {"booking_id": made["booking_id"]}, history, 2)
    assert back["refund_amount"] == pytest.approx(2941.5 - back["fee"])


def test_what_was_hired_by_the_day_is_paid_back_by_the_day():
    asked = {"pickup_city": "Lyon", "pickup_time": "2025-09-15T12:00:00", "days": 12}
    made, history = done("rent_car", asked, [], 0)
    back, _ = done("cancel_booking", {"booking_id": made["booking_id"]}, history, 1)
    assert back["refund_amount"] == pytest.approx(12 * made["daily_rate"] - back["fee"])


def test_a_balance_sinks_by_what_is_sent_and_no_more_is_sent_than_there_is():
    told = {"account_id": "AC1", "balance": 500.0, "available": 480.0}
    known = past(everyday()["get_account_balance"], {"account_type": "savings"}, told)
    asked = {"account_id": "AC1", "iban": "DE1"}
    assert "does not cover 490.00" in done("transfer_money", asked | {"amount": 490}, known, 1)[0]["error"]
    made, history = done("transfer_money", asked | {"amount": 100.5}, known, 1)
    assert made["new_balance"] == 399.5
    assert "error" in done("transfer_money", asked | {"amount": 400}, history, 2)[0]
    assert "error" not in done("transfer_money", asked | {"amount": 9000, "account_id": "AC2"}, history, 2)[0]


def test_nothing_is_delivered_or_landed_before_its_day():
    rows = [answer(everyday()["track_order"], {"order_id": f"OR{number}"}) for number in range(40)]
    assert {row["parcel_state"] for row in rows if row["delivery_date"] > "2025-09-12"} <= {
        "packed",
        "handed to the carrier",
        "in transit",
    }
    asked = {
        day: {
            answer(everyday()["get_flight_status"], {"flight_number": f"AF{n}", "date": day})["status"]
            for n in range(60)
        }
        for day in ("2025-09-11", "2025-09-12", "2025-09-20")
    }
    assert asked["2025-09-20"] <= {"on time", "delayed", "cancelled"}
    assert asked["2025-09-11"] <= {"landed", "cancelled", "delayed"} and "landed" in asked["2025-09-12"]


def test_filters_leave_rows_of_the_list_without_them():
    whole, history = done("list_transactions", {"account_id": "AC1"}, [], 0)
    rows = whole["transactions"]
    least = max(row["amount"] for row in rows)
    filters = {"min_amount": least}, {"category": "groceries"}, {"from_date": rows[-1]["booked_on"]}
    for more in filters:
        part = answer(everyday()["list_transactions"], {"account_id": "AC1"} | more, history)["transactions"]
        assert part and all(row in rows for row in part)
    one = answer(everyday()["list_transactions"], {"account_id": "AC1", "min_amount": least}, history)
    assert [row["amount"] for row in one["transactions"]] == [least]
    other = answer(everyday()["list_transactions"], {"account_id": "AC2"}, history)["transactions"]
    assert not any(row in rows for row in other)


def test_a_filter_taken_away_lets_its_rows_stay():
    some, history = done("list_transactions", {"account_id": "AC1", "min_amount": 300}, [], 0)
    whole = answer(everyday()["list_transactions"], {"account_id": "AC1"}, history)["transactions"]
    assert all(row in whole for row in some["transactions"])


def test_one_person_has_one_address_however_he_is_looked_up():
    first, history = done("find_contact", {"name": "Anna Berg"}, [], 0)
    for more in ({"name": "anna"}, {"name": "Anna Berg", "company": "Redstone"}):
        assert answer(everyday()["find_contact"], more, history) == first
    assert answer(everyday()["find_contact"], {"name": "Otto Wirth"}, history)["phone"] != first["phone"]


def reasons(name, description):
    tool = make_tool(name, description, reason="Why")
    slot = read_slots(tool.parameters, f"{name} {description}")[0]
    world, rng = world_of(1, CONTEXT), random.Random(1)
    return {str(draw(slot, world, rng, said=True)) for _ in range(150)}


def test_reasons_fit_what_they_are_for():
    payment = reasons("dispute_payment", "Contest a payment.")
    order = reasons("return_order", "Send back an order.")
    plans = reasons("cancel_reservation", "Cancel a table reserved.")
    assert "I was charged twice" in payment and not any(
        "size" in one or "ill" in one.split() for one in payment
    )
    assert "wrong size" in order and not any("cannot come" in one for one in order)
    assert "I fell ill" in plans and not any("size" in one or "charged" in one for one in plans)


def failing(tool, arguments, seed):
    inputs = {"tools": [tool.to_json()], "context": CONTEXT}
    call = {"id": "now", "name": tool.name, "arguments": arguments}
    made = simulate_results(inputs, [], [call], {"now"}, random.Random(seed))
    return made["results"][0]["results"]["error"]


def test_what_is_created_is_not_missed():
    asked = {"title": "Budget review", "start_time": "2025-09-15T12:00:00"}
    missed = re.compile("was found|No results|Nothing matches")
    assert not any(missed.search(failing(everyday()["create_event"], asked, seed)) for seed in range(60))
    named = {failing(everyday()["create_playlist"], {"playlist_name": "Rain"}, seed) for seed in range(60)}
    assert any("already" in one for one in named) and not any(missed.search(one) for one in named)
    assert any("was found" in failing(everyday()["find_event"], {"query": "x", "title": "x"}, seed)
               or "No results" in failing(everyday()["find_event"], {"query": "x"}, seed) for seed in range(20))  # fmt: skip
