"""What a seat on a flight or train costs: more the farther it goes, the better the class and the more people fly."""

from __future__ import annotations

import re
from typing import Any

from .result_filters import narrowed
from .result_scene import Scene, plain_key
from .result_ways import way_of
from .semantics import Slot
from .value_cues import Cues
from .value_fit import put
from .value_numbers import bounds

_FLIES = re.compile(r"(?i)flight|airline|\bfly")
_ROLLS = re.compile(r"(?i)\btrains?\b|_trains?\b|rail|coach|\bbus\b")
_FARES = frozenset(("fare", "price"))
_CLASSES = Cues(((r"premium", 1.5), (r"business", 2.4), (r"\bfirst\b", 3.4)))
_FOR_ALL = re.compile(r"(?i)\b(?:for all|all passengers|in total|whole)\b")
_HEADS = ("passenger", "traveller", "traveler", "adult")


def fares(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Let a fare follow from the length of the way, as far as the schema and the call leave it open."""
    flies = _FLIES.search(scene.owner) is not None
    if not scene.asks or not (flies or _ROLLS.search(scene.owner)):
        return
    if any(isinstance(value, list) for value in made.values()):
        return  # what stands beside a list is what its rows say
    names = [name for name in made if plain_key(name) == ("price",) or plain_key(name) == ("fare",)]
    way = way_of(scene) if names else None
    if way is None or way < 20:
        return
    each = 40 + 0.075 * way if flies else 7 + 0.11 * way
    each *= _CLASSES.first(" ".join(str(given.value).lower() for given in scene.given)) or 1.0
    each *= 1.8 if any("return" in given.key for given in scene.given) else 1.0
    for name in names:
        if isinstance(made[name], bool) or not isinstance(made[name], (int, float)):
            continue
        heads = (
            scene.number(*_HEADS) if _FOR_ALL.search(str(slots[name].schema.get("description", ""))) else 1
        )
        fare = each * (heads or 1) * scene.rng.uniform(0.75, 1.35)
        low, high = bounds(narrowed(slots[name], plain_key(name), scene).schema)
        if fare > high or fare < low:
            fare = high * scene.rng.uniform(0.8, 1.0) if fare > high else low * scene.rng.uniform(1.0, 1.2)
        put(made, slots[name], round(fare, scene.rng.choice((2, 2, 1, 0))) if slots[name].schema.get("type") != "integer" else round(fare))  # fmt: skip
