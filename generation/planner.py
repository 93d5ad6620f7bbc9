"""The planner: from a set of tools to the typed requests a dialogue will go through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from toolflow_dataset.types import Message, PlanStep, Tool

from .chat import Chat
from .leaks import names_tool
from .prompting import inputs_block, instructions
from .structured import ask_json

_LEAST_STEPS_WITH_CHITCHAT = 4


def max_chitchat(target_steps: int) -> int:
    """Return how many steps may be chitchat: one in three."""
    return target_steps // 3


async def make_plan(
    chat: Chat,
    tools: Sequence[Tool],
    context: str,
    target_steps: int,
    shares: Mapping[str, float],
    attempts: int = 3,
) -> tuple[PlanStep, ...]:
    """Ask for a plan.

    Args:
        chat: The planner's model.
        tools: The offered tools.
        context: The dialogue's system message.
        target_steps: Exact number of steps.
        shares: Wished shares of parallel and sequential requests and of chitchat.
        attempts: How often to ask at most.

    Raises:
        ChatError: If no answer is such a plan.

    Source: section 3.2, Table 14.
    """
    inputs = inputs_block(
        tools,
        context,
        target_steps=target_steps,
        max_chitchat=max_chitchat(target_steps),
        shares=dict(shares),
    )
    prompt = (Message("system", instructions("planner")), Message("user", inputs))
    value, _ = await ask_json(
        chat,
        prompt,
        _schema(target_steps),
        attempts,
        lambda found: plan_problem(found["steps"], target_steps, tools),
    )
    return tuple(PlanStep(step["kind"], step["request"].strip()) for step in value["steps"])


def plan_problem(
    steps: Sequence[Mapping[str, Any]], target_steps: int, tools: Sequence[Tool] = ()
) -> str | None:
    """Say what is wrong with a plan, or None.

    Args:
        steps: Steps that satisfy the reply's schema.
        target_steps: Exact number of steps.
        tools: Tools whose names may not be mentioned.
    """
    if len(steps) != target_steps:
        return f"the plan has {len(steps)} steps instead of exactly {target_steps}"
    chitchat = sum(step["kind"] == "chitchat" for step in steps)
    if chitchat > max_chitchat(target_steps):
        return f"{chitchat} steps are chitchat; at most {max_chitchat(target_steps)} of {target_steps} may be"
    if not chitchat and target_steps >= _LEAST_STEPS_WITH_CHITCHAT:
        return f"all {target_steps} steps are tool calls; make one of them chitchat"
    for number, step in enumerate(steps, 1):
        if not step["request"].strip():
            return f"the request of step {number} is empty"
        if names_tool(step["request"], tools):
            return f"step {number} names a tool; say in everyday words what the user wants"
    return None


@cache
def _schema(target_steps: int) -> dict[str, Any]:
    step = {
        "type": "object",
        "properties": {
            "kind": {"type": "string", "enum": ["tool_call", "chitchat"]},
            "request": {"type": "string", "maxLength": 600},
        },
        "required": ["kind", "request"],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {
            "steps": {"type": "array", "items": step, "minItems": target_steps, "maxItems": target_steps}
        },
        "required": ["steps"],
        "additionalProperties": False,
    }
