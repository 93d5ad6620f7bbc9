import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stage import TODAY, everyday, made, make_tool, readings_of, recall, said, tools_named, understood

from toolflow_dataset.types import Tool
from toolflow_generation.simulator.memory import Memory
from toolflow_generation.simulator.scoring import find_tools, score_tools
from toolflow_generation.simulator.segments import segments_of
from toolflow_generation.simulator.understanding import understand

TRAVEL = tools_named("search_hotels", "book_hotel", "cancel_booking", "get_current_weather")
WEATHER = tools_named("get_current_weather", "get_air_quality", "get_sun_times")


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_segments_lose_no_text(text):
    segments = segments_of(text)
    for segment in segments:
        assert text[segment.start : segment.end] == segment.text
    covered = [False] * len(text)
    for segment in segments:
        assert not any(covered[segment.start : segment.end])
        covered[segment.start : segment.end] = [True] * (segment.end - segment.start)
    assert all(
        seen or text[place] in " .,;!?\n" or text[place].isspace() for place, seen in enumerate(covered)
    )


def test_segments_split_at_sentences_and_at_a_second_request():
    texts = [
        segment.text.strip()
        for segment in segments_of("Find a hotel. Then check the weather and also book it?")
    ]
    first, weather, book = (
        next(text for text in texts if word in text) for word in ("hotel", "weather", "book")
    )
    assert len({first, weather, book}) == 3


def test_a_quotation_is_never_split_and_a_title_is_no_sentence_end():
    assert len(segments_of('Write "Hi. Then cancel it. And book."')) == 1
    assert len(segments_of("See Dr. Lopez tomorrow")) == 1


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Report the weather right now", "get_current_weather"),
        ("Measure how clean the air is", "get_air_quality"),
        ("When does the sun rise?", "get_sun_times"),
    ],
)
def test_the_best_score_goes_to_the_tool_whose_words_are_said(text, name):
    scores = score_tools(text, readings_of(WEATHER))
    assert WEATHER[scores.index(max(scores))].name == name


def test_words_of_no_tool_score_nothing_and_quotations_do_not_count():
    readings = readings_of(WEATHER)
    assert max(score_tools("My knee hurts", readings)) == 0
    assert max(score_tools('"the weather in a city"', readings)) == 0


def test_find_tools_names_each_part_of_a_plan_step():
    found = find_tools("The user wants to find hotels, and then to reserve a room.", readings_of(TRAVEL))
    assert [reading.tool.name for _, reading in found] == ["search_hotels", "book_hotel"]


@pytest.mark.parametrize(
    "text",
    [
        "Thanks, have a nice day!",
        "My dog ate my homework yesterday.",
        "",
        "?!",
        "天気はどうですか",
        "...",
        "Ha, good to know!",
    ],
)
def test_small_talk_asks_for_nothing(text):
    assert understood(text, TRAVEL) == []


def test_nothing_is_understood_without_tools():
    assert understand("Find a hotel in Oslo", (), Memory([]), TODAY) == []


def test_values_joined_by_and_become_parallel_calls():
    assert understood("What's the weather in Lyon and Bergen?", TRAVEL) == [
        ("get_current_weather", [{"city": "Lyon"}, {"city": "Bergen"}], set())
    ]


def test_two_requests_of_one_message_are_told_apart_each_with_its_values():
    asks = understood(
        "Check the weather in Oslo. Also, find hotels in Bergen from March 3 to March 7.", TRAVEL
    )
    assert asks == [
        ("get_current_weather", [{"city": "Oslo"}], set()),
        ("search_hotels", [{"city": "Bergen", "check_in": "2026-03-03", "check_out": "2026-03-07"}], set()),
    ]


def test_what_a_request_before_it_may_produce_stays_open():
    text = "Find hotels in Oslo from March 3 to March 7, then reserve a room in the cheapest one from March 3 to March 7."
    first, second = understood(text, TRAVEL)
    assert first[2] == set()
    assert second == ("book_hotel", [{"check_in": "2026-03-03", "check_out": "2026-03-07"}], {"hotel_id"})


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("Find hotels in Oslo", {"check_in", "check_out"}),
        ("What's the weather?", {"city"}),
        ("Find hotels in Oslo from March 3", {"check_out"}),
    ],
)
def test_required_values_nobody_named_are_missing(text, missing):
    assert understood(text, TRAVEL)[0][2] == missing


