"""Ordered tables of patterns in which the first one found in a text decides, as the drawing rules use them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Generic, TypeVar

_T = TypeVar("_T")
_TEXTS = 8192


class Cues(Generic[_T]):
    r"""A table of patterns and what each decides; what a text decides is remembered.

    Args:
        rows: Pattern and item; the order counts.
        words: Whether a pattern is found only where a word begins (`\b` before it).
    """

    def __init__(self, rows: Iterable[tuple[str, _T]], words: bool = False) -> None:
        start = r"\b" if words else ""
        self._rows = tuple((re.compile(f"{start}(?:{pattern})"), item) for pattern, item in rows)
        self._remembered = lru_cache(_TEXTS)(self._look)

    def first(self, *texts: str) -> _T | None:
        """Return the item of the first pattern found in the first text, else in the next; None if there is none."""
        for text in texts:
            item = self._remembered(text)
            if item is not None:
                return item
        return None

    def _look(self, text: str) -> _T | None:
        return next((item for pattern, item in self._rows if pattern.search(text)), None)
