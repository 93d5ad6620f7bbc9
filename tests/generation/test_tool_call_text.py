"""Calls as text: what is recognised, what is left alone, and how a history reads without native tools."""

import json

import pytest

from toolflow_dataset.types import Message, Tool, ToolCall
from toolflow_generation.structured import schema_problem
from toolflow_generation.tool_call_text import find_calls, read_guided, render_as_text, reply_schema
from toolflow_generation.wire import UnusableReply

NAMES = {"get_weather", "book"}
OSLO = ("get_weather", {"city": "Oslo"})


@pytest.mark.parametrize(
    ("text", "said", "found"),
    [
        ('{"name": "get_weather", "arguments": {"city": "Oslo"}}', "", [OSLO]),
        ('```json\n{"name": "get_weather", "parameters": {"city": "Oslo"}}\n```', "", [OSLO]),
        (
            'Let me look.\n```\n[{"name": "get_weather", "args": {"city": "Oslo"}}]\n```\nDone.',
            "Let me look.\n\nDone.",
            [OSLO],
        ),
        ('<tool_call>{"name": "get_weather", "arguments": {"city": "Oslo"}}</tool_call>', "", [OSLO]),
        ('<tool_call>\n{"name": "get_weather", "arguments": {"city": "Oslo"}}', "", [OSLO]),
        ('<tool_call>[{"name": "book"}]</tool_call>', "", [("book", {})]),
        ('[TOOL_CALLS][{"name": "get_weather", "arguments": {"city": "Oslo"}}]', "", [OSLO]),
        ('<function=get_weather>{"city": "Oslo"}</function>', "", [("get_weather", '{"city": "Oslo"}')]),
        ('<|python_tag|>{"name": "get_weather", "parameters": {"city": "Oslo"}}', "", [OSLO]),
        (
            '{"function": {"name": "get_weather", "arguments": "{\\"city\\": \\"Oslo\\"}"}}',
            "",
            [("get_weather", '{"city": "Oslo"}')],
        ),
        (
            '{"tool_calls": [{"name": "get_weather", "arguments": {"city": "Oslo"}}, {"name": "book"}]}',
            "",
            [OSLO, ("book", {})],
        ),
        (
            '{"name": "get_weather", "arguments": {"city": "Oslo"}}\n{"name": "book", "input": {"n": 2}}',
            "",
            [OSLO, ("book", {"n": 2})],
        ),
    ],
)
def test_call_in_text(text, said, found):
    assert find_calls(text, NAMES) == (said, found)


@pytest.mark.parametrize(
    "text",
    [
        "It rains in Oslo.",
        'The result is {"celsius": 4}.',
        'You are {"name": "Alice", "arguments": {}}.',
        'They said {"name": "get_weather", "age": 3}.',
        '[{"name": "get_weather", "arguments": {}}, {"name": "Alice"}]',
        "Brackets [1] and {braces, unclosed [",
        "[" * 20_000,
    ],
)
def test_text_without_a_call_is_left_alone(text):
    assert find_calls(text, NAMES) == (text, [])


@pytest.mark.parametrize(
    "text", ["<tool_call>get_weather(Oslo)</tool_call>", '<tool_call>{"name": "fly"}</tool_call>']
)
def test_tag_without_a_readable_call(text):
    with pytest.raises(UnusableReply, match="book, get_weather"):
        find_calls(text, NAMES)


@pytest.mark.parametrize(
    ("text", "said", "found"),
    [
        ('{"content": " It rains. ", "tool_calls": []}', "It rains.", []),
        ('```json\n{"content": "Hm.", "tool_calls": null}\n```', "Hm.", []),
        (
            '{"content": null, "tool_calls": [{"name": "get_weather", "arguments": {"city": "Oslo"}}]}',
            "",
            [OSLO],
        ),
        ('{"tool_calls": {"name": "get_weather", "arguments": {"city": "Oslo"}}}', "", [OSLO]),
        ('{"content": "", "tool_calls": [{"name": "fly", "arguments": {}}]}', "", [("fly", {})]),
        ('{"name": "get_weather", "arguments": {"city": "Oslo"}}', "", [OSLO]),
        ("It rains.", "It rains.", []),
    ],
)
def test_guided_reply(text, said, found):
    assert read_guided(text, NAMES) == (said, found)


@pytest.mark.parametrize(
    "text", ['{"content": "It', '{"celsius": 4}', '{"content": "", "tool_calls": [3]}', "```\n{"]
)
def test_guided_reply_that_is_none(text):
    with pytest.raises(UnusableReply):
        read_guided(text, NAMES)


def test_parallel_results_share_a_message_and_turns_alternate():
    calls = (ToolCall("a", "book", {"nights": 2}), ToolCall("b", "get_weather", {"city": "Oslo"}))
    history = [
        Message("user", "Book it."),
        Message("assistant", "", calls),
        Message("tool", '{"ok": true}', tool_call_id="a"),
        Message("tool", "no JSON", tool_call_id="b"),
        Message("assistant", "Done."),
    ]
    documents = render_as_text(history)
    assert [document["role"] for document in documents] == ["user", "assistant", "user", "assistant"]
    assert json.loads(documents[1]["content"]) == {
        "content": "",
        "tool_calls": [
            {"name": "book", "arguments": {"nights": 2}},
            {"name": "get_weather", "arguments": {"city": "Oslo"}},
        ],
    }
    lines = documents[2]["content"].splitlines()
    assert [json.loads(line) for line in lines[1:-1]] == [
        {"name": "book", "result": {"ok": True}},
        {"name": "get_weather", "result": "no JSON"},
    ]


def test_reply_schema_binds_arguments_to_the_tool_unless_it_holds_references():
    plain = Tool("book", "", {"type": "object", "properties": {"nights": {"type": "integer"}}})
    linked = Tool(
        "get_weather", "", {"type": "object", "properties": {"at": {"$ref": "#/$defs/x"}}, "$defs": {"x": {}}}
    )
    schema = reply_schema([plain, linked])

    def problem(name, arguments):
        return schema_problem({"content": "", "tool_calls": [{"name": name, "arguments": arguments}]}, schema)

    assert problem("book", {"nights": 2}) == problem("get_weather", {"at": 2}) == ""
    assert problem("book", {"nights": "two"}) and problem("fly", {}) and problem("get_weather", 3)
