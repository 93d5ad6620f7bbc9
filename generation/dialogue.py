"""The coroutine that plays one dialogue: plan, then user, assistant and tools in turn until all is done."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from toolflow_dataset.errors import ChatError, SchemaError
from toolflow_dataset.types import (
    Dialogue,
    Message,
    PlanStep,
    Provenance,
    Setting,
    Tool,
    ToolCall,
    config_name,
)
from toolflow_dataset.version import __version__

from .assistant_agent import AssistantAgent
from .chat import AgentRole, Chat
from .config import Config
from .context import draw_context
from .executors.execution import Execution
from .executors.turns import DialogueTools
from .history import History
from .planner import make_plan
from .streams import stream
from .tool_agent import ToolAgent
from .user_agent import UserAgent

_EXTRA_ROUNDS = 2
_ID_LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Task:
    """A dialogue to be played.

    Args:
        index: Its number within its setting, from 0.
        setting: One of `SETTINGS`.
        seed: The dialogue's seed, from `streams.dialogue_seed`.
        tools: The offered tools.
        models: Model name of each role.
        config_digest: Digest of the run's configuration.
    """

    index: int
    setting: Setting
    seed: int
    tools: tuple[Tool, ...]
    models: Mapping[AgentRole, str]
    config_digest: str = ""

    @property
    def id(self) -> str:
        """Return the dialogue's name: setting and index."""
        return f"{config_name(self.setting)}-{self.index:06d}"

    @property
    def planned(self) -> bool:
        """Tell whether this setting has a plan."""
        return self.setting in ("graph+plan", "plan")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a dialogue went.

    Args:
        status: `complete`, `incomplete` (turn limit), or `failed` (a model gave nothing usable).
        dialogue: What was played, also where it did not come to its end.
        cause: Why it failed; empty otherwise.
    """

    status: Literal["complete", "incomplete", "failed"]
    dialogue: Dialogue
    cause: str = ""


async def play(
    task: Task, chats: Mapping[AgentRole, Chat], config: Config, execution: Execution | None = None
) -> Outcome:
    """Play one dialogue. All its randomness comes from the task's seed and from what the models answer.

    Args:
        task: What to play.
        chats: The models by role; `planner` is not used without a plan.
        config: Shares, rates and limits.
        execution: Executes the calls of tools that are not simulated; None if all are.

    Raises:
        ChatError: If it is fatal, so that no other dialogue can be played either.
        ExecutionError: If tools that are to be executed cannot be.

    Source: section 3.3.
    """
    scene = _Scene(task, chats, config, execution)
    try:
        complete = await scene.play()
    except ChatError as error:
        if error.fatal:
            raise
        return Outcome("failed", scene.dialogue(), str(error))
    except SchemaError as error:
        return Outcome("failed", scene.dialogue(), str(error))
    finally:
        await scene.end()
    return Outcome("complete" if complete else "incomplete", scene.dialogue())


@lru_cache(1024)
def _draw_scene(
    seed: int, persona_rate: float, styles: tuple[str, ...], lengths: tuple[int, ...]
) -> tuple[str, str, int]:
    """Draw system message, style and target length; the settings of one index share them."""
    style = styles[int(stream(seed, "style").integers(len(styles)))]
    length = lengths[int(stream(seed, "length").integers(len(lengths)))]
    return draw_context(stream(seed, "context"), persona_rate), style, length


class _Scene:
    """A dialogue while it is played."""

    def __init__(
        self, task: Task, chats: Mapping[AgentRole, Chat], config: Config, execution: Execution | None
    ) -> None:
        self._task = task
        self._executed = None if execution is None else DialogueTools(execution, task.id, task.seed)
        self._chats = chats
        self._config = config
        self._context, self._style, self._target = _draw_scene(
            task.seed, config.persona_rate, tuple(sorted(config.styles)), tuple(config.plan_length)
        )
        self._history = History([Message("system", self._context)])
        self._plan: tuple[PlanStep, ...] = ()
        self._turn_steps: list[int] = []
        self._call_ids: set[str] = set()
        self._errors = stream(task.seed, "errors")
        self._omissions = stream(task.seed, "omissions")

    def dialogue(self) -> Dialogue:
        """Return what has been played so far."""
        task = self._task
        roles = [role for role in task.models if task.planned or role != "planner"]
        provenance = Provenance(
            models={role: task.models[role] for role in roles},
            seed=task.seed,
            config_digest=task.config_digest,
            code_version=__version__,
            setting=task.setting,
            style=self._style,
            executed={} if self._executed is None else self._executed.used(),
        )
        return Dialogue(
            task.id,
            task.tools,
            tuple(self._history.messages),
            self._plan,
            provenance,
            tuple(self._turn_steps),
        )

    async def end(self) -> None:
        """End what was opened for this dialogue alone."""
        if self._executed is not None:
            await self._executed.end()

    async def play(self) -> bool:
        """Play to the end; False if the turn limit came first."""
        task, config, chats, context = self._task, self._config, self._chats, self._context
        attempts = config.max_attempts
        if task.planned:
            self._plan = await make_plan(
                chats["planner"], task.tools, context, self._target, config.shares, attempts
            )
        style = (self._style, config.styles[self._style])
        user = UserAgent(
            chats["user"], task.tools, context, style, self._plan, self._target, config.shares, attempts
        )
        assistant = AssistantAgent(chats["assistant"], task.tools, context, attempts)
        tools = ToolAgent(chats["tool"], task.tools, context, attempts)
        left_out = False
        while not self._rounds_used_up():
            left_out = self._leave_out(user.reached, left_out)
            turn = await user.speak(self._history, len(self._turn_steps) + 1, left_out)
            if turn is None:
                return True
            if not self._room_for(2):
                return False
            self._history.extend([Message("user", turn.message)])
            self._turn_steps.append(turn.step - 1)
            if not await self._respond(assistant, tools):
                return False
        return True

    async def _respond(self, assistant: AssistantAgent, tools: ToolAgent) -> bool:
        """Let the assistant call until it speaks to the user; False if the turn limit comes first."""
        while True:
            reply = await assistant.reply(self._history)
            if not reply.tool_calls:
                self._history.extend([reply])
                return True
            if not self._room_for(len(reply.tool_calls) + 2):
                return False
            calls = self._with_own_ids(reply.tool_calls)
            failing = {call.id for call in calls if self._errors.random() < self._config.error_rate}
            if self._executed is None:
                results = await tools.answer(self._history, calls, failing)
            else:
                results = await self._executed.answer(tools, self._history, calls, failing)
            self._history.extend([Message("assistant", reply.content, calls), *results])

    def _room_for(self, more: int) -> bool:
        return len(self._history) + more <= self._config.max_messages

    def _rounds_used_up(self) -> bool:
        """Tell whether a dialogue without a plan has had its rounds and the assistant waits for nothing."""
        rounds = len(self._turn_steps)
        if self._plan or rounds < self._target:
            return False
        return "?" not in self._history.messages[-1].content or rounds >= self._target + _EXTRA_ROUNDS

    def _leave_out(self, reached: int, left_out: bool) -> bool:
        """Draw whether the next request leaves a value out; never twice running, nor for a chitchat step."""
        drawn = bool(self._omissions.random() < self._config.clarify_rate)
        chitchat = reached < len(self._plan) and self._plan[reached].kind == "chitchat"
        return drawn and not left_out and not chitchat

    def _with_own_ids(self, calls: tuple[ToolCall, ...]) -> tuple[ToolCall, ...]:
        """Keep the calls' ids where they are usable and new to the dialogue, else give them others.

        Nine letters and digits: some chat templates take nothing else.
        """
        named = []
        for call in calls:
            own = call.id
            attempt = 0
            while not (len(own) == 9 and own.isascii() and own.isalnum()) or own in self._call_ids:
                digest = hashlib.sha256(
                    f"{self._task.seed}:{len(self._call_ids)}:{attempt}".encode()
                ).digest()
                own = "".join(_ID_LETTERS[byte % len(_ID_LETTERS)] for byte in digest[:9])
                attempt += 1
            self._call_ids.add(own)
            named.append(ToolCall(own, call.name, call.arguments))
        return tuple(named)
