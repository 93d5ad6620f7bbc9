"""What a further argument cannot touch stays as a lookup told it before: a postcode changes no sizes, a unit no sky."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from typing import Any

from .result_scene import Scene, asked_of, slots_of
from .semantics import Slot, describe
from .value_fit import is_valid

_FORM = re.compile(r"(?i)^(?:response_?)?(?:format|output|pretty|callback|indent)$")
_UNITS = re.compile(r"(?i)^(?:units?|measurement|temp_?unit|unit_?system)$")
_SPEECH = frozenset(("language", "language_code"))


def as_before(made: Any, scene: Scene) -> Any:
    """Return a result in which stands what the same lookup told before and its other arguments cannot change.

    The lookup was made with the same required arguments; in what is optional it differs by a language, a unit, a
    currency, a format, or, for a thing with an identifier, by a postcode.

    Args:
        made: The result as built anew; it is not changed.
        scene: The call.
    """
    if not scene.asks or not isinstance(made, dict):
        return made
    slots = slots_of(scene.tool)
    for done in reversed(scene.calls):
        if done.name != scene.tool.name or done.error is not None or not isinstance(done.result, dict):
            continue
        before = asked_of(done.arguments, slots)
        changed = [name for name in {*before, *scene.asked} if before.get(name) != scene.asked.get(name)]
        harmless = [_touch(slots.get(name), scene) for name in changed]
        if changed and all(harmless):
            kept = _merged(done.result, made, frozenset(filter(None, harmless)), scene.owner)
            return kept if scene.tool.returns is None or is_valid(kept, scene.tool.returns) else made
    return made


def _touch(slot: Slot | None, scene: Scene) -> str:
    """Return what an optional argument touches: `form`, `speech`, `unit` or `money`; "" if it may be anything."""
    if slot is None or slot.required:
        return ""
    if _FORM.search(slot.name) or (slot.kind == "zip" and scene.subject):
        return "form"
    if slot.kind in _SPEECH:
        return "speech"
    if slot.kind == "unit" or _UNITS.search(slot.name):
        return "unit"
    return "money" if slot.kind == "currency" else ""


def _merged(
    old: Mapping[str, Any], new: Mapping[str, Any], touched: frozenset[str], owner: str
) -> dict[str, Any]:
    """Return an old object in which the fields that were touched have their new values."""
    out: dict[str, Any] = {}
    for name, value in old.items():
        other = new.get(name)
        if isinstance(value, dict) and isinstance(other, dict):
            out[name] = _merged(value, other, touched, owner)
        elif isinstance(value, list) and isinstance(other, list) and len(value) == len(other):
            pairs = zip(value, other, strict=True)
            out[name] = [
                _merged(one, two, touched, owner)
                if isinstance(one, dict) and isinstance(two, dict)
                else copy.deepcopy(one)
                for one, two in pairs
            ]
        elif name in new and type(other) is type(value) and _is_touched(name, value, touched, owner):
            out[name] = other
        else:
            out[name] = copy.deepcopy(value)
    return out


def _is_touched(name: str, value: Any, touched: frozenset[str], owner: str) -> bool:
    kind = describe(name, {}, owner)[0]
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return (
        ("unit" in touched and number and kind not in ("percent", "count", "limit"))
        or ("money" in touched and kind in ("amount", "currency"))
        or ("speech" in touched and kind in _SPEECH)
    )
