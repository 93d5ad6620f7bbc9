import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolflow_generation.spoken_dates import (
    date_phrases,
    find_today,
    month_phrases,
    read_date,
    read_moment,
    read_time,
    time_phrases,
)
from toolflow_generation.spoken_numbers import (
    canonical,
    duration_phrases,
    number_phrases,
    number_words,
    ordinal_words,
    quantity_phrases,
)
from toolflow_generation.text_index import normalise

TODAY = dt.date(2024, 3, 6)  # a Wednesday


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "zero"),
        (17, "seventeen"),
        (40, "forty"),
        (85, "eighty five"),
        (100, "one hundred"),
        (100, "a hundred"),
        (342, "three hundred forty two"),
        (342, "three hundred and forty two"),
        (1380, "one thousand three hundred and eighty"),
        (1500, "fifteen hundred"),
        (120_000, "one hundred twenty thousand"),
    ],
)
def test_numbers_are_spelt_out(value, words):
    assert words in number_words(value)


@given(st.integers(0, 2000), st.integers(0, 2000))
def test_no_two_numbers_share_a_spelling(one, two):
    assert one == two or not set(number_words(one)) & set(number_words(two))


def test_ordinals():
    assert ordinal_words(1) == ("1 st", "first")
    assert ordinal_words(12) == ("12 th", "twelfth")
    assert ordinal_words(20) == ("20 th", "twentieth")
    assert ordinal_words(22) == ("22 nd", "twenty second")
    assert ordinal_words(30) == ("30 th", "thirtieth")
    assert ordinal_words(32) == ()


@pytest.mark.parametrize(
    ("value", "phrase"),
    [(2, "a couple"), (12, "a dozen"), (6, "half a dozen"), (2.5, "two and a half"), (0.5, "half")],
)
def test_words_for_numbers(value, phrase):
    assert phrase in number_phrases(value)


@pytest.mark.parametrize(
    ("value", "phrase"),
    [
        (30, "half an hour"),
        (15, "quarter of an hour"),
        (90, "an hour and a half"),
        (120, "2 hours"),
        (120, "two hours"),
        (7, "a week"),
        (14, "two weeks"),
        (24, "2 years"),
        (5000, "5 k"),
        (5000, "5 km"),
        (2_500_000, "2.5 million"),
        (0.15, "15 %"),
        (8.04672, "5 miles"),
        (24, "two dozen"),
    ],
)
def test_quantities_in_other_units(value, phrase):
    assert phrase in quantity_phrases(value)


def test_quantities_of_nothing():
    assert quantity_phrases(0) == () == quantity_phrases(-3) == duration_phrases(0)


@pytest.mark.parametrize(
    ("seconds", "phrase"),
    [
        (1800, "half an hour"),
        (5400, "an hour and a half"),
        (4500, "1 hour 15 minutes"),
        (2 * 86400, "two nights"),
        (2 * 86400, "the weekend"),
        (7 * 86400, "a week"),
        (31 * 86400, "a month"),
    ],
)
def test_durations(seconds, phrase):
    assert phrase in duration_phrases(seconds)


@given(st.floats(-1e9, 1e9).map(lambda value: round(value, 3)))
def test_a_canonical_number_is_normalised_already(value):
    assert normalise(canonical(value)) == canonical(value)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2024-03-05", dt.date(2024, 3, 5)),
        ("20240305", dt.date(2024, 3, 5)),
        ("03/05/2024", dt.date(2024, 3, 5)),
        ("25.12.2024", dt.date(2024, 12, 25)),
        ("March 5, 2024", dt.date(2024, 3, 5)),
        ("5th of March 2024", dt.date(2024, 3, 5)),
        ("2024-02-30", None),
        ("March 2024", None),
        ("tomorrow", None),
        ("12345678", None),
    ],
)
def test_dates_are_read(text, date):
    assert read_date(text) == date


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("19:00", dt.time(19)),
        ("7:05 PM", dt.time(19, 5)),
        ("12 am", dt.time(0)),
        ("12 p.m.", dt.time(12)),
        ("25:00", None),
        ("7", None),
    ],
)
def test_times_are_read(text, time):
    assert read_time(text) == time


