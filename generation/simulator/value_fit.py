"""Making a drawn value obey its schema: type, bounds, length, pattern, enum."""

from __future__ import annotations

import json
import math
import random
import re
from functools import lru_cache
from typing import Any

from ..identity import IdentityCache
from ..validity import surely_valid
from .semantics import Slot
from .value_numbers import bounds
from .value_pattern import compiled, sample

# Keywords that the builder does not follow by construction; a schema that has one is checked afterwards.
RARE = frozenset(
    "allOf anyOf oneOf not if contains dependentRequired dependentSchemas "
    "dependencies patternProperties propertyNames "
    "prefixItems unevaluatedProperties unevaluatedItems minProperties "
    "maxProperties $ref $dynamicRef additionalItems".split()
)
_UNSET = re.compile(r"unspecified|unknown|undefined|deprecated|_none$|^none$|invalid|^$", re.IGNORECASE)


_rare: IdentityCache[Any, bool] = IdentityCache(65536)


def has_rare(schema: dict[str, Any]) -> bool:
    """Tell whether a schema has a keyword of `RARE` anywhere."""
    return _rare.get(schema, None, lambda: _look(schema))


def _look(node: dict[str, Any] | list[Any]) -> bool:
    if isinstance(node, dict) and not RARE.isdisjoint(node):
        return True
    inside = node.values() if isinstance(node, dict) else node
    return any(_look(value) for value in inside if isinstance(value, (dict, list)))


@lru_cache(4096)
def _validator(text: str) -> Any:
    from jsonschema import Draft202012Validator

    return Draft202012Validator(json.loads(text))


def is_valid(value: Any, schema: dict[str, Any]) -> bool:
    """Tell whether a value satisfies a schema, by `jsonschema`; an unreadable schema accepts everything."""
    from jsonschema.exceptions import SchemaError, UnknownType
    from referencing.exceptions import Unresolvable

    if surely_valid(value, schema):
        return True
    try:
        return bool(_validator(json.dumps(schema)).is_valid(value))
    except (SchemaError, UnknownType, Unresolvable, re.error, TypeError, AttributeError, RecursionError):
        return True


def choose(options: list[Any], rng: random.Random) -> Any:
    """Draw one of an enum's values, passing over those that mean "not set"."""
    plain = [
        item for item in options if item is not None and not (isinstance(item, str) and _UNSET.search(item))
    ]
    among = plain or options
    return among[int(rng.random() * len(among))]


def fit(value: Any, schema: dict[str, Any], rng: random.Random) -> Any:
    """Return the value changed as little as needed to satisfy a scalar's schema."""
    if "const" in schema:
        return schema["const"]
    options = schema.get("enum")
    if isinstance(options, list) and options:
        return (
            value
            if value in options and isinstance(value, type(options[options.index(value)]))
            else choose(options, rng)
        )
    type_ = schema.get("type")
    if isinstance(type_, list):
        type_ = next((item for item in type_ if item != "null"), "null")
    if type_ in ("integer", "number"):
        return _number(value, schema, type_ == "integer", rng)
    if type_ == "boolean":
        return bool(value)
    if type_ == "null":
        return None
    if type_ is None and not isinstance(value, str):
        return (
            _number(value, schema, False, rng)
            if isinstance(value, (int, float)) and not isinstance(value, bool)
            else value
        )
    return _string(value, schema, rng)


_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def _number(value: Any, schema: dict[str, Any], whole: bool, rng: random.Random) -> float | int:
    if isinstance(value, str):
        match = _NUMBER.search(value)
        value = float(match[0]) if match else None
    low, high = bounds(schema)
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not math.isfinite(value):
        start = low if low > -math.inf else 0 if high >= 1 else high - 10
        value = rng.uniform(start, min(high, start + 50))
    step = schema.get("multipleOf")
    above, below = schema.get("exclusiveMinimum"), schema.get("exclusiveMaximum")
    value = min(max(value, low), high)
    if isinstance(step, (int, float)) and step > 0:
        return _stepped(value, low, high, step, whole, above, below)
    if whole:
        value = round(value)
        value = max(value, math.ceil(low)) if low > -math.inf else value
        value = min(value, math.floor(high)) if high < math.inf else value
        if _is_bound(value, above):
            value += 1
        if _is_bound(value, below):
            value -= 1
        return int(value)
    if _is_bound(value, above) or _is_bound(value, below):
        other = high if _is_bound(value, above) else low
        away = 1.0 if _is_bound(value, above) else -1.0
        return float((value + other) / 2 if math.isfinite(other) else value + away)
    return int(value) if float(value).is_integer() and abs(value) < 1e15 else value


def _is_bound(value: float, bound: Any) -> bool:
    return isinstance(bound, (int, float)) and not isinstance(bound, bool) and value == bound


def _stepped(
    value: float, low: float, high: float, step: float, whole: bool, above: Any, below: Any
) -> float | int:
    count = round(value / step)
    if low > -math.inf and count * step < low:
        count = math.ceil(low / step)
    if high < math.inf and count * step > high:
        count = math.floor(high / step)
    if _is_bound(count * step, above):
        count += 1
    if _is_bound(count * step, below):
        count -= 1
    if whole:
        for nearby in (
            count,
            *(count + shift for shift in range(1, 12)),
            *(count - shift for shift in range(1, 12)),
        ):
            if float(nearby * step).is_integer() and low <= nearby * step <= high:
                return int(nearby * step)
    digits = max(0, -math.floor(math.log10(step)) + 1) if step < 1 else 0
    result = round(count * step, digits + 2) if step < 1 else count * step
    return int(result) if float(result).is_integer() else result


