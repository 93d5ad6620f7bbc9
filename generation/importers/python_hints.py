"""Type hints of results as JSON Schemas: what `get_json_schema` of transformers refuses.

Dataclasses, `TypedDict`s and pydantic models become objects. Their fields are described by
`Annotated[str, "..."]`, by their own `description`, or by the `Attributes:` of the class's docstring. The
schemas are those of what `executors/python_worker` makes of such values.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import decimal
import enum
import inspect
import re
import types
import typing
from collections.abc import Mapping
from typing import Any

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
}
_KINDS = {bool: "boolean", int: "integer", float: "number", str: "string", type(None): "null"}
_ATTRIBUTES = re.compile(
    r"\n[ \t]*(?:Attributes|Args|Fields):[ \t]*\n(.*?)(?=\n[ \t]*\w+:[ \t]*(?:\n|\Z)|\Z)", re.DOTALL
)
_ATTRIBUTE = re.compile(
    r"\n([ \t]*)(\w+)[ \t]*(?:\([^)\n]*\))?:[ \t]*(.*?)(?=\n\1\w+[ \t]*(?:\([^)\n]*\))?:|\Z)", re.DOTALL
)


def is_structured(hint: Any) -> bool:
    """Tell whether a hint is, or holds, a class whose fields can be told."""
    if _is_class(hint):
        return True
    return any(is_structured(part) for part in typing.get_args(hint))


def hint_schema(hint: Any, above: tuple[Any, ...] = ()) -> dict[str, Any]:
    """Return the schema of the JSON that a value of a type becomes; empty where nothing is known of it.

    Args:
        hint: A type hint, evaluated.
        above: The classes it stands in; one within itself is left open.
    """
    if hint in above:
        return {"type": "object"}
    if _is_class(hint):
        return _class_schema(hint, (*above, hint))
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return _one_of([member.value for member in hint])
    origin, parts = typing.get_origin(hint), typing.get_args(hint)
    if origin is None:
        plain = _PLAIN.get(hint) if isinstance(hint, typing.Hashable) else None
        kind = {list: "array", set: "array", tuple: "array", dict: "object"}.get(hint)
        return dict(plain) if plain is not None else {"type": kind} if kind else {}
    if origin is typing.Annotated:
        said = _said(parts[1:])
        return hint_schema(parts[0], above) | ({"description": said} if said else {})
    if origin in (typing.Required, typing.NotRequired, typing.Final, typing.ClassVar):
        return hint_schema(parts[0], above)
    if origin is typing.Literal:
        return _one_of(list(parts))
    if origin in (typing.Union, types.UnionType):
        return _union([hint_schema(part, above) for part in parts])
    if isinstance(origin, type) and issubclass(origin, Mapping):
        values = hint_schema(parts[1], above) if len(parts) == 2 else {}
        return {"type": "object", **({"additionalProperties": values} if values else {})}
    if origin is tuple and parts[-1] is not Ellipsis:
        return {"type": "array", "prefixItems": [hint_schema(part, above) for part in parts]}
    if isinstance(origin, type) and issubclass(origin, typing.Iterable) and parts:
        items = hint_schema(parts[0], above)
        return {"type": "array", **({"items": items} if items else {})}
    return {}


def _is_class(hint: Any) -> bool:
    return isinstance(hint, type) and (
        dataclasses.is_dataclass(hint) or typing.is_typeddict(hint) or _is_model(hint)
    )


def _is_model(hint: Any) -> bool:
    return callable(getattr(hint, "model_json_schema", None))


def _class_schema(hint: Any, above: tuple[Any, ...]) -> dict[str, Any]:
    if _is_model(hint):
        schema: dict[str, Any] = _untitled(hint.model_json_schema(mode="serialization"))
        return schema
    hints = typing.get_type_hints(hint, include_extras=True)
    told = _attributes(hint)
    if dataclasses.is_dataclass(hint):
        own = {field.name: field.metadata.get("description") for field in dataclasses.fields(hint)}
        told |= {name: said for name, said in own.items() if isinstance(said, str)}
        names = required = list(own)
    else:
        names = list(hints)
        required = [name for name in names if _is_required(hint, name, hints[name])]
    properties = {}
    for name in names:
        schema = hint_schema(hints[name], above)
        if name in told:
            schema.setdefault("description", told[name])
        properties[name] = schema
    return {"type": "object", "properties": properties, **({"required": required} if required else {})}


def _is_required(hint: Any, name: str, own: Any) -> bool:
    """Tell whether a `TypedDict` always has a key; of hints that are texts it knows no marks itself."""
    marked = typing.get_origin(own)
    if marked in (typing.Required, typing.NotRequired):
        return marked is typing.Required
    return name in hint.__required_keys__


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
