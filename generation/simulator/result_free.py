"""Times when all are free: they follow one another, for two that overlap would be one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from .result_days import part_of
from .result_scene import Scene
from .semantics import Slot

_FROM = re.compile(r"(?i)(?:start|begin|from|slot|time|hour)")
_UNTIL = re.compile(r"(?i)(?:^|_)(?:ends?|until|to|before|latest)(?:_|$)")
_CLOCK = re.compile(r"[012]\d:[0-5]\d")
_FREE = re.compile(r"(?i)free|avail|vacan|\bopen|slot")


def apart(out: list[dict[str, Any]], fields: Sequence[Slot], scene: Scene) -> None:
    """Let times that are free follow one another: two that overlap would be one; in place."""
    begins = next((slot.name for slot in fields if slot.kind == "time" and _FROM.match(slot.name)), "")
    ends = next((slot.name for slot in fields if slot.kind == "time" and _UNTIL.search(slot.name)), "")
    clocks = [_CLOCK.match(str(row.get(name))) for row in out for name in (begins, ends)]
    if not begins or not ends or not scene.asks or not all(clocks) or not _FREE.search(scene.owner):
        return
    out.sort(key=lambda row: str(row[begins]))
    free, part = 0, part_of(scene)
    kept: list[dict[str, Any]] = []
    for row in out:
        start, end = (_minutes(str(row[name])) for name in (begins, ends))
        later = max(start, free)
        if part is not None and later // 60 > part[1]:
            continue
        if (
            end <= start
            or (later > start and later + end - start > 20 * 60)
            or (later - start > 180 and kept)
        ):
            continue
        for name, at in ((begins, later), (ends, later + end - start)):
            row[name] = f"{at // 60:02d}:{at % 60:02d}" + str(row[name])[5:]
        free = -(-(later + end - start) // 30) * 30 + 30 * scene.rng.randint(1, 3)
        kept.append(row)
    out[:] = kept or out[:1]


def _minutes(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:5])
