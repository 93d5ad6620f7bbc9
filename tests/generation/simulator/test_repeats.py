"""Several cases in one message: worded so that they are found again, and read as people may write them."""

import random
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stage import CONTEXT, STRING, STYLES, TODAY, make_tool, readings_of, tools_named, understood

from toolflow_generation.simulator.cases import multiply
from toolflow_generation.simulator.goal import Goal
from toolflow_generation.simulator.goals import GoalMaker
from toolflow_generation.simulator.memory import Memory
from toolflow_generation.simulator.repeats import say_row, say_same, split_repeats
from toolflow_generation.simulator.styles import style_of
from toolflow_generation.simulator.user_requests import RequestWriter
from toolflow_generation.simulator.world import World

NUMBER = {"type": "number"}
TRIANGLE = make_tool(
    "triangle_area", "Work out the area of a triangle.", ["base", "height"],
    base=NUMBER | {"description": "Length of the base in meters."}, height=NUMBER | {"description": "Height in meters."},
)  # fmt: skip
WEATHER, TABLE, EVENT = (
    tools_named(name) for name in ("get_current_weather", "reserve_table", "create_event")
)
AREAS = [{"base": 5, "height": 10}, {"base": 8, "height": 6}]
CITIES = [{"city": "Oslo"}, {"city": "Bergen"}, {"city": "Lyon"}]


@pytest.mark.parametrize(
    "text",
    [
        "What's the weather in Oslo? And the same for Bergen? And then the same for Lyon?",
        "Check the weather in Oslo, then the same for Bergen and the same for Lyon.",
        "Show me the weather three times: once in Oslo, once in Bergen, and once in Lyon.",
        "Show me the weather: first in Oslo, then in Bergen, and finally in Lyon.",
        "Show me the weather: 1) in Oslo; 2) in Bergen; 3) in Lyon.",
        "Show me the weather. The first time in Oslo. The second time in Bergen. The third time in Lyon.",
    ],
)
def test_cases_become_calls_in_order(text):
    assert understood(text, WEATHER) == [("get_current_weather", CITIES, set())]


@pytest.mark.parametrize(
    "text",
    [
        "Work out the area of a triangle with base 5 and height 10. Then the same with base 8 and height 6.",
        "Work out the area of a triangle: first with base 5 and height 10, then with base 8 and height 6.",
        "Work out the area of a triangle with base 5 m and height 10 meters, and the same with base 8 m and height 6 m.",
        "Work out the area of a triangle with base 5 and 8 and height 10 and 6, respectively.",
    ],
)
def test_each_case_has_its_own_values(text):
    assert understood(text, [TRIANGLE]) == [("triangle_area", AREAS, set())]


def test_what_a_further_case_does_not_say_it_takes_from_the_first():
    text = "Work out the area of a triangle with base 5 and height 10. And the same but with height 6."
    calls = [{"base": 5, "height": 10}, {"base": 5, "height": 6}]
    assert understood(text, [TRIANGLE]) == [("triangle_area", calls, set())]


def test_what_stands_before_a_row_holds_for_all_of_it():
    text = "Work out the area of a triangle with base 5: first with height 10, then with height 6."
    calls = [{"base": 5, "height": 10}, {"base": 5, "height": 6}]
    assert understood(text, [TRIANGLE]) == [("triangle_area", calls, set())]


def test_a_value_that_one_case_lacks_is_missing():
    text = "Work out the area of a triangle: first with base 5 and height 10, then with base 8."
    assert understood(text, [TRIANGLE])[0][2] == {"height"}


def test_lists_without_respectively_vary_the_first_parameter_only():
    (asked,) = understood(
        "Work out the area of a triangle with base 5 and 8 and height 10 and 6.", [TRIANGLE]
    )
    assert [call["base"] for call in asked[1]] == [5, 8] and {call["height"] for call in asked[1]} == {10}


@pytest.mark.parametrize(
    "text",
    [
        "Book the first one for March 3 on the same day.",
        "Do the same thing this evening in the same city.",
        "First, check the weather in Oslo.",
        "The first one is fine.",
        "Let me check once more. Weather in Oslo, please.",
        "Once in Oslo, I want to eat.",
        "Find a hotel in Oslo. Then book it for the same dates.",
    ],
)
def test_words_for_one_thing_open_no_further_case(text):
    assert split_repeats(text) is None


WORDS = st.lists(
    st.text(st.characters(categories=("Ll",), max_codepoint=0x7F), min_size=2, max_size=8).filter(
        lambda word: (
            word not in ("and", "then", "once", "do", "first", "next", "finally", "second", "third", "lastly")
        )
    ),
    min_size=1,
    max_size=4,
).map(lambda words: "for " + " ".join(words))


