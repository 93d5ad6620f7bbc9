"""What a further argument cannot touch is told as before."""

import random

from stage import CONTEXT, everyday
from test_result_world import answer, past

from toolflow_generation.simulator.results import simulate_results

WEATHER = {"temperature": 4.5, "feels_like": 1.25, "sky": "fog", "humidity_percent": 77, "wind_speed": 71}


def test_what_is_meant_unsaid_asks_the_same():
    """`celsius` is the default of `units`: said or not, it is one question with one answer."""
    tool = everyday()["get_current_weather"]
    plain, said = {"city": "Bangui"}, {"city": "Bangui", "units": "celsius"}
    assert answer(tool, plain) == answer(tool, said)
    assert answer(tool, plain, past(tool, said, WEATHER)) == WEATHER
    assert answer(tool, said, past(tool, plain, WEATHER)) == WEATHER


def test_another_unit_changes_the_degrees_and_not_the_sky():
    tool = everyday()["get_current_weather"]
    made = answer(tool, {"city": "Bangui", "units": "fahrenheit"}, past(tool, {"city": "Bangui"}, WEATHER))
    assert made["sky"] == "fog" and made["humidity_percent"] == 77
    assert made["temperature"] != 4.5


def test_a_postcode_changes_nothing_of_a_product():
    tool = everyday()["get_product_details"]
    told = {
        "price": 13.5,
        "in_stock": 41,
        "material": "felt",
        "sizes": ["38", "40"],
        "delivery_date": "2025-12-24",
    }
    made = answer(tool, {"product_id": "PR1", "postcode": "87199"}, past(tool, {"product_id": "PR1"}, told))
    assert made == told


def test_another_language_changes_the_language():
    tool = everyday()["get_lyrics"]
    told = {"first_lines": "Slow is the ferry", "theme": "the sea", "language": "English"}
    made = answer(tool, {"song_id": "SO1", "translate_to": "Italian"}, past(tool, {"song_id": "SO1"}, told))
    assert made == told | {"language": "Italian"}


def test_a_filter_is_no_such_argument():
    """What is asked of another plant is another count."""
    tool = everyday()["get_pollen_count"]
    told = {"pollen_level": "medium", "worst_hour": "03:10", "relief_expected": "2031-01-01"}
    made = answer(tool, {"city": "Lyon", "plant": "hazel"}, past(tool, {"city": "Lyon"}, told))
    assert made["worst_hour"] != "03:10"


def test_a_call_that_must_not_fail_does_not_repeat_an_error():
    """Which calls fail is drawn before; an answer with an error to another is refused, five times over."""
    tool = everyday()["find_payee"]
    asked = {"name": "Ana"}
    refused = past(tool, asked, {"error": "Nobody called Ana was found."})
    assert "iban" in answer(tool, asked, refused)
    create = everyday()["create_event"]
    at = {"title": "Lunch", "start_time": "2025-09-16T12:00:00"}
    assert "event_id" in answer(create, at, past(create, at, {"error": "The slot is already taken."}))


def test_a_table_is_reserved_at_the_address_of_the_place():
    tools = everyday()
    reserved = {"reservation_id": "RE1", "held_minutes": 20, "address": "1 Only Way, Lyon"}
    asked = {"place_id": "PL-1", "time": "2025-09-20T19:30:00", "party_size": 2}
    history = past(tools["reserve_table"], asked, reserved)
    assert answer(tools["get_place_details"], {"place_id": "PL-1"}, history)["address"] == "1 Only Way, Lyon"


CONCERTS = [
    {"concert_id": "CO1", "artist": "Ana", "start_time": "2025-09-15T18:45:00", "ticket_price": 30.0},
    {"concert_id": "CO2", "artist": "Tom", "start_time": "2025-09-15T20:15:00", "ticket_price": 40.0},
]


def test_a_later_end_leaves_what_was_listed_where_and_when_it_was():
    """Both begin on one day, which is no reason to spread them once they were told."""
    tool = everyday()["find_concerts"]
    told = {"concert_id": "CO1", "concerts": CONCERTS, "address": "1 Only Way, Dublin"}
    history = past(tool, {"city": "Dublin", "to_date": "2025-09-16"}, told)
    made = answer(tool, {"city": "Dublin", "to_date": "2025-10-10"}, history)
    assert made["concerts"][:2] == CONCERTS and made["address"] == "1 Only Way, Dublin"


def test_what_is_searched_for_until_a_day_begins_before_its_end():
    tool = everyday()["find_concerts"]
    for seed in range(8):
        made = answer(tool, {"city": "Austin", "to_date": "2025-09-20"}, seed=seed)
        starts = [row["start_time"][:10] for row in made["concerts"]]
        assert starts and all("2025-09-12" <= day <= "2025-09-20" for day in starts), starts


def test_a_hotel_keeps_its_stars_on_other_nights():
    tool = everyday()["search_hotels"]
    asked = {"city": "Besuki", "check_in": "2025-10-01", "check_out": "2025-10-02"}
    later = asked | {"check_out": "2025-10-05"}
    first = answer(tool, later)["hotels"][0]
    told = first | {"hotel_id": "HO-7", "stars": 7 - first["stars"], "distance_to_centre_km": 8.125}
    history = past(tool, asked, {"hotel_id": "HO-7", "hotels": [told]})
    assert answer(tool, later, history)["hotels"][0] == told


def test_what_is_acted_on_in_the_same_breath_is_listed():
    tools = [everyday()[name] for name in ("list_devices", "rename_device")]
    arguments = ({}, {"device_id": "DE-27460", "new_name": "reading lamp"})
    calls = [
        {"id": tool.name, "name": tool.name, "arguments": given}
        for tool, given in zip(tools, arguments, strict=True)
    ]
    inputs = {"tools": [tool.to_json() for tool in tools], "context": CONTEXT}
    answers = simulate_results(inputs, [], calls, set(), random.Random(1))["results"]
    assert "DE-27460" in [row["device_id"] for row in answers[0]["results"]["devices"]]


def test_lines_asked_for_in_another_language_are_in_it():
    tool = everyday()["get_lyrics"]
    told = {"first_lines": "We were counting the lights of Oslo", "theme": "love", "language": "English"}
    before = past(tool, {"song_id": "SO7"}, told)
    made = answer(tool, {"song_id": "SO7", "translate_to": "Italian"}, before)
    assert made["first_lines"] == "Contavamo le luci di Oslo" and made["theme"] == "love"
    assert answer(tool, {"song_id": "SO7"}, before) == told


def test_every_line_of_a_song_has_its_translations():
    """What is drawn untranslated differs from what is drawn in German, whichever song it is."""
    tool = everyday()["get_lyrics"]
    for number in range(25):
        english = answer(tool, {"song_id": f"SO{number}"})["first_lines"]
        german = answer(
            tool,
            {"song_id": f"SO{number}", "translate_to": "German"},
            past(
                tool,
                {"song_id": f"SO{number}"},
                {"first_lines": english, "theme": "love", "language": "English"},
            ),
        )["first_lines"]
        assert german != english and len(german) > 10
