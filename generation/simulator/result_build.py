"""Building a result from its schema: arguments come back, known facts hold, the rest is drawn and then related."""

from __future__ import annotations

import datetime as dt
import json
import math
import random
import re
from typing import Any

from .result_invented import invented_facts
from .result_relations import relate
from .result_scene import Key, Known, Scene, plain_key
from .semantics import Slot
from .value_ask import gist_of, inner_schema
from .value_fit import choose, fit, has_rare, is_valid, obeys
from .value_numbers import bounds
from .value_people import address_of, draw_brand, draw_street
from .value_places import distance_km, rate
from .value_text import city_of
from .values import child_slot, draw, list_length

# What an argument of a list's filter says of every item.
_SHARED = frozenset(
    "city country country_code region currency artist genre cuisine language language_code category topic company sport team date album "
    "stock_symbol crypto enum weekday month year".split()
)
# Kinds specific enough that one fact of that kind about the subject is the fact asked for.
_SINGULAR = frozenset(
    "song artist album movie book place address phone email person product food medicine city country team company airport domain url".split()
)
_LEFT_OUT = re.compile(
    r"^(?:next ?page ?token|error.*|errors|warnings?|etag|kind|self ?link|metadata|http error .*|unreachables?|fingerprint|partial.*|.*operation metadata|"
    r"annotations|satisfies pz.|uid|extensions|audit configs|self link with id)$"
)
_GOOD = re.compile(
    r"confirm|book|success|complet|\bsent|creat|activ|schedul|placed|accept|\bok\b|paid|approved|done|on time|available|open|valid|deliver|playing|\bon\b|running|ready",
    re.I,
)
_GONE = re.compile(r"cancel|delet|remov|clos|success|complet|refund|archiv|done", re.I)
_BAD_FLAG = re.compile(
    r"\b(?:error|fail\w*|conflict\w*|deleted|expired|disabled|blocked|banned|cancel\w*|sandbox|deprecated|hidden|spam)\b"
)
_PAYLOAD = re.compile(r"(?i)^(?:response|data|results?|items|body|list|payload|records|entries|content)$")
_MOST_OPTIONAL = 8
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
    properties = schema.get("properties")
    typed = isinstance(properties, dict)
    if not typed:
        names = schema.get("fields")
        properties = {str(name): {} for name in names} if isinstance(names, list) else {}
    required = schema.get("required")
    required = {name for name in required if isinstance(name, str)} if isinstance(required, list) else set()
    slots = [
        child_slot(name, properties[name], owner, f"{path}{name}", name in required) for name in properties
    ]
    kept = _keep(slots, scene, depth, typed)
    out: dict[str, Any] = dict.fromkeys(slot.name for slot in kept)
    subject = scene.subject if not listed else []
    for slot in kept:
        if slot.name in item:
            out[slot.name] = item[slot.name]
        elif slot.kind != "object" and not slot.array:
            out[slot.name] = leaf(slot, scene, subject, listed)
    thing = _known_thing(out, kept, scene) if listed else []
    for slot in kept:
        if slot.name in item:
            continue
        if thing and slot.kind not in ("object", "id") and not slot.array:
            found = _recall(slot, plain_key(slot.name), thing)
            if found is not None:
                out[slot.name] = found
        elif slot.array:
            out[slot.name] = _list(slot, inner_of(slot), scene, depth)
        elif slot.kind == "object":
            out[slot.name] = _nested(slot, scene, depth, path)
    for name in required - set(out):
        out[name] = draw(child_slot(name, {}, owner, f"{path}{name}", True), scene.world, rng, said=False)
    if not kept and not required and depth == 0 and path == "":
        # a schema that promises nothing, or only errors: say what was done, if that is allowed
        said = (
            {"status": _report(child_slot("status", {}, owner, "status", False), ("statu",), scene) or "ok"}
            if not scene.asks
            else None
        )
        for other in (said, None if scene.asks and not properties else said):
            if other is not None and is_valid(other, schema):
                out = other
        if scene.asks and properties == {} and schema.get("additionalProperties") is not False:
            facts = build_object(
                {"type": "object", "properties": invented_facts(scene)}, scene, owner, "r.", 0, {}, False
            )
            out = facts if is_valid(facts, schema) else out
    if (
        "done" in out
        and isinstance(out.get("response"), dict)
        and not inner_schema(child_slot("response", properties.get("response"), owner, "", False)).get(
            "properties"
        )
    ):
        del out["response"]
    relate(out, kept, scene)
    return out


