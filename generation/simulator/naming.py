"""The words in an identifier, and the label a person would read for it."""

from __future__ import annotations

import re
from functools import lru_cache

from .kind_words import (
    ABBREVIATIONS,
    ACRONYMS,
    VOCABULARY,
)

_WORD = re.compile(
    r"[Ii][Pp]v[46]|OAuth2?|GitHub|YouTube|(?:ID|URL|IP|API|SKU|URI)s(?![a-z])|[ab]2[abc]"
    r"|[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+"
)


_PIECE = re.compile(r"[^\W_]+")


# Acronyms and their plurals in lower case -> as they are written.
_SPELLINGS = {f"{lowered}s": f"{written}s" for lowered, written in ACRONYMS.items()} | ACRONYMS


def _clean(word: str, shouting: bool) -> str:
    lowered = word.lower()
    known = _SPELLINGS.get(lowered)
    if known:
        return known
    return word if len(word) > 1 and word.isupper() and not shouting else lowered


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
    "android covid liquid solid rapid humid paid prepaid orchid steroid polaroid "
    "hybrid candidate validate mandate consolidate "
    "surname rename prototype monkey turkey hockey whiskey donkey jersey barcode "
    "decode encode episode unicode "
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
    """Return the words of a name: artefacts removed, run-together words cut, abbreviations spelt out."""
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


_LEAD = re.compile(r"^(the|a|an|optional|required)\b[.:]? *", re.IGNORECASE)
_FEW_WORDS = re.compile(r"[A-Za-z][A-Za-z '-]+")


@lru_cache(maxsize=65536)
def _own_label(name: str) -> str:
    words = name_words(name)
    label = " ".join(words)
    if len(words) > 2 and words[-1] not in ("in", "out", "off", "up"):
        for plain, joined in _HYPHENATED:
            label = label.replace(plain, joined)
    return label


def label_of(name: str, description: str = "") -> str:
    """Return human words: `checkInDate` gives `check-in date`; a cryptic name takes its description."""
    label = _own_label(name)
    if len(label) > 2 or label.upper() in ACRONYMS.values():
        return label
    plain_description = _LEAD.sub("", description.strip()).rstrip(".")
    if 0 < len(plain_description.split()) <= 4 and _FEW_WORDS.fullmatch(plain_description):
        return plain_description[0].lower() + plain_description[1:]
    return label or "value"


_NOT_NOUNS = frozenset(
    "get list search find create update delete remove add set fetch retrieve show check send post put patch "
    "read query lookup look up by for from of in on at the a an all my new to and with information info "
    "details detail data api v1 v2 v3 v4 v5 random top latest current daily live now make cancel".split()
)
_VERBS_OR_NOUNS = frozenset("book order start stop play view track report rate list record share".split())
_VERB_PREFIX = re.compile(
    r"^(?:get|list|search|find|create|update|delete|fetch|retrieve|add|remove|set)(?!ress|ting|ing|itional|ition|or)(?=[a-z]{4})"
)


def name_in(owner: str) -> str:
    """Return the name that an owner (a tool's name, a space, and its description) begins with; may be empty."""
    return next(iter(owner.split(maxsplit=1)), "")


def owner_noun(owner: str) -> str:
    """Return the noun a tool's name is about: `get_order_details` gives `order`; empty if none."""
    return _noun(name_in(owner))


@lru_cache(maxsize=32768)
def _noun(name: str) -> str:
    words = [word.lower() for word in name_words(name)]
    if "for" in words[1:]:
        words = words[: words.index("for", 1)]
    if "by" in words[1:]:
        words = words[: words.index("by", 1)]
    words = [_VERB_PREFIX.sub("", word) for word in words]
    if len(words) > 1 and words[0] in _VERBS_OR_NOUNS:
        words = words[1:]
    nouns = [word for word in words if word not in _NOT_NOUNS and not word.isdigit() and len(word) > 2]
    return singular_word(nouns[-1]) if nouns else ""


def singular_word(word: str) -> str:
    """Return a word of an identifier in the singular, by its ending."""
    if word.endswith("ies") and len(word) > 4 and word not in ("movies", "series", "cookies", "calories"):
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    return (
        word[:-1]
        if word.endswith("s") and not word.endswith(("ss", "us", "is", "news", "series")) and len(word) > 3
        else word
    )
