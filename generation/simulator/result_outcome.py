"""How a call went: statuses, flags and messages that say so."""

from __future__ import annotations

import re
from typing import Any

from .english import base_verb, participle
from .result_scene import Key, Scene, spaced
from .semantics import Slot
from .value_ask import gist_of, inner_schema
from .value_fit import choose, fit

_GOOD = re.compile(
    (
        r"confirm|book|success|complet|\bsent|creat|activ|schedul|placed|accept"
        r"|\bok\b|paid|approved|done|on time|available|open|valid|deliver|playing"
        r"|\bon\b|running|ready"
    ),
    re.I,
)


_GONE = re.compile(r"cancel|delet|remov|clos|success|complet|refund|archiv|done", re.I)


_BAD_FLAG = re.compile(
    r"\b(?:error|fail\w*|conflict\w*|deleted|expired|disabled|blocked|banned"
    r"|cancel\w*|sandbox|deprecated|hidden|spam)\b"
)


_CONDITION = re.compile(r"status|state")
# Where things are, or how they are, before anybody has done anything to them.
_AT_FIRST = frozenset("inbox new open todo draft".split())
_NEGATED = re.compile(r"(?i)\b(?:un|in|not|fail)")


def option_of(slot: Slot, key: Key, options: list[Any], scene: Scene) -> Any:
    """Draw from an enum; what was done successfully says so."""
    done = _said_to_be_done(options, scene)
    if done is not None and key[0] not in ("previou", "old", "former") and scene.rng.random() < 0.93:
        return done
    if not scene.asks or _CONDITION.search(slot.name.lower()) or key[0] == "previou":
        if key[0] in ("previou", "old", "former"):
            now = {given.value for given in scene.given if isinstance(given.value, str)}
            others = [option for option in options if option not in now] or options
            first = next((option for option in others if option in _AT_FIRST), None)
            return choose(others, scene.rng) if first is None or scene.rng.random() < 0.2 else first
        wished = _GONE if scene.family == "delete" else _GOOD
        good = [
            option
            for option in options
            if isinstance(option, str) and wished.search(option) and not _NEGATED.search(option)
        ]
        if good and (not scene.asks or scene.rng.random() < 0.5):
            return scene.rng.choice(good)
    return choose(options, scene.rng)


def _said_to_be_done(options: list[Any], scene: Scene) -> str | None:
    """Return the option that says that the very thing was done: what was told to `lock` is `locked`."""
    if scene.asks:
        return None
    told = [
        scene.arguments.get(name, schema.get("default"))
        for name, schema in scene.tool.parameters.get("properties", {}).items()
        if isinstance(schema, dict) and "enum" in schema
    ]
    words = [each.lower() for each in told if isinstance(each, str)] or [spaced(scene.tool.name).split()[0]]
    done = {participle(word) for word in words if base_verb(word) == word}
    return next((each for each in options if isinstance(each, str) and each.lower() in done), None)


_FINE = re.compile(r"success|valid|done|ok\b|found|exists|available")
_REMOVED = re.compile(r"delet|cancel|remov")


def flag_of(slot: Slot, scene: Scene) -> Any:
    """Draw a flag: what was done succeeded."""
    name = spaced(slot.name)
    if _BAD_FLAG.search(name) and not (scene.family == "delete" and _REMOVED.search(name)):
        value = False
    elif not scene.asks or _FINE.search(name):
        value = True
    else:
        value = scene.rng.random() < 0.6
    type_ = inner_schema(slot).get("type", "boolean")
    return value if type_ == "boolean" else fit(value, slot.schema, scene.rng)


_DONE_WORDS = {
    "create": "created",
    "book": "booked",
    "change": "updated",
    "delete": "removed",
    "send": "sent",
    "pay": "processed",
    "play": "started",
    "export": "exported",
}


_CHECKS = re.compile(r"verif|valid|check")
_WRITES = re.compile(r"mail|sms|chat|messag")


def report(slot: Slot, key: Key, scene: Scene) -> str | None:
    """Return a sentence for a `message` field, or a word for a `status` field, of something that was done."""
    head = key[-1]
    if head in ("statu", "state", "result", "outcome"):
        if scene.family == "delete":
            return scene.rng.choice(
                ("deleted", "removed", "cancelled")
                if "cancel" in scene.owner.lower()
                else ("deleted", "removed")
            )
        if not scene.asks:
            words = {
                "book": ("confirmed", "booked"),
                "send": ("sent", "queued"),
                "pay": ("completed", "processed"),
                "create": ("created", "active"),
                "change": ("updated", "saved"),
                "play": ("playing", "started"),
            }
            return scene.rng.choice(words.get(scene.family, ("completed", "success")))
        return (
            "success"
            if head in ("statu", "result")
            and slot.path.count(".") == 0
            and gist_of(slot).phrase == "status"
            and scene.rng.random() < 0.5
            else None
        )
    if (
        slot.path == slot.name
        and head in ("message", "msg", "detail", "comment", "info", "information")
        and (not _WRITES.search(scene.tool.name.lower()) or _CHECKS.search(scene.tool.name.lower()))
    ):
        noun = scene.noun or "request"
        done = _DONE_WORDS.get(scene.family)
        if done:
            return scene.rng.choice(
                (
                    f"The {noun} was {done}.",
                    f"{noun.capitalize()} {done} successfully.",
                    f"Your {noun} has been {done}.",
                )
            )
        return scene.rng.choice(("OK", "Success", "Request completed."))
    return None
