"""A schema for the answers of an API from one recorded answer.

An answer shows types, not what is required or allowed: no `required`, no `enum`. Items of a list are taken
together; an object whose keys are dates, numbers or ids is a map, and its values are taken together too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

MAX_DEPTH = 6  # levels of objects and lists; what is deeper is left open
_MAX_ITEMS = 25  # items of a list or values of a map that are looked at
_MAX_PROPERTIES = 200  # of one object
_MIN_MAP = 3  # keys that look like values, of which an object counts as a map
_VALUE_KEY = re.compile(
    r"[\d\s.:,_/+-]*\d[\d\s.:,_/+-]*(?:T[\d:.]+Z?)?|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{16,64}",
    re.IGNORECASE,
)
_FORMATS = (
    ("date-time", re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?")),
    ("date", re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")),
    ("uri", re.compile(r"https?://[^\s<>]+")),
    ("email", re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")),
)


def schema_of(value: Any) -> dict[str, Any]:
    """Return the schema that a recorded answer shows, at most `MAX_DEPTH` levels deep.

    What was only ever `null` may be text or null; what has several types, or is empty, may be anything.
    """
    return _settle(_shown(value, 0))


def _shown(value: Any, depth: int) -> dict[str, Any]:
    if value is None:
        return {"type": "null"}
    if isinstance(value, bool):
        return {"type": "boolean"}
    if isinstance(value, int):
        return {"type": "integer"}
    if isinstance(value, float):
        return {"type": "number"}
    if isinstance(value, str):
        found = next((name for name, form in _FORMATS if form.fullmatch(value[:300])), None)
        return {"type": "string", "format": found} if found else {"type": "string"}
    if isinstance(value, list):
        looked_at = value[:_MAX_ITEMS] if depth < MAX_DEPTH else []
        return _holding("array", "items", [_shown(each, depth + 1) for each in looked_at])
    return _object(value, depth) if isinstance(value, Mapping) else {}


def _object(value: Mapping[Any, Any], depth: int) -> dict[str, Any]:
    if depth >= MAX_DEPTH:
        return {"type": "object"}
    names = [str(name) for name in value]
    if len(names) >= _MIN_MAP and all(_VALUE_KEY.fullmatch(name[:100]) for name in names):
        values = [_shown(each, depth + 1) for each in list(value.values())[:_MAX_ITEMS]]
        return _holding("object", "additionalProperties", values)
    properties = {
        str(name): _shown(child, depth + 1)
        for name, child in list(value.items())[:_MAX_PROPERTIES]
        if str(name).strip()
    }
    return {"type": "object", "properties": properties} if properties else {"type": "object"}


def _holding(kind: str, key: str, inner: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {"type": kind, key: _together(inner)} if inner else {"type": kind}


def _together(schemas: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return one schema for values of all the given ones; empty if they share no type."""
    merged: dict[str, Any] | None = None
    is_nullable = False
    for schema in schemas:
        kinds = schema.get("type", [])
        is_nullable |= "null" in (kinds if isinstance(kinds, list) else [kinds])
        if kinds == "null":
            continue
        if not schema:
            return {}
        schema = {**schema, "type": kinds[0]} if isinstance(kinds, list) else schema
        merged = schema if merged is None else _merged(merged, schema)
        if not merged:
            return {}
    if merged is None:
        return {"type": "null"} if is_nullable else {}
    return {**merged, "type": [merged["type"], "null"]} if is_nullable else merged


def _merged(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    kinds = {first["type"], second["type"]}
    if kinds == {"integer", "number"}:
        return {"type": "number"}
    if len(kinds) > 1:
        return {}
    if kinds == {"object"}:
        return _merged_objects(first, second)
    if kinds == {"array"}:
        return _holding("array", "items", [each["items"] for each in (first, second) if "items" in each])
    return first if first == second else {"type": first["type"]}


def _merged_objects(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
    properties = dict(first.get("properties", {}))
    for name, schema in second.get("properties", {}).items():
        if name in properties:
            properties[name] = _together([properties[name], schema])
        elif len(properties) < _MAX_PROPERTIES:
            properties[name] = schema
    result: dict[str, Any] = {"type": "object"}
    if properties:
        result["properties"] = properties
    maps = [each["additionalProperties"] for each in (first, second) if "additionalProperties" in each]
    return result if properties else _holding("object", "additionalProperties", maps)


def _settle(schema: dict[str, Any]) -> dict[str, Any]:
    """Let what was only ever null be text too."""
    if schema.get("type") == "null":
        return {"type": ["string", "null"]}
    settled = dict(schema)
    for key in ("items", "additionalProperties"):
        if settled.pop(key, None):
            settled[key] = _settle(schema[key])
    if "properties" in schema:
        settled["properties"] = {name: _settle(child) for name, child in schema["properties"].items()}
    return settled


def parse_answer(text: str) -> Any:
    """Return the object or list of a recorded answer, without its last member if it was cut off, or None."""
    if text.strip()[:1] not in ("{", "["):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        pass
    whole = _whole_part(text.strip())
    try:
        return json.loads(whole) if whole else None
    except (ValueError, RecursionError):
        return None


def _whole_part(text: str) -> str:
    """Return a text up to its last whole member, with what is open there closed; empty if there is none."""
    closers: list[str] = []
    end, open_there = 0, ""
    in_text = is_escaped = False
    for position, character in enumerate(text):
        if in_text:
            in_text = is_escaped or character != '"'
            is_escaped = not is_escaped and character == "\\"
        elif character == '"':
            in_text = True
        elif character in "{[":
            closers.append("}" if character == "{" else "]")
        elif character == "," and closers:
            end, open_there = position, "".join(reversed(closers))
        elif character in "}]":
            if not closers or closers.pop() != character:
                return ""
            end, open_there = position + 1, "".join(reversed(closers))
    return text[:end] + open_there if end else ""