def inner_of(slot: Slot) -> dict[str, Any]:
    """Return the array schema of a slot, out of a union if need be."""
    schema = slot.schema
    if "type" not in schema:
        for branch in (*(schema.get("anyOf") or ()), *(schema.get("oneOf") or ())):
            if isinstance(branch, dict) and branch.get("type") == "array":
                return branch
    return schema


def _keep(slots: list[Slot], scene: Scene, depth: int, typed: bool) -> list[Slot]:
    """Choose the properties to fill: all that are required, most of the others, the plumbing left out."""
    wanted = [slot for slot in slots if slot.required]
    optional = [slot for slot in slots if not slot.required]
    plain = [
        slot
        for slot in optional
        if not _LEFT_OUT.match(" ".join(plain_key(slot.name)) if len(slot.name) > 40 else _spaced(slot.name))
    ]
    if not typed:
        plain.sort(key=lambda slot: slot.kind in ("code", "object", "token"))
        plain = plain[:5]
    chosen = plain[:_MOST_OPTIONAL] if depth == 0 else plain[:6]
    if len(chosen) > 3:
        chosen = [
            slot
            for slot in chosen
            if scene.rng.random() < 0.9 or slot.kind in ("id", "title", "person", "amount")
        ]
    if depth >= _DEEPEST:
        chosen = [slot for slot in chosen if slot.kind != "object" and not slot.array][:2]
    names = {slot.name for slot in (*wanted, *chosen)}
    kept = [slot for slot in slots if slot.name in names]
    return kept or plain[:1]


def _spaced(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])|_|-", " ", name).lower()


def _nested(slot: Slot, scene: Scene, depth: int, path: str) -> Any:
    schema = inner_schema(slot)
    if has_rare(slot.schema):
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


def _known_thing(out: dict[str, Any], kept: list[Slot], scene: Scene) -> list[Known]:
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
        return _scalars(slot, schema, scene)
    days = _days(schema, scene)
    count = (
        list_length(schema, scene.rng, (2, 2, 3, 3, 4))
        if depth == 0
        else list_length(schema, scene.rng, (1, 2, 2))
    )
    limit = next(
        (
            given.value
            for given in scene.given
            if given.slot.kind == "limit"
            and isinstance(given.value, int)
            and not re.search("page|offset|skip|start", " ".join(given.key[-1:]))
        ),
        None,
    )
    if isinstance(limit, int) and limit >= 1:
        count = min(count, limit)
    if days:
        count = len(days)
    count = max(count, schema.get("minItems") or 0)
    owner = f"{slot.name} {scene.owner}"
    out: list[dict[str, Any]] = []
    for index in range(count * 4 + 4):
        if len(out) >= count:
            break
        settled = _settled(items, index, days, scene, slot)
        made = build_object(items, scene, owner, f"{slot.name}[].", depth + 1, settled, True)
        if index < count * 4 and any(_alike(made, other) for other in out):
            continue
        out.append(made)
    _sort(out, items, schema, scene)
    if schema.get("uniqueItems"):
        unique = {json.dumps(item, sort_keys=True): item for item in out}
        out = list(unique.values())
    return out


