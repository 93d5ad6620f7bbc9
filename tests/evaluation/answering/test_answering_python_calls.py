"""Calls written as Python: what is a value, and that nothing is run."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolflow_evaluation.answering.python_calls import read_python_calls


def value_of(expression: str) -> Any:
    decoded = read_python_calls(f"[f(a={expression})]")
    assert decoded.calls is not None, decoded.problem
    return decoded.calls[0].arguments["a"]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("1", 1),
        ("-1.5", -1.5),
        ("+5", -5),  # every sign is a minus, as BFCL has it
        ("None", None),
        ("'a'", "a"),
        ("true", "true"),  # the name of a variable
        ("[1, (2, 'x')]", [1, (2, "x")]),
        ("{'a': {'b': 1}}", {"a": {"b": 1}}),
        ("2 * 3 + 1", 7),
        ("10 ** 2", 100),
        ("'a' + 'b'", "ab"),
        ("'%d' % 3", "3"),
        ("today()", "today()"),
        ("g(b=1)", {"g": {"b": 1}}),
        ("x[0]", "x[0]"),
        ("...", "..."),
    ],
)
def test_a_value_is_read(expression: str, expected: Any) -> None:
    assert value_of(expression) == expected
    assert type(value_of(expression)) is type(expected)


@pytest.mark.parametrize(
    "expression",
    [
        "a.b",
        "f'{x}'",
        "lambda: 1",
        "{1, 2}",
        "x or y",
        "1 if y else 2",
        "-x",
        "1 / 0",
        "10 ** 10 ** 10",
        "'a' * 10 ** 9",
        "'%999999999d' % 1",
        "1 + __import__('os').getpid()",
        "[x for x in y]",
        "{[]: 1}",
        "**x",
    ],
)
def test_what_is_no_value_spoils_the_answer(expression: str) -> None:
    assert read_python_calls(f"[f(a={expression})]").calls is None


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("[f(a=1), m.g()]", ["f", "m.g"]),
        ("f(a=1)", ["f"]),
        ("f(a=1), g()", ["f", "g"]),
        ("```\n[f()]\n```", ["f"]),
        ("[]", []),
        ("[f(1, a=2)]", ["f"]),
    ],
)
def test_calls_are_read(text: str, names: list[str]) -> None:
    calls = read_python_calls(text).calls
    assert calls is not None
    assert [call.name for call in calls] == names


@pytest.mark.parametrize(
    "text", ["no calls here", "[f(a=1)] then", "[1]", "x = f()", "[f(", "f(\x00)", "(" * 5000]
)
def test_other_text_is_unreadable(text: str) -> None:
    decoded = read_python_calls(text)
    assert decoded.calls is None
    assert decoded.problem


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(0) | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
        max_leaves=8,
    )
)
def test_literals_come_back(value: Any) -> None:
    assert value_of(repr(value)) == value
