"""The same request gets the same reply in any process, whatever was asked before it."""

import dataclasses
import json
import os
import subprocess
import sys
from pathlib import Path

from stage import (
    TRAVEL_PLAN,
    assistant_request,
    complete,
    made,
    planner_request,
    said,
    tools_named,
    user_request,
)

from toolflow_dataset.types import Message
from toolflow_generation.chat import ChatRequest
from toolflow_generation.prompting import block, history_block

TRAVEL = tools_named("search_hotels", "book_hotel", "get_current_weather", "find_concerts")
STAY = {"city": "Bergen", "check_in": "2026-03-03", "check_out": "2026-03-07"}
HOTELS = {"hotels": [{"hotel_id": "HO-1111", "name": "Sea View", "price_per_night": 180.0}]}
HISTORY = said(
    "Find hotels in Bergen from March 3 to March 7",
    made("search_hotels", STAY, HOTELS),
    "One hotel: Sea View.",
)


def tool_request(seed):
    inputs = {"tools": [tool.to_json() for tool in TRAVEL[:1]], "context": "Today is 2025-09-12."}
    turn = {
        "calls": [{"id": "a", "name": "search_hotels", "arguments": STAY}],
        "fail": ["a"] if seed % 2 else [],
    }
    prompt = "\n".join((block("inputs", inputs), history_block([]), block("turn", turn)))
    return ChatRequest("tool", "simulator", (Message("system", "x"), Message("user", prompt)), seed=seed)


def requests():
    for seed in range(5):
        yield planner_request(TRAVEL, seed=seed)
        yield user_request(TRAVEL, plan=TRAVEL_PLAN, seed=seed, style="chatty")
        yield user_request(
            TRAVEL, HISTORY, plan=[*TRAVEL_PLAN, ("tool_call", "The user asks to reserve a room.")], seed=seed
        )
        yield user_request(
            TRAVEL,
            HISTORY,
            plan=[*TRAVEL_PLAN, ("chitchat", "The user makes small talk about hotels.")],
            seed=seed,
        )
        yield user_request(TRAVEL, seed=seed)
        yield assistant_request(HISTORY[:3], TRAVEL, seed=seed)
        yield assistant_request(
            [*HISTORY, Message("user", "What's the weather there and in Oslo?")], TRAVEL, seed=seed
        )
        yield assistant_request(said("Nice weather today, isn't it?"), TRAVEL, seed=seed)
        yield tool_request(seed)


def replies():
    """Return the replies to all requests as JSON text."""
    return json.dumps([complete(request).message.to_json() for request in requests()], ensure_ascii=False)


def test_a_fresh_process_with_another_hash_seed_gives_the_same_replies():
    code = "import test_determinism; print(test_determinism.replies())"
    other = "4242" if os.environ.get("PYTHONHASHSEED") != "4242" else "1"
    environment = {**os.environ, "PYTHONHASHSEED": other, "PYTHONIOENCODING": "utf-8"}
    fresh = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parent,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert fresh.stdout.strip() == replies()


def test_what_was_asked_before_changes_nothing():
    forward = [complete(request).message for request in requests()]
    backward = [complete(request).message for request in reversed(list(requests()))]
    assert forward == backward[::-1]


def test_tools_that_are_equal_but_not_the_same_object_are_read_alike():
    request = assistant_request(HISTORY[:3], TRAVEL)
    copies = tuple(dataclasses.replace(tool, metadata=dict(tool.metadata)) for tool in TRAVEL)
    assert complete(dataclasses.replace(request, tools=copies)).message == complete(request).message


def test_a_request_is_not_changed_by_answering_it():
    for request in requests():
        before = json.dumps(
            [[message.to_json() for message in request.messages], [tool.to_json() for tool in request.tools]]
        )
        complete(request)
        assert (
            json.dumps(
                [
                    [message.to_json() for message in request.messages],
                    [tool.to_json() for tool in request.tools],
                ]
            )
            == before
        )
