"""How a prompt carries its inputs: one delimited JSON block, then the history, then this turn's wishes.

What never changes between calls (the instructions) comes first, what is fixed for a dialogue (tools,
plan, style) next, what grows (history) after it, what changes each turn last, so that a provider's prefix
cache hits.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from toolflow_dataset.types import Message, Tool

from .compact_json import compact_json
from .identity import IdentityCache

_tool_texts: IdentityCache[Tool, str] = IdentityCache(4096)


@cache
def instructions(name: str) -> str:
    """Return the text of `prompts/<name>.md`."""
    return resources.files("toolflow_generation.prompts").joinpath(f"{name}.md").read_text("utf-8").strip()


def block(name: str, value: Any) -> str:
    """Wrap a JSON value in a delimited block; `<` is escaped inside, so no value can close the block."""
    return _delimited(name, _escaped(value))


def inputs_block(tools: Sequence[Tool], context: str, **others: Any) -> str:
    """Return `block("inputs", {"tools": ..., "context": ..., **others})`, tools in their file form.

    The same tools stand in the prompts of many dialogues, so each is written out once.
    """
    rest = _escaped({"context": context, **others})
    return _delimited("inputs", f'{{"tools":[{",".join(map(_tool_text, tools))}],{rest[1:]}')


def _tool_text(tool: Tool) -> str:
    return _tool_texts.get(tool, None, lambda: _escaped(tool.to_json()))


def history_block(messages: Iterable[Message]) -> str:
    """Wrap messages, one JSON object a line, without the system message (its text is in the inputs)."""
    return lines_block(history_line(message) for message in messages if message.role != "system")


def history_line(message: Message) -> str:
    """Return one message's line of a history block."""
    return _escaped(message.to_json())


def lines_block(lines: Iterable[str]) -> str:
    """Return the history block of lines from `history_line`."""
    return _delimited("history", "\n".join(lines))


def read_block(name: str, text: str) -> Any:
    """Return the JSON value of a block, or None if the text has none."""
    inner = _inside(name, text)
    return None if inner is None else json.loads(inner)


def split_inputs(text: str) -> tuple[str, dict[str, Any]]:
    """Return the tools of an inputs block as JSON text, and the other inputs, parsed.

    The tools of a dialogue are written alike in all its prompts, so their text is a key to what they mean.
    """
    inner = _inside("inputs", text) or "{}"
    end = inner.find(_AFTER_TOOLS) + 1
    if end and inner.startswith(_TOOLS):
        try:
            return inner[len(_TOOLS) : end], json.loads("{" + inner[end + 1 :])
        except ValueError:  # the mark stands inside a tool
            pass
    raw = json.loads(inner)
    return compact_json(raw.pop("tools", [])), raw


_TOOLS, _AFTER_TOOLS = '{"tools":', '],"context":"'


def read_history(text: str) -> list[Message]:
    """Return the messages of a history block; an absent or empty block gives an empty list."""
    lines = _inside("history", text) or ""
    return [_read_line(line) for line in lines.split("\n") if line.strip()]


@lru_cache(4096)
def _read_line(line: str) -> Message:
    return Message.from_json(json.loads(line))


def _escaped(value: Any) -> str:
    return compact_json(value).replace("<", "\\u003c")


def _delimited(name: str, text: str) -> str:
    return f"<{name}>\n{text}\n</{name}>"


def _inside(name: str, text: str) -> str | None:
    """Return what stands between a block's delimiters, or None if the text does not have both."""
    opening = f"<{name}>\n"
    start = text.find(opening)
    if start < 0:
        return None
    start += len(opening)
    end = text.find(f"\n</{name}>", start)
    return None if end < 0 else text[start:end]
