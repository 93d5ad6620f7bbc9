"""What the assistant does: it calls, asks back, retries, explains, answers, and sees no more than is sent to it."""

import dataclasses

import pytest
from stage import (
    CONTEXT,
    assistant,
    assistant_request,
    calls_of,
    complete,
    everyday,
    made,
    make_tool,
    readings_of,
    said,
    tools_named,
)

from toolflow_dataset.rounds import split_rounds
from toolflow_dataset.types import Message, Tool, ToolCall
from toolflow_generation.error_rounds import is_explained
from toolflow_generation.simulator.asked_words import asked_label
from toolflow_generation.simulator.english import stems

TRAVEL = tools_named("search_hotels", "book_hotel", "cancel_booking", "get_current_weather")
SEEDS = range(12)
HOTELS = {
    "hotels": [
        {"hotel_id": "HO-1111", "name": "Sea View", "price_per_night": 180.0, "stars": 3},
        {"hotel_id": "HO-2222", "name": "Old Port", "price_per_night": 95.5, "stars": 4},
    ]
}
STAY = {"city": "Bergen", "check_in": "2026-03-03", "check_out": "2026-03-07"}


def test_a_complete_request_is_called_at_once_with_every_value():
    message = assistant(said("Book hotel HO-59728 from March 3 to March 7"), TRAVEL)
    assert calls_of(message) == [
        ("book_hotel", {"hotel_id": "HO-59728", "check_in": "2026-03-03", "check_out": "2026-03-07"})
    ]


def test_a_tool_that_requires_nothing_is_called_at_once():
    tool = make_tool("list_open_invoices", "List my open invoices.", [], limit={"type": "integer"})
    assert calls_of(assistant(said("Please list my open invoices"), [tool])) == [("list_open_invoices", {})]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("text", "asked", "given"),
    [
        ("What's the weather?", ["city"], []),
        ("Find hotels in Bergen from March 3", ["check-out date"], ["city", "check-in"]),
        ("Cancel a booking", ["booking"], []),
    ],
)
def test_it_asks_for_what_is_missing_and_for_nothing_else(text, asked, given, seed):
    message = assistant(said(text), TRAVEL, seed=seed)
    assert not message.tool_calls
    assert "?" in message.content
    words = message.content.lower()
    assert all(each in words for each in asked)
    assert not any(f"the {each}" in words for each in given)


@pytest.mark.parametrize("seed", SEEDS)
def test_an_optional_value_is_never_asked_for(seed):
    message = assistant(said("Find hotels in Bergen from March 3 to March 7"), TRAVEL, seed=seed)
    assert calls_of(message) == [("search_hotels", STAY)]


def test_an_answer_to_its_question_completes_the_call():
    history = [
        *said("Find hotels in Bergen from March 3", "What would the check out be?"),
        Message("user", "March 7, please."),
    ]
    assert calls_of(assistant(history, TRAVEL)) == [("search_hotels", STAY)]


def test_two_values_are_two_calls_in_one_message():
    message = assistant(said("What's the weather in Lyon and Bergen?"), TRAVEL)
    assert calls_of(message) == [
        ("get_current_weather", {"city": "Lyon"}),
        ("get_current_weather", {"city": "Bergen"}),
    ]
    assert len({call.id for call in message.tool_calls}) == 2


def test_two_independent_requests_are_called_together():
    message = assistant(
        said("Check the weather in Oslo. Also, find hotels in Bergen from March 3 to March 7."), TRAVEL
    )
    assert calls_of(message) == [("get_current_weather", {"city": "Oslo"}), ("search_hotels", STAY)]


@pytest.mark.parametrize(
    ("words", "hotel"),
    [("the first one", "HO-1111"), ("the cheapest one", "HO-2222"), ("the best rated one", "HO-2222")],
)
def test_calls_in_sequence_use_the_result_of_the_one_before(words, hotel):
    text = f"Find hotels in Bergen from March 3 to March 7, then reserve a room in {words} from March 3 to March 7."
    first = assistant(said(text), TRAVEL)
    assert calls_of(first) == [("search_hotels", STAY)]
    second = assistant(said(text, made("search_hotels", STAY, HOTELS)), TRAVEL)
    booked = {"hotel_id": hotel, "check_in": "2026-03-03", "check_out": "2026-03-07"}
    assert calls_of(second) == [("book_hotel", booked)]
    last = assistant(
        said(
            text,
            made("search_hotels", STAY, HOTELS),
            made("book_hotel", booked, {"booking_id": "BK-77120"}, 2),
        ),
        TRAVEL,
    )
    assert not last.tool_calls
    assert "BK-77120" in last.content


def test_when_the_first_of_a_sequence_finds_nothing_the_second_is_not_called():
    text = "Find hotels in Bergen from March 3 to March 7, then reserve a room in the first one from March 3 to March 7."
    message = assistant(said(text, made("search_hotels", STAY, {"hotels": []})), TRAVEL)
    assert not message.tool_calls
    assert message.content


@pytest.mark.parametrize(
    "error",
    [
        "The request timed out.",
        "Service temporarily unavailable, try again.",
        "Too many requests.",
        "The connection was interrupted before the request finished.",
    ],
)
def test_a_transient_error_is_tried_again_once_with_the_same_arguments(error):
    text = "What's the weather in Oslo?"
    history = said(text, made("get_current_weather", {"city": "Oslo"}, {"error": error}))
    assert calls_of(assistant(history, TRAVEL)) == [("get_current_weather", {"city": "Oslo"})]
    again = [*history, *made("get_current_weather", {"city": "Oslo"}, {"error": error}, 2)]
    message = assistant(again, TRAVEL)
    assert not message.tool_calls
    assert message.content


