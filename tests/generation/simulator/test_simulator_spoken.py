"""Whatever is said is read as the same value."""

import datetime as dt
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolflow_generation.simulator.findings import find_values
from toolflow_generation.simulator.spoken import (
    DATE,
    NUMBER,
    TIME,
    code_names,
    codes_by_name,
    humanise,
    ordinal,
    read_date,
    read_number,
    read_time,
    say_date,
    say_datetime,
    say_number,
    say_time,
)

TODAYS = st.dates(dt.date(2024, 1, 1), dt.date(2027, 12, 31))
SEEDS = st.integers(0, 10_000)


def test_the_29th_of_february_is_next_year_s_where_this_year_has_none():
    match = DATE.search("Feb 29")
    assert read_date(match, dt.date(2027, 7, 1)) == "2028-02-29"
    assert read_date(match, dt.date(2025, 7, 1)) is None


@settings(max_examples=400, deadline=None)
@given(TODAYS, st.integers(-800, 800), SEEDS, st.booleans())
def test_a_date_that_is_said_is_read_as_the_same_date(today, days, seed, relative):
    date = (today + dt.timedelta(days=days)).isoformat()
    said = say_date(date, today, random.Random(seed), relative=relative)
    match = DATE.search(said)
    assert match is not None, said
    assert read_date(match, today) == date, said


@settings(max_examples=200, deadline=None)
@given(TODAYS, st.integers(0, 300), SEEDS)
def test_a_date_inside_a_sentence_is_found_whole(today, days, seed):
    date = (today + dt.timedelta(days=days)).isoformat()
    text = f"Please come on {say_date(date, today, random.Random(seed))} if you can."
    dates = [found.value for found in find_values(text, today) if found.sort == "date"]
    assert dates == [date], text


@settings(max_examples=200, deadline=None)
@given(st.times(), SEEDS)
def test_a_time_that_is_said_is_read_as_the_same_time(time, seed):
    clock = f"{time.hour:02d}:{time.minute:02d}"
    said = say_time(clock, random.Random(seed))
    match = TIME.search(said)
    assert match is not None, said
    assert read_time(match) == clock, said


@settings(max_examples=300, deadline=None)
@given(TODAYS, st.integers(-400, 400), st.integers(0, 95), SEEDS)
def test_a_date_time_that_is_said_is_found_as_the_same_moment(today, days, quarters, seed):
    moment = dt.datetime.combine(today, dt.time()) + dt.timedelta(days=days, minutes=15 * quarters)
    said = say_datetime(moment.isoformat(), today, random.Random(seed))
    found = [each.value for each in find_values(f"Start it {said}.", today) if each.sort == "datetime"]
    assert moment.isoformat() in found, said


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.integers(1, 10**7), st.decimals(0, 10**5, places=2).map(float)), SEEDS)
def test_a_number_that_is_said_is_read_as_the_same_number(value, seed):
    said = say_number(value, random.Random(seed))
    match = NUMBER.search(said)
    assert match is not None, said
    assert read_number(match) == pytest.approx(value, rel=1e-5), said


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (1, "1st"),
        (2, "2nd"),
        (3, "3rd"),
        (4, "4th"),
        (11, "11th"),
        (12, "12th"),
        (13, "13th"),
        (21, "21st"),
        (22, "22nd"),
        (30, "30th"),
    ],
)
def test_ordinals(day, words):
    assert ordinal(day) == words


TODAY = dt.date(2025, 9, 12)  # a Friday


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("tomorrow", "2025-09-13"),
        ("the day after tomorrow", "2025-09-14"),
        ("this Monday", "2025-09-15"),
        ("this Friday", "2025-09-19"),
        ("in two weeks", "2025-09-26"),
        ("in 3 days", "2025-09-15"),
        ("March 3", "2026-03-03"),  # past this year, so the next
        ("September 12", "2025-09-12"),
        ("the 3rd of October", "2025-10-03"),
        ("3 Oct", "2025-10-03"),
        ("October 3rd, 2027", "2027-10-03"),
        ("Friday, October 3", "2025-10-03"),
        ("2025-12-24", "2025-12-24"),
    ],
)
def test_dates_as_people_write_them(text, date):
    assert read_date(DATE.search(text), TODAY) == date


@pytest.mark.parametrize("text", ["February 30", "the 31st of April", "2025-02-30"])
def test_an_impossible_date_is_none(text):
    assert read_date(DATE.search(text), TODAY) is None


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("noon", "12:00"),
        ("midnight", "00:00"),
        ("12 am", "00:00"),
        ("12:30 pm", "12:30"),
        ("7pm", "19:00"),
        ("7:05 p.m.", "19:05"),
        ("18:45", "18:45"),
        ("9 AM", "09:00"),
    ],
)
def test_times_as_people_write_them(text, clock):
    assert read_time(TIME.search(text)) == clock


@pytest.mark.parametrize("kind", ["currency", "country_code", "language_code"])
def test_every_spoken_code_is_read_back_as_a_code_of_the_same_name(kind):
    names, codes = code_names(kind), codes_by_name(kind)
    assert len(names) > 20
    for code, name in names.items():
        back = codes[name.lower()]
        assert back == code or names[back].lower() == name.lower()


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("VERY_SATISFIED", "very satisfied"),
        ("economy", "economy"),
        ("EUR", "EUR"),
        ("oneWay", "one way"),
        ("LARGEST", "largest"),
        ("snake_case_value", "snake case value"),
        ("A4", "A4"),
    ],
)
def test_enum_values_are_said_as_words(value, words):
    assert humanise(value) == words


@pytest.mark.parametrize("value", ["", "not a date", "2025-13-45"])
def test_what_is_no_date_is_said_as_it_stands(value):
    assert say_date(value, TODAY, random.Random(1)) == value


def test_what_is_no_time_is_said_as_it_stands():
    assert say_time("whenever", random.Random(1)) == "whenever"
    assert say_datetime("whenever", TODAY, random.Random(1)) == "whenever"
