"""The executors of a run: modules and servers opened once, calls recorded before they are used.

A call's result is on disk, under the hash of who made it and of what was called, before the dialogue goes
on. So a run that was killed goes on with the results it had, and executes no recorded call a second time.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from toolflow_dataset.types import ToolCall

from ..keys import Keys, environment_secrets
from ..paid_models import PaidModels
from ..stopping import Stop
from .bindings import Binding, Bindings
from .mcp_executor import McpSession
from .python_executor import PythonModule
from .replay import Recording
from .results import Answer, Result, result_of


class Records(Protocol):
    """Where results of executed calls are kept."""

    def executed(self, key: bytes) -> str | None:
        """Return what was kept under a key; None if there is nothing."""
        ...

    async def put_executed(self, key: bytes, text: str) -> None:
        """Keep a text; return once it is on disk."""
        ...


@dataclass(slots=True)
class Memory:
    """What the executors have to know of one dialogue.

    Args:
        id: The dialogue's.
        seed: The dialogue's.
        states: What the last call of each module gave back.
        asked: How often each call was answered from a recording.
        sessions: Those with servers that are the dialogue's own.
    """

    id: str
    seed: int
    states: dict[str, str | None] = field(default_factory=dict)
    asked: dict[tuple[str, str, str], int] = field(default_factory=dict)
    sessions: dict[str, McpSession] = field(default_factory=dict)


class Execution:
    """Executes calls for all dialogues of a run.

    Args:
        bindings: Which tool is executed by whom.
        records: Where results are kept.
        stop: Asked before each call whether the run may go on.
        keys: Hidden in results.

    Raises:
        ExecutionError: If a recording cannot be read.
    """

    def __init__(self, bindings: Bindings, records: Records, stop: Stop, keys: Keys) -> None:
        self.bindings = bindings
        self._records = records
        self._stop = stop
        self._keys = keys
        hosts: dict[str, list[Binding]] = {}
        for binding in bindings:
            hosts.setdefault(binding.host, []).append(binding)
        self._modules: dict[str, PythonModule] = {}
        self._servers: dict[str, McpSession] = {}
        self._recordings: dict[str, Recording] = {}
        for host, held in hosts.items():
            first = held[0]
            if first.kind == "python":
                functions = list(dict.fromkeys(binding.function for binding in held))
                self._modules[host] = PythonModule(first.place, functions, first.rule)
            elif first.kind == "mcp":
                self._servers[host] = McpSession(first.place, first.rule)
            else:
                self._recordings[host] = Recording(Path(first.place).expanduser())

    async def prepare(self) -> None:
        """Open every module and server, so that one that is of no use is known before anything is played.

        Raises:
            ExecutionError: If one cannot be used.
        """
        await asyncio.gather(*(each.prepare() for each in self._opened()))

    async def close(self) -> None:
        """End all processes and sessions."""
        await asyncio.gather(*(each.close() for each in self._opened()))

    async def end(self, memory: Memory) -> None:
        """End the sessions of one dialogue."""
        await asyncio.gather(*(session.close() for session in memory.sessions.values()))

    def _opened(self) -> Sequence[PythonModule | McpSession]:
        return *self._modules.values(), *self._servers.values()

    def recorded(self, binding: Binding, call: ToolCall, memory: Memory) -> Result | None:
        """Return the result that a recording has for a call; None if the call is to be simulated.

        A call that is not recorded is an error unless its rule leaves it to a model.
        """
        key = (binding.function, json.dumps(call.arguments, sort_keys=True), binding.place)
        before = memory.asked.get(key, 0)
        found = self._recordings[binding.host].get(binding.function, call.arguments, before)
        if found is None and binding.rule.miss == "simulated":
            return None
        memory.asked[key] = before + 1
        answer = found or Answer(error="no result is recorded for these arguments")
        return result_of(answer, binding.tool, self._keys)

    async def execute(self, binding: Binding, call: ToolCall, number: int, memory: Memory) -> Result:
        """Return the result of a call: the one on disk, or else the one it gives now.

        Args:
            binding: Who answers.
            call: What is called.
            number: How many calls the dialogue made before.
            memory: What is known of the dialogue.

        Raises:
            ExecutionError: If the module or server cannot be used any more.
            Stopped: If the run is to stop.
        """
        key = _key(binding, call, number, memory)
        kept = self._kept(key)
        if kept is None:
            self._stop.check()
            answer = await self._ask(binding, call, key, memory)
            kept = result_of(answer, binding.tool, self._keys)
            await self._records.put_executed(key, kept.text())
        if kept.state is not None:
            memory.states[binding.place] = kept.state
        return kept

    def _kept(self, key: bytes) -> Result | None:
        text = self._records.executed(key)
        try:
            return None if text is None else Result.read(text)
        except ValueError:  # damaged: as good as none
            return None

    async def _ask(self, binding: Binding, call: ToolCall, key: bytes, memory: Memory) -> Answer:
        if binding.kind == "python":
            module = self._modules[binding.host]
            state = memory.states.get(binding.place)
            return await module.call(binding.function, call.arguments, key.hex(), state)
        session = self._servers[binding.host]
        if session.rule.session == "dialogue":
            session = memory.sessions.setdefault(binding.host, McpSession(binding.place, session.rule))
        return await session.call(binding.function, call.arguments)


def open_execution(bindings: Bindings, models: PaidModels, stop: Stop) -> Execution | None:
    """Return the executors of a run; None if all its tools are simulated.

    Raises:
        ExecutionError: If a recording cannot be read.
    """
    if not len(bindings):
        return None
    assert models.records is not None
    return Execution(bindings, models.records, stop, models.keys | environment_secrets())


def _key(binding: Binding, call: ToolCall, number: int, memory: Memory) -> bytes:
    """Return the SHA-256 of who calls and of what is called: 32 bytes."""
    what = [memory.id, memory.seed, number, binding.kind, binding.place, binding.function, call.name]
    text = json.dumps([*what, call.arguments], sort_keys=True)
    return hashlib.sha256(text.encode()).digest()
