"""`toolflow analyze` on files of ratings and on a real run: tables, files, two steps with scores, mistakes."""

from __future__ import annotations

import json
import random
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from scipy.stats import pearsonr
from sklearn.metrics import cohen_kappa_score

from toolflow_cli.main import toolflow as group

ROOT = Path(__file__).parents[2]
RATERS = ("ann", "bob", "cem", "dee")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("made") / "run"
    arguments = ["generate", "--tools", str(ROOT / "examples/tools/everyday.json"), "--num-dialogues", "12"]
    group(
        [*arguments, "--seed", "7", "--setting", "graph+plan,none", "--out", str(out)], standalone_mode=False
    )
    return out


@pytest.fixture
def ratings(tmp_path: Path) -> Path:
    """Made-up ratings of 30 items by four people and a judge, in two dimensions."""
    rng = random.Random(5)
    lines = ["item,rater,dimension,score"]
    for item in range(30):
        for dimension in ("NAT", "COH"):
            truth = rng.randint(2, 5)
            for rater in (*RATERS, "gpt"):
                lines.append(f"d{item},{rater},{dimension},{max(1, min(5, truth + rng.randint(-1, 1)))}")
    path = tmp_path / "ratings.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.fixture
def analyze(command_line: Any) -> Any:
    """Run the command in this process; returns exit code, output, errors."""
    return partial(command_line, "analyze")


def scores_of(path: Path, rater: str, dimension: str) -> list[int]:
    cells = [line.split(",") for line in path.read_text().splitlines()[1:]]
    return [int(score) for _, who, what, score in cells if (who, what) == (rater, dimension)]


def test_table_10_of_a_file(ratings: Path, tmp_path: Path, analyze: Any) -> None:
    files = tmp_path / "deep" / "out.json", tmp_path / "out.md"
    code, out, _ = analyze("agreement", ratings, "--judge", "gpt", "--json", files[0], "--markdown", files[1])
    assert code == 0
    report = json.loads(files[0].read_text())
    assert report["raters"] == list(RATERS) and report["judge"] == "gpt" and report["items"] == 30
    assert [each["dimension"] for each in report["dimensions"]] == ["NAT", "COH"]
    for each in report["dimensions"]:
        columns = [scores_of(ratings, rater, each["dimension"]) for rater in RATERS]
        kappas = [
            cohen_kappa_score(one, other) for i, one in enumerate(columns) for other in columns[i + 1 :]
        ]
        assert [pair["kappa"] for pair in each["pairs"]] == pytest.approx(kappas)
        means = [sum(scores) / 4 for scores in zip(*columns, strict=True)]
        judged = pearsonr(means, scores_of(ratings, "gpt", each["dimension"])).statistic
        expected = {"kappa": sum(kappas) / 6, "pearson": judged}
        for name, value in expected.items():
            found = each["values"][name]
            assert found["value"] == pytest.approx(value)
            assert found["ci"][0] < value < found["ci"][1]
            assert f"{value:.2f}" in out and f"{found['ci'][0]:.2f}, {found['ci'][1]:.2f}" in out
        assert (each["ratings"], each["missing"], each["judged"]) == (120, 0, 30)
    assert "means over the 6 pairs of ann, bob, cem, dee" in out and "that of gpt" in out
    assert "Kappa of each pair" in out and "cem - dee" in out
    markdown = files[1].read_text()
    assert markdown.count("### ") == 3 and "| Pearson with the judge |" in markdown


def test_a_judge_in_a_file_of_its_own(ratings: Path, tmp_path: Path, analyze: Any) -> None:
    lines = ratings.read_text().splitlines()
    people = tmp_path / "people.csv"
    people.write_text("\n".join(line for line in lines if ",gpt," not in line))
    judge = tmp_path / "gpt.jsonl"
    rows = [
        {"item": f"d{item}", "NAT": nat, "COH": coh}
        for item, (nat, coh) in enumerate(
            zip(scores_of(ratings, "gpt", "NAT"), scores_of(ratings, "gpt", "COH"), strict=True)
        )
    ]
    judge.write_text("".join(json.dumps(row) + "\n" for row in rows))
    one = analyze("agreement", ratings, "--judge", "gpt")
    assert analyze("agreement", people, "--judge", judge) == one and one[0] == 0


