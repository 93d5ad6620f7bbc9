"""What the simulator takes in of a prompt: the blocks and the messages, and nothing else."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from toolflow_dataset.types import Message

from ..chat import ChatRequest
from ..identity import BoundedCache
from ..prompting import read_block, read_history, split_inputs
from .reading import Reading, Views, read_document


@dataclass(frozen=True, slots=True)
class Inputs:
    """The fixed part of a planner's, user's or tool's prompt.

    Args:
        raw: The block as it stands.
        offered: The tools as the assistant sees them, without `returns`.
        own: The tools with `returns`, which planner and user may read; same order.
    """

    raw: dict[str, Any]
    offered: tuple[Reading, ...]
    own: tuple[Reading, ...]

    @property
    def context(self) -> str:
        """The dialogue's system message."""
        return str(self.raw.get("context", ""))


_held: BoundedCache[str, Inputs] = BoundedCache(512)
_views_held: BoundedCache[str, tuple[Views, ...]] = BoundedCache(512)


def read_inputs(request: ChatRequest) -> Inputs:
    """Read the `<inputs>` block of a request; the block of one dialogue is parsed once."""
    text = request.messages[-1].content if len(request.messages) == 2 else _with_block(request)
    end = text.find("</inputs>")
    return _held.get(text[:end], lambda: _read(text[: end + 9]))


def _read(text: str) -> Inputs:
    tools, raw = split_inputs(text)
    views = _views_held.get(tools, lambda: tuple(read_document(tool) for tool in json.loads(tools)))
    # one object for one tool, so that what is remembered of its schemas is found again
    raw["tools"] = [view.document for view in views]
    return Inputs(raw, tuple(view.offered for view in views), tuple(view.own for view in views))


def _with_block(request: ChatRequest) -> str:
    return next((each.content for each in request.messages if "<inputs>\n" in each.content), "")


def history_of(request: ChatRequest) -> list[Message]:
    """Return the history a prompt carries."""
    return read_history(_with_block(request))


def turn_of(request: ChatRequest) -> dict[str, Any]:
    """Return this turn's wishes."""
    return read_block("turn", _with_block(request)) or {}


_ISO = re.compile(r"\d{4}-\d\d-\d\d")


@lru_cache(1024)
def today_of(context: str) -> dt.date:
    """Return the date a system message gives, or a fixed one where it gives none."""
    match = _ISO.search(context)
    try:
        return dt.date.fromisoformat(match[0]) if match else dt.date(2025, 6, 2)
    except ValueError:
        return dt.date(2025, 6, 2)
