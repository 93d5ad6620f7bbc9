"""Words for the weather and its degrees agree: no snow at 24 degrees, no rain in hard frost."""

from __future__ import annotations

import re
from typing import Any

from .result_scene import Scene
from .semantics import Slot
from .value_fit import put

_OUTDOORS = re.compile(r"(?i)weather|forecast|climate|temperature")
_DEGREES = re.compile(r"(?i)temp|high|low\b|_low|feels")
_COLD = re.compile(r"snow|\bice|icy|cold|freez|gloves|warm coat|sleet", re.IGNORECASE)
_HOT = re.compile(r"\bhot\b|heat|sun cream|humid and|scorch", re.IGNORECASE)
_FROZEN = re.compile(rf"{_HOT.pattern}|\brain|drizzle|thunder|shower", re.IGNORECASE)


def climate(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Let words for the weather agree with its temperatures: no snow at 24 degrees."""
    if not _OUTDOORS.search(scene.owner):
        return
    rows = [
        made,
        *(
            row
            for value in made.values()
            if isinstance(value, list)
            for row in value
            if isinstance(row, dict)
        ),
    ]
    degrees = [
        value for row in rows for name, value in row.items() if _DEGREES.search(name) and _is_number(value)
    ]
    if not degrees:
        return
    warmest = max(degrees)
    if (
        any(
            "fahrenheit" in str(item.value).lower() or "imperial" in str(item.value).lower()
            for item in scene.given
        )
        and warmest > 38
    ):
        warmest = (warmest - 32) * 5 / 9
    for name, slot in slots.items():
        options, value = slot.schema.get("enum"), made.get(name)
        if not isinstance(options, list) or not isinstance(value, str):
            continue
        wrong = _COLD if warmest > 12 else _FROZEN if warmest < -1 else _HOT if warmest < 20 else None
        if wrong is not None and wrong.search(value):
            fitting = [option for option in options if isinstance(option, str) and not wrong.search(option)]
            if fitting:
                made[name] = scene.rng.choice(fitting)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def feels(made: dict[str, Any], slots: dict[str, Slot], _scene: Scene) -> None:
    """Keep what the air feels like near what it is."""
    felt = next((name for name in made if "feel" in name.lower()), None)
    real = next((name for name in made if "temp" in name.lower() and name != felt), None)
    if (
        felt
        and real
        and isinstance(made[felt], (int, float))
        and isinstance(made[real], (int, float))
        and abs(made[felt] - made[real]) > 4
    ):
        value = made[real] - 1.5
        put(made, slots[felt], round(value) if isinstance(made[felt], int) else round(value, 1))


_WET = re.compile(r"(?i)\brain|drizzl|shower|thunder|storm|snow|sleet|fog|mist")
_DRY = re.compile(r"(?i)clear|sunny|\bsun\b|fair")


def damp(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Let the air be damp in rain and fog, and not under a clear sky."""
    sky = " ".join(value for name, value in made.items() if isinstance(value, str) and _SKY.search(name))
    low, high = (72, 97) if _WET.search(sky) else (25, 65) if _DRY.search(sky) else (0, 100)
    for name, slot in slots.items():
        value = made.get(name)
        if "humid" in name.lower() and isinstance(value, (int, float)) and not low <= value <= high:
            put(made, slot, scene.rng.randint(low, high))


_SKY = re.compile(r"(?i)sky|condition|weather|summary|description|cloud")
