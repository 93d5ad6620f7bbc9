"""What leakage was measured of a dataset's tools, and whether that is little enough to publish it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .errors import ConfigError

GATE = 0.01
_MEASURES = {"ngram": "n-grams", "similarity": "similarity"}


@dataclass(frozen=True, slots=True)
class LeakageFacts:
    """The leakage of test sets' tools into the dataset's.

    Args:
        pairs: One object a test set, as `toolflow leakage --json` has them: `test`, `ngram`, `similarity`,
            `n_test`, `tokenizer`, `encoder` and counts.
        gate: Largest share of a test set's tools that may have leaked, by either measure.
        allowed: Whether more was allowed.
    """

    pairs: tuple[Mapping[str, Any], ...]
    gate: float = GATE
    allowed: bool = False

    def excess(self) -> list[str]:
        """Return what is above the gate, a phrase each."""
        return [
            f"{100 * pair[measure]:.2f} % of {pair['test']} by {shown}"
            for pair in self.pairs
            for measure, shown in _MEASURES.items()
            if pair[measure] is not None and pair[measure] > self.gate
        ]

    def check(self) -> None:
        """Check that leakage was measured, by both measures, and is below the gate or was allowed.

        Raises:
            ConfigError: If not.
        """
        if not self.pairs:
            raise ConfigError(
                "leakage was not measured: name benchmarks with --against, such as --against bfcl "
                "--download-bfcl, or give what toolflow leakage RUN --against bfcl --json FILE wrote, "
                "with --report FILE"
            )
        for pair in self.pairs:
            missing = [shown for measure, shown in _MEASURES.items() if pair[measure] is None]
            if missing:
                raise ConfigError(
                    f"leakage of {pair['test']} was not measured by {missing[0]}; measure it with an encoder"
                )
        excess = self.excess()
        if excess and not self.allowed:
            raise ConfigError(
                f"leaked: {'; '.join(excess)}, and {100 * self.gate:.2f} % is the most that may have; take "
                "those tools out (toolflow leakage RUN --evidence FILE names them), or push with "
                "--allow-leakage, and the card says so"
            )

    def to_json(self) -> dict[str, Any]:
        """Return the facts as a JSON object."""
        return {"gate": self.gate, "allowed": self.allowed, "pairs": [dict(pair) for pair in self.pairs]}
