"""How fields of a result agree in meaning: addresses with names, words with temperatures."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

from .result_leaves import email_for
from .result_scene import Scene
from .semantics import Slot
from .value_fit import obeys
from .value_people import bare


def agree(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Change the fields of an object whose meanings would disagree; every change obeys the schema."""
    names = " ".join(made).lower()
    for words, rule in _RULES:
        if any(word in names for word in words):
            rule(made, slots, scene)


def put(made: dict[str, Any], slot: Slot | None, value: Any) -> bool:
    """Set a field to a value if its schema allows it, and tell whether it did."""
    if slot is None or not obeys(value, slot.schema):
        return False
    made[slot.name] = value
    return True


def _people(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Give a person's email address the person's name, unless the address was known."""
    addresses = [name for name, slot in slots.items() if slot.kind == "email"]
    if not addresses:
        return
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
    if person is None:
        named = {
            fact.value for fact in scene.subject if fact.kind == "person" and isinstance(fact.value, str)
        }
        person = next(iter(named)) if len(named) == 1 else None
    if not isinstance(person, str) or not person.strip():
        return
    for name in addresses:
        address = made.get(name)
        if (
            not isinstance(address, str)
            or address in given
            or address in known
            or (address == scene.world.me.email and person == scene.world.me.name)
        ):
            continue
        if bare(person).split()[:1] and bare(person).split()[0] not in address:
            put(made, slots[name], email_for(person, scene.rng))


_SETS_OUT = re.compile(r"depart|start|begin|pickup|remind|from")
_COMES = re.compile(r"arriv|_end|^end")
_WAITING = re.compile(r"delay|held|wait")


def _spans(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Make durations agree with beginnings and ends, given or reported."""
    start = next(
        (
            item.value
            for item in scene.given
            if item.slot.kind == "datetime"
            and isinstance(item.value, str)
            and _SETS_OUT.search("_".join(item.key))
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
            and not _WAITING.search(name.lower())
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
            and _COMES.search(name.lower())
            and isinstance(made.get(name), str)
        ):
            put(made, slot, (begin + dt.timedelta(minutes=float(minutes))).replace(second=0).isoformat())
        if "until" in name.lower() and slot.kind in ("duration", "number") and start:
            moment = _moment(start)
            now = dt.datetime.combine(scene.world.today, scene.world.clock)
            if moment is not None and "hour" in name.lower():
                put(made, slot, max(1, round((moment - now).total_seconds() / 3600)))
    rise = next((_clock(made[name]) for name in made if "sunrise" in name.lower()), None)
    down = next((_clock(made[name]) for name in made if "sunset" in name.lower()), None)
    if rise is not None and down is not None:
        for name, slot in slots.items():
            if "daylight" in name.lower() and slot.kind == "duration":
                put(made, slot, down - rise)


def _moment(text: Any) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(str(text).rstrip("Z")).replace(tzinfo=None)
    except ValueError:
        return None


_HOURS = re.compile(r"(\d\d):(\d\d)")


def _clock(text: Any) -> int | None:
    match = _HOURS.match(str(text))
    return int(match[1]) * 60 + int(match[2]) if match else None


def _number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


_OUTDOORS = re.compile(r"(?i)weather|forecast|climate|temperature")
_DEGREES = re.compile(r"(?i)temp|high|low\b|_low|feels")
_COLD = re.compile(r"snow|\bice|icy|cold|freez|gloves|warm coat|sleet", re.IGNORECASE)


_HOT = re.compile(r"\bhot\b|heat|sun cream|humid and|scorch", re.IGNORECASE)


def _climate(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Let words for the weather agree with its temperatures: no snow at 24 degrees."""
    if not _OUTDOORS.search(scene.owner):
        return
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
        value for row in rows for name, value in row.items() if _DEGREES.search(name) and _number(value)
    ]
    if not degrees:
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
            put(made, slot, f"{brand} {query}")


def _feels(made: dict[str, Any], slots: dict[str, Slot], _scene: Scene) -> None:
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
        put(made, slots[felt], round(value) if isinstance(made[felt], int) else round(value, 1))


_PUNCTUAL = re.compile(r"on time|boarding|early")


def _status(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Let a delay agree with the status, and a free cancellation end before the stay begins."""
    status = next(
        (value for name, value in made.items() if "status" in name.lower() and isinstance(value, str)), ""
    )
    for name, slot in slots.items():
        lowered = name.lower()
        if "delay" in lowered and isinstance(made.get(name), (int, float)):
            if _PUNCTUAL.search(status):
                put(made, slot, 0)
            elif "delayed" in status and made[name] < 5:
                put(made, slot, 25)
        if "cancel" in lowered and "until" in lowered and slot.kind == "date":
            starts = [
                item.value for item in scene.given if item.slot.kind == "date" and isinstance(item.value, str)
            ]
            moment = _moment(min(starts)) if starts else None
            if moment is not None:
                put(
                    made,
                    slot,
                    max(moment.date() - dt.timedelta(scene.rng.randint(1, 4)), scene.world.today).isoformat(),
                )


_LEFT = re.compile(r"left|remaining")
_LIMIT = re.compile(r"limit|budget")


def _budget(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Make what is left the limit less what was spent."""
    spent = next(
        (name for name, slot in slots.items() if slot.kind == "amount" and "spent" in name.lower()), None
    )
    left = next(
        (name for name, slot in slots.items() if slot.kind == "amount" and _LEFT.search(name.lower())),
        None,
    )
    limit = scene.number("limit", "budget") or next(
        (
            value
            for name, value in made.items()
            if _LIMIT.search(name.lower()) and isinstance(value, (int, float))
        ),
        None,
    )
    if spent is None or left is None or limit is None or not isinstance(made[spent], (int, float)):
        return
    used = round(limit * scene.rng.uniform(0.2, 0.9), 2)
    if put(made, slots[spent], used):
        put(made, slots[left], round(limit - used, 2))


def _refund(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Give back what was paid, less the fee."""
    refund = next(
        (name for name, slot in slots.items() if slot.kind == "amount" and "refund" in name.lower()), None
    )
    paid = next(
        (fact.value for fact in reversed(scene.subject) if fact.kind == "amount" and "total" in fact.key),
        None,
    )
    if refund is None or paid is None or not _number(paid):
        return
    fee = next((name for name in made if "fee" in name.lower() and _number(made[name])), None)
    if fee is not None and made[fee] > paid / 2:
        put(made, slots[fee], round(paid * 0.1, 2))
    put(made, slots[refund], round(paid - (made[fee] if fee is not None else 0), 2))


def _counts(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Count what the call has just added, and open the doors before it starts."""
    added = scene.number("quantity")
    for name, slot in slots.items():
        lowered = name.lower()
        if added is not None and slot.kind == "count" and "item" in lowered:
            put(made, slot, int(added))
        if "doors" in lowered and slot.kind == "datetime":
            starts = next((fact.value for fact in reversed(scene.subject) if fact.kind == "datetime"), None)
            moment = _moment(made.get("start_time", starts)) if starts or "start_time" in made else None
            if moment is not None:
                put(made, slot, (moment - dt.timedelta(minutes=scene.rng.choice((30, 45, 60)))).isoformat())


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
        put(
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
            put(made, slots["name"], f"{target}/{parts[-1]}/{wished}")


# Each rule with what occurs in the names of the fields that it changes; "" is in all of them.
_RULES: tuple[tuple[tuple[str, ...], Callable[[dict[str, Any], dict[str, Slot], Scene], None]], ...] = (
    (("",), _people),
    (("arriv", "end", "until", "daylight"), _spans),
    (("feel",), _feels),
    (("",), _climate),
    (("brand",), _brand),
    (("name",), _operation),
    (("delay", "cancel"), _status),
    (("spent",), _budget),
    (("refund",), _refund),
    (("item", "doors"), _counts),
)
