import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stage import TODAY

from toolflow_generation.simulator.predicates import brief, clause, field_label, predicate, spoken_value, tidy

SEEDS = range(8)


def every(function, name, value, siblings=None):
    return {function(name, value, siblings or {}, TODAY, random.Random(seed)) for seed in SEEDS}


@pytest.mark.parametrize(
    ("name", "value", "siblings", "said"),
    [
        ("battery_percent", 80, {}, "80%"),
        ("duration_minutes", 1, {}, "1 minute"),
        ("duration_minutes", 90, {}, "90 minutes"),
        ("distance_km", 3.5, {}, "3.5 km"),
        ("score", 7, {"currency": "EUR"}, "7"),
        ("delayed", True, {}, "yes"),
        ("state", "IN_TRANSIT", {}, "in transit"),
    ],
)
def test_a_value_is_said_with_the_unit_of_its_name_or_neighbour(name, value, siblings, said):
    assert every(spoken_value, name, value, siblings) == {said}


@pytest.mark.parametrize(
    ("name", "value", "siblings", "said"),
    [
        ("price", 412.5, {"currency": "EUR"}, {"412.50 EUR", "\u20ac412.50"}),
        ("total_amount", 2723, {"currency": "CHF"}, {"2,723 CHF"}),
        ("refund_amount", 579.1, {}, {"579.10"}),
        ("exchange_rate", 1.5153, {}, {"1.5153"}),
        ("views", 34227, {}, {"34,227"}),
        ("release_year", 1994, {}, {"1994"}),
        ("order_number", 45017, {}, {"45017"}),
    ],
)
def test_money_has_cents_and_large_counts_have_separators_but_names_have_none(name, value, siblings, said):
    assert every(spoken_value, name, value, siblings) == said


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("duration_minutes", "duration"),
        ("batteryPercent", "battery"),
        ("title", "title"),
        ("price_per_night", "price per night"),
    ],
)
def test_a_field_is_called_by_its_words_without_the_unit(name, label):
    assert field_label(name) == label


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [
        ("price", 40, "40"),
        ("status", "delayed", "delayed"),
        ("departure_time", "09:15", "09:15"),
        ("rating", 4.5, "4.5"),
        ("address", "Rue 1", "Rue 1"),
    ],
)
def test_common_fields_get_a_verb_that_tells_the_value(name, value, word):
    for words in every(predicate, name, value):
        assert word in words
        assert re.match(r"(?:is|has|costs|goes|comes|leaves|departs|sets|can|shows|gets|scores)\b", words)


def test_a_flag_is_told_as_yes_or_no_by_its_verb():
    assert every(predicate, "available", True) == {"is available"}
    assert every(predicate, "available", False) == {"is not available"}
    assert every(clause, "invitation_sent", False) == {"the invitation was not sent"}


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(
        [
            "price",
            "city",
            "created_at",
            "free_rooms",
            "humidityPercent",
            "wind_speed",
            "name",
            "is_open",
            "arrival",
            "lamps_changed",
            "x",
        ]
    ),
    st.one_of(
        st.integers(0, 99_999),
        st.booleans(),
        st.sampled_from(
            ["Oslo", "2025-10-03", "2025-10-03T14:00:00", "NOT_YET", "14:30", "a long story " * 20]
        ),
    ),
    st.integers(0, 999),
)
def test_every_fact_is_told_in_words(name, value, seed):
    for function in (clause, brief):
        words = function(name, value, {}, TODAY, random.Random(seed))
        assert words.strip()
        assert "_" not in words and "{" not in words
    assert "_" not in predicate(name, value, {}, TODAY, random.Random(seed))


def test_dates_are_said_as_dates_and_not_as_machine_text():
    for words in every(clause, "starts_at", "2025-10-03T14:00:00"):
        assert "T14" not in words
        assert "October" in words or "Oct" in words


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a  b\nc", "a b c"),
        ("OUT_OF_STOCK", "out of stock"),
        ("It is done.", "It is done"),
        ("snake_case_word", "snake case word"),
    ],
)
def test_tidying_makes_strings_quotable(text, told):
    assert tidy(text) == told


def test_a_long_string_is_cut_at_a_word():
    cut = tidy("word " * 100)
    assert len(cut) <= 140 and set(cut.split()) == {"word"}
