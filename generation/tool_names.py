"""Names an endpoint accepts: 1 to 64 characters of `[A-Za-z0-9_-]`, no two alike, still readable.

A long name loses its least telling words first: filler (`the`, `of`), then words said again later, then
segments from the left of the middle, since paths run from the general to the particular:
`aiplatform_projects_locations_reasoningEngines_operations_list` keeps its service and its tail. Only names
that still collide, or that hold one endless word, get a short hash.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, combinations

MAX_NAME = 64
_MAX_DROPPED = 8  # dropped segments of which every subset is tried

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
    segments = _segments(name)
    kept = [s for i, s in enumerate(segments) if i in (0, len(segments) - 1) or s.lower() not in _FILLER]
    shorter = _fit(kept, "_", limit)
    if len(shorter) > limit:
        shorter = _fit(
            [word for segment in shorter.split("_") for word in _CAMEL.findall(segment)], "", limit
        )
    return shorter if len(shorter) <= limit else _with_hash(shorter, name, limit)


def _segments(name: str) -> list[str]:
    return [segment for segment in re.split(r"[_-]+", name) if segment]


def _fit(parts: Sequence[str], joiner: str, limit: int) -> str:
    """Drop parts between first and last until the rest fits: repeated ones first, then from the left."""
    kept = list(parts)
    while len(kept) > 2 and len(joiner.join(kept)) > limit:
        later = [{part.lower() for part in kept[i + 1 :]} for i in range(len(kept))]
        repeated = [i for i in range(1, len(kept) - 1) if kept[i].lower() in later[i]]
        del kept[repeated[0] if repeated else 1]
    return joiner.join(kept)


def _fuller_forms(cleaned: str, short: str) -> Iterator[str]:
    """Yield the short form with some of the segments put back that were dropped at its left, if it fits."""
    segments, kept = _segments(cleaned), _segments(short)
    tail = next((n for n in range(len(kept) - 1, 0, -1) if segments[-n:] == kept[-n:]), 0)
    dropped = segments[1 : len(segments) - tail]
    if kept[:1] != segments[:1] or len(kept) != tail + 1 or len(dropped) > _MAX_DROPPED:
        return
    for size in range(1, len(dropped)):
        for put_back in combinations(dropped, size):
            candidate = "_".join((segments[0], *put_back, *segments[-tail:]))
            if len(candidate) <= MAX_NAME:
                yield candidate


def unique_names(tools: Iterable[tuple[str, Sequence[str], Callable[[], str]]]) -> list[str]:
    """Return a valid name for each tool, no two alike.

    A name that is valid as it stands goes to the first tool that has it, before any changed name is given
    out; so a tool's plain name does not depend on names that had to be mended.

    Args:
        tools: Name as read; fuller names to take if others have it; and what returns a text that tells the
            tool from others of that name, only called where all of them collide.
    """
    wanted = [(name, fuller, content, *candidate_names(name)) for name, fuller, content in tools]
    names: list[str] = [""] * len(wanted)
    taken: set[str] = set()
    for i, (name, _, _, cleaned, base) in enumerate(wanted):
        if name == cleaned == base and base not in taken:
            names[i] = base
            taken.add(base)
    for i, (name, fuller, content, cleaned, base) in enumerate(wanted):
        if names[i]:
            continue
        candidates = chain(
            (base,), _fuller_forms(cleaned, base), (candidate_names(each)[1] for each in fuller)
        )
        final = next((candidate for candidate in candidates if candidate not in taken), "")
        salt = 0
        while not final or final in taken:
            final = _with_hash(base, f"{name}\n{content()}\n{salt}", MAX_NAME)
            salt += 1
        names[i] = final
        taken.add(final)
    return names


def candidate_names(name: str) -> tuple[str, str]:
    """Return the cleaned name and its short form; where no telling word is left, `tool` and a hash."""
    cleaned = clean_name(name)
    if cleaned != name and all(segment.lower() in _FILLER for segment in _segments(cleaned)):
        cleaned = _with_hash("tool", name, MAX_NAME)
    return cleaned, shorten(cleaned)


def _with_hash(base: str, content: str, limit: int) -> str:
    digest = hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:6]
    overhang = len(base) - (limit - 7)
    if overhang > 0:
        longest = max(_segments(base) or [base], key=len)
        if len(longest) - overhang >= 6:
            base = base.replace(longest, longest[:-overhang], 1)
        else:
            base = base[: limit - 7].rstrip("_-")
    return f"{base}_{digest}"
