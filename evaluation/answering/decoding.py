"""A model's answer as calls: what came as calls, or stands in its text."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_DEEPEST = 100


@dataclass(frozen=True, slots=True)
class Call:
    """A call as a model wrote it: any name, any arguments."""

    name: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Decoded:
    """The calls of an answer.

    Args:
        calls: In order; None where the answer cannot be read as calls.
        problem: Why it cannot.
    """

    calls: tuple[Call, ...] | None
    problem: str = ""


def whole_text(text: str) -> str:
    """Return a text that UTF-8 can hold: half a character, which a model may write, is spelled out."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def json_arguments(arguments: Mapping[Any, Any]) -> dict[str, Any]:
    """Return arguments as JSON can hold them, for what sends them on.

    Python text gives keys of any kind (None for `**`), bytes and complex numbers; Python's reader of JSON
    takes numbers beyond all, and half a character. All of it becomes text.
    """
    return {"**" if name is None else _key(name): _plain(value) for name, value in arguments.items()}


def _key(key: Any) -> str:
    return whole_text(key if isinstance(key, str) else str(key))


def _plain(value: Any, depth: int = 0) -> Any:
    if isinstance(value, Mapping | list | tuple) and depth > _DEEPEST:
        return "(nested too deeply)"
    if isinstance(value, Mapping):
        return {_key(key): _plain(each, depth + 1) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each, depth + 1) for each in value]
    if value is None or isinstance(value, int) or (isinstance(value, float) and math.isfinite(value)):
        return value
    return whole_text(str(value))


def read_native(raw_calls: Sequence[tuple[str, Any]]) -> Decoded:
    """Read calls that came as calls: names, and arguments as JSON text or as objects.

    One call that cannot be read spoils all.

    Args:
        raw_calls: (name, arguments) in order.
    """
    calls = []
    for name, arguments in raw_calls:
        if not isinstance(arguments, Mapping):
            try:
                arguments = json.loads(arguments)
            except (TypeError, ValueError, RecursionError) as error:
                return Decoded(None, f"the arguments of {name} are no JSON ({error}): {arguments!r:.200}")
        if not isinstance(arguments, dict):
            return Decoded(None, f"the arguments of {name} are no object: {arguments!r:.200}")
        calls.append(Call(name, arguments))
    return Decoded(tuple(calls))
