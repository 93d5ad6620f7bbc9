"""What holds between the fields of a result: totals, extremes, order in time, addresses that fit names."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from .result_scene import Scene, plain_key
from .semantics import Slot
from .value_fit import obeys
from .value_people import bare
from .values import child_slot

_MONEY = re.compile(r"price|fare|cost|amount|balance|total|rate$|fee|subtotal|charge")
_COUNT = re.compile(
    r"count$|^total(?:_?results|_?items|_?size|_?count|hits)?$|^number|^num|total$|^hits$|size$",
    re.IGNORECASE,
)
_PAIRS = (
    ("low", "high"), ("minimum", "maximum"), ("start", "end"), ("begin", "end"), ("from", "to"), ("open", "close"), ("departure", "arrival"),
    ("depart", "arrive"), ("sunrise", "sunset"), ("check_in", "check_out"), ("created", "updated"), ("create", "update"), ("bid", "ask"),
)  # fmt: skip


def relate(made: dict[str, Any], slots: list[Slot], scene: Scene) -> None:
    """Change the fields of an object where they would contradict one another; every change obeys the schema."""
    by_name = {slot.name: slot for slot in slots}
    for name in made:
        if name not in by_name:
            by_name[name] = child_slot(name, {}, scene.owner, name, False)
    _lists(made, by_name)
    _pairs(made, by_name)
    _totals(made, by_name, scene)
    _people(made, by_name, scene)
    _spans(made, by_name, scene)
    _feels(made, by_name)
    _climate(made, by_name, scene)
    _brand(made, by_name, scene)
    _operation(made, by_name, scene)
    _status(made, by_name, scene)
    _budget(made, by_name, scene)


def _set(made: dict[str, Any], slot: Slot | None, value: Any) -> bool:
    if slot is None or not obeys(value, slot.schema):
        return False
    made[slot.name] = value
    return True


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
                _set(made, slot, len(items)) or _set(made, slot, str(len(items)))
                continue
        if not rows:
            continue
        if (
            slot.name in rows[0]
            and not isinstance(rows[0][slot.name], (list, dict))
            and (
                slot.kind != "number"
                or re.search("best|first|next|top", str(slot.schema.get("description", "")).lower())
            )
        ):
            if (
                slot.kind
                in (
                    "id",
                    "amount",
                    "artist",
                    "song",
                    "title",
                    "place",
                    "address",
                    "datetime",
                    "product",
                    "person",
                )
                or "best" in str(slot.schema.get("description", "")).lower()
            ):
                _set(made, slot, rows[0][slot.name])
                continue
        _extreme(made, slot, key, rows)


def _extreme(made: dict[str, Any], slot: Slot, key: tuple[str, ...], rows: list[dict[str, Any]]) -> None:
    about = f"{' '.join(key)} {str(slot.schema.get('description', '')).lower()}"
    for words, best in (
        ("cheapest|lowest|minimum|shortest|earliest", min),
        ("highest|maximum|longest|most expensive|latest|wettest|best rated", max),
    ):
        if not re.search(rf"\b(?:{words})", about):
            continue
        numbers = [
            name
            for name, value in rows[0].items()
            if isinstance(value, (int, float)) and not isinstance(value, bool)
        ]
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
                (
                    value
                    for name, value in row.items()
                    if isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\d", value)
                ),
                None,
            )
            if day is not None and "wettest" in words and "wettest" in about:
                _set(made, slot, day)
            return
        if wanted and isinstance(made.get(slot.name), (int, float)):
            _set(
                made,
                slot,
                best(row[wanted[0]] for row in rows if isinstance(row.get(wanted[0]), (int, float))),
            )
        return
    if slot.kind == "amount" and key[0] in ("total", "sum", "subtotal"):
        amounts = [
            name
            for name, value in rows[0].items()
            if isinstance(value, (int, float)) and not isinstance(value, bool) and _MONEY.search(name.lower())
        ]
        if amounts:
            column = amounts[0]
            counts = [name for name in rows[0] if re.search(r"quantity|count|units", name.lower())]
            total = sum(
                float(row.get(column) or 0) * (float(row.get(counts[0]) or 1) if counts else 1)
                for row in rows
            )
            _set(made, slot, round(total, 2))


def _pairs(made: dict[str, Any], slots: dict[str, Slot]) -> None:
    """Put lower before upper and earlier before later."""
    keys = {"_".join(plain_key(name)): name for name in made}
    for before, after in _PAIRS:
        for key, name in keys.items():
            if before not in key:
                continue
            other = keys.get(key.replace(before, after, 1))
            if other is None or other == name:
                continue
            low, high = made[name], made[other]
            comparable = (isinstance(low, str) and isinstance(high, str) and re.match(r"\d", low)) or (
                isinstance(low, (int, float)) and isinstance(high, (int, float)) and not isinstance(low, bool)
            )
            if (
                comparable
                and low > high
                and obeys(high, slots[name].schema)
                and obeys(low, slots[other].schema)
            ):
                made[name], made[other] = high, low
            elif comparable and low == high and isinstance(low, str) and "T" in low:
                later = (dt.datetime.fromisoformat(low.rstrip("Z")) + dt.timedelta(hours=1)).isoformat()
                _set(made, slots[other], later + ("Z" if low.endswith("Z") else ""))


def _totals(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Make a total the unit price times the count, where both are known."""
    for slot in slots.values():
        key = plain_key(slot.name)
        if (
            slot.kind != "amount"
            or isinstance(made.get(slot.name), (list, dict))
            or not (key[0] == "total" or "total" in key)
        ):
            continue
        unit, each = _unit_price(made, slots, scene)
        if unit is None:
            continue
        count = scene.number("quantity") or 1.0
        if each:
            count = (
                scene.number("ticket", "quantity", "passenger", "night", "day", "guest", "count")
                or _nights(scene)
                or 1.0
            )
            if each == "night":
                count = _nights(scene) or scene.number("night") or 1.0
        _set(made, slot, round(unit * count, 2))


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


