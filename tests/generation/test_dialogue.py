import asyncio
import re
from itertools import pairwise

import pytest
from scripted_backend import ScriptedBackend, make_tools

from toolflow_dataset.errors import ChatError
from toolflow_dataset.types import SETTINGS, Message, ToolCall
from toolflow_generation.chat import Reply
from toolflow_generation.config import Config
from toolflow_generation.dialogue import Task, play
from toolflow_generation.filters import apply_filters
from toolflow_generation.models import bind_chats, draw_models, sampling_settings
from toolflow_generation.prompting import instructions, read_block
from toolflow_generation.streams import dialogue_seed


def run(backend=None, index=0, setting="graph+plan", **options):
    config = Config(**{"error_rate": 0, "clarify_rate": 0, **options})
    seed = dialogue_seed(7, index)
    choices = draw_models(config, seed)
    chats = bind_chats(choices, lambda choice: backend or ScriptedBackend(), sampling_settings(config), seed)
    models = {role: choice.model for role, choice in choices.items()}
    task = Task(index, setting, seed, tuple(make_tools(3)), models, "digest")
    return asyncio.run(play(task, chats, config))


@pytest.mark.parametrize("setting", SETTINGS)
def test_a_well_behaved_model_gives_a_complete_dialogue_that_passes_the_filters(setting):
    outcome = run(setting=setting)
    dialogue = outcome.dialogue
    assert outcome.status == "complete"
    assert apply_filters(dialogue).keep
    assert dialogue.id == f"{setting.replace('+', '_')}-000000"
    rounds = [message for message in dialogue.messages if message.role == "user"]
    assert 3 <= len(rounds) <= 5
    planned = "plan" in setting
    assert dialogue.turn_steps == (tuple(range(len(dialogue.plan))) if planned else (-1,) * len(rounds))
    assert bool(dialogue.plan) is planned
    assert ("planner" in dialogue.provenance.models) is planned
    assert dialogue.provenance.setting == setting
    assert dialogue.provenance.config_digest == "digest"


def test_instructions_stay_out_of_the_messages_and_the_context_leads_them():
    dialogue = run().dialogue
    assert [message.role for message in dialogue.messages].count("system") == 1
    assert re.search(r"\d{4}-\d\d-\d\d", dialogue.messages[0].content)
    text = "\n".join(message.content for message in dialogue.messages)
    for role in ("planner", "user", "assistant", "tool"):
        assert not any(line in text for line in instructions(role).splitlines() if len(line) > 20)


def test_all_randomness_comes_from_the_seed():
    assert run(index=3) == run(index=3)
    assert run(index=3).dialogue.messages != run(index=4).dialogue.messages


def test_settings_share_what_can_be_shared():
    backends = {setting: ScriptedBackend() for setting in SETTINGS}
    dialogues = {setting: run(backend, 5, setting).dialogue for setting, backend in backends.items()}
    assert len({dialogue.messages[0] for dialogue in dialogues.values()}) == 1
    assert len({dialogue.provenance.style for dialogue in dialogues.values()}) == 1
    assert len({dialogue.provenance.seed for dialogue in dialogues.values()}) == 1
    assert len({len(dialogue.turn_steps) for dialogue in dialogues.values()}) == 1


def test_requests_carry_role_model_sampling_seed_and_a_running_ordinal():
    backend = ScriptedBackend()
    seed = run(
        backend, temperature="user=0.9", max_reply_tokens=99, models=["tool=other"]
    ).dialogue.provenance.seed
    assert [request.ordinal for request in backend.requests] == list(range(len(backend.requests)))
    assert {request.seed for request in backend.requests} == {seed}
    by_role = {request.role: request for request in backend.requests}
    assert by_role["user"].sampling == {"temperature": 0.9, "max_tokens": 99}
    assert (by_role["tool"].model, by_role["user"].model) == ("other", "simulator")
    assert by_role["assistant"].tools and not by_role["user"].tools


def test_call_ids_are_nine_letters_or_digits_and_never_the_same():
    calls = [call for message in run().dialogue.messages for call in message.tool_calls]
    assert len(calls) > 1  # the scripted backend names every call "x"
    assert len({call.id for call in calls}) == len(calls)
    assert all(re.fullmatch("[a-z0-9]{9}", call.id) for call in calls)


