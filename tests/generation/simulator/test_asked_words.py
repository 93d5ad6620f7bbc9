"""What an assistant calls parameters and actions: nouns and things that are known, not the words of a schema."""

import random
import re

import pytest
from stage import make_tool, readings_of, tools_named

from toolflow_generation.simulator.apologies import apology
from toolflow_generation.simulator.asked_words import asked_label, asked_labels
from toolflow_generation.simulator.memory import Done
from toolflow_generation.simulator.noun_words import action_of


def slots_of(name):
    return {slot.name: slot for slot in readings_of(tools_named(name))[0].slots}


@pytest.mark.parametrize(
    ("tool", "field", "said"),
    [
        ("find_charging_station", "near", "place"),  # an address, by its kind
        ("convert_currency", "to_currency", "target currency"),
        ("convert_currency", "from_currency", "source currency"),
        ("list_transactions", "from_date", "start date"),
        ("find_trains", "to_station", "arrival station"),
        ("search_hotels", "check_out", "check-out date"),
        ("log_workout", "distance_km", "distance"),
        ("set_reminder", "remind_at", "time"),
        ("reschedule_event", "new_start_time", "new start time"),  # is a noun already
    ],
)
def test_a_parameter_is_called_by_a_noun(tool, field, said):
    assert asked_label(slots_of(tool)[field]) == said


def test_two_parameters_do_not_share_a_name():
    tool = make_tool("plan_tour", "Plan a tour.", leave_at={"type": "string", "format": "time"}, arrive_by={"type": "string", "format": "time"})  # fmt: skip
    slots = readings_of([tool])[0].slots
    assert [asked_label(slot) for slot in slots] == ["time", "time"]
    assert asked_labels(slots) == ["leave at", "arrive by"]


def test_no_apology_names_a_bare_preposition():
    call = Done("c1", "find_charging_station", {"near": "Mill Road"}, {"error": "Mill Road is not covered."})
    reading = readings_of(tools_named("find_charging_station"))[0]
    told = [apology(call, reading, random.Random(seed), True) for seed in range(60)]
    assert any("place" in text for text in told)
    assert not any(re.search(r"\bnear\b(?! )|another near|different near|the near\b", text) for text in told)


@pytest.mark.parametrize(
    ("tool", "action"),
    [
        ("read_email", "the email"),  # its identifier says which
        ("lock_door", "the door"),
        ("get_air_quality", "how clean the air is in the city"),
        ("get_account_balance", "how much money is in the account"),
        ("get_sleep_summary", "how you slept over the past nights"),
        ("list_accounts", "all your accounts"),
        ("find_doctor", "a doctor"),  # any
        ("create_event", "a new event"),
        ("book_flight", "the flight"),  # one of those that were found
    ],
)
def test_what_is_known_is_not_spoken_of_as_any(tool, action):
    assert action_of(readings_of(tools_named(tool))[0])[1] == action
