"""Files of ratings: every form gives the same ratings; what is wrong is named with its line."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

from toolflow_dataset.errors import ConfigError, SchemaError
from toolflow_evaluation.ratings import Ratings, read_ratings, split_judge

LONG = """item,rater,dimension,score
d1,ann,NAT,4
d1,ann,COH,5
d1,bob,NAT,3
d1,bob,COH,5
d2,ann,NAT,2
d2,ann,COH,
d2,bob,NAT,2.5
"""
SHEET = """item;rater;NAT;COH;comments

d1;ann;4;5;fine
d1;bob;3;5;
d2;ann;2; ;
d2;bob;2.5;;"odd; ""really"" odd"
"""
WIDE = "\ufeffitem\tann:NAT\tann:COH\tbob:NAT\tbob:COH\nd1\t4\t5\t3\t5\nd2\t2\t\t2.5\t\n"


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def table(ratings: Ratings) -> dict[tuple[str, str, str], float]:
    """Return the scores that are there."""
    return {
        (dimension, rater, item): float(ratings.scores[i, j, k])
        for i, dimension in enumerate(ratings.dimensions)
        for j, rater in enumerate(ratings.raters)
        for k, item in enumerate(ratings.items)
        if not math.isnan(ratings.scores[i, j, k])
    }


EXPECTED = {
    ("NAT", "ann", "d1"): 4.0,
    ("COH", "ann", "d1"): 5.0,
    ("NAT", "bob", "d1"): 3.0,
    ("COH", "bob", "d1"): 5.0,
    ("NAT", "ann", "d2"): 2.0,
    ("NAT", "bob", "d2"): 2.5,
}


@pytest.mark.parametrize(
    ("name", "text"), [("long.csv", LONG), ("sheet.CSV", SHEET), ("wide.csv", WIDE), ("wide.tsv", WIDE)]
)
def test_every_form_gives_the_same_ratings(name: str, text: str, tmp_path: Path) -> None:
    found = read_ratings(written(tmp_path, name, text))
    assert (found.items, found.raters, found.dimensions) == (("d1", "d2"), ("ann", "bob"), ("NAT", "COH"))
    assert table(found) == EXPECTED


def test_json_lines_in_every_form(tmp_path: Path) -> None:
    records: dict[str, list[dict[str, object]]] = {
        "long": [
            {"item": item, "rater": rater, "dimension": dimension, "score": score}
            for (dimension, rater, item), score in EXPECTED.items()
        ],
        "sheet": [
            {"item": "d1", "rater": "ann", "NAT": 4, "COH": 5, "comments": {"NAT": "fine"}},
            {"item": "d1", "rater": "bob", "NAT": 3, "COH": "5"},
            {"item": "d2", "rater": "ann", "NAT": 2, "COH": None},
            {"item": "d2", "rater": "bob", "NAT": 2.5},
        ],
        "wide": [
            {"item": "d1", "ann:NAT": 4, "ann:COH": 5, "bob:NAT": 3, "bob:COH": 5},
            {"item": "d2", "ann:NAT": 2, "bob:NAT": 2.5},
        ],
    }
    for name, rows in records.items():
        lines = "".join(json.dumps(row) + "\n" for row in rows)
        assert table(read_ratings(written(tmp_path, f"{name}.jsonl", lines))) == EXPECTED
        assert table(read_ratings(written(tmp_path, f"{name}.json", json.dumps(rows)))) == EXPECTED


def test_parquet_with_gaps(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = tmp_path / "wide.parquet"
    gaps = pa.array([4.0, math.nan, None], pa.float64())
    pq.write_table(pa.table({"item": [1.0, 2.0, 3.0], "ann": gaps, "bob": [3, 2, 1]}), path)
    found = read_ratings(path)
    assert table(found) == {
        ("score", "ann", "1"): 4.0,
        ("score", "bob", "1"): 3.0,
        ("score", "bob", "2"): 2.0,
        ("score", "bob", "3"): 1.0,
    }


def test_a_column_a_rater_for_a_single_dimension(tmp_path: Path) -> None:
    found = read_ratings(written(tmp_path, "one.csv", "item,ann,bob\n7,1,2\n"))
    assert table(found) == {("score", "ann", "7"): 1.0, ("score", "bob", "7"): 2.0}


def test_columns_of_a_judges_own_file_are_dimensions(tmp_path: Path) -> None:
    people = read_ratings(written(tmp_path, "long.csv", LONG))
    path = written(tmp_path, "gpt-4.jsonl", '{"item": "d2", "NAT": 1}\n{"item": "d3", "NAT": 2, "COH": 3}\n')
    left, judge = split_judge(people, str(path))
    assert left is people and judge is not None and judge.raters == ("gpt-4",)
    assert np.array_equal(judge.of("gpt-4", "NAT", people.items), [math.nan, 1], equal_nan=True)
    assert np.isnan(judge.of("gpt-4", "HELP", people.items)).all()


def test_a_judge_among_the_raters_is_taken_out(tmp_path: Path) -> None:
    people, judge = split_judge(read_ratings(written(tmp_path, "long.csv", LONG)), "bob")
    assert people.raters == ("ann",) and judge is not None and judge.raters == ("bob",)
    assert {**table(people), **table(judge)} == EXPECTED
    assert split_judge(people, None) == (people, None)


def test_the_same_cell_may_be_filled_by_a_later_row(tmp_path: Path) -> None:
    path = written(tmp_path, "sheet.csv", "item,rater,NAT,COH\nd1,ann,4,\nd1,ann,,5\n")
    assert table(read_ratings(path)) == {("NAT", "ann", "d1"): 4.0, ("COH", "ann", "d1"): 5.0}


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.csv", LONG + "d1,bob,NAT,3\n", ":9: bob has rated NAT of item d1 before, at {path}:4; keep one"),
        ("a.csv", LONG + "d3,bob,NAT,four\n", ":9: `score`: got 'four', expected a number such as 4"),
        ("a.csv", LONG + "d3,bob,NAT,inf\n", ":9: `score`: got 'inf', expected a number"),
        ("a.csv", LONG + "d3,bob,NAT,nan\n", ":9: `score`: got 'nan', expected a number"),
        ("a.csv", LONG + ",bob,NAT,4\n", ":9: `item`: got nothing, expected a name"),
        ("a.csv", LONG + "d3,,NAT,4\n", ":9: `rater`: got nothing, expected a name"),
        ("a.csv", LONG + "d3,bob\n", ":9: 2 cells under 4 columns (item, rater, dimension, score)"),
        ("a.csv", LONG + "d3,bob,NAT,4,5\n", ":9: 5 cells under 4 columns"),
        ("a.csv", LONG + 'd3,"bob,NAT,4\n', ":9: not CSV: unexpected end of data"),
        ("a.csv", "item,rater,rater\n", ":1: several columns are called 'rater'"),
        ("a.csv", "item,,NAT\n1,2,3\n", ":1: column 2 has no name"),
        ("a.csv", "dialogue,ann\n1,2\n", ": has no column `item`, only dialogue, ann; expected item, rater"),
        ("a.csv", "item,rater\n1,ann\n", ": has no scores, only item, rater"),
        ("a.csv", "item,ann\n1,\n", ": holds no score; all cells are empty"),
        ("a.csv", "item,ann:NAT,bob\n1,2,3\n", ": column `bob` beside `ann:NAT`; expected RATER:DIMENSION"),
        ("a.csv", "item,ann:,bob:NAT\n1,2,3\n", ": column `ann:`: expected RATER:DIMENSION"),
        ("a.csv", "item,rater,dimension,score,mood\n1,a,b,3,4\n", ": column `mood` beside `dimension` and"),
        ("a.csv", "", ": holds no rows"),
        ("a.csv", "item,ann\n", ": holds no rows"),
        ("a.xlsx", "", ": not a known kind of file"),
        (
            "a.jsonl",
            '{"item": 1, "ann": 2}\n{"item": 2, "ann": true}\n',
            ":2: `ann`: got True, expected a num",
        ),
        ("a.jsonl", '{"item": 1, "ann": [2]}\n', ":1: `ann`: got [2], expected a number"),
        ("a.jsonl", '{"item": 1, "ann": 2}\n[1]\n', ":2: got [1], expected an object"),
        ("a.jsonl", '{"item": 1, "ann": 2}\n{"item"\n', ":2:1: not JSON"),
        ("a.jsonl", '{"item": null, "ann": 2}\n', ":1: `item`: got nothing"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(name: str, text: str, said: str, tmp_path: Path) -> None:
    path = written(tmp_path, name, text)
    with pytest.raises(SchemaError) as error:
        read_ratings(path)
    assert str(error.value).startswith(f"{path}{said.format(path=path)}")


def test_other_encodings_are_named_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("item,ann\nd1,1\nd\xe9,2\n".encode("latin-1"))
    with pytest.raises(SchemaError, match=r"a\.csv:3: not UTF-8"):
        read_ratings(path)


@pytest.mark.parametrize(
    ("name", "text", "kind", "said"),
    [
        ("nobody", None, ConfigError, "no rater of that name and no such file; the raters are ann, bob"),
        (
            "j.csv",
            "item,rater,NAT\nd1,x,1\nd1,y,2\n",
            SchemaError,
            "holds ratings by x, y; expected those of one",
        ),
        (
            "j.csv",
            "item,NAT\n1,2\n",
            SchemaError,
            "has no item in common with the ratings; it has 1, they have d1",
        ),
        (
            "j.csv",
            "item,HELP\nd1,2\n",
            SchemaError,
            "has no dimension in common with the ratings; it has HELP",
        ),
    ],
)
def test_judges_that_cannot_be_used(
    name: str, text: str | None, kind: type[Exception], said: str, tmp_path: Path
) -> None:
    people = read_ratings(written(tmp_path, "long.csv", LONG))
    judge = name if text is None else str(written(tmp_path, name, text))
    with pytest.raises(kind) as error:
        split_judge(people, judge)
    assert said in str(error.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SchemaError, match=r"none\.csv: no such file; expected a table \(\.csv, \.tsv, "):
        read_ratings(tmp_path / "none.csv")
