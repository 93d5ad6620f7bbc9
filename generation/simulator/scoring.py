"""How well a text names each of the tools offered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from .english import VERB_FAMILY, base_verb, stem, stems
from .reading import Reading
from .segments import QUOTES, Segment, segments_of

_GENERIC_VERBS = frozenset(
    "get check find show look se list mak put tak giv tell set hav return report".split()
)
_PATH = re.compile(r"(?<![\w:/])[a-z]\w*/[^\s/,\"]+(?:/[^\s/,\"]+)*")
_PATH_WEIGHT = 1.2
_ID = re.compile(r" (?:ID|id|number|code)$")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9'\u2019]*|\d+")
_WH = re.compile(
    r"\b(?:what|which|how|when|where|who|whose|is there|are there|any|do i|does|did)\b", re.IGNORECASE
)


def score_tools(text: str, readings: Sequence[Reading]) -> tuple[float, ...]:
    """Score how well a text names each tool: its nouns, its verb, what tells it from the others."""
    return _score_tools(text, tuple(readings))


@lru_cache(4096)
def _score_tools(text: str, readings: tuple[Reading, ...]) -> tuple[float, ...]:
    masked = QUOTES.sub(" ", text)
    words = _WORD.findall(masked)
    present = {stem(word) for word in words}
    families: set[str] = set()
    for word in words:
        verb = base_verb(word)
        if verb:
            families.add(VERB_FAMILY[verb])
    question = bool(_WH.search(masked))
    hits = [_pointers(reading) & present for reading in readings]
    shared: dict[str, int] = {}
    for hit in hits:
        for each in hit:
            shared[each] = shared.get(each, 0) + 1
    telling = present - _GENERIC_VERBS
    verbal = not all(reading.verbs.isdisjoint(telling) for reading in readings)
    named = any(head & present for reading in readings for head in reading.heads)
    paths = [chain_of(path) for path in _PATH.findall(masked)] if "/" in masked else []
    scores = []
    for reading, hit in zip(readings, hits, strict=True):
        if not hit:
            scores.append(0.0)
            continue
        score = sum([weight / shared[each] ** 0.5 for each, weight in reading.anchors.items() if each in hit])
        # a verb that only this tool has says it all: `order salbutamol`
        weight_of_verb = max(
            (
                1.5 if named else 2.0 if shared[each] == 1 and each not in _GENERIC_VERBS else 1.2
                for each in reading.verbs
                if each in hit
            ),
            default=0.0,
        )
        if not score and weight_of_verb < 2.0:
            scores.append(0.0)
            continue
        if reading.heads and weight_of_verb < 2.0 and present.isdisjoint(_stands_for(reading)):
            score -= 0.9 * min(len(head - present) / len(head) for head in reading.heads)
        if weight_of_verb:
            score += weight_of_verb
        elif reading.family in families or (reading.asks and families & {"find", "get", "list", "compute"}):
            score += 0.9
        elif reading.asks and question:
            score += 0.5
        elif families:
            score -= 0.8
        if not weight_of_verb and verbal:  # somebody else's verb: `lock this device` is not about renaming it
            score -= 0.8
        if paths:  # of two tools that do the same, the one for this sort of path is meant
            score += _PATH_WEIGHT * max(_likeness(chain, reading) for chain in paths)
        scores.append(score)
    return tuple(scores)


@lru_cache(16384)
def _pointers(reading: Reading) -> frozenset[str]:
    """Return the stems that may point to a tool: its anchors and its verbs."""
    return reading.verbs.union(reading.anchors)


@lru_cache(16384)
def _stands_for(reading: Reading) -> frozenset[str]:
    """Return stems that stand for a tool's noun: the `transaction` of the one ID it needs, the `dinner` of a meal to log."""
    heads = frozenset().union(*reading.heads)
    needed = [slot for slot in reading.required if slot.kind in ("id", "uuid")]
    words = [_ID.sub("", slot.label) for slot in needed[:1] if len(needed) == 1 and _ID.search(slot.label)]
    for slot in reading.slots:
        if "enum" in slot.schema and heads.intersection(stems(slot.label)):
            words += [str(each) for each in slot.schema["enum"]]
    return frozenset(each for word in words for each in stems(word))


def chain_of(path: str) -> tuple[str, ...]:
    """Return the collections of a resource's path: of `projects/a/jobs/b` they are `projects` and `jobs`."""
    return tuple(part for part in path.split("/")[::2] if part.isalpha())


@lru_cache(8192)
def _collections(name: str) -> tuple[str, ...]:
    """Return the collections in the name of a REST method: of `dlp_projects_jobs_delete` they are the same two."""
    return tuple(part for part in name.split("_")[:-1] if part.endswith("s") and part.isalpha())


def _likeness(chain: tuple[str, ...], reading: Reading) -> float:
    """Return how far a path's collections are those of a tool's name, 0 to 1; a parent's are nearly its child's."""
    own = _collections(reading.tool.name)
    common = len(set(chain) & set(own))
    return common / len({*chain, *own}) if common else 0.0


def nameable(reading: Reading, readings: Sequence[Reading]) -> bool:
    """Return whether words can single a tool out among those offered: nobody can ask for one of two alike.

    Args:
        reading: The tool as offered.
        readings: All tools offered.
    """
    own = readings.index(reading)
    return best_of(score_tools(reading.explicit, readings))[0] == own


def best_of(scores: Sequence[float]) -> tuple[int, float]:
    """Return the position of the best score, the first of equals, and the score."""
    best = max(range(len(scores)), key=lambda index: (scores[index], -index))
    return best, scores[best]


def find_tools(
    text: str, readings: Sequence[Reading], threshold: float = 2.0
) -> list[tuple[Segment, Reading]]:
    """Return the stretches of a text that name a tool, with the tool; one at least if any word points to one."""
    result: list[tuple[Segment, Reading]] = []
    for segment in segments_of(text):
        best, score = best_of(score_tools(segment.text, readings))
        if score >= threshold:
            result.append((segment, readings[best]))
    return result
