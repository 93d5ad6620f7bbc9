"""Type names as people write them, and whether a value has a type.

The seven names of JSON Schema are the result; `dict`, `float`, `NUMBER`, `List[str]`, `int|null`,
`datetime` and their kin are the input. A name that means anything at all, or nothing known, gives no type.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from typing import Any, Final

JSON_TYPES: Final = ("string", "integer", "number", "boolean", "array", "object", "null")
MISSING: Final = object()

_SPELLINGS = {
    "string": "str text char character varchar nvarchar symbol bytes binary blob file path password enum "
    "phone color markdown html xml regex",
    "integer": "int long short byte bigint smallint int8 int16 int32 int64 uint uint8 uint16 uint32 uint64 "
    "biginteger",
    "number": "float double decimal numeric real float32 float64 bigdecimal money currency percent",
    "boolean": "bool bit flag",
    "array": "list tuple set sequence iterable collection vector arraylist frozenset",
    "object": "dict dictionary map hashmap hash json struct record mapping obj",
    "null": "none void nil nonetype",
}
_NAMES = {name: name for name in JSON_TYPES} | {
    word: name for name, words in _SPELLINGS.items() for word in words.split()
}
# spellings that say more than their type: the `format` they stand for
_FORMATS = {
    "date": "date",
    "datetime": "date-time",
    "date-time": "date-time",
    "timestamp": "date-time",
    "time": "time",
    "uuid": "uuid",
    "guid": "uuid",
    "email": "email",
    "url": "uri",
    "uri": "uri",
}
_ANYTHING = {"", "any", "unknown", "mixed", "undefined", "variant", "generic", "*", "typing.any"}
_GENERIC = re.compile(r"^([\w.]+)\s*[\[<(]\s*(.*?)\s*[\]>)]$", re.DOTALL)
_ARRAY_OF = re.compile(r"^(?:array|list)\s+of\s+(\w+?)s?$")
_INTEGER = re.compile(r"[+-]?\d+(\.0+)?")


def read_type(text: str) -> dict[str, Any] | None:
    """Return the schema that a type's name stands for.

    Returns:
        `{"type": ...}`, perhaps with `items`, `format` or `enum`; `{}` for a name that means anything; None
        for one that is not known.
    """
    return _read(text.strip(), 0)


def _read(text: str, depth: int) -> dict[str, Any] | None:
    word = text.lower().removeprefix("typing.")
    if word in _NAMES:
        return {"type": _NAMES[word]}
    if word in _FORMATS:
        return {"type": "string", "format": _FORMATS[word]}
    if word in _ANYTHING:
        return {}
    if depth > 4 or len(text) > 200:
        return None
    parts = _split(text, "|") if "|" in text else re.split(r"\s+or\s+", text)
    if len(parts) > 1:
        return _union(parts, depth)
    if word.endswith("[]"):
        return {"type": "array", "items": _read(text[:-2].strip(), depth + 1) or {}}
    if match := _ARRAY_OF.match(word):
        return {"type": "array", "items": _read(match[1], depth + 1) or {}}
    if match := _GENERIC.match(text):
        return _generic(match[1].lower().removeprefix("typing."), match[2], depth)
    return None


def _generic(outer: str, inner: str, depth: int) -> dict[str, Any] | None:
    """Read `outer[inner]`: a container, `Optional`, `Union` or `Literal`."""
    parts = _split(inner, ",")
    if outer == "optional":
        return _union([*parts, "null"], depth)
    if outer in ("union", "oneof", "anyof"):
        return _union(parts, depth)
    if outer in ("literal", "enum"):
        values = [part.strip().strip("'\"") for part in parts]
        return {"type": "string", "enum": list(dict.fromkeys(values))}
    base = _NAMES.get(outer)
    if base == "array":
        kinds = {part for part in parts if part != "..."}
        return {"type": "array", "items": (_read(kinds.pop(), depth + 1) or {}) if len(kinds) == 1 else {}}
    return {"type": base} if base else None


def _union(parts: Sequence[str], depth: int) -> dict[str, Any] | None:
    """Return a list of types with `null` last, or one type where all parts agree."""
    schemas = [_read(part.strip(), depth + 1) for part in parts]
    if any(schema is None for schema in schemas):
        return None
    if any(not schema for schema in schemas):
        return {}
    known = [schema for schema in schemas if schema]
    others = [schema for schema in known if schema["type"] != "null"]
    types = order_types(
        [name for s in known for name in (s["type"] if isinstance(s["type"], list) else [s["type"]])]
    )
    merged: dict[str, Any] = dict(others[0]) if len(others) == 1 else {}
    if "enum" in merged and "null" in types:
        merged["enum"] = [*merged["enum"], None]
    return merged | {"type": types[0] if len(types) == 1 else types}


def order_types(names: Sequence[str]) -> list[str]:
    """Return distinct type names in their order, `null` last, `integer` left out beside `number`."""
    distinct = list(dict.fromkeys(names))
    if "number" in distinct and "integer" in distinct:
        distinct.remove("integer")
    return sorted(distinct, key=lambda name: name == "null")


def _split(text: str, separator: str) -> list[str]:
    """Split at a separator that is not inside brackets."""
    parts, level, start = [], 0, 0
    for position, character in enumerate(text):
        level += (character in "[<(") - (character in "]>)")
        if character == separator and level == 0:
            parts.append(text[start:position])
            start = position + 1
    return [part.strip() for part in (*parts, text[start:]) if part.strip()]


def type_of(value: Any) -> str:
    """Return the JSON type of a value, `integer` for whole numbers that are ints."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float):
        return "number"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"


def has_type(value: Any, types: Sequence[str]) -> bool:
    """Tell whether a value has one of the types; an integer is a number too, and 2.0 an integer."""
    kind = type_of(value)
    if kind in types or (kind == "integer" and "number" in types):
        return True
    return kind == "number" and "integer" in types and float(value).is_integer()


def coerce(value: Any, types: Sequence[str]) -> Any:
    """Return the value in one of the types if nothing is lost (`"10"` as 10, 3 as `"3"`), else `MISSING`."""
    if has_type(value, types):
        return value
    if isinstance(value, str):
        text = value.strip()
        if "boolean" in types and text.lower() in ("true", "false"):
            return text.lower() == "true"
        if "integer" in types and len(text) < 300 and _INTEGER.fullmatch(text):
            return int(text.split(".")[0])
        if "number" in types and (number := _number(text)) is not None:
            return number
        if text[:1] in ("[", "{") and ("array" in types or "object" in types):
            try:
                parsed = json.loads(text)
            except (ValueError, RecursionError):
                return MISSING
            return parsed if has_type(parsed, types) else MISSING
    elif "string" in types and isinstance(value, (bool, int, float)):
        return json.dumps(value)
    return MISSING


def _number(text: str) -> int | float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    if not math.isfinite(number):
        return None
    return int(text) if re.fullmatch(r"[+-]?\d{1,15}", text) else number
