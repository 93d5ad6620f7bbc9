"""Sets of tools to be checked for leakage: of training data, of the named benchmarks, of any file."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolflow_dataset.errors import ConfigError, SchemaError, ToolSourceError
from toolflow_generation.embedding_cache import cache_folder
from toolflow_generation.importers.formats import read_sources

from .benchmark_tools import (
    BENCHMARKS,
    Function,
    apibank_tools,
    benchmark_data,
    bfcl_tools,
    question_functions,
    toolalpaca_tools,
)
from .dialogue_sets import DialogueSet, open_sets
from .layout_fields import FieldError, read_tool
from .record_files import SUFFIXES, read_records

BFCL_PACKAGE = "bfcl-eval"
_READERS = {"bfcl": bfcl_tools, "apibank": apibank_tools, "toolalpaca": toolalpaca_tools}
_DIALOGUE_KEYS = ("messages", "conversations", "turns", "query")
_TOOL_KEYS = ("name", "function", "tools", "functions", "result")


@dataclass(frozen=True, slots=True)
class ToolSet:
    """Tools under one name.

    Args:
        label: Its name in tables.
        source: What names it.
        tools: Function objects as they stand in the source, keys in source order.
    """

    label: str
    source: str
    tools: tuple[Function, ...]

    @property
    def items(self) -> tuple[Function, ...]:
        """Return the tools, as what is compared."""
        return self.tools


def training_tools(name: str, split: str = "train") -> ToolSet:
    """Return the distinct tools of a tool file, or of all dialogues of a data set, in order of appearance.

    Args:
        name: As for `open_sets`; several configurations or settings count as one set. Or a file of tools.
        split: Of folders and Hub data sets.

    Raises:
        ConfigError: If it leads nowhere, or no dialogue offers a tool.
        SchemaError: If it cannot be read.
    """
    found = _of_tool_file(name)
    if found is not None:
        return ToolSet(*found[:2], tuple(distinct(found[2])))
    sets = open_sets([name], split=split)
    tools = tuple(distinct(offered_tools(sets)))
    if not tools:
        raise ConfigError(f"{name}: none of its dialogues offers a tool, so there is nothing to check")
    label = sets[0].label if len(sets) == 1 else sets[0].label.partition(":")[0]
    return ToolSet(label, name, tools)


def tools_of_set(dialogues: DialogueSet) -> ToolSet:
    """Return the distinct tools of one opened data set, none if its dialogues offer none."""
    return ToolSet(dialogues.label, dialogues.source, tuple(distinct(offered_tools([dialogues]))))


def held_out_tools(name: str, folders: Mapping[str, Path]) -> ToolSet:
    """Return the tools of a named benchmark, each occurrence counted, or those of a file or data set.

    Args:
        name: `bfcl`, `apibank`, `toolalpaca`, or as for `training_tools`; every tool of a file counts.
        folders: Where the data of named benchmarks is.

    Raises:
        ConfigError: If a benchmark's data is not given.
        ToolSourceError: If it cannot be read.
    """
    if name in _READERS:
        path = benchmark_data(name, folders)
        return ToolSet(BENCHMARKS[name], str(path), tuple(_READERS[name](path)))
    found = _of_tool_file(name)
    return ToolSet(*found[:2], tuple(found[2])) if found is not None else training_tools(name)


def offered_tools(sets: Iterable[DialogueSet]) -> Iterator[Function]:
    """Yield the tools that dialogues offer, as often as they do."""
    return (tool for dialogues in sets for each in dialogues for tool in each.tools)


def distinct(tools: Iterable[Function]) -> Iterator[Function]:
    """Yield each tool once: those that differ in name, description or parameters, to the letter."""
    seen = set()
    for tool in tools:
        text = json.dumps([tool.get(key) for key in ("name", "description", "parameters")])
        if text not in seen:
            seen.add(text)
            yield tool


def download_bfcl(folder: Path | None = None) -> Path:
    """Return the wheel of `bfcl-eval`, downloaded with pip unless it is there already; installs nothing.

    Args:
        folder: Default: `benchmarks` in ToolFlow's cache folder.

    Raises:
        ToolSourceError: If pip cannot get it.
    """
    folder = folder or cache_folder() / "benchmarks"
    wheels = sorted(folder.glob("bfcl_eval-*.whl"))
    if wheels:
        return wheels[-1]
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary", ":all:", "--quiet"]
    done = subprocess.run([*command, "--dest", str(folder), BFCL_PACKAGE], capture_output=True, text=True)
    wheels = sorted(folder.glob("bfcl_eval-*.whl"))
    if done.returncode or not wheels:
        last = (done.stderr.strip() or "no wheel came").splitlines()[-1]
        raise ToolSourceError(
            f"pip could not download {BFCL_PACKAGE} ({last}); get its wheel elsewhere, give --data bfcl=WHEEL"
        )
    return wheels[-1]


def _of_tool_file(name: str) -> tuple[str, str, list[Function]] | None:
    """Return label, source and tools of a file of tools; None if it is no such file."""
    label, _, source = name.rpartition("=") if not Path(name).exists() else ("", "", name)
    path = Path(source).expanduser()
    if not path.is_file() or path.name.removesuffix(".gz").endswith(".parquet"):
        return None
    try:
        first = next((record for _, record in itertools.islice(read_records(path), 1)), None)
    except SchemaError:
        first = None  # one document that is no list of dialogues: perhaps tools, which read_sources tells
    if isinstance(first, Mapping) and any(key in first for key in _DIALOGUE_KEYS):
        return None
    if not isinstance(first, Mapping) or not any(key in first for key in _TOOL_KEYS):
        return None
    if "question" in first:  # of BFCL: its functions as they stand, not as an import would mend them
        tools = [tool for place, record in read_records(path) for tool in question_functions(record, place)]
    else:
        documents, _ = read_sources([path])
        tools = [_function(each.document, each.place, each.problem) for each in documents]
    return label or _stem(path), source, tools


def _function(document: Any, place: str, problem: Any) -> Function:
    if problem is not None:
        raise ToolSourceError(f"{place}: {problem.detail}")
    try:
        return read_tool(document, "tool")
    except FieldError as error:
        raise ToolSourceError(f"{place}: {error}") from error


def _stem(path: Path) -> str:
    name = path.name.removesuffix(".gz")
    return next((name.removesuffix(end) for end in SUFFIXES if name.endswith(end)), name)
