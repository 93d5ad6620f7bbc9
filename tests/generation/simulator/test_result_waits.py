"""Waits fit the moment that was asked for, and rooms are heated to more than they have."""

import random

import pytest
from stage import TODAY, everyday, make_tool
from test_result_world import CONTEXT, INTEGER, NUMBER, answer

from toolflow_generation.simulator.fact_values import spoken_value

TAXI, REMINDER, THERMOSTAT = (everyday()[name] for name in ("order_taxi", "set_reminder", "set_thermostat"))
WAY = {"pickup_address": "12 Rue Nord, Lyon", "destination": "the airport"}


def test_a_taxi_for_a_later_day_comes_then():
    """The clock of the context is 2025-09-12, 09:30: until 13:00 of the 17th it is 5 days, 3 hours and a half."""
    assert "2025-09-12, 09:30" in CONTEXT
    for seed in range(10):
        later = answer(TAXI, WAY | {"pickup_time": "2025-09-17T13:00:00"}, seed=seed)
        assert later["arrives_in_minutes"] == 5 * 1440 + 210
        assert 3 <= answer(TAXI, WAY, seed=seed)["arrives_in_minutes"] <= 25


def test_a_reminder_goes_off_when_it_was_set_to():
    for moment, hours in (("2025-09-12T12:30:00", 3), ("2025-09-30T09:30:00", 432)):
        assert answer(REMINDER, {"text": "call the plumber", "remind_at": moment})["hours_until"] == hours


@pytest.mark.parametrize("target", [19, 21, 24])
def test_a_room_is_heated_to_more_than_it_has(target):
    for seed in range(20):
        made = answer(THERMOSTAT, {"target_temperature": target}, seed=seed)
        gap = target - made["current_temperature"]
        assert 1 <= gap <= 4
        assert 11 * gap - 1 <= made["ready_in_minutes"] <= 19 * gap + 1


def test_a_room_is_cooled_to_less_than_it_has():
    cooler = make_tool(
        "set_air_conditioner",
        "Set the air conditioner of a room.",
        ["target_temperature"],
        {
            "type": "object",
            "properties": {"current_temperature": NUMBER},
            "required": ["current_temperature"],
        },
        target_temperature=NUMBER,
    )
    for seed in range(20):
        assert 22 <= answer(cooler, {"target_temperature": 21}, seed=seed)["current_temperature"] <= 25


def test_what_only_asks_for_the_temperature_is_left_alone():
    """The weather knows no target: a number among the arguments of a lookup is not what is aimed at."""
    probe = make_tool(
        "get_probe",
        "Get the current temperature of a probe.",
        ["temperature_offset"],
        {
            "type": "object",
            "properties": {"current_temperature": INTEGER},
            "required": ["current_temperature"],
        },
        temperature_offset=INTEGER,
    )
    alone = answer(probe, {"temperature_offset": 90})
    assert alone["current_temperature"] < 60


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("hours_until", 71, "71 hours"),
        ("hours_until", 72, "3 days"),
        ("hours_until", 146, "about 6 days"),  # 146 / 24 = 6.08
        ("arrives_in_minutes", 22, "22 minutes"),
        ("arrives_in_minutes", 600, "10 hours"),
        ("arrives_in_minutes", 7410, "about 5 days"),  # 123.5 hours
        ("weekly_minutes", 660, "660"),  # a sum, told with its unit elsewhere
    ],
)
def test_a_long_span_is_told_in_days(name, value, told):
    assert spoken_value(name, value, {}, TODAY, random.Random(1)) == told
