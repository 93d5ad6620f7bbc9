"""Which kind of value a field holds, decided from its name, its description, its type and the tool's own words.

The vocabulary is in `kind_words`. One name or one description stands in many tools, so what follows from it
alone is decided once.
"""

from __future__ import annotations

import re
from functools import lru_cache

from .kind_words import CUES, HEADS, NUMERIC, OWNERS, PHRASES, QUALIFIERS, VAGUE
from .naming import name_in, name_words, owner_noun, singular_word

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
# Names that end so are read by the word before: `date_from`, `price_max`.
_BOUNDS = frozenset("from to min max start end gte lte gt lt before after minimum maximum".split())

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
_DAY_OF_MONTH = re.compile(r"[1-3]?\d")

# Over descriptions as written.
_PATH = re.compile(r"\b[a-zA-Z][a-zA-Z0-9]{2,}/[{\[*:$A-Z]|\b[a-z]{3,}s/(?:[a-z0-9_-]+/[a-zA-Z]{3,}s/)")
_URL_BEFORE = re.compile(r"https?://\S*$")
# Over descriptions in lower case.
_RESOURCE = re.compile(
    r"\b(resource (name|path|reference|id)|relative path|fully qualified name"
    r"|(name|path) of the (\w+ ){0,4}?(resource|parent)"
    r"|parent (resource|value)|project id|(region|zone|location)s? (of|for|scoping) "
    r"th(e|is) (request|resource|instance)|"
    r"rfc ?1035|resource that owns|value for parent)\b"
)
_CLOUD = re.compile(
    r"\b(projects?|cloud|cluster|instance|compute|resource|scoping|zone in which|deployment)\b"
)
_NAME_OF = re.compile(r"(?:required\.? |optional\.? |the )*name of (?:the|a|an)\b", re.IGNORECASE)
_COUNTRY_CODE = re.compile(r"iso[- ]?3166|country code|two[- ]letter")
_MAIL_ADDRESS = re.compile(r"(the |user.s |your )?e-?mail address")
_MONTHLY = re.compile(r"day of (the )?month")
_EPOCH = re.compile(r"epoch|unix|timestamp|millis")
_PROSE = re.compile(r"\b(text|free[- ]?form|sentence|paragraph|words)\b")
# Over a tool's name and description: whose `name` is a path, and which tools are methods of a resource.
_HOLDS_PATHS = re.compile(r"(?i)projects_|folders_|organizations_|operations?_|locations_")
_IS_METHOD = re.compile(r"\S*(?:[a-z][A-Z]|projects_|accounts_)")

_CLOUD_NAMES = frozenset("project projectid region zone location locationid bucket instance".split())
# Parameters whose description may show a path although they are none.
_NO_PATH = frozenset("filter by mask query token description url uri".split())
_NO_RESOURCE = frozenset("filter by token id query view mask description".split())

_LETTERS = re.compile(r"[a-z]+")
_PIECE = re.compile(r"[^\W_]{2,}")


@lru_cache(16384)
def _cue(text: str) -> str | None:
    """Return the kind that a description in lower case gives away."""
    return next((kind for pattern, kind in CUES if pattern.search(text)), None) if text else None


@lru_cache(16384)
def _phrase_kind(phrase: str) -> str | None:
    """Return the kind that the words of a name in lower case are a set phrase for."""
    return next((kind for pattern, kind in PHRASES if pattern.search(phrase)), None)


@lru_cache(8192)
def _owner_words(owner: str) -> frozenset[str]:
    """Return the words of a tool's name and description in the singular."""
    return frozenset().union(*map(_piece_words, set(_PIECE.findall(owner))))


@lru_cache(32768)
def _piece_words(piece: str) -> frozenset[str]:
    text = " ".join(name_words(piece)).lower()
    return frozenset(singular_word(word) for word in _LETTERS.findall(text))


def _vague_kind(head: str, owner: str) -> str | None:
    """Return the kind that a name which says little has in such a tool."""
    kinds = VAGUE[head]
    if len(kinds) > 1:
        words = _owner_words(owner)
        for word, kind in kinds.items():
            if word in words:
                return kind
    return kinds.get("")


def _owner_kind(owner: str) -> str | None:
    """Return the kind of thing that a bare `name` names, from the words of the tool's name."""
    words = [singular_word(word.lower()) for word in name_words(name_in(owner))]
    for word in (owner_noun(owner), *words):
        if word in OWNERS and word not in QUALIFIERS:
            return OWNERS[word]
    return None


