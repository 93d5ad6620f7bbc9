"""What a dialogue has established so far: its calls, their results, and the facts in both."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from typing import Any

from toolflow_dataset.types import Message, ToolCall

from ..identity import IdentityCache


@dataclass(frozen=True, slots=True)
class Fact:
    """A scalar that a call was given or that came back.

    Args:
        name: The leaf's own name.
        path: Names from the top, list positions left out.
        value: The scalar.
        call: Position of its call in the dialogue.
        item: Position in the list it stands in, or -1.
        given: True for an argument, False for a result.
    """

    name: str
    path: tuple[str, ...]
    value: Any
    call: int
    item: int
    given: bool


@dataclass(frozen=True, slots=True)
class Done:
    """A call that was made, with its result once there is one."""

    id: str
    name: str
    arguments: dict[str, Any]
    result: Any = None

    @property
    def error(self) -> str | None:
        """The error's text if the tool reported one."""
        if (
            isinstance(self.result, dict)
            and isinstance(self.result.get("error"), str)
            and len(self.result) <= 2
        ):
            return str(self.result["error"])
        return None


class CallFacts:
    """The facts of one call, and what a dialogue's requests ask of them again and again.

    Args:
        done: The call; it must not change.
        position: Its position in the dialogue.
    """

    def __init__(self, done: Done, position: int) -> None:
        self.facts: list[Fact] = []
        _walk(done.arguments, (), position, -1, True, self.facts)
        if done.error is None:
            _walk(done.result, (), position, -1, False, self.facts)
        self._matching: dict[tuple[str, ...], list[Fact]] = {}

    @cached_property
    def strings(self) -> list[str]:
        """The strings that may be recognised in a text."""
        return [
            fact.value
            for fact in self.facts
            if isinstance(fact.value, str) and 3 <= len(fact.value) <= 80 and not fact.value[0].isdigit()
        ]

    def matching(self, wanted: tuple[str, ...]) -> list[Fact]:
        """Return the facts that mean the same thing as a parameter with this key."""
        hits = self._matching.get(wanted)
        if hits is None:
            hits = self._matching[wanted] = [fact for fact in self.facts if _means(fact, wanted)]
        return hits


class Memory:
    """The calls of a history in order, and their facts, latest last; facts are gathered when first asked for.

    Args:
        calls: The calls with their results.
    """

    def __init__(self, calls: Sequence[Done]) -> None:
        self.calls = list(calls)

    @cached_property
    def _by_call(self) -> list[CallFacts]:
        return [
            _call_facts.get(done, position, partial(CallFacts, done, position))
            for position, done in enumerate(self.calls)
        ]

    @cached_property
    def facts(self) -> list[Fact]:
        """The scalars of all arguments and of all results that are no errors."""
        return [fact for one in self._by_call for fact in one.facts]

    def known_strings(self) -> list[str]:
        """Return the distinct strings of at least three characters that arguments and results hold."""
        return list(dict.fromkeys(string for one in self._by_call for string in one.strings))

    def matching(self, name: str, label: str) -> list[Fact]:
        """Return the facts that mean the same thing as a parameter, latest call first.

        A fact matches by its name (`flight_id`), or as the `id` or `name` of a list of the parameter's noun
        (`flights[].id` for `flight_id`).
        """
        wanted = key_of(name)
        hits = [fact for one in self._by_call for fact in one.matching(wanted)]
        return sorted(hits, key=lambda fact: (-fact.call, fact.given, fact.item >= 0))


@lru_cache(16384)
def key_of(name: str) -> tuple[str, ...]:
    """Return the comparable form of a field name."""
    from .semantics import split_words

    return tuple(word.lower().rstrip("s") for word in split_words(name)) or (name,)


_TOO_COMMON = frozenset({"name", "id", "statu", "type", "date", "time", "title", "description", "value", "count", "message",
                         "result", "total", "kind", "state", "limit", "page", "number"})  # fmt: skip


def _means(fact: Fact, wanted: tuple[str, ...]) -> bool:
    own = key_of(fact.name)
    if own == wanted:
        return wanted[-1] not in _TOO_COMMON or len(wanted) > 1 or fact.given
    if (
        len(own) == 1
        and len(fact.path) > 1
        and own[0] in ("id", "name", "number", "code", "email", "addres", "uri")
    ):
        return key_of(fact.path[-2])[-1:] + own == wanted[-2:] and len(wanted) >= 2
    return False


def _walk(value: Any, path: tuple[str, ...], call: int, item: int, given: bool, facts: list[Fact]) -> None:
    if isinstance(value, dict):
        for name, inner in value.items():
            _walk(inner, (*path, name), call, item, given, facts)
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            _walk(inner, path, call, position if item < 0 else item, given, facts)
    elif value is not None and path:
        facts.append(Fact(path[-1], path, value, call, item, given))


def remember(messages: Sequence[Message]) -> Memory:
    """Collect the calls of a history with their results.

    A history only grows: a call that has its result is the same `Done` whenever the history is gone through.
    """
    calls: list[ToolCall] = []
    results: list[str | None] = []
    places: dict[str, int] = {}
    for message in messages:
        for call in message.tool_calls:
            places[call.id] = len(calls)
            calls.append(call)
            results.append(None)
        if message.role == "tool" and message.tool_call_id in places:
            results[places[message.tool_call_id]] = message.content
    return Memory(list(map(_done, calls, results)))


_MOST_CALLS = 4096
_calls_done: IdentityCache[ToolCall, Done] = IdentityCache(_MOST_CALLS)
_call_facts: IdentityCache[Done, CallFacts] = IdentityCache(_MOST_CALLS)


def _done(call: ToolCall, content: str | None) -> Done:
    def made() -> Done:
        result = None if content is None else _result(content)
        return Done(call.id, call.name, call.arguments, result)

    return _calls_done.get(call, content, made)


@lru_cache(4096)
def _result(content: str) -> Any:
    """Return a tool message's value; shared, so it must not be changed."""
    try:
        return json.loads(content)
    except ValueError:
        return content
