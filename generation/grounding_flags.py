"""Flags: a boolean is grounded by the words of its name or description, affirmed or negated."""

from __future__ import annotations

from functools import lru_cache

from .grounding_context import Argument, Context, Evidence, Sources
from .grounding_words import FLAG_FILLERS, NEGATIONS, SYNONYMS, split_name
from .text_index import TextIndex, normalise, stem


def boolean(argument: Argument, context: Context, sources: Sources) -> Evidence | None:
    """Ground a flag by its words, or by a yes or no to the assistant's question that names it.

    `direct_only` is true after "direct flights", false after "need not be direct"; a name that says no itself
    (`no_smoking`) turns this round.
    """
    value = argument.value
    if isinstance(value, str) and value.lower() in ("true", "false"):
        value = value.lower() == "true"
    if not isinstance(value, bool):
        return None
    names, told, negative = _flag_words(argument.name, str(argument.schema.get("description") or ""))
    wanted = value != negative
    for index in sources.people:
        hit = _named(index, names, told, wanted)
        if hit is not None:
            return Evidence("boolean", hit)
    hit = _named(context.agreed if wanted else context.declined, names, told, True)
    return None if hit is None else Evidence("yes/no", hit)


@lru_cache(4096)
def _flag_words(
    name: str, description: str
) -> tuple[tuple[frozenset[str], ...], tuple[frozenset[str], ...], bool]:
    """Return (the words of a flag's name, those of its description, whether its name says no).

    Each word is a set of stems: its own and those of its everyday synonyms.
    """
    words = split_name(name)
    kept = [word for word in words if word not in FLAG_FILLERS] or words
    told = [word for word in normalise(description).split() if word not in FLAG_FILLERS]
    negative = any(word in ("no", "not", "non", "without", "exclude", "disable", "skip") for word in words)
    return tuple(map(_stems, kept)), tuple(map(_stems, dict.fromkeys(told))), negative


def _stems(word: str) -> frozenset[str]:
    return frozenset(stem(one) for one in (word, *SYNONYMS.get(word, "").split()))


def _named(
    index: TextIndex, names: tuple[frozenset[str], ...], told: tuple[frozenset[str], ...], affirmed: bool
) -> int | None:
    """Return the message that names a flag in the mood asked for: all its name, or half its description."""
    stems = index.stems
    if not stems:
        return None
    for wanted, needed in ((names, len(names)), (told, max(1, (len(told) + 1) // 2))):
        found = [one for word in wanted for one in word if one in stems]
        if not wanted or sum(any(one in stems for one in word) for word in wanted) < needed:
            continue
        moods = [mood for one in found for mood in _negated(index, one)]
        if (affirmed and not all(moods)) or (not affirmed and any(moods)):
            return max(stems[one] for one in found)
    return None


def _negated(index: TextIndex, stemmed: str) -> list[bool]:
    """Tell for each place of a stem whether one of the four words before it, or the next, negates it."""
    words = index.text.split()
    return [
        any(word in NEGATIONS for word in words[max(0, place - 4) : place])
        or words[place + 1 : place + 2] in (["free"], ["off"])
        for place, word in enumerate(words)
        if word != "|" and stem(word) == stemmed
    ]
