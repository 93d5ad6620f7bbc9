"""Questions to an endpoint: what is sent, what is kept, what a failure leaves."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

import pytest

from toolflow_dataset.errors import ChatError
from toolflow_dataset.types import Message, Tool
from toolflow_evaluation.answering.answers import Answer, Unanswered
from toolflow_evaluation.answering.endpoint_model import EndpointModel
from toolflow_evaluation.answering.prompts import Prompt
from toolflow_generation.endpoint import Endpoint
from toolflow_generation.simulator import Simulator

sys.path.append(str(Path(__file__).parents[2] / "generation"))

from scripted_server import ScriptedServer, Status, call, calls


def tool(name: str, parameter: str, kind: str) -> Tool:
    return Tool(name, f"Do {name}.", {"type": "object", "properties": {parameter: {"type": kind}}})


TOOLS = (tool("m_f", "a", "number"), tool("g", "b", "string"))


def asked(number: int) -> Prompt:
    return Prompt(f"multiple_{number}", (Message("user", f"Question {number}."),), TOOLS)


def answered(server: ScriptedServer, prompts: list[Prompt], **options: Any) -> list[Answer | Unanswered]:
    async def gather() -> list[Answer | Unanswered]:
        endpoint = Endpoint(server.base_url, max_retries=0, first_wait=0.01)
        model = EndpointModel(endpoint, "scripted", {"temperature": 0, "max_tokens": 64}, **options)
        try:
            return [each async for each in model.answers(prompts)]
        finally:
            await model.close()

    return asyncio.run(gather())


def test_native_calls_are_kept_unread() -> None:
    broken = {"id": "1", "type": "function", "function": {"name": "nobody", "arguments": '{"a": '}}
    with ScriptedServer(lambda body: calls(call("m_f", a=1), broken, content="Calling.")) as server:
        (answer,) = answered(server, [asked(0)])
    assert isinstance(answer, Answer)
    assert answer.calls == (("m_f", '{"a": 1}'), ("nobody", '{"a": '))
    assert (answer.content, answer.form, answer.model) == ("Calling.", "native", "scripted")
    (sent,) = server.requests
    assert [tool["function"]["name"] for tool in sent["tools"]] == ["m_f", "g"]
    assert sent["messages"] == [{"role": "user", "content": "Question 0."}]
    assert (sent["temperature"], sent["max_tokens"]) == (0, 64)


def test_a_key_that_the_server_sends_back_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    key = "sk-of-ours-12345678"
    monkeypatch.setenv("OPENAI_API_KEY", key)
    said = calls(call("m_f", a=key), content=f"You sent Bearer {key}.")
    said["tool_calls"].append({"id": "2", "function": {"name": key, "arguments": {"b": key}}})
    with ScriptedServer(lambda body: said) as server:
        (answer,) = answered(server, [asked(0)])
    assert isinstance(answer, Answer)
    assert answer.content == "You sent Bearer [key]."
    assert answer.calls == (("m_f", '{"a": "[key]"}'), ("[key]", {"b": "[key]"}))


def test_a_server_without_tools_is_asked_for_json() -> None:
    reply = '{"content": "", "tool_calls": [{"name": "m_f", "arguments": {"a": 1}}]}'
    with ScriptedServer(lambda body: reply, tools="refuse") as server:
        (answer,) = answered(server, [asked(0)])
    assert isinstance(answer, Answer)
    assert (answer.form, answer.content, answer.calls) == ("json_schema", reply, ())


def test_many_at_once_and_one_that_fails_is_told() -> None:
    def script(body: dict[str, Any]) -> Any:
        if "Question 3." in body["messages"][-1]["content"]:
            return Status(400, {"error": {"message": "context length exceeded"}})
        return calls(call("m_f", a=1))

    with ScriptedServer(script) as server:
        found = answered(server, [asked(number) for number in range(20)], concurrency=5)
    failed = [each for each in found if isinstance(each, Unanswered)]
    assert len(found) == 20
    assert [each.id for each in failed] == ["multiple_3"]
    assert "context length exceeded" in failed[0].cause
    assert server.most_in_flight <= 5


def test_where_no_question_can_be_answered_it_ends() -> None:
    with (
        ScriptedServer(lambda body: calls(call("g")), models=["another"]) as server,
        pytest.raises(ChatError),
    ):
        answered(server, [asked(number) for number in range(5)])


def test_the_simulator_answers_natively() -> None:
    async def gather() -> list[Answer | Unanswered]:
        return [each async for each in EndpointModel(Simulator(), "simulator", {}).answers([asked(1)])]

    (answer,) = asyncio.run(gather())
    assert isinstance(answer, Answer)
    assert (answer.form, answer.model) == ("native", "simulator")
