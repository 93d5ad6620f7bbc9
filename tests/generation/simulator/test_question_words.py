"""A question word asks for fields whose names share no word with it."""

import pytest

from toolflow_generation.simulator.field_traits import asks_for
from toolflow_generation.simulator.question_words import answers, questions


@pytest.mark.parametrize(
    ("text", "mark", "field"),
    [
        ("Tell me when the parcel arrives", "?when", "delivery_date"),
        ("where is it?", "?where", "pickup_address"),
        ("Who wrote that?", "?who", "author"),
        ("how much money is in the savings account", "?much", "balance"),
        ("how long does that take", "?long", "duration_minutes"),
        ("How far is it to Lyon?", "?far", "distance_km"),
        ("how many are there", "?many", "item_count"),
        ("Check how busy the roads are", "?busy", "congestion"),
        ("Is flight NW121 on time?", "?late", "delay_minutes"),
        ("what customers say about it", "?good", "average_rating"),
    ],
)
def test_question_asks_for_the_field_that_answers_it(text, mark, field):
    assert mark in questions(text)
    assert mark in answers(field.replace("_", " "))
    assert asks_for(field, questions(text))
    assert not asks_for(field, set())


def test_clause_of_time_is_no_question():
    assert not questions("When you have a moment, book it. When that's done, call me.")


def test_each_field_answers_its_own_questions_only():
    assert answers("author") == {"?who"}
    assert answers("note") == frozenset()
