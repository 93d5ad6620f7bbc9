"""Embeddings kept by content in the user's cache folder: a string is embedded once per encoder, ever.

One SQLite file per encoder, whose locks make concurrent use safe. Each row carries a check over its key and
vector, so that a damaged row counts as missing; a damaged file is thrown away and begun anew. A cache that
cannot be used (read-only folder, full disk) costs a warning and time, never a result.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import warnings
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_CHECK_BYTES = 8
_LOOKUP_ROWS = 500  # SQLite's oldest limit on the parameters of one statement is 999
_BUSY_SECONDS = 30.0
_MAPPED_BYTES = 1 << 34  # at most; SQLite maps no more than the file has

_Action = Callable[[sqlite3.Connection], dict[bytes, bytes]]


def cache_folder() -> Path:
    """Return ToolFlow's cache folder: `$TOOLFLOW_CACHE`, else `~/.cache/toolflow`."""
    named = os.environ.get("TOOLFLOW_CACHE")
    return Path(named).expanduser() if named else Path.home() / ".cache" / "toolflow"


class EmbeddingCache:
    """The stored vectors of one encoder.

    Args:
        encoder_name: Name that changes whenever the vectors would; those that `load_encoder` gives hold the
            sha256 of the weights or of the model's folder, or the commit on the Hub.
        folder: Folder of the cache files; default `embeddings` in `cache_folder()`.
    """

    def __init__(self, encoder_name: str, folder: Path | None = None) -> None:
        self.encoder_name = encoder_name
        file_name = hashlib.sha256(encoder_name.encode()).hexdigest()[:16] + ".sqlite"
        self.path = (folder or cache_folder() / "embeddings") / file_name

    def get(self, texts: Sequence[str]) -> list[NDArray[np.float32] | None]:
        """Return each text's vector of shape (dim,), None where it is not stored or is damaged."""
        keys = [self._key(text) for text in texts]
        stored = self._attempt(lambda connection: _read(connection, keys)) or {}
        return [_unpack(key, stored[key]) if key in stored else None for key in keys]

    def put(self, texts: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Store `vectors` of shape (len(texts), dim); what stands under the same key is replaced."""
        keys = [self._key(text) for text in texts]
        rows = [(key, _pack(key, vector)) for key, vector in zip(keys, vectors, strict=True)]
        self._attempt(lambda connection: _write(connection, rows))

    def _key(self, text: str) -> bytes:
        # a lone surrogate (broken escape in somebody's JSON) cannot be encoded strictly
        return hashlib.sha256(f"{self.encoder_name}\0{text}".encode("utf-8", "surrogatepass")).digest()

    def _attempt(self, action: _Action) -> dict[bytes, bytes] | None:
        """Run `action` on the open file; start the file anew if it is damaged, warn if it cannot be used."""
        for last in (False, True):
            try:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                with closing(sqlite3.connect(self.path, timeout=_BUSY_SECONDS)) as connection:
                    connection.execute(
                        "CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB NOT NULL)"
                    )
                    return action(connection)
            except (OSError, sqlite3.OperationalError) as error:  # locked, read-only, full
                self._warn(error)
                return None
            except sqlite3.DatabaseError as error:  # not a database, malformed
                if last:
                    self._warn(error)
                else:
                    self._discard()
        return None

    def _discard(self) -> None:
        for path in (self.path, self.path.with_name(self.path.name + "-journal")):
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                self._warn(error)

    def _warn(self, error: Exception) -> None:
        warnings.warn(
            f"the embedding cache {self.path} cannot be used ({error}); going on without it. "
            "Set TOOLFLOW_CACHE to a folder you can write to.",
            RuntimeWarning,
            stacklevel=4,
        )


def _read(connection: sqlite3.Connection, keys: Sequence[bytes]) -> dict[bytes, bytes]:
    found: dict[bytes, bytes] = {}
    connection.execute(f"PRAGMA mmap_size = {_MAPPED_BYTES}")  # pages are read where they are, not copied
    ordered = sorted(keys)  # neighbours in the file's index one after the other
    for start in range(0, len(keys), _LOOKUP_ROWS):
        some = ordered[start : start + _LOOKUP_ROWS]
        marks = ",".join("?" * len(some))
        found.update(connection.execute(f"SELECT key, vector FROM vectors WHERE key IN ({marks})", some))
    return found


def _write(connection: sqlite3.Connection, rows: Sequence[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    with connection:
        connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)
    return {}


def _check(key: bytes, payload: bytes) -> bytes:
    return hashlib.blake2b(payload, digest_size=_CHECK_BYTES, key=key).digest()


def _pack(key: bytes, vector: NDArray[np.float32]) -> bytes:
    payload = np.ascontiguousarray(vector, dtype="<f4").tobytes()
    return payload + _check(key, payload)


def _unpack(key: bytes, stored: object) -> NDArray[np.float32] | None:
    if not isinstance(stored, bytes) or len(stored) <= _CHECK_BYTES or (len(stored) - _CHECK_BYTES) % 4:
        return None
    payload, check = stored[:-_CHECK_BYTES], stored[-_CHECK_BYTES:]
    if _check(key, payload) != check:
        return None
    return np.frombuffer(payload, dtype="<f4").astype(np.float32, copy=False)
