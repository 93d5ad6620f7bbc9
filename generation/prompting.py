"""How a prompt carries its inputs: one delimited JSON block, then the history, then this turn's wishes.

What never changes between calls (the instructions) comes first, what is fixed for a dialogue (tools,
plan, style) next, what grows (history) after it, what changes each turn last, so that a provider's prefix
cache hits.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from toolflow_dataset.types import Message

_BLOCK = {
    name: re.compile(rf"<{name}>\n(.*?)\n</{name}>", re.DOTALL) for name in ("inputs", "history", "turn")
}


@cache
def instructions(name: str) -> str:
    """Return the text of `prompts/<name>.md`."""
    return resources.files("toolflow_generation.prompts").joinpath(f"{name}.md").read_text("utf-8").strip()


def block(name: str, value: Any) -> str:
    """Wrap a JSON value in a delimited block; `<` is escaped inside, so no value can close the block."""
    text = json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")
    return f"<{name}>\n{text}\n</{name}>"


def history_block(messages: Iterable[Message]) -> str:
    """Wrap messages, one JSON object a line, without the system message (its text is in the inputs)."""
    lines = [
        json.dumps(message.to_json(), ensure_ascii=False).replace("<", "\\u003c")
        for message in messages
        if message.role != "system"
    ]
    return "<history>\n" + "\n".join(lines) + "\n</history>"


def read_block(name: str, text: str) -> Any:
    """Return the JSON value of a block, or None if the text has none."""
    match = _BLOCK[name].search(text)
    return json.loads(match.group(1)) if match else None


def read_history(text: str) -> list[Message]:
    """Return the messages of a history block; an absent or empty block gives an empty list."""
    match = _BLOCK["history"].search(text)
    if not match:
        return []
    return [_read_line(line) for line in match.group(1).split("\n") if line.strip()]


@lru_cache(4096)
def _read_line(line: str) -> Message:
    return Message.from_json(json.loads(line))
