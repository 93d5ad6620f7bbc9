"""Building a result from its schema: arguments come back, known facts hold, the rest is drawn."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ..identity import IdentityCache
from .result_again import name_in, of_the_same, place_before, rows_before, told_rows
from .result_before import carried, meant
from .result_filters import holds
from .result_free import apart
from .result_invented import invented_facts
from .result_leaves import leaf, recall
from .result_lists import alike, days_of, scalars, settled_fields, sort_field, sort_items, spread
from .result_moved import moved_rows
from .result_outcome import report
from .result_relations import relate
from .result_scene import Known, Scene, plain_key, spaced
from .semantics import Slot
from .value_ask import inner_schema, type_of
from .value_fit import has_rare, is_valid
from .values import child_slot, draw, list_length, properties_of, required_of

_LEFT_OUT = re.compile(
    r"^(?:next ?page ?token|error.*|errors|warnings?|etag|kind|self ?link|metadata"
    r"|http error .*|unreachables?|fingerprint|partial.*|.*operation metadata|"
    r"annotations|satisfies pz.|uid|extensions|audit configs|self link with id)$"
)
_PAYLOAD = re.compile(r"(?i)^(?:response|data|results?|items|body|list|payload|records|entries|content)$")
_OFFSET = re.compile(r"page|offset|skip|start")
_MOST_OPTIONAL = 8
_MOST_OPTIONAL_INSIDE = 6
_DEEPEST = 4


def build(schema: dict[str, Any], scene: Scene) -> Any:
    """Return a result for `returns`; it always satisfies the schema where we can tell."""
    if schema.get("type") == "array":
        made: Any = _list(child_slot("result", schema, scene.owner, "result", True), schema, scene, 0)
    elif schema.get("type") in (None, "object") or "properties" in schema:
        made = build_object(schema, scene, scene.owner, "", 0, {}, False)
    else:
        made = draw(
            child_slot(scene.noun or "result", schema, scene.owner, "result", True),
            scene.world,
            scene.rng,
            said=False,
        )
    if has_rare(schema) and not is_valid(made, schema):
        for _ in range(4):
            other = draw(
                child_slot("result", schema, scene.owner, "result", True), scene.world, scene.rng, said=False
            )
            if is_valid(other, schema):
                return other
    return made


def build_object(
    schema: dict[str, Any],
    scene: Scene,
    owner: str,
    path: str,
    depth: int,
    item: dict[str, Any],
    listed: bool,
) -> dict[str, Any]:
    """Build one object.

    Args:
        schema: Its schema, with `properties` or with a list of names in `fields`.
        scene: The call.
        owner: What it stands in.
        path: Its place in the result.
        depth: How deep that is.
        item: Values that are settled already, such as the day of a forecast.
        listed: Whether it is an item of a list.
    """
    rng = scene.rng
    fields = _fields.get(schema, (owner, path), lambda: _read_fields(schema, owner, path))
    kept = _keep(fields, scene, depth)
    out: dict[str, Any] = dict.fromkeys(slot.name for slot in kept)
    subject = (
        [] if listed else scene.subject or ((meant(scene, kept) or of_the_same(scene)) if depth == 0 else [])
    )
    for slot in kept:
        if slot.name in item:
            out[slot.name] = item[slot.name]
        elif slot.kind != "object" and not slot.array:
            out[slot.name] = leaf(slot, scene, subject, listed)
    thing = _known_thing(out, kept, scene) if listed or scene.asks else []
    for slot in kept:
        if slot.name in item:
            continue
        if thing and slot.kind not in ("object", "id") and not slot.array:
            found = recall(slot, plain_key(slot.name), thing)
            if found is not None:
                out[slot.name] = found
        elif slot.array:
            out[slot.name] = _list(slot, inner_of(slot), scene, depth)
        elif slot.kind == "object":
            out[slot.name] = _nested(slot, scene, depth, path)
    for name in fields.unknown:
        out[name] = draw(child_slot(name, {}, owner, f"{path}{name}", True), scene.world, rng, said=False)
    if not kept and not fields.unknown and depth == 0 and path == "":
        # a schema that promises nothing, or only errors: say what was done, if that is allowed
        said = (
            {"status": report(child_slot("status", {}, owner, "status", False), ("statu",), scene) or "ok"}
            if not scene.asks
            else None
        )
        for other in (said, None if scene.asks and not fields.slots else said):
            if other is not None and is_valid(other, schema):
                out = other
        if scene.asks and not fields.slots and schema.get("additionalProperties") is not False:
            facts = build_object(
                {"type": "object", "properties": invented_facts(scene)}, scene, owner, "r.", 0, {}, False
            )
            out = facts if is_valid(facts, schema) else out
    if "done" in out and isinstance(out.get("response"), dict):
        if any(slot.name == "response" and not inner_schema(slot).get("properties") for slot in kept):
            del out["response"]
    relate(out, kept, scene)
    if depth == 0 and scene.asks and any(isinstance(value, list) for value in out.values()):
        place_before(out, kept, _known_thing(out, kept, scene))
    return out


def inner_of(slot: Slot) -> dict[str, Any]:
    """Return the array schema of a slot, out of a union if need be."""
    schema = slot.schema
    if "type" not in schema:
        for branch in (*(schema.get("anyOf") or ()), *(schema.get("oneOf") or ())):
            if isinstance(branch, dict) and branch.get("type") == "array":
                return branch
    return schema


@lru_cache(32768)
def _is_plumbing(name: str) -> bool:
    return _LEFT_OUT.match(" ".join(plain_key(name)) if len(name) > 40 else spaced(name)) is not None


@dataclass(frozen=True, slots=True)
class _Fields:
    """The properties of an object as slots, with what does not change from one such object to the next.

    Args:
        slots: All of them.
        wanted: Names of those that are required.
        plain: The others without the plumbing; where only names are known, those whose meaning is clear.
        unknown: Names that are required but not described.
    """

    slots: tuple[Slot, ...]
    wanted: frozenset[str]
    plain: tuple[Slot, ...]
    unknown: tuple[str, ...]


_fields: IdentityCache[dict[str, Any], _Fields] = IdentityCache(16384)


def _read_fields(schema: dict[str, Any], owner: str, path: str) -> _Fields:
    properties, typed = properties_of(schema)
    required = dict.fromkeys(required_of(schema))
    slots = tuple(
        child_slot(name, properties[name], owner, f"{path}{name}", name in required) for name in properties
    )
    plain = [slot for slot in slots if not slot.required and not _is_plumbing(slot.name)]
    if not typed:
        plain.sort(key=lambda slot: slot.kind in ("code", "object", "token"))
        plain = plain[:5]
    return _Fields(
        slots,
        frozenset(slot.name for slot in slots if slot.required),
        tuple(plain),
        tuple(name for name in required if name not in properties),
    )


def _keep(fields: _Fields, scene: Scene, depth: int) -> Sequence[Slot]:
    """Choose the properties to fill: all that are required, most of the others, the plumbing left out."""
    chosen = fields.plain[: _MOST_OPTIONAL if depth == 0 else _MOST_OPTIONAL_INSIDE]
    if len(chosen) > 3:
        chosen = tuple(
            slot
            for slot in chosen
            if scene.rng.random() < 0.9 or slot.kind in ("id", "title", "person", "amount")
        )
    if depth >= _DEEPEST:
        chosen = tuple(slot for slot in chosen if slot.kind != "object" and not slot.array)[:2]
    names = fields.wanted.union(slot.name for slot in chosen)
    return [slot for slot in fields.slots if slot.name in names] or fields.plain[:1]


def _nested(slot: Slot, scene: Scene, depth: int, path: str) -> Any:
    schema = inner_schema(slot)
    if has_rare(slot.schema) or type_of(schema) not in ("object", ""):
        return draw(slot, scene.world, scene.rng, said=False, depth=depth + 1)
    if not schema.get("properties") and not schema.get("fields"):
        key = plain_key(slot.name)
        echoed = next(
            (
                given
                for given in scene.arguments.items()
                if plain_key(given[0]) == key and isinstance(given[1], dict)
            ),
            None,
        )
        if echoed is not None and is_valid(echoed[1], slot.schema):
            return echoed[1]
        return draw(slot, scene.world, scene.rng, said=False, depth=depth + 1)
    return build_object(
        schema, scene, f"{slot.name} {scene.owner}", f"{path}{slot.name}.", depth + 1, {}, False
    )


def _known_thing(out: dict[str, Any], kept: Sequence[Slot], scene: Scene) -> list[Known]:
    for slot in kept:
        if slot.kind == "id" and str(out.get(slot.name)) in scene.things:
            return scene.things[str(out[slot.name])]
    return []


def _list(slot: Slot, schema: dict[str, Any], scene: Scene, depth: int) -> list[Any]:
    """Build an array: objects one by one, sorted as described; scalars without repetition."""
    items = schema.get("items")
    items = items if isinstance(items, dict) else {}
    if not items.get("properties") and not items.get("fields") and isinstance(schema.get("fields"), list):
        items = {"type": "object", "fields": schema["fields"]}
    if not items and depth == 0 and _PAYLOAD.search(slot.name):
        items = {"type": "object", "properties": invented_facts(scene)}
    if not (items.get("properties") or items.get("fields")) or has_rare(schema):
        return scalars(slot, schema, scene)
    days = days_of(schema, scene)
    count = (
        list_length(schema, scene.rng, (2, 2, 3, 3, 4))
        if depth == 0
        else list_length(schema, scene.rng, (1, 2, 2))
    )
    limit = next(
        (
            int(given.value)
            for given in scene.given
            if (given.slot.kind == "limit" or given.key == ("count",))
            and str(given.value).isdecimal()
            and not _OFFSET.search(given.key[-1] if given.key else "")
        ),
        None,
    )
    if isinstance(limit, int) and limit >= 1:
        count = min(count, limit)
    if days:
        count = len(days)
    count = max(count, schema.get("minItems") or 0)
    owner = f"{slot.name} {scene.owner}"
    inner = _fields.get(
        items, (owner, f"{slot.name}[]."), lambda: _read_fields(items, owner, f"{slot.name}[].")
    ).slots
    strict = scene.asks and bool(scene.given)
    told = {
        given.value for given in scene.given if isinstance(given.value, str) and given.slot.kind != "query"
    }
    out, closed = rows_before(inner, slot.name, scene) if depth == 0 and not days else ([], False)
    paid = moved_rows(inner, out, scene) if depth == 0 and not days else []
    room = limit if isinstance(limit, int) and limit >= 1 else schema.get("maxItems")
    del out[len(out) if room is None else max(room - len(paid), 0) :]
    if paid:
        least = len(out) + len(paid)
        count, closed = least if closed else min(max(count, least), room or count + least), False
    known = (paid or (carried(inner, scene) if depth == 0 else []))[:count]
    told_before, sort = len(out), sort_field(inner)
    namesakes = told_rows(inner, slot.name, scene) if depth == 0 and not days else {}
    count = max(len(out), 0 if closed else count, schema.get("minItems") or 0)
    for index in range(count * 4 + 4):
        if len(out) >= count:
            break
        settled = settled_fields(items, index, days, scene, slot)
        if index < len(known):
            settled |= known[index]
        made = build_object(items, scene, owner, f"{slot.name}[].", depth + 1, settled, True)
        made = dict(namesakes.get(name_in(made), made))
        if index < count * 4 and any(alike(made, other, told) for other in out):
            continue
        if index < count * 4 and sort in made and any(made[sort] == other.get(sort) for other in out):
            continue
        if made in out and len(out) >= (schema.get("minItems") or 1):
            break  # there is but one of it
        if index < count * 4 and strict and not holds(made, inner, scene):
            continue
        out.append(made)
    spread(out[told_before:], inner, scene)
    apart(out, inner, scene)
    sort_items(out, items, schema, scene)
    if schema.get("uniqueItems"):
        unique = {json.dumps(item, sort_keys=True): item for item in out}
        out = list(unique.values())
    return out
