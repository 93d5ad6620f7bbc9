"""A growing dialogue whose history block is kept, since every prompt but the assistant's repeats it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from toolflow_dataset.types import Message

from .prompting import history_line, lines_block


class History:
    """The messages of a dialogue so far, and their history block.

    Args:
        messages: What has been said already, the leading system message included.
    """

    def __init__(self, messages: Iterable[Message] = ()) -> None:
        self._messages: list[Message] = []
        self._lines: list[str] = []
        self.extend(messages)

    def __len__(self) -> int:
        return len(self._messages)

    @property
    def messages(self) -> Sequence[Message]:
        """Return all messages."""
        return self._messages

    def extend(self, messages: Iterable[Message]) -> None:
        """Add messages at the end."""
        for message in messages:
            self._messages.append(message)
            if message.role != "system":
                self._lines.append(history_line(message))

    def block(self) -> str:
        """Return what `history_block` gives for the messages."""
        return lines_block(self._lines)