def test_what_is_missing_or_undefined_is_told(tmp_path: Path, analyze: Any) -> None:
    path = tmp_path / "few.csv"
    path.write_text("item,a:NAT,b:NAT,c:NAT,a:ACC,b:ACC,c:ACC\n1,4,4,,5,5,\n2,4,4,,5,4,\n3,4,4,3,5,5,\n")
    code, out, _ = analyze("agreement", path)
    assert code == 0
    assert "NAT: 3 of 3 pairs have no kappa: no item in common, or one score throughout" not in out
    assert "NAT: 1 of 3 pairs have no kappa" in out and "ACC: 2 of 3 pairs have no kappa" in out
    assert "ACC, Cohen's kappa: undefined in" in out
    row = next(line for line in out[out.index("Ratings") :].splitlines() if line.split()[:1] == ["NAT"])
    assert row.split() == ["NAT", "3", "7", "2"]


def test_metrics_against_metrics_in_one_go(run: Path, tmp_path: Path, analyze: Any) -> None:
    options = (
        "--size",
        8,
        "--subsets",
        5,
        "--seed",
        3,
        "--json",
        tmp_path / "x",
        "--markdown",
        tmp_path / "m",
    )
    code, out, err = analyze("correlation", run, *options)
    assert code == 0 and "diversity: 5/5" in err
    report = json.loads((tmp_path / "x").read_text())
    assert [(each["metric"], each["score"]) for each in report["pairs"]] == [
        ("D-3", "H"),
        ("D-3", "SS"),
        ("D-3", "EnR"),
        ("H", "SS"),
        ("H", "EnR"),
        ("SS", "EnR"),
    ]
    assert [each["name"] for each in report["subsets"]] == [f"subset-0{number}" for number in range(5)]
    assert all(sum(each["of_sets"].values()) == 8 for each in report["subsets"])
    for each in report["pairs"]:
        one, other = (
            [subset["metrics"][each[side]] for subset in report["subsets"]] for side in ("metric", "score")
        )
        expected = pearsonr(one, other)
        assert each["pearson"]["value"] == pytest.approx(expected.statistic)
        assert each["pearson"]["p"] == pytest.approx(expected.pvalue)
        assert each["pearson"]["p_holm"] >= each["pearson"]["p"]
    assert "5 subsets of 8 out of 24 dialogues (12 of run:graph_plan, 12 of run:none), seed 3" in out
    assert "6 correlations tested, of which about 0.3 would have p < 0.05 by chance alone" in out
    assert "no independent data sets" in out and "may go together for that reason alone" in out
    assert f"encoder: {report['encoder']}; nli: {report['nli']}." in out
    assert (tmp_path / "m").read_text().count("### ") == 3
    options = ("--size", 8, "--subsets", 5, "--seed", 3, "--metric", "H", "--against", "d-3 at budget")
    code, out, _ = analyze("correlation", run, *options)
    assert code == 0 and "1 correlation tested" in out and "H - D-3 at " in out


def test_draw_train_elsewhere_and_come_back_with_scores(run: Path, tmp_path: Path, analyze: Any) -> None:
    drawn, scores = tmp_path / "drawn", tmp_path / "scores.csv"
    code, out, _ = analyze("correlation", run, "--size", 8, "--subsets", 4, "--draw", drawn)
    assert code == 0 and f"{drawn}: 4 subsets, subset-00.jsonl to subset-03.jsonl" in out
    assert f"toolflow train {drawn}/subset-00.jsonl --model MODEL" in out
    assert f"toolflow analyze correlation {drawn} --scores scores.csv" in out
    # made-up scores: each subset's own tokens, and one that lacks a figure
    tokens = [8.5, 8.1, 8.4, 8.0]
    lines = [f"subset-0{number},{tokens[number]},{number or ''}" for number in (3, 0, 1, 2)]
    scores.write_text("subset,simple,live\n" + "\n".join(lines) + "\n")
    options = ("--metric", "H", "--metric", "D-3", "--json", tmp_path / "x")
    code, out, _ = analyze("correlation", drawn, "--scores", scores, *options)
    assert code == 0
    report = json.loads((tmp_path / "x").read_text())
    assert [(each["metric"], each["score"], each["n"]) for each in report["pairs"]] == [
        ("H", "simple", 4),
        ("D-3", "simple", 4),
        ("H", "live", 3),
        ("D-3", "live", 3),
    ]
    values = [each["metrics"]["H"] for each in report["subsets"]]
    assert report["pairs"][0]["pearson"]["value"] == pytest.approx(pearsonr(values, tokens).statistic)
    assert [each["scores"]["live"] for each in report["subsets"]] == [None, 1, 2, 3]
    assert "2 of the pairs lack values of some subsets" in out
    table = out[: out.index("Each pair")]
    assert table.index("simple") < table.index("live")
    # the same from the data sets themselves, with the same seed
    direct = analyze("correlation", run, "--size", 8, "--subsets", 4, "--metric", "H", "--metric", "D-3")
    again = analyze("correlation", drawn, "--metric", "H", "--metric", "D-3")
    assert direct[0] == again[0] == 0 and direct[1] == again[1]


