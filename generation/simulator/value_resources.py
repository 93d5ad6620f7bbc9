"""Resource names, whose pattern stands in a description or follows from a REST method's name."""

from __future__ import annotations

import re

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
    match = _ROOTED.search(gist.description) or _SEGMENT.search(gist.description)
    if match and "/" in match[1].strip("/"):
        return fill_pattern(match[1].strip("/`"), ask)
    leaf = gist.words[-1] if gist.words else "name"
    if leaf in ("name", "parent", "resource", "names", "path") or gist.phrase in (
        "service account",
        "operation",
    ):
        path = _path_of_owner(gist.slot.owner, leaf)
        if path:
            return fill_pattern(path, ask)
    return slug(gist.words[0] if gist.words else leaf, ask)


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


def fill_pattern(pattern: str, ask: Ask) -> str:
    """Fill `projects/{project}/locations/{location}` with the dialogue's project and region."""
    segments = pattern.strip("/").split("/")
    out: list[str] = []
    rooted = segments[0] in _ROOTS
    for position, segment in enumerate(segments):
        variable = re.fullmatch(r"[\{\[]([^}\]]*)[\}\]]", segment)
        wild = segment in ("*", "**") or (re.fullmatch(r"[A-Z][A-Z_0-9]+", segment) is not None)
        if (
            variable is None
            and not wild
            and not (out and re.search(r"\d", segment) and not re.fullmatch(r"v\d\w*", segment))
            and not (rooted and position % 2 and segment not in ("-", "global"))
        ):
            out.append(segment)
            continue
        name = variable[1] if variable else segment if not segment.startswith("*") else ""
        name = re.split(r"[=:]", name)[0].lower() or _one(out[-1] if out else "resource").lower()
        if variable is None and re.fullmatch(r"\d+", segment):
            out.append(_digits(name, len(segment), ask))
            continue
        out.append(slug(_one(out[-1]) if name in ("id", "name") and out else name, ask))
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


def slug(name: str, ask: Ask) -> str:
    """Return a lower-case hyphened name for one segment; project and region are the dialogue's own."""
    key = re.sub(r"[^a-z]+", "_", name.lower()).strip("_")
    key = re.sub(r"(?:_id|_name|_number|id)$", "", key) or key
    world = ask.world
    if key.startswith("project"):
        return world.project
    if key in ("location", "region") or key.endswith("_location") or key.endswith("_region"):
        return world.cloud_region
    if key == "zone":
        return f"{world.cloud_region}-{world.stream('zone').choice('abc')}"
    stream = world.stream(f"resource:{key}:{int(ask.rng.random() * 3)}")
    if key in _NUMBERED:
        return str(stream.randint(100482, 98934210))
    if key in ("version", "revision", "api_version"):
        return str(stream.randint(1, 12))
    if key in ("operation", "execution", "run", "evaluation", "session", "conversation"):
        return f"{key}-{stream.randint(10234, 98765)}"
    return f"{stream.choice(_PURPOSE)}-{stream.choice((*_SUFFIX, _noun_slug(key), _noun_slug(key)))}"


def _noun_slug(key: str) -> str:
    word = key.split("_")[-1]
    return word if 2 < len(word) <= 12 else "main"
