"""Which nouns an answer can say aloud, and the noun it has for a tool."""

from __future__ import annotations

import re
from functools import lru_cache

from .english import VERB_FAMILY
from .glued_words import GluedAction, glued_action, spelt_out
from .reading import Reading, plain_noun

_GLUED = re.compile(r"(?:get|set|add|post|list|create|update|delete|remove|check|send|search|report|suggested|rewind|skip)[a-z]{4,}"
                    r"(?<!ing)(?<!ment)(?<!tional)(?<!tion)(?<!er)(?<!ers)(?<!ress)(?<!resses)(?<!tings)$")  # fmt: skip


@lru_cache(16384)
def speakable(noun: str) -> bool:
    """Return whether a noun can be said aloud: no run-together word such as `getgroupcollaborations`."""
    return bool(noun) and all(len(word) <= 14 and not _GLUED.match(word) for word in noun.split())


@lru_cache(8192)
def hidden_action(reading: Reading) -> GluedAction | None:
    """Return the action in the run-together name of a tool that nothing else describes (`skipgroup`), or None."""
    return (
        glued_action(reading.noun)
        if reading.verb == "get" and reading.phrase == f"the {reading.noun}"
        else None
    )


@lru_cache(8192)
def noun_of(reading: Reading) -> str:
    """Return a tool's noun as an answer says it, without what follows it: `free parking space`."""
    if hidden := hidden_action(reading):
        return hidden.thing
    noun = plain_noun(reading)
    noun = re.split(r" (?:near|in|for|at|with|to|on|from|by|of) ", noun)[0] if len(noun.split()) > 3 else noun
    return spelt_out(noun if len(noun.split()) <= 5 else noun.split()[-1])


_MORE_OF = re.compile(r"^more of an? ")
_ANY_ONE = re.compile(r"\b(near|in|of|on|to|for|about|from|with|whether|how|what|where|when) (?:an?|one) ")
_A_THING = re.compile(r"^an? ")
_MINE = re.compile(r"\b(?:I|my)\b")
_LOOKUPS = ("find", "get", "list", "compute")


@lru_cache(8192)
def action_of(reading: Reading) -> tuple[str, str]:
    """Return verb and object in which an assistant speaks of what a tool does: of `pass an email on` it is `forward the email`."""
    if reading.other and not reading.asks and VERB_FAMILY[reading.other[0]] not in _LOOKUPS:
        return reading.other
    phrase = reading.phrase if len(reading.phrase.split()) <= 8 else f"the {reading.noun}"
    phrase = _ANY_ONE.sub(r"\1 the ", _MORE_OF.sub("more ", phrase))
    phrase = _MINE.sub(lambda match: "you" if match[0] == "I" else "your", phrase)
    return reading.verb, _A_THING.sub("the ", phrase) if _is_known(reading, phrase) else phrase


def _is_known(reading: Reading, phrase: str) -> bool:
    """Return whether the call says which thing it is: an email is opened by its identifier, so it is `the email`."""
    known = [slot.label.lower() for slot in reading.required if slot.kind == "id"]
    if reading.family in ("create", "book") and reading.verb != "open":
        return any(label.split()[0] == phrase.split()[-1] for label in known)
    return bool(known)


_PUBLIC = frozenset(
    "weather traffic quality air sun sunrise sunset sea wave waves tide news forecast climate country city place rate exchange price currency conditions world "
    "market stock history statistics season league match team alert alerts warning warnings".split()
)


def ownable(noun: str) -> bool:
    """Return whether a thing can be the user's own, so that `your order` may be said: nobody's weather is his."""
    return noun.split(" of ")[0].rsplit(" ", 1)[-1].lower() not in _PUBLIC
