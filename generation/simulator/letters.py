"""Letters that greet whoever gets them, under a subject that speaks of what stands in them."""

from __future__ import annotations

import random
import re
from functools import lru_cache
from typing import Any

from .goal import Goal
from .semantics import Slot
from .value_phrases import PHRASES

_GREETING = re.compile(r"^(?P<words>Hi|Hello|Dear|Hey|Good morning) [^\W\d_][\w'\u2019-]*, ")
_RECIPIENT = re.compile(r"(?i)recipient|(?:^|\b)(?:to|email|e-mail|addressee|guest|invitee)(?:\b|$)")
_SUBJECT = re.compile(r"(?i)\bsubject$")
_NAMED_BOX = re.compile(r"([^\W\d_]{3,})\.[^\W\d_]{2,}@")


def suit_letters(goal: Goal, rng: random.Random) -> None:
    """Have the texts of a goal greet the one they go to, or nobody by name, and their subjects be about them.

    Args:
        goal: The goal with its calls, which are changed in place; what the user refers to stays.
        rng: The turn's randomness.
    """
    bodies = [slot for slot in goal.said if slot.kind == "text"]
    if not bodies:
        return
    receivers = [slot for slot in goal.reading.slots if slot.kind in ("email", "person") and _RECIPIENT.search(slot.label)]  # fmt: skip
    subjects = [slot for slot in goal.said if slot.kind in ("title", "text") and _SUBJECT.search(slot.label)]
    for slot in bodies:
        shared = slot.name not in goal.spread
        names = {_first_name(call, receivers) for call in goal.calls}
        for call in goal.calls:
            text = str(call.get(slot.name, ""))
            greeting = _GREETING.match(text)
            if greeting is not None:
                name = "" if shared and len(names) > 1 else _first_name(call, receivers)
                call[slot.name] = _greeted(greeting, name) + text[greeting.end() :]
    for slot in subjects:
        if len(goal.calls) == 1 and slot.name in goal.calls[0]:
            goal.calls[0][slot.name] = _subject_of(goal, bodies, slot, rng)


def _first_name(call: dict[str, Any], receivers: list[Slot]) -> str:
    """Return the first name of the one a call's text goes to; empty where nothing tells it."""
    for slot in receivers:
        held = call.get(slot.name)
        if isinstance(held, str) and slot.kind == "person":
            return held.split()[0]
        box = _NAMED_BOX.match(held) if isinstance(held, str) else None
        if box is not None:
            return box[1].capitalize()
    return ""


def _greeted(greeting: re.Match[str], name: str) -> str:
    if name:
        return f"{greeting['words']} {name}, "
    return f"{'Hello' if greeting['words'] == 'Dear' else greeting['words']}, "


@lru_cache(1)
def _matters() -> re.Pattern[str]:
    """Return a pattern of what letters are about: `the holiday dates`."""
    matters = sorted(PHRASES["matter_low"], key=len, reverse=True)
    return re.compile(rf"\bthe ({'|'.join(map(re.escape, matters))})\b")


def _subject_of(goal: Goal, bodies: list[Slot], slot: Slot, rng: random.Random) -> str:
    """Return a subject for the text of a call: what it speaks of, else what kind of note it is."""
    written = " ".join(str(goal.calls[0].get(each.name, "")) for each in bodies if each is not slot)
    if not written.strip():
        return str(goal.calls[0][slot.name])
    found = _matters().search(written)
    if found is not None:
        forms = _ASKING if "?" in written else _TELLING
        words = rng.choice(forms).replace("{m}", found[1])
        return words[:1].upper() + words[1:]
    return rng.choice(_QUESTIONS if "?" in written else _NOTES)


_ASKING = ("{m}", "question about the {m}", "the {m}", "quick question on the {m}")
_TELLING = ("{m}", "update on the {m}", "the {m}", "news on the {m}", "about the {m}")
_QUESTIONS = ("A quick question", "Quick question", "One question", "Short question")
_NOTES = ("A short update", "Quick update", "Short note", "An update", "Just a note")
