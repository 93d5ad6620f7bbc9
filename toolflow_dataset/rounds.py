"""Rounds: a user message and everything up to the next user message.

The split looks at roles and tool calls only, so that it can be computed on anyone's dialogues. A request that
had to be clarified is therefore two rounds, even where both belong to one plan step.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .types import Message, ToolCall


@dataclass(frozen=True, slots=True)
class Round:
    """One round of a dialogue.

    Args:
        start: Index of its user message among the dialogue's messages.
        messages: The user message and all that follows it up to the next one.
    """

    start: int
    messages: tuple[Message, ...]

    @property
    def user(self) -> Message:
        """Return the user message that opens the round."""
        return self.messages[0]

    @property
    def call_turns(self) -> tuple[Message, ...]:
        """Return the assistant messages that hold at least one call."""
        return tuple(
            message for message in self.messages if message.role == "assistant" and message.tool_calls
        )

    @property
    def calls(self) -> tuple[ToolCall, ...]:
        """Return every call of the round in order."""
        return tuple(call for message in self.call_turns for call in message.tool_calls)

    @property
    def results(self) -> tuple[Message, ...]:
        """Return the tool messages of the round in order."""
        return tuple(message for message in self.messages if message.role == "tool")

    @property
    def reply(self) -> Message | None:
        """Return the assistant message that ends the round, or None where it ends with a call or a result."""
        last = self.messages[-1]
        return last if last.role == "assistant" and not last.tool_calls else None

    @property
    def parallel(self) -> bool:
        """Tell whether some call turn holds two calls or more."""
        return any(len(message.tool_calls) > 1 for message in self.call_turns)

    @property
    def sequential(self) -> bool:
        """Tell whether calls were made in two call turns or more."""
        return len(self.call_turns) > 1

    @property
    def failed(self) -> bool:
        """Tell whether some result of the round is an error."""
        return any(is_error(read_result(message.content)) for message in self.results)


def split_rounds(messages: Sequence[Message]) -> list[Round]:
    """Split messages into rounds; what stands before the first user message belongs to none.

    No user message gives an empty list.

    Source: DESIGN, section 2.
    """
    starts = [index for index, message in enumerate(messages) if message.role == "user"]
    ends = [*starts[1:], len(messages)]
    return [Round(start, tuple(messages[start:end])) for start, end in zip(starts, ends, strict=False)]


def read_result(content: str) -> Any:
    """Return the JSON value of a tool message's content, or the text itself where it is no JSON."""
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return content


def is_error(result: Any) -> bool:
    """Tell whether a tool's result reports a failure: an object with a non-empty `error`."""
    return isinstance(result, dict) and bool(result.get("error"))
