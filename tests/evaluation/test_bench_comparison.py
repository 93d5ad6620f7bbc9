"""Saved results against one another: sums by hand, what is shared, what is refused."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from toolflow_dataset.errors import ToolflowError
from toolflow_evaluation.ablation.bench_tables import difference_table
from toolflow_evaluation.answering.accuracy import accuracy
from toolflow_evaluation.bench_comparison import compare_results, shown_p
from toolflow_evaluation.bench_results import read_results
from toolflow_evaluation.bfcl.categories import CATEGORIES, GROUPS
from toolflow_evaluation.bfcl.scores import AGGREGATES, Aggregate, summarise
from toolflow_evaluation.paired_rows import ALL, sum_weights

TOTALS = {name: 10 * (place + 1) for place, name in enumerate(CATEGORIES)}


def save(
    folder: Path,
    right: Mapping[str, str],
    *,
    ways: tuple[str, ...] = ("strict", "tolerant"),
    asked: str = "1",
    benchmark: str = "BFCL v4, single turn",
    settings: Mapping[str, Any] | None = None,
) -> Path:
    """Save a result: for each category a text of 1 (right), 0 (wrong) and . (no answer), question by question."""
    folder.mkdir(parents=True)
    verdicts, answers = [], []
    for category, marks in right.items():
        for number, mark in enumerate(marks):
            if mark == ".":
                continue
            known = {"id": f"{category}_{number}", "category": category}
            verdicts.append(json.dumps(known | {way: {"right": mark == "1"} for way in ways}))
            answers.append(json.dumps({"id": known["id"], "asked": asked}))
    (folder / "verdicts.jsonl").write_text("".join(f"{line}\n" for line in verdicts), "utf-8")
    (folder / "answers.jsonl").write_text("".join(f"{line}\n" for line in answers), "utf-8")
    document = {
        "benchmark": benchmark,
        "settings": settings or {"model": folder.name},
        "aggregate": "v4",
        "categories": {category: {"questions": len(marks)} for category, marks in right.items()},
    }
    (folder / "results.json").write_text(json.dumps(document), "utf-8")
    return folder


def rows(comparison: Any, way: str = "strict") -> dict[str, Any]:
    (pair,) = (each for each in comparison.pairs if each.way == way)
    return {row.name: row for row in pair.rows}


def test_a_difference_in_each_category_and_in_all(tmp_path: Path) -> None:
    before = save(tmp_path / "before", {"simple_python": "1100000000", "multiple": "1111100000"})
    after = save(tmp_path / "after", {"simple_python": "1011111100", "multiple": "1111110000"})
    found = rows(compare_results(read_results([str(before), f"tuned={after}"])))
    simple, multiple, every = found["simple_python"], found["multiple"], found[ALL]
    # simple: before 2 of 10, after 7 of 10; only before: 1; only after: 6; twice P(X <= 1 of 7) = 1/8
    assert (simple.one.value, simple.other.value, simple.difference) == (0.2, 0.7, 0.5)
    assert (simple.crossed.only_one, simple.crossed.only_other, simple.p) == (1, 6, 0.125)
    assert simple.one == accuracy(2, 10)
    # multiple: one question more
    assert (multiple.difference, multiple.p) == (pytest.approx(0.1), 1.0)
    # together: 7 of 20 and 13 of 20; twice P(X <= 1 of 8) = 2 * 9/256
    assert (every.count, every.difference) == (20, pytest.approx(0.3))
    assert every.p == pytest.approx(18 / 256)
    assert simple.ends[0] < 0.5 < simple.ends[1] and every.ends[1] - every.ends[0] < 1
    # the leaderboard's sums want more categories
    assert set(found) == {"simple_python", "multiple", ALL}


def test_p_values_of_all_results_and_rows_are_corrected_together(tmp_path: Path) -> None:
    before = save(tmp_path / "before", {"simple_python": "0" * 8, "multiple": "0" * 8})
    one = save(tmp_path / "one", {"simple_python": "1" * 8, "multiple": "1" * 6 + "00"})
    two = save(tmp_path / "two", {"simple_python": "1" * 5 + "000", "multiple": "0" * 8})
    found = compare_results(read_results(list(map(str, (before, one, two)))))
    # n questions that only the second answers rightly have p = 2 / 2^n, none has 1
    p_values = [[2 / 2**8, 2 / 2**6, 2 / 2**14], [2 / 2**5, 1.0, 2 / 2**5]]
    strict = [pair.rows for pair in found.pairs if pair.way == "strict"]
    assert [[row.p for row in rows] for rows in strict] == p_values
    # sorted 2/2^14, 2/2^8, 2/2^6, 2/2^5 twice, 1: times 6, 5, 4, 3 (and 2, which is less), 1
    assert [[row.p_holm for row in rows] for rows in strict] == [
        [10 / 2**8, 8 / 2**6, 12 / 2**14],
        [6 / 2**5, 1.0, 6 / 2**5],
    ]
    tolerant = [pair.rows for pair in found.pairs if pair.way == "tolerant"]
    assert tolerant == strict  # each way by itself
    told = found.to_json()["pairs"][0]["rows"]["multiple"]
    assert (told["mcnemar_p"], told["mcnemar_p_holm"]) == (2 / 2**6, 8 / 2**6)
    (table,) = (each for each in found.tables() if "strict: two" in each.title)
    assert table.columns[-2:] == ("p", "p (Holm)")
    assert [row[-2:] for row in table.rows] == [("0.062", "0.188"), ("1.000", "1.000"), ("0.062", "0.188")]
    # in an ablation's table both stand in one cell
    cells = difference_table(found, "strict").rows
    assert cells[0][1].endswith("p = 0.008 (Holm 0.039)") and cells[0][3].endswith("p < 0.001 (Holm < 0.001)")
    assert cells[1][2] == "+0.00\np = 1.000 (Holm 1.000)"


def test_sums_by_weights_have_no_p_to_correct(tmp_path: Path) -> None:
    names = GROUPS["non_live"]
    folders = [save(tmp_path / mark, dict.fromkeys(names, mark * 6)) for mark in "01"]
    found = rows(compare_results(read_results(list(map(str, folders)))))
    assert math.isnan(found["Non-Live"].p) and math.isnan(found["Non-Live"].p_holm)
    # six categories with 2/2^6 each and all questions together with 2/2^36: the others have six of them
    assert found["multiple"].p_holm == 6 * 2 / 2**6 and found[ALL].p_holm == 7 * 2 / 2**36


def test_sums_of_the_leaderboard_are_compared_by_their_weights(tmp_path: Path) -> None:
    names = GROUPS["non_live"]
    before = save(tmp_path / "before", {name: "0000000011" for name in names})
    marks = {name: "0000000011" for name in names} | {"simple_java": "1111111111", "parallel": "0000000001"}
    after = save(tmp_path / "after", marks)
    found = rows(compare_results(read_results([str(before), str(after)])))
    # simple is the mean of three languages, of which one gains 0.8; Non-Live a mean of four: one has 0.8/3, one -0.1
    assert found["Non-Live simple"].difference == pytest.approx(0.8 / 3)
    assert found["Non-Live"].difference == pytest.approx((0.8 / 3 - 0.1) / 4)
    low, high = found["Non-Live"].ends
    assert low < (0.8 / 3 - 0.1) / 4 < high
    assert math.isnan(found["Non-Live"].p) and found["Non-Live"].crossed is None
    assert "Live" not in found
    # its accuracy and interval are those of the benchmark's own report
    own = summarise({name: accuracy(2, 10) for name in names}, "v4", dict.fromkeys(names, 10))
    assert found["Non-Live"].one == own["Non-Live"]


@pytest.mark.parametrize("aggregate", AGGREGATES)
def test_weights_give_the_sums_back(aggregate: Aggregate) -> None:
    scores = {name: accuracy(place + 1, 20) for place, name in enumerate(CATEGORIES)}
    sums = summarise(scores, aggregate, TOTALS)
    weights = sum_weights(aggregate, TOTALS)
    assert weights.keys() == sums.keys()
    for name, parts in weights.items():
        assert sum(parts.values()) == pytest.approx(1)
        again = sum(weight * scores[each].value for each, weight in parts.items())
        assert again == pytest.approx(sums[name].value)


def test_weights_by_hand() -> None:
    found = sum_weights("v4", TOTALS)
    # a quarter for simple, of which a third for each language
    assert found["Non-Live"]["simple_java"] == pytest.approx(1 / 12)
    assert found["Non-Live"]["parallel"] == pytest.approx(1 / 4)
    live = sum(TOTALS[name] for name in GROUPS["live"])
    assert found["Live"]["live_multiple"] == pytest.approx(TOTALS["live_multiple"] / live)
    assert sum_weights("paper", TOTALS)["Non-Live"]["simple_python"] == pytest.approx(0.4)
    assert sum_weights("v4", {"simple_python": 5}) == {} == sum_weights("of another benchmark", TOTALS)


def test_api_banks_second_level_is_two_categories(tmp_path: Path) -> None:
    before = save(
        tmp_path / "before", {"L1": "1000", "L2 search": "10", "L2 call": "000000"}, benchmark="API-Bank"
    )
    after = save(
        tmp_path / "after", {"L1": "1100", "L2 search": "11", "L2 call": "111000"}, benchmark="API-Bank"
    )
    found = rows(compare_results(read_results([str(before), str(after)])))
    # level 2: 1 of 8 and 5 of 8, four questions only after: p = 2/16; the average: (1/4 + 4/8) / 2
    assert (found["L2"].count, found["L2"].difference, found["L2"].p) == (8, 0.5, 0.125)
    assert found["Average of the levels"].difference == pytest.approx((1 / 4 + 1 / 2) / 2)
    assert found["Average of the levels"].one.value == pytest.approx((1 / 4 + 1 / 8) / 2)
    assert math.isnan(found["Average of the levels"].p)
    low, high = found["Average of the levels"].ends
    assert low < 0.375 < high
    assert found[ALL].count == 12
    only = {"L1": "10"}
    alone = [save(tmp_path / name, only, benchmark="API-Bank") for name in ("x", "y")]
    assert set(rows(compare_results(read_results(list(map(str, alone)))))) == {"L1"}


def test_results_that_were_judged_differently_are_not_compared(tmp_path: Path) -> None:
    folders = [save(tmp_path / name, {"L1": "10"}, benchmark="API-Bank") for name in ("a", "b")]
    for folder, judged in zip(folders, ("executed", "calls match, not executed"), strict=True):
        document = json.loads((folder / "results.json").read_text("utf-8"))
        (folder / "results.json").write_text(json.dumps({**document, "judged": judged}), "utf-8")
    with pytest.raises(ToolflowError, match="a is of API-Bank, executed, b is of API-Bank, calls match"):
        read_results(list(map(str, folders)))


def test_results_of_two_judges_are_not_compared(tmp_path: Path) -> None:
    folders = [save(tmp_path / name, {"real": "10"}, benchmark="ToolAlpaca") for name in ("a", "b")]
    for folder, judge in zip(folders, ("strict-model", "mild-model"), strict=True):
        document = json.loads((folder / "results.json").read_text("utf-8"))
        document |= {"judge": {"model": judge, "answered_as": [judge]}}
        (folder / "results.json").write_text(json.dumps(document), "utf-8")
    with pytest.raises(ToolflowError, match="a is of ToolAlpaca, judged by strict-model, b is of ToolAlpaca"):
        read_results(list(map(str, folders)))
    (table, *_) = compare_results(read_results([f"one={folders[0]}", f"two={folders[0]}"])).tables()
    assert table.title.startswith("ToolAlpaca, judged by strict-model, strict:")


def test_a_task_of_several_turns_is_known_by_what_was_asked_first(tmp_path: Path) -> None:
    folders = [
        save(tmp_path / name, {"real": "10"}, benchmark="ToolAlpaca", asked=name) for name in ("a", "b")
    ]
    for folder in folders:
        answers = (folder / "answers.jsonl").read_text("utf-8")
        (folder / "answers.jsonl").write_text(answers.replace('", "asked', '/0", "asked'), "utf-8")
    with pytest.raises(ToolflowError, match="real_0 is another question in b than in a"):
        compare_results(read_results(list(map(str, folders))))


def test_only_questions_that_all_have_answered_count(tmp_path: Path) -> None:
    folders = [
        save(tmp_path / "a", {"multiple": "111.0"}),
        save(tmp_path / "b", {"multiple": "0.111"}),
        save(tmp_path / "c", {"multiple": "00000"}),
    ]
    found = compare_results(read_results([str(folder) for folder in folders]))
    assert found.shared == ("multiple_0", "multiple_2", "multiple_4")
    assert [(pair.one, pair.other) for pair in found.pairs if pair.way == "strict"] == [
        ("a", "b"),
        ("a", "c"),
    ]
    assert found.pairs[0].rows[0].crossed.only_one == 1  # type: ignore[union-attr]
    notes = " ".join(note for table in found.tables() for note in table.notes)
    assert "a: 1 questions left out" in notes and "c: 2 questions left out" in notes
    assert "Settings that differ: model." in notes
    assert [each["not_shared"] for each in found.to_json()["results"]] == [1, 1, 2]


def test_both_ways_are_compared_where_all_results_hold_both(tmp_path: Path) -> None:
    both = save(tmp_path / "both", {"multiple": "10"})
    one = save(tmp_path / "one", {"multiple": "01"}, ways=("strict",))
    assert {pair.way for pair in compare_results(read_results([str(both), f"x={both}"])).pairs} == {
        "strict",
        "tolerant",
    }
    assert {pair.way for pair in compare_results(read_results([str(both), str(one)])).pairs} == {"strict"}


def test_the_table_and_the_json_say_the_same(tmp_path: Path) -> None:
    before = save(tmp_path / "before", {"multiple": "1100000000"})
    after = save(tmp_path / "after", {"multiple": "1011111100"})
    found = compare_results(read_results([str(before), str(after)]), seed=1)
    row = found.to_json()["pairs"][0]["rows"]["multiple"]
    low, high = row["ci95"]
    table = found.tables()[0].to_markdown()
    ends = f"[{100 * low:+.1f}, {100 * high:+.1f}]"
    assert (
        f"| multiple | 10 | 20.00 [5.7, 51.0] | 70.00 [39.7, 89.2] | +50.00 {ends} | 1 / 6 | 0.125 | 0.125 |"
        in table
    )
    assert (row["mcnemar_p"], row["only_one_right"], row["only_other_right"]) == (0.125, 1, 6)
    alike = compare_results(read_results([str(before), f"same={before}"])).to_json()["pairs"][0]["rows"][
        "multiple"
    ]
    assert (alike["difference"], alike["ci95"], alike["mcnemar_p"]) == (0.0, None, 1.0)
    assert (shown_p(0.0009), shown_p(0.001), shown_p(math.nan)) == ("< 0.001", "0.001", "-")


def test_what_cannot_be_compared_is_refused(tmp_path: Path) -> None:
    one = save(tmp_path / "one", {"multiple": "10"})
    others = save(tmp_path / "others", {"parallel": "10"})
    newer = save(tmp_path / "newer", {"multiple": "10"}, asked="2")
    foreign = save(tmp_path / "foreign", {"multiple": "10"}, benchmark="API-Bank")
    loose = save(tmp_path / "loose", {"multiple": "10"}, ways=("tolerant",))
    strict = save(tmp_path / "strict", {"multiple": "10"}, ways=("strict",))
    empty = save(tmp_path / "empty", {"multiple": ".."})
    for names, told in (
        ([one], "one result alone"),
        ([one, others], "share no question"),
        ([one, newer], "multiple_0 is another question in newer than in one"),
        ([one, foreign], "one is of BFCL v4, single turn, foreign is of API-Bank"),
        ([loose, strict], "loose tolerant; strict strict"),
        ([one, empty], "holds no verdict"),
        ([one, one], "several results would be called 'one'"),
        ([one, tmp_path / "nowhere"], "results.json: cannot be read"),
    ):
        with pytest.raises(ToolflowError, match=told):
            compare_results(read_results(list(map(str, names))))


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        ("results.json", "{", "results.json: no JSON"),
        ("results.json", "[]", "expected an object"),
        ("results.json", '{"benchmark": "x", "settings": {}}', "no result as toolflow bench writes it"),
        ("verdicts.jsonl", '{"id": "a"}\n', "verdicts.jsonl:1: no verdict"),
        ("verdicts.jsonl", '\n{"id": "a", "category": "b", "strict": {"right": 1}}\n', "jsonl:2: no verdict"),
        ("verdicts.jsonl", '{"id": "a", "category": "b"}\n', "jsonl:1: no verdict"),
        ("verdicts.jsonl", "x\n", "jsonl:1: no JSON"),
        ("answers.jsonl", "[1]\n", "answers.jsonl:1: expected an object"),
    ],
)
def test_damaged_files_are_named(tmp_path: Path, file: str, text: str, told: str) -> None:
    folder = save(tmp_path / "one", {"multiple": "10"})
    (folder / file).write_text(text, "utf-8")
    with pytest.raises(ToolflowError, match=told):
        read_results([str(folder)])


def test_an_answer_torn_by_a_kill_does_no_harm(tmp_path: Path) -> None:
    folder = save(tmp_path / "one", {"multiple": "10"})
    with (folder / "answers.jsonl").open("a") as file:
        file.write('{"id": "multiple_1", "as')
    assert read_results([str(folder)])[0].verdicts["multiple_1"].asked == "1"
