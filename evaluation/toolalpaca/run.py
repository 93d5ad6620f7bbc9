"""A run of ToolAlpaca from the sets to the saved results: choose, play, judge, add up."""

from __future__ import annotations

import asyncio
import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from toolflow_dataset.errors import ChatError, ConfigError
from toolflow_generation.config import Config
from toolflow_generation.executors.bindings import Bindings
from toolflow_generation.executors.execution import Execution
from toolflow_generation.executors.rules import ExecutorRule, Kind
from toolflow_generation.executors.rules import kinds as read_kinds
from toolflow_generation.executors.rules import rules as read_rules
from toolflow_generation.run_lock import locked

from ..answering.answers import AnswerFile
from ..answering.asking import Progress
from ..answering.chosen import ChosenModel
from ..answering.drawing import draw
from ..answering.saving import save_results
from .api import PlayedApi, bound_chat
from .helpers import RULES_OPTION, Helper, Helpers
from .judging import Judge, Judgement, ModelJudge
from .play import TODAY, Played, play
from .report import Judged, Report
from .rules import RULES, RuleJudge
from .tasks import SETS, SetName, Task, read_tasks


@dataclass(frozen=True, slots=True)
class Selection:
    """Which tasks are played.

    Args:
        sets: Their sets.
        limit: Tasks of each set at most; None for all.
        seed: Of what a limit draws, and of what plays the API.
    """

    sets: tuple[SetName, ...] = SETS
    limit: int | None = None
    seed: int = 0

    def choose(self, tasks: Sequence[Task]) -> list[Task]:
        """Return the chosen ones of all tasks of the sets, in their order."""
        if self.limit is None:
            return list(tasks)
        return draw(tasks, [task.set for task in tasks], self.limit, self.seed)

    def to_json(self) -> dict[str, Any]:
        """Return what was chosen, without what was not asked for."""
        drawn = {} if self.limit is None else {"limit": self.limit, "seed": self.seed}
        return {"sets": list(self.sets), **drawn}


@dataclass(frozen=True, slots=True)
class Executors:
    """What executes functions of the real set in place of the tool agent.

    Args:
        rules: By name or pattern of the functions.
        execute: Kinds that may act on the world.
    """

    rules: Mapping[str, ExecutorRule] = field(default_factory=dict)
    execute: tuple[Kind, ...] = ()

    @classmethod
    def read(cls, rules: Sequence[str], execute: str) -> Executors:
        """Read `PATTERN=KIND:TARGET`s and a comma list of kinds.

        Raises:
            ConfigError: If one is something else.
        """
        try:
            return cls(read_rules(list(rules)), read_kinds(execute))
        except ValueError as error:
            raise ConfigError(f"executors: expected {error}") from error

    def opened(self, tasks: Sequence[Task], helpers: Helpers) -> Execution | None:
        """Return the executors for the real tasks; None where all are simulated.

        Raises:
            ConfigError: If a rule cannot be used.
        """
        if not self.rules and not self.execute:
            return None
        tools = {tool.name: tool for task in tasks if task.set == "real" for tool in task.tools}
        if not tools:
            raise ConfigError("executors are for the real set, of which no task is played; see --sets")
        config = Config(executors=dict(self.rules), execute=self.execute)
        bindings = Bindings(config, list(tools.values()))
        return Execution(bindings, helpers.responses, helpers.stop, helpers.keys)


def run_toolalpaca(
    data: Path,
    selection: Selection,
    model: ChosenModel,
    helpers: Helpers,
    out: Path,
    executors: Executors | None = None,
    progress: Progress | None = None,
) -> Report:
    """Play what is owed, judge all that is played, and save the results.

    Args:
        data: Folder with ToolAlpaca's `eval_*.json`.
        selection: Which tasks.
        model: The model under test; it is loaded only where something is owed.
        helpers: What plays the API, and the judge; closed at the end.
        out: Folder of answers, verdicts and results; made, or gone on with.
        executors: What executes functions of the real set.
        progress: Called with (stage, done, total).

    Raises:
        ToolflowError: If data or folder cannot be used, or a model can answer nothing at all.
    """
    every = read_tasks(data, selection.sets)
    chosen = selection.choose(every)
    agent, judge = helpers.tool_agent, helpers.judge
    settings = {
        "benchmark": "ToolAlpaca",
        **model.settings,
        "tool_agent": agent.to_json(helpers.host(agent)),
        "executors": sorted((executors or Executors()).rules),
        "today": TODAY,
        "seed": selection.seed,
    }

    async def work() -> tuple[list[Judged], dict[str, str]]:
        execution = (executors or Executors()).opened(chosen, helpers)
        try:
            if execution is not None:
                await execution.prepare()
            plays = await play(
                chosen, model.make, _api_maker(helpers, selection.seed, execution), file, progress
            )
            return await _judge(plays, helpers, selection.seed, progress)
        finally:
            if execution is not None:
                await execution.close()
            await helpers.close()

    with locked(out), AnswerFile(out, settings) as file:
        judged, missing = asyncio.run(work())
        report = Report(
            settings,
            selection.to_json(),
            Counter(task.set for task in every),
            judged,
            missing,
            {name: _played_by(name, agent, executors) for name in selection.sets},
            judge.to_json(helpers.host(judge)) if judge.model != RULES_OPTION else {"model": RULES},
            helpers.spent(),
            model.conditions,
        )
        save_results(out, report.to_json(), report.tables(), [each.to_json() for each in judged])
    return report


def _api_maker(helpers: Helpers, seed: int, execution: Execution | None) -> Callable[[Task], PlayedApi]:
    backend = helpers.backend(helpers.tool_agent)

    def make(task: Task) -> PlayedApi:
        own = _seed(seed, task)
        chat = bound_chat("tool", helpers.tool_agent.model, backend, helpers.tool_agent.sampling, own)
        executed = execution if task.set == "real" else None
        return PlayedApi(task.tools, chat, Played(task).messages[0].content, executed, task.id, own)

    return make


def _seed(seed: int, task: Task) -> int:
    """Return a task's seed, which no other task's place changes."""
    return int.from_bytes(hashlib.sha256(f"{seed}:{task.id}".encode()).digest()[:8]) >> 11


async def _judge(
    plays: Sequence[Played], helpers: Helpers, seed: int, progress: Progress | None
) -> tuple[list[Judged], dict[str, str]]:
    backend = helpers.backend(helpers.judge)
    missing = {each.task.id: each.cause for each in plays if each.cause}
    ended = [each for each in plays if not each.cause]
    found: dict[str, Judgement] = {}

    async def one(played: Played) -> None:
        judge: Judge = RuleJudge()
        if helpers.judge.model != RULES_OPTION:
            own = _seed(seed, played.task)
            judge = ModelJudge(bound_chat("judge", helpers.judge.model, backend, helpers.judge.sampling, own))
        try:
            found[played.task.id] = await judge(played)
        except ChatError as error:
            if error.fatal:
                raise
            missing[played.task.id] = f"no verdict: {error}"
        if progress is not None:
            progress("judged", len(found), len(ended))

    await asyncio.gather(*(one(each) for each in ended))
    return [Judged(each, found[each.task.id]) for each in ended if each.task.id in found], missing


def _played_by(name: SetName, agent: Helper, executors: Executors | None) -> str:
    simulated = f"{agent.model}, from its documents"
    if name == "real" and executors is not None and (executors.rules or executors.execute):
        return f"executors ({', '.join(sorted(executors.rules)) or 'by origin'}), the rest by {simulated}"
    return f"{simulated}; the real endpoints were not called" if name == "real" else simulated
