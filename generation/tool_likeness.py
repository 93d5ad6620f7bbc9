"""Tools that repeat each other: the same in all but the name, or nearly the same in their words.

Near-duplicates are told by text, not by embeddings: two tools of one API often mean much the same and are not
to be thinned out, while copies share nearly every word. Pairs are found exactly, by prefix filtering: two
sets of a Jaccard index of at least t share one of their (1 - t) n + 1 rarest words.

Source: Chaudhuri, Ganti and Kaushik, 2006 (prefix filtering).
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Sequence

from toolflow_dataset.types import Tool

from .tool_fields import tool_fields

THRESHOLD = 0.9
_FEWEST_WORDS = 6
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|\d+|[^\W\d_]+")


def same_but_for_the_name(tools: Sequence[Tool]) -> list[list[int]]:
    """Return groups of tools with equal description, parameters and returns, of two or more each."""
    groups: dict[str, list[int]] = {}
    for index, tool in enumerate(tools):
        if tool.description.strip():
            content = [tool.description, tool.parameters, tool.returns]
            groups.setdefault(json.dumps(content, sort_keys=True), []).append(index)
    return [group for group in groups.values() if len(group) > 1]


def tool_words(tool: Tool) -> frozenset[str]:
    """Return the words of a tool: of its name, its description, its fields' names and descriptions."""
    texts = [tool.name, tool.description]
    for field in tool_fields(tool):
        texts += (field.name, field.description)
    return frozenset(word.lower() for text in texts for word in _WORD.findall(text))


def near_duplicates(tools: Sequence[Tool], threshold: float = THRESHOLD) -> list[tuple[int, int, float]]:
    """Return the pairs of tools whose words have a Jaccard index of at least `threshold`, the likest first.

    Tools of fewer than six words are left out: any two of them may agree by chance.

    Args:
        tools: The tools.
        threshold: Jaccard index in (0, 1].

    Returns:
        (i, j, index) with i < j.
    """
    sets = [tool_words(tool) for tool in tools]
    frequency = Counter(word for words in sets for word in words)
    holders: dict[str, list[int]] = {}
    found: list[tuple[int, int, float]] = []
    for index in sorted(range(len(sets)), key=lambda number: len(sets[number])):
        words = sets[index]
        if len(words) < _FEWEST_WORDS:
            continue
        rarest = sorted(words, key=lambda word: (frequency[word], word))
        prefix = rarest[: len(words) - math.ceil(threshold * len(words) - 1e-9) + 1]
        candidates = {other for word in prefix for other in holders.get(word, ())}
        for other in candidates:
            if len(sets[other]) >= threshold * len(words) - 1e-9:
                shared = len(words & sets[other])
                likeness = shared / (len(words) + len(sets[other]) - shared)
                if likeness >= threshold:
                    found.append((min(index, other), max(index, other), likeness))
        for word in prefix:
            holders.setdefault(word, []).append(index)
    return sorted(found, key=lambda pair: (-pair[2], pair[0], pair[1]))
