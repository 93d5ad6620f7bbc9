"""Java source text of a parameter's value to the value it stands for, as far as BFCL reads Java.

Text that is not of the declared type stays text: it may be the name of a variable. What BFCL reads and what
it does not is kept: a `String` in an array keeps its quotes, a map ends at the first closing brace.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

_NUMBER = r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?"
_INTEGER = re.compile(r"(-?\d+)$")
_LONG = re.compile(r"(-?\d+)[lL]$")
_FLOAT = re.compile(rf"({_NUMBER})[fF]$")
_DOUBLE = re.compile(rf"({_NUMBER})$")

_LIST_OF = re.compile(r"new\s+ArrayList<\w*>\(Arrays\.asList\((.+?)\)\)")
_LIST_ADDING = re.compile(r"new\s+ArrayList<\w*>\(\)\s*\{\{\s*(.+?)\s*\}\}", re.DOTALL)
_ADDED = re.compile(r"add\((.+?)\)")
_LIST_EMPTY = re.compile(r"new\s+ArrayList<\w*>\(\)")
_ARRAY = re.compile(r"new\s+\w+\[\]\s*\{(.*?)\}")
_MAP_FILLED = re.compile(r"new\s+HashMap<.*?>\s*\(\)\s*\{", re.DOTALL)
_PUT = re.compile(r'put\("(.*?)",\s*(.*?)\)')
_MAP_EMPTY = re.compile(r"new\s+HashMap<.*?>\s*\(\)")


def read_java(text: str, type_name: str, item_name: str = "") -> Any:
    """Return the value of a source text; the text itself where it is not of the type.

    Args:
        text: What stands in the call.
        type_name: Declared Java type.
        item_name: Declared type of a list's items; empty where it is not known.
    """
    if type_name in ("ArrayList", "Array", "HashMap"):
        return {"ArrayList": _array_list, "Array": _array, "HashMap": _hash_map}[type_name](text, item_name)
    if type_name == "boolean":
        return {"true": True, "false": False}.get(text, text)
    pattern, number = _SCALARS.get(type_name, (None, str))
    found = pattern.match(text) if pattern else None
    return _number(found[1], number, text) if found else text


_SCALARS: dict[str, tuple[re.Pattern[str], Callable[[str], Any]]] = {
    "byte": (_INTEGER, int),
    "short": (_INTEGER, int),
    "integer": (_INTEGER, int),
    "long": (_LONG, int),
    "float": (_FLOAT, float),
    "double": (_DOUBLE, float),
}


def _number(digits: str, number: Callable[[str], Any], text: str) -> Any:
    try:
        return number(digits)
    except ValueError:  # more digits than Python turns into an integer
        return text


def _array_list(text: str, item_name: str) -> Any:
    if found := _LIST_OF.search(text):
        items = found[1].split(",")
    elif found := _LIST_ADDING.search(text):
        items = _ADDED.findall(found[1])
    else:
        return [] if _LIST_EMPTY.search(text) else text
    return [_list_item(item.strip(), item_name) for item in items]


def _list_item(text: str, item_name: str) -> Any:
    if item_name in ("char", "String"):
        return text[1:-1]  # whatever the quotes are
    return read_java(text, item_name) if item_name else _untyped(text)


def _array(text: str, item_name: str) -> Any:
    found = _ARRAY.search(text)
    if not found:
        return text
    items = [item.strip() for item in found[1].split(",") if item.strip()]
    return [read_java(item, item_name) if item_name else _untyped(item) for item in items]


def _hash_map(text: str, item_name: str) -> Any:
    """Read a map; what it holds ends at the first closing brace."""
    if (opening := _MAP_FILLED.search(text)) and (end := text.find("}", opening.end())) >= 0:
        return {key: _untyped(value.strip()) for key, value in _PUT.findall(text[opening.end() : end])}
    return {} if _MAP_EMPTY.search(text) else text


def _untyped(text: str) -> Any:
    """Read a value by its looks alone."""
    if text in ("true", "false"):
        return text == "true"
    if text.startswith('"') and text.endswith('"'):
        return text[1:-1]
    for pattern, number in ((_LONG, int), (_FLOAT, float)):
        if found := pattern.match(text):
            return _number(found[1], number, text)
    for plain in (int, float):
        try:
            return plain(text)
        except ValueError:
            continue
    return text
