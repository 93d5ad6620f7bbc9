"""Read a file of tools into documents: JSON or JSON Lines, plain or gzip, in any of the usual wrappings.

Wrappings: a list; `{"tools": [...]}`, `{"functions": [...]}`; an MCP `tools/list` result, alone or in its
JSON-RPC response; one such document a line. What is in a file shows from its text: many `.json` files hold
lines.
"""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from toolflow_dataset.errors import ToolSourceError

from .standardise import PARAMETER_KEYS, SourceTool
from .tool_report import Issue

_LISTS = ("tools", "functions", "function", "functionDeclarations", "function_declarations")
_LINE_NAMES = (".jsonl", ".ndjson", ".jsonlines")
_ESCAPED_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_MAX_NESTED_LISTS = 6


def read_sources(path: Path) -> tuple[list[SourceTool], list[str]]:
    """Return the tool documents of a file in their order, and remarks about the file.

    A broken line of a JSON Lines file gives a source with a problem; what else cannot be read raises.

    Raises:
        ToolSourceError: If the file is missing, not UTF-8, or not JSON.
    """
    text = _read_text(path)
    notes: list[str] = []
    sources: list[SourceTool] = []
    if not text.strip():
        pass
    elif (document := _whole(text, path)) is not None:
        sources.extend(_unwrap(document[0], str(path), (), notes))
    else:
        for number, line in enumerate(text.split("\n"), start=1):
            if line.strip():
                sources.extend(_read_line(line, f"{path}:{number}", notes))
    if not sources:
        notes.append(f"{path}: holds no tools")
    if not _ESCAPED_SURROGATE.search(text):
        sources = [replace(source, is_clean=True) for source in sources]
    return sources, notes


def _read_text(path: Path) -> str:
    try:
        raw = path.read_bytes()
        if raw[:2] == b"\x1f\x8b":
            raw = gzip.decompress(raw)
    except FileNotFoundError:
        raise ToolSourceError(
            f"{path}: no such file; give the path of a JSON or JSONL file of tools"
        ) from None
    except IsADirectoryError:
        raise ToolSourceError(f"{path}: is a folder; give the files in it, such as {path}/*.json") from None
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise ToolSourceError(f"{path}: a damaged gzip file ({error}); fetch or pack it again") from error
    except OSError as error:
        raise ToolSourceError(f"{path}: cannot be read ({error.strerror})") from error
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ToolSourceError(
            f"{path}:{line}: not UTF-8 (byte 0x{raw[error.start]:02x} at offset {error.start}); "
            f"save it as UTF-8, for instance with `iconv -f LATIN1 -t UTF-8`"
        ) from error


def _whole(text: str, path: Path) -> tuple[Any] | None:
    """Return the file's one JSON value in a tuple, or None if it holds one value a line.

    Raises:
        ToolSourceError: If it is neither.
    """
    start = len(text) - len(text.lstrip())
    suffixes = [suffix.lower() for suffix in path.suffixes]
    try:
        value, end = _DECODER.raw_decode(text, start)
        rest = text[end : end + 200].lstrip(" \t\r")
        if not rest or not text[end:].strip():
            return (value,)
        if rest.startswith("\n"):
            return None
        raise json.JSONDecodeError("Extra data", text, len(text) - len(text[end:].lstrip()))
    except json.JSONDecodeError as error:
        first, _, others = text.lstrip().partition("\n")
        if any(suffix in _LINE_NAMES for suffix in suffixes) or (others.strip() and _is_json(first)):
            return None
        raise ToolSourceError(f"{path}:{error.lineno}:{error.colno}: not JSON: {error.msg}") from error
    except ValueError as error:  # NaN, or an integer of thousands of digits
        raise ToolSourceError(f"{path}: a number that cannot be used: {error}") from error
    except RecursionError as error:
        raise ToolSourceError(f"{path}: nested too deeply to be read") from error


def _is_json(text: str) -> bool:
    try:
        _DECODER.decode(text)
    except (ValueError, RecursionError):
        return False
    return True


def _read_line(line: str, place: str, notes: list[str]) -> list[SourceTool]:
    try:
        document = _DECODER.decode(line)
    except json.JSONDecodeError as error:
        problem = Issue("broken-json", "", f"column {error.colno}: {error.msg}")
    except ValueError as error:
        problem = Issue("broken-json", "", f"a number that cannot be used: {error}")
    except RecursionError:
        problem = Issue("broken-json", "", "nested too deeply to be read")
    else:
        return list(_unwrap(document, place, (), notes))
    return [SourceTool(None, place, problem=problem)]


def _unwrap(
    document: Any, place: str, roots: tuple[Any, ...], notes: list[str], depth: int = 0
) -> Iterator[SourceTool]:
    """Yield the function documents inside a document, which may itself be one."""
    mark = "" if "#" in place else "#"
    if depth > _MAX_NESTED_LISTS:
        yield SourceTool(document, place, roots)
    elif isinstance(document, list):
        for i, part in enumerate(document):
            yield from _unwrap(part, f"{place}{mark}/{i}", roots, notes, depth + 1)
    elif isinstance(document, Mapping) and (key := _list_key(document)):
        if document.get("nextCursor"):
            notes.append(f"{place}: this tools/list result has further pages (nextCursor); fetch them too")
        for i, part in enumerate(document[key]):
            yield from _unwrap(part, f"{place}{mark}/{key}/{i}", (document, *roots), notes, depth + 1)
    elif isinstance(document, Mapping) and "result" in document and "name" not in document:
        yield from _unwrap(document["result"], f"{place}{mark}/result", roots, notes, depth + 1)
    elif isinstance(document, Mapping) and "jsonrpc" in document and "error" in document:
        detail = f"the server answered with an error: {json.dumps(document['error'])[:200]}"
        yield SourceTool(None, place, problem=Issue("not-a-tool", "", detail))
    else:
        yield SourceTool(document, place, roots)


def _list_key(document: Mapping[str, Any]) -> str | None:
    """Return the key under which a document lists tools; None if it is a tool itself."""
    if any(key in document for key in PARAMETER_KEYS):
        return None
    return next((key for key in _LISTS if isinstance(document.get(key), list)), None)


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"JSON has no {name}; write null or leave the key out")


def _finite(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueError(f"{text[:40]} is beyond what a float holds")
    return number


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant, parse_float=_finite)