_LIMITS = frozenset(("maxLength", "minLength", "pattern"))
_FILL = "and a few more details as discussed with the team for the coming weeks".split()


_NOT_DIGIT = re.compile(r"\D")
_NOT_ALPHANUMERIC = re.compile(r"[^A-Za-z0-9]+")


def _string(value: Any, schema: dict[str, Any], rng: random.Random) -> str:
    if isinstance(value, bool):
        text = "true" if value else "false"
    elif isinstance(value, float):
        text = f"{value:.6g}" if abs(value) < 1e6 else f"{value:.2f}"
    else:
        text = (
            value
            if isinstance(value, str)
            else json.dumps(value)
            if isinstance(value, (list, dict))
            else str(value)
        )
    if _LIMITS.isdisjoint(schema):
        return text
    most, least = schema.get("maxLength"), schema.get("minLength")
    if isinstance(most, int) and len(text) > most:
        cut = text[:most]
        at = cut.rfind(" ")
        text = (cut[:at] if at > most // 2 else cut).rstrip(" ,;:-") or cut
    if isinstance(least, int) and len(text) < least:
        spaced = " " in text or least > 24
        while len(text) < least:
            text += f" {rng.choice(_FILL)}" if spaced else rng.choice("abcdefghkmnprstuvwxyz")
        if isinstance(most, int):
            text = text[:most]
            if len(text.rstrip()) < len(text):
                text = text.rstrip() + "s" * (len(text) - len(text.rstrip()))
    pattern = schema.get("pattern")
    if isinstance(pattern, str):
        check = compiled(pattern)
        if check is not None and not check.search(text):
            for candidate in (
                text.lower(),
                text.upper(),
                _NOT_ALPHANUMERIC.sub("-", text).strip("-").lower(),
                _NOT_ALPHANUMERIC.sub("", text),
                _NOT_DIGIT.sub("", text),
            ):
                if candidate and check.search(candidate) and _length_fits(candidate, schema):
                    return candidate
            for _ in range(6):
                made = sample(pattern, rng)
                if made is not None and _length_fits(made, schema):
                    return made
    return text


def _length_fits(text: str, schema: dict[str, Any]) -> bool:
    most, least = schema.get("maxLength"), schema.get("minLength")
    return (not isinstance(most, int) or len(text) <= most) and (
        not isinstance(least, int) or len(text) >= least
    )


def obeys(value: Any, schema: dict[str, Any]) -> bool:
    """Tell quickly whether a scalar satisfies the common keywords of a schema."""
    options = schema.get("enum")
    if isinstance(options, list):
        return any(value == option and type(value) is type(option) for option in options)
    if "const" in schema:
        return bool(value == schema["const"])
    types = schema.get("type")
    types = types if isinstance(types, list) else [types]
    if isinstance(value, bool):
        return "boolean" in types or types == [None]
    if isinstance(value, (int, float)):
        if not (types == [None] or "number" in types or ("integer" in types and float(value).is_integer())):
            return False
        low, high = bounds(schema)
        step = schema.get("multipleOf")
        if (
            isinstance(step, (int, float))
            and step > 0
            and not math.isclose(value / step, round(value / step))
        ):
            return False
        return (
            low <= value <= high
            and not _is_bound(value, schema.get("exclusiveMinimum"))
            and not _is_bound(value, schema.get("exclusiveMaximum"))
        )
    if isinstance(value, str):
        if not (types == [None] or "string" in types) or not _length_fits(value, schema):
            return False
        pattern = schema.get("pattern")
        check = compiled(pattern) if isinstance(pattern, str) else None
        if check is not None and not check.search(value):
            return False
        return _has_form(value, schema.get("format"))
    return value is None and "null" in types


_FORMS = {
    form: re.compile(pattern)
    for form, pattern in (
        ("date", r"\d{4}-\d\d-\d\d"),
        ("date-time", r"\d{4}-\d\d-\d\dT\d\d:\d\d.*"),
        ("time", r"\d\d:\d\d.*"),
        ("email", r"[^@\s]+@[^@\s]+"),
        ("uri", r"[a-z]+:.*"),
        ("url", r"[a-z]+:.*"),
        ("uuid", r"[0-9a-fA-F-]{36}"),
        ("google-datetime", r"\d{4}-\d\d-\d\dT\d\d:\d\d.*"),
    )
}


def _has_form(value: str, form: Any) -> bool:
    pattern = _FORMS.get(form) if isinstance(form, str) else None
    return pattern is None or pattern.fullmatch(value) is not None


def put(made: dict[str, Any], slot: Slot | None, value: Any) -> bool:
    """Set a field to a value if its schema allows it, and tell whether it did."""
    if slot is None or not obeys(value, slot.schema):
        return False
    made[slot.name] = value
    return True


def put_near(made: dict[str, Any], slot: Slot, number: float) -> bool:
    """Set a field to a number, or to the nearest that its schema's bounds allow, and tell whether it did."""
    low, high = bounds(slot.schema)
    return put(made, slot, number) or put(made, slot, min(max(number, low), high))
