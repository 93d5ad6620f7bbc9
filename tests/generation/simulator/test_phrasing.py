import random
import re

import pytest
from stage import STYLES, TODAY, everyday, make_tool, readings_of, tools_named, understood

from toolflow_generation.simulator.goal import Goal, Wording
from toolflow_generation.simulator.object_words import _trim
from toolflow_generation.simulator.phrasing import core, wanted_from_results
from toolflow_generation.simulator.reading import read_tool
from toolflow_generation.simulator.saying import say
from toolflow_generation.simulator.styles import style_of
from toolflow_generation.simulator.user_requests import _went_on


def slot_of(schema, name="thing"):
    return read_tool(make_tool("do_it", "Do it.", [name], **{name: schema})).slots[0]


CASUAL = style_of("casual")


@pytest.mark.parametrize(
    ("schema", "value", "spoken"),
    [
        ({"type": "boolean"}, True, "yes"),
        ({"type": "boolean"}, False, "no"),
        ({"type": "string", "enum": ["VERY_BIG", "small"]}, "VERY_BIG", "very big"),
        (
            {"type": "array", "items": {"type": "string", "enum": ["a_b", "c_d"]}},
            ["a_b", "c_d"],
            "a b and c d",
        ),
        ({"type": "number"}, 2.5, "2.5"),
    ],
)
def test_values_are_said_as_people_do(schema, value, spoken):
    assert say(slot_of(schema), value, CASUAL, TODAY, random.Random(1)) == spoken


def test_free_text_is_quoted():
    slot = slot_of({"type": "string", "description": "Text of the message."}, "body")
    assert (
        say(slot, "See you at noon. Bring food.", CASUAL, TODAY, random.Random(1))
        == '"See you at noon. Bring food."'
    )


def test_the_more_explicit_the_more_literal():
    slot = slot_of({"type": "string", "format": "date", "description": "Day."}, "date")
    assert {say(slot, "2025-10-03", CASUAL, TODAY, random.Random(seed), 2) for seed in range(10)} == {
        "2025-10-03"
    }
    assert len({say(slot, "2025-10-03", CASUAL, TODAY, random.Random(seed), 0) for seed in range(20)}) > 3


def test_a_wording_holds_values_back_until_the_style_is_done():
    wording = Wording()
    held = wording.hold("The Old Port")
    assert "Old" not in held
    assert wording.fill(f"Book  {held} , please ?.") == "Book The Old Port, please?"


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("explicit", [0, 1, 2, 3])
def test_a_sentence_holds_every_value_in_every_style(style, explicit):
    (reading,) = readings_of(tools_named("transfer_money"))
    call = {"account_id": "AC-11111", "iban": "DE89370400440532013000", "amount": 77.5}
    for seed in range(6):
        wording, rng = Wording(), random.Random(seed)
        main, sentences = core(Goal(reading, [dict(call)]), style_of(style), TODAY, rng, explicit, wording)
        text = wording.fill(" ".join([main, *sentences]))
        assert all(str(value) in text for value in call.values()), text
        assert main[-1] in ".?"
        assert "\x01" not in text and "_" not in text


@pytest.mark.parametrize("style", STYLES)
def test_a_spread_goal_says_all_values_and_is_understood_as_parallel_calls(style):
    (reading,) = readings_of(tools_named("get_current_weather"))
    understood_right = 0
    for seed in range(12):
        goal = Goal(reading, [{"city": "Oslo"}, {"city": "San Antonio"}], spread=("city",))
        wording = Wording()
        main, sentences = core(goal, style_of(style), TODAY, random.Random(seed), 0, wording)
        text = wording.fill(" ".join([main, *sentences]))
        assert "Oslo" in text and "San Antonio" in text
        understood_right += understood(text, tools_named("get_current_weather")) == [
            ("get_current_weather", goal.calls, set())
        ]
    assert understood_right >= 9


def test_words_that_refer_stand_instead_of_the_value():
    (reading,) = readings_of(tools_named("get_current_weather"))
    for seed in range(12):
        wording = Wording()
        goal = Goal(reading, [{"city": "Oslo"}], refers={"city": "there"})
        main, sentences = core(goal, CASUAL, TODAY, random.Random(seed), 0, wording)
        text = wording.fill(" ".join([main, *sentences]))
        assert "there" in text and "Oslo" not in text


def test_said_leaves_out_what_is_referred_to_or_missing():
    (reading,) = readings_of(tools_named("search_hotels"))
    goal = Goal(
        reading, [{"city": "Oslo", "check_in": "2025-10-01"}], frozenset({"check_out"}), {"city": "there"}
    )
    assert [slot.name for slot in goal.said] == ["check_in"]


