"""Run-together names taken apart: `skipgroup` is to skip a group, `getnotifications` gets notifications."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import NamedTuple

from faker.providers.lorem.en_US import Provider as _Lorem

from .english import VERB_FAMILY, base_verb, participle, plural
from .kind_words import VOCABULARY

# verbs of interfaces that no description opens with
_OWN_VERBS = {"like": "change", "rewind": "change", "exit": "delete", "leave": "delete", "login": "change", "logout": "change", "place": "book",
              "highlight": "change", "skip": "change"}  # fmt: skip
_SPELT = {"login": "log in", "logout": "log out"}
_ASKS = frozenset(
    "get list check read search find fetch retrieve query report test verify validate count calculate predict".split()
)
# not the object of a verb, but the rest of a word such as `checkout`, `readability`, `payload`, `watchlist`
_ENDINGS = frozenset(
    "able ability let out up off on in back down load loads list lists way work works".split()
)
_NOUNS = frozenset("password notification request connection setting email user file contact pet token invitation cart comment video account profile channel "
                   "product payment invoice customer report status subscription session device feed follower story tutorial location image photo document "
                   "domain project task issue ticket event article recipe review rating coupon wallet balance transaction tracker history push array input "
                   "suggested forgot swipe finish".split())  # fmt: skip
_SHORT = frozenset(("by", "in", "of", "us"))


@cache
def _known() -> frozenset[str]:
    words = {word for word in _Lorem.word_list if len(word) > 2} | VOCABULARY | _NOUNS | set(_OWN_VERBS)
    words |= {verb for verb in VERB_FAMILY if verb.isalpha()} | {
        participle(verb) for verb in VERB_FAMILY if verb.isalpha()
    }
    return frozenset(words | {plural(word) for word in words if len(word) > 3} | _SHORT)


@lru_cache(16384)
def unglue(word: str) -> tuple[str, ...]:
    """Return the words that a run-together one is made of, at most five; a word that is one, or is unknown, alone."""
    if len(word) < 7 or not (word.isascii() and word.islower() and word.isalpha()):
        return (word,)
    known = _known()
    if word in known:
        return (word,)
    # the fewest words; of as many, those with the longest last: `us email`, not `use mail`
    best: list[tuple[str, ...] | None] = [*[None] * len(word), ()]
    for start in range(len(word) - 2, -1, -1):
        for end in range(len(word), start + 1, -1):
            rest = best[end]
            if rest is not None and word[start:end] in known and len(rest) < 5:
                found = (word[start:end], *rest)
                current = best[start]
                if current is None or (len(found), -len(found[-1])) < (len(current), -len(current[-1])):
                    best[start] = found
    return best[0] or (word,)


class GluedAction(NamedTuple):
    """An action that a noun hides: of `skipgroup` the verb `skip`, its family, the object `group`, and whether it asks."""

    verb: str
    family: str
    thing: str
    asks: bool


@lru_cache(8192)
def glued_action(noun: str) -> GluedAction | None:
    """Return the action that a tool's noun hides, or None if it hides none."""
    words = [part for word in noun.split() for part in unglue(word)]
    if words[0] in ("exit", "post") and len(words) > 2:  # `exit leavegroup`: one of the two is enough
        words = words[1:]
    verb, rest = words[0], words[1:]
    glued = len(words) > len(noun.split()) or (verb in _OWN_VERBS and len(words) > 1)
    if (
        not glued
        or (verb not in _OWN_VERBS and base_verb(verb) != verb)
        or (rest[-1] in _ENDINGS and len(rest) == 1)
    ):
        return None
    for position, word in enumerate(rest):
        if word in ("by", "with", "for", "from", "in", "of", "to") and position:
            rest = rest[:position]
            break
    family = _OWN_VERBS.get(verb) or VERB_FAMILY[verb]
    asks = verb in _ASKS
    if not asks and family in ("find", "get", "list", "compute"):
        return None
    return GluedAction(_SPELT.get(verb, verb), family, " ".join(rest), asks)


@lru_cache(16384)
def spelt_out(noun: str) -> str:
    """Return a noun with long run-together words taken apart: `suggested people`; compounds such as `website` stay."""
    return " ".join(" ".join(unglue(word)) if len(word) > 11 else word for word in noun.split())
