"""Values are valid for the schema, sensible for the kind and consistent in a dialogue."""

import datetime as dt
import random
import re
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from real_tools import everyday, sample_of
from value_strategies import CONTEXT, NAMES, SCHEMAS

from toolflow_generation.context import draw_context
from toolflow_generation.simulator.semantics import Slot, read_slots
from toolflow_generation.simulator.value_pattern import sample
from toolflow_generation.simulator.value_places import cities, distance_km, find_city, place_in, rate
from toolflow_generation.simulator.values import value
from toolflow_generation.simulator.world import World


def slots_of(properties, owner="do_thing Do a thing."):
    return {slot.name: slot for slot in read_slots({"type": "object", "properties": properties}, owner)}


def one(name, schema, owner="do_thing Do a thing.", seed=1, draw=0, context=CONTEXT):
    slot = slots_of({name: schema}, owner)[name]
    return value(slot, World(seed, context), random.Random(draw))


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(NAMES, SCHEMAS, st.integers(0, 2**32))
def test_any_schema_gets_a_valid_value(name, schema, seed):
    made = one(name, schema, seed=seed % 97, draw=seed)
    Draft202012Validator(schema).validate(made)


def test_unique_items():
    schema = {"type": "array", "items": {"type": "string"}, "minItems": 3, "uniqueItems": True}
    for draw in range(20):
        made = one("city", schema, draw=draw)
        assert len(set(made)) == len(made) >= 3


def test_patterns_are_sampled():
    for pattern in (r"^[A-F0-9]{8}$", r"^v\d+(\.\d+){2}$", r"^(a|bc)[^x]\w?$", r"^\S+@\S+$"):
        for seed in range(10):
            assert re.search(pattern, sample(pattern, random.Random(seed)))
    assert sample(r"(", random.Random(0)) is None


def test_trip_dates_are_ordered_and_ahead():
    slots = slots_of(
        {name: {"type": "string", "format": "date"} for name in ("check_in", "check_out")},
        "book_hotel Reserve a room",
    )
    for seed in range(60):
        world = World(seed, CONTEXT)
        start, end = (
            dt.date.fromisoformat(value(slots[name], world, random.Random(seed)))
            for name in ("check_in", "check_out")
        )
        assert dt.date(2026, 3, 3) < start < end


def test_a_look_back_lies_behind_and_a_birth_far_behind():
    for draw in range(30):
        owner = "get_history Show the history of transactions"
        since, until = (
            one(name, {"type": "string", "format": "date"}, owner, draw=draw)
            for name in ("start_date", "end_date")
        )
        assert since < until <= "2026-03-03"
        assert one("date_of_birth", {"type": "string"}, draw=draw) < "2008"


def test_times_are_on_round_minutes():
    assert all(
        int(one("time", {"type": "string", "format": "time"}, draw=draw)[3:]) % 15 == 0 for draw in range(40)
    )


def test_date_is_written_as_the_description_asks():
    assert re.fullmatch(
        r"\d\d/\d\d/2026", one("date", {"type": "string", "description": "Day in MM/DD/YYYY"})
    )
    assert re.fullmatch(r"2026\d{4}", one("date", {"type": "string", "description": "YYYYMMDD"}))


def test_a_dialogue_has_one_currency_home_and_trip():
    assert {one("currency", {"type": "string"}, draw=draw) for draw in range(8)} >= {"EUR"}
    origins = [
        one("origin", {"type": "string", "description": "City to leave from"}, draw=draw)
        for draw in range(40)
    ]
    assert origins.count("Lyon") > 25
    goals = {
        one("destination", {"type": "string", "description": "City to fly to"}, draw=draw)
        for draw in range(40)
    }
    assert "Lyon" not in goals and len(goals) == 2


def test_context_is_taken_over():
    world = World(
        3,
        "Date: 2025-06-01 (Sunday)\nTime: 08:40\nLocation: Coralville, United States\nUser: Paul Zamora <paul.z@example.com>",
    )
    assert (world.home.name, world.home.code, world.currency) == ("Coralville", "US", "USD")
    assert (world.today, world.clock) == (dt.date(2025, 6, 1), dt.time(8, 40))
    assert (world.me.name, world.me.email) == ("Paul Zamora", "paul.z@example.com")


def test_every_context_is_read():
    import numpy as np

    for index in range(300):
        text = draw_context(np.random.default_rng(index), persona_rate=1.0)
        world = World(index, text)
        assert f"{world.home.name}, {world.home.country}" in text
        assert world.today.isoformat() in text and world.me.name in text
        assert not re.search(r"\b(called|user|name|assisting)\b", world.me.name, re.IGNORECASE)


def test_empty_context_gives_a_whole_world():
    world = World(5, "")
    assert world.today.year >= 2025 and len({city.name for city in world.cities}) == 5 and world.me.name


def test_resource_pattern_is_filled_with_the_dialogues_project():
    schema = {
        "type": "string",
        "description": "Format: `projects/{project}/locations/{location}/keyRings/{key_ring}`",
    }
    made = [one("name", schema, draw=draw).split("/") for draw in range(20)]
    assert {tuple(parts[:4]) for parts in made} == {tuple(made[0][:4])}
    assert all(re.fullmatch(r"[a-z][a-z0-9-]+", parts[5]) and parts[4] == "keyRings" for parts in made)


