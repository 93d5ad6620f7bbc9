r"""How varied the wording of a corpus is: token entropy H and distinct trigrams D-3, at a token budget.

Text is the `content` of user and assistant messages, lower-cased; a token is a match of `\w+|[^\w\s]`; no
trigram crosses a message. H = -sum p log2 p over token frequencies, in bits. D-3 = distinct trigrams / all
trigrams. Both depend on the amount of text, so whole dialogues are taken, in a seeded order, until the budget
is reached. Source: DESIGN, section 3, Diversity.
"""

from __future__ import annotations

import math
import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

_TOKEN = re.compile(r"\w+|[^\w\s]")
Trigram = tuple[str, str, str]


@dataclass(slots=True)
class Wording:
    """Token and trigram counts of the messages taken in.

    Args:
        dialogues: Dialogues taken in.
        words: Count of each token.
        trigrams: Count of each trigram.
        contexts: A message for each trigram, the first that has it.
    """

    dialogues: int = 0
    words: Counter[str] = field(default_factory=Counter)
    trigrams: Counter[Trigram] = field(default_factory=Counter)
    contexts: dict[Trigram, str] = field(default_factory=dict)

    def add(self, texts: Sequence[str]) -> None:
        """Take in the messages of one dialogue."""
        self.dialogues += 1
        for text in texts:
            words = _TOKEN.findall(text.lower())
            self.words.update(words)
            for trigram in zip(words, words[1:], words[2:], strict=False):
                self.trigrams[trigram] += 1
                self.contexts.setdefault(trigram, text)

    @property
    def tokens(self) -> int:
        """Return how many tokens were taken in."""
        return self.words.total()

    @property
    def entropy(self) -> float:
        """Return H in bits; nan without a token."""
        total = self.tokens
        if not total:
            return float("nan")
        return -sum(count / total * math.log2(count / total) for count in self.words.values())

    @property
    def distinct(self) -> float:
        """Return D-3, [0, 1]; nan without a trigram."""
        return len(self.trigrams) / self.trigrams.total() if self.trigrams else float("nan")

    def overused(self, other: Wording, count: int = 10) -> list[tuple[str, int, int, str]]:
        """Return (trigram, uses here, uses in the other, a message with it), the largest excess first.

        Only trigrams of three words are looked at: marks are mostly those of addresses and IDs. Uses in the
        other corpus are scaled to as many trigrams as there are here.
        """
        scale = self.trigrams.total() / max(1, other.trigrams.total())
        worded = [one for one in self.trigrams if all(word.isalpha() for word in one)]
        expected = {one: other.trigrams.get(one, 0) * scale for one in worded}
        ranked = sorted(worded, key=lambda one: (expected[one] - self.trigrams[one], one))[:count]
        return [
            (" ".join(one), self.trigrams[one], round(expected[one]), self.contexts[one]) for one in ranked
        ]


def wording(dialogues: Sequence[Sequence[str]], budget: int, seed: int | None) -> Wording:
    """Count whole dialogues until the token budget is reached; with seed None in the order given."""
    order = list(range(len(dialogues)))
    if seed is not None:
        random.Random(seed).shuffle(order)
    counted = Wording()
    for number in order:
        if counted.tokens >= budget:
            break
        counted.add(dialogues[number])
    return counted
