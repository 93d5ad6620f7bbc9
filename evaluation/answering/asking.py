"""A model as benchmarks see it: ask what is owed, keep every answer at once."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from typing import Protocol

from .answers import Answer, AnswerFile, Unanswered
from .prompts import Prompt

Progress = Callable[[str, int, int], None]


class Model(Protocol):
    """Something that answers prompts."""

    def answers(self, prompts: Sequence[Prompt]) -> AsyncIterator[Answer | Unanswered]:
        """Yield an answer for each prompt, in any order."""
        ...

    async def close(self) -> None:
        """Release what is held."""
        ...


def owed(prompts: Iterable[Prompt], file: AnswerFile) -> list[Prompt]:
    """Return the prompts without an answer, and those of which a model would see something else now."""
    return [prompt for prompt in prompts if file.answer_to(prompt) is None]


async def ask(
    model: Model,
    prompts: Sequence[Prompt],
    file: AnswerFile,
    progress: Progress | None = None,
    stage: str = "questions",
) -> list[Unanswered]:
    """Have a model answer prompts and keep each answer as it comes; return those it could not be asked.

    Raises:
        ChatError: If no prompt can be answered; what was answered before is kept.
    """
    failed: list[Unanswered] = []
    done = 0
    async for answer in model.answers(prompts):
        if isinstance(answer, Unanswered):
            failed.append(answer)
        else:
            file.add(answer)
        done += 1
        if progress is not None:
            progress(stage, done, len(prompts))
    return failed
