"""Which calls answer a question, by BFCL's rules; and that some of them hold for any answer."""

from __future__ import annotations

from typing import Any

import pytest
from bfcl_questions import function, question, reason, reason_of_value
from hypothesis import given
from hypothesis import strategies as st

from toolflow_dataset.errors import SchemaError
from toolflow_evaluation.answering.decoding import Call, Decoded
from toolflow_evaluation.bfcl.checker import fault_of
from toolflow_evaluation.bfcl.questions import Question

INTEGERS = {"type": "array", "items": {"type": "integer"}}
STRINGS = {"type": "array", "items": {"type": "string"}}
FLOATS = {"type": "array", "items": {"type": "float"}}
DICTS = {"type": "array", "items": {"type": "dict"}}
TUPLE = {"type": "tuple", "items": {"type": "float"}}
TABLE = {"type": "array", "items": {"type": "array"}}

CASES: list[tuple[Any, list[Any], Any, str]] = [
    # types are strict: a boolean is no integer, an integer no boolean, a whole float no integer
    ("integer", [5], 5, ""),
    ("integer", [5], 6, "value"),
    ("integer", [5], 5.0, "type"),
    ("integer", [1], True, "type"),
    ("boolean", [True], True, ""),
    ("boolean", [True], 1, "type"),
    ("boolean", [True], False, "value"),
    ("integer", [5], "5", "type"),
    ("string", ["5"], 5, "type"),
    ("integer", [5], None, "type"),
    # the one coercion: an integer for a float; not inside a list
    ("float", [5.0], 5, ""),
    ("float", [5.0], 5.0, ""),
    ("float", [5.5], 5, "value"),
    ("float", [5.0], 10**400, "type"),
    (FLOATS, [[1.0, 2.0]], [1.0, 2.0], ""),
    (FLOATS, [[1.0, 2.0]], [1, 2], "item-type"),
    # strings are compared without case, spaces and ,./-_*^ and with one kind of quotes
    ("string", ["New York, NY"], "new york NY", ""),
    ("string", ["a/b-c_d*e^f.g"], "ABCDEFG", ""),
    ("string", ["it's"], 'it"s', ""),
    ("string", ["a b"], "a\tb", "value"),
    ("string", ["a;b"], "ab", "value"),
    ("string", ["Zürich"], "Zurich", "value"),
    ("any", ["x"], "X", ""),
    # an answer of a type other than the declared one is a variable or expression: its type passes, to the letter
    ("integer", ["count"], "count", ""),
    ("integer", ["count"], "Count", "value"),
    ("integer", ["count"], 3, "value"),
    ("string", [None, ""], "", ""),
    ("string", [None, ""], None, ""),
    ("string", [None, ""], "x", "value"),
    ("any", [5.0], 5.0, ""),
    # lists in order; their strings are written alike, those of lists within them are not
    (INTEGERS, [[1, 2], [2, 1]], [2, 1], ""),
    (INTEGERS, [[1, 2]], [2, 1], "value"),
    (INTEGERS, [[1, 2]], [1], "value"),
    (INTEGERS, [[1, 2]], [1, "2"], "item-type"),
    (INTEGERS, [[1, 2]], (1, 2), "type"),
    (STRINGS, [["A-1", "b"]], ["a1", "B"], ""),
    (TABLE, [[["a"]]], [["a"]], ""),
    (TABLE, [[["a"]]], [["A"]], "value"),
    # where the parameter may be left out, items of any type pass the look at types, and an empty list is right
    (STRINGS, [["a"], ""], [1], "value"),
    (STRINGS, [["a"], ""], [], ""),
    (STRINGS, [["a"]], [], "value"),
    (INTEGERS, [], [1], "item-type"),
    # a tuple is a list where one is declared
    (TUPLE, [[1.0, 2.0]], (1.0, 2.0), ""),
    (TUPLE, [[1.0, 2.0]], [1.0, 2.0], ""),
    # dictionaries: each key has its right values, "" among them if it may be missing
    ("dict", [{"a": [1], "b": ["x", ""]}], {"a": 1}, ""),
    ("dict", [{"a": [1], "b": ["x", ""]}], {"a": 1, "b": "X "}, ""),
    ("dict", [{"a": [1], "b": ["x", ""]}], {"b": "x"}, "dict-key"),
    ("dict", [{"a": [1]}], {"a": 1, "c": 1}, "dict-key"),
    ("dict", [{"a": [1]}], {"a": 2}, "value"),
    ("dict", [{"a": [1]}, {"a": [2]}], {"a": 2}, ""),
    ("dict", [{"a": [True]}], {"a": 1}, ""),  # no look at types within a dictionary
    ("dict", [""], {}, "value"),
    ("dict", ["", {"a": [1]}], {"a": 1}, ""),
    ("dict", [{"a": [1]}], [1], "type"),
    # lists of dictionaries in order
    (DICTS, [[{"a": [1]}, {"a": [2]}]], [{"a": 1}, {"a": 2}], ""),
    (DICTS, [[{"a": [1]}, {"a": [2]}]], [{"a": 2}, {"a": 1}], "value"),
    (DICTS, [[{"a": [1]}]], [], "list-length"),
    (DICTS, [[{"a": [1]}]], ["a"], "item-type"),
    (DICTS, [[{"a": [1]}], ""], ["a"], "list-length"),  # the official checker breaks down
    (DICTS, [[{"a": [1]}], ""], [], ""),
]


