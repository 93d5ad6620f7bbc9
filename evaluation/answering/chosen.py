"""A model that was chosen for a benchmark: named, not loaded; loaded only where something is to be asked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from .answers import AnswerFile, Unanswered
from .asking import Model, Progress, ask, owed
from .prompts import Prompt


@dataclass(frozen=True, slots=True)
class ChosenModel:
    """A model that has been chosen, and is not loaded yet.

    Args:
        settings: What its answers depend on, besides what it is asked.
        make: Loads it.
        conditions: Versions and hardware.
    """

    settings: dict[str, Any]
    make: Callable[[], Model]
    conditions: dict[str, Any] = field(default_factory=dict)


def ask_chosen(
    chosen: ChosenModel, prompts: Sequence[Prompt], file: AnswerFile, progress: Progress | None = None
) -> list[Unanswered]:
    """Have a chosen model answer what is owed; return the prompts that it could not be asked.

    Raises:
        ChatError: If no prompt can be answered; what was answered before is kept.
    """
    missing = owed(prompts, file)
    if not missing:
        return []

    async def run() -> list[Unanswered]:
        model = chosen.make()
        try:
            return await ask(model, missing, file, progress)
        finally:
            await model.close()

    return asyncio.run(run())
