"""What one user turn sees and is: the prompt, the history, the world, the style, and the understanding it checks itself by."""

from __future__ import annotations

import random

from toolflow_dataset.types import Message

from ..chat import ChatRequest
from .inputs import Inputs, history_of, read_inputs, today_of, turn_of
from .memory import Memory, remember
from .pending import last_reply
from .styles import Style, style_of
from .understanding import Ask, understand
from .world import World


class UserScene:
    """What a user turn goes by.

    Args:
        request: The prompt; its seed and ordinal are the turn's randomness.
    """

    def __init__(self, request: ChatRequest) -> None:
        self.rng = random.Random(f"user:{request.seed}:{request.ordinal}")
        self.inputs: Inputs = read_inputs(request)
        self.history = history_of(request)
        self.turn = turn_of(request)
        self.context = self.inputs.context
        self.today = today_of(self.context)
        self.memory: Memory = remember(self.history)
        self.world = World(request.seed, self.context)
        style = self.inputs.raw.get("style") or {}
        self.style: Style = style_of(str(style.get("name", "casual")), str(style.get("description", "")))

    def understood(self, text: str, pending: Ask | None = None) -> list[Ask]:
        """Return the requests that the assistant will see in a text."""
        return understand(text, self.inputs.offered, self.memory, self.today, self.context, pending)

    def question(self) -> str:
        """Return the assistant's last reply in lower case."""
        return (last_reply(self.history) or Message("assistant")).content.lower()
