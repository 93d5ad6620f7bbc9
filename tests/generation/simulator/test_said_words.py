"""Words around values that a person would choose: prepositions, names, flags, units, and the thing that is looked for."""

import random
import re

import pytest
from stage import STYLES, TODAY, make_tool, readings_of, understood

from toolflow_generation.simulator.clauses import clauses_of
from toolflow_generation.simulator.goal import Goal, Wording
from toolflow_generation.simulator.goals import GoalMaker
from toolflow_generation.simulator.memory import Memory
from toolflow_generation.simulator.phrasing import core
from toolflow_generation.simulator.styles import style_of
from toolflow_generation.simulator.world import World

ADDRESS = {"type": "string", "description": "Street address or name of a place"}
SHUTTLE = make_tool(
    "order_shuttle",
    "Call a shuttle to an address.",
    ["pickup_address", "destination"],
    pickup_address={"type": "string", "description": "Address where the ride begins"},
    destination={"type": "string", "description": "Address where the ride ends"},
)
RENAME = make_tool(
    "rename_lamp",
    "Rename a lamp.",
    ["lamp_id", "new_name"],
    lamp_id="Identifier of the lamp",
    new_name="Name it should have",
)
ANSWER = make_tool(
    "reply_to_letter",
    "Answer a letter that was received.",
    ["letter_id", "body"],
    letter_id="Identifier of the letter",
    body="Text of the answer",
)
SPOTS = make_tool(
    "find_spot",
    "Find a bar, museum or other place near somewhere.",
    ["query", "near"],
    query="What kind of place, or its name",
    near=ADDRESS,
)
REFILL = make_tool(
    "reorder_drug", "Order more of a medicine that is used up.", ["medicine"], medicine="Name of the medicine"
)
TOUR = make_tool(
    "cancel_reservation",
    "Call off a tour, ferry or bus reservation and claim the money.",
    ["reservation_id", "reason"],
    reservation_id="Identifier of the reservation",
    reason={"type": "string", "enum": ["change of plans", "illness", "too late"]},
)
GOODS = make_tool(
    "search_tools",
    "Search the shop for tools.",
    ["query"],
    query="What to look for",
    sold_new_only={"type": "boolean", "description": "Leave out used ones"},
)
ALBUM = make_tool(
    "create_album",
    "Start a new album.",
    ["album_name"],
    album_name="Name of the new album",
    public={"type": "boolean", "description": "Let friends see it"},
)
PLUGS = make_tool(
    "find_plug",
    "Find a charging plug in a city.",
    ["city"],
    city="City",
    min_power_kw={"type": "number", "description": "Lowest power of the plug in kilowatts"},
)
MEETING = make_tool(
    "create_meeting",
    "Put a new meeting in the calendar.",
    ["title", "start_time"],
    title="Title of the meeting",
    start_time={"type": "string", "format": "date-time", "description": "Date and time it begins"},
    location=ADDRESS,
)


def requests(tool, call, explicit=0):
    """Return a call worded in every style, twelve times each."""
    (reading,) = readings_of([tool])
    texts = []
    for style in STYLES:
        for seed in range(12):
            wording = Wording()
            main, sentences = core(
                Goal(reading, [dict(call)]), style_of(style), TODAY, random.Random(seed), explicit, wording
            )
            texts.append(wording.fill(" ".join([main, *sentences])))
    return texts


RIDE = {"pickup_address": "3 Mill Lane", "destination": "8 Oak Road"}
NAMED = {"lamp_id": "LA-1234", "new_name": "Comet"}
LETTER = {"letter_id": "LE-4321", "body": "I will come on Monday."}
SPOT = {"query": "bike repair", "near": "31 Harbour Road"}
OFF = {"reservation_id": "RE-7788", "reason": "change of plans"}


