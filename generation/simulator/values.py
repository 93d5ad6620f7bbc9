"""Values for parameters and results: valid for the schema, sensible for what it means, true in the world."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from ..identity import IdentityCache
from .semantics import Slot, describe, label_of
from .value_ask import FLAGS, Ask, Gist, gist_of, inner_schema, type_of
from .value_codes import DRAW_CODES
from .value_fit import choose, fit, has_rare, is_valid, obeys
from .value_numbers import DRAW_NUMBERS
from .value_text import DRAW_TEXTS, names_a_device
from .value_times import DRAW_TIMES, draw_duration
from .world import World

_DRAW: dict[str, Callable[[Ask], Any]] = {**DRAW_NUMBERS, **DRAW_TIMES, **DRAW_CODES, **DRAW_TEXTS}
# Kinds whose examples are not copied: they are stale (dates) or must be one's own (keys, resources).
_NEVER_COPIED = frozenset(
    "date datetime time year month token uuid resource id email phone flag object person username url".split()
)
_LISTED = frozenset(
    "code unit topic genre number language language_code title currency region duration color text".split()
)
_WORDED = frozenset("query title text topic code product".split())
_COUNTED = frozenset("number count amount limit percent".split())
_NUMERIC = re.compile(r"\d")
_DEEPEST = 5


def _copied(kind: str, examples: int) -> float:
    """Return how often an example is taken as it stands: of several codes always, there are no others like them."""
    return 0.34 if kind != "code" else 1.0 if examples > 1 else 0.97


def value(slot: Slot, world: World, rng: random.Random) -> Any:
    """Draw the value that a user would ask for.

    Returns:
        A JSON value that satisfies `slot.schema`.
    """
    return draw(slot, world, rng, said=True)


def draw(slot: Slot, world: World, rng: random.Random, said: bool, depth: int = 0) -> Any:
    """Draw a value for a slot, as a user says it or as a tool reports it; nested values included."""
    schema = slot.schema
    if "const" in schema:
        return schema["const"]
    options = schema.get("enum")
    if isinstance(options, list) and options and not (slot.array and not isinstance(options[0], list)):
        return choose(options, rng)
    made = _draw(slot, world, rng, said, depth)
    if has_rare(schema) and not is_valid(made, schema):
        return _try_branches(slot, world, rng, said, depth, made)
    return made


def _draw(slot: Slot, world: World, rng: random.Random, said: bool, depth: int) -> Any:
    if slot.array:
        return _list(slot, world, rng, said, depth)
    inner = _merged(inner_schema(slot))
    if slot.kind == "object" and type_of(inner) in ("object", ""):
        return _object(slot, inner, world, rng, said, depth)
    if slot.kind == "flag":
        if said:
            return (
                fit(rng.random() < 0.85, inner, rng)
                if inner.get("type", "boolean") == "boolean"
                else rng.choice(("true", "false"))
            )
        return rng.random() < 0.75
    if slot.kind == "enum":
        return choose(inner["enum"], rng) if inner.get("enum") else None
    if type_of(inner) == "null":
        return None
    return scalar(slot, world, rng, said)


def scalar(slot: Slot, world: World, rng: random.Random, said: bool) -> Any:
    """Draw a string or a number."""
    gist = gist_of(slot)
    ask = Ask(gist, world, rng, said)
    drawn = None if said and names_a_device(slot) else _from_schema(gist, rng)
    if drawn is None:
        drawn = _from_kind(ask)
    return fit(drawn, gist.schema, rng)


def _from_schema(gist: Gist, rng: random.Random) -> Any:
    """Take a listed choice or an example now and then; None to draw by kind."""
    kind = gist.slot.kind
    if kind in ("city", "street", "zip", "country") and "address" in gist.slot.owner.split(" ", 1)[0].lower():
        return None  # the parts of one address agree: they are drawn from the world
    if kind in _LISTED and gist.choices and rng.random() < 0.85:
        return rng.choice(gist.choices)
    if gist.choices == FLAGS and gist.type == "string" and kind in _WORDED:
        return rng.choice(FLAGS)  # a flag in spite of its name and type
    if kind in _COUNTED and gist.type == "string":
        words = [shape for shape in gist.shapes if isinstance(shape, str) and not _NUMERIC.search(shape)]
        if words:
            return rng.choice(words)  # `position: TopLeft`
    if kind not in _NEVER_COPIED and gist.shapes and rng.random() < _copied(kind, len(gist.shapes)):
        fitting = [
            shape
            for shape in gist.shapes
            if obeys(shape, gist.schema) or (gist.type == "string" and not isinstance(shape, str))
        ]
        if fitting:
            return rng.choice(fitting)
    return None


def _from_kind(ask: Ask) -> Any:
    gist = ask.gist
    kind = gist.slot.kind
    if kind == "duration" and not gist.numeric:
        written = draw_duration(ask)
        if written is not None:
            return written
    drawer: Callable[[Ask], Any] = _DRAW.get(kind) or _DRAW["number" if gist.numeric else "code"]
    return drawer(ask)


_children: IdentityCache[dict[str, Any], Slot] = IdentityCache(65536)


def child_slot(name: str, schema: Any, owner: str, path: str, required: bool) -> Slot:
    """Return the slot of a property inside an object."""
    if not isinstance(schema, dict) or not schema:
        return _untyped_slot(name, owner, path, required)
    return _children.get(
        schema, (name, owner, path, required), lambda: _child_slot(name, schema, owner, path, required)
    )


@lru_cache(65536)
def _untyped_slot(name: str, owner: str, path: str, required: bool) -> Slot:
    return _child_slot(name, {}, owner, path, required)


def _child_slot(name: str, schema: dict[str, Any], owner: str, path: str, required: bool) -> Slot:
    kind, array = describe(name, schema, owner)
    description = schema.get("description")
    return Slot(
        name,
        path,
        label_of(name, description if isinstance(description, str) else ""),
        kind,
        schema,
        required,
        array,
        owner,
    )


def _merged(schema: dict[str, Any]) -> dict[str, Any]:
    """Fold `allOf` into the schema, as far as it only adds keywords."""
    parts = schema.get("allOf")
    if not isinstance(parts, list):
        return schema
    merged = {key: item for key, item in schema.items() if key != "allOf"}
    for part in parts:
        if not isinstance(part, dict):
            continue
        for key, item in part.items():
            if key == "properties" and isinstance(merged.get("properties"), dict):
                merged["properties"] = {**merged["properties"], **item}
            elif key == "required" and isinstance(merged.get("required"), list):
                merged["required"] = [*merged["required"], *item]
            else:
                merged.setdefault(key, item)
    return merged


def list_length(schema: dict[str, Any], rng: random.Random, usual: tuple[int, ...]) -> int:
    """Draw how many items an array gets, within `minItems` and `maxItems`."""
    least, most = schema.get("minItems"), schema.get("maxItems")
    count = rng.choice(usual)
    count = max(count, least) if isinstance(least, int) else count
    return min(count, most) if isinstance(most, int) else count


def _list(slot: Slot, world: World, rng: random.Random, said: bool, depth: int) -> list[Any]:
    schema = slot.schema
    branches = schema.get("anyOf") or schema.get("oneOf")
    if "type" not in schema and isinstance(branches, list):
        schema = next(
            (branch for branch in branches if isinstance(branch, dict) and branch.get("type") == "array"),
            schema,
        )
    examples = schema.get("examples")
    lists = (
        [item for item in examples if isinstance(item, list) and item] if isinstance(examples, list) else []
    )
    if lists and rng.random() < 0.34:
        chosen: list[Any] = list(rng.choice(lists))
        if is_valid(chosen, schema):
            return chosen
    count = list_length(schema, rng, (1, 1, 2, 2, 3) if said else (1, 2, 2, 3))
    one = _items.get(slot, None, lambda: _item_slot(slot, schema))
    out: list[Any] = []
    unique = bool(schema.get("uniqueItems"))
    for _ in range(count * 8 + 8):
        if len(out) >= count:
            break
        item = draw(one, world, rng, said, depth + 1)
        if item not in out or (not unique and slot.kind in ("number", "amount", "percent", "count")):
            out.append(item)
    least = schema.get("minItems")
    while isinstance(least, int) and len(out) < least and not unique:
        out.append(draw(one, world, rng, said, depth + 1))
    return out


_items: IdentityCache[Slot, Slot] = IdentityCache(32768)


def _item_slot(slot: Slot, schema: dict[str, Any]) -> Slot:
    """Return the slot of an array's items."""
    items = schema.get("items")
    items = items if isinstance(items, dict) else {}
    if schema.get("fields") and not items:
        items = {"type": "object", "fields": schema["fields"]}
    if isinstance(schema.get("enum"), list) and "enum" not in items:
        items = {**items, "enum": schema["enum"]}  # the values of the items, written at the array
    if items.get("type") == "array":
        return child_slot(slot.name, items, slot.owner, f"{slot.path}[]", True)
    return Slot(
        slot.name,
        f"{slot.path}[]",
        slot.label,
        slot.kind,
        _with_description(items, schema),
        True,
        False,
        slot.owner,
    )


