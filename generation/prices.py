"""The price table: what a model costs for a million tokens read, and for a million written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from . import config_values as read

_EXPECTED = (
    "{MODEL: {input: PRICE, output: PRICE}} per million tokens (MODEL=INPUT/OUTPUT,... on the command line), "
    "each price a number of at least 0"
)


@dataclass(frozen=True, slots=True)
class Price:
    """What a model costs, in any one currency for a million tokens.

    Args:
        input: For tokens read.
        output: For tokens written.
    """

    input: float
    output: float

    def to_plain(self) -> dict[str, float]:
        """Return the form that stands in a configuration file."""
        return {"input": self.input, "output": self.output}


def prices(value: Any) -> dict[str, Price]:
    """Read a price table.

    Raises:
        ValueError: If it is none; says what was expected.
    """
    if isinstance(value, str):
        value = [value]
    if isinstance(value, Sequence):
        value = dict(_named(piece) for text in value for piece in str(text).split(","))
    if not isinstance(value, Mapping):
        raise ValueError(_EXPECTED)
    return {read.text(model): _price(one) for model, one in value.items()}


def _named(piece: str) -> tuple[str, Any]:
    model, equals, given = piece.rpartition("=")
    reading, slash, writing = given.partition("/")
    if not equals or not slash:
        raise ValueError(_EXPECTED)
    return model, {"input": reading, "output": writing}


def _price(given: Any) -> Price:
    if isinstance(given, Price):
        return given
    if not isinstance(given, Mapping) or set(given) != {"input", "output"}:
        raise ValueError(_EXPECTED)
    try:
        return Price(read.number(0)(given["input"]), read.number(0)(given["output"]))
    except ValueError as error:
        raise ValueError(_EXPECTED) from error
