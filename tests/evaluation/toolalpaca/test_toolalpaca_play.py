"""ToolAlpaca's tasks: what is offered, what an API refuses, how a task is played to its end."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from lending_api import write

from toolflow_dataset.errors import ChatError, SchemaError, ToolSourceError
from toolflow_dataset.types import Message, ToolCall
from toolflow_evaluation.answering.answers import Answer, AnswerFile, Unanswered
from toolflow_evaluation.answering.prompts import Prompt
from toolflow_evaluation.toolalpaca.api import PlayedApi, bound_chat, failed
from toolflow_evaluation.toolalpaca.play import MOST_RETRIES, MOST_TURNS, Played, play
from toolflow_evaluation.toolalpaca.tasks import Task, read_tasks
from toolflow_generation.simulator import Simulator

REAL = Path(__file__).parents[4] / "shared" / "data" / "toolalpaca"
DUNE = ("searchBooks", {"title": "Dune", "kind": "audio"})


@pytest.fixture
def tasks(tmp_path: Path) -> list[Task]:
    return read_tasks(write(tmp_path / "data"), ["simulated"])


def api_of(task: Task) -> PlayedApi:
    return PlayedApi(task.tools, bound_chat("tool", "simulator", Simulator(), {}, 1), "Be an API.")


def answered(task: Task, *calls: tuple[str, dict[str, Any]]) -> list[Any]:
    made = [ToolCall(f"c{place:08d}", name, arguments) for place, (name, arguments) in enumerate(calls)]
    messages = asyncio.run(api_of(task).answer([Message("user", task.instruction)], made))
    assert [message.tool_call_id for message in messages] == [call.id for call in made]
    return [json.loads(message.content) for message in messages]


class Scripted:
    """A model under test that answers as a script says, and counts what it is asked."""

    def __init__(self, script: Callable[[Prompt], Any]) -> None:
        self.asked: list[str] = []
        self.closed = 0
        self._script = script

    async def answers(self, prompts: Sequence[Prompt]) -> AsyncIterator[Answer | Unanswered]:
        for prompt in prompts:
            self.asked.append(prompt.id)
            said = self._script(prompt)
            if isinstance(said, Unanswered):
                yield said
            elif isinstance(said, str):
                yield Answer(prompt.id, prompt.digest, "native", said)
            else:
                yield Answer(prompt.id, prompt.digest, "native", "", tuple(said))

    async def close(self) -> None:
        self.closed += 1


def played(
    tasks: Sequence[Task], folder: Path, script: Callable[[Prompt], Any]
) -> tuple[list[Played], Scripted]:
    model = Scripted(script)
    with AnswerFile(folder / "run", {}) as file:
        return asyncio.run(play(tasks, lambda: model, api_of, file)), model


def test_tasks_offer_the_functions_with_what_they_return(tasks: list[Task]) -> None:
    first, second = tasks
    assert (first.id, second.id) == ("simulated/Lending/0", "simulated/Lending/1")
    assert [tool.name for tool in first.tools] == ["searchBooks", "lendBook", "getDetails"]
    assert first.tools[0].parameters["required"] == ["title"]
    assert first.tools[0].returns is not None and "book_id" in first.tools[0].returns["properties"]
    assert first.golden[0].read() == {"title": "Dune", "kind": "audio"}
    assert second.golden[1].read() is None  # the number is only known once the book is found


def test_the_api_answers_what_its_documents_allow(tasks: list[Task]) -> None:
    found, again = answered(tasks[0], DUNE, ("searchBooks", {"title": "Emma", "limit": "2", "kind": ""}))
    for each in (found, again):
        assert set(each) == {"book_id", "shelf"} and isinstance(each["shelf"], int)
    (told,) = answered(tasks[0], ("getDetails", {"Question": "Which book?"}))
    assert isinstance(told["answer"], str)


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (("burnBook", {}), "404: there is no function burnBook"),
        (("searchBooks", {}), "'title' is a required property"),
        (("searchBooks", {"title": "Dune", "kind": "film"}), "'film' is not one of"),
        (("searchBooks", {"title": "Dune", "limit": "many"}), "is not of type 'integer'"),
        (("searchBooks", {"title": "Dune", "limit": True}), "is not of type 'integer'"),
        (("searchBooks", {"title": ["Dune"]}), "is not of type 'string'"),
        (("searchBooks", {"title": "Dune", "colour": "red"}), "400: unknown parameter colour"),
    ],
)
def test_the_api_refuses_what_its_documents_forbid(tasks: list[Task], call: Any, told: str) -> None:
    (refused, found) = answered(tasks[0], call, DUNE)
    assert told in refused["error"]
    assert "book_id" in found  # the other call of the turn is answered all the same
    assert failed(Message("tool", json.dumps(refused)))
    assert not failed(Message("tool", json.dumps(found)))


def test_a_task_is_played_to_its_answer_and_again_from_the_file(tasks: list[Task], tmp_path: Path) -> None:
    def script(prompt: Prompt) -> Any:
        if prompt.messages[-1].role == "user":
            return [DUNE] if "Dune" in prompt.messages[-1].content else [("searchBooks", {"title": "Emma"})]
        result = json.loads(prompt.messages[-1].content)
        if "book_id" in result and "Emma" in prompt.messages[1].content:
            return [("lendBook", {"book_id": result["book_id"]})]
        return f"Done: {result}."

    plays, model = played(tasks, tmp_path, script)
    assert [each.outcome for each in plays] == ["answered", "answered"]
    assert [each.turns for each in plays] == [2, 3]
    assert [each.errors for each in plays] == [0, 0]
    assert plays[0].final.startswith("Done: {'book_id'")
    assert [message.role for message in plays[1].messages][2:] == [
        "assistant",
        "tool",
        "assistant",
        "tool",
        "assistant",
    ]
    assert plays[1].messages[4].tool_calls[0].arguments == {
        "book_id": json.loads(plays[1].messages[3].content)["book_id"]
    }
    assert (len(model.asked), model.closed) == (5, 1)
    again, other = played(tasks, tmp_path, script)
    assert [each.messages for each in again] == [each.messages for each in plays]
    assert (other.asked, other.closed) == ([], 0)  # nothing is owed: the model is not even loaded


def test_a_corrected_error_counts_and_too_many_end_the_task(tasks: list[Task], tmp_path: Path) -> None:
    def once(prompt: Prompt) -> Any:
        if prompt.messages[-1].role == "user":
            return [("searchBooks", {})]
        return "Found." if "book_id" in prompt.messages[-1].content else [DUNE]

    (first,), _ = played(tasks[:1], tmp_path, once)
    assert (first.outcome, first.errors, first.turns) == ("answered", 1, 3)
    (lost,), _ = played(tasks[1:], tmp_path, lambda prompt: [("searchBooks", {})])
    assert (lost.outcome, lost.errors, lost.turns) == ("gave-up", MOST_RETRIES + 1, MOST_RETRIES + 1)
    assert lost.final == ""


def test_calls_without_end_come_to_an_end(tasks: list[Task], tmp_path: Path) -> None:
    (endless,), _ = played(tasks[:1], tmp_path, lambda prompt: [DUNE])
    assert (endless.outcome, endless.turns, endless.errors) == ("endless", MOST_TURNS, 0)


def test_calls_that_cannot_be_read_are_errors(tasks: list[Task], tmp_path: Path) -> None:
    def script(prompt: Prompt) -> Any:
        return [("searchBooks", "{")] if len(prompt.messages) == 2 else "No."

    (each,), _ = played(tasks[:1], tmp_path, script)
    assert (each.outcome, each.errors) == ("answered", 1)
    assert each.messages[3].role == "user" and "could not be read" in each.messages[3].content


def test_calls_in_text_are_carried_out_and_counted(tasks: list[Task], tmp_path: Path) -> None:
    def script(prompt: Prompt) -> Any:
        return (
            'Let me see. {"name": "searchBooks", "arguments": {"title": "Dune"}}'
            if len(prompt.messages) == 2
            else "Done."
        )

    (each,), _ = played(tasks[:1], tmp_path, script)
    assert (each.outcome, each.tolerant, each.errors) == ("answered", 1, 0)
    assert each.messages[2].tool_calls[0].arguments == {"title": "Dune"}


def test_what_cannot_be_asked_is_left_open(tasks: list[Task], tmp_path: Path) -> None:
    def script(prompt: Prompt) -> Any:
        return Unanswered(prompt.id, "too long") if "Lending/0" in prompt.id else "No."

    (open_one, other), _ = played(tasks, tmp_path, script)
    assert (open_one.outcome, open_one.cause) == ("not-played", "too long")
    assert other.outcome == "answered"


def test_a_chat_that_fills_the_context_is_over(tasks: list[Task], tmp_path: Path) -> None:
    def script(prompt: Prompt) -> Any:
        return Unanswered(prompt.id, "full", lasting=True) if len(prompt.messages) > 2 else [DUNE]

    (each,), _ = played(tasks[:1], tmp_path, script)
    assert (each.outcome, each.cause, each.final, each.turns) == ("too-long", "", "", 1)
    assert each.is_over


def test_an_api_that_cannot_be_played_is_told(tasks: list[Task], tmp_path: Path) -> None:
    class Broken:
        async def complete(self, request: Any) -> Any:
            raise ChatError("no results")

    model = Scripted(lambda prompt: [DUNE])
    with AnswerFile(tmp_path / "run", {}) as file:
        (each,) = asyncio.run(
            play(tasks[:1], lambda: model, lambda task: PlayedApi(task.tools, bound_chat("tool", "m", Broken(), {}, 0), ""), file)
        )  # fmt: skip
    assert each.cause == "the API could not be played: no results"


@pytest.mark.parametrize(
    ("changes", "error", "told"),
    [
        ({"Golden_Answers": []}, SchemaError, r"eval_simulated.json#/0: no API of ToolAlpaca's evaluation"),
        ({"Instructions": None}, SchemaError, r"expected `Name`, `Instructions`"),
    ],
)
def test_what_is_no_task_is_told(tmp_path: Path, changes: Any, error: type[Exception], told: str) -> None:
    with pytest.raises(error, match=told):
        read_tasks(write(tmp_path / "data", **changes), ["simulated"])


def test_a_missing_set_is_told(tmp_path: Path) -> None:
    with pytest.raises(ToolSourceError, match=r"no eval_real.json in it"):
        read_tasks(tmp_path, ["real"])


@pytest.mark.skipif(not REAL.is_dir(), reason="ToolAlpaca's files are not there")
def test_the_real_sets() -> None:
    tasks = read_tasks(REAL)
    assert [sum(task.set == name for task in tasks) for name in ("simulated", "real")] == [100, 114]
    accepted = readable = 0
    for task in tasks:
        api, names = PlayedApi(task.tools, bound_chat("tool", "m", Simulator(), {}, 0), ""), task.names
        for golden in task.golden:
            arguments = golden.read()
            if arguments is not None:
                wire = next((wire for wire, name in names.items() if name == golden.name), golden.name)
                readable += 1
                accepted += not api._checked(ToolCall("c", wire, arguments))[0]
    assert (accepted, readable) == (253, 261)  # the others call what is not documented