def test_moments_are_read_without_their_offset():
    assert read_moment("2024-03-05T19:00:00+01:00") == dt.datetime(2024, 3, 5, 19)
    assert read_moment("2024-03-05 19:00") == dt.datetime(2024, 3, 5, 19)
    assert read_moment("2024-03-05") is None


@pytest.mark.parametrize(
    "text",
    [
        "Today is Wednesday, 2024-03-06, 09:15.",
        "It is Wednesday, March 6, 2024.",
        "Date: 6 March 2024",
        "Current time: 2024-03-06T09:15 (Wednesday, Europe/Oslo).",
    ],
)
def test_today_is_found(text):
    assert find_today(text) == TODAY


def test_no_date_means_no_today():
    assert find_today("You are helpful. Version 12.") is None


@pytest.mark.parametrize(
    ("ahead", "phrase"),
    [
        (0, "today"),
        (1, "tomorrow"),
        (2, "friday"),
        (2, "day after tomorrow"),
        (3, "this weekend"),
        (5, "next monday"),
        (8, "thursday next week"),
        (9, "the 15 th"),
        (14, "in two weeks"),
        (14, "a fortnight"),
        (-1, "yesterday"),
        (-3, "3 days ago"),
        (25, "end of the month"),
    ],
)
def test_relative_dates(ahead, phrase):
    day = TODAY + dt.timedelta(ahead)
    relative = date_phrases(day, TODAY)[1]
    assert phrase in relative or f"in {phrase}" in relative


@given(
    st.dates(dt.date(2024, 1, 1), dt.date(2025, 12, 31)), st.dates(dt.date(2024, 1, 1), dt.date(2025, 12, 31))
)
def test_day_names_and_tomorrow_never_mean_another_day(date, today):
    phrases = date_phrases(date, today)[1]
    assert ("tomorrow" in phrases) == ((date - today).days == 1)
    assert ("today" in phrases) == (date == today)
    weekday = f"{date:%A}".lower()
    assert all(
        weekday in phrase for phrase in phrases if phrase.endswith("day") and phrase.startswith("next ")
    )


def test_spellings_of_a_date():
    spelt = date_phrases(dt.date(2024, 3, 5), TODAY)[0]
    assert {"march 5", "5 march", "5 th of march", "mar 5", "march fifth", "3/5/2024", "3/5"} <= set(spelt)


def test_a_date_beyond_a_year_needs_its_year():
    assert "march 5" not in date_phrases(dt.date(2027, 3, 5), TODAY)[0]


@pytest.mark.parametrize(
    ("clock", "phrase", "kind"),
    [
        ((19, 0), "7 pm", 0),
        ((19, 30), "7:30 pm", 0),
        ((7, 40), "7:40", 0),
        ((19, 0), "7 in the evening", 1),
        ((19, 30), "half past seven in the evening", 1),
        ((19, 30), "half past seven", 2),
        ((11, 45), "quarter to noon", 2),
        ((6, 50), "ten to seven", 2),
        ((12, 0), "noon", 1),
        ((0, 0), "midnight", 1),
        ((14, 15), "quarter after 2", 2),
        ((17, 0), "evening 5", 1),
    ],
)
def test_times_of_day(clock, phrase, kind):
    assert phrase in time_phrases(*clock)[kind]


@given(st.integers(0, 23), st.integers(0, 59))
def test_morning_and_evening_share_only_what_leaves_it_open(hour, minute):
    one, two = time_phrases(hour, minute), time_phrases((hour + 12) % 24, minute)
    assert not set(one[1]) & set(two[1])
    assert not {phrase for phrase in one[0] if phrase.endswith(("am", "pm"))} & set(two[0])


def test_months():
    assert "march" in month_phrases(3, None, TODAY)[0]
    assert "next month" in month_phrases(4, 2024, TODAY)[1]
    assert "march" not in month_phrases(3, 2019, TODAY)[0]
