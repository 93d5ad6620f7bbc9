"""What is found holds what was searched for: a title its words, an event the person, a song the artist."""

from __future__ import annotations

import re

from .result_scene import Key, Scene
from .semantics import Slot
from .value_cues import Cues
from .value_people import draw_brand, is_name

# What somebody's name is looked for in, and what is found of the name in a title.
_WITH: Cues[str] = Cues(
    (
        (r"event|calendar|meeting|appointment", "Coffee with {0}|Call with {0}|Lunch with {0}|Dinner with {0}|{0}'s birthday"),
        (r"mail|message|inbox", "News from {0}|Lunch with {0}?|Photos for {0}|{0} and the weekend"),
    )
)  # fmt: skip
_LIVE = re.compile(r"(?i) (?:live|songs?|albums?|best of)$")


def _artist(query: str) -> str | None:
    """Return the artist that a search for music names; None where it names none."""
    named = _LIVE.sub("", query)
    return named if (is_name(named) and " " in named) or " and the " in named else None


_SHOP = re.compile(r"product|shop|item|store")


def asked_for(slot: Slot, key: Key, scene: Scene, listed: bool) -> str | None:
    """Return a title or product that answers the search: it holds the words searched for."""
    if slot.kind == "artist" and scene.asks:
        return _artist(str(scene.first("query") or ""))
    if key[-1] not in ("name", "title", "product", "subject") or scene.family not in ("find", "get", "list"):
        return None
    query = scene.first("query", "product", "title")
    if not isinstance(query, str) or not 3 <= len(query) <= 40:
        return None
    if slot.kind == "title" and is_name(query):
        forms = _WITH.first(scene.owner.lower())
        return None if forms is None else scene.rng.choice(forms.split("|")).format(query)
    if slot.kind == "song" and _artist(query) is not None:
        return None
    if slot.kind == "product" or (slot.kind == "title" and _SHOP.search(scene.owner.lower())):
        return f"{draw_brand(scene.rng)} {query}"
    if slot.kind == "song" and len(query.split()) <= 4 and scene.rng.random() < 0.7:
        # the song of that name, or another version of it
        mark = scene.rng.choice(("", "", "Live", "Acoustic", "Remix"))
        return query.title() + (f" ({mark})" if mark and mark.lower() not in query.lower() else "")
    if slot.kind == "place" and query.istitle():
        return query if scene.rng.random() < 0.5 else None
    if slot.kind == "place" and len(query.split()) <= 3 and query.replace(" ", "").isalpha():
        return f"{scene.world.phrase('place_name', scene.rng)} {query.title()}"
    if slot.kind == "title" and not listed and slot.path == slot.name:
        return query[:1].upper() + query[1:]
    if slot.kind != "title" or scene.rng.random() < 0.4:
        return None
    rest = scene.world.phrase("of_when", scene.rng)
    return (
        query[:1].upper()
        + query[1:]
        + scene.rng.choice(("", f" {rest}", ": next steps", " (draft)", " - notes"))
    )
