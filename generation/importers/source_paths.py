"""From what the user names (a file, a folder, a glob) to the files to read."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator
from pathlib import Path

from toolflow_dataset.errors import ToolSourceError

_NAMES = (".json", ".jsonl", ".ndjson", ".jsonlines", ".yaml", ".yml")


def expand(source: str | os.PathLike[str]) -> tuple[list[Path], bool]:
    """Return the files that a source means, in the order of their names, and whether it named just one.

    Of a folder these are all JSON, JSON Lines and YAML files below it, plain or gzip, unless hidden. A name
    with `*`, `?` or `[` is a pattern if no file has that name; `**` stands for any folders.

    Raises:
        ToolSourceError: If a folder or pattern has no such file.
    """
    path = Path(source)
    if path.is_dir():
        files = sorted(_files_below(path))
        if not files:
            raise ToolSourceError(
                f"{path}: is a folder without any {', '.join(_NAMES)} file; name the files to read"
            )
        return files, False
    name = os.fspath(source)
    if not path.exists() and any(character in name for character in "*?["):
        found = [Path(each) for each in sorted(glob.glob(name, recursive=True))]
        files = [each for each in found if each.is_file()]
        if not files:
            raise ToolSourceError(f"{name}: no file matches this pattern")
        return files, False
    return [path], True


def _files_below(folder: Path) -> Iterator[Path]:
    for root, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if not name.startswith(".") and name.lower().removesuffix(".gz").endswith(_NAMES):
                yield Path(root, name)
