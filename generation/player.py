"""Plays the dialogues that a run still owes, many at once, and writes each to the journal as it ends."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from toolflow_dataset.errors import ToolflowError
from toolflow_dataset.journal import Journal, JournalEntry
from toolflow_dataset.types import Setting, Tool

from .chat import AgentRole, ChatRequest
from .config import Config
from .dialogue import Task, play
from .executors.execution import Execution
from .filters import apply_filters
from .graph import ToolGraph
from .keys import hide_users
from .models import bind_chats, draw_models, sampling_settings
from .paid_models import PaidModels
from .run_inputs import GRAPH_SETTINGS, Progress
from .sampling import sample_tools, sample_uniform
from .stopping import Stop
from .streams import dialogue_seed, stream
from .work_queue import GRACE, WorkQueue

_LONGEST_CAUSE = 1000


class Player:
    """Plays a run's dialogues.

    Args:
        config: The run's configuration.
        tools: All tools.
        graph: The graph over them; None if no setting uses it.
        digest: Digest of the configuration, for the dialogues' provenance.
        journal: Where finished dialogues go.
        models: Who answers.
        report: Called with ("dialogues", done, total) after each dialogue.
        stop: Asked before each request whether the run may go on.
        ended_at: Bytes the journal had when the last round was exported; what failed in it is tried again.
        execution: Executes the calls of tools that are not simulated; None if all are.
    """

    def __init__(
        self,
        config: Config,
        tools: Sequence[Tool],
        graph: ToolGraph | None,
        digest: str,
        journal: Journal,
        models: PaidModels,
        report: Progress,
        stop: Stop,
        ended_at: int = 0,
        execution: Execution | None = None,
    ) -> None:
        self._execution = execution
        self._ended_at = ended_at
        self._config = config
        self._tools = tools
        self._graph = graph
        self._digest = digest
        self._journal = journal
        self._models = models
        self._report = report
        self._stop = stop
        self._sampling = sampling_settings(config)
        self._tools_of = lru_cache(1024)(self._draw_tools)
        self._queue: WorkQueue[tuple[Setting, int]] | None = None

    async def play_all(self) -> None:
        """Play every dialogue that is owed, until all are or the run is asked to stop.

        Requests under way are then finished and kept, and none is made any more. After an error that leaves
        no request any hope they have half a minute for it.

        Raises:
            ToolflowError: If an endpoint is of no use at all, or a file cannot be written.
        """
        owed = self.owed()
        total = self._config.num_dialogues * len(self._config.setting)
        done = total - len(owed)
        self._report("dialogues", done, total)

        async def play_and_report(which: tuple[Setting, int]) -> None:
            nonlocal done
            await self._play_and_keep(*which)
            done += 1
            self._report("dialogues", done, total)

        self._queue = WorkQueue(
            play_and_report,
            self._stop,
            lambda: self._models.under_way,
            self._config.concurrency,
            min(GRACE, self._config.timeout),
        )
        try:
            if owed and self._execution is not None:
                await self._execution.prepare()
            await self._queue.run(owed)
        finally:
            await self._models.close()
            if self._execution is not None:
                await self._execution.close()

    def interrupt(self) -> None:
        """Ask for the run to stop, as Ctrl-C does; the second time, drop what is under way."""
        if self._queue is not None:
            self._queue.interrupt()
        else:
            self._stop.ask("interrupt", "interrupted")

    def owed(self) -> list[tuple[Setting, int]]:
        """Return the dialogues still to be played; those of one index follow each other.

        Those that failed in a round that came to its end are among them, not those that failed in this one:
        a round that was cut off is first brought to the end that it would have come to by itself.
        """
        again = set(self._journal.failed_before(self._ended_at))
        return [
            (setting, index)
            for index in range(self._config.num_dialogues)
            for setting in self._config.setting
            if (setting, index) in again or (setting, index) not in self._journal
        ]

    async def _play_and_keep(self, setting: Setting, index: int) -> None:
        """Play one dialogue and write it down; of one that failed, the last question is open again."""
        question: list[ChatRequest] = []
        entry = await self.play(setting, index, question)
        if entry.cause is not None:
            entry = replace(entry, cause=self._models.keys.hide(hide_users(entry.cause)))
        self._journal.append(entry)
        if entry.status == "failed":
            self._models.forget(question)

    async def play(
        self, setting: Setting, index: int, question: list[ChatRequest] | None = None
    ) -> JournalEntry:
        """Play and judge one dialogue; what goes wrong in it is recorded and stops nothing else.

        Args:
            setting: One of the run's.
            index: Its number within the setting.
            question: Filled with the last requests that one role made one after another.

        Raises:
            ToolflowError: If no other dialogue can be played either, or the run is to stop.
        """
        config = self._config
        seed = dialogue_seed(config.seed, index)
        choices = draw_models(config, seed)
        models: dict[AgentRole, str] = {role: choice.model for role, choice in choices.items()}
        tools = self._tools_of(setting in GRAPH_SETTINGS, seed)
        task = Task(index, setting, seed, tools, models, self._digest)
        asked = [] if question is None else question

        def before(request: ChatRequest) -> None:
            self._stop.check()
            if asked and asked[-1].role != request.role:
                asked.clear()
            asked.append(request)

        chats = bind_chats(choices, self._models.get, self._sampling, seed, before)
        try:
            outcome = await play(task, chats, config, self._execution)
            if outcome.status == "failed":
                return JournalEntry(index, setting, "failed", None, outcome.dialogue, outcome.cause)
            if outcome.status == "incomplete":
                return JournalEntry(index, setting, "dropped", "incomplete", outcome.dialogue)
            verdict = apply_filters(outcome.dialogue)
        except ToolflowError:
            raise
        except Exception as error:
            return JournalEntry(index, setting, "failed", cause=_cause(error))
        if verdict.keep:
            return JournalEntry(index, setting, "kept", dialogue=outcome.dialogue)
        return JournalEntry(index, setting, "dropped", verdict.reason, outcome.dialogue)

    def _draw_tools(self, related: bool, seed: int) -> tuple[Tool, ...]:
        """Draw a dialogue's tools; the settings of one index with the graph share them, and those without."""
        sizes = self._config.tools_per_dialogue
        size = sizes[int(stream(seed, "number of tools").integers(len(sizes)))]
        if related:
            assert self._graph is not None
            drawn = sample_tools(self._graph, size, stream(seed, "walk"), self._config.min_tools)
        else:
            drawn = sample_uniform(len(self._tools), size, stream(seed, "uniform tools"))
        return tuple(self._tools[number] for number in drawn)


def _cause(error: Exception) -> str:
    """Say what an unforeseen error was and where, in one line."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({Path(frames[-1].filename).name}, line {frames[-1].lineno})" if frames else ""
    return f"{type(error).__name__}: {error}"[:_LONGEST_CAUSE] + place
