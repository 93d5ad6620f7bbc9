"""What data is by its content, so that figures can be told to be of the data they are published with."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .types import Message

_LENGTH = 16


class DialoguesDigest:
    """A digest over dialogues in order: their messages and the functions they offer."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()

    def add(self, messages: Sequence[Message], tools: Iterable[Mapping[str, Any]]) -> None:
        """Add one dialogue; `tools` are function objects, without `returns`."""
        self._hash.update(_canonical([[message.to_json() for message in messages], [*tools]]) + b"\n")

    def hexdigest(self) -> str:
        """Return 16 hex digits."""
        return self._hash.hexdigest()[:_LENGTH]


def items_digest(items: Iterable[Any]) -> str:
    """Return 16 hex digits over a set of tools or texts, in any order and however often each is there."""
    return hashlib.sha256(b"\n".join(sorted({_canonical(item) for item in items}))).hexdigest()[:_LENGTH]


def _canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()
