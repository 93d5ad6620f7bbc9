"""What holds between the fields of a result: totals, extremes, order in time, addresses that fit names."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from .result_agreement import agree
from .result_days import first_slot, lasting
from .result_scene import Scene, plain_key
from .semantics import Slot
from .value_fit import obeys, put, put_near
from .values import child_slot

_MONEY = re.compile(r"price|fare|cost|amount|balance|total|rate$|fee|subtotal|charge")


_COUNT = re.compile(
    r"count$|^total(?:_?results|_?items|_?size|_?count|hits)?$|^number|^num|total$|^hits$|size$",
    re.IGNORECASE,
)


_PAIRS = (
    ("low", "high"),
    ("minimum", "maximum"),
    ("start", "end"),
    ("begin", "end"),
    ("from", "to"),
    ("open", "close"),
    ("departure", "arrival"),
    ("depart", "arrive"),
    ("sunrise", "sunset"),
    ("check_in", "check_out"),
    ("created", "updated"),
    ("create", "update"),
    ("bid", "ask"),
)


def relate(made: dict[str, Any], slots: Sequence[Slot], scene: Scene) -> None:
    """Change fields that would contradict one another; every change obeys the schema."""
    by_name = {slot.name: slot for slot in slots}
    for name in made:
        if name not in by_name:
            by_name[name] = child_slot(name, {}, scene.owner, name, False)
    _lists(made, by_name)
    for name, value in (*lasting(made, scene).items(), *first_slot(made, by_name).items()):
        put(made, by_name[name], value)
    _pairs(made, by_name)
    _totals(made, by_name, scene)
    agree(made, by_name, scene)


_FOREMOST = re.compile(r"best|first|next|top")
# What stands beside a list and in its items is that of the first item.
_OF_THE_FIRST = frozenset("id amount artist song title place address datetime product person".split())


def _lists(made: dict[str, Any], slots: dict[str, Slot]) -> None:
    """Make scalars beside a list speak of it: counts, extremes, and the identifier of its first item."""
    lists = [(name, value) for name, value in made.items() if isinstance(value, list)]
    if len(lists) != 1 and not any(value and isinstance(value[0], dict) for _, value in lists):
        return
    lists.sort(key=lambda pair: not (pair[1] and isinstance(pair[1][0], dict)))
    name, items = lists[0]
    rows = [item for item in items if isinstance(item, dict)]
    for slot in slots.values():
        value = made.get(slot.name)
        if isinstance(value, (list, dict)):
            continue
        key = plain_key(slot.name)
        if (
            isinstance(value, (int, str))
            and not isinstance(value, bool)
            and slot.kind in ("count", "number", "limit", "amount")
            and _COUNT.search(slot.name)
        ):
            nouns = set(key) - {"count", "total", "number", "of", "num", "size", "result", "hit"}
            if not nouns or any(noun in name.lower() for noun in nouns):
                put(made, slot, len(items)) or put(made, slot, str(len(items)))
                continue
        if not rows:
            continue
        if (
            slot.name in rows[0]
            and not isinstance(rows[0][slot.name], (list, dict))
            and (slot.kind != "number" or _FOREMOST.search(str(slot.schema.get("description", "")).lower()))
        ):
            if slot.kind in _OF_THE_FIRST or "best" in str(slot.schema.get("description", "")).lower():
                put(made, slot, rows[0][slot.name])
                continue
        _extreme(made, slot, key, rows)


_EXTREMES: tuple[tuple[re.Pattern[str], Callable[..., Any]], ...] = (
    (re.compile(r"\b(?:cheapest|lowest|minimum|shortest|earliest)"), min),
    (re.compile(r"\b(?:highest|maximum|longest|most expensive|latest|wettest|best rated)"), max),
)
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_UNITS = frozenset(("quantity", "count", "unit"))


def _extreme(made: dict[str, Any], slot: Slot, key: tuple[str, ...], rows: list[dict[str, Any]]) -> None:
    about = f"{' '.join(key)} {str(slot.schema.get('description', '')).lower()}"
    numbers = [
        name
        for name, value in rows[0].items()
        if isinstance(value, (int, float)) and not isinstance(value, bool)
    ]
    for words, best in _EXTREMES:
        if not words.search(about):
            continue
        wanted = [
            name
            for name in numbers
            if set(plain_key(name)) & set(key) or (slot.kind == "amount" and _MONEY.search(name.lower()))
        ]
        if slot.kind in ("date", "datetime", "time"):
            row = best(
                rows,
                key=lambda row: max(
                    (row[name] for name in numbers if "rain" in name or "chance" in name), default=0
                ),
            )
            day = next(
                (value for name, value in row.items() if isinstance(value, str) and _DAY.match(value)),
                None,
            )
            if day is not None and best is max and "wettest" in about:
                put(made, slot, day)
            return
        if wanted and isinstance(made.get(slot.name), (int, float)):
            put(
                made,
                slot,
                best(row[wanted[0]] for row in rows if isinstance(row.get(wanted[0]), (int, float))),
            )
        return
    if slot.kind == "amount" and (key[0] in ("total", "sum", "subtotal") or "sum of" in about):
        amounts = [name for name in numbers if _MONEY.search(name.lower())]
        if amounts:
            column = amounts[0]
            counts = [name for name in numbers if _UNITS.intersection(plain_key(name))]
            total = sum(
                float(row.get(column) or 0) * (float(row.get(counts[0]) or 1) if counts else 1)
                for row in rows
            )
            put(made, slot, round(total, 2))


@lru_cache(16384)
def _paired(names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return the fields of which the first is at most the second, by their names."""
    keys = {"_".join(plain_key(name)): name for name in names}
    found: list[tuple[str, str]] = []
    for before, after in _PAIRS:
        for key, name in keys.items():
            other = keys.get(key.replace(before, after, 1)) if before in key else None
            if other is not None and other != name:
                found.append((name, other))
    return tuple(found)