def test_placeholder_in_two_kinds_of_brackets_is_filled():
    schema = {
        "type": "string",
        "description": "The name of a study, of the form `projects/{p}/studies/[{study_uid}]`.",
    }
    made = one("name", schema)
    assert re.fullmatch(r"projects/[a-z0-9-]+/studies/[a-z0-9-]+", made)


def test_resource_path_follows_from_the_method_name():
    made = one(
        "parent",
        {"type": "string", "description": ""},
        "alloydb_projects_locations_clusters_users_list Lists users",
    )
    assert re.fullmatch(r"projects/[a-z-]+/locations/[a-z0-9-]+/clusters/[a-z0-9-]+", made)


@pytest.mark.parametrize(
    ("name", "schema", "form"),
    [
        ("flight_id", {"type": "string"}, r"FL-?\w{4,5}"),
        ("isbn", {"type": "string"}, r"978\d{10}"),
        ("imdb_id", {"type": "string", "example": "tt0111161"}, r"tt\d{7}|II-?\w+"),
        ("user_id", {"type": "string", "format": "int64"}, r"\d+"),
        ("ip", {"type": "string", "format": "ipv4"}, r"(192\.0\.2|198\.51\.100|203\.0\.113)\.\d+"),
        ("color", {"type": "string", "description": "Hex colour such as #ff8800"}, r"#[0-9a-f]{6}"),
        ("request_id", {"type": "string"}, r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
    ],
)
def test_codes_have_their_form(name, schema, form):
    for draw in range(20):
        assert re.fullmatch(form, one(name, schema, draw=draw))


def test_listed_choices_are_used():
    schema = {"type": "string", "description": "Sort direction, one of: `asc`, `desc`"}
    drawn = [one("direction", schema, draw=draw) for draw in range(60)]
    assert {"asc", "desc"} == set(drawn)


def test_examples_are_used_now_and_then():
    schema = {"type": "string", "description": "Title", "examples": ["Budget review"]}
    share = (
        sum(
            one("title", schema, "create_event Put an event", draw=draw) == "Budget review"
            for draw in range(300)
        )
        / 300
    )
    assert 0.2 < share < 0.5


def test_queries_fit_the_topic_and_differ():
    drawn = {
        one("query", {"type": "string"}, "search_products Search the online shop", draw=draw)
        for draw in range(200)
    }
    assert len(drawn) > 150
    assert not any(re.search(r"[{}_]|  |\blorem\b", text) for text in drawn)


def test_written_text_is_clean():
    owners = (
        "send_email Write an email",
        "add_review Write a review",
        "set_reminder Remind",
        "create_image Draw an image",
        "translate Translate",
    )
    for owner in owners:
        for name in ("text", "body", "title", "description", "comment"):
            for draw in range(40):
                text = one(name, {"type": "string"}, owner, draw=draw)
                assert text and not re.search(r"[{}_]|  ", text) and text == text.strip()


def test_numbers_can_be_said():
    for draw in range(200):
        made = one("max_price", {"type": "number"}, draw=draw)
        assert made > 0 and len(str(made)) <= 7


def test_same_draw_in_another_process():
    code = (
        "import random;from toolflow_generation.simulator.semantics import read_slots;"
        "from toolflow_generation.simulator.values import value;"
        "from toolflow_generation.simulator.world import World;"
        "names=('city','name','id','text','date','url','tags','phone');"
        "s=read_slots({'properties':{n:{'type':'string'} for n in names}},'add_contact Add');"
        f"w=World(4,{CONTEXT!r});r=random.Random(2);print([value(x,w,r) for x in s])"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1


def test_cities_are_known_with_their_facts():
    assert len(cities()) > 200
    tokyo, osaka = find_city("tokyo"), find_city("Osaka")
    assert (tokyo.code, tokyo.airport, tokyo.currency) == ("JP", "HND", "JPY")
    assert 380 < distance_km(tokyo, osaka) < 450
    assert place_in("- User location: St. John's, Antigua and Barbuda.").name == "St. John's"


def test_rates_agree_both_ways_and_through_a_third():
    there, back = rate("EUR", "JPY", 9), rate("JPY", "EUR", 9)
    assert there * back == pytest.approx(1)
    assert rate("EUR", "USD", 9) * rate("USD", "JPY", 9) == pytest.approx(there)
    assert rate("EUR", "XXX", 9) is None


def _valid_arguments(tools):
    checked = 0
    for index, tool in enumerate(tools):
        function = tool["function"]
        world, rng = World(index, CONTEXT), random.Random(index)
        for slot in read_slots(function["parameters"], f"{function['name']} {function['description'][:200]}"):
            if slot.array and "enum" in slot.schema:
                continue  # an array with an enum of scalars admits no value at all
            Draft202012Validator(slot.schema).validate(value(slot, world, rng))
            checked += 1
    return checked


def test_everyday_parameters_get_valid_values():
    assert _valid_arguments(everyday()) > 200


@pytest.mark.parametrize("source", ["google", "toolbench"])
def test_real_parameters_get_valid_values(source):
    assert _valid_arguments(sample_of(source, 500)) > 500


def test_slot_can_be_made_by_hand():
    slot = Slot("city", "city", "city", "city", {"type": "string"}, True, False)
    assert isinstance(value(slot, World(1, CONTEXT), random.Random(1)), str)
