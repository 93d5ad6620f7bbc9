"""Letters greet the one they go to, and their subjects are about them."""

import random
import re

import pytest
from stage import readings_of, tools_named

from toolflow_generation.simulator.goal import Goal
from toolflow_generation.simulator.letters import suit_letters

BODY = "Dear Frado, the customer survey went well yesterday. Would 12:15 on Tuesday work for you?"


def suited(name, *calls, spread=(), seed=1):
    (reading,) = readings_of(tools_named(name))
    goal = Goal(reading, [dict(call) for call in calls], spread=spread)
    suit_letters(goal, random.Random(seed))
    return goal.calls


@pytest.mark.parametrize(
    ("recipient", "greeting"),
    [
        ("donald.wall@example.org", "Dear Donald, "),
        ("spacheco@example.net", "Hello, "),  # whose box this is cannot be told
        ("d.wall@example.org", "Hello, "),
    ],
)
def test_a_letter_greets_whoever_gets_it(recipient, greeting):
    (call,) = suited("send_email", {"recipient": recipient, "subject": "Saturday", "body": BODY})
    assert call["body"] == greeting + BODY.removeprefix("Dear Frado, ")


def test_an_answer_to_somebody_unknown_greets_nobody_by_name():
    (call,) = suited("reply_to_email", {"message_id": "ME1", "body": BODY})
    assert call["body"].startswith("Hello, the customer survey")


def test_one_letter_to_two_people_greets_neither_by_name():
    calls = suited(
        "send_email",
        {"recipient": "ann.lee@example.org", "subject": "x", "body": BODY},
        {"recipient": "bob.day@example.org", "subject": "x", "body": BODY},
        spread=("recipient",),
    )
    assert [call["body"][:7] for call in calls] == ["Hello, ", "Hello, "]


def test_a_letter_without_a_greeting_stays():
    (call,) = suited("reply_to_email", {"message_id": "ME1", "body": "The draft is attached."})
    assert call["body"] == "The draft is attached."


def test_a_subject_speaks_of_what_the_letter_is_about():
    for seed in range(20):
        (call,) = suited(
            "send_email", {"recipient": "a@b.org", "subject": "Clinic reports", "body": BODY}, seed=seed
        )
        assert "customer survey" in call["subject"].lower(), call
        plain = {"recipient": "a@b.org", "subject": "Clinic reports", "body": "My train leaves at 12:30."}
        (call,) = suited("send_email", plain, seed=seed)
        assert re.search(r"(?i)note|update", call["subject"]), call
