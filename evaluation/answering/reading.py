"""A model's answer as calls, read twice: strictly, as it was asked to write, and tolerantly.

Strictly, calls come natively, or in the one form that the prompt asks for: that of the chat template where a
model runs here, a JSON object where a server takes no tools. Tolerantly, JSON calls amid prose, in fences or
under other keys count, and Python calls. Only the form is forgiven, never a name or a value. The difference
of the two scores is what a model has yet to learn of the form.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from toolflow_generation.strict_json import parse, parse_at
from toolflow_generation.tool_call_text import find_calls
from toolflow_generation.wire import UnusableReply

from .answers import Answer
from .decoding import Call, Decoded, read_native
from .prompts import wire_name
from .python_calls import read_python_calls

_TAGGED = re.compile(r"<tool_call>\s*(.*?)\s*(?:</tool_call>|\Z)", re.DOTALL)
_MARKS = re.compile(r"\A\s*\[TOOL_CALLS\]\s*")
_WORDS_END = "<|python_tag|>"  # our template for Llama ends words so, and calls follow to the end
_MOST_ENDS = 40  # closing brackets tried for the end of a Python call


def read_strictly(answer: Answer) -> Decoded:
    """Read an answer in the form that was asked for."""
    if answer.form == "native" or answer.calls:
        return read_native(answer.calls)
    if answer.form == "template":
        return _read_template(answer.content)
    return _read_guided(answer.content)


def read_tolerantly(answer: Answer, names: Collection[str]) -> Decoded:
    """Read an answer in any form: strictly where that gives calls, else whatever calls stand in its text.

    Args:
        answer: The answer.
        names: Names of the functions offered, with or without dots.
    """
    strict = read_strictly(answer)
    if strict.calls:
        return strict
    written = {name: wire_name(name) for name in (*names, *map(wire_name, names))}
    for found in (_json_calls(answer.content, written), _python_calls(answer.content, written)):
        if found:
            return Decoded(tuple(found))
    return strict


def _read_template(text: str) -> Decoded:
    """Read calls as chat templates have models write them: tagged, or bare JSON.

    Bare JSON is the whole text, or all of it after the mark that ends the words beside a call.
    """
    tagged = _TAGGED.findall(text)
    bare = _MARKS.sub("", text).strip()
    if not bare.startswith(("{", "[")):
        _, marked, bare = bare.partition(_WORDS_END)
        if not tagged and not marked:
            return Decoded(())
        bare = bare.strip()
    try:
        values = [parse(each) for each in tagged] if tagged else list(_bare_values(bare))
    except ValueError as error:
        return Decoded(None, f"a call is no JSON ({error}): {text[:200]!r}")
    calls = [_as_call(value) for value in values]
    if None in calls:
        return Decoded(None, f"not a call with a name and arguments: {text[:200]!r}")
    return Decoded(tuple(call for call in calls if call))


def _bare_values(text: str) -> Iterator[Any]:
    """Yield the JSON values that a text consists of, divided by nothing, white space or `;`; lists opened."""
    position = 0
    while position < len(text):
        value, position = parse_at(text, position)
        yield from value if isinstance(value, list) else [value]
        while position < len(text) and (text[position].isspace() or text[position] == ";"):
            position += 1


def _read_guided(text: str) -> Decoded:
    """Read the object that a prompt without native tools asks for: `content` and `tool_calls`."""
    try:
        value = parse(text)
    except ValueError as error:
        return Decoded(None, f"not the JSON object that was asked for ({error}): {text[:200]!r}")
    listed = value.get("tool_calls", []) if isinstance(value, dict) else None
    calls = [_as_call(each) for each in listed] if isinstance(listed, list) else [None]
    if None in calls:
        return Decoded(None, f"not the object that was asked for: {text[:200]!r}")
    return Decoded(tuple(call for call in calls if call))


def _as_call(value: Any) -> Call | None:
    if not isinstance(value, Mapping) or not isinstance(value.get("name"), str):
        return None
    arguments = value.get("arguments", value.get("parameters"))
    return Call(value["name"], arguments) if isinstance(arguments, dict) else None


def _json_calls(text: str, written: Mapping[str, str]) -> list[Call]:
    """Return the calls that stand in a text as JSON, as far as their arguments can be read."""
    try:
        _, found = find_calls(text, written)
    except UnusableReply:
        return []
    calls = []
    for name, arguments in found:
        if isinstance(arguments, str):
            try:
                arguments = json.loads(arguments)
            except ValueError:
                return []
        if not isinstance(arguments, dict):
            return []
        calls.append(Call(written[name], arguments))
    return calls


def _python_calls(text: str, written: Mapping[str, str]) -> list[Call]:
    """Return the calls of offered functions that stand in a text as Python; one within another is none."""
    names = "|".join(sorted(map(re.escape, written), key=len, reverse=True))
    if not names:
        return []
    calls: list[Call] = []
    position = 0
    opening = re.compile(rf"(?<![\w.])({names})\(")
    while found := opening.search(text, position):
        position = found.end()
        for end in _ends(text, found.end()):
            read = read_python_calls(text[found.start() : end])
            if read.calls:
                calls += [Call(written[call.name], call.arguments) for call in read.calls]
                position = end
                break
    return calls


def _ends(text: str, start: int) -> Iterator[int]:
    """Yield where a call that has been opened may end: behind each of the next closing brackets."""
    for _ in range(_MOST_ENDS):
        bracket = text.find(")", start)
        if bracket < 0:
            return
        start = bracket + 1
        yield start
