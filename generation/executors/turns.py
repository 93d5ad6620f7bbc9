"""The tools of one dialogue: each call of a turn goes to its executor, the results come back in order."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Coroutine, Sequence
from typing import Any

from toolflow_dataset.types import Message, ToolCall

from ..history import History
from ..tool_agent import ToolAgent
from .bindings import Binding
from .execution import Execution, Memory
from .results import Result

_Numbered = tuple[int, ToolCall]


class DialogueTools:
    """What answers the calls of one dialogue.

    Args:
        execution: The executors of the run.
        id: The dialogue's.
        seed: The dialogue's.
    """

    def __init__(self, execution: Execution, id: str, seed: int) -> None:
        self._execution = execution
        self._memory = Memory(id, seed)
        self._calls_before = 0
        self._used: dict[str, dict[str, Any]] = {}

    async def answer(
        self, agent: ToolAgent, history: History, calls: Sequence[ToolCall], fail: Collection[str]
    ) -> tuple[Message, ...]:
        """Return one tool message a call, in the order of the calls.

        What one module or server is asked, it is asked in order; the others, and the model that simulates,
        answer meanwhile. Simulated calls are one request, as ever.

        Args:
            agent: Answers what is simulated.
            history: The dialogue up to the message that makes the calls.
            calls: Calls of offered tools.
            fail: Ids of the calls that must return an error; only simulated ones are made to.

        Raises:
            ChatError: If the model gives no usable answer.
            ExecutionError: If a module or server cannot be used any more.
        """
        simulated: list[_Numbered] = []
        queues: dict[tuple[str, str], list[tuple[int, ToolCall, Binding]]] = {}
        messages: dict[int, Message] = {}
        for position, call in enumerate(calls):
            binding = self._execution.bindings.get(call.name)
            if binding is None:
                simulated.append((position, call))
            elif binding.kind == "replay":
                result = self._execution.recorded(binding, call, self._memory)
                if result is None:
                    simulated.append((position, call))
                else:
                    messages[position] = self._message(binding, call, result)
            else:
                queues.setdefault((binding.kind, binding.place), []).append((position, call, binding))
        work = [self._execute(queue, messages) for queue in queues.values()]
        if simulated:
            work.append(_simulate(agent, history, simulated, fail, messages))
        await _all(work)
        self._calls_before += len(calls)
        return tuple(messages[position] for position in range(len(calls)))

    async def end(self) -> None:
        """End what was opened for this dialogue alone."""
        await self._execution.end(self._memory)

    def used(self) -> dict[str, dict[str, Any]]:
        """Return, for each tool that was executed or replayed, by what and how its calls went.

        `kind`, `target`, `calls`, `errors`, and `off_schema`: ids of the calls whose results break `returns`.
        """
        return {name: dict(self._used[name]) for name in sorted(self._used)}

    async def _execute(
        self, queue: Sequence[tuple[int, ToolCall, Binding]], messages: dict[int, Message]
    ) -> None:
        for position, call, binding in queue:
            number = self._calls_before + position
            result = await self._execution.execute(binding, call, number, self._memory)
            messages[position] = self._message(binding, call, result)

    def _message(self, binding: Binding, call: ToolCall, result: Result) -> Message:
        fresh = {
            "kind": binding.kind,
            "target": binding.described(),
            "calls": 0,
            "errors": 0,
            "off_schema": [],
        }
        used = self._used.setdefault(call.name, fresh)
        used["calls"] += 1
        used["errors"] += result.failed
        if result.off_schema:
            used["off_schema"].append(call.id)
        return Message("tool", result.content, tool_call_id=call.id)


async def _all(work: Sequence[Coroutine[Any, Any, None]]) -> None:
    """Do all of it; where one part fails the others come to their end first, for what they do is done."""
    if not work:
        return
    tasks = [asyncio.create_task(one) for one in work]
    try:
        await asyncio.wait(tasks)
    except asyncio.CancelledError:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        raise
    for task in tasks:
        task.result()


async def _simulate(
    agent: ToolAgent,
    history: History,
    calls: Sequence[_Numbered],
    fail: Collection[str],
    messages: dict[int, Message],
) -> None:
    answers = await agent.answer(history, [call for _, call in calls], fail)
    messages.update({position: answer for (position, _), answer in zip(calls, answers, strict=True)})
