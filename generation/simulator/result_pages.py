"""What is said of the pages of a list: how many there are, which this is, how many things a page holds."""

from __future__ import annotations

from typing import Any

from .result_scene import Scene, plain_key
from .semantics import Slot
from .value_fit import put

_NAMES = {
    "pages": (("page",), ("total", "page"), ("page", "count"), ("last", "page"), ("number", "of", "page")),
    "now": (("current", "page"), ("page", "number"), ("page", "no"), ("current",)),
    "next": (("next", "page"), ("next",)),
    "before": (("previou", "page"), ("prev", "page"), ("prev",), ("previou",)),
    "per": (("per", "page"), ("page", "size"), ("limit",), ("page", "limit"), ("item", "per", "page")),
    "all": (("total",), ("total", "count"), ("total", "result"), ("total", "item"), ("count",)),
}
_PLACES: dict[tuple[str, ...], str] = {key: place for place, keys in _NAMES.items() for key in keys}


def pages(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Let the numbers that stand beside a list agree: pages and things, this page and the next."""
    told = {
        place: name
        for name, value in made.items()
        if isinstance(value, int) and not isinstance(value, bool) and (place := _PLACES.get(plain_key(name)))
    }
    if plain_key(told.get("pages", "")) == ("page",) and not told["pages"].lower().endswith("s"):
        told["now"] = told.pop("pages")  # `page` is this one, `pages` are all of them
    if len(told) < 2 or not {"pages", "now", "next"} & told.keys():
        return
    asked = {_PLACES.get(one.key): int(one.value) for one in scene.given if str(one.value).isdecimal()}
    now, per = max(asked.get("now", asked.get("pages", 1)), 1), asked.get("per", 0)
    values = {"now": now, "per": per if per > 0 else scene.rng.choice((10, 20, 25, 50))}
    together = max(made[told["all"]], 1) if "all" in told else scene.rng.randint(1, 9) * values["per"]
    together = max(together, (now - 1) * values["per"] + 1)
    values |= {"all": together, "pages": -(-together // values["per"])}
    values |= {"next": min(now + 1, values["pages"]), "before": max(now - 1, 1)}
    for place, name in told.items():
        put(made, slots[name], values[place])
