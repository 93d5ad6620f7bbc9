import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolflow_generation.simulator.findings import find_values

TODAY = dt.date(2025, 9, 12)


def found(text, *sorts, known=()):
    return {each.value for each in find_values(text, TODAY, known) if not sorts or each.sort in sorts}


@pytest.mark.parametrize(
    ("text", "sort", "value"),
    [
        ('Call it "Lunch, then work" please', "quoted", "Lunch, then work"),
        ("Write to ana.lopez@example.com today", "email", "ana.lopez@example.com"),
        ("Open https://example.com/a/b?c=1 now", "url", "https://example.com/a/b?c=1"),
        ("Cancel HO-59728 for me", "code", "HO-59728"),
        ("Fly from San Antonio to Oslo", "proper", "San Antonio"),
        ("Ring +1 312 555 0125 now", "phone", "+1 312 555 0125"),
        ("Under projects/blue-sea/topics/t1 please", "path", "projects/blue-sea/topics/t1"),
        ("For two guests", "number", 2.0),
        ("Pay 1,250.50 to them", "number", 1250.5),
        ("It was -4 outside", "number", -4.0),
        ("Ask Rue de la Paix about it", "proper", "Rue de la Paix"),
        ("Have lunch with Franciszek Masłoń there", "proper", "Franciszek Masłoń"),
        ("Meet at 14:30 there", "time", "14:30"),
        ("On October 3 at 2 pm", "datetime", "2025-10-03T14:00:00"),
    ],
)
def test_values_are_found_by_their_form(text, sort, value):
    assert value in found(text, sort)


def test_numbers_inside_dates_times_codes_and_quotations_are_no_numbers():
    assert found('On October 3 at 14:30 for HO-59728 with "5 apples" and 2025-12-24', "number") == set()


def test_a_capital_at_a_sentence_start_is_no_name_if_the_word_is_common_or_a_verb():
    assert found("Book it. Then cancel that. Please hurry.", "proper", "initial") == set()


def test_what_is_known_is_found_verbatim_but_not_inside_other_words():
    assert found("play night ferry now", "known", known=["night ferry"]) == {"night ferry"}
    assert found("play midnight ferrying", "known", known=["night ferry"]) == set()


@settings(max_examples=120, deadline=None)
@given(st.text(max_size=80))
def test_every_finding_lies_inside_the_text(text):
    for each in find_values(text, TODAY):
        assert 0 <= each.start < each.end <= len(text)
        if each.sort in ("email", "url", "path", "phone", "code", "slug", "proper", "initial"):
            assert text[each.start : each.end] == each.value


def test_nothing_is_found_in_nothing():
    assert find_values("", TODAY) == ()
