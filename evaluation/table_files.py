"""Tables in files, as spreadsheets and scripts write them: CSV, TSV, and whatever records come in."""

from __future__ import annotations

import csv
import io
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from toolflow_dataset.errors import SchemaError

from .record_files import SUFFIXES, read_records

Row = tuple[str, dict[str, Any]]  # place, cells by column; an empty cell is None

_DELIMITERS = {".csv": ",;\t", ".tsv": "\t"}


def read_table(path: Path) -> list[Row]:
    """Return the rows of a `.csv` or `.tsv` file with a head, or of JSON Lines, JSON or Parquet.

    A CSV file's delimiter is the one that its head holds most of: comma, semicolon or tab. Blanks around
    cells are taken off; empty cells, null and what is absent are None.

    Raises:
        SchemaError: If the file is missing, damaged, empty or of no known kind; names file and line.
    """
    known = ", ".join((*_DELIMITERS, *SUFFIXES))
    if not path.is_file():
        raise SchemaError(f"{path}: no such file; expected a table ({known})")
    delimiters = _DELIMITERS.get(path.suffix.lower())
    if delimiters is None and not path.name.lower().removesuffix(".gz").endswith(SUFFIXES):
        raise SchemaError(f"{path}: not a known kind of file; save the table as one of {known}")
    rows = list(_records(path) if delimiters is None else _cells(path, delimiters))
    if not rows:
        raise SchemaError(f"{path}: holds no rows")
    return rows


def columns_of(rows: Iterable[Row]) -> list[str]:
    """Return the columns of all rows in order of appearance."""
    return list(dict.fromkeys(column for _, cells in rows for column in cells))


def text_cell(cells: Mapping[str, Any], column: str, place: str) -> str:
    """Return a cell that names something; numbers are taken as they are written.

    Raises:
        SchemaError: If it is empty or holds neither text nor a number.
    """
    value = cells.get(column)
    if isinstance(value, float) and value.is_integer():  # a Parquet column with gaps
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, str | int | float) or value == "":
        raise SchemaError(f"{place}: `{column}`: got {_shown(value)}, expected a name or a number")
    return str(value)


def number_cell(cells: Mapping[str, Any], column: str, place: str) -> float:
    """Return a cell that holds a number; nan where it is empty.

    Raises:
        SchemaError: If it holds anything else, infinity and a written nan among it.
    """
    value = cells.get(column)
    if value is None or (isinstance(value, float) and math.isnan(value)):  # nan: Parquet's empty cell
        return math.nan
    try:
        number = math.nan if isinstance(value, bool) else float(value)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not math.isfinite(number):
        raise SchemaError(
            f"{place}: `{column}`: got {_shown(value)}, expected a number such as 4, or nothing for none"
        )
    return number


def _shown(value: Any) -> str:
    return "nothing" if value is None else f"{value!r:.60}"


def _records(path: Path) -> Iterator[Row]:
    for place, record in read_records(path):
        if isinstance(record, SchemaError):
            raise record
        if not isinstance(record, Mapping):
            raise SchemaError(f"{place}: got {record!r:.60}, expected an object, one for each row")
        yield place, {str(key).strip(): _bare(value) for key, value in record.items()}


def _bare(value: Any) -> Any:
    return (value.strip() or None) if isinstance(value, str) else value


def _cells(path: Path, delimiters: str) -> Iterator[Row]:
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SchemaError(f"{path}:{line}: not UTF-8; save the file as UTF-8") from error
    first = text.partition("\n")[0]
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=max(delimiters, key=first.count), strict=True
    )
    columns: list[str] = []
    try:
        for fields in reader:
            cells = [cell.strip() for cell in fields]
            if not any(cells):
                continue
            place = f"{path}:{reader.line_num}"
            if not columns:
                columns = _head(cells, place)
                continue
            if len(cells) < len(columns) or any(cells[len(columns) :]):
                raise SchemaError(
                    f"{place}: {len(cells)} cells under {len(columns)} columns ({', '.join(columns)})"
                )
            yield place, {name: cell or None for name, cell in zip(columns, cells, strict=False) if name}
    except csv.Error as error:
        raise SchemaError(f"{path}:{reader.line_num}: not CSV: {error}") from error


def _head(cells: list[str], place: str) -> list[str]:
    while not cells[-1]:  # a delimiter too many at the end of each line
        cells = cells[:-1]
    twice = [name for name, count in Counter(cells).items() if count > 1]
    if twice:
        raise SchemaError(f"{place}: several columns are called {twice[0]!r}; give each a name of its own")
    if "" in cells:
        raise SchemaError(f"{place}: column {cells.index('') + 1} has no name; the first line is the head")
    return cells
