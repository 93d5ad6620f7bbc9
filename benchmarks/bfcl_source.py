"""Values as Java and JavaScript source text, in the several ways that people and models write them."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from typing import Any


def source_text(value: Any, schema: Mapping[str, Any], language: str, rng: random.Random) -> str:
    """Return a right value as source text.

    Args:
        value: A right value; a string is source text already, or a string of the language.
        schema: Of its parameter.
        language: `java` or `javascript`.
        rng: Draws among the ways to write it; seldom one that is wrong.
    """
    type_name = schema.get("type", "any")
    items = schema.get("items") or {}
    write = _java if language == "java" else _javascript
    text = write(value, type_name, items.get("type", "any"), rng)
    return _spoilt(text, rng) if rng.random() < _SPOILT else text


_SPOILT = 0.15
_JAVA_SCALARS = ("byte", "short", "integer", "long", "float", "double", "boolean", "char", "String", "any")
_JAVASCRIPT_SCALARS = ("String", "integer", "float", "Bigint", "Boolean", "any")
_SCALARS: tuple[Any, ...] = (0, 7, -12, 10**20, 0.5, -2.0, 1e-7, 1e30, True, False)
_SCALARS += ("", "a", "it's", "x, y", "{b}", "[1]", "5", "2f", "é")


def drawn_text(rng: random.Random) -> tuple[str, str, str, str]:
    """Return language, type, type of a list's items or nothing, and a source text, mostly of that type."""
    language = rng.choice(("java", "javascript"))
    scalars = _JAVA_SCALARS if language == "java" else _JAVASCRIPT_SCALARS
    lists = ("Array", "ArrayList") if language == "java" else ("array",)
    kind = rng.choice((*scalars, *lists * 3, *(("HashMap",) if language == "java" else ("dict",)) * 3))
    item = rng.choice(scalars) if kind in lists else ""
    shape = kind if rng.random() < 0.8 else rng.choice((*scalars, *lists, "dict"))
    if shape in lists:
        value: Any = [_drawn_scalar(rng) for _ in range(rng.randint(0, 3))]
        if rng.random() < 0.3:
            value = [value, [_drawn_scalar(rng)]]
    elif shape in ("HashMap", "dict"):
        keys = [rng.choice("abc d'") * rng.randint(1, 2) for _ in range(rng.randint(0, 3))]
        value = {key: _drawn_scalar(rng) for key in keys}
        if rng.random() < 0.3:
            value["list"] = [_drawn_scalar(rng), {"inner": 1}]
    else:
        value = _drawn_scalar(rng)
    text = source_text(value, {"type": kind, "items": {"type": item or "any"}}, language, rng)
    for _ in range(rng.choice((0, 0, 1, 2))):
        text = _spoilt(text, rng)
    return language, kind, item, text


def _drawn_scalar(rng: random.Random) -> Any:
    return rng.choice(_SCALARS)


def _spoilt(text: str, rng: random.Random) -> str:
    """Return a source text with a slip in it."""
    place = rng.randrange(len(text) + 1)
    return rng.choice(
        (
            text[:place],
            text + rng.choice(("L", "f", "n", ";", "\n", " ", "}", "]")),
            rng.choice((" ", "-", "\n")) + text,
            text.replace(" ", ""),
            text.replace("(", "( ", 1),
            text.replace('"', "'"),
            text.replace("new ", ""),
            text[:place] + rng.choice("[]{}(),:\"'\n ") + text[place:],
        )
    )


def _java(value: Any, type_name: str, item_name: str, rng: random.Random) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return f"{value}{'L' if type_name == 'long' else ''}"
    if isinstance(value, float):
        return f"{value}{'f' if type_name == 'float' else ''}"
    if isinstance(value, list):
        return _java_list([_java_item(item, item_name, rng) for item in value], type_name, item_name, rng)
    if isinstance(value, dict):
        puts = " ".join(f'put("{key}", {_java_held(held, rng)});' for key, held in value.items())
        braces = rng.choice(("{{{{ {} }}}}", "{{{{{}}}}}", "{{ {} }}", "{{ {{ {} }} }}"))
        return f"new HashMap<String, {rng.choice(('Object', 'String', ''))}>() {braces.format(puts)}"
    return _string(str(value), rng)


def _java_list(items: list[str], type_name: str, item_name: str, rng: random.Random) -> str:
    joined = rng.choice((", ", ",")).join(items)
    boxed = rng.choice(("", item_name if item_name != "any" else "Object"))
    if type_name == "Array" and rng.random() < 0.9:
        return f"new {boxed or 'Object'}[]{rng.choice(('', ' '))}{{{joined}}}"
    if not items:
        return f"new ArrayList<{boxed}>()"
    if rng.random() < 0.5:
        return f"new ArrayList<{boxed}>(Arrays.asList({joined}))"
    adds = " ".join(f"add({item});" for item in items)
    return f"new ArrayList<{boxed}>() {{{{ {adds} }}}}"


def _java_item(value: Any, item_name: str, rng: random.Random) -> str:
    if isinstance(value, str):
        mark = "'" if item_name == "char" else '"'
        return rng.choice((f"{mark}{value}{mark}", value))
    return _java(value, item_name, "any", rng)


def _java_held(value: Any, rng: random.Random) -> str:
    return f'"{value}"' if isinstance(value, str) and rng.random() < 0.8 else _java(value, "any", "any", rng)


def _javascript(value: Any, type_name: str, item_name: str, rng: random.Random) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float)):
        return f"{value}{'n' if type_name == 'Bigint' else ''}"
    if isinstance(value, list):
        items = [
            json.dumps(item) if isinstance(item, str) else _javascript(item, item_name, "any", rng)
            for item in value
        ]
        joined = rng.choice((", ", ",", " , ", ",\n")).join(items)
        return rng.choice((f"[{joined}]", f"[ {joined} ]", f"new Array({joined})"))
    if isinstance(value, dict):
        mark = rng.choice(("", '"', "'"))
        pairs = []
        for key, held in value.items():
            text = json.dumps(held) if isinstance(held, str) else _javascript(held, "", "any", rng)
            pairs.append(f"{mark}{key}{mark}: {text}")
        return "{" + rng.choice((", ", ",")).join(pairs) + "}"
    return _string(str(value), rng)


def _string(text: str, rng: random.Random) -> str:
    """Return a string as it is, or in quotes as source text would have it."""
    return rng.choice((text, text, f'"{text}"', f"'{text}'"))
