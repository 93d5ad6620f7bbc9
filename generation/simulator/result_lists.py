"""What a list in a result holds: how its items differ, follow one another and are sorted."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any

from .result_clashes import clashing
from .result_days import moment_of
from .result_filters import limits_of
from .result_scene import Scene, plain_key, spaced
from .result_seats import SEATED, seats
from .result_tallies import is_own
from .semantics import Slot
from .value_fit import is_valid
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
        if isinstance(value, str) and other.get(name) == value and value not in told:
            if _names_it(name) or value.endswith((".", "!", "?")):  # nor do two say the same sentence
                return True
    return one == other


def sort_field(fields: Sequence[Slot]) -> str:
    """Return the field by whose sort alone items are told apart, as warnings are by their hazard; else ""."""
    first = fields[0] if fields else None
    if first is None or "enum" not in first.schema or len(first.schema["enum"]) < 3:
        return ""
    return "" if any(slot.kind in _TELLING or _names_it(slot.name) for slot in fields[1:]) else first.name


_TELLING = frozenset("id title person date time address place uuid".split())
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


_STARTS = re.compile(r"(?i)(?:start|begin)")
_OPEN = re.compile(r"(?i)(?:^|_)(?:from|since|after|start|begin|earliest)")


def spread(out: list[dict[str, Any]], fields: Sequence[Slot], scene: Scene) -> None:
    """Let what is listed begin on different days, or hours of one day, as far as the call leaves them open."""
    if len(out) < 2 or not scene.asks or any(_ENDING.search(field.name) for field in fields):
        return
    for slot in fields:
        begins = [str(item.get(slot.name)) for item in out]
        if not _STARTS.match(slot.name):
            continue
        if slot.kind == "time" and all(_CLOCK.fullmatch(text) for text in begins) and not limits_of(scene):
            for item, hour in zip(out, scene.rng.sample(range(8, 19), min(len(out), 11)), strict=False):
                item[slot.name] = f"{hour:02d}:{scene.rng.choice((0, 0, 15, 30, 45)):02d}"
        elif slot.kind == "datetime" and len({text[:10] for text in begins}) == 1 and _is_open(scene):
            last = next(
                (moment_of(given.value) for given in scene.given if _ENDING.search(given.slot.name)), None
            )
            first = moment_of(begins[0])
            if first is None:
                continue
            within = min(21, (last - first).days + 1) if last else 21
            for item, text, more in zip(
                out, begins, sorted(scene.rng.choices(range(max(within, 1)), k=len(out))), strict=True
            ):
                item[slot.name] = (first + dt.timedelta(more)).date().isoformat() + text[10:]


_ENDING = re.compile(r"(?i)(?:^|_)(?:ends?|until|to|before|latest)(?:_|$)")


def _is_open(scene: Scene) -> bool:
    """Tell whether no argument names the very day."""
    dated = [given for given in scene.given if given.slot.kind in ("date", "datetime")]
    return all(_OPEN.search(given.slot.name) or _ENDING.search(given.slot.name) for given in dated)


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
    elif not wishes and by == "":
        _best_first(out, scene)
    for wish, fields, falling in _ORDERS:
        if wish.search(about):
            for name in out[0] if out else ():
                of = str if isinstance(out[0][name], str) else (int, float)  # 4 stands beside 3.5
                if fields.search(spaced(name)) and all(isinstance(item.get(name), of) for item in out):
                    out.sort(key=lambda item: item[name], reverse=falling)
                    return


def _best_first(out: list[dict[str, Any]], scene: Scene) -> None:
    """Put what holds the words searched for before what does not; else leave the order."""
    query = scene.first("query") if scene.asks else None
    if isinstance(query, str):
        words = query.casefold()
        out.sort(
            key=lambda item: (
                not any(isinstance(value, str) and words in value.casefold() for value in item.values())
            )
        )


_TROUBLE = re.compile(r"conflict|warning|error|unreachable|missing|failed")
_SEAT = re.compile(r"seat|ticket")


def scalars(slot: Slot, schema: dict[str, Any], scene: Scene) -> list[Any]:
    """Build a list of scalars: the one given comes back, of troubles there are mostly none, a seat for each person."""
    key = plain_key(slot.name)
    for given in scene.given:
        if isinstance(given.value, list) and given.key == key and is_valid(given.value, schema):
            return list(given.value)
    if "conflict" in slot.name.lower() and slot.kind != "flag":
        at_once = clashing(scene)
        if is_valid(at_once, schema):
            return at_once
    if slot.name in ("parameters", "params") and not schema.get("minItems"):
        return []
    if "attachment" in slot.name.lower() and not schema.get("minItems") and scene.asks and is_own(scene):
        return []  # a message that was sent without any
    if _TROUBLE.search(slot.name.lower()) and not schema.get("minItems") and scene.rng.random() < 0.7:
        return []
    made = draw(slot, scene.world, scene.rng, said=False)
    made = made if isinstance(made, list) else [made]
    heads = next((len(given.value) for given in scene.given if isinstance(given.value, list)), 0)
    if heads and _SEAT.search(slot.name.lower()):
        row = seats(heads, scene)
        if made and SEATED.fullmatch(str(made[0])) and is_valid(row, schema):
            return row
    return list(made)
