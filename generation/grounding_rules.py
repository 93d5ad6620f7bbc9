"""The rules by which a scalar argument may follow from what was said, in the order they are tried.

A rule is `(argument, context, sources) -> Evidence | None`; it looks for the finite set of ways to say the
value and never parses the text. What no rule grounds was made up.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from .grounding_amounts import date_or_time, duration, number_word, unit
from .grounding_context import Argument, Context, Evidence, Sources, first, first_stem
from .grounding_flags import boolean
from .grounding_words import FREE_DESCRIPTION, FREE_NAMES, STOP_WORDS, SYNONYMS, split_name
from .place_codes import code_names, lies_in, nicknames
from .spoken_numbers import canonical
from .text_index import normalise

Rule = Callable[[Argument, Context, Sources], Evidence | None]

# what a speaker points at instead of saying it; never a value, even where the words were used
VAGUE = re.compile(
    r"(?:(?:my|our|your|his|her|their|the users?|users) (?:own |current |home )?(?:city|town|location|address"
    r"|home|house|email|name|account|phone|number|place|hotel|office|order|birthday|flight|country)(?:"
    r" address| number)?|(?:the )?user|(?:that|this|same|the same) (?:one|hotel|place|city|date|day|time"
    r"|flight|address)|there|here|same|it)"
)
_CODE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z]{2,4})?|[A-Z][A-Za-z]+/[A-Za-z_/]+")
_PARTS = re.compile(r"\s*(?:[,;|]|\s-\s|\s&\s|\band\b)\s*")


def literal(argument: Argument, context: Context, sources: Sources) -> Evidence | None:
    """Find the value: `exact` as typed but for case, `normalised` after folding spaces, numbers, accents."""
    value = argument.value
    if value is None or isinstance(value, bool):
        return None
    typed = str(value).strip().lower()
    phrase = normalise(typed) if isinstance(value, str) else canonical(value)
    if not typed or VAGUE.fullmatch(phrase):
        return None
    for index in sources.all:
        hit = index.find(phrase) if phrase else None
        if hit is not None:
            return Evidence("exact" if index.verbatim(typed) else "normalised", hit)
    if not isinstance(value, str):
        # a number so long that it is written with an exponent
        return first(sources.all, [normalise(typed)], "normalised") if "e" in typed else None
    squashed = re.sub(r"[ /:-]", "", phrase)
    if len(squashed) >= (4 if any(char.isdigit() for char in squashed) else 6):
        for index in sources.all:
            hit = index.find_squashed(squashed)
            if hit is not None:
                return Evidence("normalised", hit)
    if not typed.isascii() and not any(char.isspace() for char in typed):
        # scripts without spaces between words: no token boundary can be asked for
        for index in sources.all:
            hit = index.find_raw(typed)
            if hit is not None:
                return Evidence("exact", hit)
    return None


def schema_value(argument: Argument, context: Context, sources: Sources) -> Evidence | None:
    """Accept what the schema fixes: a default, a constant, an enum's only member; and no value at all."""
    schema, value = argument.schema, argument.value
    if "default" in schema and _same(schema["default"], value):
        return Evidence("default", -1)
    if ("const" in schema and _same(schema["const"], value)) or schema.get("enum") == [value]:
        return Evidence("const", -1)
    return Evidence("empty", -1) if value is None or value == "" else None


def _same(one: Any, two: Any) -> bool:
    """Compare values as written: defaults are often given as strings."""
    return (
        bool(one == two and isinstance(one, bool) == isinstance(two, bool))
        or str(one).lower() == str(two).lower()
    )


def enum_member(argument: Argument, context: Context, sources: Sources) -> Evidence | None:
    """Find the words of an enum's member, or its gloss in the description."""
    value, schema = argument.value, argument.schema
    if not isinstance(value, str) or value not in (schema.get("enum") or ()):
        return None
    words = split_name(value)
    if _is_verb_form(" ".join(words)):
        return None
    if len(words) > 1 or (words and len(words[0]) > 2):
        content = [word for word in words if word not in STOP_WORDS] or words
        hits = [hit for word in content if (hit := first_stem(sources.people, word)) is not None]
        if len(hits) == len(content):
            return Evidence("enum", max(hits))
    gloss = _gloss(value, str(schema.get("description") or "")) if len(value) <= 3 else None
    for word in normalise(gloss).split()[:2] if gloss else ():
        hit = None if word in STOP_WORDS else first_stem(sources.people, word)
        if hit is not None:
            return Evidence("enum", hit)
    return None


