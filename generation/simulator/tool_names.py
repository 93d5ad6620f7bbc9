"""What the name of a tool says: its verb and object, its service, a second way to say what it does."""

from __future__ import annotations

import re

from toolflow_dataset.types import Tool

from .english import STOP, VERB_FAMILY, is_plural, stems, with_article
from .semantics import split_words

_VERSION = re.compile(r"v?\d+")
_INTO = re.compile(r"(?i)deposit|top.?up|refill|receive|add_(?:money|funds|credit)")


def brings_money_in(tool_name: str) -> bool:
    """Return whether a tool that moves money brings it into an account, by its name."""
    return _INTO.search(tool_name) is not None


def name_words(tool: Tool) -> list[str]:
    """Return the words of a tool's own name without version numbers."""
    original = str(tool.metadata.get("original_name") or tool.name)
    return [word for word in split_words(original) if not _VERSION.fullmatch(word)]


def verb_and_object_of(words: list[str]) -> tuple[str, list[str]]:
    """Split a name into verb and object words: REST names end in the verb, others start with it."""
    lowered = [word.lower() for word in words]
    if (
        len(lowered) > 1
        and lowered[0] in VERB_FAMILY
        and lowered[0] not in ("rate", "track", "queue", "record")
    ):
        return lowered[0], words[1:]
    if len(lowered) > 1 and lowered[-1] in VERB_FAMILY and len(lowered) > 2:
        return lowered[-1], words[-3:-1]
    for position, word in enumerate(lowered):
        if word in VERB_FAMILY and VERB_FAMILY[word] != "export" and position < len(lowered) - 1:
            return word, words[position + 1 :] or words[:position]
    return "get", words


def service_of(words: list[str], used: str) -> str:
    """Return the words behind `for` in a `x_for_service` name, or the leading words of a dotted REST name."""
    lowered = [word.lower() for word in words]
    if "for" in lowered[1:-1]:
        index = len(lowered) - 1 - lowered[::-1].index("for")
        return " ".join(lowered[index + 1 :])
    used_stems = set(stems(used))
    if len(words) > 3 and lowered[0] not in VERB_FAMILY:
        return " ".join(word for word in lowered[:2] if not set(stems(word)) <= used_stems)
    return ""


def other_action(words: list[str], verb: str, noun: str) -> tuple[str, str] | None:
    """Return the action as a verb-first name has it (`reschedule_event`), unless the description says the same."""
    lowered = [word.lower() for word in words]
    if not 2 <= len(words) <= 4 or lowered[0] not in VERB_FAMILY or "for" in lowered or lowered[1] in STOP:
        return None
    thing = " ".join(words[1:]).lower()
    if lowered[0] == verb.split()[0] and set(stems(thing)) <= set(stems(noun)):
        return None
    # what is found or ordered is any one of its kind
    anyone = lowered[0] == "find" or lowered[0] in ("order", "rent", "hire", "book", "reserve", "buy")
    return lowered[0], thing if is_plural(thing) else with_article(thing) if anyone else f"the {thing}"
