"""Schemas that are referred to by a name instead of a place: `$anchor`, `$id`, and `$defs` within a part.

JSON pointers lead from the root of a document. Where one leads nowhere, the target may be a schema that has
the name itself, or stand in the `$defs` of a schema that was pasted into a larger document whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urljoin

MAX_WALKED = 1_000_000  # objects and lists looked through; a document of 100 MB has more, and few have names
_DEFINITIONS = ("$defs", "definitions")
_ANCHORS = ("$anchor", "$dynamicAnchor")
_AMBIGUOUS = object()


class NamedSchemas:
    """The named schemas of some documents.

    Args:
        roots: The documents; the first that has a name counts.
    """

    def __init__(self, *roots: Any) -> None:
        self._found: dict[str, Any] = {}
        left = MAX_WALKED
        for root in roots:
            waiting: list[tuple[Any, str]] = [(root, "")]
            names: dict[str, Any] = {}
            while waiting and left:
                left -= 1
                value, base = waiting.pop()
                if isinstance(value, Mapping):
                    base = _take(value, base, names)
                    waiting.extend((each, base) for each in value.values() if isinstance(each, (dict, list)))
                elif isinstance(value, list):
                    waiting.extend((each, base) for each in value if isinstance(each, (dict, list)))
            self._found = names | self._found

    def find(self, ref: str) -> Any:
        """Return what a reference names; None if nothing, or several different schemas, have the name."""
        found = self._found.get(ref.removesuffix("#"))
        address, mark, fragment = ref.partition("#")
        if found is None and address and mark:
            found = self._found.get(address)
            for part in unquote(fragment).split("/")[1:]:
                key = part.replace("~1", "/").replace("~0", "~")
                found = found.get(key) if isinstance(found, Mapping) else None
        return None if found is _AMBIGUOUS else found


def _take(schema: Mapping[str, Any], base: str, names: dict[str, Any]) -> str:
    """Note the names of a schema and of its definitions; return the address its parts are relative to."""
    for key in _ANCHORS:
        if isinstance(schema.get(key), str):
            _note(names, f"#{schema[key]}", schema)
    own = schema.get("$id")
    if isinstance(own, str) and own.startswith("#"):  # how draft 7 wrote an anchor
        _note(names, own, schema)
    elif isinstance(own, str) and own:
        _note(names, own.removesuffix("#"), schema)
        try:
            base = urljoin(base, own)
        except ValueError:
            return base
        _note(names, base.removesuffix("#"), schema)
    for key in _DEFINITIONS:
        if isinstance(schema.get(key), Mapping):
            for name, part in schema[key].items():
                if isinstance(part, Mapping):
                    _note(names, f"#/{key}/{name}", part)
    return base


def _note(names: dict[str, Any], name: str, schema: Any) -> None:
    before = names.setdefault(name, schema)
    if before is not schema and before != schema:
        names[name] = _AMBIGUOUS