@pytest.mark.parametrize(("kind", "answers", "value", "expected"), CASES)
def test_a_value_is_right_by_the_rules(kind: Any, answers: list[Any], value: Any, expected: str) -> None:
    assert reason_of_value(kind, answers, value) == expected


F = function("m.f", {"a": "integer", "b": "integer", "c": "integer"}, ["a"])
G = function("g", {"a": "integer"}, ["a"])
ONE = question("simple_python", [F], [("m.f", {"a": [1], "b": [2, ""]})])


@pytest.mark.parametrize(
    ("calls", "expected"),
    [
        ([("m.f", {"a": 1})], ""),
        ([("m.f", {"a": 1, "b": 2})], ""),
        ([("m.f", {"b": 2})], "required-missing"),
        ([("m.f", {"a": 1, "c": 3})], "parameter-unexpected"),  # in the schema, not in the answer
        ([("m.f", {"a": 1, "d": 3})], "parameter-unexpected"),
        ([("f", {"a": 1})], "function-name"),
        ([("m_f", {"a": 1})], "function-name"),
        ([], "no-call"),
        ([("m.f", {"a": 1}), ("m.f", {"a": 1})], "call-count"),
    ],
)
def test_a_call_is_right_by_the_rules(calls: list[tuple[str, dict[str, Any]]], expected: str) -> None:
    assert reason(ONE, *calls) == expected


def test_an_optional_parameter_is_due_unless_the_answer_says_it_may_be_missing() -> None:
    asked = question("simple_python", [F], [("m.f", {"a": [1], "b": [2]})])
    assert reason(asked, ("m.f", {"a": 1})) == "optional-missing"


def test_names_are_compared_as_the_model_was_told_them() -> None:
    def told(name: str) -> str:
        return name.replace(".", "_")

    assert fault_of(ONE, Decoded((Call("m_f", {"a": 1}),)), told) is None
    assert fault_of(ONE, Decoded((Call("m.f", {"a": 1}),)), told) is not None


def test_a_multiple_question_wants_the_call_of_the_right_function() -> None:
    asked = question("multiple", [G, F], [("m.f", {"a": [1]})])
    assert reason(asked, ("m.f", {"a": 1})) == ""
    assert reason(asked, ("g", {"a": 1})) == "function-name"
    assert reason(asked, ("m.f", {"a": 1}), ("g", {"a": 1})) == "call-count"


TWO = question("parallel", [F, G], [("m.f", {"a": [1]}), ("g", {"a": [2]})])


def test_parallel_calls_are_right_in_any_order_and_each_counts_once() -> None:
    assert reason(TWO, ("g", {"a": 2}), ("m.f", {"a": 1})) == ""
    assert reason(TWO, ("m.f", {"a": 1}), ("m.f", {"a": 1})) == "function-name"
    assert reason(TWO, ("m.f", {"a": 1})) == "call-count"
    assert reason(TWO, ("g", {"a": 3}), ("m.f", {"a": 1})) == "value"


def test_each_answer_takes_the_first_call_that_fits_as_the_official_checker_has_it() -> None:
    # answer 1 takes {1, 2}, answer 2 only {1}: the first answer takes the call that the second needs
    asked = question("parallel", [G], [("g", {"a": [1, 2]}), ("g", {"a": [1]})])
    assert reason(asked, ("g", {"a": 1}), ("g", {"a": 2})) == "value"
    assert reason(asked, ("g", {"a": 2}), ("g", {"a": 1})) == ""


