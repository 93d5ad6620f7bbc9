"""The sun and the degrees of a place are those of where it lies, also where no list of cities holds it."""

import json
import random

import pytest
from stage import everyday

from toolflow_generation.simulator.results import simulate_results
from toolflow_generation.simulator.served_towns import served
from toolflow_generation.simulator.value_places import find_city


def ask(name, arguments, place="Lyon, France", seed=1):
    inputs = {
        "tools": [everyday()[name].to_json()],
        "context": f"Today is Friday, 2025-09-12, 09:30. The user is in {place}.",
    }
    call = {"id": "now", "name": name, "arguments": arguments}
    return simulate_results(inputs, [], [call], set(), random.Random(seed))["results"][0]["results"]


def minutes(clock):
    return int(clock[:2]) * 60 + int(clock[3:5])


def test_a_town_lies_where_its_airport_does():
    """Tromsø lies at 69.65 north, 18.96 east, Bangui at 4.36 north, 18.55 east (atlas)."""
    tromso = served("Tromsø")
    assert served("TROMSO") == tromso and tromso.code == "NO" and tromso.zone == "Europe/Oslo"
    assert (round(tromso.latitude), round(tromso.longitude)) == (70, 19)
    bangui = find_city("Bangui")
    assert (round(bangui.latitude), round(bangui.longitude)) == (4, 19)


def test_a_name_that_towns_of_several_countries_have_is_none_of_them():
    """There is a San Jose with an airport in Costa Rica and one in the United States."""
    assert served("San Jose") is None
    assert served("San Jose", "US").code == "US"
    assert served("Nowhere upon Nothing") is None


@pytest.mark.parametrize(
    ("date", "least", "most"),
    [("2026-06-21", 1300, 1439), ("2026-12-21", 1, 60), ("2026-03-20", 700, 760)],
)
def test_the_polar_day_is_as_long_as_a_day_can_be(date, least, most):
    """At 69.65 north the sun does not set in June, does not rise in December, and is up 12 hours in March."""
    made = ask("get_sun_times", {"city": "Tromsø", "date": date})
    assert least <= minutes(made["sunset"]) - minutes(made["sunrise"]) <= most, json.dumps(made)


def test_it_is_warm_at_the_equator_all_year():
    """4 degrees north; the yearly mean of highs in Bangui is 32 degrees."""
    for seed in range(6):
        for month in ("January", "July", "October"):
            made = ask(
                "get_usual_climate",
                {"city": "Bangui", "month": month},
                "Bangui, Central African Republic",
                seed,
            )
            assert made["average_high"] >= 22, made  # by the spread of places, 4 below the usual


def test_a_place_that_nobody_knows_has_the_weather_of_the_users():
    """Nowhere near Singapore is it below 15 degrees in January, near Oslo it is (latitudes 1 and 60)."""
    asked = {"city": "Little Nowhere", "month": "January"}
    assert ask("get_usual_climate", asked, "Singapore, Singapore")["average_high"] > 20
    assert ask("get_usual_climate", asked, "Oslo, Norway")["average_high"] < 15


def test_the_sea_warms_slowly():
    """Within twelve days the water of one beach changes by little: half a degree each way and its rounding."""
    for seed in range(8):
        days = [{}, {"date": "2025-09-18"}, {"date": "2025-09-24"}]
        told = [
            ask("get_sea_conditions", {"beach": "Cala Nova"} | day, seed=seed)["water_temperature"]
            for day in days
        ]
        assert max(told) - min(told) <= 1.4, told
    beaches = {
        ask("get_sea_conditions", {"beach": f"Beach {n}"})["water_temperature"] // 3 for n in range(20)
    }
    assert len(beaches) > 2


def test_a_city_is_known_by_its_english_name():
    assert find_city("Marrakesh").code == "MA"
