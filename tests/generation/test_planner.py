import asyncio
import json

import pytest
from scripted_backend import make_tools

from toolflow_dataset.errors import ChatError
from toolflow_dataset.types import Message, PlanStep, Tool
from toolflow_generation.chat import Reply
from toolflow_generation.planner import make_plan, max_chitchat, plan_problem
from toolflow_generation.prompting import instructions, read_block

TALK = {"kind": "chitchat", "request": "The user talks about trains."}
TASK = {"kind": "tool_call", "request": "The user wants a seat on a train."}


class Canned:
    """A chat that gives prepared answers in turn and keeps what it was asked."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.asked = []

    async def __call__(self, messages, tools=(), schema=None):
        self.asked.append((tuple(messages), tuple(tools), schema))
        answer = self.answers.pop(0)
        if not isinstance(answer, Message):
            answer = Message("assistant", answer if isinstance(answer, str) else json.dumps(answer))
        return Reply(answer, model="canned")


def plan(chat, target=3, tools=None, attempts=3):
    shares = {"parallel": 0.1, "sequential": 0.2, "chitchat": 0.3}
    return asyncio.run(make_plan(chat, tools or make_tools(2), "It is Monday.", target, shares, attempts))


def test_the_prompt_carries_what_the_contract_says():
    chat = Canned({"steps": [TASK, TALK, TASK]})
    tools = make_tools(2)
    assert plan(chat, tools=tools) == (
        PlanStep("tool_call", TASK["request"]),
        PlanStep("chitchat", TALK["request"]),
        PlanStep("tool_call", TASK["request"]),
    )
    (messages, native, schema) = chat.asked[0]
    assert [message.role for message in messages] == ["system", "user"]
    assert messages[0].content == instructions("planner")
    assert native == ()
    assert schema["properties"]["steps"]["minItems"] == 3
    assert read_block("inputs", messages[1].content) == {
        "tools": [tool.to_json() for tool in tools],
        "context": "It is Monday.",
        "target_steps": 3,
        "max_chitchat": 1,
        "shares": {"parallel": 0.1, "sequential": 0.2, "chitchat": 0.3},
    }


@pytest.mark.parametrize(
    ("steps", "target", "said"),
    [
        ([TASK, TASK], 3, "2 steps instead of exactly 3"),
        ([TASK, TALK, TALK], 3, "2 steps are chitchat; at most 1 of 3"),
        ([TALK, TASK], 2, "1 steps are chitchat; at most 0 of 2"),
        ([TASK] * 4, 4, "all 4 steps are tool calls"),
        ([TASK, TASK, {"kind": "tool_call", "request": " "}], 3, "step 3 is empty"),
        ([TASK, {"kind": "tool_call", "request": "Runs do_thing_0 twice."}, TASK], 3, "step 2 names a tool"),
    ],
)
def test_a_plan_against_the_rules_is_told_why(steps, target, said):
    assert said in plan_problem(steps, target, make_tools(1))


@pytest.mark.parametrize(
    "steps", [[TASK] * 3, [TASK, TALK, TASK], [TASK, TASK, TALK, TASK], [TASK] * 3 + [TALK, TASK]]
)
def test_plans_within_the_rules(steps):
    assert plan_problem(steps, len(steps)) is None


def test_a_name_that_is_an_everyday_word_may_be_said():
    assert plan_problem([TASK] * 3, 3, [Tool("train", "", {"type": "object"})]) is None


def test_chitchat_is_one_step_in_three_at_most():
    assert [max_chitchat(steps) for steps in range(1, 8)] == [0, 0, 1, 1, 1, 2, 2]


def test_an_unusable_plan_is_asked_for_again_with_the_reason():
    chat = Canned("no plan", {"steps": [TASK] * 4}, {"steps": [TASK, TALK, TASK, TASK]})
    assert len(plan(chat, 4)) == 4
    assert "all 4 steps are tool calls" in chat.asked[2][0][-1].content


def test_a_model_that_never_plans_is_an_error_and_not_a_fatal_one():
    with pytest.raises(ChatError, match="2 attempts") as caught:
        plan(Canned("no", "no"), attempts=2)
    assert not caught.value.fatal
