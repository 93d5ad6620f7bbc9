"""What a message asks for, read once: a user checks his own words, and the assistant reads the same ones next.

What is remembered follows from the text, the tools as offered, the context and the history alone, so whoever
asks gets what reading it again would give.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence

from toolflow_dataset.types import Message

from .reading import Reading
from .understanding import Ask

_MESSAGES = 512
_read: OrderedDict[tuple[str, str, tuple[Reading, ...], tuple[str, ...]], list[Ask]] = OrderedDict()


def history_key(history: Sequence[Message]) -> tuple[str, ...]:
    """Return what tells histories apart: who said and called what; the identifiers of calls say nothing."""
    return tuple(
        f"{message.role} {message.content} {[(call.name, call.arguments) for call in message.tool_calls or ()]}"
        for message in history
    )


def read_once(
    text: str,
    context: str,
    readings: Sequence[Reading],
    history: tuple[str, ...],
    read: Callable[[], list[Ask]],
) -> list[Ask]:
    """Return what `read` gives for a message, or gave before.

    Args:
        text: The message.
        context: The system message.
        readings: The offered tools.
        history: The `history_key` of what was said before.
        read: Reads the message.
    """
    key = (text, context, tuple(readings), history)
    asks = _read.get(key)
    if asks is None:
        asks = _read[key] = read()
        if len(_read) > _MESSAGES:
            _read.popitem(last=False)
    return asks
