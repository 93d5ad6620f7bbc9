"""Counts with their noun in the right number."""

from __future__ import annotations


def counted(count: int, one: str, many: str | None = None) -> str:
    """Return such as `1 edge` or `2,000 edges`; `many` is the plural if it is not `one` with an s."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
