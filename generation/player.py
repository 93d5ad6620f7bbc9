"""Plays the dialogues that a run still owes, many at once, and writes each to the journal as it ends."""

from __future__ import annotations

import asyncio
import logging
import signal
import threading
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
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
from .stopping import Stop, Stopped
from .streams import dialogue_seed, stream

_LOG = logging.getLogger(__name__)
_GRACE = 30.0
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
        self._workers: list[asyncio.Task[None]] = []
        self._loop: asyncio.AbstractEventLoop | None = None

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
        queue = iter(owed)

        async def work() -> None:
            nonlocal done
            for setting, index in queue:
                try:
                    self._stop.check()
                    await self._play_and_keep(setting, index)
                except Stopped:
                    return
                done += 1
                self._report("dialogues", done, total)
                # a model that never waits must leave the others, and Ctrl-C, their turn
                await asyncio.sleep(0)

        if owed and self._execution is not None:
            await self._execution.prepare()
        self._loop = asyncio.get_running_loop()
        self._workers = [asyncio.create_task(work()) for _ in range(min(self._config.concurrency, len(owed)))]
        try:
            if self._workers:
                with self._interruptible(self._loop):
                    await self._finish(self._workers)
        finally:
            for worker in self._workers:
                worker.cancel()
            await asyncio.gather(*self._workers, return_exceptions=True)
            await self._models.close()
            if self._execution is not None:
                await self._execution.close()
        for worker in self._workers:
            if not worker.cancelled():
                worker.result()

    def interrupt(self) -> None:
        """Ask for the run to stop, as Ctrl-C does; the second time, drop what is under way."""
        if self._stop.cause is None:
            self._stop.ask("interrupt", "interrupted")
            if waiting := self._models.under_way:
                _LOG.warning("finishing %d requests under way; Ctrl-C again stops now", waiting)
        elif self._loop is not None:
            for worker in self._workers:
                self._loop.call_soon_threadsafe(worker.cancel)

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

    async def _finish(self, workers: Sequence[asyncio.Task[None]]) -> None:
        _, waiting = await asyncio.wait(workers, return_when=asyncio.FIRST_EXCEPTION)
        if waiting:
            self._stop.ask("error", "no request can succeed")
            await asyncio.wait(waiting, timeout=min(_GRACE, self._config.timeout))

    @contextmanager
    def _interruptible(self, loop: asyncio.AbstractEventLoop) -> Iterator[None]:
        """Have Ctrl-C call `interrupt`, where signals can be had."""
        in_main = threading.current_thread() is threading.main_thread()
        if not in_main or signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
            yield
            return
        try:
            loop.add_signal_handler(signal.SIGINT, self.interrupt)
        except NotImplementedError:  # no signals on this system's event loop: Ctrl-C ends the run at once
            yield
            return
        try:
            yield
        finally:
            loop.remove_signal_handler(signal.SIGINT)

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
