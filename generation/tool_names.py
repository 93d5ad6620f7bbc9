"""Names an endpoint accepts: 1 to 64 characters of `[A-Za-z0-9_-]`, no two alike, still readable.

A long name loses its least telling words first: filler (`the`, `of`), then words said again later, then segments from
the left of the middle, since paths run from the general to the particular:
`aiplatform_projects_locations_reasoningEngines_operations_list` keeps its service and its tail. Only names that still
collide, or that hold one endless word, get a short hash.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence

MAX_NAME = 64

_VALID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_INVALID_RUN = re.compile(r"[^A-Za-z0-9_-]+")
_CAMEL = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|.")
_FILLER = frozenset("a an the of for to in on at by with from and or given this that".split())


def is_valid_name(name: str) -> bool:
    """Tell whether an endpoint accepts the name."""
    return _VALID.fullmatch(name) is not None


def clean_name(name: str) -> str:
    """Return the name with accents removed and every run of other characters as one `_`; may be empty.

    A valid name, of any length, stays as it is.
    """
    if not _INVALID_RUN.search(name):
        return name
    plain = unicodedata.normalize("NFKD", name)
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    return re.sub("_{2,}", "_", _INVALID_RUN.sub("_", plain)).strip("_-")


def shorten(name: str, limit: int = MAX_NAME) -> str:
    """Return a name of at most `limit` characters that keeps the words that tell most."""
    if len(name) <= limit:
        return name
    segments = [segment for segment in re.split(r"[_-]+", name) if segment]
    middle = segments[1:-1]
    kept = [segment for segment in middle if segment.lower() not in _FILLER]
    shorter = _fit([*segments[:1], *kept, *segments[-1:]] if len(segments) > 1 else segments, "_", limit)
    if len(shorter) <= limit:
        return shorter
    words = [word for segment in shorter.split("_") for word in _CAMEL.findall(segment)]
    shorter = _fit(words, "", limit) if len(words) > 1 else shorter
    return shorter if len(shorter) <= limit else _with_hash(shorter, name, limit)


def _fit(parts: Sequence[str], joiner: str, limit: int) -> str:
    """Drop parts between the first and the last until the rest fits: repeated ones first, then from the left."""
    kept = list(parts)
    while len(kept) > 2 and len(joiner.join(kept)) > limit:
        later = [{part.lower() for part in kept[i + 1 :]} for i in range(len(kept))]
        repeated = [i for i in range(1, len(kept) - 1) if kept[i].lower() in later[i]]
        del kept[repeated[0] if repeated else 1]
    return joiner.join(kept)


def unique_names(tools: Iterable[tuple[str, Callable[[], str]]]) -> list[str]:
    """Return a valid name for each tool, no two alike.

    A name that is valid as it stands goes to the first tool that has it, before any changed name is given out; so a
    tool's plain name does not depend on names that had to be mended.

    Args:
        tools: Name as read, and what returns a text that tells the tool from others of that name; only called
            where names collide.
    """
    wanted = [(name, content, shorten(clean_name(name))) for name, content in tools]
    names: list[str | None] = [None] * len(wanted)
    taken: set[str] = set()
    for unchanged in (True, False):
        for i, (name, content, base) in enumerate(wanted):
            if names[i] is not None or (unchanged and base != name) or (unchanged and base in taken):
                continue
            final = base if base else _with_hash("tool", name, MAX_NAME)
            salt = 0
            while final in taken:
                final = _with_hash(base or "tool", f"{name}\n{content()}\n{salt}", MAX_NAME)
                salt += 1
            names[i] = final
            taken.add(final)
    return [name for name in names if name is not None]


def _with_hash(base: str, content: str, limit: int) -> str:
    digest = hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:6]
    return f"{base[: limit - 7].rstrip('_-')}_{digest}"
