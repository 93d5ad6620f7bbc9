"""`toolflow evaluate` on real runs and hand-written foreign sets: figures, files, a judge, mistakes."""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from typing import Any

import pytest

from toolflow_cli.main import toolflow as group
from toolflow_evaluation.dialogue_sets import open_sets

sys.path.append(str(Path(__file__).parents[1] / "metrics"))

from judge_servers import rules, serving
from scripted_server import Status

ROOT = Path(__file__).parents[2]
WEATHER = {"name": "weather", "description": "Sky", "parameters": {"type": "object", "properties": {}}}
SHAREGPT = [
    {"from": "human", "value": "Sky over a b c?"},
    {"from": "function_call", "value": '{"name": "weather", "arguments": {"at": "a"}}'},
    {"from": "observation", "value": '{"sky": "clear"}'},
    {"from": "gpt", "value": "Clear over a b c."},
    {"from": "human", "value": "Thanks!"},
    {"from": "gpt", "value": "Welcome."},
]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("made") / "run"
    arguments = ["generate", "--tools", str(ROOT / "examples/tools/everyday.json"), "--num-dialogues", "6"]
    group(
        [*arguments, "--seed", "7", "--setting", "graph+plan,none", "--out", str(out)], standalone_mode=False
    )
    return out


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    path = tmp_path / "foreign.jsonl"
    record = {"conversations": SHAREGPT, "tools": json.dumps([WEATHER])}
    path.write_text(json.dumps(record) + "\n" + json.dumps(record) + "\n")
    return path


@pytest.fixture
def toolflow(command_line: Any) -> Any:
    """Run the command in this process, by itself without coherence; returns exit code, output, errors."""

    def call(*arguments: Any, coherence: bool = False) -> tuple[Any, str, str]:
        words = [*arguments, *(() if coherence else ("--no-coherence",))]
        return command_line("evaluate", *words)

    return call


def cells(output: str, title: str, row: str) -> list[str]:
    """Return the cells of one row of a printed table."""
    lines = output[output.index(title) :].splitlines()
    found = next(line for line in lines if line.split()[:1] == [row])
    return found.replace(" %", "%").split()[1:]


def test_table_1_of_a_foreign_set_by_hand(foreign: Path, toolflow: Any) -> None:
    code, out, _ = toolflow(foreign, "--resamples", 20)
    assert code == 0
    texts = ["Sky over a b c ?", "Clear over a b c .", "Thanks !", "Welcome ."]
    call, result = 'weather { " at " : " a " }', '{ " sky " : " clear " }'
    tokens = 2 * sum(len(text.split()) for text in (*texts, call, result))
    assert cells(out, "Statistics", "foreign") == ["2", str(tokens), "2", "2", "4", "1", "1"]
    assert cells(out, "Rounds", "foreign") == ["0.0%", "0.0%", "0.0%", "0.0%", "50.0%"]


def test_diversity_of_a_foreign_set_by_hand(foreign: Path, tmp_path: Path, toolflow: Any) -> None:
    target = tmp_path / "out.json"
    assert toolflow(foreign, "--resamples", 20, "--json", target)[0] == 0
    (found,) = json.loads(target.read_text())["sets"]
    # tokens said, twice over: sky over a b c ? / clear over a b c . / thanks ! / welcome .   (16 a dialogue)
    counts = {
        "over": 2,
        "a": 2,
        "b": 2,
        "c": 2,
        ".": 2,
        "sky": 1,
        "?": 1,
        "clear": 1,
        "thanks": 1,
        "!": 1,
        "welcome": 1,
    }
    entropy = -sum(n / 16 * math.log2(n / 16) for n in counts.values())
    assert found["measures"]["H"]["value"] == pytest.approx(entropy)
    # trigrams: 4 in each of the first two texts, of which "over a b" and "a b c" are in both: 6 distinct of 16
    assert found["measures"]["D-3"]["value"] == pytest.approx(6 / 16)
    assert found["diversity"]["n_tokens"] == 32
    # the smallest set's 32 tokens are the budget
    assert found["measures"]["D-3 at budget"]["value"] == pytest.approx(6 / 16)


def test_sets_side_by_side_with_intervals_and_differences(
    run: Path, foreign: Path, tmp_path: Path, toolflow: Any
) -> None:
    files = (tmp_path / "deep" / "out.json", tmp_path / "out.md")
    code, out, _ = toolflow(run, foreign, "--resamples", 50, "--json", files[0], "--markdown", files[1])
    assert code == 0
    report = json.loads(files[0].read_text())
    assert [each["label"] for each in report["sets"]] == ["run:graph_plan", "run:none", "foreign"]
    assert report["budget"] == 32 and report["resamples"] == 50
    for each in report["sets"][:2]:
        for name in ("H", "D-3"):
            low, high = each["measures"][name]["ci"]
            assert low < each["measures"][name]["value"] < high
        assert each["statistics"]["dialogues"] == 6
    pairs = {(each["one"], each["other"]) for each in report["differences"]}
    assert len(pairs) == 3
    for each in report["differences"]:
        by_label = {one["label"]: one["measures"][each["measure"]]["value"] for one in report["sets"]}
        assert each["difference"] == pytest.approx(by_label[each["one"]] - by_label[each["other"]])
    assert "Differences to run:graph_plan" in out
    markdown = files[1].read_text()
    assert markdown.count("### ") == 4 and "| run:none |" in markdown and "\x1b" not in markdown + out
    written = cells(out, "Coherence", "foreign")
    assert all(cell.strip("[],") in markdown for cell in written)


