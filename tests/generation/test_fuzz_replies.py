"""Anything at all as a model's output: no exception but ours comes out, and no invalid dialogue is kept."""

import asyncio
import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from scripted_backend import ScriptedBackend, make_tools

from toolflow_dataset.errors import ChatError
from toolflow_dataset.types import Dialogue
from toolflow_generation.chat import ChatRequest, Reply
from toolflow_generation.config import Config
from toolflow_generation.dialogue import Task, play
from toolflow_generation.filters import apply_filters
from toolflow_generation.models import bind_chats, draw_models, sampling_settings
from toolflow_generation.reply_records import read_reply, reply_text
from toolflow_generation.request_forms import read
from toolflow_generation.streams import dialogue_seed
from toolflow_generation.structured import read_json
from toolflow_generation.tool_call_text import find_calls, json_values, read_guided
from toolflow_generation.wire import NotACompletion, UnusableReply, read_body, wire_messages

TOOLS = tuple(make_tools(3))
NAMES = {tool.name for tool in TOOLS}
FORMS = ("native", "json_schema", "json_object", "text")
SCHEMA = {"type": "object", "properties": {"steps": {"type": "array"}}, "required": ["steps"]}

ODD_NUMBERS = st.sampled_from([1e308, -0.0, 2**63, -(2**70), 10**400, 0.1, True])
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | ODD_NUMBERS | st.text()
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)
PIECES = st.sampled_from(
    [
        *'{}[]":,\\`<>',
        "```json\n",
        "<tool_call>",
        "</tool_call>",
        "<function=do_thing_0>",
        "</function>",
        '{"name": "do_thing_0", "arguments": {"place": "Lyon"}}',
        '{"content": "", "tool_calls": [',
        '"arguments": "',
        '"tool_calls"',
        "do_thing_1",
        "NaN",
        "1e999",
        "\\ud800",
        "\ud83d",
        "\u202e",
        "[" * 70,
        "9" * 5000,
        '{"error": "no"}',
        "<think>",
        "</think>",
        '{"steps": []}',
    ]
)
TEXTS = st.text(max_size=30) | st.lists(PIECES | st.text(max_size=8), max_size=12).map("".join)


def keyed(**keys):
    """An object with each of these keys, any of them replaced by anything or left out."""
    return st.fixed_dictionaries({}, optional={name: value | JSON for name, value in keys.items()})


def nested(levels):
    value = []
    for _ in range(levels):
        value = [value]
    return value


NOT_STRICT = st.sampled_from(
    [
        {"place": float("nan")},
        {"place": [-float("inf")]},
        {"place": "\ud800"},
        {"\udfff": 1},
        {"place": nested(70)},
        {"place": nested(300)},
    ]
)
ARGUMENTS = (
    TEXTS | JSON.map(json.dumps) | st.just('{"place": "Lyon"}') | st.just({"place": "NaN"}) | NOT_STRICT
)
CALLS = st.lists(
    keyed(
        id=st.text(max_size=5),
        type=st.just("function"),
        function=keyed(name=st.sampled_from(sorted(NAMES)) | st.text(max_size=5), arguments=ARGUMENTS),
    )
    | JSON,
    max_size=3,
)
CHOICE = keyed(
    message=keyed(content=TEXTS | st.lists(keyed(text=TEXTS)), tool_calls=CALLS, refusal=TEXTS),
    finish_reason=st.sampled_from(["stop", "length", "tool_calls", "content_filter", "?"]),
)
BODIES = keyed(
    choices=st.lists(CHOICE | JSON, max_size=2),
    usage=keyed(prompt_tokens=st.integers(), completion_tokens=st.integers()),
    model=TEXTS,
    error=st.just("") | st.integers(1, 400).map(nested),
)


def assert_holds(message):
    """A message as our types promise it: it goes to disk and back, and onto the wire."""
    reply = Reply(message)
    assert read_reply(reply_text(reply)) == reply
    json.dumps(wire_messages([message]), ensure_ascii=False, allow_nan=False).encode()
    assert {call.name for call in message.tool_calls} <= NAMES
    assert all(isinstance(call.arguments, dict) for call in message.tool_calls)


@given(
    BODIES.map(json.dumps).map(str.encode)
    | st.binary()
    | TEXTS.map(lambda text: text.encode("utf-8", "replace"))
)
@settings(max_examples=600, deadline=None)
def test_any_body_is_a_completion_that_can_be_read_or_refused(body):
    try:
        completion = read_body(body)
    except NotACompletion:
        return
    assert completion.usage.prompt_tokens >= 0 and completion.usage.completion_tokens >= 0
    for form in FORMS:
        for tools, schema in ((TOOLS, None), ((), None), ((), SCHEMA)):
            request = ChatRequest("assistant", "m", (), tools, schema)
            try:
                assert_holds(read(request, form, completion))
            except UnusableReply:
                continue


def called(arguments):
    """Read a body whose call carries its arguments as they stand, not as a string."""
    function = f'{{"name": "do_thing_0", "arguments": {arguments}}}'
    body = f'{{"choices": [{{"message": {{"tool_calls": [{{"function": {function}}}]}}}}]}}'
    return read(ChatRequest("assistant", "m", (), TOOLS), "native", read_body(body.encode())).tool_calls


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("NaN", "NaN is no JSON number"),
        ("[-1e999]", "Infinity is no JSON number"),
        ('"\\ud800"', "half of a surrogate pair"),
        ("[" * 300 + "]" * 300, "nested too deeply"),
    ],
)
def test_arguments_sent_as_an_object_are_read_as_strictly_as_in_a_string(value, told):
    with pytest.raises(
        UnusableReply, match=f"arguments of the call of do_thing_0 are not valid JSON.*{told}"
    ):
        called(f'{{"place": {value}}}')


