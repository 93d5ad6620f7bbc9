"""The tables of the small training experiment hold its figures and nothing else."""

from teach_table import teach_tables


def row(one, other, difference, interval=None, count=8):
    """Return a category's figures; shares of `count` questions, intervals in shares."""
    sides = {
        side: {"accuracy": right / count, "ci95": [0.1, 0.25 + right / count], "count": count}
        for side, right in (("one", one), ("other", other))
    }
    return {"count": count, **sides, "difference": difference, "ci95": interval}


def compared(one, *others):
    """Return what `compare_results` finds, each model with one more right answer than the one before it."""
    pairs = [
        {
            "one": one,
            "other": other,
            "way": way,
            "rows": {"multiple": row(0, right, right / 8, [0.125 * (right - 1), 0.5])},
        }
        for right, other in enumerate(others, 1)
        for way in ("strict", "tolerant")
    ]
    return {"results": [{"label": label} for label in (one, *others)], "pairs": pairs}


CALLED = {"none": {"multiple": {"questions": 8, "called": 7, "functions": 5, "arguments": 9, "known": 6}}}


def test_each_model_has_a_column_and_each_difference_a_row():
    """1 of 8 is 12.5 %, 2 of 8 is 25 %; intervals are rounded to points."""
    sides = [compared("before", "graph_plan", "none"), compared("none", "graph_plan")]
    report = {"compared": sides, "called": CALLED}
    assert teach_tables(report).splitlines() == [
        "| | questions | before | graph + plan | none |",
        "|---|---:|---:|---:|---:|",
        "| multiple, strict | 8 | 0.0 [10, 25] | 12.5 [10, 38] | 25.0 [10, 50] |",
        "| multiple, tolerant | 8 | 0.0 [10, 25] | 12.5 [10, 38] | 25.0 [10, 50] |",
        "",
        "| difference, in points | strict | tolerant |",
        "|---|---:|---:|",
        "| graph + plan over before, multiple | +12.5 [+0.0, +50.0] | +12.5 [+0.0, +50.0] |",
        "| none over before, multiple | +25.0 [+12.5, +50.0] | +25.0 [+12.5, +50.0] |",
        "| graph + plan over none, multiple | +12.5 [+0.0, +50.0] | +12.5 [+0.0, +50.0] |",
        "",
        "|  | call | right functions and number | arguments that the function has |",
        "| --- | --- | --- | --- |",
        "| none, multiple | 7 of 8 | 5 of 8 | 6 of 9 |",
    ]


def test_a_difference_without_an_interval_stands_alone():
    report = {"compared": [compared("before", "shuffled")], "called": {}}
    for pair in report["compared"][0]["pairs"]:
        pair["rows"]["multiple"] = row(2, 1, -0.125)
    assert "| arguments shuffled over before, multiple | -12.5 | -12.5 |" in teach_tables(report)