def test_an_answer_completes_the_pending_request_and_keeps_what_was_known():
    pending = understand("Find hotels in Oslo from March 3", readings_of(TRAVEL), Memory([]), TODAY)[0]
    complete = (
        "search_hotels",
        [{"city": "Oslo", "check_in": "2026-03-03", "check_out": "2026-03-07"}],
        set(),
    )
    for answer in ("March 7, please", "it's March 7", "the check out is March 7", "Make it 2026-03-07."):
        assert understood(answer, TRAVEL, pending=pending) == [complete], answer


def test_an_answer_can_replace_a_value():
    pending = understand("What's the weather in Oslo?", readings_of(TRAVEL), Memory([]), TODAY)[0]
    assert understood("Then try Bergen as the city.", TRAVEL, pending=pending) == [
        ("get_current_weather", [{"city": "Bergen"}], set())
    ]


def test_a_new_request_after_a_question_is_not_taken_for_an_answer():
    pending = understand("What's the weather?", readings_of(TRAVEL), Memory([]), TODAY)[0]
    asks = understood("Cancel booking BK-1234 please", TRAVEL, pending=pending)
    assert [ask[0] for ask in asks] == ["cancel_booking"]
    assert asks[0][1][0]["booking_id"] == "BK-1234"


def test_arguments_come_in_the_schemas_order():
    (_, calls, _), *_ = understood("Find hotels for two guests from March 3 to March 7 in Oslo", TRAVEL)
    assert list(calls[0]) == ["city", "check_in", "check_out", "guests"]


def test_a_known_name_is_recognised_verbatim():
    memory = recall(said("x", made("find_contact", {"name": "lope artigas"}, {"email": "l@example.com"})))
    assert understood(
        "Find lope artigas in the address book", tools_named("find_contact", "send_email"), memory
    )[0][1] == [{"name": "lope artigas"}]


@pytest.mark.parametrize(
    ("tool", "text", "arguments"),
    [
        (
            make_tool("getForecastByCityUsingGET", "", ["city"], city="City name."),
            "Get the forecast for Oslo",
            {"city": "Oslo"},
        ),
        (make_tool("ping"), "Ping the server please, get the ping", {}),
        (Tool("list_things", "List things.", {"type": "object"}), "List things", {}),
        (
            make_tool("get_weather", "天気を調べます。", ["city"], city="都市"),
            "Get the weather in Oslo",
            {"city": "Oslo"},
        ),
        (
            make_tool("v1_players_search_get_2", "", ["q"], q={"type": "string"}),
            'Search players with q "Ada"',
            {"q": "Ada"},
        ),
    ],
)
def test_odd_tools_are_understood_too(tool, text, arguments):
    assert understood(text, [tool]) == [(tool.name, [arguments], set())]


def test_each_everyday_tool_is_named_best_by_its_own_words():
    """Asked for as it is described, among its domain's tools, a tool is the one that is understood."""
    tools = list(everyday().values())
    wrong = []
    for start in range(0, len(tools), 8):
        readings = readings_of(tools[start : start + 8])
        for reading in readings:
            scores = score_tools(f"{reading.verb} {reading.phrase}", readings)
            if readings[scores.index(max(scores))] is not reading:
                wrong.append(reading.tool.name)
    assert len(wrong) <= 4, wrong


def test_an_identified_thing_and_a_chosen_one_stand_for_the_noun():
    money = tools_named("dispute_payment", "list_transactions", "convert_currency")
    told = understood('Would it be possible to dispute transaction TR-1 saying "I was charged twice"?', money)
    assert told == [
        ("dispute_payment", [{"transaction_id": "TR-1", "explanation": "I was charged twice"}], set())
    ]
    health = tools_named("log_meal", "log_workout", "refill_prescription")
    told = understood("Would you kindly log the dinner with beef casserole?", health)
    assert told == [("log_meal", [{"food": "beef casserole", "meal": "dinner"}], set())]


def test_the_second_half_of_one_question_is_no_request_of_its_own():
    music = tools_named("get_artist_info", "get_lyrics", "search_songs")
    told = understood('I wonder who "Lalo and the Kings" is and which albums came out.', music)
    assert told == [("get_artist_info", [{"artist": "Lalo and the Kings"}], set())]


def test_just_is_no_detail_where_a_verb_follows():
    shop = tools_named("search_products", "add_to_cart")
    told = understood("Just search for products with query kayak, and then add product PR6YPQ4.", shop)
    assert [name for name, _, _ in told] == ["search_products", "add_to_cart"]
