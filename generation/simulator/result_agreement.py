"""How fields of a result agree in meaning: addresses with names, words with temperatures."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from .result_accord import BEGUN, among, as_of, averages, careers, causes, eases, sites
from .result_battery import charge
from .result_clashes import free_hour
from .result_fares import fares
from .result_goods import cars, goods
from .result_grades import LEVELS, grades, stock
from .result_leaves import email_for
from .result_merchants import traders
from .result_money import balances, budget, coins, exchange, lowest, refund
from .result_opinions import opinions, overall
from .result_pages import pages
from .result_places import one_place
from .result_power import energy
from .result_scene import Scene, plain_key
from .result_season import in_force, in_season
from .result_spans import SO_FAR, doors, freed, moment_in, quarters, so_far, soon, spans
from .result_status import STATES, of_the_day, timely, whereabouts
from .result_steps import steps
from .result_tallies import notified, piece, reached, sizes, songs, tallies
from .result_together import burned, eaten, goal, lit, rested
from .result_waits import waits, warming
from .result_ways import scheduled, set_out, travel
from .result_weather import climate, damp, feels
from .semantics import Slot
from .value_fit import put
from .value_people import bare
from .values import draw

_Rule = Callable[[dict[str, Any], dict[str, Slot], Scene], None]


def agree(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Change the fields of an object whose meanings would disagree; every change obeys the schema."""
    for place in sorted(_called_by("").union(*map(_called_by, made))):
        _RULES[place][1](made, slots, scene)


@lru_cache(32768)
def _called_by(name: str) -> frozenset[int]:
    """Return the places of the rules that the name of a field calls for."""
    lowered = name.lower()
    return frozenset(
        place for place, (words, _) in enumerate(_RULES) if any(word in lowered for word in words)
    )


def _called(made: dict[str, Any], slots: dict[str, Slot]) -> str | None:
    """Return the name whose parts stand in two fields."""
    kinds = {
        slot.kind: made.get(name) for name, slot in slots.items() if slot.kind in ("first_name", "last_name")
    }
    parts = [kinds.get("first_name"), kinds.get("last_name")]
    return " ".join(str(part) for part in parts) if all(isinstance(part, str) for part in parts) else None


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
    person = person or _called(made, slots)
    person = person or next(
        (item.value for item in scene.given if item.slot.kind == "person" and isinstance(item.value, str)),
        None,
    )
    if person is None:
        named = {
            fact.value for fact in scene.subject if fact.kind == "person" and isinstance(fact.value, str)
        }
        person = next(iter(named)) if len(named) == 1 else None
    if not isinstance(person, str) or not person.strip() or "@" in person:
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
            model = f" {scene.rng.choice(_MODELS)}" if brand in scene.arguments.values() else ""
            put(made, slot, f"{brand}{model} {query}")  # of one brand, they differ by the model


_MODELS = "Nova Mira Pico Lux Aero Terra Vela Orbit Alto Sierra Como Prima".split()


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
            moment = moment_in(min(starts)) if starts else None
            if moment is not None:
                put(
                    made,
                    slot,
                    max(moment.date() - dt.timedelta(scene.rng.randint(1, 4)), scene.world.today).isoformat(),
                )


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


_OPPOSED = (
    ("home", "away"),
    ("origin", "destination"),
    ("sender", "recipient"),
    ("from", "to"),
    ("first", "second"),
)
_DISTINCT = frozenset("team person city airport country currency place company player email".split())


@lru_cache(16384)
def _opposed(names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return the fields that cannot be the same: `home_team` and `away_team`."""
    keys = {plain_key(name): name for name in names}
    pairs = [
        (name, keys.get(tuple(other if word == one else word for word in key)))
        for one, other in _OPPOSED
        for key, name in keys.items()
        if one in key
    ]
    return tuple((name, other) for name, other in pairs if other is not None)


def _distinct(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Let nobody play against himself."""
    for name, other in _opposed(tuple(made)):
        for _ in range(5):
            if made[name] != made[other] or slots[other].kind not in _DISTINCT:
                break
            made[other] = draw(slots[other], scene.world, scene.rng, said=False)


# Each rule with what occurs in the names of the fields that it changes; "" is in all of them.
_RULES: tuple[tuple[tuple[str, ...], _Rule], ...] = (
    (("",), one_place),
    (("",), _people),
    (("distance", "minute", "second", "duration", "time", "fare", "price"), travel),
    (("leave", "depart", "start", "set"), set_out),
    (("arriv",), scheduled),
    (("price", "fare"), fares),
    (("start", "begin"), quarters),
    (("arriv", "end", "until", "daylight"), spans),
    (("minute", "hour", "day", "eta"), waits),
    (("temp", "degree"), warming),
    (("feel",), feels),
    (("",), climate),
    (("humid",), damp),
    (("hazard", "alert", "event", "sky", "condition", "summary", "level", "type", "kind"), in_season),
    (("brand",), _brand),
    (("name",), _operation),
    (STATES, of_the_day),
    (STATES, timely),
    (STATES, whereabouts),
    (("delay", "cancel"), _status),
    (("spent",), budget),
    (("refund",), refund),
    (("lowest",), lowest),
    (("balance",), balances),
    (("rate", "convert", "result"), exchange),
    (("price",), coins),
    (("price",), piece),
    (("material", "fabric", "size"), goods),
    (("model", "vehicle", "car"), cars),
    (("kwh",), energy),
    (("batter",), charge),
    (("watt",), lit),
    (("score",), rested),
    (("merchant", "payee", "vendor", "shop", "store"), traders),
    (("step", "direction", "instruction", "leg"), steps),
    (("website", "homepage", "site"), sites),
    (("until", "expire", "end"), in_force),
    (("free", "avail", "open", "vacant"), free_hour),
    (("home", "origin", "sender", "from", "first"), _distinct),
    (("count", "total", "number", "size"), tallies),
    (("notified",), notified),
    (("recipient", "receiver", "addressee"), reached),
    (("freed",), freed),
    (("size", "kb", "byte"), sizes),
    (("song", "track"), songs),
    (("burn",), burned),
    (SO_FAR, so_far),
    (("today",), eaten),
    (("goal",), goal),
    (("doors",), doors),
    (("page",), pages),
    (("finish", "complet", "done", "end", "ready", "arrive", "deci"), soon),
    (LEVELS, grades),
    (LEVELS, causes),
    (LEVELS, eases),
    (("star", "rating", "score"), opinions),
    (("count", "total", "number"), overall),
    (("count", "number"), among),
    (("average", "mean"), averages),
    (BEGUN, careers),
    (("time", "date", "as_of", "asof"), as_of),
    (("stock", "quantit", "unit", "avail", "left", "remaining", "inventory"), stock),
)
