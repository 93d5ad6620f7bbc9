"""A file of JSON lines that a run adds to: each on disk at once; a line torn by a kill is dropped."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from io import FileIO
from pathlib import Path
from typing import Any, TypeVar

from toolflow_dataset.errors import SchemaError, ToolSourceError

Record = TypeVar("Record")


class LineFile:
    """A file of JSON lines.

    Args:
        path: Of the file; it need not be there yet.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._writer: FileIO | None = None

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
        """Write a line, before anything else is done.

        Raises:
            ToolSourceError: If it cannot be written; the next `read` drops what there is of the line.
        """
        line = json.dumps(document, ensure_ascii=False) + "\n"
        left = memoryview(line.encode("utf-8", "surrogatepass"))
        try:
            if self._writer is None:
                self._writer = self.path.open(
                    "ab", buffering=0
                )  # what a full disk refuses is not tried again
            while left:
                left = left[self._writer.write(left) :]
        except OSError as error:
            raise ToolSourceError(
                f"{self.path}: cannot be written ({error}); make room and run it again, what stands there is "
                "kept"
            ) from error

    def close(self) -> None:
        """Close the file."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None
