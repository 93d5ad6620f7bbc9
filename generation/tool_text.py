"""Texts that JSON can escape but UTF-8 cannot hold."""

from __future__ import annotations

import re
from typing import Any

_SURROGATE = re.compile("[\ud800-\udfff]")


def replace_surrogates(value: Any) -> tuple[Any, int]:
    """Return a JSON value with every half character replaced by U+FFFD, and how many texts had one."""
    if isinstance(value, str):
        replaced = _SURROGATE.sub("\ufffd", value)
        return replaced, int(replaced != value)
    if isinstance(value, (list, tuple)):
        parts = [replace_surrogates(part) for part in value]
        return [part for part, _ in parts], sum(count for _, count in parts)
    if isinstance(value, dict):
        pairs = [(replace_surrogates(key), replace_surrogates(child)) for key, child in value.items()]
        count = sum(key_count + child_count for (_, key_count), (_, child_count) in pairs)
        return {key: child for (key, _), (child, _) in pairs}, count
    return value, 0
