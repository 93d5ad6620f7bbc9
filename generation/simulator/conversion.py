"""Which parameter value a finding in a text can stand for, if any."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..identity import IdentityCache
from .clauses import FREE, PLACES
from .findings import Found
from .semantics import Slot
from .spoken import code_names, codes_by_name, humanise
from .value_ask import gist_of

STRICT = {"email": ("email",), "url": ("url",), "date": ("date",), "datetime": ("datetime",), "time": ("time",),
           "phone": ("phone",)}  # fmt: skip
_NUMERIC = frozenset("count limit number amount percent duration latitude longitude year".split())
_CODED = frozenset("id code token uuid stock_symbol crypto hashtag airport zip version ip username filename phone unit domain "
                   "resource title timezone country_code currency language_code company product".split())  # fmt: skip
PROPER = (
    PLACES
    | FREE
    | frozenset("person first_name last_name company team artist album song movie book language weekday month stock_symbol "
                "id code username resource language_code currency country_code timezone".split())
)  # fmt: skip
CODELIKE = frozenset(("id", "code", "resource", "stock_symbol", "language_code", "currency", "country_code"))


@dataclass(slots=True)
class Assigned:
    """A parameter's value as found, and where; several values for a coordination such as `Lyon and Nice`."""

    slot: Slot
    values: list[Any]
    score: float
    start: int
    end: int


_NOT_NUMERIC = re.compile(r"[^\d.-]")
_LETTER = re.compile(r"[A-Za-z]")
_DIGIT = re.compile(r"\d")


def convert(slot: Slot, found: Found, text: str, named: bool) -> Any:
    """Return the parameter value that a finding stands for, or None if it cannot be one."""
    kind, type_ = slot.kind, type_of(slot)
    raw = text[found.start : found.end]
    if "enum" in (slot.schema.get("items") or {}) or "enum" in slot.schema or type_ in ("boolean", "object"):
        return None
    if type_ in ("integer", "number"):
        if found.sort != "number":
            return None
        if type_ == "integer" or (float(found.value).is_integer() and "." not in raw):
            return int(found.value) if float(found.value).is_integer() else None
        return float(found.value)
    if found.sort == "quoted":
        if found.value.lower() in spelt_out(slot):
            return spelt_out(slot)[found.value.lower()]
        if slot.schema.get("default") == raw:  # a default that has the quotation marks in it
            return raw
        return (
            found.value
            if kind not in ("date", "time", "datetime") or not _LETTER.match(found.value)
            else None
        )
    if found.sort == "number":
        if kind in _NUMERIC or (
            (kind in ("id", "zip", "code", "phone", "token", "unit", "version", "month") or named)
            and kind not in FREE
            and kind not in STRICT
        ):
            return _NOT_NUMERIC.sub("", raw) if _DIGIT.search(raw) else f"{found.value:g}"
        return None
    if kind in STRICT:
        if kind == "phone" and found.sort == "code":
            return found.value
        return found.value if found.sort in STRICT[kind] or (found.sort == "known" and named) else None
    if found.sort in ("date", "time", "datetime"):
        return None
    if kind in ("currency", "country_code", "language_code"):
        if found.sort in ("code", "proper", "initial", "phrase"):
            codes = code_names(kind)
            if raw in codes:
                return raw
            return codes_by_name(kind).get(raw.lower(), raw if named else None)
        return None
    if found.sort == "known":
        # the name of a thing is not its ID: `book Old Port` is for `references` to resolve
        return None if kind in ("id", "uuid") and " " in raw and not _DIGIT.search(raw) else found.value
    if found.sort == "email":
        return found.value if kind in ("username", "person", "id") or named else None
    if found.sort == "url":
        return found.value if kind in ("domain", "resource", "id", "query") or named else None
    if found.sort == "path":
        return (
            found.value
            if kind in ("resource", "id", "filename", "timezone", "unit", "url", "airport", "code") or named
            else None
        )
    if found.sort == "slug":
        return found.value if kind in ("resource", "code", "id", "username", "domain") or named else None
    if found.sort in ("code", "phone"):
        if kind == "company" and raw.islower() and not named:
            return None
        chained = kind == "address" and raw.startswith("0x")
        return found.value if kind in _CODED or named or kind in FREE or chained else None
    if found.sort in ("proper", "initial"):
        if ", " in raw and kind not in ("address", "street", "place"):
            return None
        if kind in ("id", "uuid", "code", "resource") and (
            " " in raw and (kind == "resource" or raw.startswith("ID "))
        ):
            return None
        return found.value if kind in PROPER or named else None
    return found.value  # a phrase, already cut to its clause


_JOINED = re.compile(r"[a-z0-9]_[a-z0-9]")
_spelt: IdentityCache[Slot, dict[str, str]] = IdentityCache(32768)


def spelt_out(slot: Slot) -> Mapping[str, str]:
    """Return what is said for the examples of a parameter that hold underscores -> the examples.

    Nobody says `match_trends`; they say "match trends", in quotation marks, and both sides know the schema.
    """
    return _spelt.get(slot, None, lambda: _spell_out(slot))


def _spell_out(slot: Slot) -> dict[str, str]:
    joined = (shape for shape in gist_of(slot).shapes if isinstance(shape, str) and _JOINED.search(shape))
    return {humanise(shape).lower(): shape for shape in joined}


def choices_of(slot: Slot) -> Sequence[Any]:
    """Return the values of an enum, of an array's items too; empty for other parameters."""
    return (
        slot.schema.get("enum")
        or ((slot.schema.get("items") or {}).get("enum") if slot.array else None)
        or ()
    )


_NUMBER_SORTS = frozenset(("number",))
_OWN_SORTS = {"email": frozenset(("email", "quoted", "known")), "url": frozenset(("url", "quoted", "known")),
              "date": frozenset(("date", "quoted", "known")), "datetime": frozenset(("datetime", "quoted", "known")),
              "time": frozenset(("time", "quoted", "known")), "phone": frozenset(("phone", "code", "quoted", "known"))}  # fmt: skip


def sorts_of(slot: Slot) -> frozenset[str] | None:
    """Return the only sorts of finding a parameter can take, or None if form alone does not decide."""
    return _NUMBER_SORTS if type_of(slot) in ("integer", "number") else _OWN_SORTS.get(slot.kind)


def type_of(slot: Slot) -> str:
    """Return the JSON type of a parameter, or of its items for an array."""
    schema = slot.schema.get("items") or {} if slot.array else slot.schema
    type_ = schema.get("type", "string")
    return type_ if isinstance(type_, str) else next((each for each in type_ if each != "null"), "string")
