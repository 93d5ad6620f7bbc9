"""What a model is by content: the digest of its weights, or of all files of its folder."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Collection
from pathlib import Path

from toolflow_dataset.errors import ConfigError

from .embedding_cache import cache_folder


def folder_digest(folder: Path, leave_out: Collection[str] = ()) -> str:
    """Return a sha256 over the names and contents of a folder's files; hidden ones do not count.

    Args:
        folder: The folder.
        leave_out: Files that do not count either, as paths within the folder.

    Raises:
        ConfigError: If a file cannot be read.
    """
    content = hashlib.sha256()
    for path in _files_in(folder):
        if path.relative_to(folder).as_posix() in leave_out:
            continue
        content.update(f"{path.relative_to(folder).as_posix()}\0{file_digest(path)}\n".encode())
    return content.hexdigest()


def file_digest(path: Path) -> str:
    """Return a file's sha256, remembered in the cache folder while the file stays the same.

    Size and time of writing do not tell: models of one architecture are of one size, and copying and
    unpacking set the time. The time of change (on POSIX) and the file's number cannot be set.

    Raises:
        ConfigError: If the file cannot be read.
    """
    try:
        stat = path.stat()
    except OSError as error:
        raise ConfigError(f"encoder file {path} cannot be read ({error}); reinstall or restore it") from error
    marks = [stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino]
    identity = json.dumps([str(path), *marks])
    note = cache_folder() / "digests" / f"{hashlib.sha256(identity.encode()).hexdigest()}.json"
    try:
        remembered = json.loads(note.read_text("utf-8"))
        if remembered["file"] == identity:
            return str(remembered["sha256"])
    except (OSError, ValueError, KeyError, TypeError):
        pass  # not noted yet, or the note is damaged: compute it
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    try:
        note.parent.mkdir(parents=True, exist_ok=True)
        temporary = note.with_name(f"{note.name}.{hashlib.sha256(digest.encode()).hexdigest()[:8]}.tmp")
        temporary.write_text(json.dumps({"file": identity, "sha256": digest}), "utf-8")
        temporary.replace(note)
    except OSError:
        pass  # a read-only cache only means that the digest is computed again next time
    return digest


def _files_in(folder: Path) -> list[Path]:
    """Return the files below a folder that are not hidden, through links too: weights may lie elsewhere."""
    files: list[Path] = []
    seen: set[str] = set()
    for root, folders, names in os.walk(folder, followlinks=True):
        real = os.path.realpath(root)
        if real in seen:  # a link back
            folders.clear()
            continue
        seen.add(real)
        files.extend(Path(root, name) for name in names if not name.startswith("."))
    return sorted(path for path in files if path.is_file())
