"""Strings that match a regular expression, for parameters with a `pattern`."""

from __future__ import annotations

import random
import re
from functools import lru_cache
from typing import Any

_FREE = "abcdefghijklmnopqrstuvwxyz0123456789"
_CLASSES = {
    "CATEGORY_DIGIT": "0123456789",
    "CATEGORY_WORD": _FREE,
    "CATEGORY_SPACE": " ",
    "CATEGORY_NOT_SPACE": _FREE,
    "CATEGORY_NOT_DIGIT": "abcdefghijklmnopqrstuvwxyz",
    "CATEGORY_NOT_WORD": "-",
}
_MOST = 6


@lru_cache(2048)
def _parsed(pattern: str) -> Any:
    from re import _parser  # type: ignore[attr-defined]

    try:
        return _parser.parse(pattern)
    except (re.error, RecursionError, OverflowError):
        return None


@lru_cache(2048)
def compiled(pattern: str) -> re.Pattern[str] | None:
    """Return the compiled pattern, or None if Python cannot read it."""
    try:
        return re.compile(pattern)
    except (re.error, RecursionError, OverflowError):
        return None


def sample(pattern: str, rng: random.Random) -> str | None:
    """Return a string that the pattern finds, or None where none can be made (unknown syntax)."""
    tree, check = _parsed(pattern), compiled(pattern)
    if tree is None or check is None:
        return None
    for _ in range(8):
        groups: dict[int, str] = {}
        text = _emit(tree, rng, groups)
        if text is not None and check.search(text):
            return text
    return None


def _emit(tree: Any, rng: random.Random, groups: dict[int, str]) -> str | None:
    out: list[str] = []
    for operation, argument in tree:
        name = operation.name
        if name == "LITERAL":
            out.append(chr(argument))
        elif name in ("ANY", "NOT_LITERAL"):
            out.append(rng.choice([char for char in _FREE if name == "ANY" or ord(char) != argument]))
        elif name == "IN":
            char = _one_of(argument, rng)
            if char is None:
                return None
            out.append(char)
        elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            low, high, inner = argument
            for _ in range(rng.randint(int(low), max(int(low), min(int(high), int(low) + _MOST)))):
                part = _emit(inner, rng, groups)
                if part is None:
                    return None
                out.append(part)
        elif name == "SUBPATTERN":
            part = _emit(argument[-1], rng, groups)
            if part is None:
                return None
            if argument[0] is not None:
                groups[argument[0]] = part
            out.append(part)
        elif name == "BRANCH":
            part = _emit(rng.choice(argument[1]), rng, groups)
            if part is None:
                return None
            out.append(part)
        elif name == "GROUPREF":
            out.append(groups.get(argument, ""))
        elif name not in ("AT", "ASSERT", "ASSERT_NOT"):
            return None
    return "".join(out)


def _one_of(items: Any, rng: random.Random) -> str | None:
    allowed: list[str] = []
    negated = False
    for operation, argument in items:
        name = operation.name
        if name == "NEGATE":
            negated = True
        elif name == "LITERAL":
            allowed.append(chr(argument))
        elif name == "RANGE":
            allowed += [chr(code) for code in range(argument[0], min(argument[1], argument[0] + 128) + 1)]
        elif name == "CATEGORY":
            allowed += _CLASSES.get(argument.name, "")
    if negated:
        allowed = [char for char in _FREE + "-" if char not in allowed]
    plain = [char for char in allowed if char.isalnum()]
    return rng.choice(plain or allowed) if allowed else None
