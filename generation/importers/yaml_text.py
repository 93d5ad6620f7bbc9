"""YAML read as the JSON it stands for, safely: no tags, no dates, no `no` that means false.

The value is built from the parser's events one by one. PyYAML's own way composes nodes recursively, and in
its C form ends the process on deep nesting. Nesting, size and what aliases multiply are bounded.
"""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any

from toolflow_dataset.errors import ToolSourceError

MAX_CHARACTERS = 64 * 2**20
MAX_DEPTH = 200
MAX_REPEATED = 1_000_000  # values that aliases may add to those written out

_NULL = frozenset(("", "~", "null", "Null", "NULL"))
_BOOLEANS = {word: word.lower() == "true" for word in ("true", "True", "TRUE", "false", "False", "FALSE")}
_INTEGER = re.compile(r"[-+]?[0-9]{1,300}|0o[0-7]{1,300}|0x[0-9a-fA-F]{1,300}")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_INFINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_STRING_TAG = "tag:yaml.org,2002:str"
_MERGE = "<<"


def parse_yaml(text: str, path: Path, notes: list[str]) -> Any:
    """Return the value of a YAML text of one document, by the core schema of YAML 1.2.

    Args:
        text: The document.
        path: Its file, for messages.
        notes: Told of keys that are given twice; the last one counts.

    Raises:
        ToolSourceError: If it is no YAML, has several documents or foreign tags, or passes a bound.
    """
    import yaml

    if len(text) > MAX_CHARACTERS:
        raise ToolSourceError(
            f"{path}: YAML of {len(text) / 2**20:,.0f} Mi characters; the limit is "
            f"{MAX_CHARACTERS // 2**20}; convert it to JSON, which may be larger"
        )
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    builder = _Builder(path, notes)
    try:
        for event in yaml.parse(text, Loader=loader):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f"{path}:{mark.line + 1}:{mark.column + 1}" if mark else str(path)
        raise ToolSourceError(f"{where}: not YAML: {error.problem}") from error
    except yaml.YAMLError as error:
        raise ToolSourceError(f"{path}: not YAML: {str(error).splitlines()[0]}") from error
    return builder.value


class _Open:
    """A list or mapping that is being read."""

    __slots__ = ("anchor", "key", "merged", "size", "value")

    def __init__(self, value: list[Any] | dict[str, Any], anchor: str | None) -> None:
        self.value = value
        self.anchor = anchor
        self.key: str | None = None
        self.merged: dict[str, Any] = {}
        self.size = 1


class _Builder:
    """Takes events and holds what they have built."""

    def __init__(self, path: Path, notes: list[str]) -> None:
        self.value: Any = None
        self._path = path
        self._notes = notes
        self._documents = 0
        self._stack: list[_Open] = []
        self._anchors: dict[str, tuple[Any, int]] = {}
        self._repeated = 0

    def take(self, event: Any) -> None:
        """Take the next event of the parser.

        Raises:
            ToolSourceError: If the value cannot be JSON, or passes a bound.
        """
        kind = type(event).__name__
        if kind == "ScalarEvent":
            self._close(self._scalar(event), 1, event.anchor, event)
        elif kind in ("MappingStartEvent", "SequenceStartEvent"):
            if event.tag and not event.implicit:
                self._fail(event, f"the tag {event.tag[:60]!r} is not allowed; only plain values are")
            if len(self._stack) >= MAX_DEPTH:
                self._fail(event, f"nested more than {MAX_DEPTH} levels deep, the limit")
            self._stack.append(_Open({} if kind == "MappingStartEvent" else [], event.anchor))
        elif kind in ("MappingEndEvent", "SequenceEndEvent"):
            closed = self._stack.pop()
            if isinstance(closed.value, dict):
                for key, value in closed.merged.items():
                    closed.value.setdefault(key, value)
            self._close(closed.value, closed.size, closed.anchor, event)
        elif kind == "AliasEvent":
            if event.anchor not in self._anchors:
                self._fail(event, f"the alias *{event.anchor} stands before or inside what it names")
            value, size = self._anchors[event.anchor]
            self._repeated += size
            if self._repeated > MAX_REPEATED:
                self._fail(event, f"aliases repeat more than {MAX_REPEATED:,} values, the limit")
            self._close(value, size, None, event)
        elif kind == "DocumentStartEvent":
            self._documents += 1
            if self._documents > 1:
                self._fail(event, "a second document; put each into a file of its own")

    def _close(self, value: Any, size: int, anchor: str | None, event: Any) -> None:
        """Put a finished value where it belongs."""
        if anchor:
            self._anchors[anchor] = (value, size)
        if not self._stack:
            self.value = value
            return
        holder = self._stack[-1]
        holder.size += size
        if isinstance(holder.value, list):
            holder.value.append(value)
        elif holder.key is None:
            if isinstance(value, (dict, list)):
                self._fail(event, "a list or mapping as a key; keys have to be text")
            holder.key = event.value if type(event).__name__ == "ScalarEvent" else _key_text(value)
        else:
            key, holder.key = holder.key, None
            if key == _MERGE and isinstance(value, (dict, list)):
                for part in value if isinstance(value, list) else [value]:
                    if not isinstance(part, dict):
                        self._fail(event, "what << merges has to be a mapping")
                    for name, child in part.items():
                        holder.merged.setdefault(name, child)
                return
            if key in holder.value:
                self._notes.append(
                    f"{self._path}:{event.start_mark.line + 1}: the key {key[:60]!r} is given twice in one "
                    f"mapping; the last one is used"
                )
            holder.value[key] = value

    def _scalar(self, event: Any) -> Any:
        text: str = event.value
        if event.tag == _STRING_TAG or (event.tag is None and not event.implicit[0]) or event.tag == "!":
            return text
        if event.tag is not None and not event.tag.startswith("tag:yaml.org,2002:"):
            self._fail(event, f"the tag {event.tag[:60]!r} is not allowed; only plain values are")
        if event.tag is not None and event.tag.rpartition(":")[2] not in ("null", "bool", "int", "float"):
            self._fail(event, f"the tag {event.tag[:60]!r} is not allowed; only plain values are")
        if text in _NULL:
            return None
        if text in _BOOLEANS:
            return _BOOLEANS[text]
        if _INTEGER.fullmatch(text):
            return int(text, 0) if text[:2] in ("0o", "0x") else int(text)
        if _FLOAT.fullmatch(text):
            number = float(text)
            if not math.isfinite(number):
                self._fail(event, f"the number {text[:40]} is beyond what a float holds")
            return number
        if _INFINITE.fullmatch(text):
            self._fail(event, f"JSON has no {text}; write null or leave the key out")
        return text

    def _fail(self, event: Any, problem: str) -> None:
        mark = event.start_mark
        raise ToolSourceError(f"{self._path}:{mark.line + 1}:{mark.column + 1}: {problem}")


def _key_text(value: Any) -> str:
    """Return the text of a key that an alias stands for."""
    return (
        value
        if isinstance(value, str)
        else {None: "null", True: "true", False: "false"}.get(value, str(value))
    )
