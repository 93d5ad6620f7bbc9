"""What stands beside a list, a grade or a rate agrees with it, whatever is drawn."""

import pytest
from stage import STRING, everyday, make_tool
from test_result_world import answer, past

from toolflow_generation.simulator.result_clashes import free_hour
from toolflow_generation.simulator.result_scene import scene_of
from toolflow_generation.simulator.values import child_slot
from toolflow_generation.simulator.world import world_of

NUMBER, INTEGER = {"type": "number"}, {"type": "integer"}
SEEDS = range(12)


def test_no_album_is_older_than_the_career():
    tool = everyday()["get_artist_info"]
    for name in (
        "Kings of June",
        "Mara Ellis",
        "Neon Drifters",
        "Late Lanterns",
        "The Salt Cousins",
        "Ana",
        "Tom",
        "Lia",
    ):
        made = answer(tool, {"artist": name})
        assert made["active_since"] <= min(album["year"] for album in made["albums"]), made


def test_nothing_holds_up_what_is_free():
    """`free` is the least of the five words for congestion."""
    tool, seen = everyday()["get_traffic"], set()
    for number in range(40):
        made = answer(tool, {"origin": f"{number} Elm Road", "destination": "City Museum"})
        seen.add(made["congestion"])
        if made["congestion"] == "free":
            assert "incident" not in made and made["delay_minutes"] <= 3, made
    assert "free" in seen and len(seen) > 2


def test_a_risk_is_explained_as_it_is():
    tool, seen = everyday()["check_interactions"], set()
    for number in range(30):
        made = answer(tool, {"medicines": ["ibuprofen", f"remedy {number}"]})
        seen.add(made["risk"])
        assert (made["explanation"] == "No interaction is on record.") == (made["risk"] == "none known"), made
    assert len(seen) > 2 and "none known" in seen


@pytest.mark.parametrize("heads", [1, 3, 4])
def test_each_of_those_who_fly_has_a_seat(heads):
    for seed in SEEDS:
        asked = {"flight_id": f"FL{seed}", "passenger_names": [f"Person {number}" for number in range(heads)]}
        seats = answer(everyday()["book_flight"], asked, seed=seed)["seats"]
        assert len(seats) == len(set(seats)) == heads


def test_an_average_is_that_of_the_reviews_that_are_all_there_are():
    review = {
        "type": "object",
        "properties": {"author": STRING, "stars": INTEGER},
        "required": ["author", "stars"],
    }
    fields = {
        "average_rating": {"type": "number", "minimum": 0, "maximum": 5},
        "reviews": {"type": "array", "items": review, "minItems": 2, "maxItems": 4},
        "review_count": INTEGER,
    }
    returns = {"type": "object", "properties": fields, "required": list(fields)}
    tool = make_tool("list_reviews", "List the reviews of a product.", product_id=STRING, returns=returns)
    for number in SEEDS:
        made = answer(tool, {"product_id": f"PR-{number}"})
        stars = [row["stars"] for row in made["reviews"]]
        assert made["review_count"] == len(stars)
        assert made["average_rating"] == pytest.approx(sum(stars) / len(stars), abs=0.051)


def test_a_rate_is_of_this_hour():
    asked = {"amount": 50, "from_currency": "GBP", "to_currency": "JPY"}
    assert answer(everyday()["convert_currency"], asked)["rate_time"] == "2025-09-12T09:00:00"


def test_it_does_not_rain_in_hard_frost():
    fields = {
        "temperature": {"type": "number", "minimum": -9, "maximum": -7},
        "sky": {"type": "string", "enum": ["rain", "drizzle", "thunderstorm", "snow", "clear"]},
    }
    returns = {"type": "object", "properties": fields, "required": list(fields)}
    tool = make_tool("get_weather", "Get the weather at a station.", station_id=STRING, returns=returns)
    told = {answer(tool, {"station_id": f"ST-{number}"})["sky"] for number in range(14)}
    assert told <= {"snow", "clear"}


def test_what_is_only_known_from_before_is_not_overruled():
    """A list that is only a part leaves the average as it is drawn."""
    tool = everyday()["list_reviews"]
    first = answer(tool, {"product_id": "PR-1"})
    told = first | {"average_rating": 3.3, "review_count": 640}
    assert answer(tool, {"product_id": "PR-1"}, past(tool, {"product_id": "PR-1"}, told)) == told


def test_what_was_given_comes_back_however_it_is_written():
    """A number as a string where the result has strings; `categoryname` as `category_name`."""
    fields = {"distance_value": STRING, "category_name": STRING, "co2_kg": NUMBER}
    returns = {"type": "object", "properties": fields, "required": list(fields)}
    tool = make_tool(
        "estimate_trip", "Estimate a trip.", distance_value=NUMBER, categoryname=STRING, returns=returns
    )
    made = answer(tool, {"distance_value": 14.8, "categoryname": "history"})
    assert (made["distance_value"], made["category_name"]) == ("14.8", "history")


def test_no_list_holds_the_same_thing_twice():
    row = {
        "type": "object",
        "properties": {"city": STRING, "country": STRING},
        "required": ["city", "country"],
    }
    fields = {"addresses": {"type": "array", "items": row}}
    returns = {"type": "object", "properties": fields, "required": ["addresses"]}
    tool = make_tool("search_addresses", "Search addresses.", city=STRING, packages=STRING, returns=returns)
    for number in SEEDS:
        rows = answer(tool, {"city": "Lyon", "packages": f"standard {number}"})["addresses"]
        assert rows and all(rows.count(each) == 1 for each in rows)


