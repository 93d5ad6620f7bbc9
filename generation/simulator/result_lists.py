"""What a list in a result holds: how its items differ, follow one another and are sorted."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Collection
from functools import lru_cache
from typing import Any

from .result_scene import Scene, spaced
from .semantics import Slot
from .values import draw

_BY_WHOM = re.compile(
    r"(?i)(?:author|reviewer|sender|driver|doctor|artist|host|guide|teacher|seller)(?:_?name)?"
)


_NAMING = re.compile(r"(?i)(?:^|_|[a-z])(?:id|name|title|email)$")
_OF_ANOTHER = re.compile(r"(?i)artist|author|company|sender|brand|city|country|channel")


@lru_cache(16384)
def _names_it(name: str) -> bool:
    """Tell whether a field says which item it is, not whose."""
    return bool(_BY_WHOM.fullmatch(name) or (_NAMING.search(name) and not _OF_ANOTHER.search(name)))


def alike(one: dict[str, Any], other: dict[str, Any], told: Collection[str] = ()) -> bool:
    """Tell whether two items would read as the same: the same name, title or identifier, but for what was `told`."""
    for name, value in one.items():
        if isinstance(value, str) and other.get(name) == value and value not in told and _names_it(name):
            return True
    return one == other


_DAILY = re.compile(r"each day|per day|daily|forecast|each night|for each")
_PAST = re.compile(r"sleep|histor|past|last|log")


def days_of(schema: dict[str, Any], scene: Scene) -> list[str]:
    """Return the days of a list with an entry for each day; empty for other lists."""
    properties = (schema.get("items") or {}).get("properties") or {}
    dated = [
        name
        for name, child in properties.items()
        if isinstance(child, dict) and child.get("format") == "date"
    ]
    about = f"{schema.get('description', '')} {scene.tool.name}".lower()
    if not dated or not _DAILY.search(about):
        return []
    count = int(scene.number("day", "night") or 3)
    count = max(min(count, 5, schema.get("maxItems") or 5), schema.get("minItems") or 1)
    start = scene.world.today
    given = next(
        (given.value for given in scene.given if given.slot.kind == "date" and isinstance(given.value, str)),
        None,
    )
    try:
        start = dt.date.fromisoformat(given) if given else start
    except ValueError:
        pass
    back = _PAST.search(about)
    first = start - dt.timedelta(count - 1) if back else start
    return [(first + dt.timedelta(index)).isoformat() for index in range(count)]


_INSTANCE = Slot("instance", "instance", "", "resource", {"type": "string"}, True, False, "")


def settled_fields(
    items: dict[str, Any], index: int, days: list[str], scene: Scene, slot: Slot
) -> dict[str, Any]:
    """Return the fields of an item that are settled beforehand: its day, its name below the parent."""
    properties = items.get("properties") or {}
    settled: dict[str, Any] = {}
    if index < len(days):
        name = next(
            name
            for name, child in properties.items()
            if isinstance(child, dict) and child.get("format") == "date"
        )
        settled[name] = days[index]
    parent = scene.arguments.get("parent") or (
        scene.arguments.get("name") if scene.tool.name.endswith("list") else None
    )
    fields = properties or {name: {} for name in items.get("fields") or ()}
    if (
        isinstance(parent, str)
        and "/" in parent
        and "name" in fields
        and (fields["name"] or {}).get("type", "string") == "string"
    ):
        slug = draw(_INSTANCE, scene.world, random.Random(scene.rng.random()), said=False)
        settled["name"] = f"{parent}/{slot.name}/{slug}"
    return settled


_FROM = re.compile(r"(?i)(?:start|begin|from|slot|time|hour)")
_CLOCK = re.compile(r"[012]\d:[0-5]\d")
_ORDERS = (
    (re.compile(r"cheapest|lowest price|price, low"), re.compile(r"price|fare|cost|amount|rate"), False),
    (re.compile(r"nearest|closest"), re.compile(r"distance|minutes|km"), False),
    (
        re.compile(r"newest|latest first|most recent"),
        re.compile(r"date|time|year|received|posted|on$|at$"),
        True,
    ),
    (
        re.compile(r"earliest|soonest|order of departure|in order of time|next first|chronolog"),
        re.compile(r"date|time|depart|start|begin|at$"),
        False,
    ),
    (re.compile(r"best rated|highest rat"), re.compile(r"rating|stars|score"), True),
)


def sort_items(
    out: list[dict[str, Any]], items: dict[str, Any], schema: dict[str, Any], scene: Scene
) -> None:
    """Sort items as the description or an argument asks."""
    about = str(schema.get("description", "")).lower()
    by = next(
        (str(given.value).lower() for given in scene.given if "sort" in given.key or "order" in given.key), ""
    )
    about += {
        "price": " cheapest",
        "rating": " best rated",
        "date": " newest",
        "newest": " newest",
        "distance": " nearest",
    }.get(by, "")
    wishes = [row for row in _ORDERS if row[0].search(about)]
    first = next(iter(items.get("properties") or {}), "")
    if (
        not wishes
        and by == ""
        and _FROM.match(first)
        and all(_CLOCK.match(str(item.get(first))) for item in out)
    ):
        out.sort(key=lambda item: str(item[first]))
    for wish, fields, falling in _ORDERS:
        if wish.search(about):
            for name in out[0] if out else ():
                if fields.search(spaced(name)) and all(
                    isinstance(item.get(name), type(out[0][name])) for item in out
                ):
                    if isinstance(out[0][name], (int, float, str)):
                        out.sort(key=lambda item: item[name], reverse=falling)
                        return