def test_arguments_sent_as_an_object_may_say_nan():
    assert called('{"place": "NaN, Infinity"}')[0].arguments == {"place": "NaN, Infinity"}


@pytest.mark.parametrize(
    ("before", "opening", "closing", "after"),
    [
        ('{"error": ', "[", "]", "}"),
        ('{"odd": ', '{"a": ', "}", "}"),
        ('{"choices": [{"message": {"odd": ', "[", "]", "}}]}"),
        ('{"choices": [{"message": {"content": ', '[{"text": ', "}]", "}}]}"),
        ('{"choices": [{"message": {"tool_calls": [', "[", "]", "]}}]}"),
    ],
)
def test_no_depth_of_a_body_is_too_deep_to_be_refused(before, opening, closing, after):
    refused = 0
    for levels in range(1, 1100):
        try:
            read_body(f"{before}{opening * levels}0{closing * levels}{after}".encode())
        except NotACompletion:
            refused += 1
    assert refused > 0


@given(TEXTS)
@settings(max_examples=600, deadline=None)
def test_any_text_can_be_searched_for_calls_and_json(text):
    for reader in (find_calls, read_guided):
        try:
            said, calls = reader(text, NAMES)
        except UnusableReply:
            continue
        assert isinstance(said, str) and all(isinstance(name, str) for name, _ in calls)
    for start, end, value in json_values(text):
        assert 0 <= start < end <= len(text)
        json.dumps(value, allow_nan=False, ensure_ascii=False).encode()
    value, problem = read_json(text, SCHEMA)
    assert problem or Draft202012Validator(SCHEMA).is_valid(value)


class Fuzzed(ScriptedBackend):
    """A well-behaved model whose answers go over the wire, where some are spoilt."""

    def __init__(self, draw):
        super().__init__()
        self.draw = draw

    async def complete(self, request):
        asked = request if request.tools else replace(request, messages=request.messages[:2])
        message = (await super().complete(asked)).message  # whom nothing was complained about
        document = {"content": message.content, "tool_calls": wire_messages([message])[0].get("tool_calls")}
        body = {"choices": [{"message": document, "finish_reason": "stop"}]}
        kind = self.draw(st.sampled_from(["good"] * 12 + ["json", "text", "value", "call", "body"]))
        if kind == "text":
            document["content"] = self.draw(TEXTS)
        elif kind == "call":
            document["tool_calls"] = self.draw(CALLS)
        elif kind == "body":
            body = self.draw(BODIES)
        elif kind in ("json", "value") and message.content.startswith("{"):
            value = json.loads(message.content)
            name = self.draw(st.sampled_from(sorted(value)))
            value[name] = self.draw(TEXTS if kind == "value" and isinstance(value[name], str) else JSON)
            document["content"] = json.dumps(value)
        try:
            completion = read_body(json.dumps(body).encode())
        except NotACompletion as error:
            raise ChatError(str(error)) from error
        try:
            return Reply(read(request, "native", completion), completion.usage, completion.finish_reason)
        except UnusableReply as error:
            return Reply(message, problem=str(error))


def assert_valid(dialogue):
    """What a kept dialogue promises, checked without the filters."""
    tools = {tool.name: tool for tool in dialogue.tools}
    document = json.dumps(dialogue.to_json(), allow_nan=False, ensure_ascii=False)
    assert Dialogue.from_json(json.loads(document.encode())) == dialogue
    open_calls = []
    ids = set()
    for before, message in zip((None, *dialogue.messages), dialogue.messages, strict=False):
        if message.role == "tool":
            assert open_calls.pop(0) == message.tool_call_id
            json.loads(message.content)
            continue
        assert not open_calls
        assert (before is None) == (message.role == "system")
        assert message.role != "user" or before.role in ("system", "assistant")
        for call in message.tool_calls:
            assert call.id not in ids
            ids.add(call.id)
            Draft202012Validator(tools[call.name].parameters).validate(call.arguments)
        open_calls = [call.id for call in message.tool_calls]
        assert message.content.strip() or message.tool_calls
    assert not open_calls and dialogue.messages[-1].role == "assistant"
    assert dialogue.messages[-1].content.strip() and ids


@given(st.data())
@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.data_too_large, HealthCheck.too_slow]
)
def test_a_model_that_says_anything_makes_no_invalid_dialogue(data):
    config = Config(clarify_rate=0, plan_length="3", max_attempts=3)
    seed = dialogue_seed(7, data.draw(st.integers(0, 3)))
    choices = draw_models(config, seed)
    chats = bind_chats(choices, lambda choice: Fuzzed(data.draw), sampling_settings(config), seed)
    models = {role: choice.model for role, choice in choices.items()}
    task = Task(0, "plan", seed, TOOLS, models)
    outcome = asyncio.run(play(task, chats, config))
    json.dumps(outcome.dialogue.to_json(), allow_nan=False)
    if outcome.status == "complete" and apply_filters(outcome.dialogue).keep:
        assert_valid(outcome.dialogue)