def _from_words(words: tuple[str, ...], description: str, owner: str) -> str | None:
    """Decide from the words of the name in lower case; None where they say nothing."""
    kind = _phrase_kind(" ".join(words))
    if kind is not None:
        return kind
    head, single = words[-1], singular_word(words[-1])
    if len(words) > 1:
        if head in _BOUNDS:
            before = _from_words(words[:-1], description, owner)
            if before:
                return before
        if head in ("name", "title"):
            holder = OWNERS.get(singular_word(words[-2])) or OWNERS.get(singular_word(words[0]))
            if holder:
                return holder
    if head in VAGUE:
        cue = _cue(description[:240])
        if cue:
            return cue
        if head in ("name", "title"):
            return (_owner_kind(owner) if len(words) == 1 else None) or "title"
        return _vague_kind(head, owner[:200])
    return HEADS.get(head) or HEADS.get(single)


def _from_example(example: str) -> str | None:
    return next((kind for pattern, kind in _EXAMPLES if pattern.match(example)), None) if example else None


def _shows_path(description: str) -> bool:
    """Return whether a description shows a path such as `projects/{project}`, other than in an URL."""
    path = _PATH.search(description[:600]) if "/" in description else None
    return path is not None and not _URL_BEFORE.search(description[: path.start()])


def _is_resource(name: str, last: str, description: str, owner: str) -> bool:
    """Return whether a text parameter takes the path of a resource.

    Args:
        name: As in the schema, in lower case.
        last: The last word of the name, in lower case.
        description: As written.
        owner: The tool's name and description.
    """
    if last not in _NO_PATH and _shows_path(description):
        return True
    if name == "parent" or (name == "resource" and "polic" in description):
        return True
    lowered = description.lower()
    if last not in _NO_RESOURCE and _RESOURCE.search(lowered):
        return True
    if name in _CLOUD_NAMES and _CLOUD.search(lowered):
        return True
    return name == "name" and _HOLDS_PATHS.search(owner) is not None


def kind_of(name: str, description: str, type_: str, format_: str, owner: str, example: str) -> str:
    """Return the kind of a single value that is neither listed nor a flag.

    Args:
        name: As in the schema.
        description: May be empty.
        type_: Its JSON type.
        format_: Its `format`; may be empty.
        owner: The tool's name and description, or the object that holds it before them.
        example: An example or the default as text; may be empty.

    Returns:
        One of `KINDS`.
    """
    if not _depends_on_owner(name) and not _NAME_OF.match(description):
        owner = ""  # then fields of all tools share what is remembered
    return _kind_of(name, description, type_, format_, owner, example)


@lru_cache(32768)
def _lower_words(name: str) -> tuple[str, ...]:
    return tuple(word.lower() for word in name_words(name)) or ("value",)


@lru_cache(32768)
def _depends_on_owner(name: str) -> bool:
    """Return whether a name says little enough for its tool to decide what it is."""
    return not VAGUE.keys().isdisjoint(_lower_words(name))


@lru_cache(65536)
def _kind_of(name: str, description: str, type_: str, format_: str, owner: str, example: str) -> str:
    words = _lower_words(name)
    numeric = type_ in ("integer", "number")
    if not numeric:
        if format_ in _FORMATS:
            return _FORMATS[format_]
        if _is_resource(name.lower(), words[-1], description, owner):
            return "resource"
    lowered = description.lower()
    kind = _from_words(words, lowered, owner) or _cue(lowered[:240]) or _from_example(example)
    if kind == "country" and _COUNTRY_CODE.search(lowered):
        kind = "country_code"
    if kind in (None, "code") and _NAME_OF.match(lowered) and _IS_METHOD.match(owner):
        kind = "resource"
    if kind in ("person", "id", "username") and _MAIL_ADDRESS.match(lowered):
        kind = "email"
    if kind == "date" and (_MONTHLY.search(lowered) or _DAY_OF_MONTH.fullmatch(example)):
        return "number"
    if numeric:
        if kind == "datetime" or (kind in ("date", "time") and _EPOCH.search(f"{name.lower()} {lowered}")):
            return "datetime"
        return kind if kind in NUMERIC else "number"
    return kind or ("text" if _PROSE.search(lowered) else "code")
