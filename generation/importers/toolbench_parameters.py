"""The parameters of a RapidAPI endpoint as ToolBench keeps them: two lists, types in RapidAPI's words.

What RapidAPI calls a default is what its console fills in to try the endpoint: an example. It is the
parameter's default only where an optional parameter's description says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..schema_properties import guess_field
from ..schema_types import MISSING, coerce, read_type
from ..tool_report import Issue
from .example_schema import schema_of
from .plain_text import describe

_TYPES: dict[str, dict[str, Any]] = {
    "STRING": {"type": "string"},
    "NUMBER": {"type": "number"},
    "FLOAT": {"type": "number"},
    "BOOLEAN": {"type": "boolean"},
    "ENUM": {"type": "string"},
    "SELECT": {"type": "string"},
    "LIST": {"type": "array", "items": {"type": "string"}},
    "ARRAY": {"type": "array", "items": {"type": "string"}},
    "OBJECT": {"type": "object"},
    "JSON": {"type": "object"},
    "MAP": {"type": "object"},
    "FILE": {"type": "string", "format": "binary"},
    "BINARY": {"type": "string", "format": "binary"},
    "DATE": {"type": "string", "format": "date"},
    "DATE (YYYY-MM-DD)": {"type": "string", "format": "date"},
    "DATEPICKER": {"type": "string", "format": "date"},
    "DATETIME": {"type": "string", "format": "date-time"},
    "TIME (24-HOUR HH:MM)": {"type": "string", "pattern": "^[0-2]?[0-9]:[0-5][0-9]$"},
    "GEOPOINT (LATITUDE, LONGITUDE)": {"type": "string"},
}
_KEYS = re.compile(
    r"(x[-_])?(rapidapi|mashape)[-_ ]?(key|host|user|proxy[-_]secret)|(x[-_ ])?api[-_ ]?(key|token|secret)|"
    r"(x[-_])?(access|auth|bearer|oauth)[-_ ]?token([-_]?secret)?|token[-_]?secret|secret[-_]?key|"
    r"(client|consumer|app)[-_]?secret|(consumer|app)[-_]?key|(\w+-)?authorization|accept(-[a-z]+)?|"
    r"content[-_]?type|content-length|(\w+-)?user-agent|cookie|host",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(
    r"\s*(<[^<>]*>|\{\{.*\}\}|\{\w*\}|\[\w*\]|string|number|integer|boolean|object|array|null|none|undefined|"
    r"(your|enter|insert|add|put)\b.*|x{3,}|yyyy.*|dd[-/.]mm.*|\.+|-)\s*",
    re.IGNORECASE | re.DOTALL,
)
_TYPED_PLACEHOLDER = re.compile(r"\s*<(string|number|integer|boolean)>\s*", re.IGNORECASE)
_WHOLE = frozenset("id number num size per top days hours minutes month day rows start skip from".split())
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_MAX_EXAMPLE = 200  # characters


def read_parameters(required: Any, optional: Any, issues: list[Issue], inferred: list[str]) -> dict[str, Any]:
    """Return the parameters as one object schema.

    Args:
        required: `[{name, type, description, default}]`; anything else counts as none, and is told.
        optional: The same; one that is required too is only required.
        issues: Told of all that is left out.
        inferred: Told which schemas were read from an example.
    """
    properties: dict[str, Any] = {}
    needed: list[str] = []
    for listed, is_required in ((required, True), (optional, False)):
        for parameter in _listed(listed, issues):
            name = parameter["name"].strip()
            if name in properties:
                issues.append(Issue("bad-parameter", f"parameters.{name}", "given twice; the first is kept"))
                continue
            kind = str(parameter.get("type") or "")
            if kind.upper() == "CREDENTIALS" or _KEYS.fullmatch(name):
                issues.append(Issue("transport-parameter", f"parameters.{name}", kind))
                continue
            properties[name] = _schema(parameter, name, is_required, issues, inferred)
            if is_required:
                needed.append(name)
    schema: dict[str, Any] = {"type": "object", "properties": properties}
    return schema | {"required": needed} if needed else schema


def _listed(value: Any, issues: list[Issue]) -> Iterator[Mapping[str, Any]]:
    if not isinstance(value, list):
        if value:
            issues.append(Issue("bad-parameter", "parameters", f"no list: {str(value)[:80]}"))
        return
    for each in value:
        if isinstance(each, Mapping) and isinstance(each.get("name"), str) and each["name"].strip():
            yield each
        else:
            issues.append(Issue("bad-parameter", "parameters", f"no name: {str(each)[:80]}"))


def _schema(
    parameter: Mapping[str, Any], name: str, is_required: bool, issues: list[Issue], inferred: list[str]
) -> dict[str, Any]:
    path = f"parameters.{name}"
    raw = parameter.get("default")
    example = raw.strip() if isinstance(raw, str) else raw
    schema = dict(_type(parameter.get("type"), example, name, path, issues))
    if text := describe(parameter.get("description"), path, issues):
        schema["description"] = text
    if example in ("", None) or (
        isinstance(example, str) and (_PLACEHOLDER.fullmatch(example) or example.lower() == name.lower())
    ):
        return schema
    value = coerce(example, (schema["type"],))
    if schema["type"] in ("array", "object") and value:
        schema |= {key: part for key, part in schema_of(value).items() if key in ("items", "properties")}
        inferred.append(path)
    if value is MISSING:
        issues.append(Issue("default-mismatch", path, f"{str(example)[:60]!r} is no {schema['type']}"))
    elif value not in ([], {}) and len(str(value)) <= _MAX_EXAMPLE:
        said = re.search(rf"(?<!\w){re.escape(str(example))}(?!\w)", text, re.IGNORECASE)
        is_default = not is_required and said is not None and "default" in text.lower()
        schema |= {"default": value} if is_default else {"examples": [value]}
    return schema


def _type(kind: Any, example: Any, name: str, path: str, issues: list[Issue]) -> dict[str, Any]:
    """Return the schema of a type; a NUMBER is whole where the name says so and the example agrees."""
    said = str(kind or "").strip()
    schema = _TYPES.get(said.upper())
    if schema is None and isinstance(example, str) and (match := _TYPED_PLACEHOLDER.fullmatch(example)):
        schema = {"type": match[1].lower()}
    if schema is None:
        schema = read_type(said) or {"type": "string"}
        if "type" not in schema or not isinstance(schema["type"], str):
            schema = {"type": "string"}
        issues.append(Issue("missing-type" if not said else "type-odd", path, said[:40]))
    words = [word.lower() for word in _WORD.findall(name)]
    is_whole = guess_field(name)["type"] == "integer" or (words and words[-1] in _WHOLE)
    if schema["type"] == "number" and is_whole:
        number = coerce(example, ("integer",)) if isinstance(example, str) and example else 0
        if number is not MISSING:
            return {"type": "integer"}
    return schema
