"""What is wrong with a call."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a call.

    Args:
        reason: Slug that faults are counted by.
        detail: What came and what was expected.
    """

    reason: str
    detail: str
