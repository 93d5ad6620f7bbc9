"""Arguments of calls in the one form in which they are compared, however a model or a benchmark writes them.

Text that is a number, a list, an object or `True` is read as one; other text is compared without case, and
with runs of white space as one space. An argument that is null or empty counts as not given.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

_NUMBER = re.compile(r"[+-]?(0|[1-9]\d{0,30})(\.\d{1,30})?")  # with a leading zero it is a code, not a number
_DEEPEST = 100
_ABSENT: tuple[Any, ...] = (None, "", [], {})


def given_arguments(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments that are given, by name, in the form in which they are compared."""
    read = {name: _read(value) for name, value in arguments.items()}
    return {name: value for name, value in read.items() if value not in _ABSENT}


def _read(value: Any, depth: int = 0) -> Any:
    """Return a value in the form in which values are compared: a string, list or dict, or (kind, value)."""
    if depth > _DEEPEST:
        return ("deep", str(value))
    if isinstance(value, str):
        return _read_text(value, depth)
    if isinstance(value, bool):
        return ("boolean", value)
    if isinstance(value, (int, float)):
        return ("number", Decimal(str(value)))
    if isinstance(value, Mapping):
        return {str(key): _read(each, depth + 1) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_read(each, depth + 1) for each in value]
    return value


def _read_text(text: str, depth: int) -> Any:
    words = " ".join(text.split()).casefold()
    if words in ("true", "false"):
        return ("boolean", words == "true")
    if _NUMBER.fullmatch(words):
        return ("number", Decimal(words))
    if words[:1] + words[-1:] in ("[]", "{}"):
        for read in (json.loads, ast.literal_eval):
            try:
                return _read(read(text.strip()), depth + 1)
            except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
                continue
    return words
