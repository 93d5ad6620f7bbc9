"""What one user turn sees and is: the prompt, the history, the world, the style, and the understanding it checks itself by."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cached_property

from toolflow_dataset.types import Message

from ..chat import ChatRequest
from .inputs import Inputs, history_of, read_inputs, today_of, turn_of
from .memory import Memory, remember
from .pending import last_reply, pending_ask, rounds_of
from .read_once import history_key, read_once
from .spoken import habit_of
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
        spoken = style_of(str(style.get("name", "casual")), str(style.get("description", "")))
        self.style: Style = replace(spoken, habit=habit_of(str(request.seed), spoken.literal))

    @cached_property
    def pending(self) -> Ask | None:
        """The request that the assistant's last question or apology was about."""
        return pending_ask(self.history, self.inputs.offered, self.today, self.context)

    @cached_property
    def last_round(self) -> Memory:
        """The calls of the round just before; none where it was small talk."""
        rounds = rounds_of(self.history)
        return remember(rounds[-1]) if rounds else Memory([])

    @cached_property
    def since(self) -> int:
        """The position of the first call of the round just before: only what it brought is present enough for `it`."""
        return len(self.memory.calls) - len(self.last_round.calls)

    def understood(self, text: str) -> list[Ask]:
        """Return the requests that the assistant will see in a text."""
        offered = self.inputs.offered
        return read_once(
            text,
            self.context,
            offered,
            self._history_key,
            lambda: understand(text, offered, self.memory, self.today, self.context, self.pending),
        )

    @cached_property
    def _history_key(self) -> tuple[str, ...]:
        return history_key(self.history)

    def question(self) -> str:
        """Return the assistant's last reply in lower case."""
        return (last_reply(self.history) or Message("assistant")).content.lower()
