"""What a result field's name alone says of how much it matters to a person: a title, an ID, bookkeeping, plumbing."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from .english import stems
from .naming import label_of
from .noun_words import speakable
from .question_words import answers

_TITLE = re.compile(r"(?:^|_|[a-z])(?:[Nn]ame|[Tt]itle|[Ss]ubject|[Hh]eadline|[Ll]abel|[Dd]isplay_?[Nn]ame)$")
_PLUMBING = re.compile(
    r"(?i)(?:token|etag|cursor|password|secret|self_?link|next_?page|prev_?page|page_?token|^rate_?time$|^success$|^ok$|^status_?code$|^get$|^parameters$|^done$"
    r"|request_?id|operation_?(?:group_?)?id$|client_?operation|raw|hash|checksum|fingerprint|signature|api_?version|^rel$"
    r"|^(?:page|per_?page|page_?size|limit|offset|skip|current_?page|total_?pages|last_?page)$|timestamp$|encryption|kms)"
)
_TIMES = re.compile(
    r"(?i)^(?:sent|created?|updated?|insert|modified|creation|last_?modified)(?:_?(?:at|on|time|date|timestamp))?$"
)
_MINOR = re.compile(
    r"(?i)(?:_id$|Id$|ID$|^id$|^_id$|ids$|url|uri|link|image|icon|uuid|code$|key\d*$|href|slug)"
)
_KEPT_ID = re.compile(
    r"(?i)(?:booking|order|case|reservation|reference|appointment|ticket|confirmation|tracking|event|playlist|cart)_?(?:id|number|code)$"
)
_WRAPPERS = frozenset(
    "data result response body payload attributes details output content value item".split()
)
_ACKNOWLEDGING = frozenset("status code message msg state error result".split())
_BARE = frozenset("id name value type title text key code status state count total".split())


class Traits(NamedTuple):
    """What a name says of its field.

    Args:
        low: The name in lower case.
        words: Stems of its words.
        answers: Marks of the kinds of question that it answers.
        title: It names the thing it stands in.
        plumbing: It serves machines, or must not be told, as passwords.
        minor: It is an ID, a link, a key: of use, but rarely to the ear.
        times: It says when a record was made or changed.
        wrapper: It holds the result proper: `data`, `body`.
        acknowledges: Its value may merely say that all went well: `status`, `message`.
        bare: It means nothing without what it stands in: `id`, `value`.
        worth: How much it matters in the answer to a question.
        worth_done: How much it matters in the report of something done.
    """

    low: str
    words: frozenset[str]
    answers: frozenset[str]
    title: bool
    plumbing: bool
    minor: bool
    times: bool
    wrapper: bool
    acknowledges: bool
    bare: bool
    worth: float
    worth_done: float


@lru_cache(32768)
def traits_of(name: str) -> Traits:
    """Return the traits of a field by its name."""
    low = name.lower()
    title, plumbing, minor = (
        bool(_TITLE.search(name)),
        bool(_PLUMBING.search(name)),
        bool(_MINOR.search(name)),
    )
    times = bool(_TIMES.search(name))
    worth = 0.9 * title - 0.7 * (not speakable(label_of(name)))
    return Traits(
        low=low,
        words=frozenset(stems(label_of(name))),
        answers=answers(label_of(name)),
        title=title,
        plumbing=plumbing,
        minor=minor,
        times=times,
        wrapper=low in _WRAPPERS,
        acknowledges=low in _ACKNOWLEDGING,
        bare=low in _BARE,
        worth=-3.0 if plumbing else worth - 1.6 * times - 0.9 * minor,
        worth_done=-3.0
        if plumbing
        else worth - 3.0 * times - (0.3 if _KEPT_ID.search(name) else 0.9) * minor,
    )


def asks_for(name: str, asked: set[str]) -> bool:
    """Return whether a message asks for a field; a number that only machines need has to be named in full.

    Args:
        name: The field.
        asked: Stems of the message's words, and marks of its questions.
    """
    traits = traits_of(name)
    if traits.minor:
        return bool(traits.words) and traits.words <= asked
    return not (asked.isdisjoint(traits.words) and asked.isdisjoint(traits.answers))