def test_the_turn_limit_makes_an_incomplete_dialogue():
    outcome = run(max_messages=7)
    assert outcome.status == "incomplete"
    assert len(outcome.dialogue.messages) <= 7


class CallsForever(ScriptedBackend):
    def assistant(self, request):
        tool = request.tools[0]
        return Message(
            "assistant", "", (ToolCall("x", tool.name, {next(iter(tool.parameters["properties"])): "a"}),)
        )


def test_an_assistant_that_never_stops_calling_is_stopped():
    outcome = run(CallsForever())
    assert outcome.status == "incomplete"
    assert len(outcome.dialogue.messages) <= 40


class Garbage(ScriptedBackend):
    def __init__(self, role):
        super().__init__()
        self.role = role

    async def complete(self, request):
        if request.role == self.role:
            return Reply(Message("assistant", "]]]" if request.schema else ""))
        return await super().complete(request)


@pytest.mark.parametrize("role", ["planner", "user", "assistant", "tool"])
def test_a_model_that_answers_garbage_fails_the_dialogue_and_nothing_else(role):
    outcome = run(Garbage(role))
    assert outcome.status == "failed"
    assert "5 attempts" in outcome.cause


class Dead(ScriptedBackend):
    async def complete(self, request):
        raise ChatError("connection refused", fatal=True)


def test_a_dead_endpoint_is_no_dialogues_business():
    with pytest.raises(ChatError, match="refused"):
        run(Dead())


def test_every_call_may_be_made_to_fail():
    backend = ScriptedBackend()
    dialogue = run(backend, error_rate=1).dialogue
    results = [message.content for message in dialogue.messages if message.role == "tool"]
    assert results and all("error" in result for result in results)


def test_errors_come_at_about_the_wished_rate():
    results = [
        message.content
        for index in range(60)
        for message in run(index=index, error_rate=0.2).dialogue.messages
        if message.role == "tool"
    ]
    share = sum("error" in result for result in results) / len(results)
    assert 0.1 < share < 0.3  # about 200 calls: 0.2 plus or minus 3.5 standard errors


def wishes(requests):
    return [read_block("turn", request.messages[1].content)["leave_out_value"] for request in requests]


def test_values_are_left_out_at_most_as_often_as_wished_never_twice_running_nor_in_chitchat():
    drawn = []
    for index in range(60):
        backend = ScriptedBackend()
        plan = run(backend, index, clarify_rate=0.5).dialogue.plan
        one = wishes(request for request in backend.requests if request.role == "user")
        assert not any(first and second for first, second in pairwise(one))
        assert not any(wish for wish, step in zip(one, plan, strict=False) if step.kind == "chitchat")
        drawn += one
    assert 0.15 < sum(drawn) / len(drawn) < 0.5
    backend = ScriptedBackend()
    run(backend, clarify_rate=0)
    assert not any(wishes(request for request in backend.requests if request.role == "user"))


class AsksBack(ScriptedBackend):
    """Ends every reply with a question."""

    def assistant(self, request):
        reply = super().assistant(request)
        return reply if reply.tool_calls else Message("assistant", f"{reply.content} Which day?")

    def user(self, request):
        answer = super().user(request)
        if answer["done"]:
            answer |= {"done": False, "message": "Tuesday then, for Lyon and so on."}
        return answer


def test_without_a_plan_a_waiting_assistant_gets_an_answer_but_not_for_ever():
    rounds = [len(run(AsksBack(), index, "none", plan_length="3").dialogue.turn_steps) for index in range(3)]
    assert rounds == [5, 5, 5]


def test_without_a_plan_the_rounds_end_the_dialogue_without_another_request():
    backend = ScriptedBackend()
    run(backend, setting="graph", plan_length="3")
    assert [request.role for request in backend.requests].count("user") == 3


def test_models_are_drawn_by_weight_for_each_role_and_dialogue():
    config = Config.from_mapping({"model": "a*3,b", "models": {"tool": "c"}})
    drawn = [draw_models(config, dialogue_seed(1, index)) for index in range(400)]
    share = sum(choices["user"].model == "a" for choices in drawn) / len(drawn)
    assert 0.68 < share < 0.82  # 0.75 plus or minus 3.2 standard errors
    assert {choices["tool"].model for choices in drawn} == {"c"}
    assert any(choices["user"].model != choices["assistant"].model for choices in drawn)
