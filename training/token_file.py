"""Sequences to learn from, in one Arrow file that is read memory-mapped."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Any

from .token_rows import TokenRow

_ROWS_AT_ONCE = 256


def write_tokens(path: Path, rows: Iterable[TokenRow]) -> str:
    """Write rows, all or nothing, and return the sha256 of the file.

    Columns: `input_ids`, `labels`, `length`.
    """
    import pyarrow as pa

    numbers = pa.list_(pa.int32())
    schema = pa.schema([("input_ids", numbers), ("labels", numbers), ("length", pa.int32())])
    temporary = path.with_name(f".{path.name}.tmp")
    remaining = iter(rows)
    with pa.OSFile(str(temporary), "wb") as sink, pa.ipc.new_stream(sink, schema) as writer:
        while batch := list(islice(remaining, _ROWS_AT_ONCE)):
            columns = {
                "input_ids": [row.input_ids for row in batch],
                "labels": [row.labels for row in batch],
                "length": [len(row.input_ids) for row in batch],
            }
            writer.write_batch(pa.RecordBatch.from_pydict(columns, schema))
    digest = file_digest(temporary)
    temporary.replace(path)
    return digest


def read_tokens(path: Path) -> Any:
    """Return the rows as a `datasets.Dataset`."""
    from datasets import Dataset

    return Dataset.from_file(str(path))


def file_digest(path: Path) -> str:
    """Return the sha256 of a file, empty where there is none."""
    if not path.exists():
        return ""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