@pytest.mark.parametrize(
    ("tool", "call", "never", "some"),
    [
        (SHUTTLE, RIDE, r"starting|\binto\b|out of", r"from 3 Mill Lane to 8 Oak Road"),
        (RENAME, NAMED, r"\bcalled|titled|\bnamed", r'lamp LA-1234 to "?Comet'),
        (ANSWER, LETTER, r"that (?:reads|says)", r"saying \""),
        (SPOTS, SPOT, r"\bbars?\b|museum|somewhere|\bon bike|about bike|find 31", r"places? .*near 31 Harbour Road"),
        (REFILL, {"medicine": "ibuprofen"}, r"with medicine|my medicine|medicine for", r"more ibuprofen"),
        (TOUR, OFF, r"\btour\b|being|giving", r"because of a change of plans"),
        (TOUR, {**OFF, "reason": "illness"}, r"being|giving", r"because of illness"),
        (GOODS, {"query": "saw", "sold_new_only": True}, r"with sold|using sold|only on\b", r", sold new only"),
        (ALBUM, {"album_name": "Trips", "public": True}, r"public on|with public", r"It should be public"),
        (ALBUM, {"album_name": "Trips", "public": False}, r"public off|no public", r"It should not be public"),
        (PLUGS, {"city": "Lyon", "min_power_kw": 19}, r"kilowatts kW|kW kW", r"19 kW of power"),
        (
            MEETING,
            {"title": "Sprint", "start_time": "2025-10-18T17:45:00", "location": "18 Oak Road"},
            r"from (?:Oct|the|Sat|2025)|\b(?:to|for) \"?18 Oak",
            r"at 18 Oak Road",
        ),
    ],
)  # fmt: skip
def test_a_value_has_the_words_that_people_use_for_it(tool, call, never, some):
    texts = requests(tool, call)
    assert not [text for text in texts if re.search(never, text)]
    assert [text for text in texts if re.search(some, text)]


@pytest.mark.parametrize(
    ("text", "tool", "call"),
    [
        ("Order a shuttle starting from 3 Mill Lane into 8 Oak Road.", SHUTTLE, RIDE),
        ('Rename lamp LA-1234 to "Comet".', RENAME, NAMED),
        ('Rename lamp LA-1234, called "Comet" from now on.', RENAME, NAMED),
        ('Answer letter LE-4321 that reads "I will come on Monday."', ANSWER, LETTER),
        ("Find a place about bike repair near 31 Harbour Road.", SPOTS, SPOT),
        ("Order more of the medicine called ibuprofen.", REFILL, {"medicine": "ibuprofen"}),
        ("Cancel reservation RE-7788 because of a change of plans.", TOUR, OFF),
        ("Cancel reservation RE-7788, the reason being change of plans.", TOUR, OFF),
        ("Start a new album called Trips. It should not be public.", ALBUM, {"album_name": "Trips", "public": False}),
        ("Search for tools for saw, sold new only.", GOODS, {"query": "saw", "sold_new_only": True}),
    ],
)  # fmt: skip
def test_these_words_are_understood_and_so_are_those_that_others_use(text, tool, call):
    assert understood(text, [tool]) == [(tool.name, [call], set())]


def test_nobody_asks_for_an_only_that_is_off():
    (reading,) = readings_of([GOODS])
    flags = set()
    for seed in range(120):
        maker = GoalMaker(Memory([]), World(seed, ""), random.Random(seed), "")
        flags.add(maker.make(reading).calls[0].get("sold_new_only"))
    assert flags == {None, True}


def test_the_noun_of_a_list_of_examples_is_what_the_list_is_about():
    spots, tour = readings_of([SPOTS, TOUR])
    assert (spots.phrase, spots.noun) == ("a place", "place")
    assert (tour.phrase, tour.noun) == ("a reservation", "reservation")
    (oven,) = readings_of([make_tool("start_appliance", "Start a washing machine, dryer or oven.")])
    assert oven.phrase == "a washing machine"  # the list does not say what it is about


