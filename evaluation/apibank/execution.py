"""Calls executed by the official implementations of a checkout, each in a process of its own.

What is executed is code that the user has brought. It runs with limits on time and memory, in the
checkout's folder, and sees nothing of our environment but what programs need to start; API keys stay here.
It is no sandbox: it may read files, and use the network. What became of a call is kept at once, so that a
run goes on.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import signal
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolflow_dataset.errors import ConfigError, SchemaError, ToolflowError, ToolSourceError
from toolflow_generation.model_digest import folder_digest

from ..answering.asking import Progress
from ..answering.decoding import Call
from ..answering.faults import Fault
from ..answering.lines import LineFile
from .samples import Sample

EXECUTIONS_FILE = "executions.jsonl"
_PROGRAM = Path(__file__).with_name("call_in_checkout.py")
_PARTS = ("apis", "init_database")
_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH", "HF_HOME", "HF_HUB_OFFLINE")
_LONGEST_TOLD = 300
# faults of what runs a call, not of the call itself: owed again by the next run
_OF_MACHINES = ("api-unavailable", "timeout", "memory", "crash")


@dataclass(frozen=True, slots=True)
class Checkout:
    """Where API-Bank's code is, and how it is run.

    Args:
        folder: `api-bank` of a checkout of DAMO-ConvAI, with `apis/*.py` and `init_database/*.json`.
        python: Interpreter that has what the APIs import.
        seconds: A call may take.
        mebibytes: A call's process may take.

    Raises:
        ToolSourceError: If the folder is no such checkout.
    """

    folder: Path
    python: str = sys.executable
    seconds: float = 60.0
    mebibytes: int = 4096

    def __post_init__(self) -> None:
        missing = [part for part in _PARTS if not (self.folder / part).is_dir()]
        if missing:
            raise ToolSourceError(
                f"{self.folder}: no folder {' or '.join(missing)} in it; expected the folder api-bank of a "
                "checkout of DAMO-ConvAI"
            )

    def to_json(self) -> dict[str, Any]:
        """Return what stands in the results: the state of the code, and the limits."""
        return {
            "checkout": self.digest(),
            "call_timeout_s": self.seconds,
            "call_memory_mib": self.mebibytes,
        }

    def digest(self) -> str:
        """Return 16 hex digits that change with the code, the databases and the interpreter's path."""
        parts = [folder_digest(self.folder / part) for part in _PARTS]
        return hashlib.sha256(" ".join([*parts, self.python]).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Execution:
    """What became of a call.

    Args:
        key: Digest of the checkout, the call and the gold result.
        fault: None if the call is right.
        result: What the API returned, if it did.
    """

    key: str
    fault: Fault | None
    result: Any = None

    def to_json(self) -> dict[str, Any]:
        """Return the form that stands on one line."""
        fault = None if self.fault is None else [self.fault.reason, self.fault.detail]
        return {"key": self.key, "fault": fault, "result": self.result}

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Execution:
        """Read the form that `to_json` writes.

        Raises:
            SchemaError: If it is something else.
        """
        try:
            fault = None if document["fault"] is None else Fault(*document["fault"])
            return cls(document["key"], fault, document["result"])
        except (KeyError, TypeError) as error:
            raise SchemaError(f"not an execution as a benchmark keeps it ({error!r:.100})") from error


class Executor:
    """Has a checkout execute calls, and remembers what became of them.

    What failed for want of a package, time or memory is executed again: there may be more of it by now.

    Args:
        checkout: The checkout.
        folder: Of the run, where executions are kept.
        convert: Whether arguments are made what their parameters are declared as, as API-Bank does it.
        at_once: Processes at most; default as many as there are processors.

    Raises:
        SchemaError: If a line of the file is no execution.
    """

    def __init__(
        self, checkout: Checkout, folder: Path, *, convert: bool = True, at_once: int | None = None
    ) -> None:
        self._checkout = checkout
        self._digest = checkout.digest()
        self._convert = convert
        self._at_once = at_once or os.cpu_count() or 1
        self._file = LineFile(folder / EXECUTIONS_FILE)
        self._done = {
            execution.key: execution
            for execution in self._file.read(Execution.from_json)
            if execution.fault is None or execution.fault.reason not in _OF_MACHINES
        }

    def key_of(self, sample: Sample, call: Call) -> str:
        """Return what an execution is known by."""
        asked = [self._digest, self._convert, call.name, call.arguments, sample.result]
        return hashlib.sha256(json.dumps(asked, sort_keys=True, default=str).encode()).hexdigest()[:32]

    def check(self, sample: Sample, call: Call) -> Fault | None:
        """Return what is wrong with a call that has been executed; None if it is right."""
        if call.name != sample.name:
            return Fault("name", f"expected {sample.name}, got {call.name}")
        return self._done[self.key_of(sample, call)].fault

    def run(self, calls: Iterable[tuple[Sample, Call]], progress: Progress | None = None) -> None:
        """Execute the calls of the right API that have not been executed yet.

        Raises:
            ConfigError: If the interpreter cannot be started.
            ToolSourceError: If what became of a call cannot be kept.
        """
        owed = {
            self.key_of(sample, call): (sample, call) for sample, call in calls if call.name == sample.name
        }
        missing = [(key, *pair) for key, pair in owed.items() if key not in self._done]
        if missing:
            try:
                asyncio.run(self._run(missing, progress))
            except ExceptionGroup as errors:  # `except*` would wrap what it raises in a group again
                known, rest = errors.split(ToolflowError)
                if known is None or rest is not None:
                    raise
                raise _first(known) from errors
            finally:
                self._file.close()

    async def _run(self, missing: Sequence[tuple[str, Sample, Call]], progress: Progress | None) -> None:
        places = asyncio.Semaphore(self._at_once)
        done = 0

        async def execute(key: str, sample: Sample, call: Call) -> None:
            nonlocal done
            async with places:
                execution = await self._execute(key, sample, call)
            self._file.add(execution.to_json())
            self._done[key] = execution
            done += 1
            if progress is not None:
                progress("calls executed", done, len(missing))

        async with asyncio.TaskGroup() as tasks:
            for each in missing:
                tasks.create_task(execute(*each))

    async def _execute(self, key: str, sample: Sample, call: Call) -> Execution:
        request = {
            "checkout": str(self._checkout.folder.resolve()),
            "api": call.name,
            "arguments": dict(call.arguments),
            "gold": dict(sample.result),
            "convert": self._convert,
            "seconds": self._checkout.seconds,
            "mebibytes": self._checkout.mebibytes,
        }
        environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
        try:
            process = await asyncio.create_subprocess_exec(
                self._checkout.python, "-I", "-B", str(_PROGRAM),
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
                env=environment, start_new_session=True,
            )  # fmt: skip
        except OSError as error:
            raise ConfigError(f"{self._checkout.python}: cannot be started ({error})") from error
        try:
            sent = json.dumps(request, default=str).encode()
            async with asyncio.timeout(self._checkout.seconds):
                answer, said = await process.communicate(sent)
        except TimeoutError:
            return Execution(key, Fault("timeout", f"no result after {self._checkout.seconds:g} s"))
        finally:
            await _end(process)
        return _read(key, answer, said, process.returncode)


def _first(errors: BaseExceptionGroup[ToolflowError]) -> ToolflowError:
    """Return the first error of a group, however deep."""
    first = errors.exceptions[0]
    return _first(first) if isinstance(first, BaseExceptionGroup) else first


async def _end(process: asyncio.subprocess.Process) -> None:
    """Kill a process with all that it has started, if there is anything left of it."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass
    await process.wait()


def _read(key: str, answer: bytes, said: bytes, code: int | None) -> Execution:
    try:
        document = json.loads(answer)
        reason, detail, result = document["reason"], document["detail"], document["result"]
    except (ValueError, KeyError, TypeError):
        told = said.decode("utf-8", "replace").strip().rsplit("\n", 1)[-1][:_LONGEST_TOLD]
        reason = "memory" if "MemoryError" in told else "crash"
        return Execution(key, Fault(reason, f"its process ended with {code}: {told}"))
    return Execution(key, Fault(reason, detail) if reason else None, result)
