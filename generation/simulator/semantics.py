"""What a parameter or a result field means, read from its name, description and schema: a city, a date.

Works on machine-written schemas (`checkindate`, `is_id`, resource patterns) and on empty descriptions.
The vocabulary is in `kind_words`; this module decides.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from .kind_words import (
    CUES,
    HEADS,
    KINDS,
    NUMERIC,
    OWNERS,
    PHRASES,
    QUALIFIERS,
    VAGUE,
)
from .naming import label_of, name_words, owner_noun, singular_word, split_words

__all__ = ["KINDS", "Slot", "describe", "label_of", "name_words", "owner_noun", "read_slots", "split_words"]


_PATTERN = re.compile(r"\b[a-zA-Z][a-zA-Z0-9]{2,}/[{\[*:$A-Z]|\b[a-z]{3,}s/(?:[a-z0-9_-]+/[a-zA-Z]{3,}s/)")


_RESOURCE = re.compile(
    r"(?i)\b(resource (name|path|reference|id)|relative path|fully qualified name"
    r"|(name|path) of the (\w+ ){0,4}?(resource|parent)"
    r"|parent (resource|value)|project ID|(region|zone|location)s? (of|for|scoping) "
    r"th(e|is) (request|resource|instance)|"
    r"rfc ?1035|resource that owns|value for parent)\b"
)


_CLOUD = re.compile(
    r"(?i)\b(projects?|cloud|cluster|instance|compute|resource|scoping|zone in which|deployment)\b"
)


_FLAG = re.compile(
    r"(?:is|has|can|should|was|does|are|allow|enable|show|include)\b.*|(?:success"
    r"|successful|enabled|disabled|available|active|"
    r"verified|deleted|done|ok|online|paid|valid|exists|found|sent|saved|public)$"
    r"|.+ (?:disabled|enabled|allowed|required|supported)$"
)


_FORMATS = {
    "date": "date",
    "date-time": "datetime",
    "google-datetime": "datetime",
    "time": "time",
    "email": "email",
    "idn-email": "email",
    "uri": "url",
    "url": "url",
    "uri-reference": "url",
    "uuid": "uuid",
    "ipv4": "ip",
    "ipv6": "ip",
    "hostname": "domain",
    "duration": "duration",
    "google-duration": "duration",
    "byte": "token",
    "google-fieldmask": "code",
    "password": "token",
    "currency": "currency",
}


@dataclass(frozen=True, slots=True)
class Slot:
    """One parameter, or one leaf of a result, as the simulator understands it.

    Args:
        name: As in the schema.
        path: Dotted path; `[]` marks the items of an array: `flights[].price`.
        label: Human words in lower case (acronyms kept): `check-in date`, `flight ID`.
        kind: One of `KINDS`.
        schema: Its JSON Schema; of an array, the array's own.
        required: Whether the object that holds it requires it.
        array: Whether it is an array of such values.
        owner: The tool's name and description, or the object it stands in before them.
    """

    name: str
    path: str
    label: str
    kind: str
    schema: dict[str, Any]
    required: bool
    array: bool
    owner: str = ""


def _cue(description: str) -> str | None:
    first = description[:240]
    for pattern, kind in CUES:
        if pattern.search(first):
            return kind
    return None


def _owner_kind(owner: str) -> str | None:
    """Return the kind of thing that a bare `name` names, from the words of the tool's name."""
    head = owner.split(maxsplit=1)[0] if owner.strip() else ""
    words = [singular_word(word.lower()) for word in name_words(head)]
    for word in (owner_noun(owner), *words):
        if word in OWNERS and word not in QUALIFIERS:
            return OWNERS[word]
    return None


def _from_words(words: tuple[str, ...], description: str, owner: str) -> str | None:
    """Decide from the words of the name; None where they say nothing."""
    lowered = [word.lower() for word in words]
    phrase = " ".join(lowered)
    for pattern, kind in PHRASES:
        if pattern.search(phrase):
            return kind
    head, single = lowered[-1], singular_word(lowered[-1])
    # `date_from`, `price_max`: what counts stands before the bound
    if len(lowered) > 1 and head in (
        "from",
        "to",
        "min",
        "max",
        "start",
        "end",
        "gte",
        "lte",
        "gt",
        "lt",
        "before",
        "after",
        "minimum",
        "maximum",
    ):
        before = _from_words(words[:-1], description, owner)
        if before:
            return before
    if len(lowered) > 1 and head in ("name", "title"):
        holder = OWNERS.get(singular_word(lowered[-2])) or OWNERS.get(singular_word(lowered[0]))
        if holder:
            return holder
    if head in VAGUE:
        cue = _cue(description)
        if cue:
            return cue
        if head in ("name", "title"):
            return (_owner_kind(owner) if len(lowered) == 1 else None) or "title"
        context = " ".join(name_words(owner[:200].replace("_", " "))).lower()
        owned = {singular_word(word) for word in re.findall(r"[a-z]+", context)}
        return next((kind for word, kind in VAGUE[head].items() if word in owned), VAGUE[head].get(""))
    return HEADS.get(head) or HEADS.get(single)


