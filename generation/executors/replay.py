"""Recorded results: what a call gives that was made before, by name and arguments."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from toolflow_dataset.errors import ExecutionError

from ..strict_json import parse
from .results import Answer

_KEYS = "name, arguments and result (or error)"
_Call = tuple[str, str]


class Recording:
    """The recorded calls of one file: a JSON object a line, with `name`, `arguments` and `result` or `error`.

    The same call recorded several times gives its results in their order, and the last one from then on.

    Args:
        path: JSON lines, perhaps gzipped.

    Raises:
        ExecutionError: If it cannot be read; names the line.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._answers: dict[_Call, list[Answer]] = {}
        for number, line in enumerate(_lines(path), 1):
            if line.strip():
                call, answer = self._read(line, number)
                self._answers.setdefault(call, []).append(answer)

    def __len__(self) -> int:
        return sum(map(len, self._answers.values()))

    def get(self, name: str, arguments: dict[str, Any], before: int) -> Answer | None:
        """Return the recorded answer of a call; None if there is none.

        Args:
            name: Of the tool.
            arguments: Equal ones count as the same, in whatever order their names stand.
            before: How often this dialogue has made the same call already.
        """
        answers = self._answers.get(call_key(name, arguments))
        return None if answers is None else answers[min(before, len(answers) - 1)]

    def _read(self, line: str, number: int) -> tuple[_Call, Answer]:
        where = f"{self._path}, line {number}"
        try:
            document = parse(line)
        except ValueError as error:
            raise ExecutionError(f"{where}: not valid JSON ({error})") from error
        if not isinstance(document, dict):
            raise ExecutionError(f"{where}: got {line.strip()[:80]!r}, expected an object with {_KEYS}")
        name, arguments = document.get("name"), document.get("arguments", {})
        told = document.get("error")
        if not isinstance(name, str) or not isinstance(arguments, dict):
            raise ExecutionError(f"{where}: got {line.strip()[:80]!r}, expected {_KEYS}, arguments an object")
        if ("result" in document) == (told is not None) or not isinstance(told, str | None):
            raise ExecutionError(f"{where}: expected either result, any JSON value, or error, a text")
        return call_key(name, arguments), Answer(document.get("result"), told or "")


def call_key(name: str, arguments: dict[str, Any]) -> _Call:
    """Return what tells one call from another."""
    return name, json.dumps(arguments, sort_keys=True, ensure_ascii=False)


def digest_of(paths: Iterable[str]) -> str | None:
    """Return a digest of the content of recordings; None if there are none.

    Raises:
        ExecutionError: If one cannot be read.
    """
    total = hashlib.sha256()
    names = sorted(set(paths))
    for name in names:
        total.update(hashlib.sha256("".join(_lines(Path(name))).encode()).digest())
    return total.hexdigest() if names else None


def _lines(path: Path) -> Iterable[str]:
    try:
        opened = (
            gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else open(path, encoding="utf-8")
        )
        with opened as file:
            yield from file
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise ExecutionError(f"{path}: cannot be read ({error}); expected one JSON object a line") from error
