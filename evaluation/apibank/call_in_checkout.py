"""Run one call by a checkout's own implementation, on a fresh state, and have its own check judge the result.

A program of its own: it is started with an interpreter that may not have ToolFlow, reads what to do as JSON
from standard input, and writes what became of it as JSON to standard output. Only the standard library is
imported, and the one module that implements the API (with `check_token.py` for those that take a token).

State, conversion of arguments and construction follow API-Bank's `tool_manager.py`: an API is built with
the database that its class names and, where it takes a token, with the checker of tokens; strings become
what the parameter is declared as. Arguments that are of that type already stay as they are.
"""

from __future__ import annotations

import importlib
import json
import os
import re
import sys
from typing import Any, TextIO

_TOKEN_CHECKER = "CheckToken"
_MEBIBYTE = 1 << 20
_LARGEST_FILE = 64 * _MEBIBYTE


class Outcome(Exception):
    """How a call ended: a reason, and what there is to say."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(reason, detail)
        self.reason, self.detail = reason, detail


def main() -> None:
    """Read a request, carry it out, write the answer."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what an API prints is no answer
    request = json.load(sys.stdin)
    limit(request["seconds"], request["mebibytes"])
    os.chdir(request["checkout"])
    sys.path.insert(0, request["checkout"])
    try:
        write(answers, *run(request))
    except Outcome as outcome:
        write(answers, outcome.reason, outcome.detail, None)


def write(answers: TextIO, reason: str, detail: str, result: Any) -> None:
    """Write an answer, and leave at once: nothing that an API has started is waited for."""
    json.dump({"reason": reason, "detail": detail, "result": result}, answers, default=str)
    answers.flush()
    os._exit(0)


def limit(seconds: float, mebibytes: int) -> None:
    """Bound the processor time, the memory and the files of this process, where the system can."""
    try:
        import resource
    except ImportError:
        return  # no Unix: the parent still bounds the time
    for kind, most in (
        (resource.RLIMIT_CPU, int(seconds) + 1),
        (resource.RLIMIT_AS, mebibytes * _MEBIBYTE),
        (resource.RLIMIT_FSIZE, _LARGEST_FILE),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.setrlimit(kind, (most, most))
        except (ValueError, OSError):
            continue  # already lower


def run(request: dict[str, Any]) -> tuple[str, str, Any]:
    """Make the call and have it judged; return reason (empty if it is right), detail and result."""
    api = Apis().built(request["api"])
    arguments = request["arguments"]
    if request["convert"]:
        arguments = converted(arguments, type(api).input_parameters)
    try:
        result = api.call(**arguments)
    except MemoryError:
        raise
    except Exception as error:
        raise Outcome("call-error", f"{type(error).__name__}: {error}") from error
    shown = json.loads(json.dumps(result, default=str))  # as it is now: checks take parts out of results
    gold = request["gold"]
    try:
        right = bool(api.check_api_call_correctness(result, json.loads(json.dumps(gold))))
    except Exception as error:
        return "check-error", f"{type(error).__name__}: {error}", shown
    if right:
        return "", "", shown
    return *difference(shown, gold), shown


def difference(result: Any, gold: Any) -> tuple[str, str]:
    """Return how a result differs from the gold one: reason and detail."""
    if not isinstance(result, dict):
        return "output", f"no result but {result!r:.200}"
    if result.get("exception") != gold.get("exception"):
        return "exception", f"{result.get('exception')!r:.200}"
    for part in ("output", "input"):
        if result.get(part) != gold.get(part):
            return part, f"expected {gold.get(part)!r:.300}, got {result.get(part)!r:.300}"
    return "check", "the check of the API says no, of the same input and output"


def converted(arguments: dict[str, Any], declared: dict[str, Any]) -> dict[str, Any]:
    """Return arguments as what their parameters are declared as."""
    made = {}
    for name, value in arguments.items():
        if name not in declared:
            raise Outcome("parameter", f"there is no parameter {name}")
        kind = declared[name].get("type")
        try:
            made[name] = read(value, kind)
        except (ValueError, TypeError) as error:
            raise Outcome("type", f"{name}: expected {kind}, got {value!r:.200}") from error
    return made


def read(value: Any, kind: str) -> Any:
    """Return one value as what it is declared as; strings are read as API-Bank reads them."""
    if kind == "str":
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    if kind == "bool":
        return value if isinstance(value, bool) else value == "True"
    if kind in ("list", "list(str)"):
        value = json.loads(value.replace("'", '"')) if isinstance(value, str) else value
        if not isinstance(value, list):
            raise TypeError(value)
        return value
    if isinstance(value, bool) or kind not in ("int", "float"):
        raise TypeError(value)
    if isinstance(value, str):
        if not value.replace(".", "", 1 if kind == "float" else 0).isdigit():
            raise ValueError(value)
        return int(value) if kind == "int" else float(value)
    if kind == "int" and not isinstance(value, int):
        raise TypeError(value)
    return float(value) if kind == "float" else value


class Apis:
    """The APIs of the checkout in the current folder; those that are built share their databases."""

    def __init__(self) -> None:
        self._databases: dict[str, Any] = {}

    def built(self, name: str) -> Any:
        """Return an API, ready to be called."""
        made = self._class(name)
        parts = []
        database = getattr(made, "database_name", None)
        path = os.path.join("init_database", f"{database}.json")
        if database and os.path.exists(path):
            if database not in self._databases:
                with open(path, encoding="utf-8") as file:
                    self._databases[database] = json.load(file)
            parts.append(self._databases[database])
        if name != _TOKEN_CHECKER and "token" in made.input_parameters:
            parts.append(self.built(_TOKEN_CHECKER))
        try:
            return made(*parts)
        except Exception as error:
            raise Outcome("api-unavailable", f"{name}: {type(error).__name__}: {error}") from error

    def _class(self, name: str) -> Any:
        defined = re.compile(rf"^class {re.escape(name)}\b", re.MULTILINE)
        for file in sorted(os.listdir("apis")):
            if file.endswith(".py"):
                with open(os.path.join("apis", file), encoding="utf-8") as source:
                    found = defined.search(source.read())
                if found:
                    try:
                        return getattr(importlib.import_module(f"apis.{file[:-3]}"), name)
                    except Exception as error:
                        raise Outcome(
                            "api-unavailable", f"{name}: {type(error).__name__}: {error}"
                        ) from error
        raise Outcome("api-unavailable", f"{name}: no class of this name in apis/")


if __name__ == "__main__":
    main()
