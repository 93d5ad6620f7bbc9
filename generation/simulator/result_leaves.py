"""One field of a result: echoed from the arguments, recalled, worked out, or drawn."""

from __future__ import annotations

import random
import re
from typing import Any

from .memory import Done
from .result_days import on_the_day
from .result_filters import clock_between, limits_of, narrowed, sought
from .result_known import worked_out
from .result_outcome import flag_of, option_of, report
from .result_scene import Key, Known, Scene, plain_key
from .result_sought import asked_for
from .result_tallies import is_own, open_cart
from .result_told import REPLIES
from .semantics import Slot
from .value_fit import fit, obeys
from .value_names import city_of
from .value_numbers import bounds
from .value_people import address_of, draw_person
from .values import draw

# What an argument of a list's filter says of every item.
_SHARED = frozenset(
    "city country country_code region currency artist genre cuisine language "
    "language_code category topic company sport team date album "
    "stock_symbol crypto enum weekday month year".split()
)


# Kinds specific enough that one fact of that kind about the subject is the fact asked for.
_SINGULAR = frozenset(
    (
        "song artist album movie book place address phone email person product food "
        "medicine city country team company airport domain url ip"
    ).split()
)


def leaf(slot: Slot, scene: Scene, subject: list[Known], listed: bool) -> Any:
    """Return the value of one field: echoed, recalled, worked out, or drawn."""
    key = plain_key(slot.name)
    schema = slot.schema
    if "const" in schema:
        return schema["const"]
    fresh = _is_fresh(slot, key, scene)
    if fresh:
        subject = []
    spoken = _spoken(slot, scene) if slot.kind == "language" and not listed else None
    echoed = _echo(slot, key, scene, listed, fresh)
    if type(echoed) in (int, float) and schema.get("type") == "string":
        echoed = str(echoed)
    for source in (
        echoed,
        spoken,
        _own(slot, key, scene, listed),
        recall(slot, key, subject),
        worked_out(slot, key, scene),
    ):
        if source is not None and obeys(source, schema):
            return source
    if slot.name == "get" and schema.get("type") == "string":
        return fit(scene.noun or "data", schema, scene.rng)
    rng = scene.rng
    if (
        slot.kind == "language"
        and scene.asks
        and not listed
        and slot.path == slot.name
        and obeys("English", schema)
    ):
        return "English"  # unless it is asked for in another language
    options = schema.get("enum")
    if isinstance(options, list) and options:
        return option_of(slot, key, options, scene)
    if slot.kind == "flag":
        return flag_of(slot, scene)
    asked = asked_for(slot, key, scene, listed)
    if asked is not None and obeys(asked, schema):
        return asked
    if slot.kind == "person" and listed and scene.asks:
        there = city_of(scene.first("city"))
        if there is not None and there.code != scene.world.home.code:
            return fit(draw_person(rng, there).name, schema, rng)  # who works there, not at home
    bounded = narrowed(slot, key, scene)
    drawn = draw(bounded, scene.world, rng, said=False)
    for _ in range(4 if _says_much(drawn) and scene.asks and not listed else 0):
        if not any(_says(done, slot.name, drawn, scene) for done in scene.calls):
            break
        drawn = draw(bounded, scene.world, rng, said=False)
    if slot.kind == "year" and bounded is not slot:
        drawn = int(rng.uniform(*bounds(bounded.schema)))
    if slot.kind in ("date", "datetime", "time"):
        moved = on_the_day(drawn, slot, key, scene)
        if slot.kind == "time" and isinstance(moved, str) and limits_of(scene) and moved[2:3] == ":":
            moved = clock_between(moved, key, scene)
        return moved if obeys(moved, schema) else drawn
    if slot.kind == "id" and not scene.asks:
        for _ in range(5):
            if str(drawn) not in scene.things and str(drawn) not in scene.gone:
                break
            drawn = draw(bounded, scene.world, rng, said=False)
    if slot.kind in ("text", "code") and isinstance(drawn, str):
        written = report(slot, key, scene)
        if written is not None and obeys(written, schema):
            return written
    return drawn if bounded is slot else fit(drawn, bounded.schema, rng)


def _says_much(drawn: Any) -> bool:
    return isinstance(drawn, str) and drawn.count(" ") >= 3


def _says(done: Done, name: str, words: str, scene: Scene) -> bool:
    """Tell whether the same lookup said the same words of another thing."""
    return done.name == scene.tool.name and isinstance(done.result, dict) and done.result.get(name) == words


def _spoken(slot: Slot, scene: Scene) -> Any:
    """Return the language that what is told is asked for in."""
    if not scene.asks or slot.path != slot.name:
        return None
    return next((given.value for given in scene.given if given.slot.kind == "language"), None)


_MINTING = frozenset(("create", "book", "send", "pay"))
_ACTS = re.compile(r"(?i)(?:^|_)(?:dispute|contest|report|file|submit|request|claim|return)(?:_|[A-Z]|$)")
# What an action adds to or draws on, rather than brings about.
_STANDING = frozenset(
    "cart basket account user customer session card wallet profile device list playlist channel project "
    "product hotel restaurant flight movie show event doctor store seller member owner parent".split()
)


