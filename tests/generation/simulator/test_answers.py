"""Final answers: they name values from the results, in prose, and are honest about failures."""

import random
import re

import pytest
from stage import TODAY, make_tool, readings_of, tools_named

from toolflow_generation.leaks import has_json
from toolflow_generation.simulator.answers import Answer
from toolflow_generation.simulator.apologies import apology
from toolflow_generation.simulator.memory import Done

SEEDS = range(25)
TRAVEL = tools_named("search_hotels", "book_hotel", "get_current_weather", "delete_event", "find_free_slot")
STAY = {"city": "Bergen", "check_in": "2026-03-03", "check_out": "2026-03-07"}


def answer(text, *done, seed=1, tools=TRAVEL):
    return Answer(text, done, readings_of(tools), TODAY, random.Random(seed)).text()


def done(name, arguments, result, number=0):
    return Done(f"c{number}", name, arguments, result)


def leaves(value):
    if isinstance(value, dict):
        return [leaf for inner in value.values() for leaf in leaves(inner)]
    if isinstance(value, list):
        return [leaf for inner in value for leaf in leaves(inner)]
    return [value]


RESULTS = [
    {"temperature": 8.5, "sky": "drizzle", "humidity_percent": 42},
    {
        "hotels": [
            {"hotel_id": "HO-1111", "name": "Sea View", "price_per_night": 180.0},
            {"hotel_id": "HO-2222", "name": "Old Port", "price_per_night": 95.5},
        ]
    },
    {"data": {"items": [{"title": "Night Ferry", "play_count": 123}], "total": 1}},
    {"value": 17},
    {"names": ["Ana", "Ben", "Cleo"]},
    {"forecast": [{"date": "2025-09-14", "high": 18.5}]},
    {"booking_id": "BK-77120"},
    ["Ana", "Ben"],
    [{"name": "Ana", "age": 31}],
    {"status": "OUT_OF_STOCK", "order_total": 33.75, "currency": "EUR"},
]


@pytest.mark.parametrize("result", RESULTS, ids=str)
def test_an_answer_names_a_value_of_the_result_in_prose(result):
    spoken = [str(leaf).removesuffix(".0") for leaf in leaves(result)] + ["September", "Sep", "out of stock"]
    for seed in SEEDS:
        text = answer(
            "What's the weather in Bergen?",
            done("get_current_weather", {"city": "Bergen"}, result),
            seed=seed,
        )
        assert any(value in text for value in spoken), text
        assert not has_json(text) and "{" not in text
        assert not re.search(r"\b[a-z0-9]+_[a-z0-9_]+\b", text), text
        assert text[0].isupper() or not text[0].isalpha()
        assert text.rstrip()[-1] in '.!?")'


@pytest.mark.parametrize(
    "result", [{}, [], {"hotels": []}, None, "", {"data": None}, {"a": {}}, "plain words", 7, True]
)
def test_an_empty_or_odd_result_still_gets_a_sentence(result):
    for seed in SEEDS:
        text = answer("Find hotels in Bergen", done("search_hotels", STAY, result), seed=seed)
        assert text.strip()
        assert not has_json(text)
        assert "None" not in text


def test_each_of_several_results_is_told_and_kept_apart():
    pair = (
        done("get_current_weather", {"city": "Lyon"}, {"temperature": 21.5}),
        done("get_current_weather", {"city": "Bergen"}, {"temperature": 8.5}, 1),
    )
    for seed in SEEDS:
        text = answer("What's the weather in Lyon and Bergen?", *pair, seed=seed)
        assert "21.5" in text and "8.5" in text
        assert text.index("21.5") < text.index("8.5", text.index("21.5") + 4)
        assert "Lyon" in text or "Bergen" in text


def test_what_worked_and_what_failed_are_both_told():
    pair = (
        done("get_current_weather", {"city": "Lyon"}, {"temperature": 21.5}),
        done("get_current_weather", {"city": "Bergen"}, {"error": "No station in Bergen reports."}, 1),
    )
    for seed in SEEDS:
        text = answer("What's the weather in Lyon and Bergen?", *pair, seed=seed)
        assert "21.5" in text
        assert "station in Bergen reports" in text


def test_a_failed_call_that_was_repeated_with_success_is_told_as_a_success():
    calls = (
        done("get_current_weather", {"city": "Lyon"}, {"error": "timed out"}),
        done("get_current_weather", {"city": "Lyon"}, {"temperature": 21.5}, 1),
    )
    for seed in SEEDS:
        text = answer("What's the weather in Lyon?", *calls, seed=seed)
        assert "21.5" in text
        assert "timed out" not in text


def test_what_was_asked_about_is_told():
    result = {
        "temperature": 8.5,
        "sky": "drizzle",
        "humidity_percent": 42,
        "wind_speed": 13,
        "pressure": 1003,
        "visibility": 9,
    }
    call = done("get_current_weather", {"city": "Bergen"}, result)
    told = sum("42" in answer("Tell me the humidity in Bergen", call, seed=seed) for seed in SEEDS)
    assert told >= len(SEEDS) * 0.9


@pytest.mark.parametrize(
    "error", ["No hotel with ID HO-59728 was found.", "the card was declined", "QUOTA_EXCEEDED"]
)
@pytest.mark.parametrize("ask", [True, False])
def test_an_apology_carries_the_cause(error, ask):
    (reading,) = readings_of(tools_named("book_hotel"))
    cause = error.rstrip(".").replace("_", " ").lower()
    for seed in SEEDS:
        text = apology(
            done("book_hotel", {"hotel_id": "HO-59728"}, {"error": error}), reading, random.Random(seed), ask
        )
        assert cause in text.lower(), text
        assert "_" not in text


def test_an_apology_that_asks_names_something_to_change():
    (reading,) = readings_of(tools_named("get_current_weather"))
    questions = [
        apology(
            done("get_current_weather", {"city": "Oslo"}, {"error": "x"}), reading, random.Random(seed), True
        )
        for seed in SEEDS
    ]
    asking = [text for text in questions if text.endswith("?")]
    assert asking and all("city" in text for text in asking)


def test_a_call_of_an_unknown_tool_is_answered_too():
    assert "17" in answer("x", done("mystery", {}, {"value": 17}), tools=[make_tool("other")])
