"""A growing dialogue whose history block is kept, since every prompt but the assistant's repeats it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from toolflow_dataset.types import Message

from .prompting import history_block

_HEAD, _TAIL = "<history>\n", "\n</history>"  # as `history_block` writes them; a test holds the two equal


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
                self._lines.append(history_block((message,)).removeprefix(_HEAD).removesuffix(_TAIL))

    def block(self) -> str:
        """Return what `history_block` gives for the messages."""
        return _HEAD + "\n".join(self._lines) + _TAIL