def test_the_same_seed_gives_the_same_report(run: Path, tmp_path: Path, toolflow: Any) -> None:
    found = []
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        toolflow(f"{run}:none", "--resamples", 30, "--seed", seed, "--json", tmp_path / name)
        found.append((tmp_path / name).read_bytes())
    assert found[0] == found[1] != found[2]


def test_a_budget_beyond_a_set_is_not_available(foreign: Path, tmp_path: Path, toolflow: Any) -> None:
    code, out, _ = toolflow(foreign, "--budget", 1000, "--resamples", 20, "--json", tmp_path / "x")
    assert code == 0 and "D-3 at 1,000" in out and cells(out, "Coherence", "foreign")[-1] == "n/a"
    (found,) = json.loads((tmp_path / "x").read_text())["sets"]
    assert found["measures"]["D-3 at budget"] == {"value": None, "ci": [None, None]}


def test_a_judge_scores_a_sample_under_its_own_name(run: Path, tmp_path: Path, toolflow: Any) -> None:
    with serving(rules) as server:
        options = ("--judge-model", "scripted", "--judge-base-url", server.base_url, "--judge-sample", 4)
        code, out, _ = toolflow(run, *options, "--resamples", 20, "--json", tmp_path / "x")
        assert len(server.requests) == 8
    assert code == 0
    assert "Judge: rules (not a judge)." in out
    assert "Dialogues scored: run:graph_plan 4 (0 failed), run:none 4 (0 failed)." in out
    assert "The judge answered 8 requests: " in out
    for each in json.loads((tmp_path / "x").read_text())["sets"]:
        assert each["judge"]["model"] == "rules (not a judge)" and each["judge"]["n_scored"] == 4
        assert all(1 <= each["measures"][name]["value"] <= 5 for name in ("NAT", "COH", "HELP", "ACC"))


def test_coherence_is_what_the_metric_says(run: Path, foreign: Path, tmp_path: Path, toolflow: Any) -> None:
    from toolflow_metrics.toolflow_coherence.toolflow_coherence import ToolflowCoherence

    code, out, err = toolflow(run, foreign, "--resamples", 50, "--json", tmp_path / "x", coherence=True)
    assert code == 0 and "run:none: coherence: 6/6" in err
    sets = json.loads((tmp_path / "x").read_text())["sets"]
    for name, found in zip((f"{run}:graph_plan", f"{run}:none", str(foreign)), sets, strict=True):
        (dialogues,) = open_sets([name])
        expected = ToolflowCoherence().compute(dialogues=[each.to_openai() for each in dialogues])
        for measure in ("SS", "EnR"):
            assert found["measures"][measure]["value"] == pytest.approx(expected[measure], abs=1e-6)
        assert found["coherence"] == {
            key: expected[key] for key in ("n_scored", "n_skipped", "n_truncated", "encoder", "nli")
        }
        assert f"NLI: {expected['nli']}." in out and f"Encoder: {expected['encoder']}." in out
    low, high = sets[0]["measures"]["SS"]["ci"]
    assert low < sets[0]["measures"]["SS"]["value"] < high
    # both dialogues of the foreign set are the same: no resample differs, and none tells of another dialogue
    assert sets[2]["measures"]["SS"]["ci"] == [None, None]


def test_sets_without_pairs_have_no_coherence(tmp_path: Path, toolflow: Any) -> None:
    path = tmp_path / "short.jsonl"
    path.write_text(json.dumps({"messages": [{"role": "user", "content": "Hi"}]}) + "\n")
    code, out, _ = toolflow(path, "--resamples", 20, coherence=True)
    assert code == 0 and cells(out, "Coherence", "short")[:2] == ["n/a", "n/a"]


def test_leakage_of_every_set_that_offers_tools(
    run: Path, foreign: Path, tmp_path: Path, toolflow: Any
) -> None:
    plain = tmp_path / "plain.jsonl"
    plain.write_text(json.dumps({"messages": [{"role": "user", "content": "Hi"}]}) + "\n")
    options = ("--against", ROOT / "examples/tools/everyday.json", "--json", tmp_path / "x")
    code, out, _ = toolflow(f"{run}:none", foreign, plain, "--resamples", 20, *options)
    assert code == 0
    assert float(cells(out, "Leakage", "run:none")[0].rstrip("%")) > 0
    assert cells(out, "Leakage", "foreign") == ["0.000%", "0.000%"]
    pairs = json.loads((tmp_path / "x").read_text())["leakage"]["pairs"]
    assert [(each["train"], each["test"], each["n_test"]) for each in pairs] == [
        ("run:none", "everyday", 80),
        ("foreign", "everyday", 80),
    ]
    assert "Without tools to check: plain." in out
    code, out, _ = toolflow(plain, "--resamples", 20, *options)
    assert code == 0 and cells(out, "Leakage", "plain") == ["n/a"]
    assert json.loads((tmp_path / "x").read_text())["leakage"]["without_tools"] == ["plain"]


