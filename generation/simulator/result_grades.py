"""Words that grade agree with one another and with the numbers beside them: no standstill for two minutes."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from .result_scene import Scene, plain_key, spaced
from .semantics import Slot
from .value_cues import Cues
from .value_fit import put
from .value_numbers import bounds

# How bad, or how much, a word says that it is.
_GRADE = Cues(
    (
        (r"standstill|extreme|hazard|very high|very poor|severe|critical|gridlock|do not|all out|awful|\bblack\b|avoid hard|urgent", 4),
        (r"\bhigh\b|heavy|serious|\bbad\b|\bpoor\b|\bred\b|ask a doctor|avoid|should rest|unhealthy|\bhard\b|large|major|strong|busy|full\b|jammed", 3),
        (r"medium|moderate|fair|average|\byellow\b|amber|orange|two hours|slow|elevated|normal|some\b", 2),
        (r"\blow\b|light|minor|slight|mild|small|fine for|quiet|calm|few\b", 1),
        (r"\bfree\b|none|no limits|nothing|\bgood\b|\bgreen\b|clear|excellent|very low|very good|\bsafe\b|empty|smooth|minimal", 0),
    )
)  # fmt: skip
# What a number measures, and what it is where things are as bad as can be; the number grows with the grade.
_MEASURES = Cues(
    (
        (r"delay|wait|hold ?up", 55.0),
        (r"air quality|aqi|pollut", 260.0),
        (r"wave", 3.8),
        (r"pollen|grain", 400.0),
        (r"congest|occupan|crowd|\bload\b|busy", 98.0),
        (r"risk|severity|danger|threat", 95.0),
        (r"uv", 11.0),
        (r"wind|gust", 95.0),
    )
)
LEVELS = tuple(
    "level risk severity rating congestion flag advice condition quality status warning grade danger alert crowd traffic".split()
)
_PRIVATE = frozenset("previou minimum maximum old".split())


@lru_cache(4096)
def graded(options: tuple[Any, ...]) -> dict[str, float] | None:
    """Place the values of an enum between 0 and 1 by how much they say; None if one of them says nothing of that."""
    if not 2 <= len(options) <= 7 or not all(isinstance(option, str) for option in options):
        return None
    grades = {option: _GRADE.first(option.lower()) for option in options}
    told = [grade for grade in grades.values() if grade is not None]
    if len(told) < len(options) or len(set(told)) < 2:
        return None
    order = sorted(options, key=lambda option: (grades[option] or 0, options.index(option)))
    return {option: place / (len(order) - 1) for place, option in enumerate(order)}


def grades(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Let the first word that grades decide on the others and on what is measured beside it.

    What the call gave or what was known before stands.
    """
    scales = [(slot, scale) for slot in slots.values() if (scale := scale_of(slot, made)) is not None]
    if not scales:
        return
    settled = {given.value for given in scene.given if isinstance(given.value, (str, int, float))}
    settled |= {fact.value for fact in scene.subject}
    lead, scale = next(((slot, scale) for slot, scale in scales if made[slot.name] in settled), scales[0])
    place = scale[made[lead.name]]
    for slot, other in scales:
        if slot is not lead and made[slot.name] not in settled:
            put(made, slot, min(other, key=lambda option: (abs(other[option] - place), option)))
    for slot in slots.values():
        value = made.get(slot.name)
        if isinstance(value, (int, float)) and not isinstance(value, bool) and value not in settled:
            _measure(made, slot, place, len(scale), scene)


_HELD_UP = re.compile(r"delay|wait|hold")


def scale_of(slot: Slot, made: dict[str, Any]) -> dict[str, float] | None:
    """Return how much each value of a field that grades says, between 0 and 1; None for any other field."""
    options = slot.schema.get("enum")
    if (
        not isinstance(options, list)
        or not isinstance(made.get(slot.name), str)
        or _PRIVATE.intersection(plain_key(slot.name))
    ):
        return None
    return graded(tuple(options)) if any(word in slot.name.lower() for word in LEVELS) else None


def _measure(made: dict[str, Any], slot: Slot, place: float, steps: int, scene: Scene) -> None:
    """Draw a number from the part of its range that the grade stands for."""
    most = _MEASURES.first(spaced(slot.name))
    if most is None:
        return
    low, high = max(0.0, bounds(slot.schema)[0]), min(most, bounds(slot.schema)[1])
    if low >= high:
        return
    part = min(steps - 1, round(place * (steps - 1)))
    held_up = _HELD_UP.search(slot.name.lower()) is not None
    share = (part + scene.rng.uniform(0.08, 0.92 if part else 0.5)) / steps
    value = low + (high - low) * share ** (2 if held_up else 1)  # light traffic costs minutes, not a third
    put(made, slot, round(value) if slot.schema.get("type") == "integer" or high > 50 else round(value, 1))


_STOCK = re.compile(r"stock|availab|sold|inventory")
_NONE_LEFT = re.compile(r"out of|sold|unavailable|not available|no longer|full\b|\bnone\b")
_LEFT = re.compile(r"stock|quantity|units|inventory|available|left|remaining|seats|rooms|spaces|tickets")


def stock(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Let there be none of what is sold out, and some of what is said to be there."""
    said = None
    for name, value in made.items():
        words = spaced(name)
        if isinstance(value, bool) and _STOCK.search(words):
            said = value != ("sold" in words or "unavailable" in words or "out of" in words)
        elif isinstance(value, str) and len(value) <= 30 and _STOCK.search(value.lower()):
            said = _NONE_LEFT.search(value.lower()) is None
    if said is None:
        return
    for name, slot in slots.items():
        left = made.get(name)
        if (
            isinstance(left, int)
            and not isinstance(left, bool)
            and _LEFT.search(spaced(name))
            and (left > 0) != said
        ):
            put(made, slot, scene.rng.randint(2, 40) if said else 0)
