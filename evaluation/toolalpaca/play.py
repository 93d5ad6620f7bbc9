"""How a model fulfils tasks: it calls, sees results, corrects itself after errors, and answers.

All tasks go on side by side, a turn at a time, so that a model that runs here answers in batches. Each
answer is on disk before anything is made of it; from the answers a task is played again to where it was.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from toolflow_dataset.errors import ChatError
from toolflow_dataset.types import Message, ToolCall
from toolflow_generation.tool_call_text import find_calls, read_guided
from toolflow_generation.wire import UnusableReply

from ..answering.answers import Answer, AnswerFile, Unanswered
from ..answering.asking import Model, Progress, ask, owed
from ..answering.decoding import json_arguments, whole_text
from ..answering.prompts import Prompt
from ..answering.reading import read_strictly, read_tolerantly
from .api import PlayedApi, failed
from .tasks import ASK_USER, Task

MOST_RETRIES = 5
MOST_TURNS = 12  # call turns; no golden answer has more than five calls
TODAY = "Thursday, 1 June 2023"

_TASK = (
    "You are an assistant who does what the user wants by calling the functions of the API {api}. Call them "
    "with the values that the user gives or that earlier results hold. If a call fails, correct it and try "
    f"again. When a value is needed that nobody has given, ask for it with {ASK_USER}. When all is done, "
    "answer the user in words, from the results. Today is {today}.\n\n{about}"
)
_UNREADABLE = "The call could not be read ({problem}). Write it again."

Outcome = Literal["answered", "gave-up", "endless", "too-long", "not-played"]


@dataclass(slots=True)
class Played:
    """A task as it is being played, and what came of it.

    Args:
        task: The task.
        messages: The chat so far.
        turns: Answers of the model so far.
        errors: Turns of which a call failed, or could not be read.
        tolerant: Turns whose calls did not come in the form that was asked for.
        outcome: How it ended; `too-long` where the chat fills the model's context, `not-played` while it has
            not ended, or where a model could not be asked.
        cause: Why it could not.
    """

    task: Task
    messages: list[Message] = field(default_factory=list)
    turns: int = 0
    errors: int = 0
    tolerant: int = 0
    outcome: Outcome = "not-played"
    cause: str = ""

    def __post_init__(self) -> None:
        if not self.messages:
            told = _TASK.format(api=self.task.api, today=TODAY, about=self.task.about).strip()
            self.messages = [Message("system", told), Message("user", self.task.instruction)]

    @property
    def is_over(self) -> bool:
        """Return whether nothing more is to be asked."""
        return self.outcome != "not-played" or bool(self.cause)

    @property
    def final(self) -> str:
        """Return the final answer; empty where there is none."""
        return self.messages[-1].content if self.outcome == "answered" else ""

    def prompt(self) -> Prompt:
        """Return what the model is asked next."""
        return Prompt(f"{self.task.id}/{self.turns}", tuple(self.messages), self.task.tools)

    def take(self, answer: Answer) -> list[ToolCall]:
        """Add the model's answer to the chat, and return the calls that are to be answered."""
        names = [tool.name for tool in self.task.tools]
        strict, read = read_strictly(answer), read_tolerantly(answer, names)
        number, self.turns = self.turns, self.turns + 1
        if read.calls is None:
            self.messages.append(Message("assistant", whole_text(answer.content)))
            self.messages.append(Message("user", whole_text(_UNREADABLE.format(problem=read.problem))))
            self._failed()
            return []
        said = whole_text(_words(answer, names))
        if not read.calls:
            self.messages.append(Message("assistant", said))
            self.outcome = "answered"
            return []
        self.tolerant += not strict.calls
        calls = [
            ToolCall(f"c{number:03d}x{place:04d}", whole_text(call.name), json_arguments(call.arguments))
            for place, call in enumerate(read.calls)
        ]
        self.messages.append(Message("assistant", said, tuple(calls)))
        return calls

    def receive(self, results: Sequence[Message]) -> None:
        """Add the results of the last calls."""
        self.messages += results
        if any(map(failed, results)):
            self._failed()
        if self.outcome == "not-played" and self.turns >= MOST_TURNS:
            self.outcome = "endless"

    def _failed(self) -> None:
        self.errors += 1
        if self.errors > MOST_RETRIES:
            self.outcome = "gave-up"


def _words(answer: Answer, names: Sequence[str]) -> str:
    """Return what an answer says besides its calls."""
    if answer.form == "native":
        return answer.content
    try:
        reader = find_calls if answer.form == "template" else read_guided
        return reader(answer.content, names)[0]
    except UnusableReply:
        return answer.content


async def play(
    tasks: Sequence[Task],
    make_model: Callable[[], Model],
    make_api: Callable[[Task], PlayedApi],
    file: AnswerFile,
    progress: Progress | None = None,
) -> list[Played]:
    """Play tasks to their ends, as far as the models can be asked; in the order of the tasks.

    Args:
        tasks: What is to be done.
        make_model: Loads the model; called only where something is owed.
        make_api: Gives what plays a task's API.
        file: The model's answers.
        progress: Called with (stage, done, total).

    Raises:
        ChatError: If the model can answer nothing at all; what it answered before is kept.
    """
    plays = [Played(task) for task in tasks]
    apis = {task.id: make_api(task) for task in tasks}
    model: Model | None = None
    try:
        while going := [each for each in plays if not each.is_over]:
            missing = owed([each.prompt() for each in going], file)
            if missing and model is None:
                model = make_model()
            open_ones = {}
            if missing and model is not None:
                open_ones = {each.id: each for each in await ask(model, missing, file)}
            await asyncio.gather(*(_step(each, apis[each.task.id], file, open_ones) for each in going))
            if progress is not None:
                progress("tasks", sum(each.is_over for each in plays), len(plays))
    finally:
        if model is not None:
            await model.close()
        await asyncio.gather(*(api.end() for api in apis.values()))
    return plays


async def _step(played: Played, api: PlayedApi, file: AnswerFile, unanswered: dict[str, Unanswered]) -> None:
    prompt = played.prompt()
    answer = file.answer_to(prompt)
    if answer is None:
        missing = unanswered.get(prompt.id, Unanswered(prompt.id, "no answer"))
        if missing.lasting:
            played.outcome = "too-long"
        else:
            played.cause = missing.cause
        return
    before = list(played.messages)
    calls = played.take(answer)
    if not calls:
        return
    try:
        played.receive(await api.answer(before, calls))
    except ChatError as error:
        if error.fatal:
            raise
        played.cause = f"the API could not be played: {error}"