def events(*rows, date="2025-09-20"):
    """Return the first free hour that a calendar tells beside these beginnings."""
    row = {"type": "object", "properties": {"start_time": STRING, "duration_minutes": INTEGER}}
    made = {
        "events": [dict(zip(("start_time", "duration_minutes"), each, strict=False)) for each in rows],
        "first_free_hour": "16:00",
    }
    fields = {
        "events": {"type": "array", "items": row},
        "first_free_hour": {"type": "string", "format": "time"},
    }
    tool = make_tool("list_events", "List the events of a day.", date={"type": "string", "format": "date"})
    world = world_of(1, "Today is Friday, 2025-09-12, 09:30. The user is in Lyon, France.")
    scene = scene_of(tool, {"date": date} if date else {}, {}, world, "1")
    free_hour(
        made, {name: child_slot(name, fields[name], "list events", name, True) for name in fields}, scene
    )
    return made["first_free_hour"]


def test_the_first_free_hour_is_the_first_that_is_free():
    """By hand: an event lasts an hour unless its length is told; the day begins at eight, today's at the next hour."""
    assert events(("08:00",), ("17:45",)) == "09:00"
    assert events(("11:15",)) == "08:00"
    assert events(("08:30",), ("10:00",)) == "11:00"  # 08:30 to 09:30 touches eight and nine
    assert (
        events(
            ("08:00", 150),
        )
        == "11:00"
    )  # until 10:30
    assert events(("10:00",), date="") == "11:00"  # today it is 09:30
    assert events(("18:00",), date="2025-09-12") == "10:00"


def test_a_rating_is_the_one_that_the_search_told():
    """Whatever the reviews draw, the rating told of the product before stands."""
    search, reviews = everyday()["search_products"], everyday()["list_reviews"]
    for number, rating in enumerate((3.4, 4.7, 2.9)):
        row = {"product_id": "PR-7", "name": "Lumo kite", "brand": "Lumo", "price": 25.1, "rating": rating}
        told = {"product_id": "PR-7", "products": [row], "result_count": 1}
        made = answer(reviews, {"product_id": "PR-7"}, past(search, {"query": "kite"}, told), seed=number)
        assert made["average_rating"] == rating, made
        assert made["review_count"] > len(made["reviews"])


def test_a_search_for_a_song_has_what_it_searched_for_first():
    """Seven of ten rows hold the words; so of three rows at least one does in 97 of 100 lists, and it is first."""
    first = []
    for number in range(40):
        rows = answer(everyday()["search_songs"], {"query": "half the night"}, seed=number)["songs"]
        held = ["half the night" in row["title"].casefold() for row in rows]
        assert held == sorted(held, reverse=True), rows
        first.append(held[0])
    assert sum(first) >= 36


@pytest.mark.parametrize(
    ("period", "device", "least", "most"),
    [
        ("yesterday", None, 6.0, 12.0),  # a house: 6 to 12 a day
        ("last month", None, 180.0, 360.0),
        ("this week", None, 26.3, 52.8),  # Friday 09:30: 4.396 days
        ("today", None, 2.3, 4.8),  # 0.396 of a day
        ("last month", "DE-31339", 1.5, 18.0),  # a device: 0.05 to 0.6 a day
    ],
)
def test_electricity_fits_the_time_and_what_uses_it(period, device, least, most):
    asked = {"period": period} | ({"device_id": device} if device else {})
    for seed in range(5):
        made = answer(everyday()["get_energy_use"], asked, seed=seed)
        assert least <= made["used_kwh"] <= most, made
        assert made["cost"] == pytest.approx(0.31 * made["used_kwh"], abs=0.011)


def test_a_longer_time_uses_more_by_as_much():
    """The same house the same a day: 30 days of last month are 30 times yesterday, but for rounding."""
    tool = everyday()["get_energy_use"]
    day, month = (answer(tool, {"period": period})["used_kwh"] for period in ("yesterday", "last month"))
    assert month == pytest.approx(30 * day, abs=30 * 0.051)


def test_a_letter_of_ones_own_is_light():
    send, forward = everyday()["send_email"], everyday()["forward_email"]
    letter = {"recipient": "ann@example.com", "subject": "Hi", "body": "See you at nine."}
    sent = past(send, letter, {"message_id": "ME1", "sent_at": "2025-09-12T09:30:00"})
    asked = {"message_id": "ME1", "recipient": "bob@example.com"}
    for seed in SEEDS:
        assert 4 <= answer(forward, asked, sent, seed)["size_kb"] <= 15
    assert max(answer(forward, asked, seed=seed)["size_kb"] for seed in SEEDS) > 100


def test_the_air_is_damp_in_rain():
    tool, seen = everyday()["get_current_weather"], set()
    for number in range(40):
        made = answer(tool, {"city": f"Town {number}"})
        sky = made["sky"]
        seen.add(sky)
        if "rain" in sky or "storm" in sky or "fog" in sky:
            assert made["humidity_percent"] >= 72, made
        if "clear" in sky or "sunny" in sky:
            assert made["humidity_percent"] <= 65, made
    assert len(seen) > 2


def test_no_song_is_twice_live():
    rows = [
        row["title"].casefold()
        for number in range(30)
        for row in answer(everyday()["search_songs"], {"query": "river road live"}, seed=number)["songs"]
    ]
    assert sum("river road live" in title for title in rows) > 20
    assert not any(title.count("live") > 1 for title in rows)
