"""Which nouns an answer can say aloud, and the noun it has for a tool."""

from __future__ import annotations

import re
from functools import lru_cache

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


_PUBLIC = frozenset(
    "weather traffic quality air sun sunrise sunset sea wave waves tide news forecast climate country city place rate exchange price currency conditions world "
    "market stock history statistics season league match team alert alerts warning warnings".split()
)


def ownable(noun: str) -> bool:
    """Return whether a thing can be the user's own, so that `your order` may be said: nobody's weather is his."""
    return noun.split(" of ")[0].rsplit(" ", 1)[-1].lower() not in _PUBLIC
