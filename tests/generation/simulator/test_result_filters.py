"""What a search asks for holds for every item that it finds."""

import pytest
from stage import everyday, make_tool
from test_result_world import answer

STRING, NUMBER, INTEGER, FLAG = ({"type": name} for name in ("string", "number", "integer", "boolean"))
CITIES = ("Lyon", "Oslo", "Rome", "Madrid", "Vienna", "Dublin")


def listed(name, arguments, key):
    """Return the items of an everyday tool's list for these arguments."""
    return answer(everyday()[name], arguments)[key]


def searching(parameters, **fields):
    """Return a search for items with these fields."""
    items = {"type": "object", "properties": {"name": STRING, **fields}, "required": ["name", *fields]}
    returns = {
        "type": "object",
        "properties": {"offers": {"type": "array", "items": items, "minItems": 3}},
        "required": ["offers"],
    }
    return make_tool("search_offers", "Search for offers.", returns=returns, **parameters)


@pytest.mark.parametrize("stars", [1, 3, 5])
def test_reviews_have_the_stars_asked_for(stars):
    rows = listed("list_reviews", {"product_id": "PR9ABC", "stars": stars}, "reviews")
    assert rows and all(row["stars"] == stars for row in rows)


def test_messages_are_from_the_sender_asked_for_and_still_several():
    rows = listed("search_mail", {"sender": "Birte Metz"}, "messages")
    assert len(rows) > 1 and {row["sender_name"] for row in rows} == {"Birte Metz"}


@pytest.mark.parametrize("city", CITIES)
def test_trains_leave_no_earlier_than_asked_and_arrive_later(city):
    asked = {"from_station": "Paris", "to_station": city, "departure_date": "2025-09-20"}
    rows = listed("find_trains", asked | {"earliest_departure": "13:00"}, "connections")
    assert rows and all("13:00" <= row["departure_time"] for row in rows)


def test_a_latest_time_holds_too():
    tool = searching(
        {"latest_departure": {"type": "string", "format": "time"}},
        departure_time={"type": "string", "format": "time"},
    )
    rows = answer(tool, {"latest_departure": "09:30"})["offers"]
    assert all(row["departure_time"][:5] <= "09:30" for row in rows)


@pytest.mark.parametrize("city", CITIES)
def test_a_flight_asked_for_without_a_stop_has_none(city):
    asked = {"origin": "Lisbon", "destination": city, "departure_date": "2025-09-20", "nonstop_only": True}
    assert {row["stops"] for row in listed("search_flights", asked, "flights")} == {0}


@pytest.mark.parametrize("near", ["Old Town", "City Museum", "12 rue Fabre, Lyon"])
def test_what_is_found_lies_within_the_radius(near):
    rows = listed("find_place", {"query": "bakery", "near": near, "radius_km": 2}, "places")
    assert all(row["distance_km"] <= 2 for row in rows)


@pytest.mark.parametrize(
    ("radius", "field", "most"),
    [("radius_miles", "distance_km", 3.22), ("radius_km", "distance_meters", 2000)],
)
def test_a_radius_holds_in_another_unit(radius, field, most):
    tool = searching({radius: NUMBER, "city": STRING}, **{field: NUMBER})
    for city in CITIES:
        rows = answer(tool, {radius: 2, "city": city})["offers"]
        assert all(row[field] <= most for row in rows) and any(row[field] > most / 10 for row in rows)


def test_a_price_asked_for_holds_for_what_costs():
    tool = searching({"max_price": NUMBER, "city": STRING}, fare=NUMBER)
    for city in CITIES:
        assert all(row["fare"] <= 30 for row in answer(tool, {"max_price": 30, "city": city})["offers"])


def test_songs_are_of_the_decade_asked_for_and_not_all_of_one_year():
    years = {
        row["year"]
        for query in ("piano", "rain", "home")
        for row in listed("search_songs", {"query": query, "decade": "1980s"}, "songs")
    }
    assert years <= set(range(1980, 1990)) and len(years) > 2


def test_transactions_lie_before_the_day_and_above_the_amount_asked_for():
    for number in ("1042", "2043", "3044", "4045"):
        rows = listed(
            "list_transactions",
            {"account_id": number, "to_date": "2025-08-20", "min_amount": 100},
            "transactions",
        )
        assert rows and all(row["booked_on"] <= "2025-08-20" and row["amount"] >= 100 for row in rows)


def test_a_type_is_that_of_the_items_whatever_it_is_called_there():
    kinds = {"type": "string", "enum": ["flat", "house", "studio"]}
    tool = searching(
        {"offer_type": kinds, "available_only": FLAG, "online": FLAG}, kind=kinds, available=FLAG, online=FLAG
    )
    for kind in kinds["enum"]:
        rows = answer(tool, {"offer_type": kind, "available_only": True, "online": False})["offers"]
        assert {(row["kind"], row["available"], row["online"]) for row in rows} == {(kind, True, False)}


def test_what_bounds_no_item_is_left_alone():
    """A page and a place to search around say nothing about the fields of the items."""
    tool = searching({"page": INTEGER, "latitude": NUMBER}, page=INTEGER, latitude=NUMBER)
    rows = answer(tool, {"page": 7, "latitude": 12.3456})["offers"]
    assert len(rows) == 3 and {row["page"] for row in rows} != {7}
    assert {row["latitude"] for row in rows} != {12.3456}


@pytest.mark.parametrize("asked", [{"per_page": 20, "page": 2}, {"page": 3}, {}])
def test_pages_agree(asked):
    names = ("total_pages", "current_page", "next_page", "per_page", "total_count")
    rows = {"type": "array", "items": {"type": "object", "properties": {"title": STRING}}}
    meta = {"type": "object", "properties": dict.fromkeys(names, INTEGER), "required": list(names)}
    tool = make_tool(
        "list_teams",
        "List the teams.",
        returns={"type": "object", "properties": {"rows": rows, "meta": meta}, "required": ["rows", "meta"]},
        page=INTEGER,
        per_page=INTEGER,
    )
    told = answer(tool, asked)["meta"]
    assert told["current_page"] == asked.get("page", 1) and told["per_page"] == asked.get(
        "per_page", told["per_page"]
    )
    assert told["total_pages"] == -(-told["total_count"] // told["per_page"]) >= told["current_page"]
    assert told["next_page"] == min(told["current_page"] + 1, told["total_pages"])


def test_a_limit_told_as_text_is_one():
    tool = searching({"limit": STRING, "city": STRING}, price=NUMBER)
    del tool.returns["properties"]["offers"]["minItems"]
    assert all(len(answer(tool, {"limit": "1", "city": city})["offers"]) == 1 for city in CITIES)
