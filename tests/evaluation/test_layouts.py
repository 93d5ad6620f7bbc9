"""Each layout by the smallest record that shows it, and what is said of a malformed one."""

from __future__ import annotations

import json
from typing import Any

import pytest

from toolflow_dataset.errors import SchemaError
from toolflow_evaluation.layouts import read_record

WEATHER = {
    "name": "weather",
    "description": "Sky of a place",
    "parameters": {"type": "object", "properties": {}},
}


def read(record: Any) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    conversation = read_record(record, "f.jsonl:7")
    assert conversation.place == "f.jsonl:7"
    return conversation.to_openai(), [dict(tool) for tool in conversation.tools]


def call(name: str, arguments: dict[str, Any], call_id: str) -> dict[str, Any]:
    return {"id": call_id, "type": "function", "function": {"name": name, "arguments": arguments}}


def test_openai_messages_with_arguments_as_objects_and_as_text() -> None:
    messages = [
        {
            "role": "developer",
            "content": [{"type": "text", "text": "Be"}, {"type": "text", "text": "brief."}],
        },
        {"role": "user", "content": "Sky?", "tool_calls": None, "name": None},
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [
                {"id": "a", "type": "function", "function": {"name": "weather", "arguments": '{"at": 0.3}'}},
                {"type": "function", "function": {"name": "weather", "arguments": {"at": 2}}},
            ],
        },
        {"role": "tool", "content": {"sky": "clear"}, "tool_call_id": "a"},
        {"role": "assistant", "content": "Clear."},
    ]
    wrapped = {"type": "function", "function": WEATHER}
    found, tools = read({"messages": messages, "tools": [wrapped]})
    assert found == [
        {"role": "system", "content": "Be\nbrief."},
        {"role": "user", "content": "Sky?"},
        {
            "role": "assistant",
            "content": "",
            "tool_calls": [call("weather", {"at": 0.3}, "a"), call("weather", {"at": 2}, "call_2_1")],
        },
        {"role": "tool", "content": '{"sky": "clear"}', "tool_call_id": "a"},
        {"role": "assistant", "content": "Clear."},
    ]
    assert tools == [WEATHER]


def test_messages_and_tools_as_json_text() -> None:
    messages = [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}]
    whole = read({"messages": json.dumps(messages), "tools": json.dumps([WEATHER])})
    parts = read({"messages": [json.dumps(each) for each in messages], "functions": [json.dumps(WEATHER)]})
    assert whole == parts == (messages, [WEATHER])


def test_the_older_function_call() -> None:
    found, _ = read(
        {
            "messages": [
                {
                    "role": "assistant",
                    "content": None,
                    "function_call": {"name": "weather", "arguments": "{}"},
                },
                {"role": "function", "name": "weather", "content": "clear"},
            ]
        }
    )
    assert found[0]["tool_calls"] == [call("weather", {}, "call_0_0")]
    assert found[1] == {"role": "tool", "content": "clear"}


def test_sharegpt_with_parallel_calls_a_system_field_and_tools_as_text() -> None:
    two = [{"name": "weather", "arguments": {"at": 1}}, {"name": "weather", "arguments": '{"at": 2}'}]
    record = {
        "system": "Be brief.",
        "conversations": [
            {"from": "human", "value": "Sky at 1 and 2?"},
            {"from": "function_call", "value": json.dumps(two)},
            {"from": "observation", "value": '{"sky": "clear"}'},
            {"from": "observation", "value": '{"sky": "grey"}'},
            {"from": "gpt", "value": "Clear and grey."},
        ],
        "tools": json.dumps([WEATHER]),
    }
    found, tools = read(record)
    assert [each["role"] for each in found] == ["system", "user", "assistant", "tool", "tool", "assistant"]
    assert found[2]["tool_calls"] == [
        call("weather", {"at": 1}, "call_1_0"),
        call("weather", {"at": 2}, "call_1_1"),
    ]
    assert [each["tool_call_id"] for each in found[3:5]] == ["call_1_0", "call_1_1"]
    assert tools == [WEATHER]


@pytest.mark.parametrize("empty", ["", "[]", None, []])
def test_no_tools(empty: Any) -> None:
    record = {
        "conversations": [{"from": "human", "value": "Hi"}, {"from": "gpt", "value": "Hello"}],
        "tools": empty,
    }
    assert read(record)[1] == []


