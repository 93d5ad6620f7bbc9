"""Resource names, whose pattern stands in a description or follows from a REST method's name."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from functools import lru_cache

from .value_ask import Ask
from .value_ids import take

_SEGMENT = re.compile(
    r"[`'\"]?((?:/{0,2}[\w.-]+/)?(?:[a-zA-Z]\w*/(?:\{[^}/]+\}|\[[^\]/]+\]|\*+"
    r"|[A-Z][A-Z_]+|-|[a-z0-9-]*\d[\w-]*)/?)+(?:[a-zA-Z]\w*(?:/(?:\{[^}/]+\}|\*+"
    r"|[A-Z][A-Z_]+|\w+))?)?)"
)


_ROOTS = (
    "projects",
    "organizations",
    "folders",
    "accounts",
    "billingAccounts",
    "properties",
    "customers",
    "enterprises",
    "spaces",
    "courses",
    "users",
    "partners",
    "advertisers",
    "networks",
    "namespaces",
    "apps",
    "applications",
    "sites",
    "bidders",
    "devices",
)


_NUMBERED = frozenset(
    (
        "account property customer advertiser partner network organization folder "
        "billing_account billingaccount organisation user"
    ).split()
)


_ROOTED = re.compile(rf"\b((?:{'|'.join(_ROOTS[:12])})(?:/[\w{{}}*\[\].-]*[\w}}*\]]){{1,12}})")


def draw_resource(ask: Ask) -> str:
    """Name a resource: the pattern of its description filled in, or a slug where it is a single name."""
    gist = ask.gist
    pattern = _pattern(gist.description, gist.slot.owner, gist.phrase)
    if pattern:
        return fill_pattern(pattern, ask)
    return slug(gist.words[0] if gist.words else "name", ask)


@lru_cache(16384)
def _pattern(description: str, owner: str, phrase: str) -> str:
    """Return the pattern that a description shows, or else that of a REST method's name; empty if there is none."""
    match = _ROOTED.search(description) or _SEGMENT.search(description)
    if match and "/" in match[1].strip("/"):
        return match[1].strip("/`")
    leaf = phrase.rpartition(" ")[2] or "name"
    if leaf in ("name", "parent", "resource", "names", "path") or phrase in ("service account", "operation"):
        return _path_of_owner(owner, leaf)
    return ""


def _path_of_owner(owner: str, leaf: str) -> str:
    """Return the collections that a REST method's name walks through, as a pattern."""
    name = owner.split(maxsplit=1)[0] if owner.strip() else ""
    parts = name.split("_")
    start = next((index for index, part in enumerate(parts) if part in _ROOTS), None)
    collections = [part for part in parts[1 if start is None else start : -1] if part.endswith("s")]
    if not collections:
        return ""
    if start is None:
        collections.insert(0, "projects")
    if (leaf == "parent" or name.endswith("_list")) and len(collections) > 1:
        collections = collections[:-1]
    return "/".join(f"{part}/{{{_one(part)}}}" for part in collections)


def _one(plural: str) -> str:
    return plural[:-3] + "y" if plural.endswith("ies") else plural[:-1] if plural.endswith("s") else plural


_VARIABLE = re.compile(r"[\{\[]+([^{}\[\]]*)[\}\]]+")
_CAPITALS = re.compile(r"[A-Z][A-Z_0-9]+")
_API_VERSION = re.compile(r"v\d\w*")
_DIGIT = re.compile(r"\d")
_NAME_END = re.compile(r"[=:]")


@dataclass(frozen=True, slots=True)
class _Segment:
    """One part of a pattern between slashes.

    Args:
        text: As it stands.
        fixed: Whether it stays as it stands.
        name: The variable's name in lower case; empty to be named after the segment before.
        digits: How many digits an example shows in its place, 0 for a slug.
    """

    text: str
    fixed: bool = True
    name: str = ""
    digits: int = 0


