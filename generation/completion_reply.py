"""What a model's answer about a tool must be, and the descriptions and the schema in it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from .tool_fields import DESCRIPTION, LEVELS, RETURNS

TYPES = ("string", "integer", "number", "boolean", "object", "array")
MOST_FIELDS = 40
LONGEST = 300
LONGEST_OF_TOOL = 500

_LETTERS = re.compile(r"[^\W_]+")
_NAME = re.compile(r"[A-Za-z_$][\w$-]{0,63}")
# An answer's schema is the same for every tool, so that a server that compiles schemas compiles it once.
REPLY_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "descriptions": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"path": {"type": "string"}, "text": {"type": "string"}},
                "required": ["path", "text"],
                "additionalProperties": False,
            },
        },
        "fields": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "path": {"type": "string"},
                    "type": {"type": "string", "enum": list(TYPES)},
                    "description": {"type": "string"},
                },
                "required": ["path", "type", "description"],
                "additionalProperties": False,
            },
        },
    },
    "required": ["descriptions", "fields"],
    "additionalProperties": False,
}


def reply_problem(value: Mapping[str, Any], missing: Sequence[str]) -> str | None:
    """Say what is wrong with an answer that satisfies `REPLY_SCHEMA`, or None.

    Args:
        value: The answer.
        missing: The paths that were asked for.
    """
    asked = [path for path in missing if path != RETURNS]
    given = [each["path"] for each in value["descriptions"]]
    for path in given:
        if path not in asked:
            return f"{path!r} is not asked for: give only the paths of `missing`, as they are written there"
        if given.count(path) > 1:
            return f"{path!r} is given {given.count(path)} times: give it once"
    if left := [path for path in asked if path not in given]:
        return f"no text for {', '.join(left[:5])}: give one for each path, an empty one if nothing tells"
    for each in value["descriptions"]:
        if each["text"].strip() and (problem := text_problem(each["text"], each["path"])):
            return f"{each['path']}: {problem}"
    if RETURNS not in missing:
        return "`returns` is not missing: leave `fields` empty" if value["fields"] else None
    return _fields_problem(value["fields"])


def text_problem(text: str, path: str) -> str:
    """Say what is wrong with a description of what stands at a path; empty if nothing."""
    longest = LONGEST_OF_TOOL if path == DESCRIPTION else LONGEST
    if len(text.strip()) > longest:
        return f"{len(text.strip())} characters are too long; say it in at most {longest}"
    if "\n" in text.strip() or not text.strip().isprintable():
        return "a description is one line without control characters"
    words = _words(text)
    if not words:
        return f"{text.strip()[:40]!r} has no words"
    name = path.removesuffix(f".{DESCRIPTION}").rpartition(".")[2]
    if "".join(words) == "".join(_words(name)):
        return f"{text.strip()[:80]!r} only repeats the name; say what it means, or leave it empty"
    return ""


def _words(text: str) -> list[str]:
    return _LETTERS.findall(text.lower())


def _fields_problem(fields: Sequence[Mapping[str, Any]]) -> str | None:
    if len(fields) > MOST_FIELDS:
        return f"{len(fields)} fields are too many; give the {MOST_FIELDS} that matter most"
    types: dict[str, str] = {}
    for field in fields:
        path, where = field["path"], f"field {field['path'][:80]!r}"
        holder, name = _holder_and_name(path)
        if name is None:
            return (
                f"{where}: a path is names joined by dots, with [] for what an array holds: flights[].price"
            )
        if path in types:
            return f"{where} is given twice"
        if path.removeprefix("[].").count(".") >= LEVELS:
            return f"{where} is too deep: {LEVELS} names at most"
        if holder not in ("", "[]") and types.get(holder.removesuffix("[]")) != (
            "array" if holder.endswith("[]") else "object"
        ):
            kind = "an array" if holder.endswith("[]") else "an object"
            return f"{where}: list {holder.removesuffix('[]')!r} before it, as {kind}"
        if not field["description"].strip():
            return f"{where}: describe it"
        if problem := text_problem(field["description"], f"{path}.{DESCRIPTION}"):
            return f"{where}: {problem}"
        types[path] = field["type"]
    if len({path.startswith("[].") for path in types}) > 1:
        return "the result is a list or an object: either all paths begin with [] or none does"
    return None


def _holder_and_name(path: str) -> tuple[str, str | None]:
    holder, _, name = path.rpartition(".")
    if not _NAME.fullmatch(name) or (holder == "" and "." in path):
        return holder, None
    return holder, name


def descriptions_of(value: Mapping[str, Any]) -> dict[str, str]:
    """Return the texts of a sound answer by path, without the empty ones."""
    texts = {each["path"]: each["text"].strip() for each in value["descriptions"]}
    return {path: text for path, text in texts.items() if text}


def schema_of(fields: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """Return the schema that the fields of a sound answer make; None without fields.

    No field is required: that a service always gives it is more than anybody said.
    """
    if not fields:
        return None
    root: dict[str, Any] = {"type": "object", "properties": {}}
    whole = {"type": "array", "items": root} if fields[0]["path"].startswith("[].") else root
    holders: dict[str, dict[str, Any]] = {"": root, "[]": root}
    for field in fields:
        holder, _, name = field["path"].rpartition(".")
        schema: dict[str, Any] = {"type": field["type"], "description": field["description"].strip()}
        holders[holder].setdefault("properties", {})[name] = schema
        if field["type"] == "array":
            schema["items"] = {}
            holders[f"{field['path']}[]"] = schema["items"]
        holders[field["path"]] = schema
    for schema in holders.values():
        if schema.get("type") == "array":
            items = schema["items"]
            items["type"] = "object" if "properties" in items else "string"
            schema["items"] = {"type": items.pop("type"), **items}
    return whole
