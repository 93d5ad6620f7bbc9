"""How single facts and lists of an answer are worded: as a person says them, and nothing the user said himself."""

import random
import re

import pytest
from stage import TODAY, readings_of, tools_named

from toolflow_generation.simulator.answers import Answer
from toolflow_generation.simulator.memory import Done

SEEDS = range(80)


def answers(text, name, arguments, result):
    readings = readings_of(tools_named(name))
    done = Done("c1", name, arguments, result)
    return [Answer(text, (done,), readings, TODAY, random.Random(seed)).text() for seed in SEEDS]


@pytest.mark.parametrize(("change", "said", "never"), [(17, "17% more", "less"), (-5, "5% less", "more")])
def test_a_comparison_says_which_way_it_went(change, said, never):
    texts = answers("Energy use this week?", "get_energy_use", {"period": "week"}, {"used_kwh": 80, "compared_percent": change})  # fmt: skip
    told = [text for text in texts if "time before" in text]
    assert told
    assert all(said in text and f"% {never}" not in text and "-" not in text for text in told)
    assert not any("kWh were" in text for text in texts)


def test_the_days_of_a_forecast_are_one_forecast():
    days = [
        {"date": "2025-09-13", "high": 20.0, "low": 11.0},
        {"date": "2025-09-14", "high": 22.0, "low": 12.0},
    ]
    for text in answers(
        "Weather for the coming days?", "get_weather_forecast", {"city": "Bergen"}, {"forecast": days}
    ):
        assert "forecasts" not in text, text
        assert "20" in text and "22" in text


def test_what_was_asked_with_is_not_told_of_every_item():
    things = [{"device_id": f"DE-{n}", "kind": kind, "room": "office", "battery_percent": n} for n, kind in ((81, "thermostat"), (36, "vacuum"))]  # fmt: skip
    for text in answers("List the devices there", "list_devices", {"room": "office"}, {"devices": things}):
        assert not re.search(r"\boffice\b.*(?:both|all)|(?:both|all).*\boffice\b|both have", text), text
    anywhere = answers("List the devices", "list_devices", {}, {"devices": things})
    assert any("office" in text for text in anywhere)


def test_a_way_does_not_get_in():
    result = {
        "duration_minutes": 19,
        "distance_km": 7.8,
        "steps": ["Turn left"],
        "arrival_time": "2025-09-12T10:00:00",
    }
    texts = answers("The way from A to B", "get_directions", {"origin": "1 Mill Road", "destination": "2 Elm Road"}, result)  # fmt: skip
    assert any("you there" in text or "you'd arrive" in text.lower() for text in texts)
    assert not any(re.search(r"\b(?:gets|got) in\b|\b[Ii]t arrives\b", text) for text in texts)


def test_of_calls_that_share_a_value_each_is_told_by_what_sets_it_apart():
    cases = [("Vancouver", "May"), ("Vancouver", "March"), ("Boise", "March")]
    done = [Done(f"c{n}", "get_usual_climate", {"city": city, "month": month}, {"rainy_days": n + 3}) for n, (city, month) in enumerate(cases)]  # fmt: skip
    readings = readings_of(tools_named("get_usual_climate"))
    for seed in SEEDS:
        text = Answer("Compare them", done, readings, TODAY, random.Random(seed)).text()
        for days, (city, month) in zip((3, 4, 5), cases, strict=True):
            sentence = next(each for each in text.split(".") if re.search(rf"\b{days}\b", each))
            assert city in sentence, text
            assert (month in sentence) == (city == "Vancouver"), text
