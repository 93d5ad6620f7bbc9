"""Classes that stand for JSON objects: dataclasses, `TypedDict`s, named tuples and pydantic models.

What their fields are is asked by who describes them (`importers/python_hints`) and by who makes them of the
arguments of a call (`executors/python_arguments`), so that both mean the same.
"""

from __future__ import annotations

import dataclasses
import enum
import inspect
import typing
from collections.abc import Iterator
from typing import Any

EMPTY = inspect.Parameter.empty
MARKS = (typing.Required, typing.NotRequired, typing.Final, typing.ClassVar)


@dataclasses.dataclass(frozen=True, slots=True)
class TakenField:
    """A field that is given to make an object.

    Args:
        name: Its name.
        hint: Its type.
        is_required: Whether it has to be given.
        default: What it is otherwise; `EMPTY` where that is not known.
    """

    name: str
    hint: Any
    is_required: bool
    default: Any = EMPTY


def is_model(hint: Any) -> bool:
    """Tell whether a hint is a pydantic model, or another class that describes itself as one."""
    return isinstance(hint, type) and callable(getattr(hint, "model_json_schema", None))


def is_named_tuple(hint: Any) -> bool:
    """Tell whether a hint is a named tuple."""
    return isinstance(hint, type) and issubclass(hint, tuple) and hasattr(hint, "_fields")


def is_class(hint: Any) -> bool:
    """Tell whether a hint is a class whose fields can be told."""
    return isinstance(hint, type) and (
        dataclasses.is_dataclass(hint) or typing.is_typeddict(hint) or is_model(hint) or is_named_tuple(hint)
    )


def is_enum(hint: Any) -> bool:
    """Tell whether a hint is an `Enum`."""
    return isinstance(hint, type) and issubclass(hint, enum.Enum)


def taken_fields(hint: Any) -> Iterator[TakenField]:
    """Yield what is given to make an object of a dataclass, `TypedDict` or named tuple, in its order.

    Raises:
        NameError: If a hint of the class cannot be evaluated.
    """
    hints = typing.get_type_hints(hint, include_extras=True)
    if typing.is_typeddict(hint):
        for name, own in hints.items():
            yield TakenField(name, own, is_required_key(hint, name, own))
    elif is_named_tuple(hint):
        for name in hint._fields:
            default = hint._field_defaults.get(name, EMPTY)
            yield TakenField(name, hints.get(name, Any), default is EMPTY, default)
    else:
        told = {field.name: field for field in dataclasses.fields(hint)}
        for name, parameter in inspect.signature(hint).parameters.items():
            if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
                continue
            own = hints.get(name, Any)
            own = own.type if isinstance(own, dataclasses.InitVar) else own
            is_made = name in told and told[name].default_factory is not dataclasses.MISSING
            default = EMPTY if is_made else parameter.default
            yield TakenField(name, own, parameter.default is EMPTY, default)


def is_required_key(hint: Any, name: str, own: Any) -> bool:
    """Tell whether a `TypedDict` always has a key; of hints that are texts it knows no marks itself."""
    marked = typing.get_origin(own)
    if marked in (typing.Required, typing.NotRequired):
        return marked is typing.Required
    return name in hint.__required_keys__


def values_of(hint: type[enum.Enum]) -> dict[Any, enum.Enum]:
    """Return the members of an `Enum` by what JSON has for them: values, or names where values are none."""
    members = list(hint)
    if all(type(member.value) in (str, int, float) for member in members):
        return {member.value: member for member in members}
    return {member.name: member for member in members}


def without_marks(hint: Any) -> Any:
    """Return a hint without `Annotated`, `Required` and their like, and a `NewType` as what it is of."""
    while True:
        if isinstance(hint, typing.NewType):
            hint = hint.__supertype__
        elif typing.get_origin(hint) is typing.Annotated or typing.get_origin(hint) in MARKS:
            hint = typing.get_args(hint)[0]
        else:
            return hint
