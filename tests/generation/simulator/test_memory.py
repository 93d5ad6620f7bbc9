import json

import pytest
from stage import CONTEXT, TODAY, made, readings_of, recall, said, tools_named

from toolflow_dataset.types import Message, ToolCall
from toolflow_generation.simulator.memory import key_of, remember
from toolflow_generation.simulator.pending import asks_back, last_reply, pending_ask, rounds_of

HOTELS = {
    "hotels": [
        {"hotel_id": "HO-1", "name": "Sea View", "price": 180},
        {"hotel_id": "HO-2", "name": "Old Port", "price": 95.5},
    ]
}


def test_calls_are_remembered_with_their_results_in_order():
    memory = recall(
        said("a", made("search", {"city": "Oslo"}, HOTELS, 1), "ok"),
        said("b", made("book", {"hotel_id": "HO-1"}, {"error": "full"}, 2)),
    )
    assert [(done.name, done.error) for done in memory.calls] == [("search", None), ("book", "full")]
    assert memory.calls[0].result == HOTELS


def test_results_of_parallel_calls_go_to_their_own_call():
    calls = (ToolCall("a", "f", {"x": 1}), ToolCall("b", "f", {"x": 2}))
    memory = remember(
        [
            Message("assistant", "", calls),
            Message("tool", '{"y": 20}', tool_call_id="b"),
            Message("tool", '{"y": 10}', tool_call_id="a"),
        ]
    )
    assert [done.result for done in memory.calls] == [{"y": 10}, {"y": 20}]


def test_facts_are_scalars_with_their_call_and_place_in_the_list():
    memory = recall(said("a", made("search", {"city": "Oslo"}, HOTELS)))
    facts = {(fact.name, fact.value, fact.item, fact.given) for fact in memory.facts}
    assert ("city", "Oslo", -1, True) in facts
    assert ("hotel_id", "HO-2", 1, False) in facts
    assert len(facts) == 7


def test_an_error_gives_no_facts_but_its_arguments_do():
    memory = recall(said("a", made("book", {"hotel_id": "HO-1"}, {"error": "No room left."})))
    assert [(fact.name, fact.value) for fact in memory.facts] == [("hotel_id", "HO-1")]


def test_a_history_that_grows_keeps_what_was_remembered_of_it():
    history = [*said("a", made("search", {"city": "Oslo"}, HOTELS, 1), "ok")]
    before = remember(history)
    history += said("b", made("search", {"city": "Bergen"}, HOTELS, 2))
    after = remember(history)
    assert after.calls[0] is before.calls[0]
    assert after.facts[: len(before.facts)] == before.facts
    assert [fact.call for fact in after.matching("hotel_id", "")] == [1, 1, 0, 0]
    assert [fact.call for fact in remember(history[4:]).facts] == [0] * len(before.facts)


def test_a_call_has_no_result_until_it_comes_and_the_last_one_counts():
    call = Message("assistant", "", (ToolCall("a", "f", {"x": 1}),))
    answers = [Message("tool", text, tool_call_id="a") for text in ('{"y": 2}', '{"y": 3}')]
    stray = Message("tool", '{"y": 4}', tool_call_id="b")
    results = [remember([call, stray, *answers[:count]]).calls[0].result for count in range(3)]
    assert results == [None, {"y": 2}, {"y": 3}]


def test_a_call_that_takes_anothers_id_gets_its_result():
    calls = [Message("assistant", "", (ToolCall("a", "f", {"x": x}),)) for x in (1, 2)]
    memory = remember([*calls, Message("tool", '{"y": 2}', tool_call_id="a")])
    assert [(done.arguments, done.result) for done in memory.calls] == [
        ({"x": 1}, None),
        ({"x": 2}, {"y": 2}),
    ]


