"""What an assistant remarks on: a met target, a passed limit, what was so before; and what can be done after an error."""

import random
import re

import pytest
from stage import TODAY, make_tool, readings_of, tools_named

from toolflow_generation.simulator.answers import Answer
from toolflow_generation.simulator.memory import Done
from toolflow_generation.simulator.remarks import remark, same_as_before

SEEDS = range(20)


def done(name, arguments, result, number=0):
    return Done(f"c{number}", name, arguments, result)


def remarked(tool, arguments, result):
    (reading,) = readings_of([tool])
    return {
        remark(done(tool.name, arguments, result), reading, result, random.Random(seed)) for seed in SEEDS
    }


def watch(label="target_price"):
    return make_tool(
        "watch_thing", "Watch a thing.", (label,), **{label: {"type": "number", "description": "x"}}
    )


@pytest.mark.parametrize(
    ("label", "field", "given", "found", "odd"),
    [
        ("target_price", "current_price", 300, 25.1, True),  # already cheaper than that
        ("target_price", "current_price", 20, 25.1, False),
        ("target_temperature", "current_temperature", 9, 24, True),  # already warmer than that
        ("target_temperature", "current_temperature", 25, 24, False),
        ("target_price", "current_temperature", 300, 25.1, False),  # two different things
        ("max_price", "total_price", 100, 120.5, True),
        ("max_price", "total_price", 150, 120.5, False),
        ("price", "total_price", 100, 120.5, False),  # no limit
    ],
)
def test_a_number_beyond_what_was_asked_for_is_remarked_on(label, field, given, found, odd):
    told = remarked(watch(label), {label: given}, {field: found})
    assert all(str(given) in each for each in told) if odd else told == {""}


def test_a_state_that_was_so_before_is_remarked_on():
    sort = make_tool("label_thing", "Sort a thing.", ("folder",), folder="The folder")
    assert all("work" in each for each in remarked(sort, {"folder": "work"}, {"previous_folder": "work"}))
    assert remarked(sort, {"folder": "work"}, {"previous_folder": "inbox"}) == {""}


def test_an_answer_says_what_is_odd_once():
    (reading,) = readings_of(tools_named("watch_price"))
    result = {"current_price": 25.1, "lowest_in_a_year": 21.64, "watch_ends": "2025-10-05"}
    call = done("watch_price", {"product_id": "PR1", "target_price": 300}, result)
    for seed in SEEDS:
        text = Answer("Watch it", [call], [reading], TODAY, random.Random(seed)).text()
        assert len(re.findall(r"\b300\b", text)) == 1 and "already" in text, text


def test_the_same_lookup_with_the_same_answer_is_told_as_unchanged():
    readings = readings_of(tools_named("get_sun_times"))
    result = {"sunrise": "06:10", "sunset": "18:20"}
    now, before = (
        done("get_sun_times", {"city": "Lyon"}, result, 1),
        done("get_sun_times", {"city": "Lyon"}, result),
    )
    assert same_as_before(now, [before])
    assert not same_as_before(now, [done("get_sun_times", {"city": "Nice"}, result)])
    assert not same_as_before(now, [done("get_sun_times", {"city": "Lyon"}, result | {"sunset": "18:18"})])
    unchanged = re.compile(r"changed|same as before|all as it was")
    for seed in SEEDS:
        text = Answer("Check again", [now], readings, TODAY, random.Random(seed), [before]).text()
        assert unchanged.search(text), text
        assert not unchanged.search(Answer("Check", [now], readings, TODAY, random.Random(seed)).text())


@pytest.mark.parametrize("error", ["Unknown city: Cancun.", "The service timed out, please try again."])
def test_an_error_names_the_deed_beside_others_and_always_says_what_can_be_done(error):
    readings = readings_of(tools_named("get_current_weather", "find_doctor"))
    good = done("get_current_weather", {"city": "Lyon"}, {"temperature": 21.5, "sky": "clear"})
    bad = done("find_doctor", {"specialty": "dentistry", "city": "Cancun"}, {"error": error}, 1)
    for seed in SEEDS:
        text = Answer("Weather and a doctor", [good, bad], readings, TODAY, random.Random(seed)).text()
        assert "doctor" in text, text
        way_on = (
            r"later|time|another|look|support|passing" if "timed" in error else r"city|speciality|specialty"
        )
        assert re.search(way_on, text.split(error.rstrip(".")[-12:])[-1]), text
        assert not re.search(r"passing thing|later", text) or "timed" in error, text


def test_no_list_is_silently_empty():
    readings = readings_of(tools_named("create_event"))
    call = done(
        "create_event",
        {"title": "Lunch", "start_time": "2025-10-01T12:00:00"},
        {"event_id": "EV-1", "conflicts": []},
    )
    for seed in SEEDS:
        assert "no conflicts" in Answer("Create it", [call], readings, TODAY, random.Random(seed)).text()
