"""Checks of the numbers that building a graph and sampling from it are given in Python."""

from __future__ import annotations

import operator
from numbers import Real
from typing import Any

from toolflow_dataset.errors import ConfigError


def whole_number(name: str, value: Any, low: int) -> int:
    """Return a whole number of at least `low`; numpy's will do, `True` and `2.0` will not.

    Raises:
        ConfigError: If it is none; names the setting.
    """
    try:
        number = None if isinstance(value, bool) else operator.index(value)
    except TypeError:
        number = None
    if number is None or number < low:
        raise ConfigError(f"{name}: got {value!r}, expected a whole number of at least {low}")
    return number


def build_settings(
    threshold: Any, max_document_frequency: Any, depth: Any
) -> tuple[float, float | None, int]:
    """Return the settings of a build, checked; they are those of `build_tool_graph`.

    Raises:
        ConfigError: If one is not a number or out of range; names the setting.
    """
    # written so that nan is out of range
    if not (_is_number(threshold) and 0 < threshold < 1):
        raise ConfigError(
            f"threshold: got {threshold!r}, expected a cosine above 0 and below 1, such as 0.82"
        )
    if max_document_frequency is not None and not (
        _is_number(max_document_frequency) and 0 < max_document_frequency <= 1
    ):
        raise ConfigError(
            f"max_document_frequency: got {max_document_frequency!r}, expected a share above 0 and up to 1, "
            "such as 0.02, or none to keep boilerplate"
        )
    share = None if max_document_frequency is None else float(max_document_frequency)
    return float(threshold), share, whole_number("depth", depth, 1)


def _is_number(value: Any) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)
