"""A model's answer as calls: what came as calls, or stands in its text."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


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
