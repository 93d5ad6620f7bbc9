"""A saved graph: a folder of `graph.json`, `tools.jsonl`, `strings.json`, `links.npz`, checked by digests."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np

from toolflow_dataset.errors import ConfigError, SchemaError
from toolflow_dataset.types import Tool

from .graph import LARGER_RETURNS, Links, ToolGraph
from .graph_report import GraphReport

FORMAT = "toolflow-graph"
VERSION = 1
_HEADER = "graph.json"
_PARTS = ("tools.jsonl", "strings.json", "links.npz")
_COLUMNS = {
    "indptr": np.int64,
    "partner": np.int32,
    "kind": np.int8,
    "left": np.int32,
    "right": np.int32,
    "cosine": np.float32,
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
    temporary = path.with_name(f".{path.name}.{uuid4().hex[:8]}.tmp")
    try:
        temporary.mkdir(parents=True)
        (temporary / "tools.jsonl").write_bytes(_tools_text(graph.tools))
        (temporary / "strings.json").write_text(json.dumps(graph.strings), "utf-8")
        with (temporary / "links.npz").open("wb") as stream:
            np.savez(stream, **{name: getattr(graph.links, name) for name in _COLUMNS})
        header = {
            "format": FORMAT,
            "version": VERSION,
            "tools": len(graph.tools),
            "edges": graph.num_edges,
            "report": graph.report.to_json(),
            "sha256": {part: _sha256(temporary / part) for part in _PARTS},
        }
        header["header_sha256"] = _header_digest(header)
        (temporary / _HEADER).write_text(json.dumps(header, indent=1) + "\n", "utf-8")
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
        if not names <= {_HEADER, *_PARTS}:
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
        with np.load(path / "links.npz", allow_pickle=False) as arrays:
            links = Links(**{name: arrays[name] for name in _COLUMNS})
        report = GraphReport.from_json(header["report"])
    except (OSError, ValueError, KeyError, TypeError, EOFError, SchemaError, zipfile.BadZipFile) as error:
        raise _broken(path, f"cannot be read ({error})") from error
    fault = _fault(links, len(tools), len(strings))
    if fault:
        raise _broken(path / "links.npz", fault)
    return ToolGraph(tools, strings, links, report)


def _read_header(path: Path) -> dict[str, Any]:
    file = path / _HEADER
    try:
        header = json.loads(file.read_text("utf-8"))
    except FileNotFoundError as error:
        raise ConfigError(
            f"{path}: no graph there ({_HEADER} is missing); make one with toolflow graph build"
        ) from error
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


def _fault(links: Links, tools: int, strings: int) -> str | None:
    """Return what is wrong with the shape or range of the links, None if nothing."""
    count = len(links.partner)
    for name, dtype in _COLUMNS.items():
        array = getattr(links, name)
        shape = (tools + 1,) if name == "indptr" else (count,)
        if array.dtype != dtype or array.shape != shape:
            return (
                f"{name} is {array.dtype} of shape {array.shape}, expected {np.dtype(dtype)} of shape {shape}"
            )
    if links.indptr[0] != 0 or links.indptr[-1] != count or (np.diff(links.indptr) < 0).any():
        return "indptr does not ascend from 0 to the number of links"
    smaller = np.repeat(np.arange(tools), np.diff(links.indptr))
    if ((links.partner <= smaller) | (links.partner >= tools)).any():
        return "a link's partner is not a later tool"
    if ((links.kind < 0) | (links.kind > LARGER_RETURNS)).any():
        return "a link is of no known kind"
    for side in (links.left, links.right):
        if ((side < 0) | (side >= strings)).any():
            return "a link names no string"
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
