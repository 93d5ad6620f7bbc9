"""How values are said: the more explicit, the more literally and in quotation marks."""

from __future__ import annotations

import datetime as dt
import random
import re
from typing import Any

from .clauses import FREE, PLACES
from .conversion import spelt_out
from .english import join_list, stems
from .goal import Goal, Wording
from .semantics import Slot
from .spoken import code_names, humanise, say_date, say_datetime, say_number, say_time
from .styles import Style
from .units import with_unit


def say(slot: Slot, value: Any, style: Style, today: dt.date, rng: random.Random, explicit: int = 0) -> str:
    """Say a value of a parameter; the more explicit, the more literally and in quotation marks."""
    if isinstance(value, list):
        return join_list([say(slot, each, style, today, rng, explicit) for each in value])
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float)):
        if slot.kind in ("id", "year", "zip", "code"):
            return str(value)
        words = 0.35 if explicit < 2 and slot.kind in ("count", "duration") else 0.0
        said = say_number(value, rng, words)
        return with_unit(slot, said, rng) if explicit < 3 else said
    text = str(value)
    if '"' in text:
        return text
    if "enum" in slot.schema or "enum" in (slot.schema.get("items") or {}):
        return humanise(text)
    if "_" in text and text in spelt_out(slot).values():
        return f'"{humanise(text).lower()}"'
    literal = style.literal if explicit < 2 else 1.0
    if slot.kind == "date" and re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return say_date(text, today, rng, literal, habit=style.habit)
    if slot.kind == "time" and re.fullmatch(r"\d\d:\d\d", text):
        return say_time(text, rng, 0.4 if explicit < 2 else 1.0, style.habit)
    if slot.kind == "datetime" and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:00", text):
        return say_datetime(text, today, rng, 0.0 if explicit < 2 else 1.0, habit=style.habit)
    if explicit < 3 and text[-1:].isdigit():
        text = with_unit(slot, text, rng)
        if not text[-1].isdigit():
            return text
    names = code_names(slot.kind)
    if text in names and explicit < 2 and rng.random() < 0.4:
        return names[text]
    if slot.kind in ("title", "text"):
        return (
            f'"{text}"'
            if slot.kind == "text" or rng.random() < 0.8 or explicit or re.search(r"[,.?!;:]", text)
            else text
        )
    if not re.fullmatch(r"[\w.@:/+#-]+", text) and (
        re.match(r"(?:that|this|it|those|these|there|the same) ", text)
        or re.search(r" (?:near|in|for|with|and|to|at|on|from|by|or|as|that) ", text)
        or not (text.islower() or text.istitle() or slot.kind in PLACES or slot.kind in ("person", "company"))
    ):
        return f'"{text}"'
    if explicit and set(stems(text)) & set(stems(slot.label)):
        return f'"{text}"'
    if slot.kind == "code" and text.isalpha() and text.islower() and (explicit or rng.random() < 0.5):
        return f'"{text}"'  # nothing but the quotation marks tells `list` or `general` from other words
    plain = (
        re.fullmatch(r"[\w.@:/+#-]+|(?:[A-Z\u00c0-\u00de\d][\w\u00c0-\u024f'.-]*|de|la|of|the|&| |,)+", text)
        or text.islower()
    )
    if (
        (explicit >= 2 and not re.fullmatch(r"[\w.@:/+#-]+", text))
        or (not plain and rng.random() < 0.25)
        or (explicit and not plain)
    ):
        return f'"{text}"'
    return text


def _quoted(said: str, slot: Slot) -> str:
    """Quote one of several lower-case phrases, so that it is clear where each ends."""
    return f'"{said}"' if slot.kind in FREE and said.islower() and not said.startswith('"') else said


def spoken_values(
    goal: Goal, style: Style, today: dt.date, rng: random.Random, explicit: int, wording: Wording
) -> dict[str, str]:
    """Return placeholders for the values to be said, by parameter; flags are said by their name instead."""
    spoken: dict[str, str] = {}
    for slot in goal.said:
        raw = goal.calls[0][slot.name]
        if slot.name in goal.spread:
            parts = [
                wording.hold(_quoted(say(slot, call[slot.name], style, today, rng, explicit), slot))
                for call in goal.calls
            ]
            spoken[slot.name] = (
                f"both {parts[0]} and {parts[1]}"
                if len(parts) == 2
                and slot.kind != "id"
                and goal.reading.asks
                and len(goal.spread) == 1
                and rng.random() < 0.4
                else join_list(parts)
            )
        elif isinstance(raw, list):
            said = [say(slot, each, style, today, rng, explicit) for each in raw]
            if slot.kind == "code" and not all(re.search(r"[\d\"]", each) for each in said):
                said = [each if each.startswith('"') else f'"{each}"' for each in said]
            spoken[slot.name] = join_list([wording.hold(each) for each in said])
        elif not isinstance(raw, bool):
            spoken[slot.name] = wording.hold(say(slot, raw, style, today, rng, explicit))
    return spoken
