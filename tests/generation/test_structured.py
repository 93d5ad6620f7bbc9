"""JSON replies: what is tolerated, what is asked for again and how, and that validators are compiled once."""

import asyncio
import json

import pytest

from toolflow_dataset.errors import ChatError, SchemaError
from toolflow_dataset.types import Message
from toolflow_generation import validity
from toolflow_generation.chat import Reply, Usage
from toolflow_generation.structured import ask_json, schema_problem, validator_of
from toolflow_generation.validity import surely_valid

SCHEMA = {
    "type": "object",
    "properties": {"kind": {"enum": ["call", "chat"]}, "n": {"type": "integer"}},
    "required": ["kind"],
    "additionalProperties": False,
}
PROMPT = (Message("system", "Plan."), Message("user", "Inputs."))


class Model:
    """A chat that answers in turn and keeps what it was asked."""

    def __init__(self, *answers, finish_reason="stop"):
        self.answers = list(answers)
        self.asked = []
        self.finish_reason = finish_reason

    async def __call__(self, messages, tools=(), schema=None):
        self.asked.append((tuple(messages), schema))
        return Reply(Message("assistant", self.answers.pop(0)), Usage(10, 1), self.finish_reason, "small")


def ask(model, schema=SCHEMA, **options):
    return asyncio.run(ask_json(model, PROMPT, schema, **options))


@pytest.mark.parametrize(
    "text",
    [
        '{"kind": "call", "n": 2}',
        '```json\n{"kind": "call", "n": 2}\n```',
        'Here is the plan:\n\n{"kind": "call", "n": 2}\nI hope it helps {really}.',
        'Like {"type": "object"} asks: {"kind": "call", "n": 2}',
    ],
)
def test_value_is_found(text):
    model = Model(text)
    value, reply = ask(model)
    assert value == {"kind": "call", "n": 2}
    assert model.asked == [(PROMPT, SCHEMA)] and reply.usage == Usage(10, 1)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"kind": "cal', "not valid JSON"),
        ('{"kind": "call", "n": [1, 2], "x', "not valid JSON"),
        ("No idea.", "not valid JSON"),
        ("", "it is empty"),
        ('{"kind": "walk"}', "at $.kind: 'walk' is not one of"),
        ('{"kind": "call", "n": "two"}', "at $.n: 'two' is not of type 'integer'"),
        ('{"n": 2}', "at $: 'kind' is a required property"),
        ("[" * 100_000, "too deeply"),
    ],
)
def test_problem_is_told_with_the_last_answer(text, told):
    model = Model(text, '{"kind": "chat"}')
    value, reply = ask(model)
    assert value == {"kind": "chat"} and reply.usage == Usage(20, 2)
    again = model.asked[1][0]
    assert again[:2] == PROMPT and again[2] == Message("assistant", text or "(empty)")
    assert again[3].role == "user" and told in again[3].content


def test_check_sees_valid_values_only_and_its_words_are_told():
    seen = []

    def check(value):
        seen.append(value)
        return "n must be even" if value.get("n", 0) % 2 else None

    model = Model('{"kind": 3}', '{"kind": "call", "n": 1}', '{"kind": "call", "n": 2}')
    assert ask(model, check=check)[0]["n"] == 2
    assert [value.get("n") for value in seen] == [1, 2]
    assert "n must be even" in model.asked[2][0][-1].content
    assert len(model.asked[2][0]) == 4  # only the last answer is repeated


def test_attempts_are_limited():
    model = Model(*["nothing"] * 5)
    with pytest.raises(
        ChatError, match=r"'small' gave no usable JSON in 2 attempts.*not valid JSON.*nothing"
    ) as caught:
        ask(model, attempts=2)
    assert len(model.asked) == 2 and not caught.value.fatal


def test_cut_off_answer_is_told_to_be_briefer():
    model = Model('{"kind": "call", "n":', '{"kind": "chat"}', finish_reason="length")
    ask(model)
    assert "cut off at the token limit" in model.asked[1][0][-1].content


@pytest.mark.parametrize(
    "schema", [{"type": "text"}, {"$ref": "#/$defs/gone"}, {"pattern": "("}, {"$ref": "http://127.0.0.1:9/x"}]
)
def test_schema_that_cannot_be_used(schema):
    with pytest.raises(SchemaError, match="mend the tool's schema"):
        schema_problem("text", schema)


def test_validator_is_compiled_once_per_schema_object():
    schema, same = ({"type": "integer"} for _ in range(2))
    assert validator_of(schema) is validator_of(schema)
    assert validator_of(same) is not validator_of(schema)


def test_equal_schemas_share_what_is_compiled(monkeypatch):
    compiled = []
    real = validity._compile
    monkeypatch.setattr(
        validity, "_compile", lambda schema, text: compiled.append(text) or real(schema, text)
    )
    schemas = [{"title": "shared", "type": kind} for kind in ("integer", "integer", "string", "integer")]
    assert [surely_valid(1, schema) for schema in schemas] == [True, True, False, True]
    assert len(compiled) == 2


def test_schemas_that_come_and_go_are_never_mixed_up():
    for number in range(10_000):
        assert schema_problem(number, {"const": number}) == ""
        assert schema_problem(number, json.loads('{"type": "string"}'))
