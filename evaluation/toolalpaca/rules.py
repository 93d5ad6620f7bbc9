"""A stand-in for a judge, by rules, for tests and for trying things out. It is no judge, and says so.

The procedure is right if the calls are the golden ones in any order, arguments compared as they are read;
it is uncertain where the golden answer holds values that are only known when they are reached. The response
is right if there is a final answer that repeats something of the last results, or if there was nothing to
repeat.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from ..answering.alike import given_arguments
from .judging import Judgement, Verdict, settled
from .play import Played

RULES = "rules (not a judge)"
_SHORTEST = 3  # characters of a value that is worth finding again


class RuleJudge:
    """The stand-in."""

    async def __call__(self, played: Played) -> Judgement:
        """Judge one played task."""
        value = {
            "procedure": _procedure(played),
            "procedure_reason": "calls compared with the golden ones, by a rule",
            "response": _response(played),
            "response_reason": "values of the results looked for in the answer, by a rule",
        }
        return settled(played, value, RULES)


def _procedure(played: Played) -> Verdict:
    golden = [(call.name, call.read()) for call in played.task.golden]
    if any(arguments is None for _, arguments in golden):
        return "Uncertain"
    names = played.task.names
    made = Counter(
        _form(names.get(call.name, call.name), call.arguments)
        for message in played.messages
        for call in message.tool_calls
    )
    return "Yes" if made == Counter(_form(name, arguments or {}) for name, arguments in golden) else "No"


def _form(name: str, arguments: dict[str, Any]) -> tuple[str, str]:
    return name, json.dumps(given_arguments(arguments), sort_keys=True, default=_plain)


def _plain(number: Decimal) -> str:
    return str(number.normalize())  # 5.0 is 5


def _response(played: Played) -> Verdict:
    results = [message for message in played.messages if message.role == "tool"]
    if not played.final:
        return "No"
    values = [value for message in results[-1:] for value in _scalars(_parsed(message.content))]
    known = [value for value in values if len(value) >= _SHORTEST]
    answer = played.final.casefold()
    return "Yes" if not known or any(value.casefold() in answer for value in known) else "No"


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _scalars(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for each in value.values():
            yield from _scalars(each)
    elif isinstance(value, list):
        for each in value:
            yield from _scalars(each)
    elif value is not None and not isinstance(value, bool):
        yield str(value)
