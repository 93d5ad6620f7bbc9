"""A file of JSON lines that a run adds to: each on disk at once; a line torn by a kill is dropped."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from toolflow_dataset.errors import SchemaError

Record = TypeVar("Record")


class LineFile:
    """A file of JSON lines.

    Args:
        path: Of the file; it need not be there yet.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._writer: BinaryIO | None = None

    def read(self, parse: Callable[[Any], Record]) -> Iterator[Record]:
        """Yield what stands on each line; a torn last line is taken out of the file.

        Args:
            parse: Makes a record of a line's JSON.

        Raises:
            SchemaError: If another line is none.
        """
        if not self.path.exists():
            return
        content = self.path.read_bytes()
        whole = content.rfind(b"\n") + 1
        if whole < len(content):
            with self.path.open("r+b") as file:
                file.truncate(whole)  # torn when the run was killed: owed again
        for number, line in enumerate(content[:whole].splitlines(), 1):
            try:
                yield parse(json.loads(line.decode("utf-8", "surrogatepass")))
            except (SchemaError, ValueError, TypeError) as error:
                raise SchemaError(f"{self.path}:{number}: {error}; give another folder") from error

    def add(self, document: Mapping[str, Any]) -> None:
        """Write a line, before anything else is done."""
        if self._writer is None:
            self._writer = self.path.open("ab")
        line = json.dumps(document, ensure_ascii=False) + "\n"
        self._writer.write(line.encode("utf-8", "surrogatepass"))
        self._writer.flush()

    def close(self) -> None:
        """Close the file."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None
