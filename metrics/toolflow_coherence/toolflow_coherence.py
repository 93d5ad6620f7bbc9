"""Measure how the rounds of dialogues hang together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def split_rounds(messages: Sequence[Mapping[str, Any]]) -> list[list[Mapping[str, Any]]]:
    """Split messages in OpenAI's format into rounds: a user message and all up to the next one.

    What stands before the first user message belongs to no round; without a user message there is none. Only
    roles are looked at. Each metric holds this function word for word, so that each is a file of its own.

    Raises:
        ValueError: If a message is not an object with a `role` in text.
    """
    for index, message in enumerate(messages):
        if not isinstance(message, Mapping) or not isinstance(message.get("role"), str):
            raise ValueError(
                f"message {index}: expected an object with a text `role`, as in "
                f'{{"role": "user", "content": "Hi"}}, got {str(message)[:80]!r}'
            )
    starts = [index for index, message in enumerate(messages) if message["role"] == "user"]
    ends = [*starts[1:], len(messages)]
    return [list(messages[start:end]) for start, end in zip(starts, ends, strict=True)]


def message_text(message: Mapping[str, Any]) -> str:
    """Return a message's text without outer blanks: `content`, or the text parts of a list of parts.

    No content (None, or no such key) is an empty text. Calls are not part of it. Each metric that reads texts
    holds this function word for word.

    Raises:
        ValueError: If `content` is neither text, None nor a list of parts.
    """
    content = message.get("content")
    if isinstance(content, list) and all(isinstance(part, Mapping) for part in content):
        content = "\n".join(str(part["text"]) for part in content if isinstance(part.get("text"), str))
    if content is not None and not isinstance(content, str):
        raise ValueError(
            f"`content` of a {message.get('role')} message: expected text, None or a list of parts, "
            f"got {str(content)[:80]!r}"
        )
    return (content or "").strip()
