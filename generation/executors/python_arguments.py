"""The arguments of a call as a Python function wants them: a dataclass, an `Enum` or a date, not their JSON.

A value that is no JSON of its type is refused with its path. Plain parameters (`int`, `list[str]`) are
passed on as they came, as is what stands under a hint that nothing is known of.
"""

from __future__ import annotations

import collections
import datetime as dt
import decimal
import enum
import pathlib
import types
import typing
import uuid
from collections.abc import Callable, Iterable, Mapping, MutableSet, Set
from typing import Any

from ..python_classes import is_class, is_enum, is_model, taken_fields, values_of, without_marks

_LONGEST_SHOWN = 60
_FROM_TEXT: dict[Any, tuple[Callable[[str], Any], str]] = {
    dt.datetime: (dt.datetime.fromisoformat, "a date and time such as 2025-01-31T12:00:00"),
    dt.date: (dt.date.fromisoformat, "a date such as 2025-01-31"),
    dt.time: (dt.time.fromisoformat, "a time such as 12:00"),
    uuid.UUID: (uuid.UUID, "a UUID"),
    pathlib.Path: (pathlib.Path, "a path"),
    pathlib.PurePath: (pathlib.PurePath, "a path"),
}
_SCALARS = {str: "a text", bool: "true or false", int: "an integer", float: "a number", type(None): "null"}
_LISTS: tuple[Any, ...] = (tuple, set, frozenset, collections.deque)
_SETS: tuple[Any, ...] = (Set, MutableSet)


class ArgumentError(ValueError):
    """An argument that is no JSON of its parameter's type; the message says which, and what was expected."""


class Parameters:
    """The parameters of a function whose arguments have to be made.

    Args:
        function: The function; where its hints cannot be evaluated, its arguments stay as they are.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        try:
            hints = typing.get_type_hints(function, include_extras=True)
        except Exception:  # hints that cannot be evaluated raise whatever they raise
            hints = {}
        self._hints = {name: hint for name, hint in hints.items() if name != "return" and has_classes(hint)}

    def made(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Return the arguments as the function wants them.

        Raises:
            ArgumentError: If one cannot be made.
        """
        return {
            name: make(value, self._hints[name], name) if name in self._hints else value
            for name, value in arguments.items()
        }


def has_classes(hint: Any) -> bool:
    """Tell whether what JSON holds for a hint is something else than what the hint says."""
    hint = without_marks(hint)
    if typing.get_origin(hint) is typing.Literal:
        return False
    kind = typing.get_origin(hint) or hint
    if is_class(hint) or is_enum(hint) or kind in _FROM_TEXT or kind in (dt.timedelta, decimal.Decimal):
        return True
    if kind in (*_LISTS, *_SETS):
        return True
    return any(has_classes(part) for part in typing.get_args(hint))


def make(value: Any, hint: Any, path: str) -> Any:
    """Return the object that a JSON value stands for under a hint.

    Raises:
        ArgumentError: If it stands for none.
    """
    hint = without_marks(hint)
    if is_class(hint):
        return _object(value, hint, path)
    if is_enum(hint):
        return _member(value, hint, path)
    if hint in (None, *_SCALARS):
        return _scalar(value, hint or type(None), path)
    if isinstance(hint, type) and hint in _FROM_TEXT:
        read, wanted = _FROM_TEXT[hint]
        return _read(read, value if isinstance(value, str) else None, value, wanted, path)
    if hint in (dt.timedelta, decimal.Decimal):
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if hint is dt.timedelta:
            seconds = value if is_number else None
            return _read(lambda each: dt.timedelta(seconds=each), seconds, value, "a number of seconds", path)
        return _read(decimal.Decimal, str(value) if is_number else value, value, "a number", path)
    origin, parts = typing.get_origin(hint) or hint, typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return _either(value, parts, path)
    if origin is typing.Literal:
        if not any(type(value) is type(each) and value == each for each in parts):
            _refuse(value, f"one of {', '.join(map(repr, parts))}", path)
        return value
    if not isinstance(origin, type) or origin is object:
        return value
    if issubclass(origin, Mapping):
        return _mapping(value, parts, path)
    if issubclass(origin, Iterable) and origin not in (str, bytes, bytearray):
        return _items(value, origin, parts, path)
    return value