def _with_description(items: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """Return the items' schema with the array's description, where they have none of their own."""
    return (
        items
        if items.get("description") or not schema.get("description")
        else {**items, "description": schema["description"]}
    )


def properties_of(schema: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    """Return an object schema's properties, and whether they have schemas or (`fields`) only names."""
    properties = schema.get("properties")
    if isinstance(properties, dict):
        return properties, True
    names = schema.get("fields")
    return ({str(name): {} for name in names} if isinstance(names, list) else {}), False


def required_of(schema: dict[str, Any]) -> list[str]:
    """Return the names that an object schema requires."""
    required = schema.get("required")
    return [name for name in required if isinstance(name, str)] if isinstance(required, list) else []


_LABELS = (
    ("env", ("prod", "staging", "dev")),
    ("team", ("billing", "search", "growth", "platform")),
    ("owner", ("finance", "web", "data")),
)


def _object(
    slot: Slot, schema: dict[str, Any], world: World, rng: random.Random, said: bool, depth: int
) -> dict[str, Any]:
    properties, typed = properties_of(schema)
    required = required_of(schema)
    keep = [name for name in properties if name in required]
    others = [name for name in properties if name not in required]
    if depth < _DEEPEST and others:
        if not typed:
            # fields of which only the names are known: those whose meaning is clear come first
            others.sort(key=lambda name: describe(name, {}, slot.name)[0] in ("code", "object", "token"))
        wished = (
            (max(0, rng.randint(1, 3) - len(keep)))
            if said
            else len(others)
            if len(others) < 6
            else rng.randint(5, min(8, len(others)))
        )
        plain = [
            name
            for name in others
            if name.lower() not in ("kind", "etag", "selflink", "metadata", "fingerprint")
        ] or others
        chosen = set(plain[:wished] if said else plain[: max(wished, 1)])
        keep = [name for name in properties if name in required or name in chosen]
    owner = f"{slot.name} {slot.owner}"
    out: dict[str, Any] = {}
    for name in keep:
        child = child_slot(name, properties[name], owner, f"{slot.path}.{name}", name in required)
        out[name] = draw(child, world, rng, said, depth + 1)
    for name in required:
        if name not in out:
            out[name] = draw(
                child_slot(name, _extra(schema), owner, f"{slot.path}.{name}", True),
                world,
                rng,
                said,
                depth + 1,
            )
    if (
        not out
        and not properties
        and schema.get("additionalProperties") is not False
        and schema.get("maxProperties") != 0
    ):
        key, values = rng.choice(_LABELS)
        extra = _extra(schema)
        made = (
            fit(rng.choice(values), extra, rng)
            if type_of(extra) in ("string", "") and "enum" not in extra
            else draw(child_slot(key, extra, owner, f"{slot.path}.{key}", False), world, rng, said, depth + 1)
        )
        out[key] = made
    return out


def _extra(schema: dict[str, Any]) -> dict[str, Any]:
    extra = schema.get("additionalProperties")
    return extra if isinstance(extra, dict) else {"type": "string"}


def _try_branches(slot: Slot, world: World, rng: random.Random, said: bool, depth: int, made: Any) -> Any:
    """Draw for each branch of a union until one satisfies the whole schema; else keep the first value."""
    schema = slot.schema
    base = {key: item for key, item in schema.items() if key not in ("anyOf", "oneOf", "allOf")}
    branches = [
        branch for key in ("oneOf", "anyOf") for branch in schema.get(key) or () if isinstance(branch, dict)
    ]
    for branch in [*branches, *branches] or [base] * 6:
        child = child_slot(slot.name, {**base, **branch}, slot.owner, slot.path, slot.required)
        candidate = draw(child, world, rng, said, depth + 1) if depth < _DEEPEST else None
        if is_valid(candidate, schema):
            return candidate
    fallbacks: tuple[Any, ...] = (None, {}, [], "", 0, True)
    for simple in fallbacks:
        if is_valid(simple, schema):
            return simple
    return made
