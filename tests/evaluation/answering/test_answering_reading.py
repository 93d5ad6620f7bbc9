"""Answers as calls: strictly in the form that was asked for, tolerantly wherever calls stand."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest

from toolflow_evaluation.answering.answers import Answer, AnswerForm
from toolflow_evaluation.answering.decoding import Call, Decoded, json_arguments, read_native
from toolflow_evaluation.answering.reading import read_strictly, read_tolerantly

NAMES = ["m.find", "sum"]
FIND, SUM = Call("m_find", {"a": 1}), Call("sum", {"of": [1, 2]})


def answer(
    content: str = "", form: AnswerForm = "template", calls: tuple[tuple[str, Any], ...] = ()
) -> Answer:
    return Answer("q", "d", form, content, calls)


def strictly(given: Answer) -> tuple[Call, ...] | None:
    return read_strictly(given).calls


def tolerantly(content: str, form: AnswerForm = "native") -> tuple[Call, ...] | None:
    return read_tolerantly(answer(content, form), NAMES).calls


def test_native_calls() -> None:
    assert read_native([("f", '{"a": 1}'), ("g", {"b": 2})]) == Decoded(
        (Call("f", {"a": 1}), Call("g", {"b": 2}))
    )
    assert read_native([]) == Decoded(())


def test_arguments_as_json_can_hold_them() -> None:
    (call,) = (
        read_tolerantly(answer("m_find(a={(1, 2): b'z', 3: 1j}, **more)", "native"), ["m_find"]).calls or ()
    )
    assert json_arguments(call.arguments) == {"a": {"(1, 2)": "b'z'", "3": "1j"}, "**": "more"}
    kept = {"n": None, "t": True, "f": 1.5, "s": "Łódź", "l": [1, {"a": "b"}]}
    assert json_arguments(kept) == kept
    assert json_arguments({"\ud83d": ["\ud83d", math.inf, math.nan]}) == {
        "\\ud83d": ["\\ud83d", "inf", "nan"]
    }
    (deep,) = read_native([("f", '{"a": ' + "[" * 800 + "]" * 800 + "}")]).calls or ()
    assert "nested too deeply" in json.dumps(json_arguments(deep.arguments))


@pytest.mark.parametrize("arguments", ['{"a": 1', "", "null", "[1]", '"{}"', None, 5, "{'a': 1}"])
def test_native_arguments_that_are_no_object_spoil_all_calls(arguments: Any) -> None:
    decoded = read_native([("f", "{}"), ("g", arguments)])
    assert decoded.calls is None
    assert "g" in decoded.problem


@pytest.mark.parametrize(
    ("text", "calls"),
    [
        ('<tool_call>\n{"name": "m_find", "arguments": {"a": 1}}\n</tool_call>', (FIND,)),
        ('I will.\n<tool_call>{"name": "m_find", "arguments": {"a": 1}}</tool_call> Done.', (FIND,)),
        (
            '<tool_call>{"name": "m_find", "arguments": {"a": 1}}</tool_call>\n'
            '<tool_call>{"name": "sum", "arguments": {"of": [1, 2]}}</tool_call>',
            (FIND, SUM),
        ),
        ('<tool_call>{"name": "m_find", "arguments": {"a": 1}}', (FIND,)),
        ('{"name": "m_find", "parameters": {"a": 1}}', (FIND,)),
        ('<|python_tag|>{"name": "m_find", "parameters": {"a": 1}}', (FIND,)),
        # words beside calls, as our template for Llama has them written
        (
            'Let me look.<|python_tag|>{"name": "m_find", "parameters": {"a": 1}}; '
            '{"name": "sum", "parameters": {"of": [1, 2]}}',
            (FIND, SUM),
        ),
        (
            '{"name": "m_find", "parameters": {"a": 1}}; {"name": "sum", "parameters": {"of": [1, 2]}}',
            (FIND, SUM),
        ),
        ('[TOOL_CALLS] [{"name": "m_find", "arguments": {"a": 1}}]', (FIND,)),
        ('{"name": "sum", "parameters": {"of": "<|python_tag|>"}}', (Call("sum", {"of": "<|python_tag|>"}),)),
        ("Just talk.", ()),
        ("", ()),
        # the form is broken: nothing is saved
        ('<tool_call>{"name": "m_find", "arguments": {"a": 1}</tool_call>', None),
        ('<tool_call>{"name": "m_find", "arguments": "{}"}</tool_call>', None),
        ("<tool_call>m_find(a=1)</tool_call>", None),
        ('{"name": "m_find", "arguments": {"a": 1}} is what I call', None),
        ('{"function": "m_find"}', None),
        ('Let me look.<|python_tag|>{"name": "m_find", "parameters": {"a": 1}', None),
        ("<|python_tag|>print(1)", None),
        # what is no form of a template is talk
        ('```json\n{"name": "m_find", "arguments": {"a": 1}}\n```', ()),
        ("m_find(a=1)", ()),
    ],
)
def test_strictly_in_a_templates_form(text: str, calls: tuple[Call, ...] | None) -> None:
    assert strictly(answer(text)) == calls


@pytest.mark.parametrize(
    ("text", "calls"),
    [
        ('{"content": "", "tool_calls": [{"name": "m_find", "arguments": {"a": 1}}]}', (FIND,)),
        ('{"content": "Hello", "tool_calls": []}', ()),
        ('{"content": "Hello"}', ()),
        ("Hello", None),
        ('{"tool_calls": [{"name": "m_find"}]}', None),
        ('{"tool_calls": {"name": "m_find"}}', None),
        ('[{"name": "m_find", "arguments": {"a": 1}}]', None),
    ],
)
def test_strictly_in_the_guided_form(text: str, calls: tuple[Call, ...] | None) -> None:
    for form in ("text", "json_schema", "json_object"):
        assert strictly(answer(text, form)) == calls


def test_text_is_no_call_where_calls_are_native() -> None:
    assert strictly(answer('{"name": "m_find", "arguments": {"a": 1}}', "native")) == ()


@pytest.mark.parametrize(
    ("text", "calls"),
    [
        ('Sure: ```json\n{"name": "m_find", "arguments": {"a": 1}}\n```', (FIND,)),
        ('{"name": "m.find", "arguments": {"a": 1}}', (FIND,)),  # the name as BFCL has it
        ('{"function": {"name": "m_find", "arguments": "{\\"a\\": 1}"}}', (FIND,)),
        ("[m.find(a=1), sum(of=[1, 2])]", (FIND, SUM)),
        ("I call m_find(a=1) and then\n```python\nsum(of=[1, 2])\n```", (FIND, SUM)),
        ("m_find(a=1) # and ) more", (FIND,)),
        ("m_find(a=max(1, 2))", (Call("m_find", {"a": "max(1, 2)"}),)),
        ("other(a=1)", ()),
        ("my.sum(of=[1, 2])", ()),
        ("It can find a sum (of two).", ()),
        ('{"name": "other", "arguments": {}}', ()),
    ],
)
def test_tolerantly_in_any_form(text: str, calls: tuple[Call, ...]) -> None:
    assert tolerantly(text) == calls


def test_calls_that_are_read_strictly_are_not_read_otherwise() -> None:
    given = answer("sum(of=[1, 2])", "native", (("m_find", '{"a": 1}'),))
    assert read_tolerantly(given, NAMES).calls == (FIND,)


def test_what_is_unreadable_stays_so() -> None:
    assert tolerantly("<tool_call>oops</tool_call>", "template") is None
    assert tolerantly("<tool_call>m_find(a=1)</tool_call>", "template") == (FIND,)


def test_a_text_of_openings_alone_is_read_in_no_time() -> None:
    assert tolerantly("sum(" * 20_000) == ()
