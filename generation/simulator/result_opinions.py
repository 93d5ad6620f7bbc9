"""What reviews say: praise with many stars, complaints with few, of goods or of a place."""

from __future__ import annotations

import re
from typing import Any

from .result_scene import Scene, plain_key
from .semantics import Slot
from .value_fit import put
from .value_numbers import bounds

_REVIEWED = re.compile(r"(?i)reviews?\b|feedback|testimonial")
_STARS = frozenset("star rating score".split())
_WRITTEN = frozenset("comment text body content review feedback".split())
_STAY = re.compile(
    r"(?i)hotel|restaurant|stay|hostel|place|cafe|venue|airbnb|apartment|attraction|doctor|salon"
)


def opinions(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Let the words of a review be as good as its stars."""
    if not _REVIEWED.search(scene.tool.name.replace("_", " ")) or not scene.asks:
        return
    stars = next((name for name in made if plain_key(name)[-1] in _STARS), None)
    if stars is None or isinstance(made[stars], bool) or not isinstance(made[stars], (int, float)):
        return
    most = bounds(slots[stars].schema)[1]
    good = made[stars] / (
        most if 3 <= most <= 100 else 5 if made[stars] <= 5 else 10 if made[stars] <= 10 else 100
    )
    about = "stay" if _STAY.search(scene.owner) else "product"
    tone = ("praise", "detail") if good > 0.75 else ("fair", "but") if good > 0.45 else ("bad",)
    for name, slot in slots.items():
        if slot.kind == "text" and isinstance(made.get(name), str) and plain_key(name)[-1] in _WRITTEN:
            told = (
                scene.world.phrase(f"{about}_{part}", scene.rng)
                for part in tone[: scene.rng.choice((1, 2, 2)) if good > 0.75 else 2]
            )
            put(made, slot, " ".join(told))


def overall(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Let there be more reviews in all than are shown, so that others can be shown when others are asked for."""
    if not _REVIEWED.search(scene.tool.name.replace("_", " ")) or not scene.asks:
        return
    shown = max((len(value) for value in made.values() if isinstance(value, list)), default=0)
    for name, slot in slots.items():
        value = made.get(name)
        about = str(slot.schema.get("description", ""))
        if type(value) is int and shown and value <= shown and _IN_ALL.search(about):
            put(made, slot, shown + scene.rng.randint(4, 60))


_IN_ALL = re.compile(r"(?i)\bin all\b|\boverall\b|\ball together\b|\baltogether\b")
