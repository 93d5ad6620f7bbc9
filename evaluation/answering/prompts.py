"""What a model is asked: a chat, and the tools it is offered."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from toolflow_dataset.types import Message, Tool


def wire_name(name: str) -> str:
    """Return the name by which a model is told of a function: endpoints refuse dots."""
    return name.replace(".", "_")


@dataclass(frozen=True, slots=True)
class Prompt:
    """One thing to ask a model.

    Args:
        id: Of its own within a benchmark.
        messages: The chat so far.
        tools: Those offered.
    """

    id: str
    messages: tuple[Message, ...]
    tools: tuple[Tool, ...] = ()

    @property
    def digest(self) -> str:
        """Return 16 hex digits that change with anything a model sees."""
        seen: dict[str, Any] = {
            "messages": [message.to_json() for message in self.messages],
            "tools": [tool.wire() for tool in self.tools],
        }
        return hashlib.sha256(json.dumps(seen, sort_keys=True).encode()).hexdigest()[:16]
