"""The process in which Python functions of one module are called; run by its name.

One JSON object a line comes in, one goes out. What functions print goes nowhere. Data that the module keeps
in its own variables travels with each call and comes back with each answer, so that any process can go on
with any dialogue: a dialogue sees what its own calls did, and nothing that others did.
"""

from __future__ import annotations

import asyncio
import base64
import dataclasses
import datetime as dt
import decimal
import enum
import inspect
import json
import os
import pickle
import random
import sys
import threading
import time
import types
import uuid
from collections.abc import Mapping
from typing import Any

from ..python_loading import load
from .python_arguments import ArgumentError, Parameters

LONGEST_ANSWER = 1_000_000
LARGEST_STATE = 1_000_000
_CONSTANT = 256_000  # a variable as large as this at the start is a table that is looked things up in
_PASSED_OVER = (types.ModuleType, types.FunctionType, types.BuiltinFunctionType, type)
_WATCH = 1.0


class State:
    """What a module keeps in its variables, as bytes; what cannot be pickled stays in the process.

    Args:
        module: The module, just imported.
    """

    def __init__(self, module: types.ModuleType) -> None:
        self._module = module
        self._constant = {name for name, text in self._pickled().items() if len(text) > _CONSTANT}
        self.current = self.first = self._take()

    def restore(self, state: bytes) -> None:
        """Give the module's variables the values they had when `state` was taken."""
        if state == self.current:
            return
        wanted = pickle.loads(state)
        own = vars(self._module)
        for name in self._pickled().keys() - wanted.keys() - self._constant:
            del own[name]
        for name, value in wanted.items():
            own[name] = _put_into(own.get(name), value)
        self.current = state

    def take(self) -> bytes:
        """Return the variables' values as they are now."""
        self.current = self._take()
        return self.current

    def _pickled(self) -> dict[str, bytes]:
        found = {}
        for name, value in list(vars(self._module).items()):
            if name.startswith("__") or isinstance(value, _PASSED_OVER):
                continue
            try:
                found[name] = pickle.dumps(value)
            except Exception:  # whatever an object of theirs raises, it cannot be carried
                continue
        return found

    def _take(self) -> bytes:
        own = vars(self._module)
        names = [name for name in self._pickled() if name not in self._constant]
        return pickle.dumps({name: own[name] for name in names})


def _put_into(old: Any, new: Any) -> Any:
    """Return an object with the new value: the old object where it can take it, since others may hold it."""
    if type(old) is not type(new):
        return new
    if isinstance(old, list):
        old[:] = new
    elif isinstance(old, dict | set):
        old.clear()
        old.update(new)
    elif hasattr(old, "__dict__") and type(old).__module__ not in ("builtins", "random"):
        vars(old).clear()
        vars(old).update(vars(new))
    else:
        return new
    return old


def plain(value: Any) -> Any:
    """Return what JSON can hold of a value that it cannot hold.

    Raises:
        TypeError: If there is no usual form for it.
    """
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {item.name: getattr(value, item.name) for item in dataclasses.fields(value)}
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, dt.timedelta):
        return value.total_seconds()
    if isinstance(value, decimal.Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, set | frozenset):
        return sorted(value, key=repr)
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, Mapping):
        return dict(value)
    dump = getattr(value, "model_dump", None) or getattr(value, "tolist", None)
    if callable(dump):
        return dump()
    raise TypeError(f"it returned a {type(value).__name__}, which JSON cannot hold")


def answer(module: types.ModuleType, request: Mapping[str, Any]) -> dict[str, Any]:
    """Call a function; return its result, or what went wrong."""
    function = getattr(module, request["function"])
    try:
        arguments = Parameters(function).made(request["arguments"])
    except ArgumentError as error:
        return {"error": f"wrong argument: {error}"[:2000]}
    random.seed(request["seed"])
    try:
        value = function(**arguments)
        if inspect.iscoroutine(value):
            value = asyncio.run(_finished(value))
        text = json.dumps(value, default=plain, allow_nan=False)
    except MemoryError:
        return {"error": "it needed more memory than it is allowed", "spent": True}
    except (Exception, SystemExit, KeyboardInterrupt) as error:  # whatever it is, it is the tool's answer
        return {"error": _said(error)}
    if len(text) > LONGEST_ANSWER:
        return {"error": f"its result is too long: {len(text):,} characters"}
    return {"value": json.loads(text)}


async def _finished(coroutine: Any) -> Any:
    return await coroutine


def _said(error: BaseException) -> str:
    try:
        return f"{type(error).__name__}: {error}"[:2000]
    except Exception:  # an error that cannot be written out
        return type(error).__name__


def serve(name: str, memory: int, functions: list[str]) -> None:
    """Import a module, say how that went, and answer calls until there are no more."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()

    def say(document: Mapping[str, Any]) -> None:
        answers.write(json.dumps(document).encode() + b"\n")
        answers.flush()

    try:
        module = load(name)
        state = State(module)
    except BaseException as error:  # an import may end in anything, SystemExit too
        say({"error": _said(error)})
        return
    unknown = [function for function in functions if not callable(getattr(module, function, None))]
    if unknown:
        has = [one for one, value in vars(module).items() if isinstance(value, types.FunctionType)]
        shown = ", ".join(one for one in has if not one.startswith("_"))[:300] or "none"
        say({"error": f"it has no function {unknown[0]!r}; its functions are: {shown}"})
        return
    _limit(memory)
    say({"ready": True})
    for line in requests:
        request = json.loads(line)
        before = base64.b64decode(request["state"]) if request.get("state") else state.first
        state.restore(before)
        reply = answer(module, request)
        after = state.take()
        if len(after) > LARGEST_STATE:
            reply = {"error": f"its module keeps more than {LARGEST_STATE:,} bytes in its variables"}
            state.restore(before)
        elif after != state.first or request.get("state"):
            reply["state"] = base64.b64encode(after).decode()
        say(reply)


def _limit(memory: int) -> None:
    """Allow so many MiB beyond what is used now."""
    try:
        import resource

        with open("/proc/self/statm") as file:
            used = int(file.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + memory * 2**20,) * 2)
    except (ImportError, OSError, ValueError):  # a system without such limits
        return


def _end_with(parent: int) -> None:
    """End this process when its parent has ended, even while a function goes on and on."""
    while os.getppid() == parent:
        time.sleep(_WATCH)
    os._exit(1)


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]), sys.argv[3:])
