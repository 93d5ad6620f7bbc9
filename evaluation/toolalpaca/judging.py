"""A judge's verdicts on played tasks: is the procedure right, and is the final answer?

The judge sees the API's functions, the instruction, the golden answer, the calls with their results and the
final answer, and says Yes, No or Uncertain to both, with a reason. A play in which a call failed has no
right procedure, whatever the judge says: correcting it was one call too many. Source: section 5.2.3.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal, Protocol, get_args

from toolflow_dataset.errors import SchemaError
from toolflow_dataset.types import Message
from toolflow_generation.chat import Chat
from toolflow_generation.structured import ask_json

from .play import Played

Verdict = Literal["Yes", "No", "Uncertain"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
CORRECTED = "a call failed, and had to be made again"

_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "procedure_reason": {"type": "string", "minLength": 1},
        "procedure": {"enum": list(VERDICTS)},
        "response_reason": {"type": "string", "minLength": 1},
        "response": {"enum": list(VERDICTS)},
    },
    "required": ["procedure_reason", "procedure", "response_reason", "response"],
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a judge says of a played task.

    Args:
        procedure: Whether its calls are right.
        response: Whether its final answer is.
        procedure_reason: Why.
        response_reason: Why.
        judge: The model that says so.
    """

    procedure: Verdict
    response: Verdict
    procedure_reason: str
    response_reason: str
    judge: str

    @property
    def overall(self) -> bool:
        """Return whether both are right."""
        return self.procedure == self.response == "Yes"


@cache
def judge_prompt() -> str:
    """Return the instructions of the judge."""
    return resources.files(__package__).joinpath("judge.md").read_text("utf-8").strip()


class Judge(Protocol):
    """Something that judges played tasks."""

    async def __call__(self, played: Played) -> Judgement:
        """Judge one.

        Raises:
            ChatError: If it comes to no verdict.
        """
        ...


class ModelJudge:
    """A language model as the judge.

    Args:
        chat: The model.
        attempts: How often to ask for one verdict at most.
    """

    def __init__(self, chat: Chat, attempts: int = 3) -> None:
        self._chat = chat
        self._attempts = attempts

    async def __call__(self, played: Played) -> Judgement:
        """Judge one played task.

        Raises:
            ChatError: If no attempt brings a usable verdict.
        """
        prompt = (Message("system", judge_prompt()), Message("user", case_of(played)))
        value, reply = await ask_json(self._chat, prompt, _SCHEMA, self._attempts)
        return settled(played, value, reply.model)


def settled(played: Played, value: Mapping[str, Any], judge: str) -> Judgement:
    """Return a judgement, after the rules that no judge is asked about.

    Raises:
        SchemaError: If the value is no verdict.
    """
    try:
        procedure, response = value["procedure"], value["response"]
        reasons = str(value["procedure_reason"]), str(value["response_reason"])
    except KeyError as error:
        raise SchemaError(f"a judge's verdict has no {error}") from error
    if played.errors:
        procedure, reasons = "No", (CORRECTED, reasons[1])
    if played.outcome != "answered":
        response, reasons = "No", (reasons[0], f"there is no final answer ({played.outcome})")
    return Judgement(procedure, response, *reasons, judge)


def case_of(played: Played) -> str:
    """Return what a judge is shown of a played task."""
    task = played.task
    functions = [tool.wire()["function"] for tool in task.tools]
    golden = [f"{call.name}({call.arguments})" for call in task.golden]
    parts = (
        ("functions", "\n".join(json.dumps(each, ensure_ascii=False) for each in functions)),
        ("instruction", task.instruction),
        ("reference", "\n".join(golden) or "(no call)"),
        ("calls", "\n".join(_calls(played)) or "(no call)"),
        ("final_answer", played.final or "(none)"),
    )
    return "\n".join(f"<{name}>\n{text}\n</{name}>" for name, text in parts)


def _calls(played: Played) -> list[str]:
    lines = []
    for message in played.messages[2:]:
        lines += [
            f"call {call.name}({json.dumps(call.arguments, ensure_ascii=False)})"
            for call in message.tool_calls
        ]
        if message.role == "tool":
            lines.append(f"result {message.content}")
        elif message.role == "user":
            lines.append(f"error {message.content}")
    return lines