@pytest.mark.parametrize(
    "result", [{"error": None}, {"error": "x", "a": 1, "b": 2}, {"errors": "x"}, [], "text", 3, None]
)
def test_what_is_no_error_is_none(result):
    assert recall(said("a", made("f", {}, result))).calls[0].error is None


def test_a_result_that_is_no_json_is_kept_as_text():
    call = ToolCall("a", "f", {})
    memory = remember([Message("assistant", "", (call,)), Message("tool", "<html>", tool_call_id="a")])
    assert memory.calls[0].result == "<html>"
    assert memory.facts == []


@pytest.mark.parametrize(
    ("result", "name", "value"),
    [
        ({"hotel_id": "HO-1"}, "hotel_id", "HO-1"),
        ({"hotelId": "HO-1"}, "hotel_id", "HO-1"),
        ({"flights": [{"id": "F1"}]}, "flight_id", "F1"),
    ],
)
def test_a_fact_matches_a_parameter_by_name_or_as_the_id_of_its_list(result, name, value):
    memory = recall(said("a", made("search", {}, result)))
    assert [fact.value for fact in memory.matching(name, name)] == [value]


def test_a_common_name_alone_matches_nothing_and_other_ids_do_not_match():
    memory = recall(said("a", made("search", {}, {"name": "Ana", "status": "ok", "order_id": "O1"})))
    assert memory.matching("name", "name") == []
    assert memory.matching("hotel_id", "hotel ID") == []


def test_matching_facts_come_latest_call_first():
    memory = recall(
        said("a", made("f", {"city": "Oslo"}, {}, 1)), said("b", made("f", {"city": "Bergen"}, {}, 2))
    )
    assert [fact.value for fact in memory.matching("city", "city")] == ["Bergen", "Oslo"]


def test_names_are_compared_by_their_words():
    assert key_of("hotelIds") == key_of("hotel_id") != key_of("order_id")


def test_known_strings_are_distinct_and_of_some_length():
    memory = recall(said("a", made("f", {"a": "Oslo", "b": "ab"}, {"c": "Oslo", "d": "2025", "e": "x" * 90})))
    assert memory.known_strings() == ["Oslo"]


def test_rounds_begin_at_user_messages():
    history = [*said("a", made("f", {}, {}), "ok"), *said("b", "sure")]
    assert [len(messages) for messages in rounds_of(history)] == [4, 2]
    assert rounds_of([]) == []


def test_only_a_final_reply_counts_as_one():
    history = said("a", made("f", {}, {}))
    assert last_reply(history) is None
    assert last_reply([*history, Message("assistant", "Done.")]).content == "Done."


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("Which city?", True),
        ('Would "Oslo" do?"', True),
        ("Done.", False),
        ("Why? Because.", False),
        ("", False),
    ],
)
def test_a_reply_asks_back_if_it_ends_in_a_question(text, asks):
    assert asks_back(text) is asks


def test_a_tool_message_is_remembered_as_json_text():
    assert json.loads(made("f", {}, HOTELS)[1].content) == HOTELS


def test_nothing_is_pending_after_a_statement_or_at_the_start():
    readings = readings_of(tools_named("get_current_weather"))
    assert pending_ask([], readings, TODAY, CONTEXT) is None
    assert pending_ask(said("What's the weather in Oslo?", "It is sunny."), readings, TODAY, CONTEXT) is None
    ask = pending_ask(said("What's the weather?", "Which city?"), readings, TODAY, CONTEXT)
    assert ask.reading.tool.name == "get_current_weather"
    assert [slot.name for slot in ask.missing] == ["city"]


def test_a_failed_call_that_was_asked_about_is_pending_with_its_arguments():
    readings = readings_of(tools_named("get_current_weather"))
    history = said(
        "What's the weather in Oslo?",
        made("get_current_weather", {"city": "Oslo"}, {"error": "unknown city"}),
        "Another city?",
    )
    assert pending_ask(history, readings, TODAY, CONTEXT).calls == [{"city": "Oslo"}]