VAN = make_tool(
    "hire_wagon",
    "Rent a wagon in a city.",
    ["wagon_class", "city"],
    wagon_class={"type": "string", "enum": ["estate", "van"], "description": "Class of the wagon"},
    city="City",
)
LIMIT = make_tool(
    "set_ceiling",
    "Set a spending ceiling for one category.",
    ["category", "amount"],
    category={"type": "string", "enum": ["clothes", "transport"], "description": "What is paid for"},
    amount={"type": "number", "description": "Most to be spent"},
)
DATE = make_tool(
    "find_gap",
    "Find a time when several people are free.",
    ["participants"],
    participants={"type": "array", "items": {"type": "string", "format": "email"}, "description": "Who takes part"},
)  # fmt: skip
SORT = make_tool(
    "label_letter",
    "Sort a letter into a folder.",
    ["letter_id"],
    letter_id="Identifier of the letter",
    folder={"type": "string", "enum": ["receipts", "travel"], "description": "Where it goes"},
)
CHANGE = make_tool(
    "convert_cash",
    "Convert an amount from one currency to another.",
    ["amount", "from_currency", "to_currency"],
    amount={"type": "number", "description": "Amount"},
    from_currency={"type": "string", "format": "currency", "description": "Currency it is in"},
    to_currency={"type": "string", "format": "currency", "description": "Currency wanted"},
)
ALARM = make_tool(
    "watch_fee",
    "Send an alert when a product becomes cheaper.",
    ["product_id", "target_price"],
    product_id="Identifier of the product",
    target_price={"type": "number", "description": "Price wanted"},
)
SHOES = make_tool("search_goods", "Search the shop for goods.", ["query"], query="What to look for")
MONEY = {"amount": 90, "from_currency": "INR", "to_currency": "USD"}


@pytest.mark.parametrize(
    ("tool", "call", "never", "some"),
    [
        (SHUTTLE, RIDE, r"the shuttle", r"order a shuttle"),
        (VAN, {"wagon_class": "estate", "city": "Lyon"}, r"the estate", r"\ban estate"),
        (LIMIT, {"category": "transport", "amount": 300}, r"for the transport", r"for transport|under transport"),
        (DATE, {"participants": ["ann@example.org"]}, r"ann@example.org are", r"ann@example.org is free"),
        (SORT, {"letter_id": "LE-4321", "folder": "travel"}, r"in the travel(?! folder)", r"travel folder"),
        (CHANGE, MONEY, r"\bin (?:USD|US dollars|dollars)", r"to (?:USD|US dollars)"),
        (SHOES, {"query": "saw"}, r"(?:you|Please) search for goods for", r"(?i)search goods for"),
    ],
)  # fmt: skip
def test_articles_and_prepositions_fit_what_they_stand_before(tool, call, never, some):
    texts = requests(tool, call)
    assert not [text for text in texts if re.search(never, text)]
    assert [text for text in texts if re.search(some, text)]


def test_what_becomes_cheaper_becomes_cheaper_than_a_price():
    (reading,) = readings_of([ALARM])
    price = next(slot for slot in reading.slots if slot.name == "target_price")
    said = {clause.before for clause in clauses_of(reading, price) if not (clause.named or clause.heard)}
    assert said == {"than"}


def test_a_clause_names_its_thing_even_at_its_most_explicit():
    lyrics = make_tool(
        "get_verses",
        "Tell what a song is about and its first verses.",
        ["song_id"],
        song_id="Identifier of the song",
    )
    texts = requests(lyrics, {"song_id": "SO-4711"}, explicit=3)
    assert all("what song SO-4711 is about" in text for text in texts)


def test_an_alert_to_oneself_is_not_sent_off():
    alert = make_tool(
        "watch_river", "Send an alert when a river rises.", ["river"], river="Name of the river"
    )
    letter = make_tool("post_card", "Send a card to somebody.", ["text"], text="Text of the card")
    assert not [text for text in requests(alert, {"river": "Loire"}) if "send off" in text.lower()]
    assert [text for text in requests(letter, {"text": "See you."}) if "send off" in text.lower()]


@pytest.mark.parametrize("lead", ["", "You won't believe it: ", "I won't lie: "])
def test_small_talk_that_names_a_tools_thing_is_no_request(lead):
    forecast = make_tool("get_forecast", "Forecast the weather in a city.", ["city"], city="Name of the city")
    remark = "every weather app promises sun, and the sky has its own plan. How far ahead can you honestly trust a forecast?"
    assert understood(lead + remark, [forecast]) == []
    asked = understood("Can you get the forecast of the weather in Lyon?", [forecast])
    assert asked == [("get_forecast", [{"city": "Lyon"}], set())]