def test_fields_of_the_result_may_be_asked_for_in_words_only():
    tool = everyday()["get_current_weather"]
    asked = {
        wanted_from_results(readings_of([tool])[0], read_tool(tool), random.Random(seed))
        for seed in range(40)
    } - {""}
    assert len(asked) > 2
    assert not any("_" in words for words in asked)
    bare = make_tool("get_x", "Get the x.")
    assert wanted_from_results(readings_of([bare])[0], read_tool(bare), random.Random(1)) == ""


@pytest.mark.parametrize(
    ("name", "description", "profile"),
    [
        ("formal", "", "formal"),
        ("boss", "An impatient manager in a rush", "hurried"),
        ("l2", "a learner of the language", "non-native"),
        ("x", "", "casual"),
        ("warm", "very talkative and warm", "chatty"),
    ],
)
def test_a_style_is_understood_by_its_name_or_description(name, description, profile):
    style = style_of(name, description)
    assert (style.name, style.profile) == (name, profile)


def test_a_style_never_touches_values():
    wording = Wording()
    held = wording.hold("The I'd Rather Café")
    for style in STYLES:
        for seed in range(5):
            text = wording.fill(style_of(style).finish(f"Please book the {held} now.", random.Random(seed)))
            assert "The I'd Rather Café" in text


# words of descriptions that nobody says


def asked(name, calls, explicit=0, refers=None):
    (reading,) = readings_of(tools_named(name))
    texts = set()
    for seed in range(60):
        wording, goal = Wording(), Goal(reading, [dict(calls)], refers=dict(refers or {}))
        main, more = core(goal, style_of("casual"), TODAY, random.Random(seed), explicit, wording)
        texts.add(wording.fill(" ".join([main, *more])))
    return texts


@pytest.mark.parametrize(
    ("name", "calls", "left_out"),
    [
        (
            "get_directions",
            {"origin": "7 Elm Street", "destination": "City Museum"},
            r"one place|another|step by step",
        ),
        (
            "dispute_payment",
            {"transaction_id": "TR-1", "explanation": "I was charged twice"},
            r"that I do not",
        ),
        ("refill_prescription", {"medicine": "aspirin"}, r"prescribed|of a medicine"),
        ("search_mail", {"query": "visa"}, r"something|someone"),
        ("search_songs", {"query": "Night Ferry"}, r"line of the lyrics|\b(?:any|some|a few) songs"),
        (
            "rent_car",
            {"pickup_city": "Porto", "pickup_time": "2025-10-01T10:00:00", "days": 3},
            r"\bof days\b",
        ),
        ("get_artist_info", {"artist": "Mara Ellis"}, r"an artist|came (?:by|for|$)|\bcheck out\b"),
        ("get_lyrics", {"song_id": "SO1", "translate_to": "Italian"}, r"lines (?:to|into) Italian"),
        ("cancel_booking", {"booking_id": "BO1", "reason": "illness"}, r" as the "),
    ],
)
@pytest.mark.parametrize("explicit", [0, 1, 2])
def test_a_request_leaves_out_what_the_description_says_in_general(name, calls, left_out, explicit):
    assert not [text for text in asked(name, calls, explicit) if re.search(left_out, text)]


def test_a_relative_clause_is_cut_and_a_pointing_word_is_not():
    assert _trim("a door that has a smart lock") == "a door"
    assert _trim("a payment that I do not recognise") == "a payment"
    assert _trim("an alert when that product becomes cheaper") == "an alert when that product becomes cheaper"
    assert _trim("one more person to that event") == "one more person to that event"
    assert _trim("who \x010\x02 is and which albums came out") == "who \x010\x02 is and which albums came out"


def test_several_of_a_thing_are_said_beside_it_and_one_is_not_counted():
    told = asked("add_to_cart", {"product_id": "PR1", "quantity": 4})
    assert told and not [text for text in told if re.search(r"\bone one\b|PR1 (?:4|four) of them", text)]


def test_a_number_has_its_unit_once():
    told = asked("control_lights", {"room": "kitchen", "state": "on", "brightness_percent": 65})
    assert any("65" in text for text in told)
    assert not [text for text in told if re.search(r"percent percent|% ?percent|percent \w+ = 65 %", text)]


def test_what_goes_on_behind_another_request_begins_with_its_verb():
    assert _went_on("need to book the first flight") == "book the first flight"
    assert _went_on("want a payee") == "want a payee"  # no verb follows
    assert _went_on("could you book it?") == "could you book it?"
