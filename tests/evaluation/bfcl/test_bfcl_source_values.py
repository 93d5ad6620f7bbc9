"""Java and JavaScript source text to values; the rules are BFCL's, slips of its reading included."""

from __future__ import annotations

from typing import Any

import pytest
from bfcl_questions import reason_of_value
from hypothesis import given
from hypothesis import strategies as st

from toolflow_evaluation.bfcl.java_values import read_java
from toolflow_evaluation.bfcl.javascript_values import read_javascript


@pytest.mark.parametrize(
    ("text", "kind", "item", "expected"),
    [
        ("5", "integer", "", 5),
        ("5L", "integer", "", "5L"),  # not of the type: stays text
        ("5L", "long", "", 5),
        ("5", "long", "", "5"),  # a long wants its suffix
        ("-7", "byte", "", -7),
        ("1.5f", "float", "", 1.5),
        ("1.5", "float", "", "1.5"),
        ("1.5", "double", "", 1.5),
        ("2e3", "double", "", 2000.0),
        ("true", "boolean", "", True),
        ("True", "boolean", "", "True"),
        ("'c'", "char", "", "'c'"),
        ("anything", "any", "", "anything"),
        ("new int[]{1, 2}", "Array", "integer", [1, 2]),
        ("new int[]{}", "Array", "integer", []),
        ('new String[]{"a", "b"}', "Array", "String", ['"a"', '"b"']),  # with their quotes
        ("makeArray()", "Array", "integer", "makeArray()"),
        ('new ArrayList<>(Arrays.asList("a", "b"))', "ArrayList", "String", ["a", "b"]),
        ("new ArrayList<Integer>() {{ add(1); add(2); }}", "ArrayList", "integer", [1, 2]),
        ("new ArrayList<>()", "ArrayList", "integer", []),
        ("new ArrayList<>(Arrays.asList('a','b'))", "ArrayList", "char", ["a", "b"]),
        ('new ArrayList<>(Arrays.asList(1, "x", true))', "ArrayList", "", [1, "x", True]),
        (
            'new HashMap<String, Object>() {{ put("a", 1); put("b", "x"); }}',
            "HashMap",
            "",
            {"a": 1, "b": "x"},
        ),
        (
            'new HashMap<String, Long>() {{ put("a", 3L); put("b", 1.5f); }}',
            "HashMap",
            "",
            {"a": 3, "b": 1.5},
        ),
        ("new HashMap<>()", "HashMap", "", {}),
        ('new HashMap<>() {{ put("a", "x}y"); }}', "HashMap", "", {}),  # ends at the first brace
        ("map", "HashMap", "", "map"),
        ("9" * 5000, "integer", "", "9" * 5000),  # Python turns no more than 4,300 digits into an integer
    ],
)
def test_java(text: str, kind: str, item: str, expected: Any) -> None:
    assert read_java(text, kind, item) == expected
    assert type(read_java(text, kind, item)) is type(expected)


@pytest.mark.parametrize(
    ("text", "kind", "item", "expected"),
    [
        ("'a'", "String", "", "a"),
        ('"a"', "String", "", "a"),
        ("a", "String", "", "a"),
        ("5", "integer", "", 5),
        ("5.0", "integer", "", "5.0"),
        ("5", "float", "", 5.0),
        ("12n", "Bigint", "", 12),
        ("12", "Bigint", "", "12"),
        ("false", "Boolean", "", False),
        ("x", "any", "", "x"),
        ("[1, 2]", "array", "integer", [1, 2]),
        ("['a', \"b\"]", "array", "String", ["a", "b"]),
        ("new Array(1, 2)", "array", "integer", [1, 2]),
        ("[]", "array", "integer", []),
        ("[1, 'x', true]", "array", "", [1, "x", True]),
        ("['a,b']", "array", "String", ["'a", "b'"]),  # a comma in a string divides
        ("[[1, 2], [3]]", "array", "array", [[1, 2], [3]]),
        ("[[1],\n [2]]", "array", "array", [[1], [2]]),
        ("new Array([1], ['a'])", "array", "array", [[1], ["a"]]),
        ("[[1], [2]] + x", "array", "array", [[1], [2]]),
        ("[[1], [2]", "array", "String", ["[1"]),  # no list of lists: a list that ends at the first bracket
        ("list", "array", "integer", "list"),
        ("{}", "dict", "", {}),
        ("{a: 1, 'b': \"x\"}", "dict", "", {"a": 1, "b": "x"}),
        ("{a: [1, 2], b: true}", "dict", "", {"a": [1, 2], "b": True}),
        ("{a: {b: 1}}", "dict", "", {"a": "{b: 1"}),  # ends at the first brace
        ("obj", "dict", "", "obj"),
    ],
)
def test_javascript(text: str, kind: str, item: str, expected: Any) -> None:
    assert read_javascript(text, kind, item) == expected
    assert type(read_javascript(text, kind, item)) is type(expected)


def test_a_list_of_lists_without_an_end_is_read_in_no_time() -> None:
    # tried from the left, this has as many ways to fail as there are subsets of its 20,000 inner lists
    assert read_javascript("[" + "[1]," * 20_000, "array", "integer") == ["[1"]


@given(st.text(alphabet="[],; \n1'\"newArray(){}:.-", max_size=30), st.sampled_from(["array", "dict"]))
def test_any_text_is_read_as_something(text: str, kind: str) -> None:
    assert isinstance(read_javascript(text, kind), (list, dict, str))


def test_arguments_of_java_and_javascript_have_to_be_source_text() -> None:
    assert reason_of_value("integer", [5], "5", "simple_java") == ""
    assert reason_of_value("integer", [5], 5, "simple_java") == "type"
    assert reason_of_value("integer", ["count"], "count", "simple_java") == ""
    assert reason_of_value("float", [5.0], "5", "simple_javascript") == ""
    assert reason_of_value("float", [5.0], 5, "simple_javascript") == "type"
