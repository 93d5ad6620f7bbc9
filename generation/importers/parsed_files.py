"""A file's documents: one JSON or YAML value, or JSON Lines, plain or gzip.

What is in a file shows from its text: many `.json` files hold lines, and some hold YAML.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from toolflow_dataset.errors import ToolSourceError

from ..tool_report import Issue
from .file_text import read_text
from .source_document import ImportOptions, SourceDocument
from .yaml_text import parse_yaml

_LINE_NAMES = (".jsonl", ".ndjson", ".jsonlines")
_YAML_NAMES = (".yaml", ".yml")
_ESCAPED_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_YAML_START = re.compile(r"^(?:%YAML|---\s|(?:openapi|swagger)['\"]?\s*:)", re.MULTILINE)


def read_documents(path: Path, options: ImportOptions, notes: list[str]) -> Iterator[SourceDocument]:
    """Yield the documents of a file in their order.

    A broken line of a JSON Lines file gives a document with a problem; what else cannot be read raises.

    Raises:
        ToolSourceError: If the file is missing, too large, not UTF-8, or neither JSON nor YAML.
    """
    text = read_text(path)
    is_clean = not _ESCAPED_SURROGATE.search(text)
    if not text.strip():
        return
    document = parse_value(text, path, notes)
    if document is not None:
        yield SourceDocument(document[0], str(path), path, notes, is_clean, options)
        return
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            value, problem = _read_line(line)
            yield SourceDocument(value, f"{path}:{number}", path, notes, is_clean, options, problem)


def parse_value(text: str, path: Path, notes: list[str]) -> tuple[Any] | None:
    """Return the one value that a file's text holds in a tuple, or None if it holds one value a line.

    Raises:
        ToolSourceError: If it is neither.
    """
    suffixes = [suffix.lower() for suffix in path.suffixes]
    named_yaml = any(suffix in _YAML_NAMES for suffix in suffixes)
    opening = text.lstrip()[:1]
    if (named_yaml or opening not in ("{", "[")) and (named_yaml or _YAML_START.search(text[:4000])):
        return (parse_yaml(text, path, notes),)
    start = len(text) - len(text.lstrip())
    repeated: list[str] = []
    try:
        value, end = _decoder(repeated).raw_decode(text, start)
        rest = text[end : end + 200].lstrip(" \t\r")
        if not rest or not text[end:].strip():
            if repeated:
                named = ", ".join(map(repr, dict.fromkeys(repeated[:5])))
                notes.append(f"{path}: keys given twice in one object, the last one used: {named}")
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


def _read_line(line: str) -> tuple[Any, Issue | None]:
    try:
        return _DECODER.decode(line), None
    except json.JSONDecodeError as error:
        return None, Issue("broken-json", "", f"column {error.colno}: {error.msg}")
    except ValueError as error:
        return None, Issue("broken-json", "", f"a number that cannot be used: {error}")
    except RecursionError:
        return None, Issue("broken-json", "", "nested too deeply to be read")


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"JSON has no {name}; write null or leave the key out")


def _finite(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueError(f"{text[:40]} is beyond what a float holds")
    return number


def _decoder(repeated: list[str]) -> json.JSONDecoder:
    """Return a decoder that lists keys given twice in one object."""

    def to_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        value = dict(pairs)
        if len(value) < len(pairs) and len(repeated) < 1000:
            counts = Counter(key for key, _ in pairs)
            repeated.extend(key for key, count in counts.items() if count > 1)
        return value

    return json.JSONDecoder(parse_constant=_refuse_constant, parse_float=_finite, object_pairs_hook=to_object)


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant, parse_float=_finite)
