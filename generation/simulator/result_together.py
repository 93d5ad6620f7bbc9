"""Numbers that go together: a good night with a good score, watts with lamps, calories with minutes and the time of day."""

from __future__ import annotations

from typing import Any

from .result_scene import Scene, plain_key
from .semantics import Slot
from .value_cues import Cues
from .value_fit import put, put_near
from .value_numbers import bounds

# About how many calories a minute of it burns.
_BURNS = Cues(
    ((r"run|row|swim", 10.0), (r"cycl|bike|weight|danc|ski", 7.5), (r"walk|yoga|stretch|pilates", 4.2))
)
_EFFORT = Cues(((r"all out", 1.35), (r"\bhard\b|intens|high", 1.15), (r"easy|light|low", 0.8)))
_A_DAY = 1900  # calories that one eats between seven and ten in the evening
_WEEKLY_GOAL = 150
_LAMPS = frozenset(("lamp", "light", "bulb"))
_DIMMED = ("brightne", "dim", "level")  # as keys have them, without an s at the end


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def rested(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Let the score of one's sleep be as good as the hours of it are many: best at some eight hours."""
    if "sleep" not in scene.owner.lower():
        return
    hours = next(
        (value for name, value in made.items() if "hour" in plain_key(name) and _is_number(value)), None
    )
    for name, slot in slots.items():
        if hours is None or plain_key(name)[-1] != "score" or not _is_number(made.get(name)):
            continue
        low, high = bounds(slot.schema)
        if 50 <= high <= 100:
            share = 0.92 - 0.16 * abs(hours - 8.2) + scene.rng.uniform(-0.06, 0.06)
            put_near(made, slot, round(low + (high - low) * share))


def lit(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Let lamps draw as much as so many of them do, dimmed as they are."""
    lamps = next(
        (value for name, value in made.items() if _LAMPS.intersection(plain_key(name)) and _is_number(value)),
        None,
    )
    if lamps is None or scene.asks or any(given.value == "off" for given in scene.given):
        return
    dimmed = scene.number(*_DIMMED)
    for name, slot in slots.items():
        if "watt" in plain_key(name) and _is_number(made.get(name)):
            power = lamps * 7 * (1.0 if dimmed is None else dimmed / 100)
            put_near(made, slot, max(1, round(power)))


def burned(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Let a workout burn what so many minutes of it do."""
    minutes = scene.number("minute")
    options = " ".join(str(given.value).lower() for given in scene.given if isinstance(given.value, str))
    rate = _BURNS.first(options)
    for name, slot in slots.items() if minutes is not None and rate is not None else ():
        if {"calorie", "burned"} <= set(plain_key(name)) and _is_number(made.get(name)):
            per = (rate or 0.0) * (_EFFORT.first(options) or 1.0) * scene.rng.uniform(0.9, 1.1)
            put_near(made, slot, round((minutes or 0.0) * per))


def eaten(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Let no more have been eaten today, besides the meal just told, than one eats until that hour."""
    clock = scene.world.clock
    part = min(max((clock.hour + clock.minute / 60 - 7) / 15, 0.0), 1.0)
    for name, slot in slots.items():
        key = plain_key(name)
        meal = next(
            (made[each] for each in made if plain_key(each) == key[:-2] and _is_number(made[each])), None
        )
        if key[-2:] == ("to", "day") and meal is not None and _is_number(made.get(name)):
            besides = made[name] - meal
            if not 0 <= besides <= part * _A_DAY:
                put_near(made, slot, round(meal + part * _A_DAY * scene.rng.uniform(0.3, 0.8)))


def goal(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Let a weekly goal be reached with the two and a half hours that doctors advise."""
    weekly = next(
        (made[name] for name in made if plain_key(name) == ("weekly", "minute") and _is_number(made[name])),
        None,
    )
    for name, slot in slots.items():
        if slot.kind == "flag" and "goal" in plain_key(name) and weekly is not None:
            put(made, slot, weekly >= _WEEKLY_GOAL)
