"""Calls written as Python, `[f(a=1), g(b="x")]`, read without running anything.

What counts as a value is what BFCL counts: literals, the name of a variable or a call without keywords as the
text it is, arithmetic as its result; positional arguments are passed over. Anything else spoils the answer.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable
from typing import Any

from .decoding import Call, Decoded

_DEEPEST = 200  # levels of brackets; the parser of Python itself gives up a little later
_LARGEST_POWER = 10_000
_LONGEST_REPEATED = 100_000
_WIDE = re.compile(r"\*|\d{4}")  # a width in a format, which may ask for any length


class _Unreadable(Exception):
    """An expression that is no value; its text says what it is."""


def read_python_calls(text: str) -> Decoded:
    """Read one call, or a list of calls, that a text consists of; back-quotes around it are passed over."""
    text = text.strip("`\n ")
    text = text if text.startswith("[") else f"[{text}"
    text = text if text.endswith("]") else f"{text}]"
    try:
        tree = ast.parse(text.strip("'"), mode="eval").body
        elements = getattr(tree, "elts", [tree])
        if not all(isinstance(each, ast.Call) for each in elements):
            return Decoded(None, f"not a list of calls: {text[:200]!r}")
        return Decoded(tuple(_call(each) for each in elements))
    except _Unreadable as error:
        return Decoded(None, f"a value cannot be read: {error}")
    except (SyntaxError, ValueError, TypeError, MemoryError, RecursionError) as error:
        return Decoded(None, f"not Python ({error}): {text[:200]!r}")


def _call(node: ast.Call) -> Call:
    parts = []
    function = node.func
    while isinstance(function, ast.Attribute):
        parts.append(function.attr)
        function = function.value
    if isinstance(function, ast.Name):
        parts.append(function.id)
    arguments: dict[Any, Any] = {keyword.arg: _value(keyword.value) for keyword in node.keywords}
    return Call(".".join(reversed(parts)), arguments)


def _value(node: ast.expr | None, depth: int = 0) -> Any:
    if depth > _DEEPEST:
        raise _Unreadable("brackets nested too deeply")
    match node:
        case ast.Constant(value):
            return "..." if value is Ellipsis else value
        case ast.UnaryOp(operand=ast.Constant(value)):
            return _SIGNS[ast.USub](value)  # whatever the operator is, as BFCL has it
        case ast.List(elements):
            return [_value(each, depth + 1) for each in elements]
        case ast.Tuple(elements):
            return tuple(_value(each, depth + 1) for each in elements)
        case ast.Dict(keys, values):
            pairs = zip(keys, values, strict=True)
            return {_value(key, depth + 1): _value(value, depth + 1) for key, value in pairs}
        case ast.Name(name):
            return name
        case ast.Call(keywords=[]) | ast.Subscript():
            return ast.unparse(node)
        case ast.Call():
            inner = _call(node)
            return {inner.name: inner.arguments}
        case ast.BinOp():
            return _arithmetic(node)
    raise _Unreadable(ast.unparse(node)[:100] if node else "**")


_OPERATORS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
    ast.BitOr: operator.or_,
    ast.BitAnd: operator.and_,
    ast.BitXor: operator.xor,
    ast.RShift: operator.rshift,
}
_SIGNS: dict[type[ast.unaryop], Callable[[Any], Any]] = {ast.USub: operator.neg, ast.UAdd: operator.pos}


def _arithmetic(node: ast.expr, depth: int = 0) -> Any:
    """Return the result of arithmetic on literals, with no operand or result beyond measure."""
    if depth > _DEEPEST:
        raise _Unreadable("arithmetic nested too deeply")
    match node:
        case ast.Constant(value):
            return value
        case ast.UnaryOp(op, operand) if type(op) in _SIGNS:
            return _SIGNS[type(op)](_arithmetic(operand, depth + 1))
        case ast.List(elements):
            return [_arithmetic(each, depth + 1) for each in elements]
        case ast.Tuple(elements):
            return tuple(_arithmetic(each, depth + 1) for each in elements)
        case ast.BinOp(left, op, right) if type(op) in _OPERATORS:
            one, other = _arithmetic(left, depth + 1), _arithmetic(right, depth + 1)
            if _too_large(op, one, other):
                raise _Unreadable("a result beyond measure")
            try:
                return _OPERATORS[type(op)](one, other)
            except ArithmeticError as error:
                raise _Unreadable(str(error)) from error
    raise _Unreadable(ast.unparse(node)[:100])


def _too_large(op: ast.operator, one: Any, other: Any) -> bool:
    """Tell whether a result might take more memory or time than any sensible value."""
    numbers = isinstance(one, (int, float, complex)) and isinstance(other, (int, float, complex))
    if isinstance(op, ast.Pow):
        whole = isinstance(one, int) and isinstance(other, int)
        return whole and abs(other) * max(1, one.bit_length()) > _LARGEST_POWER
    if isinstance(op, ast.Mult) and not numbers:
        sizes = [len(each) if hasattr(each, "__len__") else abs(each) for each in (one, other)]
        return sizes[0] * sizes[1] > _LONGEST_REPEATED
    if isinstance(op, ast.Mult):
        return any(isinstance(each, int) and each.bit_length() > _LARGEST_POWER for each in (one, other))
    return isinstance(op, ast.Mod) and isinstance(one, (str, bytes)) and bool(_WIDE.search(str(one)))
