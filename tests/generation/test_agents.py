import asyncio
import json

import pytest
from scripted_backend import make_tools
from test_planner import Canned

from toolflow_dataset.errors import ChatError
from toolflow_dataset.types import Message, PlanStep, Tool, ToolCall
from toolflow_generation.assistant_agent import AssistantAgent
from toolflow_generation.history import History
from toolflow_generation.prompting import (
    block,
    history_block,
    inputs_block,
    instructions,
    read_block,
    read_history,
)
from toolflow_generation.tool_agent import ToolAgent, result_problem
from toolflow_generation.user_agent import UserAgent

PLAN = (
    PlanStep("tool_call", "The user wants a seat."),
    PlanStep("chitchat", "The user talks about trains."),
    PlanStep("tool_call", "The user wants another seat."),
)
SHARES = {"parallel": 0.1, "sequential": 0.2, "chitchat": 0.3}
HISTORY = (
    Message("system", "It is Monday."),
    Message("user", "A seat to Lyon, please."),
    Message("assistant", "", (ToolCall("aaaaaaaaa", "do_thing_0", {"place": "Lyon"}),)),
    Message("tool", '{"ticket": "T1", "seats": 1}', tool_call_id="aaaaaaaaa"),
    Message("assistant", "Done, ticket T1."),
)


def said(step, message="And one back.", done=False, completed=()):
    return {"completed_steps": list(completed), "current_step": step, "done": done, "message": message}


def user(chat, plan=PLAN, attempts=2):
    return UserAgent(chat, make_tools(2), "It is Monday.", ("terse", "Few words."), plan, 3, SHARES, attempts)


def speak(agent, round_number=1, history=HISTORY[:1], leave_out=False):
    return asyncio.run(agent.speak(History(history), round_number, leave_out))


def test_the_kept_history_block_is_the_one_of_the_contract():
    history = History()
    assert history.block() == history_block(())
    for length in range(1, len(HISTORY) + 1):
        history.extend(HISTORY[length - 1 : length])
        assert history.block() == history_block(HISTORY[:length])


def test_the_inputs_block_is_the_block_of_its_fields():
    awkward = Tool(
        "f", "a < b </inputs>", {"type": "object"}, {"type": "array"}, ("returns",), {"from": "\u00e9"}
    )
    for tools in ((), (awkward,), (*make_tools(2), awkward), (awkward,)):
        fields = {
            "tools": [tool.to_json() for tool in tools],
            "context": "It is <now>.",
            "plan": [],
            "n": 0.5,
        }
        assert inputs_block(tools, "It is <now>.", plan=[], n=0.5) == block("inputs", fields)
        assert read_block("inputs", inputs_block(tools, "")) == {"tools": fields["tools"], "context": ""}


@pytest.mark.parametrize("text", ["", "<turn>", "<turn>\n1", "1\n</turn>", "\n</turn>\n<turn>\n1"])
def test_a_block_without_both_its_ends_is_none(text):
    assert read_block("turn", text) is None
    assert read_history(text.replace("turn", "history")) == []


def test_a_block_is_found_among_others():
    text = "\n".join(("Hello.", block("inputs", {"a": "<turn>"}), history_block(HISTORY), block("turn", [2])))
    assert (read_block("inputs", text), read_block("turn", text)) == ({"a": "<turn>"}, [2])
    assert read_history(text) == list(HISTORY[1:])


