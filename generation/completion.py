"""Completes tools: a model fills in descriptions and returns that are missing. Source: section 3.4.

Each tool is worked on by itself, from its own definition and what the set says as it was read, so the order
makes no difference. A reply that was paid for is on disk, under the hash of what was asked, before anything
uses it; so work that was stopped goes on where it was, and what is done is not paid for again.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from toolflow_dataset.errors import ChatError, ConfigError, ToolflowError
from toolflow_dataset.types import Tool

from .chat import AgentRole, Backend, Chat, ChatRequest
from .completion_prompt import batches, completion_prompt
from .completion_reply import REPLY_SCHEMA, asked_schema, descriptions_of, reply_problem, schema_of
from .config import Config
from .config_models import ModelChoice
from .models import Backends, bind_chats
from .own_loop import run_to_end
from .paid_models import PaidModels
from .run_inputs import Progress
from .sibling_tools import SiblingTools
from .stopping import Stop, Stopped
from .structured import ask_json
from .tool_fields import RETURNS, filled, missing_of
from .work_queue import WorkQueue

ROLE: AgentRole = "completer"
_TEMPERATURE = 0.2


@dataclass(slots=True)
class Completion:
    """What became of a set of tools.

    Args:
        before: The tools as they were.
        tools: The same, completed as far as was possible; same order.
        failed: Why a tool was left as it was, by name: the model gave nothing usable.
        undone: Tools that were not come to.
        spent: Requests, tokens and cost, as `Spending.rows` has them.
        stopped: Which cap ended the work; empty if none did.
    """

    before: tuple[Tool, ...]
    tools: list[Tool]
    failed: dict[str, str] = field(default_factory=dict)
    undone: int = 0
    spent: tuple[dict[str, Any], ...] = ()
    stopped: str = ""

    @property
    def changed(self) -> list[tuple[Tool, Tool]]:
        """Return every tool that something was filled in of, before and after."""
        pairs = zip(self.before, self.tools, strict=True)
        return [(before, after) for before, after in pairs if before != after]


def count_missing(tools: Sequence[Tool]) -> Counter[str]:
    """Count what tools miss: `tool descriptions`, `parameter descriptions`, `returns`, `return descriptions`.

    Only what is missing is a key.
    """
    return Counter(_sort(path) for tool in tools for path in missing_of(tool))


def _sort(path: str) -> str:
    if path in ("description", RETURNS):
        return "tool descriptions" if path != RETURNS else RETURNS
    return f"{'return' if path.startswith(f'{RETURNS}') else 'parameter'} descriptions"


async def complete_tool(
    tool: Tool, chat: Chat, siblings: SiblingTools, attempts: int = 3
) -> tuple[Tool, tuple[str, ...]]:
    """Fill in what is missing of one tool.

    Args:
        tool: The tool.
        chat: The model.
        siblings: What the other tools of its set say.
        attempts: How often to ask at most for each batch of paths.

    Returns:
        The tool, with what was added listed in `inferred`, and what is still missing: what the model could
        not tell.

    Raises:
        ChatError: If no answer is usable.
    """
    done = tool
    for missing in batches(missing_of(tool)):

        def problem(value: Any, missing: tuple[str, ...] = missing) -> str | None:
            return reply_problem(value, missing)

        prompt = completion_prompt(tool, missing, siblings)
        value, reply = await ask_json(chat, prompt, asked_schema(missing), attempts, problem, REPLY_SCHEMA)
        done = filled(done, descriptions_of(value), schema_of(value["fields"]), reply.model)
    return done, missing_of(done)


def complete_tools(
    tools: Sequence[Tool],
    config: Config,
    folder: Path,
    *,
    progress: Progress | None = None,
    backend: Backend | None = None,
) -> Completion:
    """Fill in what is missing of a set of tools.

    Args:
        tools: The tools; their names are unique.
        config: `model` and all that says how it is reached and what it may take; `concurrency` tools are
            under way at once.
        folder: Where replies that are paid for are kept; one process at a time.
        progress: Called with (stage, done, total) now and then.
        backend: Answers in place of the configured model.

    Raises:
        ToolflowError: If the configuration or the endpoint cannot be used; what was paid for is kept.
        KeyboardInterrupt: After Ctrl-C, once what was under way is kept.
    """
    choice = the_model(config)
    stop = Stop()
    with PaidModels(config, Backends(config, backend), folder, stop) as models:
        work = _Work(tools, config, choice, models, stop, progress or _silent)
        run_to_end(work.run(), work.interrupt)
        if stop.cause == "interrupt" and work.result.undone:
            raise KeyboardInterrupt
        work.result.spent = tuple(models.spent())
    work.result.stopped = stop.told if stop.cause == "cap" else ""
    return work.result


def the_model(config: Config) -> ModelChoice:
    """Return the one model that completes tools.

    Raises:
        ConfigError: If a list of several is configured.
    """
    choices = config.choices(ROLE)
    if len(choices) != 1:
        named = ", ".join(choice.model for choice in choices)
        raise ConfigError(f"model: got {len(choices)} models ({named}), expected one to complete tools with")
    return choices[0]


def sampling_of(config: Config) -> dict[str, Any]:
    """Return the sampling settings of a request to complete a tool."""
    settings: dict[str, Any] = {"temperature": _TEMPERATURE, "max_tokens": config.max_reply_tokens}
    return {name: value for name, value in settings.items() if value is not None}


class _Work:
    def __init__(
        self,
        tools: Sequence[Tool],
        config: Config,
        choice: ModelChoice,
        models: PaidModels,
        stop: Stop,
        report: Progress,
    ) -> None:
        self._config, self._choice, self._models = config, choice, models
        self._stop, self._report = stop, report
        self._siblings = SiblingTools(tools)
        self._owed = [index for index, tool in enumerate(tools) if missing_of(tool)]
        self._done = itertools.count(1)
        self.result = Completion(tuple(tools), list(tools), undone=len(self._owed))
        self._queue = WorkQueue(self._one, stop, lambda: models.under_way, config.concurrency)
        self.interrupt = self._queue.interrupt

    async def run(self) -> None:
        self._report("tools", 0, len(self._owed))
        try:
            await self._queue.run(self._owed)
        finally:
            await self._models.close()

    async def _one(self, index: int) -> None:
        tool = self.result.before[index]
        asked: list[ChatRequest] = []

        def before(request: ChatRequest) -> None:
            self._stop.check()
            asked.append(request)

        chats = bind_chats(
            {ROLE: self._choice},
            self._models.get,
            {ROLE: sampling_of(self._config)},
            self._config.seed,
            before,
        )
        try:
            done, _ = await complete_tool(tool, chats[ROLE], self._siblings, self._config.max_attempts)
            self.result.tools[index] = done
        except Stopped:
            raise
        except ChatError as error:
            if error.fatal:
                raise
            self._failed(tool, str(error), asked)
        except ToolflowError:
            raise
        except Exception as error:  # a defect met by one tool stops no other
            self._failed(tool, f"{type(error).__name__}: {error}", asked)
        self.result.undone -= 1
        self._report("tools", next(self._done), len(self._owed))

    def _failed(self, tool: Tool, cause: str, asked: Sequence[ChatRequest]) -> None:
        """Note why a tool stays as it was, and have what was asked about it asked anew next time."""
        self.result.failed[tool.name] = self._models.keys.hide(cause)
        self._models.forget(asked)


def _silent(stage: str, done: int, total: int) -> None:
    """Report nothing."""