def test_turns_with_role_and_content_are_messages() -> None:
    record = {"dialogue_id": "SNG1", "domains": ["taxi"], "turns": [{"role": "user", "content": "A taxi ."}]}
    assert read(record)[0] == [{"role": "user", "content": "A taxi ."}]


def test_sgd_calls_are_named_by_their_service() -> None:
    frame = {
        "service": "Hotels_1",
        "service_call": {"method": "Find", "parameters": {"city": "Lyon"}},
        "service_results": [{"hotel": "Ritz"}],
    }
    record = {
        "dialogue_id": "1",
        "turns": [
            {"speaker": "USER", "utterance": "A hotel in Lyon.", "frames": [{"service": "Hotels_1"}]},
            {"speaker": "SYSTEM", "utterance": "The Ritz.", "frames": [frame]},
        ],
    }
    assert read(record)[0] == [
        {"role": "user", "content": "A hotel in Lyon."},
        {
            "role": "assistant",
            "content": "",
            "tool_calls": [call("Hotels_1_Find", {"city": "Lyon"}, "call_1_0")],
        },
        {"role": "tool", "content": '[{"hotel": "Ritz"}]', "tool_call_id": "call_1_0"},
        {"role": "assistant", "content": "The Ritz."},
    ]


def test_a_query_with_answers() -> None:
    record = {
        "query": "Sky at 1?",
        "tools": json.dumps([WEATHER]),
        "answers": '[{"name": "weather", "arguments": {"at": 1}}]',
    }
    found, tools = read(record)
    assert found[1]["tool_calls"] == [call("weather", {"at": 1}, "call_1_0")]
    assert tools == [WEATHER]


def test_a_schema_under_another_key_becomes_parameters_in_its_place() -> None:
    tool = {"name": "weather", "input_schema": {"type": "object"}, "description": "Sky"}
    _, (found,) = read({"messages": [], "tools": [tool]})
    assert list(found.items()) == [
        ("name", "weather"),
        ("parameters", {"type": "object"}),
        ("description", "Sky"),
    ]


def test_plan_steps_of_our_rows_are_kept() -> None:
    assert read_record({"messages": [], "turn_steps": [0, 0, 1]}, "x").turn_steps == (0, 0, 1)


USER = {"role": "user", "content": "Hi"}


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ("text", "got 'text', expected an object"),
        ({}, "no dialogue in it (it has no keys); expected `messages`"),
        ({"text": "x", "label": 1}, "no dialogue in it (it has text, label)"),
        ({"messages": 7}, "`messages`: got 7, expected a list"),
        ({"messages": "no json"}, "`messages`: got 'no json', expected JSON"),
        ({"messages": [USER, 3]}, "`messages[1]`: got 3, expected an object"),
        ({"messages": [USER, {"role": "usr"}]}, "`messages[1].role`: got 'usr', expected one of system"),
        ({"messages": [{"role": "user", "content": 3}]}, "`messages[0].content`: got 3, expected a text"),
        ({"messages": [{"role": "assistant", "tool_calls": 5}]}, "`messages[0].tool_calls`: got 5"),
        (
            {
                "messages": [
                    {"role": "assistant", "tool_calls": [{"function": {"name": "f", "arguments": "{"}}]}
                ]
            },
            "`messages[0].tool_calls[0].function.arguments`: got '{', expected JSON",
        ),
        (
            {"messages": [{"role": "assistant", "tool_calls": [{"function": {"arguments": {}}}]}]},
            "`messages[0].tool_calls[0].function.name`: got None",
        ),
        ({"conversations": [{"from": "alien", "value": ""}]}, "`conversations[0].from`: got 'alien'"),
        (
            {"conversations": [{"from": "function_call", "value": "run"}]},
            "`conversations[0].value`: got 'run'",
        ),
        (
            {"turns": [{"speaker": "X", "utterance": ""}]},
            "`turns[0].speaker`: got 'X', expected USER or SYSTEM",
        ),
        ({"messages": [USER], "tools": [{"description": "x"}]}, "`tools[0].name`: got None"),
        ({"query": "q", "answers": "[3]"}, "`answers[0]`: got 3, expected an object"),
    ],
)
def test_what_is_malformed_is_named_with_its_place(record: Any, said: str) -> None:
    with pytest.raises(SchemaError) as caught:
        read_record(record, "f.jsonl:7")
    assert str(caught.value).startswith("f.jsonl:7: ")
    assert said in str(caught.value)
