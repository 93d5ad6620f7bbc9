"""What has a battery, and how full it is: a machine on the mains has none, and none charges itself between two requests."""

from __future__ import annotations

import re
from typing import Any

from .result_scene import Key, Scene, plain_key, spaced
from .semantics import Slot
from .value_fit import put_near

_MAINS = re.compile(
    r"(?i)wash|dryer|dishwasher|oven|fridge|freez|refrigerator|\btv\b|televis|router|lamp|light\b|boiler|heater"
    r"|air.?con|microwave|stove|socket|\bplug\b|kettle|coffee"
)


def charge(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Leave out the charge of what is on the mains, and let that of anything else be a little less than last told."""
    for name, slot in slots.items():
        value = made.get(name)
        if "batter" not in name.lower() or isinstance(value, bool) or not isinstance(value, (int, float)):
            continue
        sort = next(
            (str(made[each]) for each, one in slots.items() if one.kind == "enum" and each in made), ""
        )
        if _MAINS.search(sort or spaced(scene.tool.name)):
            if not slot.required:
                del made[name]
            continue
        before = _told(plain_key(name), sort, scene)
        if before is not None:
            put_near(made, slot, max(before - (0 if scene.asks else scene.rng.randint(1, 6)), 0))


def _told(key: Key, sort: str, scene: Scene) -> float | None:
    """Return the charge last told of the one device of a sort, by a tool that is about it or in a list; else None."""
    for done in reversed(scene.calls):
        if done.error is not None or not isinstance(done.result, dict):
            continue
        own = done.name == scene.tool.name if not sort else sort.lower() in spaced(done.name)
        level = _level(done.result, key) if own else None
        if level is not None:
            return level
        lists = (each for each in done.result.values() if isinstance(each, list) and not sort)
        rows = [row for each in lists for row in each if isinstance(row, dict) and _is_of(row, scene)]
        level = _level(rows[0], key) if len(rows) == 1 else None
        if level is not None:
            return level
    return None


def _level(node: dict[str, Any], key: Key) -> float | None:
    return next(
        (
            value
            for name, value in node.items()
            if plain_key(name) == key and isinstance(value, (int, float)) and not isinstance(value, bool)
        ),
        None,
    )


def _is_of(row: dict[str, Any], scene: Scene) -> bool:
    """Tell whether a row is of the sort that the tool's name names: a vacuum, of `start_vacuum`."""
    words = spaced(scene.tool.name).split()
    return any(isinstance(value, str) and value.lower() in words for value in row.values())
