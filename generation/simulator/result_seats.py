"""Where people sit who travel together: side by side, at the window or the aisle as the call wishes."""

from __future__ import annotations

import re

from .result_scene import Scene

SEATED = re.compile(r"\d{1,2}[A-K]")
_ROW = "ABCDEF"


def seats(heads: int, scene: Scene) -> list[str]:
    """Return seats side by side for so many people, the first of them where the call asks to sit."""
    wish = next((str(given.value) for given in scene.given if "seat" in given.key), "")
    first = scene.rng.choice("AF" if "window" in wish else "CD" if "aisle" in wish else "ABCDE")
    row, place = scene.rng.randint(4, 34), _ROW.index(first)
    order = [*_ROW[place:], *reversed(_ROW[:place])] if place < 3 else [*reversed(_ROW[: place + 1]), *_ROW[place + 1 :]]  # fmt: skip
    return [f"{row + index // 6}{order[index % 6]}" for index in range(heads)]