_EXAMPLES = (
    (re.compile(r"https?://"), "url"),
    (re.compile(r"[\w.+-]+@[\w-]+\.\w+$"), "email"),
    (re.compile(r"\d{4}-\d\d-\d\dT"), "datetime"),
    (re.compile(r"\d{4}-\d\d-\d\d$|\d\d/\d\d/\d{4}$"), "date"),
    (re.compile(r"-?\d{1,3}\.\d{3,},\s?-?\d{1,3}\.\d{3,}$"), "latitude"),
    (re.compile(r"\d{1,3}(?:\.\d{1,3}){3}$"), "ip"),
    (re.compile(r"\d{3,}$|[0-9a-f-]{20,}$|[A-Za-z]+[-_]?\d{3,}$"), "id"),
    (re.compile(r"#\w+$"), "hashtag"),
    (re.compile(r"\w[\w-]*\.(?:jpg|png|pdf|csv|txt|mp3|mp4|docx)$"), "filename"),
)


def _from_example(example: str) -> str | None:
    return next((kind for pattern, kind in _EXAMPLES if pattern.match(example)), None)


@lru_cache(maxsize=65536)
def _kind(name: str, description: str, type_: str, format_: str, owner: str, example: str) -> str:
    words = name_words(name) or ("value",)
    lowered = name.lower()
    numeric = type_ in ("integer", "number")
    if format_ in _FORMATS and not numeric:
        return _FORMATS[format_]
    if not numeric:
        path = _PATTERN.search(description[:600])
        if path and not re.search(r"https?://\S*$", description[: path.start()]):
            if words[-1].lower() not in (
                "filter",
                "by",
                "mask",
                "query",
                "token",
                "description",
                "url",
                "uri",
            ):
                return "resource"
        if (
            lowered == "parent"
            or (lowered == "resource" and "polic" in description)
            or (
                _RESOURCE.search(description)
                and words[-1].lower()
                not in ("filter", "by", "token", "id", "query", "view", "mask", "description")
            )
        ):
            return "resource"
        if lowered in (
            "project",
            "projectid",
            "region",
            "zone",
            "location",
            "locationid",
            "bucket",
            "instance",
        ) and _CLOUD.search(description):
            return "resource"
        if lowered == "name" and re.search(
            r"(?i)projects_|folders_|organizations_|operations?_|locations_", owner
        ):
            return "resource"
    kind = _from_words(words, description, owner) or _cue(description) or _from_example(example)
    if kind == "country" and re.search(r"(?i)iso[- ]?3166|country code|two[- ]letter", description):
        kind = "country_code"
    if kind in (None, "code") and re.match(
        r"(?i)(?:required\.? |optional\.? |the )*name of (?:the|a|an)\b", description
    ):
        if re.match(r"\S*(?:[a-z][A-Z]|projects_|accounts_)", owner):
            kind = "resource"
    if kind in ("person", "id", "username") and re.match(
        r"(?i)(the |user.s |your )?e-?mail address", description
    ):
        kind = "email"
    if kind == "date" and (
        re.search(r"(?i)day of (the )?month", description) or re.fullmatch(r"[1-3]?\d", example)
    ):
        return "number"
    if numeric:
        if kind == "datetime" or (
            kind in ("date", "time")
            and re.search(r"(?i)epoch|unix|timestamp|millis", f"{name} {description}")
        ):
            return "datetime"
        return kind if kind in NUMERIC else "number"
    if kind is None:
        long = len(description.split())
        kind = (
            "text"
            if re.search(r"(?i)\b(text|free[- ]?form|sentence|paragraph|words)\b", description) and long
            else "code"
        )
    return kind


