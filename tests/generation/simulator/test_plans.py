from collections import Counter

import pytest
from stage import domains, make_tool, planned, readings_of, tools_named

from toolflow_generation.simulator.plans import SPREAD_MARK, action_words, third_person
from toolflow_generation.simulator.reading import read_tool
from toolflow_generation.simulator.scoring import find_tools

TRAVEL = tools_named("search_hotels", "book_hotel", "cancel_booking", "get_current_weather")


@pytest.mark.parametrize("steps", [1, 2, 3, 4, 5, 8])
def test_a_plan_has_exactly_the_wished_number_of_steps(steps):
    for seed in range(8):
        plan = planned(TRAVEL, steps=steps, seed=seed)
        assert len(plan) == steps
        assert all(
            step["kind"] in ("tool_call", "chitchat") and step["request"].endswith(".") for step in plan
        )


def test_chitchat_keeps_to_its_limit_and_never_opens():
    for seed in range(40):
        for steps, limit in ((3, 1), (5, 1), (6, 2)):
            kinds = [step["kind"] for step in planned(TRAVEL, steps=steps, max_chitchat=limit, seed=seed)]
            assert kinds.count("chitchat") <= limit
            assert kinds[0] == "tool_call"


def test_a_longer_plan_is_never_all_tool_calls_and_a_forbidden_chitchat_stays_out():
    for seed in range(20):
        assert any(step["kind"] == "chitchat" for step in planned(TRAVEL, steps=4, seed=seed))
        assert all(
            step["kind"] == "tool_call" for step in planned(TRAVEL, steps=3, max_chitchat=0, seed=seed)
        )


def test_a_plan_names_no_tool_and_shows_no_identifier():
    for number, tools in enumerate(domains()):
        for seed in range(6):
            for step in planned(tools[:5], seed=seed + number):
                assert "_" not in step["request"]
                assert not any(tool.name in step["request"] for tool in tools)


def test_each_tool_step_can_be_told_from_its_words_alone():
    total = unclear = 0
    for number, tools in enumerate(domains()):
        for seed in range(6):
            for step in planned(tools[:5], seed=seed + number):
                if step["kind"] == "tool_call":
                    total += 1
                    unclear += not find_tools(step["request"], readings_of(tools[:5]))
    assert total > 100
    assert unclear <= total * 0.05


def test_a_result_comes_before_what_needs_it():
    tools = tools_named("book_hotel", "search_hotels", "get_current_weather")
    for seed in range(20):
        named = [
            reading.tool.name
            for step in planned(tools, steps=3, seed=seed)
            if step["kind"] == "tool_call"
            for _, reading in find_tools(step["request"], readings_of(tools))
        ]
        if "book_hotel" in named:
            assert "search_hotels" in named[: named.index("book_hotel") + 1]


def test_shares_move_what_is_planned():
    def counts(parallel, sequential):
        kinds = Counter()
        for seed in range(60):
            for step in planned(
                TRAVEL,
                steps=3,
                seed=seed,
                shares={"parallel": parallel, "sequential": sequential, "chitchat": 0.0},
            ):
                kinds["spread"] += bool(SPREAD_MARK.search(step["request"]))
                kinds["several"] += len(find_tools(step["request"], readings_of(TRAVEL))) > 1
        return kinds

    plain, parallel, sequential = counts(0, 0), counts(1.0, 0), counts(0, 0.5)
    assert plain["spread"] == 0 and plain["several"] == 0
    assert parallel["spread"] >= 20
    assert sequential["several"] >= 20


def test_a_planner_speaks_of_the_user_in_the_third_person():
    assert third_person("check my inbox for me as I wish") == "check their inbox for them as they wish"


def test_action_words_become_more_exact():
    reading = read_tool(make_tool("v2_search_for_acme", "Search players.", ["q"], q="query"))
    assert "acme" not in action_words(reading, 0)
    assert "acme" in action_words(reading, 2)


@pytest.mark.parametrize(
    "tools",
    [
        [make_tool("ping")],
        [make_tool("a_b", "", ["x"], x={"type": "object"})],
        [make_tool("get_x", "天気", ["y"], y="都市")],
    ],
)
def test_odd_tools_can_be_planned_for(tools):
    assert len(planned(tools, steps=5)) == 5
