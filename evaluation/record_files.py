"""The records of a file, one at a time, each with its place: JSON Lines, JSON (perhaps gzipped), Parquet."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from toolflow_dataset.errors import SchemaError

LINE_SUFFIXES = (".jsonl", ".ndjson", ".jsonlines")
SUFFIXES = (*LINE_SUFFIXES, ".json", ".parquet")
_ROWS = 256
_WRAPPINGS = ("data", "dialogues", "examples", "rows", "train")


def read_records(path: Path) -> Iterator[tuple[str, Any]]:
    """Yield (place, record) of a file in order; a JSON list is loaded whole, everything else streams.

    A record that cannot be decoded is yielded as a `SchemaError`, so that a caller may go on after it.

    Raises:
        SchemaError: If the file is missing, damaged or of no known kind.
    """
    kind = path.name.lower().removesuffix(".gz")
    try:
        if kind.endswith(".parquet"):
            yield from _rows(path)
        elif kind.endswith(LINE_SUFFIXES) or (kind.endswith(".json") and _holds_lines(path)):
            yield from _lines(path)
        elif kind.endswith(".json"):
            yield from _items(path)
        else:
            raise SchemaError(
                f"{path}: not a known kind of file; expected {', '.join(SUFFIXES)}, or .gz of it"
            )
    except FileNotFoundError:
        raise SchemaError(
            f"{path}: no such file; give a file, a run folder, a dataset folder or a Hub id"
        ) from None
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise SchemaError(f"{path}: a damaged gzip file ({error}); fetch or pack it again") from error
    except OSError as error:
        raise SchemaError(f"{path}: cannot be read ({error})") from error


def _open(path: Path) -> IO[bytes]:
    with open(path, "rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    return gzip.open(path, "rb") if packed else open(path, "rb")  # type: ignore[return-value]


def _holds_lines(path: Path) -> bool:
    """Tell whether a `.json` file holds one object a line: many do."""
    with _open(path) as file:
        first = file.readline().strip()
        second = file.readline().strip()
    if not first.startswith(b"{") or not second.startswith(b"{"):
        return False
    try:
        json.loads(first)
    except ValueError:
        return False
    return True


def _lines(path: Path) -> Iterator[tuple[str, Any]]:
    with _open(path) as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield f"{path}:{number}", _decoded(line, f"{path}:{number}")


def _decoded(line: bytes, place: str) -> Any:
    try:
        return json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return SchemaError(f"{place}: not UTF-8 (byte 0x{line[error.start]:02x}); save the file as UTF-8")
    except json.JSONDecodeError as error:
        return SchemaError(f"{place}:{error.colno}: not JSON: {error.msg}; expected one object a line")
    except (ValueError, RecursionError) as error:
        return SchemaError(f"{place}: not JSON: {error}")


def _items(path: Path) -> Iterator[tuple[str, Any]]:
    with _open(path) as file:
        content = file.read()
    try:
        value = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SchemaError(f"{path}:{line}: not UTF-8; save the file as UTF-8") from error
    except json.JSONDecodeError as error:
        raise SchemaError(f"{path}:{error.lineno}:{error.colno}: not JSON: {error.msg}") from error
    except (ValueError, RecursionError) as error:
        raise SchemaError(f"{path}: not JSON: {error}") from error
    pointer = ""
    if isinstance(value, dict):
        key = next((key for key in _WRAPPINGS if isinstance(value.get(key), list)), None)
        pointer, value = (f"/{key}", value[key]) if key else ("", [value])
    if not isinstance(value, list):
        raise SchemaError(f"{path}: holds {type(value).__name__}, expected a list of dialogues")
    for i, item in enumerate(value):
        yield f"{path}#{pointer}/{i}", item


def _rows(path: Path) -> Iterator[tuple[str, Any]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            row = 0
            for batch in file.iter_batches(_ROWS):
                for record in batch.to_pylist():
                    row += 1
                    yield f"{path}, row {row}", record
    except pa.ArrowInvalid as error:
        raise SchemaError(f"{path}: a damaged Parquet file ({error}); fetch or export it again") from error