class TestUser:
    def test_the_prompt_carries_what_the_contract_says(self):
        chat = Canned(said(1, " A seat. "))
        turn = speak(user(chat), 1, HISTORY, True)
        assert (turn.message, turn.step) == ("A seat.", 1)
        system, body = chat.asked[0][0]
        assert system.content == instructions("user")
        assert read_block("inputs", body.content) == {
            "tools": [tool.to_json() for tool in make_tools(2)],
            "context": "It is Monday.",
            "style": {"name": "terse", "description": "Few words."},
            "plan": [{"kind": step.kind, "request": step.request} for step in PLAN],
        }
        assert read_history(body.content) == list(HISTORY[1:])
        assert read_block("turn", body.content) == {"leave_out_value": True, "round": 1}
        assert body.content.index("<inputs>") < body.content.index("<history>") < body.content.index("<turn>")

    def test_without_a_plan_it_carries_rounds_and_shares_instead(self):
        chat = Canned(said(None, "A seat."))
        turn = speak(user(chat, ()))
        assert turn.step == 0
        inputs = read_block("inputs", chat.asked[0][0][1].content)
        assert "plan" not in inputs
        assert (inputs["target_rounds"], inputs["shares"]) == (3, SHARES)

    def test_steps_are_taken_in_order_and_a_clarification_stays_on_its_step(self):
        agent = user(Canned(said(1), said(1), said(2), said(3), said(None, "", True)))
        turns = [speak(agent, number) for number in range(1, 6)]
        assert [turn and turn.step for turn in turns] == [1, 1, 2, 3, None]

    @pytest.mark.parametrize(
        ("bad", "why"),
        [
            (said(2), "`current_step` is 2, expected 1"),
            (said(None), "`current_step` is None"),
            (said(1, "  "), "`message` is empty"),
            (said(1, "Run do_thing_0 for Lyon."), "names a tool"),
            (said(1, '{"place": "Lyon"}'), "markup"),
            (said(1, "<turn>Lyon</turn>"), "markup"),
            (said(None, "", True), "nothing has been said yet"),
            ({"message": "A seat."}, "required property"),
            ("A seat.", "not valid JSON"),
        ],
    )
    def test_an_unusable_first_message_is_asked_for_again(self, bad, why):
        chat = Canned(bad, said(1, "A seat."))
        assert speak(user(chat)).message == "A seat."
        assert why in chat.asked[1][0][-1].content

    def test_done_before_the_last_step_is_refused(self):
        chat = Canned(said(1), said(None, "", True, (1, 2, 3)), said(2, "Trains!"))
        agent = user(chat)
        speak(agent, 1)
        assert speak(agent, 2).step == 2
        assert "step 2 of the plan has not been asked for" in chat.asked[2][0][-1].content

    def test_a_step_back_is_refused(self):
        chat = Canned(said(1), said(2), said(1), said(3))
        agent = user(chat)
        steps = [speak(agent, number).step for number in (1, 2, 3)]
        assert steps == [1, 2, 3]
        assert "expected 2 or 3" in chat.asked[3][0][-1].content

    def test_a_farewell_after_the_last_step_ends_the_dialogue(self):
        agent = user(Canned(said(1)), PLAN[:1])
        speak(agent)
        agent._chat = Canned(said(None, "Thanks, bye!"))
        assert speak(agent, 2) is None

    def test_a_model_that_keeps_writing_rubbish_is_an_error(self):
        with pytest.raises(ChatError):
            speak(user(Canned("x", "y")))


def reply(chat, history=HISTORY[:2], attempts=3):
    agent = AssistantAgent(chat, make_tools(2), "It is Monday.", attempts)
    return asyncio.run(agent.reply(History(history)))


def calls(*pairs):
    found = (ToolCall(f"id{number}", name, given) for number, (name, given) in enumerate(pairs))
    return Message("assistant", "", tuple(found))


class TestAssistant:
    def test_it_sees_instructions_context_history_and_native_tools_but_no_plan(self):
        chat = Canned(Message("assistant", " Hello. "))
        assert reply(chat, HISTORY) == Message("assistant", "Hello.")
        messages, tools, schema = chat.asked[0]
        assert messages[0].content == f"{instructions('assistant')}\n\nIt is Monday."
        assert messages[1:] == HISTORY[1:]
        assert [tool.name for tool in tools] == ["do_thing_0", "do_thing_1"]
        assert schema is None

    @pytest.mark.parametrize(
        ("bad", "why"),
        [
            (calls(("do_thing_9", {})), "'do_thing_9', which is not offered"),
            (calls(("do_thing_0", {})), "'place' is a required property"),
            (
                calls(("do_thing_0", {"place": "Lyon"}), ("do_thing_0", {"place": 3})),
                "is not of type 'string'",
            ),
            (Message("assistant", "  "), "it was empty"),
            (Message("assistant", 'Here: {"place": "Lyon"}'), "write prose"),
            (Message("assistant", "<tool_call>do_thing_0</tool_call>"), "write prose"),
        ],
    )
    def test_an_unusable_message_is_asked_for_again_without_a_trace_in_the_dialogue(self, bad, why):
        good = calls(("do_thing_0", {"place": "Lyon"}))
        chat = Canned(bad, good)
        assert reply(chat) == good
        first, second = chat.asked[0][0], chat.asked[1][0]
        assert why in second[0].content and second[0].content.startswith(first[0].content)
        assert second[1:] == first[1:]

    def test_only_the_last_complaint_is_told(self):
        chat = Canned(calls(("nope", {})), Message("assistant", ""), Message("assistant", "Hello."))
        reply(chat)
        assert "nope" not in chat.asked[2][0][0].content

    def test_a_model_that_keeps_calling_nonsense_is_an_error_that_says_so(self):
        with pytest.raises(ChatError, match=r"2 attempts.*'nope', which is not offered") as caught:
            reply(Canned(calls(("nope", {})), calls(("nope", {}))), attempts=2)
        assert not caught.value.fatal


