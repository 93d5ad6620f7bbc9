"""Near-duplicate dialogues: which of them repeat an earlier one almost word for word.

Two dialogues of a setting are near-duplicates if the Jaccard similarity of their word 3-grams is at least
0.8. The 3-grams are taken over user and assistant text, lower-cased, values kept, not across messages: the
same request for another city on another day is another dialogue. Candidates come from MinHash signatures (25
bands of 5 rows, which miss a pair at the threshold with a chance of 5e-5 and hardly any beyond it) and are
decided by the exact similarity.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from toolflow_dataset.types import Dialogue

from .text_index import tokens

Hashes = NDArray[np.uint64]

THRESHOLD = 0.8
_BANDS, _ROWS = 25, 5
_WORD_FACTORS = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], dtype=np.uint64)
_SIGNATURE_SEED = 20240607


class NearDuplicates:
    """The dialogues seen so far; ask in index order, so that verdicts do not depend on which finished first.

    Settings are kept apart: each is a data set of its own, and they share plans' beginnings by design.

    Args:
        threshold: Jaccard similarity in (0, 1] from which on two dialogues are duplicates.
    """

    def __init__(self, threshold: float = THRESHOLD) -> None:
        self._threshold = threshold
        self._ids: list[str] = []
        self._sets: list[Hashes] = []
        self._buckets: dict[bytes, list[int]] = {}
        generator = np.random.default_rng(_SIGNATURE_SEED)
        self._factors = generator.integers(0, 2**64, size=(_BANDS * _ROWS, 1), dtype=np.uint64) | np.uint64(1)
        self._offsets = generator.integers(0, 2**64, size=(_BANDS * _ROWS, 1), dtype=np.uint64)

    def seen(self, dialogue: Dialogue) -> str | None:
        """Return the id of the earliest kept dialogue that this one repeats, or None and remember this one.

        A repeated dialogue is not remembered: it is dropped, and must not take others with it. A dialogue
        without user and assistant text repeats nothing.
        """
        shingles = shingle_hashes(dialogue)
        if not len(shingles):
            return None
        keys = self._keys(shingles, dialogue.provenance.setting)
        candidates = {place for key in keys for place in self._buckets.get(key, ())}
        for place in sorted(candidates):
            if _jaccard(shingles, self._sets[place]) >= self._threshold:
                return self._ids[place]
        for key in keys:
            self._buckets.setdefault(key, []).append(len(self._ids))
        self._ids.append(dialogue.id)
        self._sets.append(shingles)
        return None

    def reason(self, dialogue: Dialogue) -> str | None:
        """Return `near_duplicate:<id of the earlier one>`, or None and remember this one."""
        earlier = self.seen(dialogue)
        return None if earlier is None else f"near_duplicate:{earlier}"

    def _keys(self, shingles: Hashes, setting: str) -> list[bytes]:
        """Return the bucket of each band of the MinHash signature."""
        with np.errstate(over="ignore"):
            mixed = shingles[None, :] * self._factors + self._offsets
        signature = (mixed >> np.uint64(32)).min(axis=1).astype(np.uint32).reshape(_BANDS, _ROWS)
        prefix = setting.encode()
        return [prefix + bytes([band]) + rows.tobytes() for band, rows in enumerate(signature)]


def similarity(one: Dialogue, two: Dialogue) -> float:
    """Return the Jaccard similarity, in [0, 1], of two dialogues' word 3-grams; nan if neither has text."""
    first, second = shingle_hashes(one), shingle_hashes(two)
    return _jaccard(first, second) if len(first) or len(second) else float("nan")


def shingle_hashes(dialogue: Dialogue) -> Hashes:
    """Return the sorted, distinct hashes of a dialogue's word 3-grams; a shorter message is one gram."""
    grams: list[Hashes] = []
    for message in dialogue.messages:
        if message.role not in ("user", "assistant"):
            continue
        words = [_word_hash(word) for word in tokens(message.content)]
        if words:
            hashes = np.array(words + [0] * (3 - len(words)), dtype=np.uint64)
            with np.errstate(over="ignore"):
                first, second, third = (
                    hashes[at : len(hashes) - 2 + at] * _WORD_FACTORS[at] for at in range(3)
                )
                mixed = first ^ (second << np.uint64(1)) ^ (third << np.uint64(2))
                grams.append((mixed ^ (mixed >> np.uint64(29))) * _WORD_FACTORS[1])
    return np.unique(np.concatenate(grams)) if grams else np.empty(0, dtype=np.uint64)


@lru_cache(65536)
def _word_hash(word: str) -> int:
    """Return a hash of a word that is the same in every process."""
    return int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "little")


def _jaccard(one: Hashes, two: Hashes) -> float:
    shared = len(np.intersect1d(one, two, assume_unique=True))
    return shared / (len(one) + len(two) - shared)
