"""Parquet shards named by their content, written a row group at a time."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .rows import rows_to_table

if TYPE_CHECKING:
    import pyarrow.parquet as pq

ROWS_PER_SHARD = 20_000
ROWS_PER_GROUP = 500
DIGEST_LENGTH = 16


class ShardWriter:
    """Writes encoded rows into numbered Parquet files of one folder.

    Args:
        folder: Made by the first row.
        rows_per_shard: Rows after which a new file is begun.
    """

    def __init__(self, folder: Path, rows_per_shard: int = ROWS_PER_SHARD) -> None:
        self._folder = folder
        self._rows_per_shard = rows_per_shard
        self._group: list[Mapping[str, Any]] = []
        self._in_shard = 0
        self._paths: list[Path] = []
        self._file: pq.ParquetWriter | None = None

    def add(self, row: Mapping[str, Any]) -> None:
        """Add one row from `encode_row`."""
        self._group.append(row)
        if len(self._group) == min(ROWS_PER_GROUP, self._rows_per_shard - self._in_shard):
            self._write_group()

    def close(self) -> str | None:
        """Finish the files, name them, and return the pattern that matches all of them and no others.

        Returns None if there was no row.
        """
        self._write_group()
        self._close_file()
        if not self._paths:
            return None
        digest = hashlib.sha256()
        for path in self._paths:
            with open(path, "rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
        name = digest.hexdigest()[:DIGEST_LENGTH]
        for number, path in enumerate(self._paths):
            os.replace(path, self._folder / f"train-{number:05d}-of-{len(self._paths):05d}-{name}.parquet")
        return f"train-*-{name}.parquet"

    def _write_group(self) -> None:
        if not self._group:
            return
        table = rows_to_table(self._group)
        if self._file is None:
            self._file = self._open(table)
        self._file.write_table(table)
        self._in_shard += len(self._group)
        self._group = []
        if self._in_shard == self._rows_per_shard:
            self._close_file()

    def _open(self, table: Any) -> pq.ParquetWriter:
        import pyarrow.parquet as pq

        self._folder.mkdir(exist_ok=True)
        self._paths.append(self._folder / f"{len(self._paths):05d}.parquet")
        # content-defined chunks: a new version of the dataset uploads only what changed
        return pq.ParquetWriter(
            self._paths[-1], table.schema, compression="zstd", use_content_defined_chunking=True
        )

    def _close_file(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
            self._in_shard = 0