def _pairs(made: dict[str, Any], slots: dict[str, Slot]) -> None:
    """Put lower before upper and earlier before later."""
    for name, other in _paired(tuple(made)):
        low, high = made[name], made[other]
        comparable = (isinstance(low, str) and isinstance(high, str) and low[:1].isdecimal()) or (
            isinstance(low, (int, float)) and isinstance(high, (int, float)) and not isinstance(low, bool)
        )
        if not comparable:
            continue
        if low > high and obeys(high, slots[name].schema) and obeys(low, slots[other].schema):
            made[name], made[other] = high, low
        elif low == high and isinstance(low, str) and "T" in low:
            later = (dt.datetime.fromisoformat(low.rstrip("Z")) + dt.timedelta(hours=1)).isoformat()
            put(made, slots[other], later + ("Z" if low.endswith("Z") else ""))


def _totals(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Make a total the unit price times the count, where both are known."""
    for slot in slots.values():
        if slot.kind != "amount" or isinstance(made.get(slot.name), (list, dict)):
            continue
        if "total" not in plain_key(slot.name):
            continue
        unit, each = _unit_price(made, slots, scene)
        if unit is None:
            continue
        count = scene.number("quantity") or _heads(scene)
        if each:
            count = (
                scene.number("ticket", "quantity", "passenger", "night", "day", "guest", "count")
                or _nights(scene)
                or 1.0
            )
            if each == "night":
                count = _nights(scene) or scene.number("night") or 1.0
        put_near(made, slot, round(unit * count, 2))


_TRAVELLERS = re.compile(r"passenger|travell?er|ticket|guest|person|people|adult|rider|attendee")


def _heads(scene: Scene) -> float:
    """Return for how many people a price is paid: those named or counted, else one."""
    for given in scene.given:
        if not _TRAVELLERS.search(" ".join(given.key)) or isinstance(given.value, bool):
            continue
        if isinstance(given.value, list) or isinstance(given.value, int):
            return float(given.value if isinstance(given.value, int) else len(given.value)) or 1.0
    return 1.0


def _unit_price(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> tuple[float | None, str]:
    candidates = [(plain_key(name), value) for name, value in made.items() if slots[name].kind == "amount"]
    candidates += [(fact.key, fact.value) for fact in reversed(scene.subject) if fact.kind == "amount"]
    for key, value in candidates:
        if (
            "total" in key
            or not isinstance(value, (int, float))
            or isinstance(value, bool)
            or set(key) & {"fee", "refund", "balance", "maximum", "minimum", "tax"}
        ):
            continue
        if "price" in key or "fare" in key or "rate" in key or "cost" in key:
            per = (
                "night"
                if "night" in key
                else "each"
                if set(key) & {"ticket", "per", "unit", "daily", "day"}
                else ""
            )
            return float(value), per
    return None, ""


def _nights(scene: Scene) -> float | None:
    dates = [
        given.value for given in scene.given if given.slot.kind == "date" and isinstance(given.value, str)
    ]
    try:
        return (
            float((dt.date.fromisoformat(dates[1]) - dt.date.fromisoformat(dates[0])).days)
            if len(dates) == 2
            else None
        )
    except ValueError:
        return None