def test_leakage_that_fails_loses_nothing_measured(
    foreign: Path, tmp_path: Path, toolflow: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise ValueError("broken")

    monkeypatch.setattr("toolflow_metrics.toolflow_leakage.toolflow_leakage.leakage", fail)
    tools = ROOT / "examples/tools/everyday.json"
    code, out, err = toolflow(foreign, "--resamples", 20, "--against", tools, "--json", tmp_path / "x")
    assert code == 2 and "broken" in err and cells(out, "Statistics", "foreign")[0] == "2"
    assert json.loads((tmp_path / "x").read_text())["sets"][0]["label"] == "foreign"


def test_what_leakage_needs_is_checked_before_anything_is_measured(
    foreign: Path, tmp_path: Path, toolflow: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    tools = ROOT / "examples/tools/everyday.json"
    twin = tmp_path / tools.name
    twin.write_bytes(tools.read_bytes())
    code, out, err = toolflow(foreign, "--against", tools, "--against", twin)
    assert (code, out) == (2, "") and "two sets are called 'everyday'" in err and "reading" not in err
    monkeypatch.setattr("toolflow_metrics.toolflow_leakage.text_similarity.ENCODER_SHA256", "0" * 64)
    code, out, err = toolflow(foreign, "--against", tools)
    assert (code, out) == (2, "") and "reinstall" in err and "reading" not in err


def test_a_judge_that_fails_on_a_later_set_keeps_what_is_measured(
    run: Path, tmp_path: Path, toolflow: Any
) -> None:
    asked = 0

    async def two_answers(body: dict[str, Any]) -> Any:
        nonlocal asked
        asked += 1
        return await rules(body) if asked <= 2 else Status(401, {"error": {"message": "the key has expired"}})

    with serving(two_answers) as server:
        options = ("--judge-model", "scripted", "--judge-base-url", server.base_url, "--judge-sample", 2)
        code, out, err = toolflow(run, *options, "--resamples", 20, "--json", tmp_path / "x")
    first, second = json.loads((tmp_path / "x").read_text())["sets"]
    assert first["judge"]["n_scored"] == 2 and "judge" not in second and "H" in second["measures"]
    assert "The judge failed" in out and "run:none" in out
    assert code != 0 and "the judge failed, all else is reported: run:none" in err.splitlines()[-1]


def test_unreadable_dialogues_stop_it_or_are_told(foreign: Path, toolflow: Any) -> None:
    with open(foreign, "a") as file:
        file.write('{"conversations": [{"from": "alien", "value": ""}]}\n')
    code, out, err = toolflow(foreign, "--resamples", 20)
    assert (code, out) == (2, "")
    assert err.startswith(
        f"toolflow: {foreign}:3: `conversations[0].from`: got 'alien', expected one of human"
    )
    code, out, _ = toolflow(foreign, "--resamples", 20, "--skip-unreadable")
    assert code == 0 and "foreign: 1 could not be read and were left out" in out


def test_a_model_that_is_not_there_is_one_line(foreign: Path, toolflow: Any) -> None:
    for option in ("--nli", "--encoder"):
        code, _, err = toolflow(foreign, option, "no/such-model", "--resamples", "20", coherence=True)
        last = err.splitlines()[-1]
        assert (
            code == 2 and last.startswith("toolflow: ") and "no/such-model" in last and "reading" not in err
        )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nowhere",), "nowhere: no such file or folder, and no Hub id"),
        (("{foreign}", "{foreign}"), "several data sets would be called 'foreign'"),
        (
            ("{foreign}", "--judge-base-url", "http://127.0.0.1:9/v1"),
            "--judge-base-url without --judge-model",
        ),
        (
            ("{foreign}", "--judge-model", "m", "--judge-base-url", "http://127.0.0.1:9/v1"),
            "cannot be reached",
        ),
        (("{foreign}", "--against", "bfcl"), "give --data bfcl=PATH, or --download-bfcl"),
        (("{foreign}", "--json", "{folder}"), "is a folder; give a file name"),
    ],
)
def test_mistakes_are_one_line(arguments: tuple[str, ...], said: str, foreign: Path, toolflow: Any) -> None:
    given = [each.format(foreign=foreign, folder=foreign.parent) for each in arguments]
    code, _, err = toolflow(*given, "--resamples", "20")
    last = err.splitlines()[-1]
    assert code == 2 and last.startswith("toolflow: ") and said in last
