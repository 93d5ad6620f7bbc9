"""How an answer reports what was done: in a whole sentence, by the words that the user has for the thing."""

import random
import re

from stage import TODAY, readings_of, tools_named

from toolflow_generation.simulator.answers import Answer
from toolflow_generation.simulator.memory import Done

SEEDS = range(80)
EARLIER = Done("c0", "get_sun_times", {"city": "Bergen"}, {"sunrise": "07:00", "sunset": "19:00"})


def answers(text, *done, tools):
    readings = readings_of(tools_named(*tools))
    return [Answer(text, done, readings, TODAY, random.Random(seed)).text() for seed in SEEDS]


def test_a_thing_is_called_by_its_identifier_only_if_the_user_did():
    call = Done("c1", "rename_device", {"device_id": "DE-18426", "new_name": "Pip"}, {"display_name": "Pip"})
    unnamed = answers("Rename the first one to Pip", call, tools=("rename_device",))
    assert not any("DE-18426" in text for text in unnamed)
    named = answers("Rename DE-18426 to Pip", call, tools=("rename_device",))
    assert any("device DE-18426" in text for text in named)


def test_what_something_is_added_to_or_taken_from_keeps_its_preposition():
    add = Done("c1", "add_to_playlist", {"playlist_id": "PL-158", "song_id": "SO-1"}, {"song_count": 3})
    added = answers("Add SO-1 to PL-158", add, tools=("add_to_playlist",))
    assert any("to playlist PL-158" in text for text in added)
    pay = Done(
        "c1", "transfer_money", {"account_id": "51447", "iban": "DE1", "amount": 9}, {"new_balance": 1}
    )
    paid = answers("Send 9 to DE1 from 51447", pay, tools=("transfer_money",))
    assert any("from account 51447" in text for text in paid)
    assert not any(re.search(r"for (?:playlist|account) ", text) for text in added + paid)


def test_every_report_has_a_subject():
    call = Done("c1", "set_thermostat", {"target_temperature": 20}, {"current_temperature": 17})
    alone = answers("Heat to 20", call, tools=("set_thermostat",))
    second = answers("Sun times? Heat to 20", EARLIER, call, tools=("get_sun_times", "set_thermostat"))
    for text in alone + second:
        assert "thermostat" in text
        assert not re.search(r"(?:^|[.,:] )[Ss]et (?:the|your) thermostat", text), text
        assert "request went through" not in text


def test_what_goes_on_is_not_told_as_over():
    call = Done("c1", "play_song", {"song_id": "SO-1"}, {"now_playing": "Half the Night"})
    for text in answers("Play SO-1", call, tools=("play_song",)):
        assert not re.search(r"(?i)\bplayed\b", text), text
        assert re.search(r"(?i)\b(?:playing|on now|put the song on|put your song on)\b", text), text


def test_a_person_leads_the_sentence_in_the_small_letters_of_its_middle():
    call = Done("c1", "find_contact", {"name": "Damian Daly"}, {"home_address": "26 Davey Street", "phone": "123 456"})  # fmt: skip
    told = answers("Find Damian Daly", call, tools=("find_contact",))
    led = [text for text in told if text.startswith("For Damian Daly, ")]
    assert led
    assert not any(re.match(r"For Damian Daly, (?:[A-Z][a-z]+ is|[A-Z][a-z]*, |You|The)", text) for text in led), led  # fmt: skip


def test_what_is_made_for_a_day_is_not_made_on_it():
    call = Done("c1", "create_event", {"title": "Lunch", "start_time": "2025-11-13T12:00:00"}, {"event_id": "EV-1"})  # fmt: skip
    texts = answers("Create it", call, tools=("create_event",))
    assert any(re.search(r"for (?:the )?(?:\w+, )?(?:\w+ the )?(?:13|Nov)", text) for text in texts)
    assert not any(re.search(r"(?:created|in place|ready|set up)(?: for you)? on ", text) for text in texts)


def test_money_and_not_the_balance_arrives():
    result = {"new_balance": 562.5, "arrives_on": "2025-09-30"}
    call = Done("c1", "transfer_money", {"account_id": "51447", "iban": "DE1", "amount": 400}, result)
    texts = answers("Send 400 to DE1", call, tools=("transfer_money",))
    assert any("the money arrives" in text.lower() for text in texts)
    assert not any("it arrives" in text.lower() for text in texts)