def _is_fresh(slot: Slot, key: Key, scene: Scene) -> bool:
    """Tell whether a field is the identifier of what the call has just created."""
    if slot.kind != "id" or not (scene.family in _MINTING or _ACTS.search(scene.tool.name)):
        return False
    if scene.family in ("create", "book") and key in (("id",), (scene.noun, "id")):
        return True
    told = any(given.key == key for given in scene.given) and not REPLIES.search(scene.tool.name)
    return not told and slot.path == slot.name and (key[0] == scene.noun or key[0] not in _STANDING)


_NEAR = re.compile(r"(?i)\b(?:near|nearby|nearest|around|close to|closest)\b")


def _echo(slot: Slot, key: Key, scene: Scene, listed: bool, fresh: bool) -> Any:
    """Return the argument that this field repeats."""
    same_kind = []
    wanted = sought(slot, key, scene) if listed and scene.asks else None
    if wanted is not None:
        return wanted
    if key[0] in ("previou", "old", "last", "former", "next"):
        return None
    for given in scene.given:
        if isinstance(given.value, (list, dict)):
            continue
        if not fresh and (given.key == key or (not listed and "".join(given.key) == "".join(key))):
            if slot.kind == "address" and scene.family == "find" and _NEAR.search(scene.owner):
                continue  # what is found is near the address, not at it
            if (
                listed
                and slot.kind not in _SHARED
                and not (slot.kind == "id" and key[0] != _singular_of(slot))
            ):
                continue
            return given.value
        if given.slot.kind == slot.kind:
            same_kind.append(given)
    if slot.kind == "id" and key == ("id",) and not fresh and not listed:
        own = [
            given
            for given in same_kind
            if len(given.key) == 1 or given.key[0] == scene.noun or len(same_kind) == 1
        ]
        return own[0].value if own else None
    if len(same_kind) == 1 and (
        slot.kind in _SHARED
        or (not listed and (slot.kind in _SINGULAR or (slot.kind == "title" and not scene.asks)))
    ):
        given = same_kind[0]
        if _tail(key, given.key) or (
            slot.kind in ("city", "currency", "artist", "stock_symbol", "crypto", "domain")
            and len(key) == 1
            and slot.kind != "enum"
        ):
            return given.value
    return None


_BY = frozenset(("sender", "from", "organizer", "organiser", "author", "creator"))


def _answered(scene: Scene) -> str | None:
    """Return the subject of a reply: that of the message it answers; None for what is no reply or says its own."""
    if any(fact.key == ("subject",) for fact in scene.subject):
        return None
    given = {str(one.value) for one in scene.given}
    others = [
        scene.things.get(str(fact.value), [])
        for fact in scene.subject
        if fact.kind == "id" and str(fact.value) not in given
    ]
    told = next(
        (str(fact.value) for facts in others for fact in reversed(facts) if fact.key == ("subject",)), None
    )
    return None if told is None else told if told.startswith("Re:") else f"Re: {told}"


def _own(slot: Slot, key: Key, scene: Scene, listed: bool) -> Any:
    """Return the user as the sender of what the user has sent, and the cart that is still open."""
    if listed:
        return None
    if slot.kind == "id":
        return open_cart(key, scene)
    if slot.kind == "title" and key == ("subject",):
        return _answered(scene)
    if slot.kind in ("email", "person") and key[0] in _BY and scene.asks and is_own(scene):
        return scene.world.me.email if slot.kind == "email" else scene.world.me.name
    return None


def _tail(one: Key, other: Key) -> bool:
    short, long = sorted((one, other), key=len)
    return long[-len(short) :] == short or long[: len(short)] == short


def _singular_of(slot: Slot) -> str:
    head = slot.owner.split(" ", 1)[0].lower()
    return head.rstrip("s")


_SORTS = frozenset(("type", "kind", "category"))
# Names of one and the same fact about a thing.
_SAME = (
    (("price",), ("current", "price")),
    (("rating",), ("average", "rating"), ("overall", "rating"), ("customer", "rating")),
)


def recall(slot: Slot, key: Key, facts: list[Known]) -> Any:
    """Return what earlier results said of the thing this call is about; the latest word counts."""
    if not facts or slot.kind in ("flag", "uuid", "token"):
        return None
    for fact in reversed(facts):
        if fact.key == key and obeys(fact.value, slot.schema):
            return fact.value
    if slot.kind == "enum" and key[-1] in _SORTS:
        for fact in reversed(facts):
            if fact.key[-1] in _SORTS and obeys(fact.value, slot.schema):
                return fact.value
    same = next((names for names in _SAME if key in names), ())
    for fact in reversed(facts) if same else ():
        if fact.key in same and obeys(fact.value, slot.schema):
            return fact.value
    if len(key) > 1:
        for fact in reversed(facts):
            if (
                fact.key == key[1:]
                and fact.kind == slot.kind
                and slot.kind in _SINGULAR
                and obeys(fact.value, slot.schema)
            ):
                return fact.value
    if slot.kind == "amount" and key[-1] == "total":
        for fact in reversed(facts):
            if fact.key[-1] == "total" and obeys(fact.value, slot.schema):
                return fact.value
    if slot.kind in _SINGULAR:
        values = {str(fact.value): fact.value for fact in facts if fact.kind == slot.kind}
        if len(values) == 1:
            found = next(iter(values.values()))
            return found if obeys(found, slot.schema) else None
    return None


def email_for(name: str, rng: random.Random) -> str:
    """Return an address that fits a person's name."""
    first, _, last = name.partition(" ")
    return address_of(
        first,
        last.split()[-1] if last.split() else "",
        rng,
        "example." + ("com", "org", "net")[int(rng.random() * 3)],
    )
