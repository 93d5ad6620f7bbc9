"""The process in which a Python module is imported to describe its functions; run by its name.

It is told the module and `*` or a function's name, and writes one JSON object: `{"functions": [...]}`, or
`{"problem": ...}` where the module cannot be imported or has no such function. What the module prints goes
to the error stream.
"""

from __future__ import annotations

import inspect
import json
import os
import sys
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ..python_loading import load
from .python_hints import hint_schema, is_plain, is_structured, json_default


def main(module_name: str, wanted: str) -> None:
    """Import a module, and write what its functions are."""
    answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    try:
        module = load(module_name)
    except BaseException as error:  # a module may raise anything, or exit
        if isinstance(error, KeyboardInterrupt):
            raise
        said = " ".join(str(error).split())[:300]
        document: dict[str, Any] = {"problem": f"cannot be imported: {type(error).__name__}: {said}"}
    else:
        document = _describe_all(module, wanted)
    answer.write(json.dumps(document))
    answer.close()


def _describe_all(module: types.ModuleType, wanted: str) -> dict[str, Any]:
    public = dict(_public(module))
    if wanted != "*":
        found = getattr(module, wanted, None)
        if not inspect.isroutine(found):
            what = "has no function" if found is None else f"has a {type(found).__name__} and no function"
            named = ", ".join(list(public)[:12]) or "none"
            return {"problem": f"{what} {wanted}; its functions: {named}"}
        public = {wanted: found}
    return {"functions": [_describe(name, function) for name, function in public.items()]}


def _public(module: types.ModuleType) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield a module's own functions, or what `__all__` names, in the order they stand there."""
    named = getattr(module, "__all__", None)
    for name in named if named is not None else list(vars(module)):
        value = getattr(module, name, None)
        is_own = named is not None or getattr(value, "__module__", None) == module.__name__
        if is_own and not name.startswith("_") and inspect.isfunction(value):
            yield name, value


def _describe(name: str, function: Callable[..., Any]) -> dict[str, Any]:
    """Return a function's schema with its defaults, or why it has none."""
    from transformers.utils.chat_template_utils import get_json_schema

    try:
        plain, own, results = _without_classes(function)
        schema: dict[str, Any] = get_json_schema(plain)["function"]
        signature = inspect.signature(function)
    except Exception as error:  # hints that cannot be evaluated raise whatever they raise
        return {"name": name, "problem": f"{type(error).__name__}: {' '.join(str(error).split())[:300]}"}
    kinds = [parameter.kind for parameter in signature.parameters.values()]
    if inspect.Parameter.POSITIONAL_ONLY in kinds:
        return {"name": name, "problem": "has positional-only parameters, which cannot be given by name"}
    properties = schema.get("parameters", {}).get("properties", {})
    for key, parameter in signature.parameters.items():
        if key not in properties:
            continue
        if key in own:
            properties[key] = own[key] | {"description": _both(properties[key]["description"], own[key])}
        default = json_default(parameter.default)
        if default is not None:
            properties[key]["default"] = default
    if results:
        said = {key: value for key, value in schema.get("return", {}).items() if key == "description"}
        schema["return"] = results | said
    return {**schema, "name": name}


def _both(said: str, own: Mapping[str, Any]) -> str:
    """Return what a parameter is, and what the numbers of its `Enum` stand for if it is one."""
    return f"{said} ({own['description']})" if "enum" in own and own.get("description") else said


def _without_classes(
    function: Callable[..., Any],
) -> tuple[Callable[..., Any], dict[str, dict[str, Any]], dict[str, Any]]:
    """Return a function with plain hints for `get_json_schema`, and the schemas of the real ones.

    The second are schemas of parameters by name, the third that of the result, empty where the function's
    own hint will do.
    """
    if not isinstance(function, types.FunctionType):
        return function, {}, {}
    hints = typing.get_type_hints(function, include_extras=True)
    plain: dict[str, Any] = typing.get_type_hints(function)
    own = {}
    for name, hint in hints.items():
        if name != "return" and not is_plain(plain[name]) and (schema := hint_schema(hint, taken=True)):
            own[name] = schema
            plain[name] = str
    results = hint_schema(hints["return"]) if is_structured(hints.get("return")) else {}
    if not own and not results:
        return function, {}, {}
    made = types.FunctionType(
        function.__code__,
        function.__globals__,
        function.__name__,
        function.__defaults__,
        function.__closure__,
    )
    made.__kwdefaults__, made.__doc__ = function.__kwdefaults__, function.__doc__
    made.__annotations__ = plain | ({"return": dict} if results else {})
    return made, own, results


if __name__ == "__main__":
    main(*sys.argv[1:3])
