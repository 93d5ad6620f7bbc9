"""`that one`, `there`, `the same day`, `here`: what they stand for."""

import pytest
from stage import CONTEXT, made, recall, said, tools_named, understood

from toolflow_generation.simulator.references import place_of, selector_of

HOTELS = {
    "hotels": [
        {"hotel_id": "HO-1111", "name": "Sea View", "price_per_night": 180.0, "stars": 3},
        {"hotel_id": "HO-2222", "name": "Old Port", "price_per_night": 95.5, "stars": 4},
        {"hotel_id": "HO-3333", "name": "Garden House", "price_per_night": 120, "stars": 5},
    ]
}
STAY = {"city": "Bergen", "check_in": "2026-03-03", "check_out": "2026-03-07"}
MEMORY = recall(said("Find hotels", made("search_hotels", STAY, HOTELS), "Here they are."))
TRAVEL = tools_named("search_hotels", "book_hotel", "get_current_weather", "get_sun_times")
DATES = {"check_in": "2026-04-01", "check_out": "2026-04-02"}


@pytest.mark.parametrize(
    ("words", "hotel"),
    [("the cheapest one", "HO-2222"), ("the least expensive one", "HO-2222"), ("the most expensive one", "HO-1111"), ("the best rated one", "HO-3333"),
     ("the first one", "HO-1111"), ("the second one", "HO-2222"), ("the third option", "HO-3333"), ("the last one", "HO-3333")],
)  # fmt: skip
def test_a_selector_picks_from_the_latest_list(words, hotel):
    asks = understood(f"Reserve a room in {words} from April 1 to April 2", TRAVEL, MEMORY)
    assert asks == [("book_hotel", [{"hotel_id": hotel, **DATES}], set())]


def test_that_one_is_the_first_of_the_latest_result():
    later = recall(
        said("a", made("search_hotels", STAY, HOTELS, 1)),
        said("b", made("search_hotels", STAY, {"hotels": [{"hotel_id": "HO-9999", "name": "Late"}]}, 2)),
    )
    asks = understood("Reserve that hotel from April 1 to April 2", TRAVEL, later)
    assert asks[0][1] == [{"hotel_id": "HO-9999", **DATES}]


@pytest.mark.parametrize("words", ["there", "in that city", "in that same city"])
def test_there_is_the_place_spoken_of(words):
    assert understood(f"What's the weather {words}?", TRAVEL, MEMORY) == [
        ("get_current_weather", [{"city": "Bergen"}], set())
    ]


@pytest.mark.parametrize("words", ["here", "where I am", "around here"])
def test_here_is_the_place_of_the_context(words):
    assert understood(f"What's the weather {words}?", TRAVEL) == [
        ("get_current_weather", [{"city": "Lyon"}], set())
    ]


def test_here_stays_open_where_the_context_gives_no_place():
    assert understood("What's the weather here?", TRAVEL, context="It is 2025-09-12.") == [
        ("get_current_weather", [{}], {"city"})
    ]


@pytest.mark.parametrize("words", ["that day", "on the same day", "for that day"])
def test_that_day_is_the_date_spoken_of(words):
    memory = recall(
        said("x", made("get_sun_times", {"city": "Oslo", "date": "2025-10-01"}, {"sunrise": "06:10"}))
    )
    asks = understood(
        f"Show what is in the calendar {words}", tools_named("list_events", "get_sun_times"), memory
    )
    assert asks == [("list_events", [{"date": "2025-10-01"}], set())]


def test_a_reference_without_anything_to_refer_to_leaves_the_value_open():
    assert understood("What's the weather there?", TRAVEL, context="It is 2025-09-12.")[0][2] == {"city"}
    assert understood("Reserve the cheapest one from April 1 to April 2", TRAVEL)[0][2] == {"hotel_id"}


def test_a_value_that_does_not_satisfy_the_schema_is_never_referred_to():
    memory = recall(said("x", made("f", {"city": 5}, {"hotel_id": 17})))
    assert understood("What's the weather there?", TRAVEL, memory, context="It is 2025-09-12.") == [
        ("get_current_weather", [{}], {"city"})
    ]
    assert understood("Reserve it from April 1 to April 2", TRAVEL, memory)[0][2] == {"hotel_id"}


def test_a_place_carries_over_to_the_next_request_of_the_message():
    asks = understood(
        "Find hotels in Oslo from April 1 to April 2. Also, what's the weather there?", TRAVEL, MEMORY
    )
    assert asks[1] == ("get_current_weather", [{"city": "Oslo"}], set())


@pytest.mark.parametrize(
    ("context", "place"),
    [
        (CONTEXT, "Lyon"),
        ("The user is currently in San Antonio.", "San Antonio"),
        ("The user's location is unknown.", ""),
        ("", ""),
        ("The user writes from Tromsø.", "Tromsø"),
    ],
)
def test_the_place_of_a_context(context, place):
    assert place_of(context) == place


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("the cheapest hotel", "cheapest"),
        ("take the 2nd", "second"),
        ("the priciest", "dearest"),
        ("any of them", ""),
        ("", ""),
    ],
)
def test_selectors(text, name):
    assert selector_of(text) == name
