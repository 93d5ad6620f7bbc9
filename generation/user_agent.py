"""The user agent: says where the conversation stands in its plan, then writes exactly one user message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from toolflow_dataset.types import Message, PlanStep, Tool

from .chat import Chat
from .history import History
from .leaks import has_markup, is_json, names_tool
from .prompting import block, inputs_block, instructions
from .structured import ask_json

_LONGEST_MESSAGE = 2000  # characters; also what keeps a small model from writing without end


@cache
def reply_schema(steps: int) -> dict[str, Any]:
    """Return the schema of a user reply under a plan of so many steps; 0 without a plan.

    Lists and texts are bounded: a small model under a schema counts on until its context is full otherwise.
    """
    step = {"type": "integer", "minimum": 1, "maximum": max(steps, 1)}
    return {
        "type": "object",
        "properties": {
            "completed_steps": {"type": "array", "items": step, "maxItems": steps},
            "current_step": {"anyOf": [step, {"type": "null"}]},
            "done": {"type": "boolean"},
            "message": {"type": "string", "maxLength": _LONGEST_MESSAGE},
        },
        "required": ["completed_steps", "current_step", "done", "message"],
        "additionalProperties": False,
    }


@dataclass(frozen=True, slots=True)
class UserTurn:
    """One user message.

    Args:
        message: Its text.
        step: The plan step it belongs to, counted from 1; 0 without a plan.
    """

    message: str
    step: int


class UserAgent:
    """The user of one dialogue.

    Args:
        chat: The user's model.
        tools: The offered tools.
        context: The dialogue's system message.
        style: Name and description of how the user writes.
        plan: The plan's steps; empty where there is none.
        target_rounds: How many messages to write where there is no plan.
        shares: Wished shares of kinds of request, used where there is no plan.
        attempts: How often to ask for one message at most.

    Source: section 3.3, Table 16.
    """

    def __init__(
        self,
        chat: Chat,
        tools: Sequence[Tool],
        context: str,
        style: tuple[str, str],
        plan: Sequence[PlanStep],
        target_rounds: int,
        shares: Mapping[str, float],
        attempts: int = 3,
    ) -> None:
        self._chat = chat
        self._attempts = attempts
        self._steps = len(plan)
        self._reached = 0
        self._tools = tuple(tools)
        inputs: dict[str, Any] = {"style": {"name": style[0], "description": style[1]}}
        if plan:
            inputs["plan"] = [{"kind": step.kind, "request": step.request} for step in plan]
        else:
            inputs["target_rounds"] = target_rounds
            inputs["shares"] = dict(shares)
        self._instructions = Message("system", instructions("user"))
        self._inputs = inputs_block(tools, context, **inputs)

    @property
    def reached(self) -> int:
        """Return the last step spoken about, counted from 1; 0 before the first message or without a plan."""
        return self._reached

    async def speak(self, history: History, round_number: int, leave_out_value: bool) -> UserTurn | None:
        """Write the next user message; None when there is nothing left to say.

        Args:
            history: The dialogue so far.
            round_number: Number of the message to write, counted from 1.
            leave_out_value: Whether a new request shall leave out a required value.

        Raises:
            ChatError: If no answer is usable.
        """
        turn = block("turn", {"leave_out_value": leave_out_value, "round": round_number})
        prompt = (
            self._instructions,
            Message("user", "\n".join((self._inputs, history.block(), turn))),
        )
        value, _ = await ask_json(
            self._chat,
            prompt,
            reply_schema(self._steps),
            self._attempts,
            lambda found: self._problem(found, round_number),
        )
        if self._finished(value):
            return None
        self._reached = value["current_step"] if self._steps else 0
        return UserTurn(value["message"].strip(), self._reached)

    def _finished(self, value: Mapping[str, Any]) -> bool:
        """Tell whether the reply ends the dialogue: it says so, or puts its message after the last step."""
        return bool(
            value["done"] or (self._steps and value["current_step"] is None and self._reached == self._steps)
        )

    def _problem(self, value: Mapping[str, Any], round_number: int) -> str | None:
        """Say what is wrong with a reply, or None. Steps are taken in order, one at a time, none skipped."""
        if self._finished(value):
            if round_number == 1:
                return "`done` is true, but nothing has been said yet; write the first message"
            if self._reached < self._steps:
                return (
                    f"`done` is true, but step {self._reached + 1} of the plan has not been asked for yet; "
                    "write its message"
                )
            return None
        if self._steps:
            allowed = range(max(1, self._reached), min(self._reached + 1, self._steps) + 1)
            if value["current_step"] not in allowed:
                return (
                    f"`current_step` is {value['current_step']}, expected {' or '.join(map(str, allowed))}: "
                    "steps are taken in order and none is skipped"
                )
        message = value["message"].strip()
        if not message:
            return "`message` is empty; write what the user says, or set `done` if every step is complete"
        if names_tool(message, self._tools):
            return "`message` names a tool; say in everyday words what the user wants"
        if is_json(message) or has_markup(message, self._tools):
            return "`message` holds markup, code or parts of the prompt; write only what the user says"
        return None
