"""What a model's answer about a tool must be, and the descriptions and the schema in it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from .prompting import instructions
from .tool_fields import DESCRIPTION, LEVELS, RETURNS

TYPES = ("string", "integer", "number", "boolean", "object", "array")
MOST_FIELDS = 40
LONGEST = 300
LONGEST_OF_TOOL = 500
# what is asked for: what is longer is taken all the same where nothing holds a model to it
_ASKED_FIELDS = 15
_ASKED = 200
_ASKED_OF_TOOL = 400
_ASKED_PATH = 120

_SENTENCE_ENDS = re.compile(r"[.!?;]\s+")
_LETTERS = re.compile(r"[^\W_]+")
_NAME = re.compile(r"[A-Za-z_$][\w$-]{0,63}")


@lru_cache(512)
def asked_schema(missing: tuple[str, ...]) -> dict[str, Any]:
    """Return the schema that a model is asked to satisfy; not to be changed.

    It says as much as it can: a small model that a server holds to a schema goes on without end where it may,
    and names paths of its own. Answers are checked against the looser `REPLY_SCHEMA`, and by `reply_problem`,
    which says in words what is wrong.

    Args:
        missing: The paths that are asked for.
    """
    asked = [path for path in missing if path != RETURNS]
    longest = _ASKED_OF_TOOL if DESCRIPTION in asked else _ASKED
    said = {"path": {"type": "string", "enum": asked}, "text": {"type": "string", "maxLength": longest}}
    field = {
        "path": {"type": "string", "maxLength": _ASKED_PATH},
        "type": {"type": "string", "enum": list(TYPES)},
        "description": {"type": "string", "maxLength": _ASKED},
    }
    return _object(
        descriptions={
            "type": "array",
            **({"items": _object(**said)} if asked else {}),
            "minItems": len(asked),
            "maxItems": len(asked),
        },
        fields={
            "type": "array",
            "items": _object(**field),
            "maxItems": _ASKED_FIELDS if RETURNS in missing else 0,
        },
    )


def _object(**properties: Any) -> dict[str, Any]:
    """Return the schema of an object with just these properties."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


_STRING = {"type": "string"}
REPLY_SCHEMA = _object(
    descriptions={"type": "array", "items": _object(path=_STRING, text=_STRING)},
    fields={
        "type": "array",
        "items": _object(path=_STRING, type={"type": "string", "enum": list(TYPES)}, description=_STRING),
    },
)
"""What every answer satisfies, whatever is missing."""


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
    if len(text) == (_ASKED_OF_TOOL if path == DESCRIPTION else _ASKED) and not text.endswith(
        (".", "!", "?")
    ):
        return f"it was cut off after {len(text)} characters; say it more briefly"
    if "\n" in text.strip() or not text.strip().isprintable():
        return "a description is one line without control characters"
    words = _words(text)
    if not words:
        return f"{text.strip()[:40]!r} has no words"
    name = path.removesuffix(f".{DESCRIPTION}").rpartition(".")[2]
    if "".join(words) == "".join(_words(name)):
        return f"{text.strip()[:80]!r} only repeats the name; say what it means, or leave it empty"
    sentences = [tuple(_words(sentence)) for sentence in _SENTENCE_ENDS.split(text)]
    if any(len(one) > 2 and sentences.count(one) > 1 for one in sentences):
        return "it says the same twice; say it once"
    if _example_texts().get(text.strip(), name) != name:
        return f"{text.strip()!r} is only the example of the instructions; say what this field is"
    return ""


@cache
def _example_texts() -> dict[str, str]:
    """Return the texts of the instructions' own example, which small models copy, and whose each may be.

    A parameter of the example's name may well be what it says there; the example's result is nobody's.
    """
    example = json.loads(instructions("complete").strip().splitlines()[-1])
    allowed = {each["text"]: each["path"].split(".")[-2] for each in example["descriptions"]}
    return allowed | {each["description"]: "" for each in example["fields"]}


def _words(text: str) -> list[str]:
    return _LETTERS.findall(text.lower())


def _fields_problem(fields: Sequence[Mapping[str, Any]]) -> str | None:
    if len(fields) > MOST_FIELDS:
        return f"{len(fields)} fields are too many; give the {MOST_FIELDS} that matter most"
    types: dict[str, str] = {}
    for field in fields:
        path, where = field["path"], f"field {field['path'][:80]!r}"
        first = path.partition(".")[0]
        if first in ("parameters", RETURNS) and first != path and first not in types:
            return f"{where}: `fields` are what comes back, and their paths begin without `{first}.`"
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