@lru_cache(16384)
def _segments(pattern: str) -> tuple[_Segment, ...]:
    texts = pattern.strip("/").split("/")
    rooted = texts[0] in _ROOTS
    return tuple(_segment(text, position, rooted) for position, text in enumerate(texts))


def _segment(text: str, position: int, rooted: bool) -> _Segment:
    variable = _VARIABLE.fullmatch(text)
    wild = text in ("*", "**") or _CAPITALS.fullmatch(text) is not None
    example = position > 0 and _DIGIT.search(text) is not None and _API_VERSION.fullmatch(text) is None
    placed = rooted and position % 2 == 1 and text not in ("-", "global")
    if variable is None and not (wild or example or placed):
        return _Segment(text)
    name = variable[1] if variable else text if not text.startswith("*") else ""
    digits = len(text) if variable is None and text.isdecimal() else 0
    return _Segment(text, False, _NAME_END.split(name)[0].lower(), digits)


def fill_pattern(pattern: str, ask: Ask) -> str:
    """Fill `projects/{project}/locations/{location}` with the dialogue's project and region."""
    out: list[str] = []
    for segment in _segments(pattern):
        if segment.fixed:
            out.append(segment.text)
            continue
        holder = _one(out[-1]) if out else "resource"
        name = segment.name or holder.lower()
        if segment.digits:
            out.append(_digits(name, segment.digits, ask))
        else:
            out.append(slug(holder if name in ("id", "name") and out else name, ask))
    return "/".join(out)


def _digits(name: str, length: int, ask: Ask) -> str:
    stream = ask.world.stream(f"resource:{name}:{int(ask.rng.random() * 3)}")
    return take(stream, "123456789", 1) + take(stream, "0123456789", max(3, min(length, 12)) - 1)


_PURPOSE = (
    "orders",
    "billing",
    "search",
    "checkout",
    "media",
    "staging",
    "backup",
    "reports",
    "events",
    "payments",
    "catalog",
    "sessions",
    "images",
    "invoices",
    "support",
    "web",
    "metrics",
    "archive",
    "intake",
    "mobile",
)


_SUFFIX = ("prod", "dev", "main", "v2", "eu", "test", "primary", "east", "nightly", "blue")


_NOT_LETTERS = re.compile(r"[^a-z]+")
_KEY_END = re.compile(r"(?:_id|_name|_number|id)$")
_RUNS = ("operation", "execution", "run", "evaluation", "session", "conversation")


@lru_cache(16384)
def _key(name: str) -> str:
    """Return the words of a name without `id` and the like, joined by underscores."""
    key = _NOT_LETTERS.sub("_", name.lower()).strip("_")
    return _KEY_END.sub("", key) or key


def slug(name: str, ask: Ask) -> str:
    """Return a lower-case hyphened name for one segment; project and region are the dialogue's own."""
    key, world = _key(name), ask.world
    if key.startswith("project"):
        return world.project
    if key in ("location", "region") or key.endswith(("_location", "_region")):
        return world.cloud_region
    if key == "zone":
        return f"{world.cloud_region}-{world.settled('zone', lambda stream: stream.choice('abc'))}"
    which = int(ask.rng.random() * 3)
    return world.settled(f"resource:{key}:{which}", lambda stream: _slug(key, stream))


def _slug(key: str, stream: random.Random) -> str:
    if key in _NUMBERED:
        return str(stream.randint(100482, 98934210))
    if key in ("version", "revision", "api_version"):
        return str(stream.randint(1, 12))
    if key in _RUNS:
        return f"{key}-{stream.randint(10234, 98765)}"
    return f"{stream.choice(_PURPOSE)}-{stream.choice((*_SUFFIX, _noun_slug(key), _noun_slug(key)))}"


def _noun_slug(key: str) -> str:
    word = key.split("_")[-1]
    return word if 2 < len(word) <= 12 else "main"
