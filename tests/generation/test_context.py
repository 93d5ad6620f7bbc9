import re
from collections import Counter
from datetime import date

import pytest
from faker import Faker

from toolflow_generation.context import _faker, draw_context, places
from toolflow_generation.streams import stream


def contexts(count, persona_rate=0.4):
    return [draw_context(stream(seed, "context"), persona_rate) for seed in range(count)]


def test_every_text_has_one_iso_date_with_its_weekday_a_time_and_a_place():
    known = {f"{place.town}, {place.country}" for group in places() for place in group}
    for text in contexts(300):
        (found,) = re.findall(r"\d{4}-\d{2}-\d{2}", text)
        assert date.fromisoformat(found).strftime("%A") in text
        assert re.search(r"\b\d\d:\d\d\b", text)
        assert any(place in text for place in known)


def test_the_same_stream_gives_the_same_text_and_wordings_vary():
    assert contexts(50) == contexts(50)
    skeletons = Counter(re.sub(r"[A-Z][\w'\u2019.-]+|\d+", "", text) for text in contexts(200, 0.0))
    assert len(skeletons) > 30


def test_personas_come_as_often_as_asked_and_their_addresses_are_nobodys():
    plain = contexts(200, 0.0)
    assert not any("@" in text or "name" in text.lower() for text in plain)
    emails = [found for text in contexts(300, 1.0) for found in re.findall(r"[\w.@]+@[\w.]+\w", text)]
    assert len(emails) > 80
    assert all(re.fullmatch(r"[a-z][a-z.]*@example\.(com|org|net)", email) for email in emails)


@pytest.mark.parametrize("locale", ["en_US", "de_DE", "cs_CZ", "fr_FR"])
def test_names_numbers_and_jobs_are_those_of_all_faker_offers(locale):
    drawn = []
    for source in (_faker(locale), Faker(locale)):
        source.seed_instance(7)
        drawn.append(
            [(source.first_name(), source.last_name(), source.phone_number(), source.job()) for _ in "1234"]
        )
    assert drawn[0] == drawn[1]


def test_place_names_are_clean():
    capitals, towns = places()
    assert len(capitals) > 150 and len(towns) > 900
    for place in capitals + towns:
        assert "\u00c3" not in place.town + place.country
        assert not any(char.isdigit() for char in place.town)