def test_only_the_call_that_failed_is_tried_again():
    calls = (
        ToolCall("a", "get_current_weather", {"city": "Lyon"}),
        ToolCall("b", "get_current_weather", {"city": "Bergen"}),
    )
    results = [
        Message("tool", '{"error": "The request timed out."}', tool_call_id="a"),
        Message("tool", '{"temperature": 8.5}', tool_call_id="b"),
    ]
    history = [
        Message("user", "What's the weather in Lyon and Bergen?"),
        Message("assistant", "", calls),
        *results,
    ]
    assert calls_of(assistant(history, TRAVEL)) == [("get_current_weather", {"city": "Lyon"})]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_permanent_error_is_explained_with_its_cause_and_not_repeated(seed):
    error = "No hotel with ID HO-59728 was found."
    arguments = {"hotel_id": "HO-59728", "check_in": "2026-03-03", "check_out": "2026-03-07"}
    history = said(
        "Book hotel HO-59728 from March 3 to March 7", made("book_hotel", arguments, {"error": error})
    )
    message = assistant(history, TRAVEL, seed=seed)
    assert not message.tool_calls
    assert "HO-59728" in message.content and "found" in message.content
    (round_,) = split_rounds([*history, message])
    assert is_explained(round_, {"book_hotel": error})


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    "text",
    [
        "Thanks, have a lovely day!",
        "My dog ate my homework yesterday.",
        "Good morning! How are you?",
        "天気はどうですか",
        "asdf qwer",
    ],
)
def test_small_talk_and_riddles_get_words_and_no_call(text, seed):
    message = assistant(said(text), TRAVEL, seed=seed)
    assert not message.tool_calls
    assert message.content.strip()


def test_without_tools_it_talks():
    message = assistant(said("What's the weather in Oslo?"), [])
    assert not message.tool_calls and message.content


def test_a_vague_reference_is_never_passed_as_a_value():
    for text in (
        "What's the weather in my city?",
        "What's the weather there?",
        "What's the weather in that city?",
    ):
        message = assistant(said(text), TRAVEL, context="Today is 2025-09-12.")
        assert not message.tool_calls, text


RICH = {"type": "object", "properties": {"secret_field": {"type": "string"}}}


@pytest.mark.parametrize(
    "history",
    [
        said("What's the weather?"),
        said("Find hotels in Bergen from March 3 to March 7"),
        said("Find hotels in Bergen from March 3 to March 7", made("search_hotels", STAY, HOTELS)),
        said("Lovely day, isn't it?"),
    ],
)
def test_it_sees_neither_returns_nor_metadata(history):
    plain = tuple(Tool(tool.name, tool.description, tool.parameters) for tool in TRAVEL)
    rich = tuple(
        dataclasses.replace(
            tool,
            returns=RICH,
            metadata={"original_name": "zzz_other", "category": "x"},
            inferred=("returns",),
        )
        for tool in plain
    )
    for seed in range(6):
        assert assistant(history, plain, seed=seed) == assistant(history, rich, seed=seed)


def test_a_plan_in_the_instructions_would_change_nothing():
    request = assistant_request(said("What's the weather?"), TRAVEL)
    system = Message("system", f"Some other instructions. <plan>1. Find hotels in Oslo</plan>\n\n{CONTEXT}")
    assert (
        complete(dataclasses.replace(request, messages=(system, *request.messages[1:]))).message
        == complete(request).message
    )


def test_the_date_is_the_contexts_and_not_one_of_the_instructions():
    request = assistant_request(
        said("Check the flight status of flight LH123 tomorrow"), tools_named("get_flight_status")
    )
    system = Message("system", f"For example 2001-01-01 is a date.\n\n{CONTEXT}")
    message = complete(dataclasses.replace(request, messages=(system, *request.messages[1:]))).message
    assert calls_of(message) == [("get_flight_status", {"flight_number": "LH123", "date": "2025-09-13"})]


@pytest.mark.parametrize("name", sorted(everyday()))
def test_asked_for_a_tool_by_its_action_it_calls_or_asks_for_a_required_parameter_of_it(name):
    """The bare action without a value: what is required has to be asked for, by the noun it has."""
    tool = everyday()[name]
    reading = readings_of([tool])[0]
    message = assistant(said(f"Please {reading.verb} {reading.phrase}."), [tool])
    if message.tool_calls:
        assert {call.name for call in message.tool_calls} == {name}
        return
    assert "?" in message.content
    asked = set(stems(message.content))
    assert any(set(stems(asked_label(slot))) <= asked for slot in reading.required)


def test_a_tool_known_by_its_name_alone_is_read_by_the_name_that_is_sent():
    """The original name, in metadata, would tell that the tool finds hotels; what is sent does not."""
    plain = Tool("server_ping", "", {"type": "object", "properties": {}})
    rich = dataclasses.replace(plain, metadata={"original_name": "find_hotels"}, returns=RICH)
    for text in ("Find hotels please", "Get the server ping please"):
        assert assistant(said(text), [rich]) == assistant(said(text), [plain])
    assert calls_of(assistant(said("Get the server ping please"), [rich])) == [("server_ping", {})]
    assert not assistant(said("Find hotels please"), [rich]).tool_calls


def test_what_it_said_before_calling_is_no_result():
    history = [
        *said("Please book hotel HO-59728 from March 3 to March 7"),
        Message("assistant", "One moment."),
    ]
    assert calls_of(assistant(history, TRAVEL)) == [
        ("book_hotel", {"hotel_id": "HO-59728", "check_in": "2026-03-03", "check_out": "2026-03-07"})
    ]