def _example(schema: dict[str, Any]) -> str:
    given = schema.get("examples")
    example = schema.get(
        "example", schema.get("default", given[0] if isinstance(given, list) and given else "")
    )
    return str(example)[:200] if isinstance(example, (str, int, float)) else ""


def describe(name: str, schema: dict[str, Any], owner: str = "") -> tuple[str, bool]:
    """Return a field's kind and whether it is an array of such values."""
    type_ = schema.get("type")
    if isinstance(type_, list):
        type_ = next((item for item in type_ if item != "null"), "null")
    branches = schema.get("anyOf") or schema.get("oneOf")
    if type_ is None and isinstance(branches, list):
        for branch in branches:
            if isinstance(branch, dict) and branch.get("type") != "null":
                return describe(name, {"description": schema.get("description", ""), **branch}, owner)
    if type_ == "array":
        items = schema.get("items")
        items = items if isinstance(items, dict) else {}
        if schema.get("fields") or items.get("fields") or items.get("properties"):
            return "object", True
        inner = {"type": "string", **items}
        if not inner.get("description"):
            inner["description"] = schema.get("description", "")
        kind = describe(name, inner, owner)[0]
        if kind in ("count", "number", "amount", "limit") and inner["type"] == "string":
            # "seats" of type string are not a count: they are called something
            kind = (
                "id" if re.search(r"(?i)number|\bid\b|code|seat", str(inner.get("description"))) else "code"
            )
        return kind, True
    if "enum" in schema and type_ != "boolean":
        return "enum", False
    if type_ == "boolean":
        return "flag", False
    if type_ == "object" or "properties" in schema or "fields" in schema:
        return "object", False
    description = schema.get("description")
    format_ = schema.get("format")
    if type_ is None and _FLAG.match(" ".join(name_words(str(name))).lower()):
        return "flag", False
    kind = _kind(
        str(name),
        description if isinstance(description, str) else "",
        str(type_ or "string"),
        format_ if isinstance(format_, str) else "",
        owner,
        _example(schema),
    )
    if type_ == "string" and kind == "count" and re.search(r"(?i)(?:comments?|reviews?)$", str(name)):
        kind = "text"  # written, not counted
    if type_ is None and kind == "time" and len(name_words(str(name))) > 1:
        kind = "datetime"  # an untyped `destroyTime` is a moment
    return kind, False


def _leaves(schema: dict[str, Any], owner: str, depth: int, prefix: str) -> Iterator[Slot]:
    properties = schema.get("properties")
    if not isinstance(properties, dict):
        names = schema.get("fields")
        properties = {str(name): {} for name in names} if isinstance(names, list) else {}
    required = schema.get("required")
    required = required if isinstance(required, list) else ()
    for name, child in properties.items():
        child = child if isinstance(child, dict) else {}
        path = f"{prefix}{name}"
        kind, array = describe(name, child, owner)
        if kind == "object" and depth > 1:
            items = child.get("items") if array else child
            inside = (
                items
                if isinstance(items, dict) and (items.get("properties") or items.get("fields"))
                else child
            )
            deeper = list(
                _leaves(
                    inside, f"{singular_word(name)} {owner}", depth - 1, f"{path}[]." if array else f"{path}."
                )
            )
            if deeper:
                yield from deeper
                continue
        label = label_of(name, str(child.get("description") or ""))
        noun = owner_noun(owner)
        if label in ("ID", "IDs") and noun:
            label = f"{noun} {label}"
        yield Slot(name, path, label, kind, child, name in required, array, owner)


@lru_cache(maxsize=32768)
def _read(text: str, owner: str, depth: int) -> tuple[Slot, ...]:
    schema = json.loads(text)
    if schema.get("type") == "array":
        items = schema.get("items")
        return tuple(_leaves(items if isinstance(items, dict) else {}, owner, depth, "[]."))
    return tuple(_leaves(schema, owner, depth, ""))


def read_slots(schema: dict[str, Any] | None, owner: str = "", depth: int = 1) -> tuple[Slot, ...]:
    """Return the top-level parameters of a schema, or its leaves through objects and arrays up to `depth`.

    Args:
        schema: JSON Schema of type object (or array, for results); None gives no slots.
        owner: The tool's name, a space, and its description: there `name` is a song or a person.
        depth: 1 is top level; 2 opens `flights[].price`. What is deeper comes as one slot of kind `object`.
    """
    if not schema:
        return ()
    return _read(json.dumps(schema), owner, depth)
