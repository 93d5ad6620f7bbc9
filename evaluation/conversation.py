"""A dialogue as evaluation sees it: messages and tools of anyone's data set, and where they stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from toolflow_dataset.types import Message


@dataclass(frozen=True, slots=True)
class Conversation:
    """One dialogue of a data set, ours or foreign.

    Args:
        messages: In OpenAI's roles; calls have objects as arguments.
        tools: The function objects offered (`name`, `description`, `parameters`), as they stand in the
            source, keys in source order: leakage is measured on their text.
        place: File and line, file and row, or run and id.
        turn_steps: For each user message its 0-based plan step, where the source knows it.
        origin: ToolFlow's `code_version`, `config_digest` and `setting`, and the commit of a Hub repository
            (`revision`), where the source knows them.
        known: What a row of ours says besides (`id`, `plan`, `style`, `models`, `seed`, `executed`,
            `tool_returns`), and a foreign record under these names; as it came.
    """

    messages: tuple[Message, ...]
    tools: tuple[Mapping[str, Any], ...]
    place: str
    turn_steps: tuple[int, ...] = ()
    origin: Mapping[str, str] = field(default_factory=dict)
    known: Mapping[str, Any] = field(default_factory=dict)

    def to_openai(self) -> list[dict[str, Any]]:
        """Return the messages as the metrics take them."""
        return [message.to_json() for message in self.messages]