def _people(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Give a person's email address the person's name, unless the address was known."""
    from .result_build import email_for

    given = {item.value for item in scene.given if isinstance(item.value, str)}
    known = {fact.value for fact in scene.subject if isinstance(fact.value, str)}
    person = next(
        (
            made[name]
            for name, slot in slots.items()
            if slot.kind == "person" and isinstance(made.get(name), str)
        ),
        None,
    )
    person = person or next(
        (item.value for item in scene.given if item.slot.kind == "person" and isinstance(item.value, str)),
        None,
    )
    if not isinstance(person, str) or not person.strip():
        return
    for name, slot in slots.items():
        address = made.get(name)
        if (
            slot.kind != "email"
            or not isinstance(address, str)
            or address in given
            or address in known
            or address == scene.world.me.email
        ):
            continue
        if bare(person).split()[:1] and bare(person).split()[0] not in address:
            _set(made, slot, email_for(person, scene.rng))


def _spans(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Make durations agree with beginnings and ends, given or reported."""
    start = next(
        (
            item.value
            for item in scene.given
            if item.slot.kind == "datetime"
            and isinstance(item.value, str)
            and re.search("depart|start|begin|pickup|remind|from", "_".join(item.key))
        ),
        None,
    )
    minutes = next(
        (
            value
            for name, value in made.items()
            if slots[name].kind == "duration"
            and isinstance(value, (int, float))
            and "minute" in name.lower()
            and not re.search("delay|held|wait", name.lower())
        ),
        None,
    )
    begin = _moment(start) if start else None
    if begin is None and minutes is not None and scene.family in ("get", "find", "compute"):
        begin = dt.datetime.combine(scene.world.today, scene.world.clock)
    for name, slot in slots.items():
        if (
            begin is not None
            and minutes is not None
            and slot.kind == "datetime"
            and re.search(r"arriv|_end|^end", name.lower())
            and isinstance(made.get(name), str)
        ):
            _set(made, slot, (begin + dt.timedelta(minutes=float(minutes))).replace(second=0).isoformat())
        if "until" in name.lower() and slot.kind in ("duration", "number") and start:
            moment = _moment(start)
            now = dt.datetime.combine(scene.world.today, scene.world.clock)
            if moment is not None and "hour" in name.lower():
                _set(made, slot, max(1, round((moment - now).total_seconds() / 3600)))
    rise = next((_clock(made[name]) for name in made if "sunrise" in name.lower()), None)
    down = next((_clock(made[name]) for name in made if "sunset" in name.lower()), None)
    if rise is not None and down is not None:
        for name, slot in slots.items():
            if "daylight" in name.lower() and slot.kind == "duration":
                _set(made, slot, down - rise)


def _moment(text: Any) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(str(text).rstrip("Z")).replace(tzinfo=None)
    except ValueError:
        return None


def _clock(text: Any) -> int | None:
    match = re.match(r"(\d\d):(\d\d)", str(text))
    return int(match[1]) * 60 + int(match[2]) if match else None


_COLD = re.compile(r"snow|\bice|icy|cold|freez|gloves|warm coat|sleet", re.IGNORECASE)
_HOT = re.compile(r"\bhot\b|heat|sun cream|humid and|scorch", re.IGNORECASE)


def _climate(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Let words for the weather agree with its temperatures: no snow at 24 degrees."""
    rows = [
        made,
        *(
            row
            for value in made.values()
            if isinstance(value, list)
            for row in value
            if isinstance(row, dict)
        ),
    ]
    degrees = [
        value for row in rows for name, value in row.items()
        if re.search(r"(?i)temp|high|low\b|_low|feels", name) and isinstance(value, (int, float)) and not isinstance(value, bool)
    ]  # fmt: skip
    if not degrees or not re.search(r"(?i)weather|forecast|climate|temperature", scene.owner):
        return
    warmest = max(degrees)
    if (
        any(
            "fahrenheit" in str(item.value).lower() or "imperial" in str(item.value).lower()
            for item in scene.given
        )
        and warmest > 38
    ):
        warmest = (warmest - 32) * 5 / 9
    for name, slot in slots.items():
        options, value = slot.schema.get("enum"), made.get(name)
        if not isinstance(options, list) or not isinstance(value, str):
            continue
        wrong = _COLD if warmest > 12 else _HOT if warmest < 20 else None
        if wrong is not None and wrong.search(value):
            fitting = [option for option in options if isinstance(option, str) and not wrong.search(option)]
            if fitting:
                made[name] = scene.rng.choice(fitting)


def _brand(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Let a product that is named after what was searched for carry the brand that stands beside it."""
    query, brand = (
        scene.first("query", "product"),
        next(
            (value for name, value in made.items() if name.lower() in ("brand", "brand_name", "brandname")),
            None,
        ),
    )
    if not isinstance(query, str) or not isinstance(brand, str):
        return
    for name, slot in slots.items():
        value = made[name]
        if slot.kind in ("product", "title") and isinstance(value, str) and value.endswith(f" {query}"):
            _set(made, slot, f"{brand} {query}")


def _feels(made: dict[str, Any], slots: dict[str, Slot]) -> None:
    """Keep what the air feels like near what it is."""
    felt = next((name for name in made if "feel" in name.lower()), None)
    real = next((name for name in made if "temp" in name.lower() and name != felt), None)
    if (
        felt
        and real
        and isinstance(made[felt], (int, float))
        and isinstance(made[real], (int, float))
        and abs(made[felt] - made[real]) > 4
    ):
        value = made[real] - 1.5
        _set(made, slots[felt], round(value) if isinstance(made[felt], int) else round(value, 1))


def _status(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Let a delay agree with the status, and a free cancellation end before the stay begins."""
    status = next(
        (value for name, value in made.items() if "status" in name.lower() and isinstance(value, str)), ""
    )
    for name, slot in slots.items():
        lowered = name.lower()
        if "delay" in lowered and isinstance(made.get(name), (int, float)):
            if re.search(r"on time|boarding|early", status):
                _set(made, slot, 0)
            elif "delayed" in status and made[name] < 5:
                _set(made, slot, 25)
        if "cancel" in lowered and "until" in lowered and slot.kind == "date":
            starts = [
                item.value for item in scene.given if item.slot.kind == "date" and isinstance(item.value, str)
            ]
            moment = _moment(min(starts)) if starts else None
            if moment is not None:
                _set(
                    made,
                    slot,
                    max(moment.date() - dt.timedelta(scene.rng.randint(1, 4)), scene.world.today).isoformat(),
                )


def _budget(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Make what is left the limit less what was spent."""
    spent = next(
        (name for name, slot in slots.items() if slot.kind == "amount" and "spent" in name.lower()), None
    )
    left = next(
        (
            name
            for name, slot in slots.items()
            if slot.kind == "amount" and re.search("left|remaining", name.lower())
        ),
        None,
    )
    limit = scene.number("limit", "budget") or next(
        (
            value
            for name, value in made.items()
            if re.search("limit|budget", name.lower()) and isinstance(value, (int, float))
        ),
        None,
    )
    if spent is None or left is None or limit is None or not isinstance(made[spent], (int, float)):
        return
    used = round(limit * scene.rng.uniform(0.2, 0.9), 2)
    if _set(made, slots[spent], used):
        _set(made, slots[left], round(limit - used, 2))


def _operation(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Name a long-running operation as one, and a created resource below its parent."""
    name = made.get("name")
    if not isinstance(name, str) or slots["name"].kind != "resource":
        return
    target = scene.arguments.get("name") or scene.arguments.get("parent")
    if not isinstance(target, str) or "/" not in target:
        return
    if "done" in made:
        root = "/".join(target.split("/")[:4])
        _set(
            made,
            slots["name"],
            target
            if "/operations/" in target
            else f"{root}/operations/operation-{scene.rng.randint(10234, 98765)}",
        )
    elif scene.arguments.get("name") is None and not name.startswith(target):
        parts = [part for part in scene.tool.name.split("_")[:-1] if part.endswith("s")]
        if parts:
            wished = next(
                (
                    value
                    for key, value in scene.arguments.items()
                    if key.lower() == f"{parts[-1].lower()[:-1]}id" and isinstance(value, str)
                ),
                name.split("/")[-1],
            )
            _set(made, slots["name"], f"{target}/{parts[-1]}/{wished}")
