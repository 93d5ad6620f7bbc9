import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolflow_dataset.statistics import (
    RunStatistics,
    as_run,
    count_tokens,
    dialogue_statistics,
    drops,
    statistics,
)
from toolflow_dataset.types import Dialogue, Message, Provenance, Tool, ToolCall

TOOL = Tool("find_hotel", "Find a hotel.", {"type": "object", "properties": {"city": {"type": "string"}}})
OTHER = Tool("book_hotel", "Book a hotel.", {"type": "object", "properties": {}})
PROVENANCE = Provenance({}, 0, "", "", "graph+plan", "terse")


def call(*ids, name="find_hotel"):
    return Message("assistant", "", tuple(ToolCall(one, name, {"city": "Oslo"}) for one in ids))


def result(one, content='{"hotel": "Astra"}'):
    return Message("tool", content, tool_call_id=one)


def user(text="A hotel in Oslo?"):
    return Message("user", text)


def says(text="Astra."):
    return Message("assistant", text)


def dialogue(*messages, turn_steps=(), tools=(TOOL, OTHER)):
    return Dialogue(
        "graph_plan-000000", tools, (Message("system", "Today."), *messages), (), PROVENANCE, turn_steps
    )


def test_tokens_are_words_and_marks():
    # don ' t - 2 . 5 !  -> the apostrophe, the hyphen, the point and the mark each count
    assert count_tokens("don't-2.5!") == 8
    assert count_tokens("  ") == 0


def test_tokens_cover_content_calls_and_results():
    # "Today." 2, "A hotel in Oslo?" 5, find_hotel 1, {"city": "Oslo"} 9, {"hotel": "Astra"} 9, "Astra." 2
    counts = dialogue_statistics(dialogue(user(), call("a"), result("a"), says()))
    assert counts.tokens == 2 + 5 + 1 + 9 + 9 + 2


def test_the_counts_of_a_dialogue_by_hand():
    counts = dialogue_statistics(
        dialogue(
            user(),
            call("a", "b"),
            result("a"),
            result("b"),
            call("c", name="book_hotel"),
            result("c", '{"error": "full"}'),
            says("Full, sorry."),
            user("thanks"),
            says("Welcome."),
        )
    )
    assert (counts.messages, counts.calls, counts.call_turns, counts.rounds) == (10, 3, 2, 2)
    assert (counts.tool_rounds, counts.parallel_rounds, counts.sequential_rounds) == (1, 1, 1)
    assert (counts.error_rounds, counts.no_call_rounds, counts.clarifying_rounds) == (1, 1, 0)
    assert counts.called == {"find_hotel", "book_hotel"} == counts.offered


def test_a_question_answered_within_the_plan_step_is_clarifying():
    messages = (user("A hotel?"), says("In which city?"), user("Oslo"), call("a"), result("a"), says())
    assert dialogue_statistics(dialogue(*messages, turn_steps=(0, 0))).clarifying_rounds == 1
    assert dialogue_statistics(dialogue(*messages, turn_steps=(0, 1))).clarifying_rounds == 0
    assert dialogue_statistics(dialogue(*messages)).clarifying_rounds == 1


@pytest.mark.parametrize("reply", ["Sure.", "Hi! Anything else I can do?", "How may I help you today?"])
def test_a_closing_question_is_not_clarifying(reply):
    messages = (user("Hello"), says(reply), user(), call("a"), result("a"), says())
    assert dialogue_statistics(dialogue(*messages)).clarifying_rounds == 0


def test_shares_have_the_stated_denominators():
    counts = statistics(
        [
            dialogue(user(), call("a", "b"), result("a"), result("b"), says()),
            dialogue(user(), call("a"), result("a"), says(), user("ok"), says(), user("bye"), says()),
        ]
    )
    assert (counts.rounds, counts.tool_rounds) == (4, 2)
    assert counts.share("parallel") == 1 / 2
    assert counts.share("no_call") == 2 / 4


def test_nothing_counted_gives_undefined_shares():
    empty = RunStatistics()
    assert math.isnan(empty.share("parallel")) and math.isnan(empty.share("no_call"))
    document = empty.to_json()
    assert document["shares"] == dict.fromkeys(document["shares"], None)
    json.dumps(document, allow_nan=False)
    assert ("parallel, of tool rounds", "n/a") in empty.rows()


DIALOGUES = st.lists(
    st.sampled_from(
        [
            dialogue(user(), call("a"), result("a"), says()),
            dialogue(user("hi"), says()),
            dialogue(user(), call("a", "b"), result("a"), result("b", '{"error": 1}'), says(), tools=(TOOL,)),
        ]
    ),
    max_size=6,
)


@given(DIALOGUES, DIALOGUES, DIALOGUES)
def test_statistics_add_up(one, two, three):
    assert statistics(one) + statistics(two) == statistics(one + two)
    a, b, c = statistics(one), statistics(two), statistics(three)
    assert (a + b) + c == a + (b + c)
    assert a + b == b + a
    assert a + RunStatistics() == a
    assert sum((as_run(dialogue_statistics(item)) for item in one), RunStatistics()) == a


def test_drop_reasons_are_counted_and_grouped():
    total = drops(["no_call", "ungrounded:a.b", "ungrounded:c.d"]) + drops(["ungrounded:a.b"])
    assert total.dropped == {"no_call": 1, "ungrounded:a.b": 2, "ungrounded:c.d": 1}
    assert list(total.drop_kinds().items()) == [("ungrounded", 3), ("no_call", 1)]
    assert total.dialogues == 0
    assert ("dropped: ungrounded", "3") in total.rows()
    assert next(iter(total.to_json()["dropped"])) == "ungrounded:a.b"


def test_rows_begin_with_table_1():
    rows = statistics([dialogue(user(), call("a"), result("a"), says())] * 1200).rows()
    assert [label for label, _ in rows][:4] == ["dialogues", "tokens", "calls", "call turns"]
    assert rows[0][1] == "1,200"
    assert ("distinct tools called", "1 of 2 offered") in rows
