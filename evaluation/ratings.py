"""Ratings of items by raters in several dimensions, read from the forms in which people collect them.

Every form has a column `item`, and one row
- a rating: `item`, `rater`, `dimension`, `score`; or
- an item and rater: `item`, `rater`, and a column for each dimension; or
- an item: `item`, and a column `RATER:DIMENSION` for each rater and dimension, or `RATER` if there is only
  one dimension, which is then called `score`.
A column `comment` or `note`, singular or plural, is passed over.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from toolflow_dataset.errors import ConfigError, SchemaError

from .table_files import Row, columns_of, number_cell, read_table, text_cell

ONLY_DIMENSION = "score"
_REMARKS = {"comment", "comments", "note", "notes"}
_FORMS = (
    "item, rater, dimension, score; or item, rater and a column for each dimension; or item and columns "
    "called RATER:DIMENSION"
)

Floats = NDArray[np.float64]
_Rating = tuple[str, str, str, str, float]  # place, item, rater, dimension, score


@dataclass(frozen=True, slots=True)
class Ratings:
    """Scores by dimension, rater and item.

    Args:
        items: In order of appearance.
        raters: In order of appearance.
        dimensions: In order of appearance.
        scores: (dimensions, raters, items), nan where a rating is missing.
    """

    items: tuple[str, ...]
    raters: tuple[str, ...]
    dimensions: tuple[str, ...]
    scores: Floats

    def only(self, raters: Sequence[str]) -> Ratings:
        """Return the ratings of some of the raters."""
        rows = [self.raters.index(rater) for rater in raters]
        return Ratings(self.items, tuple(raters), self.dimensions, self.scores[:, rows])

    def of(self, rater: str, dimension: str, items: Sequence[str]) -> Floats:
        """Return a rater's scores of the given items, (items,), nan where there is none."""
        if dimension not in self.dimensions:
            return np.full(len(items), math.nan)
        row = self.scores[self.dimensions.index(dimension), self.raters.index(rater)]
        places = {item: place for place, item in enumerate(self.items)}
        return np.array([row[places[item]] if item in places else math.nan for item in items])


def read_ratings(path: Path, rater: str | None = None) -> Ratings:
    """Read a file of ratings.

    Args:
        path: CSV, TSV, JSON Lines, JSON or Parquet.
        rater: Whose ratings they are where the file names nobody; its columns are then dimensions.

    Raises:
        SchemaError: If the file cannot be read, is in none of the forms, or holds a rating twice or something
            else than a number; names the line and the column.
    """
    rows = read_table(path)
    found: dict[tuple[str, str, str], tuple[float, str]] = {}
    for place, item, who, dimension, score in _ratings(path, rows, rater):
        key = (dimension, who, item)
        before = found.get(key, (math.nan, ""))
        if not math.isnan(score) and not math.isnan(before[0]):
            raise SchemaError(
                f"{place}: {who} has rated {dimension} of item {item} before, at {before[1]}; keep one"
            )
        found[key] = before if math.isnan(score) else (score, place)
    dimensions, raters, items = (tuple(dict.fromkeys(part)) for part in zip(*found, strict=True))
    scores = np.full((len(dimensions), len(raters), len(items)), math.nan)
    ranks = [{name: rank for rank, name in enumerate(names)} for names in (dimensions, raters, items)]
    for key, (score, _) in found.items():
        scores[tuple(rank[name] for rank, name in zip(ranks, key, strict=True))] = score
    if np.isnan(scores).all():
        raise SchemaError(f"{path}: holds no score; all cells are empty")
    return Ratings(items, raters, dimensions, scores)


def split_judge(ratings: Ratings, judge: str | None) -> tuple[Ratings, Ratings | None]:
    """Return the ratings of the people, and those of the judge.

    Args:
        ratings: All that a file holds.
        judge: A rater in it, or a file with the judge's ratings; None for no judge.

    Raises:
        ConfigError: If `judge` is neither.
        SchemaError: If the file cannot be read, is by several raters, or shares no item or no dimension.
    """
    if judge is None:
        return ratings, None
    if judge in ratings.raters:
        people = [rater for rater in ratings.raters if rater != judge]
        return ratings.only(people), ratings.only([judge])
    path = Path(judge).expanduser()
    if not path.is_file():
        raise ConfigError(
            f"--judge {judge}: no rater of that name and no such file; the raters are "
            f"{', '.join(ratings.raters)}"
        )
    judged = read_ratings(path, path.stem)
    if len(judged.raters) > 1:
        raise SchemaError(
            f"{path}: holds ratings by {', '.join(judged.raters)}; expected those of one judge; or "
            "name a rater of the ratings themselves"
        )
    for kind, theirs, ours in (
        ("item", judged.items, ratings.items),
        ("dimension", judged.dimensions, ratings.dimensions),
    ):
        if not set(theirs) & set(ours):
            raise SchemaError(
                f"{path}: has no {kind} in common with the ratings; it has {_some(theirs)}, they have "
                f"{_some(ours)}"
            )
    return ratings, judged


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:4]) + (", ..." if len(names) > 4 else "")


def _ratings(path: Path, rows: Sequence[Row], rater: str | None) -> Iterator[_Rating]:
    """Yield the ratings of rows in whichever form they are; empty cells too, so that the rater is known."""
    columns = [name for name in columns_of(rows) if name.lower() not in _REMARKS]
    if "item" not in columns:
        raise SchemaError(f"{path}: has no column `item`, only {', '.join(columns)}; expected {_FORMS}")
    rest = [name for name in columns if name not in ("item", "rater")]
    if not rest:
        raise SchemaError(f"{path}: has no scores, only {', '.join(columns)}; expected {_FORMS}")
    by_rating = {"dimension", "score"} <= set(rest)
    if by_rating and len(rest) > 2:
        more = next(name for name in rest if name not in ("dimension", "score"))
        raise SchemaError(f"{path}: column `{more}` beside `dimension` and `score`; take it out")
    marked = [name for name in rest if ":" in name]
    by_item = not by_rating and "rater" not in columns and (bool(marked) or rater is None)
    if by_item and marked and len(marked) < len(rest):
        other = next(name for name in rest if name not in marked)
        raise SchemaError(f"{path}: column `{other}` beside `{marked[0]}`; expected RATER:DIMENSION in all")
    for place, cells in rows:
        item = text_cell(cells, "item", place)
        if by_item:
            for name in rest:
                who, _, dimension = name.partition(":") if marked else (name, ":", ONLY_DIMENSION)
                if not who.strip() or not dimension.strip():
                    raise SchemaError(f"{path}: column `{name}`: expected RATER:DIMENSION")
                yield place, item, who.strip(), dimension.strip(), number_cell(cells, name, place)
            continue
        who = text_cell(cells, "rater", place) if "rater" in columns or rater is None else rater
        if by_rating:
            dimension = text_cell(cells, "dimension", place)
            yield place, item, who, dimension, number_cell(cells, "score", place)
            continue
        for name in rest:
            yield place, item, who, name, number_cell(cells, name, place)
