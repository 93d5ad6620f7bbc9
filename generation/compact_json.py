"""JSON written for machines to read again: short, fast, and everything Python can hold."""

from __future__ import annotations

import json
from typing import Any

import orjson


def compact_json(value: Any) -> str:
    """Return a value as JSON without spaces, huge integers and half surrogates included.

    Args:
        value: Any JSON value. It is read back equal, but for NaN and infinities, which no JSON has.
    """
    return compact_bytes(value).decode()


def compact_bytes(value: Any, *, sort_keys: bool = False) -> bytes:
    """Return the same in UTF-8; with huge integers or half surrogates in it, in ASCII."""
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS if sort_keys else None)
    except TypeError:
        return json.dumps(value, sort_keys=sort_keys, separators=(",", ":")).encode()
