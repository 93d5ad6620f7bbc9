"""The only door to a model: a step sees a `Chat`, a backend answers a `ChatRequest`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from toolflow_dataset.types import Message, Tool

AgentRole = Literal["planner", "user", "assistant", "tool", "judge", "completer"]


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one request, as the endpoint counted them (0 where it did not)."""

    prompt_tokens: int = 0
    completion_tokens: int = 0


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model answered: an assistant message, perhaps with tool calls.

    Args:
        message: The message; where there is a problem, no more than its text.
        usage: Tokens.
        finish_reason: `stop`, `tool_calls`, `length`, `content_filter`...
        model: The model that says it answered.
        problem: Why the answer is of no use as what was asked for; empty if it is of use.
    """

    message: Message
    usage: Usage = Usage()
    finish_reason: str = "stop"
    model: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """Everything an answer may depend on.

    Args:
        role: The agent that asks.
        model: Model name; `simulator` is the embedded one.
        messages: The prompt.
        tools: Tools offered natively (assistant turns only).
        schema: JSON Schema that the reply's content must satisfy, or None for free text or tool calls.
        sampling: Sampling settings such as `temperature` and `max_tokens`.
        seed: The dialogue's seed.
        ordinal: How many requests this dialogue made before this one.
    """

    role: AgentRole
    model: str
    messages: tuple[Message, ...]
    tools: tuple[Tool, ...] = ()
    schema: dict[str, Any] | None = None
    sampling: dict[str, Any] = field(default_factory=dict)
    seed: int = 0
    ordinal: int = 0


class Backend(Protocol):
    """Something that answers requests: the simulator, or an endpoint client."""

    async def complete(self, request: ChatRequest) -> Reply:
        """Answer one request.

        Raises:
            ChatError: If no usable answer can be had.
        """
        ...


class Chat(Protocol):
    """A model as a step sees it: bound to role, model, sampling and seed."""

    async def __call__(
        self, messages: Sequence[Message], tools: Sequence[Tool] = (), schema: dict[str, Any] | None = None
    ) -> Reply:
        """Send a chat and return the reply."""
        ...