def test_relevance_and_irrelevance_look_only_at_whether_there_is_a_call() -> None:
    needless, due = question("irrelevance", [F]), question("live_relevance", [F])
    for decoded, called in (
        (Decoded(()), False),
        (Decoded(None, "no JSON"), False),
        (Decoded((Call("anything", {}),)), True),
    ):
        assert (fault_of(needless, decoded) is not None) == called
        assert (fault_of(due, decoded) is not None) == (not called)


def test_what_cannot_be_read_as_calls_is_wrong() -> None:
    fault = fault_of(ONE, Decoded(None, "no JSON"))
    assert fault is not None and (fault.reason, fault.detail) == ("unreadable", "no JSON")


def test_a_type_that_the_rules_do_not_know_is_named() -> None:
    with pytest.raises(SchemaError, match=r"f, parameter x: expected one of the python types.*number"):
        reason_of_value("number", [1], 1)
    with pytest.raises(SchemaError, match="items"):
        reason_of_value("array", [[1]], [1])


# laws

SCALARS: dict[str, st.SearchStrategy[Any]] = {
    "integer": st.integers(-5, 5),
    "float": st.floats(-5, 5),
    "boolean": st.booleans(),
    "string": st.text("aB c.-é'", min_size=1, max_size=5),
}


@st.composite
def parameters(draw: st.DrawFn) -> tuple[dict[str, Any], list[Any]]:
    """Draw a schema and its right values."""
    name = draw(st.sampled_from(sorted(SCALARS)))
    shape = draw(st.sampled_from(["scalar", "array", "dict", "dicts"]))
    values = SCALARS[name]
    if shape == "scalar":
        return {"type": name}, draw(st.lists(values, min_size=1, max_size=3))
    if shape == "array":
        lists = st.lists(values, min_size=1, max_size=3)
        return {"type": "array", "items": {"type": name}}, draw(st.lists(lists, min_size=1, max_size=2))
    dicts = st.dictionaries(st.sampled_from("pqr"), st.lists(values, min_size=1, max_size=2), min_size=1)
    if shape == "dict":
        return {"type": "dict"}, draw(st.lists(dicts, min_size=1, max_size=2))
    return DICTS, [draw(st.lists(dicts, min_size=1, max_size=2))]


def first_right(values: list[Any]) -> Any:
    def fill(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: rights[0] for key, rights in value.items()}
        return [fill(item) for item in value] if isinstance(value, list) else value

    return fill(values[0])


@st.composite
def questions(draw: st.DrawFn) -> tuple[Question, list[tuple[str, dict[str, Any]]]]:
    """Draw a parallel question of different functions, all parameters required, and right calls."""
    count = draw(st.integers(1, 3))
    functions, answers, calls = [], [], []
    for place in range(count):
        drawn = draw(st.lists(parameters(), min_size=1, max_size=3))
        schemas = {f"x{i}": schema for i, (schema, _) in enumerate(drawn)}
        functions.append(function(f"f{place}", schemas, list(schemas)))
        answers.append((f"f{place}", {f"x{i}": values for i, (_, values) in enumerate(drawn)}))
        calls.append((f"f{place}", {f"x{i}": first_right(values) for i, (_, values) in enumerate(drawn)}))
    return question("parallel", functions, answers), calls


@given(questions(), st.randoms(use_true_random=False))
def test_right_values_are_right_in_any_order_of_calls(
    drawn: tuple[Question, list[tuple[str, dict[str, Any]]]], rng: Any
) -> None:
    asked, calls = drawn
    assert reason(asked, *calls) == ""
    assert reason(asked, *rng.sample(calls, len(calls))) == ""


@given(questions(), st.randoms(use_true_random=False))
def test_without_a_required_parameter_no_answer_is_right(
    drawn: tuple[Question, list[tuple[str, dict[str, Any]]]], rng: Any
) -> None:
    asked, calls = drawn
    arguments = rng.choice(calls)[1]
    del arguments[rng.choice(sorted(arguments))]
    assert reason(asked, *calls) != ""


@given(questions(), st.randoms(use_true_random=False))
def test_with_a_call_too_few_or_too_many_no_answer_is_right(
    drawn: tuple[Question, list[tuple[str, dict[str, Any]]]], rng: Any
) -> None:
    asked, calls = drawn
    assert reason(asked, *calls[1:]) == ("call-count" if len(calls) > 1 else "no-call")
    assert reason(asked, *calls, rng.choice(calls)) == "call-count"
