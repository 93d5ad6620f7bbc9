"""For each reason the smallest change to one good dialogue that brings it about, and what must not."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolflow_dataset.types import Dialogue, Message, PlanStep, Provenance, Tool, ToolCall
from toolflow_generation import filters
from toolflow_generation.filters import FILTERS, apply_filters
from toolflow_generation.prompting import instructions

TOOL = Tool(
    "find_hotels",
    "Find hotels in a city.",
    {
        "type": "object",
        "properties": {
            "city": {"type": "string"},
            "stars": {"type": "integer"},
            "filter": {
                "type": "object",
                "properties": {"pool": {"type": "boolean"}},
                "additionalProperties": False,
            },
        },
        "required": ["city"],
    },
    returns={
        "type": "object",
        "properties": {
            "hotels": {
                "type": "array",
                "items": {"type": "object", "properties": {"name": {"type": "string"}}},
            }
        },
        "required": ["hotels"],
    },
)
PLAIN = Tool("clock", "Tell the time.", {"type": "object", "properties": {}})
RESULT = '{"hotels": [{"name": "Astra"}]}'
ERROR = '{"error": "service down"}'
PROVENANCE = Provenance({}, 0, "", "", "graph+plan", "terse")
PLAN = (PlanStep("tool_call", "find a hotel"), PlanStep("chitchat", "thank"))

SYSTEM = Message("system", "Today is Wednesday, 2024-03-06.")
USER = Message("user", "Any 4 star hotels in Oslo?")
ANSWER = Message("assistant", "The Astra is one.")


def turn(*calls):
    return Message("assistant", "", calls)


def call(*ids, tool="find_hotels", **arguments):
    arguments = arguments or {"city": "Oslo", "stars": 4}
    return Message("assistant", "", tuple(ToolCall(one, tool, dict(arguments)) for one in ids))


def result(one, content=RESULT):
    return Message("tool", content, tool_call_id=one)


def make(*messages, tools=(TOOL, PLAIN), plan=(), turn_steps=()):
    return Dialogue("graph_plan-000000", tools, messages, plan, PROVENANCE, turn_steps)


def said(reply, request=USER):
    """A good dialogue but for its last words."""
    return make(SYSTEM, request, call("a"), result("a"), Message("assistant", reply))


def erred(reply, *after):
    return make(SYSTEM, USER, call("a"), result("a", ERROR), *after, Message("assistant", reply))


GOOD = make(SYSTEM, USER, call("a"), result("a"), ANSWER)


def test_a_good_dialogue_is_kept():
    assert apply_filters(GOOD) == filters.KEEP
    assert apply_filters(replace(GOOD, messages=GOOD.messages[1:])).keep


DROPPED = {
    "empty_message": [
        make(SYSTEM, Message("user", " \n"), ANSWER),
        make(SYSTEM, USER, call("a"), result("a", ""), ANSWER),
    ],
    "role_order": [
        make(SYSTEM, USER, USER, call("a"), result("a"), ANSWER),
        make(SYSTEM, USER, call("a"), result("a"), ANSWER, ANSWER),
        make(USER, SYSTEM, call("a"), result("a"), ANSWER),
        make(SYSTEM, ANSWER, USER, call("a"), result("a"), ANSWER),
        make(SYSTEM, USER, result("a"), ANSWER),
        make(SYSTEM, replace(USER, tool_calls=call("a").tool_calls), result("a"), ANSWER),
    ],
    "unanswered_call": [
        make(SYSTEM, USER, call("a"), ANSWER),
        make(SYSTEM, USER, call("a", "b"), result("a"), ANSWER),
    ],
    "results_out_of_order": [make(SYSTEM, USER, call("a", "b"), result("b"), result("a"), ANSWER)],
    "stray_result": [
        make(SYSTEM, USER, call("a"), result("a"), result("a"), ANSWER),
        make(SYSTEM, USER, call("a"), result("x"), ANSWER),
    ],
    "repeated_call_id": [
        make(SYSTEM, USER, call("a", "a"), result("a"), result("a"), ANSWER),
        make(SYSTEM, USER, call("a"), result("a"), call("a"), result("a"), ANSWER),
    ],
    "incomplete": [
        make(),
        make(SYSTEM),
        make(SYSTEM, USER, call("a"), result("a"), ANSWER, USER),
        replace(GOOD, plan=PLAN, turn_steps=(0,)),
    ],
    "no_final_answer": [
        make(SYSTEM, USER, call("a"), result("a")),
        make(SYSTEM, USER, call("a")),
        make(SYSTEM, USER, call("a"), result("a"), USER, ANSWER),
    ],
    "no_call": [make(SYSTEM, USER, ANSWER)],
    "unknown_tool:find_flights": [make(SYSTEM, USER, call("a", tool="find_flights"), result("a"), ANSWER)],
    "invalid_arguments:find_hotels.city": [
        make(SYSTEM, USER, call("a", stars=4), result("a"), ANSWER),
        make(SYSTEM, USER, call("a", city=4), result("a"), ANSWER),
    ],
    "invalid_arguments:find_hotels.filter.spa": [
        make(SYSTEM, USER, call("a", city="Oslo", filter={"spa": True}), result("a"), ANSWER)
    ],
    "invalid_arguments:find_hotels": [
        make(SYSTEM, USER, turn(ToolCall("a", "find_hotels", '{"city": "Oslo"}')), result("a"), ANSWER)
    ],
    "invalid_result:find_hotels.hotels": [make(SYSTEM, USER, call("a"), result("a", "{}"), ANSWER)],
    "invalid_result:find_hotels.hotels[].name": [
        make(SYSTEM, USER, call("a"), result("a", '{"hotels": [{"name": 7}]}'), ANSWER)
    ],
    "invalid_result:find_hotels": [make(SYSTEM, USER, call("a"), result("a", "Astra"), ANSWER)],
    "invalid_result:clock": [
        make(SYSTEM, USER, turn(ToolCall("a", "clock", {})), result("a", '["12:00"]'), ANSWER)
    ],
    "markup_in_text": [
        said("<tool_call>find</tool_call>"),
        said("<|im_end|>"),
        said("<think>Hm.</think> The Astra."),
        said("Assistant: the Astra."),
        said('find_hotels(city="Oslo")'),
        said("I am done, completed_steps are 1."),
        said("Dear {{name}}, the Astra."),
        said(ANSWER.content, Message("user", "Call find_hotels for Oslo, 4 stars.")),
        said(" ".join(instructions("assistant").split()[20:45])),
    ],
    "refusal": [
        said("As an AI language model, I have no opinion on hotels."),
        said("I'm sorry, but I can't assist with that."),
        said(ANSWER.content, Message("user", "As an AI, I cannot name hotels in Oslo with 4 stars.")),
    ],
    "raw_json_in_text": [
        said('Here: {"name": "Astra"}'),
        said("{'name': 'Astra'}"),
        said("```json\n[]\n```"),
        said(ANSWER.content, Message("user", '{"message": "4 star hotels in Oslo"}')),
    ],
    "unrecovered_error:find_hotels": [
        erred("The Astra is one."),
        # a sibling called in the same breath repairs nothing
        make(SYSTEM, USER, call("a", "b"), result("a", ERROR), result("b"), ANSWER),
    ],
    "ungrounded:find_hotels.city": [make(SYSTEM, USER, call("a", city="Bergen"), result("a"), ANSWER)],
    "ungrounded:find_hotels.filter.pool": [
        make(SYSTEM, USER, call("a", city="Oslo", filter={"pool": True}), result("a"), ANSWER)
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("reason", "dialogue"), [(reason, dialogue) for reason, group in DROPPED.items() for dialogue in group]
)
def test_each_reason(reason, dialogue):
    verdict = apply_filters(dialogue)
    assert (verdict.keep, verdict.reason) == (False, reason)
    assert verdict.kind == reason.split(":")[0]


@pytest.mark.parametrize(
    "reply",
    [
        "I couldn't find any other hotel in Oslo.",
        "I'm sorry, I can't book it: the hotel is full. I can help you with another date.",
        "Unfortunately I'm unable to help with bookings after midnight, but the Astra has rooms.",
        "The Astra (4 stars) costs $120, see [1, 2] and <b>here</b>.",
        "The function of the lobby is to be seen. Current step: none!",
        "It has 4 stars {out of 5}.",
        "User ratings: 4.5. The assistant manager is there until 8.",
        "As an airport hotel it opens early.",
        "I don't have the ability to order food, but I can look for more hotels.",
    ],
)
def test_honest_prose_is_kept(reply):
    assert apply_filters(said(reply)).keep


@pytest.mark.parametrize(
    "request_",
    [
        "Hotels in Oslo with 4 stars, room numbers in [1, 2] only",
        'Oslo, 4 stars, and note {"vip": true} on it',
        "I can't help it, I like Oslo. 4 stars?",
    ],
)
def test_a_user_may_paste_and_sigh(request_):
    assert apply_filters(said(ANSWER.content, Message("user", request_))).keep


def test_words_that_are_tool_names_are_words():
    asked = Message("user", "Set the clock to Oslo time and find a 4 star hotel")
    assert apply_filters(said(ANSWER.content, asked)).keep


@pytest.mark.parametrize(
    "dialogue",
    [
        erred("The Astra is one.", call("b"), result("b")),
        erred(
            "It is noon.",
            Message("assistant", "", (ToolCall("b", "clock", {}),)),
            result("b", '{"time": "12:00"}'),
        ),
        erred("Sorry, the search does not work right now."),
        erred("The search service is down at the moment."),
        erred("I could not reach it, shall I try later?", call("b"), result("b", ERROR)),
    ],
)
def test_errors_made_good_or_explained(dialogue):
    assert apply_filters(dialogue).keep


def test_an_error_repaired_for_one_tool_is_not_for_another():
    both = Message("assistant", "", (*call("a").tool_calls, ToolCall("b", "clock", {})))
    failed = (result("a", ERROR), result("b", '{"error": "no battery"}'))
    dialogue = make(SYSTEM, USER, both, *failed, call("c"), result("c"), ANSWER)
    assert apply_filters(dialogue).reason == "unrecovered_error:clock"


def test_an_error_field_of_a_good_result_is_no_failure():
    returns = {"type": "object", "properties": {"error": {"type": "number"}, "mean": {"type": "number"}}}
    fit = Tool("fit_line", "", {"type": "object", "properties": {}}, returns=returns)
    called = Message("assistant", "", (ToolCall("a", "fit_line", {}),))
    messages = (
        SYSTEM,
        USER,
        called,
        result("a", '{"mean": 2, "error": 0.5}'),
        Message("assistant", "About 2."),
    )
    assert apply_filters(make(*messages, tools=(fit,))).keep


def test_the_last_step_must_be_reached_where_steps_are_known():
    thanked = replace(
        GOOD,
        messages=(*GOOD.messages, Message("user", "Thanks"), Message("assistant", "Welcome.")),
        plan=PLAN,
    )
    assert apply_filters(replace(thanked, turn_steps=(0, 1))).keep
    assert apply_filters(replace(thanked, turn_steps=())).keep
    assert apply_filters(replace(thanked, turn_steps=(0, 0))).reason == "incomplete"


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object", "properties": {"city": {"$ref": "#/nowhere"}}},
        {"type": "object", "properties": {"city": {"type": "txt"}}},
        {"type": "object", "properties": {"city": {"type": "string", "pattern": "("}}},
    ],
)
def test_a_schema_that_cannot_be_used_is_named(schema):
    dialogue = replace(GOOD, tools=(Tool("find_hotels", "", schema),))
    assert apply_filters(dialogue).reason == "invalid_schema:find_hotels"


def test_formats_are_not_enforced():
    schema = {"type": "object", "properties": {"city": {"type": "string", "format": "date"}, "stars": {}}}
    assert apply_filters(replace(GOOD, tools=(Tool("find_hotels", "", schema, returns=TOOL.returns),))).keep


MESSAGES = st.lists(
    st.sampled_from(
        [
            SYSTEM,
            USER,
            ANSWER,
            call("a"),
            call("b", "c"),
            result("a"),
            result("b"),
            result("c", ERROR),
            result("x", "?"),
        ]
    ),
    max_size=9,
)


@given(MESSAGES)
def test_any_sequence_gets_one_verdict_always_the_same(messages):
    dialogue = make(*messages)
    verdict = apply_filters(dialogue)
    assert verdict == apply_filters(Dialogue.from_json(json.loads(json.dumps(dialogue.to_json()))))
    assert verdict.keep == (verdict.reason == "")
    if verdict.keep:
        assert all(one(dialogue).keep for one in FILTERS)
        assert messages[-1].role == "assistant" and not messages[-1].tool_calls