@given(st.lists(WORDS, min_size=2, max_size=4), st.booleans(), st.integers(0, 10_000))
def test_what_is_worded_as_cases_is_found_again(cases, countable, seed):
    """The two directions are inverse: whatever the form, the cases come back in order, and nothing else."""
    main = "Get me a report."
    same = " ".join(say_same(f"{main[:-1]} {cases[0]}.", cases[1:], countable, random.Random(seed)))
    found = split_repeats(same)
    assert found is not None and found.alone
    assert [same[left:right].strip(" .,") for left, right in found.items] == cases[1:]
    assert same[: found.head].strip(" .,") == f"Get me a report {cases[0]}"
    row = " ".join(say_row(main, cases, countable, random.Random(seed)))
    found = split_repeats(row)
    assert found is not None and not found.alone
    assert [row[left:right].strip(" .,;") for left, right in found.items] == cases


# -- what cases are made ---------------------------------------------------------------------------------------------


def goal_of(tool, seed):
    (reading,) = readings_of([tool])
    maker = GoalMaker(Memory([]), World(seed, CONTEXT), random.Random(seed), CONTEXT)
    return maker.make(reading, spread=True)


def test_cases_come_in_every_form_and_size():
    goals = [goal_of(tool, seed) for tool in (*WEATHER, TRIANGLE) for seed in range(80)]
    assert {len(goal.calls) for goal in goals} - {1} == {2, 3, 4}  # `here` is one place
    assert {(len(goal.spread) > 1, goal.apart) for goal in goals} >= {
        (False, False),
        (True, False),
        (True, True),
    }
    for goal in goals:
        assert all(left != right for i, left in enumerate(goal.calls) for right in goal.calls[:i])
        fixed = [{name: call[name] for name in call if name not in goal.spread} for call in goal.calls]
        assert all(each == fixed[0] for each in fixed)


def test_several_deeds_differ_in_what_they_are_done_to():
    """Nobody reserves one restaurant's table twice at the same time, or makes an event of one name at one time twice."""
    for seed in range(60):
        goal = goal_of(*EVENT, seed)
        if goal.apart:
            assert len({call["title"] for call in goal.calls}) == len(goal.calls)
            assert len({call["start_time"] for call in goal.calls}) == len(goal.calls)


def test_one_thing_is_not_changed_in_two_ways():
    rename = make_tool(
        "rename_device",
        "Rename a device.",
        ["device_id", "new_name"],
        device_id="ID of the device.",
        new_name="New name.",
    )
    (reading,) = readings_of([rename])
    assert reading.family == "change"
    for seed in range(40):
        goal = Goal(reading, [{"device_id": "DE-1", "new_name": "lamp"}])
        multiply(goal, CONTEXT, random.Random(seed), lambda reading, arguments: None)
        assert not goal.apart and "new_name" not in goal.spread


def test_one_thing_is_not_sent_back_for_two_reasons():
    for seed in range(30):
        assert not goal_of(*tools_named("return_order"), seed).apart


def test_a_tool_without_anything_to_vary_has_one_call():
    flags = make_tool(
        "set_mode", "Set the mode.", ["on"], on={"type": "boolean"}, names={"type": "array", "items": STRING}
    )
    assert len(goal_of(flags, 1).calls) == 1


@pytest.mark.parametrize("style", STYLES)
def test_cases_are_understood_as_they_were_meant(style):
    """The first wording already is mostly right, without falling back to plainer ones."""
    right = total = 0
    for tool in (*WEATHER, *TABLE, *EVENT, TRIANGLE):
        (reading,) = readings_of([tool])
        for seed in range(12):
            rng = random.Random(seed)
            scene = SimpleNamespace(
                rng=rng, style=style_of(style), today=TODAY, memory=Memory([]), world=World(seed, CONTEXT), context=CONTEXT,
                since=0, inputs=SimpleNamespace(offered=[reading], own=[reading]), history=(), turn={},
            )  # fmt: skip
            writer = RequestWriter(scene)
            goal = writer.maker.make(reading, spread=True)
            if len(goal.calls) < 2 or goal.refers or goal.thing:
                continue
            text = writer._word([goal], 1, "")
            asks = understood(text, [tool])
            total += 1
            right += len(asks) == 1 and sorted(map(str, asks[0][1])) == sorted(map(str, goal.calls))
    assert total >= 20 and right / total >= 0.6, (right, total)