def synonym(argument: Argument, context: Context, sources: Sources) -> Evidence | None:
    """Find an everyday word for a conventional value: `cheapest` for asc, `by car` for driving."""
    words = SYNONYMS.get(" ".join(split_name(argument.value))) if isinstance(argument.value, str) else None
    return first(sources.people, words.split(), "synonym") if words else None


def _is_verb_form(phrase: str) -> bool:
    """Tell whether a single word may be a verb's: "check my balance" names no `checking` account."""
    return " " not in phrase and phrase.endswith(("ing", "ed"))


@lru_cache(4096)
def _gloss(code: str, description: str) -> str | None:
    """Return what a description says a short member stands for: `female` for F in "F = female, M = male"."""
    found = re.search(
        rf"\b{re.escape(code)}\b['\"`]?\s*(?:=|:|for|is|means|-|\()\s*['\"`]?([\w ]+)", description
    )
    return found[1] if found else None


def place_code(argument: Argument, context: Context, sources: Sources) -> Evidence | None:
    """Find the name a code stands for (`FR`: France, `EUR`: euros, `CDG`: Paris), or a place's nickname."""
    value = argument.value
    if not isinstance(value, str) or len(value) > 40:
        return None
    found = first(sources.people, nicknames(normalise(value)), "place code")
    if found is None and _CODE.fullmatch(value):
        # a town in an earlier result may be what the code stands for
        found = first(sources.all, code_names(value, argument.about), "place code")
    return found


def parts(argument: Argument, context: Context, sources: Sources) -> Evidence | None:
    """Ground `Paris, France` or `Anna and Ben` part by part; a country also by a town of it beside it."""
    value = argument.value
    if not isinstance(value, str) or len(value) > 200:
        return None
    pieces = [piece for piece in _PARTS.split(value) if normalise(piece)]
    if len(pieces) < 2:
        return None
    hits: list[int] = []
    for piece in pieces:
        one = Argument(piece, argument.path, {"description": argument.schema.get("description")})
        found = literal(one, context, sources) or place_code(one, context, sources)
        if found is None and not (hits and lies_in(normalise(pieces[0]), normalise(piece))):
            return None
        hits += [found.where] if found else []
    return Evidence("parts", max(hits))


def inflected(argument: Argument, context: Context, sources: Sources) -> Evidence | None:
    """Find a short string up to its words' endings: `Museum` where the user said `museums`."""
    value = argument.value
    phrase = normalise(value) if isinstance(value, str) and len(value) <= 60 else ""
    if len(phrase) < 4 or VAGUE.fullmatch(phrase) or _is_verb_form(phrase):
        return None
    hits = [hit for index in sources.people if (hit := index.find_stems(phrase)) is not None]
    return Evidence("inflected", hits[0]) if hits else None


@lru_cache(4096)
def is_free_text(name: str, description: str) -> bool:
    """Tell by name and description whether a parameter takes running text of the caller's own wording."""
    words = split_name(name)
    return bool(words and words[-1] in FREE_NAMES) or bool(FREE_DESCRIPTION.search(description.lower()))


def free_text(argument: Argument, context: Context, sources: Sources) -> Evidence | None:
    """Accept free text half of whose content words were seen."""
    value, schema = argument.value, argument.schema
    if not isinstance(value, str) or "enum" in schema or "format" in schema:
        return None
    if not is_free_text(argument.name, str(schema.get("description") or "")):
        return None
    words = {word for word in normalise(value).split() if word not in STOP_WORDS and len(word) > 1}
    hits = [hit for word in words if (hit := first_stem(sources.all, word)) is not None]
    return Evidence("free text", max(hits)) if hits and 2 * len(hits) >= len(words) else None


RULES: tuple[Rule, ...] = (
    literal,
    schema_value,
    boolean,
    number_word,
    date_or_time,
    duration,
    unit,
    enum_member,
    synonym,
    place_code,
    parts,
    inflected,
    free_text,
)
