"""Files written all or nothing, a line at a time, gzipped by their name."""

from __future__ import annotations

import gzip
import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from .errors import ConfigError, SchemaError


class JsonLines:
    """A JSON Lines file that appears under its name only when it is complete.

    Left by an error, it leaves nothing behind, and what stood there before stays. The same records give the
    same bytes, gzipped (`.gz`) too.

    Args:
        path: The file; its folder is made.

    Raises:
        ConfigError: If the folder cannot be written to.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self.count = 0
        if self.path.is_dir():
            raise ConfigError(f"{self.path} is a folder; give a file name")
        with _told(self.path):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self.path.parent, prefix=f".{self.path.name[:50]}.")
            self._partial = Path(name)
            self._plain = os.fdopen(handle, "wb")
        self._file: IO[bytes] = self._plain
        if self.path.suffix == ".gz":
            packed: Any = gzip.GzipFile(filename="", mode="wb", fileobj=self._plain, mtime=0)
            self._file = packed

    def write(self, *records: Mapping[str, Any]) -> None:
        """Add records, all or none of them.

        Raises:
            ConfigError: If it cannot be written.
            SchemaError: If one holds what JSON cannot, an infinite number or nan.
        """
        lines = list(map(_encoded, records))
        with _told(self.path):
            self._file.writelines(lines)
        self.count += len(lines)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            with _told(self.path):
                if self._file is not self._plain:
                    self._file.close()
                self._plain.close()
                if kind is None:
                    _permit(self._partial)
                    self._partial.replace(self.path)
        finally:
            self._partial.unlink(missing_ok=True)


def write_whole(path: Path, text: str) -> None:
    """Write a text file, all or nothing.

    Raises:
        ConfigError: If it cannot be written.
    """
    with _told(path):
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:50]}.")
        partial = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
            _permit(partial)
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)


def _encoded(record: Mapping[str, Any]) -> bytes:
    try:
        text = json.dumps(record, ensure_ascii=False, allow_nan=False)
    except ValueError as error:
        raise SchemaError(f"cannot be written as JSON ({error})") from error
    try:
        return text.encode() + b"\n"
    except UnicodeEncodeError:  # half a surrogate pair, which only an escape can say
        return json.dumps(record).encode() + b"\n"


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ConfigError(
            f"{path}: cannot be written ({error.strerror or error}); choose a folder you may write to"
        ) from error


def _permit(path: Path) -> None:
    """Give a temporary file, which only its owner may read, the mode that a new file has."""
    mask = os.umask(0)
    os.umask(mask)
    path.chmod(0o666 & ~mask)
