"""One process at a time in a folder, and the number of the one that is there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from toolflow_dataset.errors import ConfigError

LOCK_FILE = ".toolflow-lock"


@contextmanager
def locked(out: Path) -> Iterator[None]:
    """Keep other processes from writing to the run folder, as far as the file system can.

    Raises:
        ConfigError: If another process does so now, or the folder cannot be written.
    """
    try:
        import fcntl
    except ImportError:  # a system without advisory locks
        yield
        return
    made = not out.exists()
    path = out / LOCK_FILE
    while True:
        try:
            out.mkdir(parents=True, exist_ok=True)
            lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise ConfigError(f"{out}: cannot be written ({error}); choose another --out") from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            owner = os.pread(lock, 20, 0).decode("ascii", "replace").strip()
            os.close(lock)
            who = f"another process ({owner})" if owner else "another process"
            raise ConfigError(
                f"{out}: {who} is writing to this run; wait for it, or choose another --out"
            ) from error
        if _is_file(path, lock):
            break
        os.close(lock)  # its owner deleted it between the two calls, so it keeps nobody out
    try:
        os.ftruncate(lock, 0)
        os.pwrite(lock, str(os.getpid()).encode(), 0)  # for the message; the lock goes with its owner's death
        yield
    finally:
        path.unlink(missing_ok=True)  # while it is held, so that nobody else's is deleted
        os.close(lock)
        if made and not any(out.iterdir()):
            out.rmdir()


def _is_file(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False
