"""Reading JSON that a model wrote; what Python lets pass, but a dataset cannot hold, is refused."""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

MOST_LEVELS = 64


class _Refused(ValueError):
    """A number that JSON has no name for."""


def _refuse(name: str) -> NoReturn:
    raise _Refused(f"{name} is no JSON number")


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise _Refused(f"{digits[:40]} is beyond the range of numbers")
    return number


_decoder = json.JSONDecoder(parse_constant=_refuse, parse_float=_finite)


def parse(text: str) -> Any:
    """Read a whole text as one JSON value.

    Raises:
        ValueError: If it is none, holds NaN, an infinity or half of a surrogate pair, or nests deeper than
            `MOST_LEVELS`; says what is wrong.
    """
    try:
        return _checked(_decoder.decode(text), text)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def parse_at(text: str, start: int) -> tuple[Any, int]:
    """Read the JSON value that starts at a position; return it and where it ends.

    Raises:
        ValueError: As `parse` does.
    """
    try:
        value, end = _decoder.raw_decode(text, start)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    return _checked(value, text[start:end]), end


def check(value: Any) -> None:
    """Check a value that was read without `parse`, such as a part of a larger body.

    Raises:
        ValueError: As `parse` does.
    """
    if _levels(value) > MOST_LEVELS:
        raise ValueError("it is nested too deeply")
    text = json.dumps(value, ensure_ascii=False)
    if "NaN" in text or "Infinity" in text:
        _decoder.decode(text)
    if not _is_whole(text):
        raise ValueError("it holds half of a surrogate pair")


def _checked(value: Any, text: str) -> Any:
    if text.count("[") + text.count("{") > MOST_LEVELS and _levels(value) > MOST_LEVELS:
        raise ValueError("it is nested too deeply")
    escaped = "\\ud" in text or "\\uD" in text
    if not _is_whole(json.dumps(value, ensure_ascii=False) if escaped else text):
        raise ValueError("it holds half of a surrogate pair")
    return value


def _levels(value: Any) -> int:
    """Return how many arrays and objects lie in each other, without a call for each."""
    levels, layer = 0, [value]
    while layer := [one for one in layer if isinstance(one, (dict, list))]:
        levels += 1
        if levels > MOST_LEVELS:
            break
        layer = [inner for one in layer for inner in (one.values() if isinstance(one, dict) else one)]
    return levels


def whole_text(text: str) -> str:
    """Return a text with each half of a surrogate pair replaced; joined halves become their character."""
    return (
        text if _is_whole(text) else text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    )


def _is_whole(text: str) -> bool:
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