def test_the_subsets_are_sets_for_other_commands(run: Path, tmp_path: Path, analyze: Any) -> None:
    from toolflow_evaluation.dialogue_sets import open_sets

    analyze("correlation", run, "--size", 8, "--subsets", 3, "--draw", tmp_path / "drawn")
    (subset,) = open_sets([str(tmp_path / "drawn" / "subset-02.jsonl")])
    held = list(subset)
    assert len(held) == 8 and all(each.tools and each.turn_steps for each in held)
    assert {each.origin["setting"] for each in held} <= {"graph+plan", "none"}


def test_unreadable_dialogues_stop_it_or_are_told(tmp_path: Path, analyze: Any) -> None:
    path = tmp_path / "mixed.jsonl"
    good = json.dumps({"messages": [{"role": "user", "content": "a b c"}]})
    path.write_text(good + '\n{"messages": 3}\n' + (good + "\n") * 4)
    options = ("--size", 2, "--subsets", 3, "--metric", "H", "--metric", "D-3")
    code, _, err = analyze("correlation", path, *options)
    assert code == 2 and f"{path}:2: `messages`" in err
    code, out, err = analyze("correlation", path, *options, "--skip-unreadable")
    assert code == 0 and "mixed: 1 could not be read and were left out" in err
    # all subsets say the same: nothing varies, nothing is tested
    assert "No pair could be tested" in out and "n/a" in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("agreement", "{folder}/none.csv"), "none.csv: no such file; expected a table"),
        (
            ("agreement", "{ratings}", "--judge", "eve"),
            "no rater of that name and no such file; the raters are",
        ),
        (("agreement", "{ratings}", "--json", "{folder}"), "is a folder; give a file name"),
        (("agreement", "{alone}"), "ratings by ann only; expected two raters, or a judge too"),
        (("agreement", "{alone}", "--judge", "ann"), "ratings by the judge only; expected two raters"),
        (
            ("correlation", "{run}"),
            "--size 4000: the pool has 24 dialogues (12 of run:graph_plan + 12 of run:none)",
        ),
        (("correlation", "{folder}/none"), "none: no such file or folder"),
        (("correlation", "{run}", "--size", "8", "--metric", "F1"), "there is no metric 'F1'"),
        (
            ("correlation", "{run}", "--size", "8", "--metric", "H"),
            "--metric: H alone; expected two, or --scores",
        ),
        (
            ("correlation", "{run}", "--scores", "{ratings}"),
            "--scores: expected the folder that --draw wrote",
        ),
        (("correlation", "{drawn}", "--size", "8"), "--size: {drawn} was drawn already"),
        (("correlation", "{drawn}", "--draw", "x"), "--draw: {drawn} was drawn already"),
        (
            ("correlation", "{drawn}", "--scores", "{ratings}"),
            "ratings.csv: has no column `subset`, only item",
        ),
        (
            ("correlation", "{drawn}", "--scores", "{ratings}", "--against", "H"),
            "--against: metrics are held against --scores",
        ),
        (("correlation", "{drawn}", "--split", "test"), "--split: {drawn} was drawn already"),
        (("correlation", "{run}", "--size", "8", "--draw", "{drawn}"), "{drawn}: is there already"),
        (("correlation", "{run}", "--draw", "x", "--json", "y"), "--json: --draw only writes subsets"),
        (("correlation", "{drawn}", "--budget", "9"), "--budget: no metric at a budget; give one"),
        (
            ("correlation", "{drawn}", "--metric", "H", "--metric", "D-1", "--nli", "x"),
            "--nli: neither SS nor EnR",
        ),
        (("correlation", "{run}", "--size", "8", "--encoder", "no/such-model"), "no/such-model"),
    ],
)
def test_mistakes_are_one_line(
    arguments: tuple[str, ...], said: str, run: Path, ratings: Path, tmp_path: Path, analyze: Any
) -> None:
    drawn, alone = tmp_path / "drawn", tmp_path / "alone.csv"
    alone.write_text("item,ann\n1,2\n2,3\n3,3\n")
    if "{drawn}" in "".join(arguments):
        analyze("correlation", run, "--size", 8, "--subsets", 3, "--draw", drawn)
    names = {"run": run, "ratings": ratings, "drawn": drawn, "alone": alone, "folder": tmp_path}
    code, out, err = analyze(*(each.format(**names) for each in arguments))
    last = err.splitlines()[-1]
    assert (code, out) == (2, "") and last.startswith("toolflow: ") and said.format(**names) in last
