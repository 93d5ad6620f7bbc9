"""What a parameter or a result field means: a city, a date, an amount; read from its name, description and schema.

Works on machine-written schemas (`checkindate`, `is_id`, Google's resource patterns) and on empty descriptions.
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
    ABBREVIATIONS,
    ACRONYMS,
    CUES,
    HEADS,
    KINDS,
    NUMERIC,
    OWNERS,
    PHRASES,
    QUALIFIERS,
    VAGUE,
    VOCABULARY,
)

__all__ = ["KINDS", "Slot", "describe", "label_of", "name_words", "owner_noun", "read_slots", "split_words"]

_WORD = re.compile(
    r"IPv[46]|OAuth2?|GitHub|YouTube|(?:ID|URL|IP|API|SKU|URI)s(?![a-z])|[ab]2[abc]|[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+"
)
_PIECE = re.compile(r"[^\W_]+")
_PATTERN = re.compile(r"\b[a-zA-Z][a-zA-Z0-9]{2,}/[{\[*:$A-Z]|\b[a-z]{3,}s/(?:[a-z0-9_-]+/[a-zA-Z]{3,}s/)")
_RESOURCE = re.compile(
    r"(?i)\b(resource (name|path|reference|id)|relative path|fully qualified name|(name|path) of the (\w+ ){0,4}?(resource|parent)"
    r"|parent (resource|value)|project ID|(region|zone|location)s? (of|for|scoping) th(e|is) (request|resource|instance)|"
    r"rfc ?1035|resource that owns|value for parent)\b"
)
_CLOUD = re.compile(
    r"(?i)\b(projects?|cloud|cluster|instance|compute|resource|scoping|zone in which|deployment)\b"
)
_FLAG = re.compile(r"(?:is|has|can|should|was|does|are|allow|enable|show|include)\b.*|(?:success|successful|enabled|disabled|available|active|"
                   r"verified|deleted|done|ok|online|paid|valid|exists|found|sent|saved|public)$|.+ (?:disabled|enabled|allowed|required|supported)$")  # fmt: skip
_FORMATS = {
    "date": "date", "date-time": "datetime", "google-datetime": "datetime", "time": "time", "email": "email",
    "idn-email": "email", "uri": "url", "url": "url", "uri-reference": "url", "uuid": "uuid", "ipv4": "ip",
    "ipv6": "ip", "hostname": "domain", "duration": "duration", "google-duration": "duration", "byte": "token",
    "google-fieldmask": "code", "password": "token", "currency": "currency",
}  # fmt: skip


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


def _clean(word: str, shouting: bool) -> str:
    if word in ACRONYMS.values():
        return word
    known = ACRONYMS.get(word.lower())
    if known:
        return known
    if (
        word.lower().endswith("s")
        and word.lower()[:-1] in ACRONYMS
        and word.lower()[:-1] not in ("a", "i", "u")
    ):
        return ACRONYMS[word.lower()[:-1]] + "s"
    return word if len(word) > 1 and word.isupper() and not shouting else word.lower()


@lru_cache(maxsize=65536)
def _split(identifier: str) -> tuple[str, ...]:
    shouting = identifier.upper() == identifier
    words: list[str] = []
    for piece in _PIECE.findall(identifier):
        parts = _WORD.findall(piece) if piece.isascii() else [piece]
        words += [_clean(part, shouting) for part in parts]
    return tuple(words)


def split_words(identifier: str) -> list[str]:
    """Split snake, camel and kebab case, acronyms and digits: `HTTPServerID` gives `HTTP server ID`."""
    return list(_split(identifier))


_SUFFIXES = ("id", "ids", "name", "url", "number", "type", "code", "key", "token", "date", "status")
_WHOLE = frozenset(
    "android covid liquid solid rapid humid paid prepaid orchid steroid polaroid hybrid candidate validate mandate consolidate "
    "surname rename prototype monkey turkey hockey whiskey donkey jersey barcode decode encode episode unicode "
    "postcode zipcode qrcode update".split()
)


@lru_cache(maxsize=16384)
def _segment(word: str) -> tuple[str, ...]:
    """Cut a run-together word such as `checkindate` into known words, or return it whole."""
    if len(word) < 5 or word in VOCABULARY or not word.isascii() or not word.islower():
        return (word,)
    best: list[tuple[str, ...] | None] = [()] + [None] * len(word)
    for end in range(2, len(word) + 1):
        for start in range(end - 1):
            before = best[start]
            if before is not None and word[start:end] in VOCABULARY:
                candidate = (*before, word[start:end])
                current = best[end]
                if current is None or len(candidate) < len(current):
                    best[end] = candidate
    if best[-1]:
        return best[-1]
    for suffix in _SUFFIXES:
        stem = word[: -len(suffix)]
        if word.endswith(suffix) and len(stem) > 3 and word not in _WHOLE:
            return (*_segment(stem), suffix)
    return (word,)


@lru_cache(maxsize=65536)
def name_words(name: str) -> tuple[str, ...]:
    """Return the words of a name with artefacts removed, run-together words cut and abbreviations spelt out."""
    words = list(_split(name))
    if (
        len(words) == 2
        and words[0] == "is"
        and words[1].lower() in ("id", "from", "class", "type", "format", "in")
    ):
        words = words[1:]  # an artefact of generated code: a reserved word got a prefix
    while len(words) > 1 and words[-1].isdigit():
        words.pop()
    spelt: list[str] = []
    for word in words:
        parts = _segment(word)
        for part in parts:
            # a lone letter is spelt out only when it is the whole name: in `x_api_key` it is noise
            long = ABBREVIATIONS.get(part) if len(part) > 1 or len(words) == 1 else None
            spelt += long.split() if long else [ACRONYMS.get(part, part)]
    if len(spelt) > 2 and spelt[0] == "x":
        spelt = spelt[1:]
    return tuple(spelt)


_HYPHENATED = (
    ("check in", "check-in"),
    ("check out", "check-out"),
    ("drop off", "drop-off"),
    ("pick up", "pick-up"),
)


def label_of(name: str, description: str = "") -> str:
    """Return human words for a parameter: `checkInDate` gives `check-in date`; a cryptic name takes its description."""
    words = name_words(name)
    label = " ".join(words)
    if len(words) > 2 and words[-1] not in ("in", "out", "off", "up"):
        for plain, joined in _HYPHENATED:
            label = label.replace(plain, joined)
    plain_description = re.sub(
        r"^(the|a|an|optional|required)\b[.:]? *", "", description.strip(), flags=re.I
    ).rstrip(".")
    cryptic = len(label) <= 2 and label.upper() not in ACRONYMS.values() or not label
    if (
        cryptic
        and 0 < len(plain_description.split()) <= 4
        and re.fullmatch(r"[A-Za-z][A-Za-z '-]+", plain_description)
    ):
        return plain_description[0].lower() + plain_description[1:]
    return label or "value"


_NOT_NOUNS = frozenset(
    "get list search find create update delete remove add set fetch retrieve show check send post put patch read query "
    "lookup look up by for from of in on at the a an all my new to and with information info details detail data api v1 v2 v3 "
    "v4 v5 random top latest current daily live now make cancel book order start stop play view".split()
)


_VERB_PREFIX = re.compile(
    r"^(?:get|list|search|find|create|update|delete|fetch|retrieve|add|remove|set)(?=[a-z]{4})"
)


def owner_noun(owner: str) -> str:
    """Return the noun a tool is about, from its name: `get_order_details` gives `order`; empty if there is none."""
    head = owner.split(maxsplit=1)[0] if owner.strip() else ""
    words = [word.lower() for word in name_words(head)]
    if "for" in words[1:]:
        words = words[: words.index("for", 1)]
    if "by" in words[1:]:
        words = words[: words.index("by", 1)]
    words = [_VERB_PREFIX.sub("", word) for word in words]
    nouns = [word for word in words if word not in _NOT_NOUNS and not word.isdigit() and len(word) > 2]
    return _singular(nouns[-1]) if nouns else ""


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4 and word not in ("movies", "series", "cookies", "calories"):
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    return (
        word[:-1]
        if word.endswith("s") and not word.endswith(("ss", "us", "is", "news", "series")) and len(word) > 3
        else word
    )


def _cue(description: str) -> str | None:
    first = description[:240]
    for pattern, kind in CUES:
        if pattern.search(first):
            return kind
    return None


def _owner_kind(owner: str) -> str | None:
    """Return the kind of thing that a bare `name` names, from the words of the tool's name."""
    head = owner.split(maxsplit=1)[0] if owner.strip() else ""
    words = [_singular(word.lower()) for word in name_words(head)]
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
    head, single = lowered[-1], _singular(lowered[-1])
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
        holder = OWNERS.get(_singular(lowered[-2])) or OWNERS.get(_singular(lowered[0]))
        if holder:
            return holder
    if head in VAGUE:
        cue = _cue(description)
        if cue:
            return cue
        if head in ("name", "title"):
            return (_owner_kind(owner) if len(lowered) == 1 else None) or "title"
        context = " ".join(name_words(owner[:200].replace("_", " "))).lower()
        owned = {_singular(word) for word in re.findall(r"[a-z]+", context)}
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
        if _PATTERN.search(description[:600]) and not re.search(
            r"https?://\S*$", description[: _PATTERN.search(description[:600]).start()]
        ):  # type: ignore[union-attr]
            if words[-1].lower() not in ("filter", "by", "mask", "query", "token", "description", "url"):
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
        return describe(name, inner, owner)[0], True
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
        str(name), description if isinstance(description, str) else "", str(type_ or "string"),
        format_ if isinstance(format_, str) else "", owner, _example(schema),
    )  # fmt: skip
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
                    inside, f"{_singular(name)} {owner}", depth - 1, f"{path}[]." if array else f"{path}."
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
        owner: The tool's name, a space, and its description: the context in which `name` is a song or a person.
        depth: 1 is top level; 2 opens `flights[].price`. What is deeper comes as one slot of kind `object`.
    """
    if not schema:
        return ()
    return _read(json.dumps(schema), owner, depth)
