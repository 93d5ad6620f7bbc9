import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stage import everyday, make_tool

from toolflow_dataset.types import Tool
from toolflow_generation.simulator.descriptions import first_person
from toolflow_generation.simulator.english import FAMILIES, stem
from toolflow_generation.simulator.reading import plain_noun, read_document, read_tool

CITY = {"type": "string", "description": "A city."}


@pytest.mark.parametrize(
    ("name", "description", "verb", "noun"),
    [
        ("book_flight", "Book a flight.", "book", "flight"),
        ("flightBook", "Books a flight for the given passenger.", "book", "flight"),
        ("get_user_report", "Gets a site's report.", "get", "site's report"),
        ("hashtags", "Hashtag results", "get", "hashtag results"),
        ("search", "This endpoint will return the list of players", "return", "players"),
        ("searchPlayers", "", "search", "players"),
        ("delete_alarm", "", "delete", "alarm"),
        ("projects_locations_keys_list", "", "list", "locations keys"),
    ],
)
def test_verb_and_noun_are_read_from_any_kind_of_description_or_from_the_name(name, description, verb, noun):
    reading = read_tool(Tool(name, description, {"type": "object", "properties": {}}))
    assert (reading.verb, reading.noun) == (verb, noun)


@pytest.mark.parametrize(
    ("verb", "family"),
    [("Delete", "delete"), ("Removes", "delete"), ("Buy", "book"), ("Convert", "compute"), ("Gets", "get")],
)
def test_the_family_follows_the_verb(verb, family):
    assert (
        read_tool(Tool("x_thing", f"{verb} a thing.", {"type": "object", "properties": {}})).family == family
    )


def test_slots_are_the_properties_and_required_ones_are_told():
    tool = make_tool("find_gym", "Find a gym in a city.", ["city"], city=CITY, radius={"type": "integer"})
    reading = read_tool(tool)
    assert [slot.name for slot in reading.slots] == ["city", "radius"]
    assert [slot.name for slot in reading.required] == ["city"]


def test_every_everyday_tool_has_a_readable_action_and_a_known_family():
    for tool in everyday().values():
        reading = read_tool(tool)
        assert reading.verb and reading.noun and reading.family in FAMILIES
        assert "_" not in reading.action
        assert len(reading.explicit.split()) <= 17
        assert reading.anchors
        assert stem(reading.verb.split()[0]) in reading.verbs


DOCUMENT = {
    "type": "function",
    "function": {
        "name": "svc_a_b",
        "description": "Find a thing.",
        "parameters": {"type": "object", "properties": {"city": CITY}},
        "returns": {"type": "object", "properties": {"price": {"type": "number"}}},
    },
    "inferred": ["returns"],
    "metadata": {"original_name": "rent.bikes.find"},
}


def test_an_offered_tool_has_lost_everything_that_is_not_sent():
    views = read_document(DOCUMENT)
    function = DOCUMENT["function"]
    assert views.offered.tool == Tool("svc_a_b", "Find a thing.", function["parameters"])
    assert views.offered.results == () and "bik" not in views.offered.anchors
    assert views.own.tool == Tool.from_json(DOCUMENT)
    assert [leaf.name for leaf in views.own.results] == ["price"] and "bik" in views.own.anchors
    assert views.own.slots is views.offered.slots


def test_one_content_is_read_once_whoever_decoded_it():
    views = read_document(DOCUMENT)
    assert read_document(copy.deepcopy(DOCUMENT)) is views
    assert read_tool(Tool.from_json(DOCUMENT)) is views.own
    assert read_tool(Tool.from_json(views.offered.tool.wire())) is views.offered
    without = copy.deepcopy(DOCUMENT)
    del without["metadata"]
    renamed = read_document(without)
    assert renamed.offered is views.offered
    assert [leaf.name for leaf in renamed.own.results] == ["price"] and "bik" not in renamed.own.anchors


@pytest.mark.parametrize(
    ("third", "first"),
    [("how the user slept", "how I slept"), ("the user's inbox", "my inbox"), ("all accounts of the customer", "all my accounts"),
     ("a payment that the customer does not recognise", "a payment that I do not recognise"), ("the weather", "the weather")],
)  # fmt: skip
def test_the_user_speaks_of_themselves(third, first):
    assert first_person(third) == first


@settings(max_examples=60, deadline=None)
@given(
    st.text(
        st.characters(categories=("Ll", "Lu", "Nd"), include_characters="_-", max_codepoint=0x7F),
        min_size=1,
        max_size=30,
    ),
    st.text(max_size=120),
)
def test_any_name_and_any_description_can_be_read(name, description):
    reading = read_tool(Tool(name, description, {"type": "object", "properties": {}}))
    assert reading.verb
    assert reading.noun
    assert reading.phrase
    assert plain_noun(reading)


@pytest.mark.parametrize(
    "description",
    [
        "天気を調べます。",
        "Получить прогноз погоды",
        "احصل على الطقس",
        "🌤️",
        "\n\n",
        "***",
        "()",
        "v2",
        "<b></b>",
    ],
)
def test_descriptions_nobody_can_parse_leave_the_name(description):
    reading = read_tool(make_tool("get_weather", description, ["city"], city=CITY))
    assert stem("weather") in reading.anchors
