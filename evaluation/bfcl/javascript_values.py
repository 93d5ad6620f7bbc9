"""JavaScript source text of a parameter's value to the value it stands for, as far as BFCL reads JavaScript.

Text that is not of the declared type stays text: it may be the name of a variable or an expression. What BFCL
reads and what it does not (an object ends at its first closing brace, a comma in a string divides a list) is
kept.
"""

from __future__ import annotations

import re
from typing import Any

_INTEGER = re.compile(r"(-?\d+)$")
_FLOAT = re.compile(r"(-?\d+(?:\.\d+)?)$")
_BIGINT = re.compile(r"(-?\d+)n$")
_LIST = re.compile(r"\[(.*?)\]|\bnew\s+Array\((.*?)\)")
_INNER_LIST = re.compile(r"\[(.*?)\]")
_TABLE_OPENINGS = ((re.compile(r"\[\s*\["), "]"), (re.compile(r"\bnew\s+Array\(\s*\["), ")"))
_OBJECT = re.compile(r"\{(.*?)\}")
_PAIR = re.compile(r"([^:]+):\s*(.*?)(?:,\s*(?=[^,]+:)|$)")
_SPACE = re.compile(r"\s*")


def read_javascript(text: str, type_name: str, item_name: str = "") -> Any:
    """Return the value of a source text; the text itself where it is not of the type.

    Args:
        text: What stands in the call.
        type_name: Declared type.
        item_name: Declared type of a list's items; empty where it is not known.
    """
    if type_name == "String":
        return _unquoted(text) if _quoted(text) else text
    if type_name == "Boolean":
        return {"true": True, "false": False}.get(text, text)
    if type_name == "array":
        return _list(text.strip(), item_name)
    if type_name == "dict":
        return _object(text.strip())
    patterns = {"integer": (_INTEGER, int), "float": (_FLOAT, float), "Bigint": (_BIGINT, int)}
    if type_name in patterns:
        pattern, number = patterns[type_name]
        if found := pattern.match(text):
            try:
                return number(found[1])
            except ValueError:  # more digits than Python turns into an integer
                return text
    return text


def _list(code: str, item_name: str) -> Any:
    """Read a list, or a list of lists."""
    if table := _table(code):
        rows = _INNER_LIST.findall(table)
        rows[0] = rows[0].strip().removeprefix("[")
        return [[_untyped(item) for item in row.strip().split(",")] for row in rows]
    if not (found := _LIST.match(code)):
        return code
    held = found[1] if found[1] is not None else found[2]
    items = held.strip().split(",") if held.strip() else []
    if item_name:
        return [read_javascript(item.strip(), item_name) for item in items]
    return [_untyped(item) for item in items]


def _table(code: str) -> str:
    """Return the list of lists that a text begins with; empty if it begins with none.

    Lists follow each other after commas, and only there may a line break stand; each of them ends at the
    first bracket after which the rest fits. It is read from the right, in one pass: tried from the left, as a
    regular expression does, `[[1],[1],[1],` that goes on and never ends takes time beyond measure.
    """
    for opening, closing in _TABLE_OPENINGS:
        if found := opening.match(code):
            return code[: _table_ends(code, closing)[found.end()]]
    return ""


def _table_ends(code: str, closing: str) -> list[int]:
    """Return for each position inside an inner list where its table ends; 0 where it never does."""
    size = len(code)
    ends = [0] * (size + 1)  # by position inside an inner list
    for position in range(size - 1, -1, -1):
        letter = code[position]
        if letter == "]":
            after = _after_space(code, position + 1)
            if code.startswith(closing, after):
                ends[position] = after + 1
            elif code.startswith(",", after):
                bracket = _after_space(code, after + 1)
                ends[position] = ends[bracket + 1] if code.startswith("[", bracket) else 0
        if not ends[position] and letter != "\n":
            ends[position] = ends[position + 1]
    return ends


def _after_space(code: str, start: int) -> int:
    found = _SPACE.match(code, start)
    return found.end() if found else start


def _object(code: str) -> Any:
    if code == "{}":
        return {}
    if not (found := _OBJECT.match(code)):
        return code
    read = {}
    for key, value in _PAIR.findall(found[1]):
        value = value.strip()
        if value.startswith("[") and value.endswith("]"):
            held = _list(value, "")
        elif value.startswith("{") and value.endswith("}"):
            held = _object(value)
        else:
            held = _untyped(value.strip("'\""))
        read[key.strip().strip("'\"")] = held
    return read


def _untyped(text: str) -> Any:
    """Read a value by its looks alone."""
    text = text.strip()
    if text in ("true", "false"):
        return text == "true"
    if _quoted(text):
        return _unquoted(text)
    for plain in (int, float):
        try:
            return plain(text)
        except ValueError:
            continue
    return text


def _quoted(text: str) -> bool:
    return any(text.startswith(mark) and text.endswith(mark) for mark in ("'", '"'))


def _unquoted(text: str) -> str:
    return text[1:-1]