CALLS = (
    ToolCall("aaaaaaaaa", "do_thing_0", {"place": "Lyon"}),
    ToolCall("bbbbbbbbb", "do_thing_1", {"person": "Zoë"}),
)
OK = {"ticket": "T1", "seats": 2}


def answer(chat, asked=CALLS, fail=(), tools=None, attempts=2):
    agent = ToolAgent(chat, tools or make_tools(3), "It is Monday.", attempts)
    return asyncio.run(agent.answer(History(HISTORY[:2]), asked, fail))


def results(*pairs):
    return {"results": [{"name": name, "results": value} for name, value in pairs]}


class TestTool:
    def test_one_request_answers_all_calls_in_order(self):
        chat = Canned(results(("do_thing_0", OK), ("do_thing_1", {"ticket": "Zoë-1", "seats": 1})))
        first, second = answer(chat)
        assert (first.tool_call_id, second.tool_call_id) == ("aaaaaaaaa", "bbbbbbbbb")
        assert second.content == '{"ticket": "Zoë-1", "seats": 1}'
        system, body = chat.asked[0][0]
        assert system.content == instructions("tool")
        inputs = read_block("inputs", body.content)
        assert [tool["function"]["name"] for tool in inputs["tools"]] == ["do_thing_0", "do_thing_1"]
        assert inputs["context"] == "It is Monday."
        assert read_history(body.content) == list(HISTORY[1:2])
        assert read_block("turn", body.content) == {
            "calls": [
                {"id": "aaaaaaaaa", "name": "do_thing_0", "arguments": {"place": "Lyon"}},
                {"id": "bbbbbbbbb", "name": "do_thing_1", "arguments": {"person": "Zoë"}},
            ],
            "fail": [],
        }

    @pytest.mark.parametrize(
        ("bad", "why"),
        [
            (results(("do_thing_0", OK)), "too short"),
            (results(("do_thing_1", OK), ("do_thing_0", OK)), "keep the calls' order"),
            (results(("do_thing_0", {"ticket": "T1"}), ("do_thing_1", OK)), "'seats' is a required property"),
            (results(("do_thing_0", OK), ("do_thing_1", {"error": "closed"})), "result 2 (do_thing_1)"),
        ],
    )
    def test_unusable_results_are_asked_for_again(self, bad, why):
        chat = Canned(bad, results(("do_thing_0", OK), ("do_thing_1", OK)))
        assert len(answer(chat)) == 2
        assert why in chat.asked[1][0][-1].content

    def test_a_call_that_must_fail_returns_an_error_and_the_others_do_not(self):
        chat = Canned(
            results(("do_thing_0", OK), ("do_thing_1", OK)),
            results(("do_thing_0", OK), ("do_thing_1", {"error": "closed"})),
        )
        found = answer(chat, fail={"bbbbbbbbb"})
        assert json.loads(found[1].content) == {"error": "closed"}
        assert read_block("turn", chat.asked[0][0][1].content)["fail"] == ["bbbbbbbbb"]
        assert "this call must fail" in chat.asked[1][0][-1].content

    def test_a_tool_without_returns_may_answer_any_object(self):
        tool = Tool("free", "", {"type": "object"})
        assert result_problem({"anything": [1]}, tool, must_fail=False) == ""
        assert "expected a JSON object" in result_problem([1], tool, must_fail=False)
        assert "must succeed" in result_problem({"error": "closed"}, tool, must_fail=False)

    def test_an_error_field_of_the_tools_own_is_no_failure(self):
        returns = {"type": "object", "properties": {"error": {"type": "string"}}}
        tool = Tool("own", "", {"type": "object"}, returns)
        assert result_problem({"error": "none"}, tool, must_fail=False) == ""

    def test_a_tool_may_return_something_else_than_an_object(self):
        tool = Tool("list_it", "", {"type": "object"}, {"type": "array", "items": {"type": "integer"}})
        asked = (ToolCall("ccccccccc", "list_it", {}),)
        (found,) = answer(Canned(results(("list_it", [1, 2]))), asked, tools=[tool])
        assert found.content == "[1, 2]"
