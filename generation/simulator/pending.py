"""What is still open when a user answers: the request that the assistant asked back about or that failed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from toolflow_dataset.types import Message

from .memory import remember
from .reading import Reading
from .understanding import Ask, understand


def last_reply(messages: Sequence[Message]) -> Message | None:
    """Return the last message if it is an assistant's without calls."""
    if messages and messages[-1].role == "assistant" and not messages[-1].tool_calls:
        return messages[-1]
    return None


def asks_back(text: str) -> bool:
    """Return whether a reply ends in a question."""
    return text.rstrip(" )\"'\u201d").endswith("?")


def rounds_of(history: Sequence[Message]) -> list[list[Message]]:
    """Split a history (no system message) at its user messages."""
    rounds: list[list[Message]] = []
    for message in history:
        if message.role == "user" or not rounds:
            rounds.append([])
        rounds[-1].append(message)
    return rounds


def pending_ask(
    history: Sequence[Message], readings: Sequence[Reading], today: dt.date, context: str
) -> Ask | None:
    """Return the request that the last reply asked about, or None if it asked nothing.

    Args:
        history: All messages before the user message to be read, without the system message.
        readings: The offered tools.
        today: From the system message.
        context: The system message.
    """
    reply = last_reply(history)
    if reply is None or not asks_back(reply.content):
        return None
    pending: Ask | None = None
    before: list[Message] = []
    for messages in rounds_of(history):
        open_ask: Ask | None = None
        reply = last_reply(messages)
        if reply is not None and asks_back(reply.content) and messages[0].role == "user":
            calls = [call for message in messages for call in message.tool_calls]
            if calls:
                done = remember(messages).calls[-1]
                reading = next((each for each in readings if each.tool.name == done.name), None)
                if done.error is not None and reading is not None:
                    open_ask = Ask(reading, [done.arguments], (), 0, messages[0].content)
            else:
                asks = understand(messages[0].content, readings, remember(before), today, context, pending)
                open_ask = next((ask for ask in asks if ask.missing), None)
        pending = open_ask
        before.extend(messages)
    return pending
