"""Plays the dialogues that a run still owes, many at once, and writes each to the journal as it ends."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Sequence
from pathlib import Path

from toolflow_dataset.errors import ChatError
from toolflow_dataset.journal import Journal, JournalEntry
from toolflow_dataset.types import Setting, Tool

from .config import Config
from .dialogue import Task, play
from .filters import apply_filters
from .graph import ToolGraph
from .models import Backends, bind_chats, draw_models, sampling_settings
from .run_inputs import GRAPH_SETTINGS, Progress
from .sampling import sample_tools, sample_uniform
from .streams import dialogue_seed, stream


class Player:
    """Plays a run's dialogues.

    Args:
        config: The run's configuration.
        tools: All tools.
        graph: The graph over them; None if no setting uses it.
        digest: Digest of the configuration, for the dialogues' provenance.
        journal: Where finished dialogues go.
        backends: Who answers.
        report: Called with ("dialogues", done, total) after each dialogue.
    """

    def __init__(
        self,
        config: Config,
        tools: Sequence[Tool],
        graph: ToolGraph | None,
        digest: str,
        journal: Journal,
        backends: Backends,
        report: Progress,
    ) -> None:
        self._config = config
        self._tools = tools
        self._graph = graph
        self._digest = digest
        self._journal = journal
        self._backends = backends
        self._report = report
        self._sampling = sampling_settings(config)

    async def play_all(self) -> None:
        """Play every dialogue that the journal does not hold; failed ones are tried again.

        Raises:
            ChatError: If an endpoint is of no use at all.
        """
        owed = self.owed()
        total = self._config.num_dialogues * len(self._config.setting)
        done = total - len(owed)
        self._report("dialogues", done, total)
        queue = iter(owed)

        async def work() -> None:
            nonlocal done
            for setting, index in queue:
                self._journal.append(await self._play(setting, index))
                done += 1
                self._report("dialogues", done, total)
                await asyncio.sleep(
                    0
                )  # a model that never waits must leave the others, and Ctrl-C, their turn

        workers = [asyncio.create_task(work()) for _ in range(min(self._config.concurrency, len(owed)))]
        try:
            await asyncio.gather(*workers)
        finally:
            for worker in workers:
                worker.cancel()
            await asyncio.gather(*workers, return_exceptions=True)
            await self._backends.close()

    def owed(self) -> list[tuple[Setting, int]]:
        """Return the dialogues still to be played; those of one index follow each other."""
        failed = {(entry.setting, entry.index) for entry in self._journal.entries(status="failed")}
        return [
            (setting, index)
            for index in range(self._config.num_dialogues)
            for setting in self._config.setting
            if (setting, index) not in self._journal or (setting, index) in failed
        ]

    async def _play(self, setting: Setting, index: int) -> JournalEntry:
        """Play and judge one dialogue; what goes wrong in it is recorded and stops nothing else."""
        config = self._config
        seed = dialogue_seed(config.seed, index)
        choices = draw_models(config, seed)
        models = {role: choice.model for role, choice in choices.items()}
        task = Task(index, setting, seed, self._draw_tools(setting, seed), models, self._digest)
        chats = bind_chats(choices, self._backends.get, self._sampling, seed)
        try:
            outcome = await play(task, chats, config)
            if outcome.status == "failed":
                return JournalEntry(index, setting, "failed", None, outcome.dialogue, outcome.cause)
            if outcome.status == "incomplete":
                return JournalEntry(index, setting, "dropped", "incomplete", outcome.dialogue)
            verdict = apply_filters(outcome.dialogue)
        except ChatError:
            raise
        except Exception as error:
            return JournalEntry(index, setting, "failed", cause=_cause(error))
        if verdict.keep:
            return JournalEntry(index, setting, "kept", dialogue=outcome.dialogue)
        return JournalEntry(index, setting, "dropped", verdict.reason, outcome.dialogue)

    def _draw_tools(self, setting: Setting, seed: int) -> tuple[Tool, ...]:
        sizes = self._config.tools_per_dialogue
        size = sizes[int(stream(seed, "number of tools").integers(len(sizes)))]
        if setting in GRAPH_SETTINGS:
            assert self._graph is not None
            drawn = sample_tools(self._graph, size, stream(seed, "walk"), self._config.min_tools)
        else:
            drawn = sample_uniform(len(self._tools), size, stream(seed, "uniform tools"))
        return tuple(self._tools[number] for number in drawn)


def _cause(error: Exception) -> str:
    """Say what an unforeseen error was and where, in one line."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({Path(frames[-1].filename).name}, line {frames[-1].lineno})" if frames else ""
    return f"{type(error).__name__}: {error}{place}"