def _alike(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Tell whether two items would read as the same: the same name, title or identifier."""
    for name, value in one.items():
        if (
            re.search(r"(?i)(?:^|_|[a-z])(?:id|name|title|email)$", name)
            and not re.search(r"(?i)artist|author|company|sender|brand|city|country|channel", name)
            and isinstance(value, str)
        ):
            if other.get(name) == value:
                return True
    return one == other


def _days(schema: dict[str, Any], scene: Scene) -> list[str]:
    """Return the days of a list with an entry for each day; empty for other lists."""
    properties = (schema.get("items") or {}).get("properties") or {}
    dated = [
        name
        for name, child in properties.items()
        if isinstance(child, dict) and child.get("format") == "date"
    ]
    about = f"{schema.get('description', '')} {scene.tool.name}".lower()
    if not dated or not re.search(r"each day|per day|daily|forecast|each night|for each", about):
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
    back = re.search(r"sleep|histor|past|last|log", about)
    first = start - dt.timedelta(count - 1) if back else start
    return [(first + dt.timedelta(index)).isoformat() for index in range(count)]


def _settled(items: dict[str, Any], index: int, days: list[str], scene: Scene, slot: Slot) -> dict[str, Any]:
    properties = items.get("properties") or {}
    settled: dict[str, Any] = {}
    if index < len(days):
        name = next(
            name
            for name, child in properties.items()
            if isinstance(child, dict) and child.get("format") == "date"
        )
        settled[name] = days[index]
    parent = scene.arguments.get("parent")
    fields = properties or {name: {} for name in items.get("fields") or ()}
    if (
        isinstance(parent, str)
        and "/" in parent
        and "name" in fields
        and (fields["name"] or {}).get("type", "string") == "string"
    ):
        child = child_slot("name", {"description": "resource name"}, scene.owner, "name", True)
        slug = str(
            draw(
                Slot("instance", "instance", "", "resource", {"type": "string"}, True, False, ""),
                scene.world,
                random.Random(scene.rng.random()),
                False,
            )
        )
        settled["name"] = f"{parent}/{slot.name}/{slug}" if child else parent
    return settled


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


def _sort(out: list[dict[str, Any]], items: dict[str, Any], schema: dict[str, Any], scene: Scene) -> None:
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
    for wish, fields, falling in _ORDERS:
        if wish.search(about):
            for name in out[0] if out else ():
                if fields.search(_spaced(name)) and all(
                    isinstance(item.get(name), type(out[0][name])) for item in out
                ):
                    if isinstance(out[0][name], (int, float, str)):
                        out.sort(key=lambda item: item[name], reverse=falling)
                        return


def _scalars(slot: Slot, schema: dict[str, Any], scene: Scene) -> list[Any]:
    key = plain_key(slot.name)
    for given in scene.given:
        if isinstance(given.value, list) and given.key == key and is_valid(given.value, schema):
            return list(given.value)
    if slot.name in ("parameters", "params") and not schema.get("minItems"):
        return []
    if (
        re.search(r"conflict|warning|error|unreachable|missing|failed", slot.name.lower())
        and not schema.get("minItems")
        and scene.rng.random() < 0.7
    ):
        return []
    made = draw(slot, scene.world, scene.rng, said=False)
    return made if isinstance(made, list) else [made]


def leaf(slot: Slot, scene: Scene, subject: list[Known], listed: bool) -> Any:
    """Return the value of one field: echoed, recalled, worked out, or drawn."""
    key = plain_key(slot.name)
    schema = slot.schema
    for source in (
        _echo(slot, key, scene, listed),
        _recall(slot, key, subject),
        _worked_out(slot, key, scene),
    ):
        if source is not None and obeys(source, schema):
            return source
    if slot.name == "get" and schema.get("type") == "string":
        return fit(scene.noun or "data", schema, scene.rng)
    rng = scene.rng
    options = schema.get("enum")
    if isinstance(options, list) and options:
        return _option(slot, key, options, scene)
    if slot.kind == "flag":
        return _flag(slot, scene)
    asked = _asked_for(slot, key, scene)
    if asked is not None and obeys(asked, schema):
        return asked
    bounded = _within(slot, key, scene)
    drawn = draw(bounded, scene.world, rng, said=False)
    if slot.kind in ("text", "code") and isinstance(drawn, str):
        written = _report(slot, key, scene)
        if written is not None and obeys(written, schema):
            return written
    return drawn if bounded is slot else fit(drawn, bounded.schema, rng)


def _asked_for(slot: Slot, key: Key, scene: Scene) -> str | None:
    """Return a title or product that answers the search: it holds the words searched for."""
    query = scene.first("query", "product", "title")
    if (
        not isinstance(query, str)
        or not 3 <= len(query) <= 40
        or scene.family not in ("find", "get", "list")
        or key[-1] not in ("name", "title", "product", "subject")
    ):
        return None
    if slot.kind == "product" or (
        slot.kind == "title" and re.search(r"product|shop|item|store", scene.owner.lower())
    ):
        return f"{draw_brand(scene.rng)} {query}"
    if slot.kind == "place" and query.istitle():
        return query
    if slot.kind != "title" or scene.rng.random() < 0.4:
        return None
    rest = scene.world.phrase("of_when", scene.rng)
    return (
        query[:1].upper()
        + query[1:]
        + scene.rng.choice(("", f" {rest}", ": next steps", " (draft)", " - notes"))
    )


def _echo(slot: Slot, key: Key, scene: Scene, listed: bool) -> Any:
    """Return the argument that this field repeats."""
    fresh_id = (
        slot.kind == "id"
        and key in (("id",), (scene.noun, "id"))
        and not scene.asks
        and scene.family not in ("change", "delete", "play", "pay", "send")
    )
    same_kind = []
    if key[0] in ("previous", "old", "last", "former", "next"):
        return None
    for given in scene.given:
        if isinstance(given.value, (list, dict)):
            continue
        if given.key == key and not fresh_id:
            if (
                listed
                and slot.kind not in _SHARED
                and not (slot.kind == "id" and key[0] != _singular_of(slot))
            ):
                continue
            return given.value
        if given.slot.kind == slot.kind:
            same_kind.append(given)
    if slot.kind == "id" and key == ("id",) and not fresh_id and not listed:
        own = [
            given
            for given in same_kind
            if len(given.key) == 1 or given.key[0] == scene.noun or len(same_kind) == 1
        ]
        return own[0].value if own else None
    if len(same_kind) == 1 and (slot.kind in _SHARED or (not listed and slot.kind in _SINGULAR)):
        given = same_kind[0]
        if _tail(key, given.key) or (
            slot.kind in ("city", "currency", "artist", "stock_symbol", "crypto", "domain")
            and len(key) == 1
            and slot.kind != "enum"
        ):
            return given.value
    return None


def _tail(one: Key, other: Key) -> bool:
    short, long = sorted((one, other), key=len)
    return long[-len(short) :] == short or long[: len(short)] == short


def _singular_of(slot: Slot) -> str:
    head = slot.owner.split(" ", 1)[0].lower()
    return head.rstrip("s")


def _recall(slot: Slot, key: Key, facts: list[Known]) -> Any:
    """Return what earlier results said of the thing this call is about; the latest word counts."""
    if not facts or slot.kind in ("flag", "uuid", "token"):
        return None
    for fact in reversed(facts):
        if fact.key == key and obeys(fact.value, slot.schema):
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


def _worked_out(slot: Slot, key: Key, scene: Scene) -> Any:
    """Return what follows from the arguments: coordinates of a city, a rate, a distance, tomorrow's weather."""
    world = scene.world
    if slot.kind in ("latitude", "longitude", "country", "country_code", "timezone", "region", "airport"):
        city = city_of(scene.first("city", "region", "place"))
        if city is None:
            return None
        value = {"latitude": city.latitude, "longitude": city.longitude, "country": city.country, "country_code": city.code, "timezone": city.zone,
                 "region": city.region, "airport": city.airport}[slot.kind]  # fmt: skip
        return None if value in ("", None) or (isinstance(value, float) and math.isnan(value)) else value
    words = set(key)
    if (
        words & {"temperature", "temp", "high", "low"}
        and slot.kind in ("number", "code")
        or (words & {"feel"} and slot.kind == "number")
    ):
        return _temperature(slot, key, scene)
    if slot.kind == "address":
        town = scene.first("city") or next(
            (fact.value for fact in reversed(scene.subject) if fact.kind == "city"), None
        )
        city = city_of(town)
        return None if city is None else f"{draw_street(scene.rng, city)}, {city.name}"
    money = [given for given in scene.given if given.slot.kind == "currency" and isinstance(given.value, str)]
    if len(money) >= 2 and slot.kind in ("amount", "number", "percent", "code"):
        worth = rate(money[0].value.upper(), money[1].value.upper(), world.seed)
        if worth is not None:
            if words & {"rate"}:
                return float(f"{worth:.5g}")
            amount = scene.number("amount", "value", "quantity", "sum") or 1.0
            if words & {"converted", "result", "amount", "total", "value", "output"}:
                return round(amount * worth, 2)
    ends = [
        city
        for given in scene.given
        if given.slot.kind == "city"
        for city in [city_of(given.value)]
        if city is not None
    ]
    if len(ends) >= 2 and words & {"distance"}:
        far = distance_km(ends[0], ends[1])
        return None if far is None else round(far / 1.609, 1) if words & {"mile"} else round(far, 1)
    dates = [
        given.value for given in scene.given if given.slot.kind == "date" and isinstance(given.value, str)
    ]
    if len(dates) == 2 and words & {"night", "day"} and slot.kind in ("duration", "count", "number"):
        try:
            gap = abs((dt.date.fromisoformat(dates[1]) - dt.date.fromisoformat(dates[0])).days)
        except ValueError:
            return None
        return gap if "night" in words else gap + 1
    return None


def _month(scene: Scene) -> int:
    """Return the month that the call is about: named, of its date, or the current one."""
    for given in scene.given:
        if (
            given.slot.kind in ("date", "datetime")
            and isinstance(given.value, str)
            and re.match(r"\d{4}-\d\d", given.value)
        ):
            return int(given.value[5:7])
        if "month" in given.key and isinstance(given.value, str) and given.value[:3].title() in _MONTHS:
            return _MONTHS.index(given.value[:3].title()) + 1
    return scene.world.today.month


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _temperature(slot: Slot, key: Key, scene: Scene) -> Any:
    """Return a temperature fit for the latitude and the month, the same whenever the same place is asked for."""
    world = scene.world
    place = scene.first("city", "region", "place", "address")
    if (
        not isinstance(place, str)
        or "weather forecast climate temperature".find(scene.noun or "?") < 0
        and not re.search(r"weather|forecast|climate|temperat", scene.owner.lower())
    ):
        return None
    city = city_of(place)
    latitude = city.latitude if city is not None and not math.isnan(city.latitude) else 45.0
    season = math.cos((_month(scene) - 7) / 6 * math.pi) * (1 if latitude >= 0 else -1)
    base = 28 - 0.36 * abs(latitude) + season * abs(latitude) / 4.2
    base += random.Random(f"{world.seed}:weather:{place.lower()}").uniform(-4, 4)
    base += scene.rng.uniform(-1, 1) + (
        3 if "high" in key else -5 if "low" in key else -1 if "feel" in key else 0
    )
    units = " ".join(str(given.value) for given in scene.given if isinstance(given.value, str)).lower()
    low, high = bounds(slot.schema)
    if ("fahrenheit" in units or "imperial" in units or "fahrenheit" in _spaced(slot.name)) and high > 60:
        base = base * 9 / 5 + 32
    base = min(max(base, low), high)
    return round(base) if slot.schema.get("type") == "integer" else round(base, 1)


def _option(slot: Slot, key: Key, options: list[Any], scene: Scene) -> Any:
    """Draw from an enum; what was done successfully says so."""
    if not scene.asks or re.search(r"status|state", slot.name.lower()) or key[0] == "previous":
        if key[0] in ("previous", "old", "former"):
            now = {given.value for given in scene.given if isinstance(given.value, str)}
            return choose([option for option in options if option not in now] or options, scene.rng)
        wished = _GONE if scene.family == "delete" else _GOOD
        good = [
            option
            for option in options
            if isinstance(option, str)
            and wished.search(option)
            and not re.search(r"(?i)\b(?:un|in|not|fail)", option)
        ]
        if good and (not scene.asks or scene.rng.random() < 0.5):
            return scene.rng.choice(good)
    return choose(options, scene.rng)


def _flag(slot: Slot, scene: Scene) -> Any:
    name = _spaced(slot.name)
    if _BAD_FLAG.search(name) and not (scene.family == "delete" and re.search(r"delet|cancel|remov", name)):
        value = False
    elif not scene.asks or re.search(r"success|valid|done|ok\b|found|exists|available", name):
        value = True
    else:
        value = scene.rng.random() < 0.6
    type_ = inner_schema(slot).get("type", "boolean")
    return value if type_ == "boolean" else fit(value, slot.schema, scene.rng)


_UPPER = frozenset("maximum highest under upper most".split())
_LOWER = frozenset("minimum lowest over least".split())


def _within(slot: Slot, key: Key, scene: Scene) -> Slot:
    """Return the slot with the bounds that arguments such as `max_price` put on it."""
    if slot.kind not in ("amount", "number", "count", "percent", "duration"):
        return slot
    schema = slot.schema
    low, high = bounds(schema)
    for given in scene.given:
        if not isinstance(given.value, (int, float)) or isinstance(given.value, bool) or len(given.key) < 2:
            continue
        rest = set(given.key[1:]) - {"per", "km", "night"}
        if rest and rest <= set(key):
            if given.key[0] in _UPPER and low < given.value < high:
                high = float(given.value)
            elif given.key[0] in _LOWER and low < given.value < high:
                low = float(given.value)
    if (low, high) == bounds(schema):
        return slot
    limits: dict[str, Any] = {}
    if low > -math.inf:
        limits["minimum"] = low
    if high < math.inf:
        limits["maximum"] = high
        limits.setdefault("minimum", high * 0.45 if high > 0 else high - 10)
    return Slot(
        slot.name,
        slot.path,
        slot.label,
        slot.kind,
        {**schema, **limits},
        slot.required,
        slot.array,
        slot.owner,
    )


_DONE_WORDS = {
    "create": "created",
    "book": "booked",
    "change": "updated",
    "delete": "removed",
    "send": "sent",
    "pay": "processed",
    "play": "started",
    "export": "exported",
}


def _report(slot: Slot, key: Key, scene: Scene) -> str | None:
    """Return a sentence for a `message` field, or a word for a `status` field, of something that was done."""
    head = key[-1]
    if head in ("statu", "state", "result", "outcome"):
        if scene.family == "delete":
            return scene.rng.choice(
                ("deleted", "removed", "cancelled")
                if "cancel" in scene.owner.lower()
                else ("deleted", "removed")
            )
        if not scene.asks:
            words = {"book": ("confirmed", "booked"), "send": ("sent", "queued"), "pay": ("completed", "processed"), "create": ("created", "active"),
                     "change": ("updated", "saved"), "play": ("playing", "started")}  # fmt: skip
            return scene.rng.choice(words.get(scene.family, ("completed", "success")))
        return (
            "success"
            if head in ("statu", "result")
            and slot.path.count(".") == 0
            and gist_of(slot).phrase == "status"
            and scene.rng.random() < 0.5
            else None
        )
    if (
        slot.path == slot.name
        and head in ("message", "msg", "detail", "comment", "info", "information")
        and not re.search(r"mail|sms|chat|messag", scene.owner.lower().split(" ", 1)[0])
    ):
        noun = scene.noun or "request"
        done = _DONE_WORDS.get(scene.family)
        if done:
            return scene.rng.choice(
                (
                    f"The {noun} was {done}.",
                    f"{noun.capitalize()} {done} successfully.",
                    f"Your {noun} has been {done}.",
                )
            )
        return scene.rng.choice(("OK", "Success", "Request completed."))
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
