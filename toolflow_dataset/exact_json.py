"""JSON text that `datasets` reads back exactly.

`datasets.Json` decodes with pandas' ujson, which is off by one unit in the last place for about one decimal
number in two hundred (`-0.3` comes back as `-0.30000000000000004`) and refuses integers beyond 64 bits. An
argument that has changed no longer matches what the user said, so numbers are spelled in a way that this
decoder reads right.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import Any

from datasets import Json

from .errors import SchemaError

_DECODER = Json()


def encode_exact(value: Any) -> str:
    """Return JSON text from which `datasets` decodes the same value.

    Raises:
        SchemaError: If it holds something no JSON reader of `datasets` can return: an integer beyond 64 bits,
            an infinite number, half a surrogate pair, or nesting too deep.
    """
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        text.encode()
    except (ValueError, RecursionError) as error:
        raise SchemaError(f"cannot be stored as JSON: {error}") from error
    if _decodes_to(text, value):
        return text
    text = _spell(value)
    try:
        _DECODER.decode_example(text)
    except ValueError as error:
        raise SchemaError(f"cannot be read back from JSON: {error}") from error
    return text


def _decodes_to(text: str, value: Any) -> bool:
    try:
        return bool(_DECODER.decode_example(text) == value)
    except ValueError:
        return False


def _spell(value: Any) -> str:
    match value:
        case dict():
            return "{" + ",".join(f"{_spell(key)}:{_spell(item)}" for key, item in value.items()) + "}"
        case list() | tuple():
            return "[" + ",".join(map(_spell, value)) + "]"
        case float():
            return _spell_float(value)
        case int() if not -(2**63) <= value < 2**64:
            raise SchemaError(f"the integer {value} does not fit in 64 bits")
        case _:
            return json.dumps(value, ensure_ascii=False)


@lru_cache(maxsize=4096)
def _spell_float(value: float) -> str:
    """Return the first spelling of a finite float that decodes exactly, or the plain one if none does."""
    return next((text for text in _spellings(value) if _decodes_to(text, value)), repr(value))


def _spellings(value: float) -> Iterator[str]:
    """Yield ways to write the same decimal: the point at each place, then trailing zeros."""
    assert math.isfinite(value)
    yield repr(value)
    sign, digits, exponent = Decimal(repr(value)).as_tuple()
    assert isinstance(exponent, int)
    minus, number = "-" * sign, "".join(map(str, digits))
    yield f"{minus}{number}e{exponent}"
    for point in range(1, len(number)):
        yield f"{minus}{number[:point]}.{number[point:]}e{exponent + len(number) - point}"
    for zeros in range(1, 8):
        yield f"{minus}{number}{'0' * zeros}e{exponent - zeros}"
