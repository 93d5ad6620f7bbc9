"""Skeletons of user turns: what is left of a request when its values and numbers are taken out.

A turn is normalised as the grounding filter does it (lower case, no accents, no punctuation), and each of its
values and numbers becomes a mask. A corpus made from few templates has few skeletons, however many values are
poured into them: the commonest one has a large share, and few occur only once. Both shares depend on the
number of turns, so two corpora are compared at the same number.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from toolflow_generation.spoken_numbers import ONES, number_words
from toolflow_generation.text_index import stem, tokens

MASK = "zzvaluezz"
_CURRENCY = frozenset("$\u20ac\u00a3\u00a5\u20b9\u20a9%")
_NUMBER_WORDS = frozenset(
    {*ONES, *(number_words(value)[0] for value in range(20, 100, 10)), "hundred", "thousand", "million"}
)
_LONG = 4
_RUN = 3


@dataclass(frozen=True, slots=True)
class SkeletonShares:
    """How often skeletons repeat.

    Args:
        turns: User turns counted.
        commonest: Share of turns that have the commonest skeleton, [0, 1].
        unique: Share of turns whose skeleton no other turn has, [0, 1].
        top: The commonest skeletons with their counts.
    """

    turns: int
    commonest: float
    unique: float
    top: tuple[tuple[str, int], ...]


class Values:
    """The values of one dialogue, as normalised phrases to be masked in its user turns.

    Words are compared up to their endings, so `museums` is masked for the value `museum`. Of a value of four
    words and more, a run of three of its words is masked too: free text is seldom repeated whole.

    Args:
        phrases: Normalised phrases.
    """

    def __init__(self, phrases: Iterable[str]) -> None:
        self._by_first: dict[str, set[tuple[str, ...]]] = defaultdict(set)
        self._runs: set[tuple[str, ...]] = set()
        for phrase in phrases:
            words = tuple(stem(word) for word in phrase.split())
            if words:
                self._by_first[words[0]].add(words)
                if len(words) >= _LONG:
                    self._runs.update(words[at : at + _RUN] for at in range(len(words) - _RUN + 1))

    def mask(self, words: Sequence[str]) -> list[str]:
        """Return the words with every value replaced by a mask; values side by side become a single one."""
        stems = [stem(word) for word in words]
        hidden = [False] * len(words)
        for at, first in enumerate(stems):
            longest = max(
                (
                    len(one)
                    for one in self._by_first.get(first, ())
                    if tuple(stems[at : at + len(one)]) == one
                ),
                default=0,
            )
            if tuple(stems[at : at + _RUN]) in self._runs:
                longest = max(longest, _RUN)
            hidden[at : at + longest] = [True] * longest
        kept: list[str] = []
        for word, gone in zip(words, hidden, strict=True):
            if not (gone and kept and kept[-1] == MASK):
                kept.append(MASK if gone else word)
        return kept


def skeleton(text: str, values: Values | None = None) -> str:
    """Return the skeleton of a user turn; masks that the text holds already stay."""
    words = tokens(text)
    if values is not None:
        words = values.mask(words)
    return " ".join("_" if word == MASK or _is_number(word) else word for word in words)


def _is_number(word: str) -> bool:
    return word in _NUMBER_WORDS or word in _CURRENCY or any(char.isdigit() for char in word)


def shares(skeletons: Sequence[str], top: int = 10) -> SkeletonShares:
    """Count skeletons; no turns at all give nan.

    Source: issue 2, "Quality of the simulated text", (a).
    """
    counts = Counter(skeletons)
    total = len(skeletons)
    ranked = tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:top])
    if not total:
        return SkeletonShares(0, float("nan"), float("nan"), ())
    once = sum(count == 1 for count in counts.values())
    return SkeletonShares(total, ranked[0][1] / total, once / total, ranked)


def subsample(skeletons: Sequence[str], size: int, seed: int) -> list[str]:
    """Draw turns without replacement, always the same for the same seed; all of them if there are no more."""
    if len(skeletons) <= size:
        return list(skeletons)
    return random.Random(seed).sample(list(skeletons), size)
