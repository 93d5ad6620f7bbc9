"""Finding the name of an offered tool in text that a person would say: nobody talks in identifiers."""

from __future__ import annotations

import re
from collections.abc import Iterable

from toolflow_dataset.types import Tool

_IDENTIFIER = re.compile(r"[_\-0-9]|[a-z][A-Z]")


def telling_names(tools: Iterable[Tool]) -> tuple[str, ...]:
    """Return the names that are no everyday word: with an underscore, a dash, a digit or a camel's hump."""
    return tuple(tool.name for tool in tools if _IDENTIFIER.search(tool.name))


def named_tool(text: str, names: Iterable[str]) -> str | None:
    """Return the first of the names that stands in a text as a word of its own, or None."""
    lowered = text.lower()
    for name in names:
        if name.lower() in lowered and re.search(
            rf"(?<![\w-]){re.escape(name)}(?![\w-])", text, re.IGNORECASE
        ):
            return name
    return None
