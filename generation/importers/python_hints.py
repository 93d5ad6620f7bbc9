"""Type hints as JSON Schemas: what `get_json_schema` of transformers refuses.

Dataclasses, `TypedDict`s, named tuples and pydantic models become objects. Their fields are described by
`Annotated[str, "..."]`, by their own `description`, or by the `Attributes:` of the class's docstring. The
schemas of results are those of what `executors/python_worker` makes of such values, those of parameters of
what `executors/python_arguments` makes values of.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import decimal
import enum
import inspect
import pathlib
import re
import types
import typing
import uuid
from collections.abc import Mapping
from typing import Any

from ..python_classes import (
    EMPTY,
    MARKS,
    TakenField,
    is_class,
    is_enum,
    is_model,
    is_named_tuple,
    is_required_key,
    taken_fields,
    values_of,
)

_PLAIN: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    type(None): {"type": "null"},
    decimal.Decimal: {"type": "number"},
    dt.datetime: {"type": "string", "format": "date-time"},
    dt.date: {"type": "string", "format": "date"},
    dt.time: {"type": "string", "format": "time"},
    dt.timedelta: {"type": "number", "description": "seconds"},
    uuid.UUID: {"type": "string", "format": "uuid"},
    pathlib.Path: {"type": "string"},
}
_LONGEST_NAMED = 200
_KINDS = {bool: "boolean", int: "integer", float: "number", str: "string", type(None): "null"}
_ATTRIBUTES = re.compile(
    r"\n[ \t]*(?:Attributes|Args|Fields):[ \t]*\n(.*?)(?=\n[ \t]*\w+:[ \t]*(?:\n|\Z)|\Z)", re.DOTALL
)
_ATTRIBUTE = re.compile(
    r"\n([ \t]*)(\w+)[ \t]*(?:\([^)\n]*\))?:[ \t]*(.*?)(?=\n\1\w+[ \t]*(?:\([^)\n]*\))?:|\Z)", re.DOTALL
)


def is_structured(hint: Any) -> bool:
    """Tell whether a hint is, or holds, a class whose fields can be told."""
    if is_class(hint):
        return True
    return any(is_structured(part) for part in typing.get_args(hint))


def is_plain(hint: Any) -> bool:
    """Tell whether `get_json_schema` of transformers knows a hint, or refuses it with good reason."""
    origin, parts = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return all(map(is_plain, parts))
    if origin is typing.Literal:
        return True
    if origin in (list, dict, tuple):
        return all(map(is_plain, parts))
    return hint in (str, bool, int, float, list, dict, tuple, type(None), None, Ellipsis, Any)


def hint_schema(hint: Any, above: tuple[Any, ...] = (), *, taken: bool = False) -> dict[str, Any]:
    """Return the schema of the JSON of a type's values; empty where nothing is known of it.

    Args:
        hint: A type hint, evaluated.
        above: The classes it stands in; one within itself is left open.
        taken: Whether values are made of the JSON, and fields with a default may be left out, or the JSON of
            values.
    """

    def schema_of(part: Any) -> dict[str, Any]:
        return hint_schema(part, above, taken=taken)

    if hint in above:
        return {"type": "object"}
    if is_class(hint):
        return _class_schema(hint, (*above, hint), taken)
    if is_enum(hint):
        return _enum_schema(hint, taken)
    origin, parts = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Annotated:
        said = _said(parts[1:])
        return schema_of(parts[0]) | ({"description": said} if said else {})
    if origin in MARKS:
        return schema_of(parts[0])
    if isinstance(hint, typing.NewType):
        return schema_of(hint.__supertype__)
    if origin is None:
        plain = _PLAIN.get(hint) if isinstance(hint, typing.Hashable) else None
        kind = {list: "array", set: "array", frozenset: "array", tuple: "array", dict: "object"}.get(hint)
        return dict(plain) if plain is not None else {"type": kind} if kind else {}
    if origin is typing.Literal:
        return _one_of(list(parts))
    if origin in (typing.Union, types.UnionType):
        return _union([schema_of(part) for part in parts])
    if isinstance(origin, type) and issubclass(origin, Mapping):
        values = schema_of(parts[1]) if len(parts) == 2 else {}
        return {"type": "object", **({"additionalProperties": values} if values else {})}
    if origin is tuple and parts[-1] is not Ellipsis:
        return _tuple_schema([schema_of(part) for part in parts], taken)
    if isinstance(origin, type) and issubclass(origin, typing.Iterable) and parts:
        items = schema_of(parts[0])
        return {"type": "array", **({"items": items} if items else {})}
    return {}


def _tuple_schema(parts: list[dict[str, Any]], taken: bool) -> dict[str, Any]:
    size = {"minItems": len(parts), "maxItems": len(parts)} if taken else {}
    return {"type": "array", "prefixItems": parts, **size}


def _enum_schema(hint: type[enum.Enum], taken: bool) -> dict[str, Any]:
    """Return the schema of an `Enum`; its numbers are explained by their names."""
    if not taken:
        return _one_of([member.value for member in hint])
    values = values_of(hint)
    schema = _one_of(list(values))
    named = ", ".join(f"{value} is {member.name}" for value, member in values.items())
    numbers = any(not isinstance(value, str) for value in values)
    return schema | ({"description": named} if numbers and len(named) <= _LONGEST_NAMED else {})


def _class_schema(hint: Any, above: tuple[Any, ...], taken: bool) -> dict[str, Any]:
    if is_model(hint):
        mode = "validation" if taken else "serialization"
        schema: dict[str, Any] = _inlined(_untitled(hint.model_json_schema(mode=mode)))
        return schema
    if is_named_tuple(hint) and not taken:
        hints = typing.get_type_hints(hint, include_extras=True)
        return _tuple_schema([hint_schema(hints.get(name, Any), above) for name in hint._fields], False)
    told = _attributes(hint)
    if dataclasses.is_dataclass(hint):
        own = {field.name: field.metadata.get("description") for field in dataclasses.fields(hint)}
        told |= {name: said for name, said in own.items() if isinstance(said, str)}
    properties, required = {}, []
    for field in taken_fields(hint) if taken else _given_fields(hint):
        schema = hint_schema(field.hint, above, taken=taken)
        if field.name in told and not _is_described(field.hint):
            schema["description"] = told[field.name]
        if (default := json_default(field.default)) is not None:
            schema["default"] = default
        properties[field.name] = schema
        required += [field.name] if field.is_required else []
    said = _summary(hint)
    return {
        "type": "object",
        **({"description": said} if said else {}),
        "properties": properties,
        **({"required": required} if required else {}),
        **({"additionalProperties": False} if taken else {}),
    }


def _given_fields(hint: Any) -> list[TakenField]:
    """Return what a dataclass or `TypedDict` is made to JSON with."""
    hints = typing.get_type_hints(hint, include_extras=True)
    if dataclasses.is_dataclass(hint):
        return [TakenField(field.name, hints[field.name], True) for field in dataclasses.fields(hint)]
    return [TakenField(name, own, is_required_key(hint, name, own)) for name, own in hints.items()]


def json_default(value: Any) -> Any:
    """Return a default as JSON has it; None for one that is none, not known, or no plain value."""
    if isinstance(value, enum.Enum):
        return next((each for each, member in values_of(type(value)).items() if member is value), None)
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    return value if value is not EMPTY and isinstance(value, (bool, int, float, str)) else None


def _is_described(hint: Any) -> bool:
    """Tell whether a hint has words of its own."""
    if typing.get_origin(hint) in MARKS:
        hint = typing.get_args(hint)[0]
    return typing.get_origin(hint) is typing.Annotated and bool(_said(typing.get_args(hint)[1:]))


def _summary(hint: Any) -> str:
    """Return the first paragraph of a class's docstring; a dataclass without one has its signature there."""
    own = vars(hint).get("__doc__")
    if not isinstance(own, str) or own.startswith(f"{hint.__name__}("):
        return ""
    first = inspect.cleandoc(own).partition("\n\n")[0]
    return "" if first.startswith(("Attributes:", "Args:", "Fields:")) else " ".join(first.split())


