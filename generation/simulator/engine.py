"""The embedded model: answers the prompts of all roles without any network."""

from __future__ import annotations

import random
from typing import Any

from toolflow_dataset.errors import ChatError
from toolflow_dataset.types import Message

from ..chat import ChatRequest, Reply, Usage
from ..compact_json import compact_json
from ..prompting import read_block
from .assistants import AssistantTurn
from .completing import complete
from .inputs import history_of, read_inputs, turn_of
from .judge import MODEL as RULES
from .judge import rule_verdict
from .plans import plan
from .results import simulate_results
from .users import UserTurn

MODEL = "simulator"


class Simulator:
    """A seeded, schema-driven dialogue simulator behind the same door as any model.

    It reads the prompt's blocks and messages and nothing else, keeps no state between requests but caches of pure
    functions, and draws everything from (seed, role, ordinal), so that the same request always gets the same answer.
    """

    async def complete(self, request: ChatRequest) -> Reply:
        """Answer one request.

        Raises:
            ChatError: If the role is none of planner, user, assistant, tool, judge and completer.
        """
        if request.role == "assistant":
            message = AssistantTurn(request).reply()
        elif request.role == "user":
            message = _content(UserTurn(request).reply())
        elif request.role == "planner":
            message = _content(
                plan(read_inputs(request), random.Random(f"planner:{request.seed}:{request.ordinal}"))
            )
        elif request.role == "tool":
            message = _content(_tool(request))
        elif request.role == "completer":
            message = _content(complete(read_block("inputs", request.messages[1].content) or {}))
        elif request.role == "judge":
            return Reply(_content(rule_verdict(request.messages[1].content)), Usage(), "stop", RULES)
        else:
            raise ChatError(f"the simulator plays no role {request.role!r}", fatal=True)
        finish = "tool_calls" if message.tool_calls else "stop"
        return Reply(message, Usage(), finish, MODEL)

    async def close(self) -> None:
        """Release nothing: there is nothing held."""


def _content(value: dict[str, Any]) -> Message:
    return Message("assistant", compact_json(value))


def _tool(request: ChatRequest) -> dict[str, Any]:
    turn = turn_of(request)
    rng = random.Random(f"tool:{request.seed}:{request.ordinal}")
    raw = read_inputs(request).raw
    return simulate_results(raw, history_of(request), turn.get("calls", []), set(turn.get("fail", ())), rng)
