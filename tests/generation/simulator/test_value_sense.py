"""Values make sense for what a field is, however it is typed: blocks of addresses, positions, ages, examples."""

import random
import re

import pytest

from toolflow_generation.simulator.semantics import read_slots
from toolflow_generation.simulator.value_cues import Cues
from toolflow_generation.simulator.value_grammar import expand
from toolflow_generation.simulator.values import draw, value
from toolflow_generation.simulator.world import World

CONTEXT = "Today is Friday, 2025-09-12, 09:30. The user is in Lyon, France."
STRING, INTEGER = {"type": "string"}, {"type": "integer"}


def said(name, schema, owner="do_thing Do a thing.", count=40):
    """Return what users would ask for in as many dialogues."""
    (slot,) = read_slots({"type": "object", "properties": {name: schema}}, owner)
    return [value(slot, World(seed, CONTEXT), random.Random(seed)) for seed in range(count)]


def reported(name, schema, owner, count=40):
    """Return what tools would report in as many dialogues."""
    (slot,) = read_slots({"type": "object", "properties": {name: schema}}, owner)
    return [draw(slot, World(seed, CONTEXT), random.Random(seed), said=False) for seed in range(count)]


def test_the_first_pattern_found_decides_in_the_first_text_that_has_one():
    cues = Cues((("b", 1), ("a", 2)))
    assert (cues.first("ab"), cues.first("xa"), cues.first("x", "b"), cues.first("a", "b")) == (1, 2, 1, 2)
    assert cues.first("x") is None
    assert Cues((("art", 1),), words=True).first("party") is None


def test_an_article_fits_the_word_after_it():
    table = {"title": ("A {noun} in a {noun}",), "noun": ("Orchard", "Garden")}
    made = {expand("title", table, random.Random(seed), str) for seed in range(40)}
    assert "An Orchard in a Garden" in made and "A Garden in an Orchard" in made
    assert not any(re.search(r"\b[Aa] O|\b[Aa]n G", text) for text in made)


def test_two_friends_have_two_names():
    for seed in range(200):
        world = World(seed, CONTEXT)
        assert len({world.me.first, *(friend.first for friend in world.friends)}) == 6


def test_a_block_of_addresses_is_written_as_one():
    schema = {"type": "string", "description": "The IP range in CIDR notation"}
    for owner in (
        "compute_prefixes_insert Insert a prefix.",
        "networkconnectivity_ranges_create Create a range.",
    ):
        assert all(re.fullmatch(r"\d+\.\d+\.\d+\.0/2\d", made) for made in said("ipCidrRange", schema, owner))


def test_a_string_takes_the_words_shown_even_if_its_name_is_that_of_a_number():
    assert set(said("position", STRING | {"example": "TopLeft"}, "crop_image Crop an image.")) == {"TopLeft"}
    assert set(said("exact", STRING | {"description": "Flag to match exactly", "example": "true"})) <= {
        "true",
        "false",
    }


@pytest.mark.parametrize(
    ("example", "least", "most"), [(2, 1, 2), (60, 36, 84), (34655719, 10000000, 99999999)]
)
def test_a_number_of_which_only_an_example_is_known_is_of_its_size(example, least, most):
    made = said("frobs", INTEGER | {"example": example})
    assert all(least <= number <= most for number in made) and len(set(made)) > 1


def test_an_example_never_breaks_a_bound():
    assert all(made <= 5 for made in said("frobs", INTEGER | {"example": 200, "maximum": 5}))


@pytest.mark.parametrize(
    ("name", "owner", "least", "most"),
    [
        ("adults_number", "search_hotels Search hotels by guest rating.", 1, 3),
        ("children_ages", "search_hotels Search hotels.", 2, 12),
        ("prefixLength", "create_range Create a range.", 15, 26),
        ("height", "detect_faces Detect faces in an image.", 320, 1920),
        ("requestedPolicyVersion", "get_policy Get the access policy.", 1, 3),
    ],
)
def test_numbers_have_the_size_of_what_they_count(name, owner, least, most):
    assert all(least <= made <= most for made in said(name, INTEGER, owner))


def test_a_pair_of_coins_is_written_as_in_the_example():
    made = said("symbol", STRING | {"example": "BTCUSDT"}, "get_crypto_ticker Price of a cryptocurrency.")
    assert all(re.fullmatch(r"[A-Z]{3,4}USDT", one) for one in made)


def test_a_region_of_a_cloud_is_no_province():
    made = said(
        "region",
        STRING | {"description": "The slug of the region to deploy in"},
        "create_droplet Create one.",
    )
    assert all(re.fullmatch(r"[a-z]+-[a-z]+\d", one) for one in made)


def test_a_generation_is_no_ratio():
    assert not {"16:9", "4:3", "1:1"} & set(reported("generation", STRING, "get_object Get an object."))


def test_when_something_was_completed_is_a_moment():
    made = reported("completionTime", STRING, "list_runs List the runs.")
    assert all(re.match(r"\d{4}-\d\d-\d\dT", one) for one in made)
    assert all(
        re.match(r"\d{4}-\d\d-\d\dT", one) for one in reported("sent_at", STRING, "get_route Get a route.")
    )


def test_games_have_other_genres_than_music():
    games = set(reported("genre", STRING, "list_games List the latest games."))
    assert games and not games & set(reported("genre", STRING, "list_songs List the latest songs."))


def test_an_event_has_a_page_of_its_own():
    made = reported(
        "event_link", STRING | {"description": "Web address"}, "create_event Put an event in the calendar."
    )
    assert all(re.search(r"/events/\d+$", one) for one in made)


def test_a_change_in_percent_is_small_and_may_fall():
    made = reported("change_24h_percent", {"type": "number"}, "get_coin Price of a coin.")
    assert all(-6 < one < 8 for one in made) and min(made) < 0 < max(made)
