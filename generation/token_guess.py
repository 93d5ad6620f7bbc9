"""How many tokens a text takes, by its length: for requests not answered yet, and servers that count none."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from .chat import ChatRequest
from .wire import wire_messages, wire_tools

CHARACTERS_PER_TOKEN = 3.7
"""Of prompts and replies in their JSON; measured by `benchmarks/characters_per_token.py`."""


def guess_tokens(documents: Iterable[Any]) -> int:
    """Return about how many tokens JSON documents take."""
    return tokens_of(sum(len(json.dumps(document, ensure_ascii=False)) for document in documents))


def guess_prompt(request: ChatRequest) -> int:
    """Return about how many tokens the prompt of a request takes, with its tools and its schema."""
    return guess_tokens(
        [*wire_messages(request.messages), *wire_tools(request.tools), request.schema or ""],
    )


def tokens_of(characters: int) -> int:
    """Return about how many tokens so many characters take, at least one for any."""
    return round(characters / CHARACTERS_PER_TOKEN) or min(1, characters)
