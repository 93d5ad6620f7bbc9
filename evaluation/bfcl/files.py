"""BFCL's files by category, in a folder at any depth or in the wheel of `bfcl-eval`."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any, Self

from toolflow_dataset.errors import SchemaError, ToolSourceError

from .categories import CATEGORIES

ANSWERS = "possible_answer"
_FILE = re.compile(r"BFCL_v(\d+)_(\w+)\.json")
_OLDER = {"simple": "simple_python"}  # what version 3 calls it


class BfclFiles:
    """The files of questions and of right answers.

    Args:
        path: A folder that holds `BFCL_v4_simple_python.json` and its like, with `possible_answer` beside
            them, at any depth; or the wheel of `bfcl-eval`.
        older: Take version 3's names too.

    Raises:
        ToolSourceError: If it is neither, or has several files of one category.
    """

    def __init__(self, path: Path, *, older: bool = False) -> None:
        self._path = path
        self._wheel: zipfile.ZipFile | None = None
        self._names: dict[tuple[str, bool], str] = {}
        try:
            if path.is_dir():
                names = sorted(file.as_posix() for file in path.rglob("BFCL_v*.json"))
            else:
                self._wheel = zipfile.ZipFile(path)
                names = sorted(self._wheel.namelist())
        except (OSError, zipfile.BadZipFile) as error:
            raise ToolSourceError(
                f"{path}: cannot be read as a folder or a wheel ({error}); expected a folder of BFCL files, "
                "or the wheel that `pip download --no-deps bfcl-eval` gets"
            ) from error
        for name in names:
            place = PurePosixPath(name)
            match = _FILE.fullmatch(place.name)
            category = (_OLDER.get(match[2], match[2]) if older else match[2]) if match else ""
            if category in CATEGORIES:
                key = category, place.parent.name == ANSWERS
                if key in self._names:
                    raise ToolSourceError(
                        f"{path}: both {self._names[key]} and {name} are there; give one folder"
                    )
                self._names[key] = name

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._wheel is not None:
            self._wheel.close()

    def __contains__(self, category: str) -> bool:
        """Tell whether there are questions of a category."""
        return (category, False) in self._names

    def records(self, category: str, *, answers: bool = False) -> Iterator[tuple[Mapping[str, Any], str]]:
        """Yield (record, file and line) of a category's questions, or of its answers.

        Raises:
            ToolSourceError: If there is no such file, or it cannot be read.
            SchemaError: If a line is no JSON object.
        """
        name = self._names.get((category, answers))
        if name is None:
            what = f"{ANSWERS}/BFCL_v4_{category}.json" if answers else f"BFCL_v4_{category}.json"
            raise ToolSourceError(
                f"{self._path}: no file {what} in it; expected a folder of BFCL files, version 4, or the "
                "wheel of bfcl-eval"
            )
        for number, line in enumerate(self._text(name).split("\n"), 1):
            if not line.strip():
                continue
            place = f"{name}:{number}"
            try:
                record = json.loads(line)
            except ValueError as error:
                raise SchemaError(f"{place}: not JSON ({error})") from error
            if not isinstance(record, dict):
                raise SchemaError(f"{place}: expected an object, got {line[:80]!r}")
            yield record, place

    def _text(self, name: str) -> str:
        try:
            content = Path(name).read_bytes() if self._wheel is None else self._wheel.read(name)
            return content.decode("utf-8")
        except (OSError, UnicodeDecodeError, zipfile.BadZipFile) as error:
            raise ToolSourceError(f"{name}: cannot be read as UTF-8 text ({error})") from error
