"""Python functions as tools: their type hints and Google docstrings, through transformers.

A module is imported in a process of its own, within a time limit: importing it runs it, and nothing of it
stays in this process. Only who writes `MODULE:FUNCTION` asks for that; no file is ever run for being there.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from toolflow_dataset.errors import ToolSourceError

from ..standardise import SourceTool
from ..tool_report import Issue
from .plain_text import TOOL_LENGTH, describe
from .source_document import ImportOptions

PREFIX = "python:"
_SOURCE = re.compile(r"((?:[A-Za-z_]\w*)(?:\.[A-Za-z_]\w*)*|.+\.py):(\*|[A-Za-z_]\w*)")
_INSPECTOR = f"{__package__}.python_inspector"


def is_python(source: str) -> bool:
    """Tell whether a source names Python functions: `module:function`, `folder/file.py:*`, `python:...`."""
    return source.startswith(PREFIX) or (_SOURCE.fullmatch(source) is not None and not Path(source).exists())


def read_python(source: str, options: ImportOptions, notes: list[str]) -> Iterator[SourceTool]:
    """Yield a function, or with `*` all public ones that a module defines, in their order.

    Args:
        source: `MODULE:FUNCTION`, or with a `.py` file for the module; `*` for all functions.
        options: Its `timeout` is for the import of the module.
        notes: Told if a module has no functions.

    Raises:
        ToolSourceError: If the module cannot be imported, has no such function, or takes too long.
    """
    match = _SOURCE.fullmatch(source.removeprefix(PREFIX))
    if match is None:
        raise ToolSourceError(
            f"{source}: expected MODULE:FUNCTION, FILE.py:FUNCTION, or `*` for all functions"
        )
    module, wanted = match[1], match[2]
    if module.endswith(".py") and not Path(module).is_file():
        raise ToolSourceError(f"{source}: no such file: {module}")
    answer = _ask(source, module, wanted, options.timeout)
    if "problem" in answer:
        raise ToolSourceError(f"{source}: {module} {answer['problem']}")
    functions = answer["functions"]
    if not functions:
        notes.append(f"{source}: {module} defines no public functions")
    for function in functions:
        yield _to_source(function, module)


def _ask(source: str, module: str, wanted: str, seconds: float) -> dict[str, Any]:
    """Return what the inspector says of a module."""
    here = os.getcwd()
    path = dict.fromkeys([here, *(os.path.abspath(each or here) for each in sys.path)])
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path)}
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", _INSPECTOR, module, wanted],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=seconds,
            env=environment,
        )
    except subprocess.TimeoutExpired as error:
        raise ToolSourceError(
            f"{source}: {module} was not imported within {seconds:g} seconds; --timeout gives it longer"
        ) from error
    try:
        answer = json.loads(done.stdout)
    except ValueError as error:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines()[-3:]
        said = "".join(f"\n  {ascii(line)[1:-1]}" for line in lines)
        raise ToolSourceError(
            f"{source}: {module} ended the process that imported it (status {done.returncode}){said}"
        ) from error
    return dict(answer)


def _to_source(function: Mapping[str, Any], module: str) -> SourceTool:
    name = str(function["name"])
    place = f"{module}:{name}"
    if "problem" in function:
        return SourceTool(None, place, problem=Issue("python-function", "", str(function["problem"])))
    issues: list[Issue] = []
    document: dict[str, Any] = {
        "name": name,
        "description": describe(function.get("description"), "description", issues, TOOL_LENGTH),
        "parameters": function.get("parameters"),
    }
    returns = function.get("return")
    if isinstance(returns, Mapping):
        said = {key: value for key, value in returns.items() if value != {}}  # dict[str, Any] says no more
        if said.keys() - {"description"} and said.get("type") != "null":
            document["returns"] = said
    stem = Path(module).stem if module.endswith(".py") else module
    document["metadata"] = {
        "source": stem,
        "id": name,
        "category": stem,
        "target": f"{PREFIX}{module}:{name}",
    }
    fuller = (f"{stem.rpartition('.')[2]}_{name}", f"{stem}_{name}")
    return SourceTool(document, place, issues=tuple(issues), fuller_names=fuller)