def _inlined(schema: Any) -> Any:
    """Write out what pydantic puts into `$defs`; a schema within itself is left open."""
    definitions = schema.get("$defs", {}) if isinstance(schema, dict) else {}

    def write(part: Any, above: tuple[str, ...]) -> Any:
        if isinstance(part, list):
            return [write(each, above) for each in part]
        if not isinstance(part, dict):
            return part
        own = {key: write(each, above) for key, each in part.items() if key not in ("$ref", "$defs")}
        name = str(part.get("$ref", "")).removeprefix("#/$defs/")
        if not name:
            return own
        if name in above:
            return {"type": "object"} | own
        return write(definitions.get(name, {}), (*above, name)) | own

    return write(schema, ())


def _untitled(schema: Any) -> Any:
    """Take out the titles that pydantic makes of names."""
    if isinstance(schema, list):
        return [_untitled(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: part if key in ("default", "examples", "enum", "const") else _untitled(part)
        for key, part in schema.items()
        if not (key == "title" and isinstance(part, str))
    }


def _attributes(hint: Any) -> dict[str, str]:
    """Return what a class's docstring says of its attributes."""
    found = _ATTRIBUTES.search("\n" + (inspect.cleandoc(hint.__doc__) if hint.__doc__ else ""))
    if found is None:
        return {}
    told = ((match[2], " ".join(match[3].split())) for match in _ATTRIBUTE.finditer("\n" + found[1]))
    return {name: said for name, said in told if said}


def _said(metadata: tuple[Any, ...]) -> str:
    for one in metadata:
        said = one if isinstance(one, str) else getattr(one, "description", None)
        if isinstance(said, str) and said.strip():
            return " ".join(said.split())
    return ""


def _one_of(values: list[Any]) -> dict[str, Any]:
    kinds = list(dict.fromkeys(_KINDS.get(type(value), "") for value in values))
    if not values or "" in kinds:
        return {}
    return {"type": kinds[0] if len(kinds) == 1 else kinds, "enum": values}


def _union(schemas: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a schema for either; null beside one other schema makes it nullable."""
    others = [schema for schema in schemas if schema != {"type": "null"}]
    if len(others) == 1:
        kind = others[0].get("type")
        nullable = isinstance(kind, str) and len(others) < len(schemas)
        more = {"type": [kind, "null"]} if nullable else {}
        if nullable and "enum" in others[0]:
            more["enum"] = [*others[0]["enum"], None]
        return others[0] | more
    return {"anyOf": schemas} if all(schemas) else {}
