import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolflow_generation.text_index import TextIndex, normalise, stem

WORDS = st.lists(st.from_regex(r"[a-z]{1,6}", fullmatch=True), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  New   YORK ", "new york"),
        ("Zürich, Łódź & São Paulo", "zurich łodz and sao paulo"),
        ("Children's O\u2019Hare", "childrens ohare"),
        ("first_class full-size", "first class full size"),
        ("1,200.50 and 1200.5 and 007", "1200.5 and 1200.5 and 7"),
        ("07:05:00 19:30:15", "7:05 19:30:15"),
        ("2024-3-5 03/05/2024 5.3.24", "2024-03-05 3/5/2024 5/3/24"),
        ("2024-03-05T19:00:00Z", "2024-03-05 t 19:00 z"),
        ("7pm 7 p.m. 5k 20km 3rd", "7 pm 7 pm 5 k 20 km 3 rd"),
        ("FL204 A1B2 4x", "fl204 a1b2 4 x"),
        ("$40.00 20%", "$ 40 20 %"),
        ("", ""),
    ],
)
def test_normalised_text(text, expected):
    assert normalise(text) == expected


@given(st.text(max_size=80))
def test_normalising_again_changes_nothing_but_joined_units(text):
    once = normalise(text)
    assert normalise(once) == once


@pytest.mark.parametrize(
    "pair", [("seats", "seating"), ("movies", "movie"), ("cities", "city"), ("dates", "date")]
)
def test_forms_of_a_word_share_a_stem(pair):
    assert stem(pair[0]) == stem(pair[1])


@pytest.mark.parametrize("pair", [("bus", "bu"), ("address", "addres"), ("need", "ne"), ("speed", "spe")])
def test_a_stem_keeps_short_words_whole(pair):
    assert stem(pair[0]) == pair[0] != pair[1]


@given(st.lists(WORDS, min_size=1, max_size=5), st.data())
def test_every_phrase_is_found_in_the_first_message_that_has_it(messages, data):
    index = TextIndex()
    for position, words in enumerate(messages):
        index.add(" ".join(words), position)
    words = data.draw(st.sampled_from(messages))
    start = data.draw(st.integers(0, len(words) - 1))
    phrase = words[start : data.draw(st.integers(start + 1, len(words)))]
    size = len(phrase)
    expected = next(
        position
        for position, other in enumerate(messages)
        if any(other[at : at + size] == phrase for at in range(len(other)))
    )
    assert index.find(" ".join(phrase)) == expected


def test_a_phrase_does_not_run_across_messages():
    index = TextIndex()
    index.add("to New", 0)
    index.add("York please", 1)
    assert index.find("new york") is None
    assert index.find("york please") == 1


def test_a_number_inside_a_date_or_a_code_is_not_found():
    index = TextIndex()
    index.add("2024-03-05 at 12:45, flight FL5", 0)
    assert index.find("5") is None and index.find("45") is None


def test_text_added_later_is_found_by_stem_and_run_together():
    index = TextIndex()
    index.add("museums", 0)
    assert index.find_stems("museum") == 0 and index.find_stems("gallery") is None
    index.add("AB-1234 and galleries", 3)
    assert index.find_stems("gallery") == 3
    assert index.find_squashed("ab1234") == 3
    assert index.stems["museum"] == 0


def test_verbatim_is_bounded_by_words():
    index = TextIndex()
    index.add("catalogue of 120 cat toys", 0)
    assert index.verbatim("cat")
    assert not index.verbatim("12") and not index.verbatim("toy")
