"""Calls Python functions in processes of their own, which have limits and can be killed."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from toolflow_dataset.errors import ExecutionError

from .python_worker import LARGEST_STATE, LONGEST_ANSWER
from .results import Answer
from .rules import ExecutorRule

_WORKER = f"{__package__}.python_worker"
_HANDED_ON = (
    *("PATH", "HOME", "USER", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "TEMP", "TMP"),
    *("SYSTEMROOT", "VIRTUAL_ENV", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"),
)
_LONGEST_LINE = 8 * (LONGEST_ANSWER + LARGEST_STATE)
_LONGEST_IMPORT = 120.0


class PythonModule:
    """The functions of one module: processes that have it imported, each used for one call at a time.

    Args:
        module: Dotted name, or a `.py` file.
        functions: Those that are to be called.
        rule: Limits, processes at most, and what of the environment they get.
    """

    def __init__(self, module: str, functions: Sequence[str], rule: ExecutorRule) -> None:
        self._module = module
        self._functions = list(functions)
        self._rule = rule
        self._idle: list[asyncio.subprocess.Process] = []
        self._places = asyncio.Semaphore(rule.workers)

    async def prepare(self) -> None:
        """Start a process, which shows whether the module can be imported and has the functions.

        Raises:
            ExecutionError: If not.
        """
        self._idle.append(await self._start())

    async def call(self, function: str, arguments: dict[str, Any], seed: str, state: str | None) -> Answer:
        """Call a function.

        Args:
            function: One of those named.
            arguments: By name.
            seed: What Python's `random` is seeded with.
            state: What the dialogue's last call of this module gave back; None for the first one.

        Raises:
            ExecutionError: If no process can be started.
        """
        request = {"function": function, "arguments": arguments, "seed": seed, "state": state}
        async with self._places:
            worker = self._idle.pop() if self._idle else await self._start()
            if worker.returncode is not None:  # it ended between two calls
                worker = await self._start()
            try:
                reply = await self._ask(worker, request)
            except BaseException:
                _kill(worker)
                raise
            if reply is None or reply.get("spent"):
                _kill(worker)
                await worker.wait()
            else:
                self._idle.append(worker)
        if reply is None:
            return Answer(error=self._ended(worker), state=state)
        return Answer(reply.get("value"), str(reply.get("error") or ""), reply.get("state"))

    async def close(self) -> None:
        """End all processes."""
        workers, self._idle = self._idle, []
        for worker in workers:
            _kill(worker)
            await worker.wait()

    async def _ask(
        self, worker: asyncio.subprocess.Process, request: dict[str, Any]
    ) -> dict[str, Any] | None:
        """Return what a process answers; None if it ended, or gave what is no answer."""
        assert worker.stdin is not None and worker.stdout is not None
        try:
            async with asyncio.timeout(self._rule.timeout):
                worker.stdin.write(json.dumps(request).encode() + b"\n")
                await worker.stdin.drain()
                line = await worker.stdout.readline()
        except TimeoutError:
            return {
                "error": f"no result within {self._rule.timeout:g} seconds",
                "spent": True,
                "state": request["state"],
            }
        except (ConnectionError, ValueError):  # a line without an end is a ValueError
            return None
        try:
            reply = json.loads(line)
        except ValueError:
            return None
        return reply if isinstance(reply, dict) else None

    def _ended(self, worker: asyncio.subprocess.Process) -> str:
        code = worker.returncode or 0
        if code == -signal.SIGKILL:
            return "the tool crashed"
        name = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        return f"the tool crashed ({name})"

    async def _start(self) -> asyncio.subprocess.Process:
        names = (*_HANDED_ON, *self._rule.env)
        environment = {name: os.environ[name] for name in names if name in os.environ}
        # what is found here is found there; the order of sets is the same in every process
        environment |= {"PYTHONPATH": os.pathsep.join(_search_path()), "PYTHONHASHSEED": "0"}
        command = (
            sys.executable,
            "-P",
            "-m",
            _WORKER,
            self._module,
            str(self._rule.memory),
            *self._functions,
        )
        try:
            worker = await asyncio.create_subprocess_exec(
                *command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                env=environment,
                limit=_LONGEST_LINE,
                start_new_session=True,
            )
        except OSError as error:
            raise ExecutionError(f"python {self._module}: no process can be started ({error})") from error
        assert worker.stdout is not None
        try:
            async with asyncio.timeout(_LONGEST_IMPORT):
                line = await worker.stdout.readline()
            said = json.loads(line)
        except (TimeoutError, ValueError):
            said = {"error": f"its import ended the process, or took longer than {_LONGEST_IMPORT:g} seconds"}
        except BaseException:
            _kill(worker)
            raise
        if not said.get("ready"):
            _kill(worker)
            await worker.wait()
            told = " ".join(str(said.get("error")).split())[:500]
            raise ExecutionError(
                f"python {self._module}: {told}; name a module that can be imported from here, or a file, "
                "and a function in it, as module:function"
            )
        return worker


def _search_path() -> list[str]:
    here = os.getcwd()
    return list(dict.fromkeys([here, *(os.path.abspath(path or here) for path in sys.path)]))


def _kill(worker: asyncio.subprocess.Process) -> None:
    """Kill a process and those that it started."""
    with suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(worker.pid, signal.SIGKILL)
        else:
            worker.kill()
