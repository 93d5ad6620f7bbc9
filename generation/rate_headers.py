"""What the headers of an answer say about limits: how long to wait, and how much of a quota is left."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from time import time
from typing import Literal

Kind = Literal["requests", "tokens"]

_KINDS: tuple[Kind, ...] = ("requests", "tokens")
_PIECE = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h|d)")
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


@dataclass(frozen=True, slots=True)
class Quota:
    """What is left of a quota.

    Args:
        kind: Of requests or of tokens.
        remaining: How many may still be made before it is full again.
        reset: Seconds until then.
    """

    kind: Kind
    remaining: float
    reset: float


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds a server asks to wait: `Retry-After` as seconds or as a date, `retry-after-ms`.

    Args:
        headers: Of the answer; names in any case.

    Returns:
        Above 0; None where nothing, or nothing readable, is asked, and where the date is past.
    """
    milliseconds = _number(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return milliseconds / 1000 or None
    value = headers.get("retry-after")
    if value is None:
        return None
    seconds = _number(value)
    if seconds is None:
        try:
            seconds = parsedate_to_datetime(value).timestamp() - time()
        except (ValueError, OverflowError):
            return None
    return seconds if seconds > 0 else None


def quotas(headers: Mapping[str, str]) -> Iterator[Quota]:
    """Yield what `x-ratelimit-remaining-*` and `x-ratelimit-reset-*` say, where both can be read."""
    for kind in _KINDS:
        value = headers.get(f"x-ratelimit-remaining-{kind}")
        if value is not None:
            remaining, reset = _number(value), _duration(headers.get(f"x-ratelimit-reset-{kind}"))
            if remaining is not None and reset is not None:
                yield Quota(kind, remaining, reset)


def _duration(value: str | None) -> float | None:
    """Read `20ms`, `1.5s`, `6m0s` or plain seconds."""
    if value is None:
        return None
    text = value.strip().lower()
    pieces = _PIECE.findall(text)
    if pieces and "".join(number + unit for number, unit in pieces) == text:
        return sum(float(number) * _SECONDS[unit] for number, unit in pieces)
    return _number(text)


def _number(value: str | None) -> float | None:
    """Read a finite number of at least 0."""
    try:
        number = float(value) if value is not None else math.nan
    except ValueError:
        return None
    return number if 0 <= number < math.inf else None
