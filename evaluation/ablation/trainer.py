"""What an ablation needs of training: to check a configuration, to train, to have a model answer."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from typing import Any, Protocol

from ..answering.chosen import ChosenModel
from ..conversation import Conversation

Progress = Callable[[str, int, int], None]
Say = Callable[[str], None]


class Trainer(Protocol):
    """Trains models, each by keys and values as `toolflow train` has them."""

    @property
    def keys(self) -> Collection[str]:
        """The keys there are."""
        ...

    def resolve(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the keys that weights depend on, checked and with their defaults.

        Raises:
            ConfigError: If a key is unknown or a value cannot be used.
        """
        ...

    def check(self, values: Mapping[str, Any]) -> None:
        """See whether the model can be trained here, before any long work.

        Raises:
            ConfigError: If it cannot.
        """
        ...

    def base_digest(self, values: Mapping[str, Any]) -> str:
        """Return a digest of the model that is to be trained."""
        ...

    def train(
        self,
        values: Mapping[str, Any],
        dialogues: Iterable[Conversation],
        source: str,
        out: Path,
        progress: Progress,
        say: Say,
    ) -> dict[str, Any]:
        """Train, or go on with a training; return what is told of it.

        Raises:
            ToolflowError: If it cannot be done.
            KeyboardInterrupt: If it was asked to stop; a checkpoint is kept.
        """
        ...

    def model_folder(self, out: Path) -> Path:
        """Return where a training's model is."""
        ...

    def model_digest(self, out: Path) -> str:
        """Return a digest of all of a training's model that its answers depend on."""
        ...

    def answering(
        self, values: Mapping[str, Any], trained: Path | None, device: str, batch_size: int, max_tokens: int
    ) -> ChosenModel:
        """Return the trained model, or the one before training, to be asked questions.

        Raises:
            ConfigError: If it cannot be had.
        """
        ...
