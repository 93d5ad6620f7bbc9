"""Legs of one journey follow one another."""

import random

import pytest
from stage import CONTEXT, made, readings_of, recall, said, tools_named

from toolflow_generation.simulator.goals import GoalMaker
from toolflow_generation.simulator.journeys import go_on
from toolflow_generation.simulator.world import World

FLIGHTS, TRAINS, WEATHER = readings_of(tools_named("search_flights", "find_trains", "get_weather_forecast"))
TRAIN = {"from_station": "Brussels", "to_station": "Geneva", "departure_date": "2025-09-28"}
HISTORY = recall(said("Trains?", made("find_trains", TRAIN, {"connections": [], "cheapest_fare": 24})))


def flight(origin, destination, day, back=None):
    asked = {"origin": origin, "destination": destination, "departure_date": day}
    return asked | ({"return_date": back} if back else {})


def test_who_is_in_geneva_flies_from_there_a_day_later():
    asked = flight("Chicago", "Oslo", "2025-09-28", "2025-09-30")
    go_on(FLIGHTS, asked, HISTORY)
    assert asked == flight("Geneva", "Oslo", "2025-09-29", "2025-10-01")


def test_two_ways_to_one_city_begin_in_one_city():
    asked = flight("Chicago", "Geneva", "2025-09-28")
    go_on(FLIGHTS, asked, HISTORY)
    assert asked == flight("Brussels", "Geneva", "2025-09-28")


@pytest.mark.parametrize(
    "asked",
    [
        flight("Chicago", "Oslo", "2025-10-02"),
        flight("Brussels", "Oslo", "2025-09-28"),
        flight("Geneva", "Oslo", "2025-09-28"),
    ],
    ids=["another day", "from where the first begins", "from where it ends"],
)
def test_what_is_possible_stays(asked):
    before = dict(asked)
    go_on(FLIGHTS, asked, HISTORY)
    assert asked == before


@pytest.mark.parametrize("referred", ["origin", "departure_date"])
def test_what_words_stand_for_stays(referred):
    asked = flight("Chicago", "Oslo", "2025-09-28")
    go_on(FLIGHTS, asked, HISTORY, {referred})
    assert asked == flight("Chicago", "Oslo", "2025-09-28")


def test_a_failed_search_and_a_forecast_are_no_legs():
    failed = recall(said("Trains?", made("find_trains", TRAIN, {"error": "no such station"})))
    asked = flight("Chicago", "Oslo", "2025-09-28")
    go_on(FLIGHTS, asked, failed)
    assert asked["origin"] == "Chicago"
    weather = {"city": "Oslo", "start_date": "2025-09-28"}
    go_on(WEATHER, weather, HISTORY)
    assert weather == {"city": "Oslo", "start_date": "2025-09-28"}


def test_the_goals_of_a_dialogue_keep_to_it():
    for seed in range(60):
        maker = GoalMaker(HISTORY, World(seed, CONTEXT), random.Random(seed), CONTEXT)
        call = maker.make(FLIGHTS).calls[0]
        if call["departure_date"] == "2025-09-28":
            assert call["origin"] in ("Brussels", "Geneva"), call
        assert call["departure_date"] <= call.get("return_date", "9")
