import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolflow_generation.strict_json import MOST_LEVELS, parse, parse_at, whole_text

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(VALUES, st.booleans())
def test_what_json_holds_is_read_to_the_digit(value, ascii_only):
    text = json.dumps(value, ensure_ascii=ascii_only)
    assert parse(text) == value
    assert parse_at(f"so: {text} that is", 4) == (value, 4 + len(text))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("NaN", "NaN is no JSON number"),
        ('{"a": -Infinity}', "-Infinity is no JSON number"),
        ("[1e999]", "beyond the range"),
        ('"\\ud800"', "surrogate"),
        ('{"\\uDFFF": 1}', "surrogate"),
        ('"\ud800"', "surrogate"),
        ("[" * 100 + "]" * 100, "nested too deeply"),
        ("[" * 100_000, "nested too deeply"),
        ('{"a":' * 100_000, "nested too deeply"),
        ("{", "Expecting"),
        ("9" * 5000, "integer"),
    ],
)
def test_what_a_dataset_cannot_hold_is_refused(text, told):
    with pytest.raises(ValueError, match=told):
        parse(text)


def test_nesting_up_to_the_bound_is_read():
    text = "[" * MOST_LEVELS + "]" * MOST_LEVELS
    assert json.dumps(parse(text)) == text
    assert len(parse("[" + "[],[]," * 200 + "[]]")) == 401


def test_half_pairs_are_replaced_and_whole_ones_joined():
    assert whole_text("a\ud83d\ude00b\ud83dc\ude00") == "a\U0001f600b\ufffdc\ufffd"
    assert whole_text("é") == "é"
