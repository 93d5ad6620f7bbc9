"""What a parameter's declared type means: the Python type that its values must have once they are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from toolflow_dataset.errors import SchemaError

from .categories import Language

_PYTHON: dict[str, type] = {
    "string": str,
    "integer": int,
    "float": float,
    "boolean": bool,
    "array": list,
    "tuple": list,
    "dict": dict,
    "any": str,
}
_JAVA: dict[str, type] = {
    "byte": int,
    "short": int,
    "integer": int,
    "long": int,
    "float": float,
    "double": float,
    "boolean": bool,
    "char": str,
    "String": str,
    "any": str,
    "Array": list,
    "ArrayList": list,
    "HashMap": dict,
}
_JAVASCRIPT: dict[str, type] = {
    "String": str,
    "integer": int,
    "Bigint": int,
    "float": float,
    "Boolean": bool,
    "dict": dict,
    "array": list,
    "any": str,
}
_TYPES: dict[Language, dict[str, type]] = {"python": _PYTHON, "java": _JAVA, "javascript": _JAVASCRIPT}
_WITH_ITEMS = {"array", "tuple", "Array", "ArrayList"}


@dataclass(frozen=True, slots=True)
class Declared:
    """A parameter's type.

    Args:
        name: As the function's description has it, in its language.
        value_type: The Python type of a value of it, exactly: a boolean is no integer.
        item_name: The same of a list's items; empty where it is no list.
        item_type: None where it is no list.
    """

    name: str
    value_type: type
    item_name: str = ""
    item_type: type | None = None


def declared(schema: Mapping[str, Any], language: Language, place: str) -> Declared:
    """Return what a parameter is declared to be.

    Args:
        schema: Of the parameter, in BFCL's own form.
        language: Of the function.
        place: Function and parameter, for errors.

    Raises:
        SchemaError: If it names a type that BFCL's rules do not know.
    """
    types = _TYPES[language]
    items = schema.get("items")
    try:
        name = schema["type"]
        if name not in _WITH_ITEMS:
            return Declared(name, types[name])
        return Declared(name, types[name], items["type"], types[items["type"]])  # type: ignore[index]
    except (KeyError, TypeError) as error:
        raise SchemaError(
            f"{place}: expected one of the {language} types {', '.join(types)}, with the type of its `items` "
            f"if it is a list, got {dict(schema)!r:.200}"
        ) from error
