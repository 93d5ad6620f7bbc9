"""A saved graph: a folder of `graph.json`, `tools.jsonl`, `strings.json`, `index.npz`, checked by digests."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from toolflow_dataset.errors import ConfigError, SchemaError
from toolflow_dataset.types import Tool

from .graph import ToolGraph
from .graph_report import GraphReport
from .posting_lists import PostingLists
from .tool_strings import Incidence, ToolStrings

FORMAT = "toolflow-graph"
VERSION = 2
HEADER = "graph.json"
_PARTS = ("tools.jsonl", "strings.json", "index.npz")
_OLD_PARTS = ("links.npz",)  # of version 1
_ARRAYS: dict[str, type[np.generic]] = {
    "parameters_indptr": np.int64,
    "parameters_indices": np.int32,
    "returns_indptr": np.int64,
    "returns_indices": np.int32,
    "left": np.int32,
    "right": np.int32,
    "cosine": np.float32,
    "boilerplate": np.bool_,
    "lists_indptr": np.int64,
    "lists_indices": np.int32,
    "of_tool_indptr": np.int64,
    "of_tool_indices": np.int32,
    "degrees": np.int64,
}


def tools_digest(tools: Sequence[Tool]) -> str:
    """Return the sha256 of the tools as kept on file, to tell whether a graph belongs to a set of tools."""
    return hashlib.sha256(_tools_text(tools)).hexdigest()


def save_graph(graph: ToolGraph, path: Path, *, overwrite: bool = False) -> None:
    """Write a graph to the folder `path`, complete or not at all.

    Raises:
        ConfigError: If something other than an empty folder stands there (a graph may be replaced with
            `overwrite`), or the folder cannot be written.
    """
    check_target(path, overwrite=overwrite)
    path = path.resolve()  # `.` gets a name, and a link stays a link
    temporary = path.with_name(f".{path.name}.{uuid4().hex[:8]}.tmp")
    try:
        temporary.mkdir(parents=True)
        (temporary / "tools.jsonl").write_bytes(_tools_text(graph.tools))
        (temporary / "strings.json").write_text(json.dumps(graph.strings), "utf-8")
        with (temporary / "index.npz").open("wb") as stream:
            np.savez(stream, allow_pickle=False, **_arrays(graph))
        header = {
            "format": FORMAT,
            "version": VERSION,
            "tools": len(graph.tools),
            "edges": graph.num_edges,
            "report": graph.report.to_json(),
            "sha256": {part: _sha256(temporary / part) for part in _PARTS},
        }
        header["header_sha256"] = _header_digest(header)
        (temporary / HEADER).write_text(json.dumps(header, indent=1) + "\n", "utf-8")
        _move_into_place(temporary, path)
    except OSError as error:
        raise ConfigError(f"{path}: the graph cannot be written ({error}); choose another folder") from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def check_target(path: Path, *, overwrite: bool = False) -> None:
    """Raise ConfigError if a graph must not be written to `path`; call it before a long build."""
    if path.is_dir():
        names = {entry.name for entry in path.iterdir()}
        if not names:
            return
        if not names <= {HEADER, *_PARTS, *_OLD_PARTS}:
            raise ConfigError(f"{path}: holds other files than a graph's; choose a new folder")
        if not overwrite:
            raise ConfigError(
                f"{path}: a graph stands there already; choose a new folder or ask to overwrite it"
            )
    elif path.exists():
        raise ConfigError(f"{path}: is a file, expected a folder to write the graph to")


def load_graph(path: Path) -> ToolGraph:
    """Read a graph that `save_graph` wrote.

    Raises:
        ConfigError: If there is none, or it is damaged or of another version.
    """
    header = _read_header(path)
    for part in _PARTS:
        try:
            found = _sha256(path / part)
        except OSError as error:
            raise _broken(path / part, f"cannot be read ({error})") from error
        if found != header["sha256"].get(part):
            raise _broken(path / part, f"has sha256 {found}, expected {header['sha256'].get(part)}")
    try:
        lines = (path / "tools.jsonl").read_text("utf-8").split("\n")[:-1]
        tools = [Tool.from_json(json.loads(line)) for line in lines]
        strings = json.loads((path / "strings.json").read_text("utf-8"))
        with np.load(path / "index.npz", allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in _ARRAYS}
        report = GraphReport.from_json(header["report"])
    except (OSError, ValueError, KeyError, TypeError, EOFError, SchemaError, zipfile.BadZipFile) as error:
        raise _broken(path, f"cannot be read ({error})") from error
    fault = _fault(arrays, len(tools), len(strings))
    if fault:
        raise _broken(path / "index.npz", fault)
    held = {
        name: Incidence(arrays[f"{name}_indptr"], arrays[f"{name}_indices"], len(strings))
        for name in ("parameters", "returns")
    }
    lists = Incidence(arrays["lists_indptr"], arrays["lists_indices"], len(tools))
    of_tool = Incidence(arrays["of_tool_indptr"], arrays["of_tool_indices"], len(lists.indptr) - 1)
    return ToolGraph(
        tools,
        ToolStrings(tuple(strings), held["parameters"], held["returns"]),
        (arrays["left"], arrays["right"], arrays["cosine"]),
        arrays["boilerplate"],
        PostingLists(lists, of_tool),
        arrays["degrees"],
        report,
    )


def _arrays(graph: ToolGraph) -> dict[str, NDArray[Any]]:
    strings, lists = graph.tool_strings, graph.lists
    sides = {
        "parameters": strings.parameters,
        "returns": strings.returns,
        "lists": lists.lists,
        "of_tool": lists.of_tool,
    }
    arrays: dict[str, NDArray[Any]] = {}
    for name, side in sides.items():
        arrays |= {f"{name}_indptr": side.indptr, f"{name}_indices": side.indices}
    arrays |= dict(zip(("left", "right", "cosine"), graph.pairs, strict=True))
    return arrays | {"boilerplate": graph.boilerplate, "degrees": graph.degrees}


def _read_header(path: Path) -> dict[str, Any]:
    file = path / HEADER
    try:
        header = json.loads(file.read_text("utf-8"))
    except FileNotFoundError as error:
        place = path.resolve()
        aside = sorted(place.parent.glob(f".{place.name}.*.old"))
        what = (
            f"but {aside[-1]} holds the earlier one, not replaced to the end: rename it to {place.name}"
            if aside
            else "make one with toolflow graph build"
        )
        raise ConfigError(f"{path}: no graph there ({HEADER} is missing); {what}") from error
    except (OSError, ValueError) as error:
        raise _broken(file, f"cannot be read ({error})") from error
    if not isinstance(header, dict) or header.get("format") != FORMAT:
        raise _broken(file, f"is not the header of a graph, expected format {FORMAT!r}")
    if header.get("version") != VERSION:
        raise _broken(file, f"has version {header.get('version')!r}, this ToolFlow reads version {VERSION}")
    noted = header.pop("header_sha256", None)
    if noted != _header_digest(header) or not isinstance(header.get("sha256"), dict):
        raise _broken(file, "does not agree with its own digest")
    return header


def _fault(arrays: Mapping[str, NDArray[Any]], tools: int, strings: int) -> str | None:
    """Return what is wrong with the shape or range of the arrays, None if nothing."""
    for name, dtype in _ARRAYS.items():
        array = arrays[name]
        if array.dtype != dtype or array.ndim != 1:
            return f"{name} is {array.dtype} of shape {array.shape}, expected a row of {np.dtype(dtype)}"
    lists = len(arrays["lists_indptr"]) - 1
    for name, rows, columns in (
        ("parameters", tools, strings),
        ("returns", tools, strings),
        ("lists", lists, tools),
        ("of_tool", tools, lists),
    ):
        indptr, indices = arrays[f"{name}_indptr"], arrays[f"{name}_indices"]
        if len(indptr) != rows + 1:
            return f"{name}_indptr has {len(indptr)} entries, expected {rows + 1}"
        if indptr[0] != 0 or indptr[-1] != len(indices) or (np.diff(indptr) < 0).any():
            return f"{name}_indptr does not ascend from 0 to the number of {name}_indices"
        if len(indices) and not 0 <= indices.min() <= indices.max() < columns:
            return f"{name}_indices are not all in 0..{columns - 1}"
    for name, size in (
        ("boilerplate", strings),
        ("degrees", tools),
        ("right", len(arrays["left"])),
        ("cosine", len(arrays["left"])),
    ):
        if len(arrays[name]) != size:
            return f"{name} has {len(arrays[name])} entries, expected {size}"
    left, right = arrays["left"], arrays["right"]
    if len(left) and not (0 <= left.min() and (left < right).all() and right.max() < strings):
        return "left and right do not name pairs of strings"
    return None


def _move_into_place(temporary: Path, path: Path) -> None:
    aside = temporary.with_suffix(".old")
    if path.exists():
        path.rename(aside)
    try:
        temporary.rename(path)
    except OSError:
        if aside.exists():
            aside.rename(path)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _tools_text(tools: Sequence[Tool]) -> bytes:
    return "".join(json.dumps(tool.to_json()) + "\n" for tool in tools).encode("utf-8")


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _header_digest(header: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(header, sort_keys=True).encode()).hexdigest()


def _broken(path: Path, fault: str) -> ConfigError:
    return ConfigError(f"{os.fspath(path)}: {fault}; build the graph again with toolflow graph build")