def _object(value: Any, hint: Any, path: str) -> Any:
    if is_model(hint):
        return _model(value, hint, path)
    if not isinstance(value, Mapping):
        _refuse(value, f"an object ({hint.__name__})", path)
    fields = {field.name: field for field in taken_fields(hint)}
    if unknown := [name for name in value if name not in fields]:
        has = ", ".join(fields) or "none"
        raise ArgumentError(f"{path}: {hint.__name__} has no field {unknown[0][:60]!r}; its fields: {has}")
    if missing := [name for name, field in fields.items() if field.is_required and name not in value]:
        raise ArgumentError(f"{path}: {hint.__name__} needs {', '.join(missing)}")
    given = {name: make(each, fields[name].hint, f"{path}.{name}") for name, each in value.items()}
    return _checked(lambda: hint(**given), path)


def _model(value: Any, hint: Any, path: str) -> Any:
    try:
        return hint.model_validate(value)
    except ValueError as error:
        told = getattr(error, "errors", None)
        if not callable(told):
            raise ArgumentError(f"{path}: {error}") from error
        said = [
            "".join([path, *(f"[{each}]" if isinstance(each, int) else f".{each}" for each in one["loc"])])
            + f": {one['msg']}"
            for one in told(include_url=False, include_context=False, include_input=False)[:3]
        ]
        raise ArgumentError("; ".join(said)) from error


def _checked(make_it: Callable[[], Any], path: str) -> Any:
    """Return an object, or say which it is that its class refuses to make."""
    try:
        return make_it()
    except Exception as error:  # a class refuses by whatever it raises
        raise ArgumentError(f"{path}: {type(error).__name__}: {error}") from error


def _member(value: Any, hint: type[enum.Enum], path: str) -> Any:
    by_value = values_of(hint)
    for each, member in by_value.items():
        if each == value and isinstance(value, str) == isinstance(each, str) and not isinstance(value, bool):
            return member
    return _refuse(value, f"one of {', '.join(map(repr, by_value))}", path)


def _scalar(value: Any, hint: type, path: str) -> Any:
    if hint is int and isinstance(value, float) and value.is_integer():
        return int(value)
    if hint is float and type(value) is int:
        return float(value)
    if type(value) is not hint:
        _refuse(value, _SCALARS[hint], path)
    return value


def _read(read: Callable[[Any], Any], given: Any, value: Any, wanted: str, path: str) -> Any:
    """Return what a text or number is read as; `given` is None where the value is neither."""
    if given is None:
        _refuse(value, wanted, path)
    try:
        return read(given)
    except (ValueError, TypeError, ArithmeticError):
        return _refuse(value, wanted, path)


def _either(value: Any, parts: tuple[Any, ...], path: str) -> Any:
    """Return a value as the first of several hints that it is a value of, its own plain type before all."""
    if type(value) in parts and type(value) in _SCALARS:
        return value
    refused = []
    for part in parts:
        try:
            return make(value, part, path)
        except ArgumentError as error:
            refused.append((part, error))
    told = [error for part, error in refused if part not in (None, type(None))]
    if len(told) == 1:
        raise told[0]
    raise ArgumentError("; or ".join(map(str, told))[:500])


def _mapping(value: Any, parts: tuple[Any, ...], path: str) -> Any:
    if not isinstance(value, Mapping):
        _refuse(value, "an object", path)
    keys, values = parts if len(parts) == 2 else (Any, Any)
    return {_key(name, keys, path): make(each, values, f"{path}.{name[:40]}") for name, each in value.items()}


def _key(name: str, hint: Any, path: str) -> Any:
    """Return the key that a name in JSON, which is always a text, stands for."""
    hint = without_marks(hint)
    if hint in (int, float):
        return _read(hint, name, name, f"names that are {_SCALARS[hint]}", path)
    return make(name, hint, path) if has_classes(hint) else name


def _items(value: Any, origin: type, parts: tuple[Any, ...], path: str) -> Any:
    if not isinstance(value, list):
        _refuse(value, "a list", path)
    if origin is tuple and parts and parts[-1] is not Ellipsis:
        if len(value) != len(parts):
            _refuse(value, f"a list of {len(parts)}", path)
        hints = parts
    else:
        hints = (parts[0] if parts else Any,) * len(value)
    items = [
        make(each, hint, f"{path}[{i}]") for i, (each, hint) in enumerate(zip(value, hints, strict=True))
    ]
    if origin in _LISTS:
        return _checked(lambda: origin(items), path)  # type: ignore[call-arg]
    return _checked(lambda: set(items), path) if origin in _SETS else items


def _refuse(value: Any, wanted: str, path: str) -> typing.NoReturn:
    shown = repr(value)
    shown = shown if len(shown) <= _LONGEST_SHOWN else f"{shown[:_LONGEST_SHOWN]}..."
    raise ArgumentError(f"{path}: expected {wanted}, got {shown}")
