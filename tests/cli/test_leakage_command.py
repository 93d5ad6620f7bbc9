"""`toolflow leakage`: Table 9's layout, evidence, and exit codes for CI."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
REAL = ROOT.parent / "shared" / "data"
EVERYDAY = ROOT / "examples" / "tools" / "everyday.json"
NOTHING_ALIKE = {
    "name": "quark_spin",
    "description": "Chromodynamic lattice eigenvalue of a tetraquark under renormalised gauge coupling",
    "parameters": {"type": "object", "properties": {"beta": {"type": "number", "description": "coupling"}}},
}


@pytest.fixture
def toolflow(monkeypatch: pytest.MonkeyPatch, command_line: Any, tmp_path: Path) -> Any:
    """Run the command in this process, with a cache of its own; returns code, output and standard error."""
    monkeypatch.setenv("TOOLFLOW_CACHE", str(tmp_path / "cache"))
    return partial(command_line, "leakage")


@pytest.fixture
def unlike(tmp_path: Path) -> Path:
    path = tmp_path / "unlike.jsonl"
    path.write_text(json.dumps(NOTHING_ALIKE) + "\n")
    return path


def row(output: str, name: str) -> list[str]:
    lines = [line for line in output.splitlines() if line.split()[:1] == [name]]
    return lines[0].replace(" %", "%").split()[1:]


def test_tools_against_themselves_leak_all_and_unlike_ones_not_at_all(unlike: Path, toolflow: Any) -> None:
    code, out, _ = toolflow(EVERYDAY, "--against", EVERYDAY, "--against", unlike)
    assert code == 0
    assert row(out, "everyday") == ["100.000%", "100.000%"]
    assert row(out, "unlike") == ["0.000%", "0.000%"]
    assert row(out, "everyday") and "everyday / everyday" in out
    assert "Encoder: all-MiniLM-L6-v2" in out and "Tokens: words between white space." in out


def test_a_copied_tool_is_found_with_evidence(tmp_path: Path, unlike: Path, toolflow: Any) -> None:
    tools = json.loads(EVERYDAY.read_text())
    function = tools[3]["function"]
    copied = {key: function[key] for key in ("name", "description", "parameters")}
    train = tmp_path / "train.jsonl"
    train.write_text(
        json.dumps(NOTHING_ALIKE) + "\n" + json.dumps({"type": "function", "function": copied}) + "\n"
    )
    files = [tmp_path / name for name in ("evidence.jsonl", "out.json", "out.md")]
    options = ("--evidence", files[0], "--json", files[1], "--markdown", files[2], "--encoder", "none")
    code, _, _ = toolflow(train, f"other={unlike}", "--against", EVERYDAY, *options)
    assert code == 0
    lines = [json.loads(line) for line in files[0].read_text().splitlines()]
    found = next(line for line in lines if line["tool"] == copied["name"])
    assert (found["train"], found["test"], found["index"], found["source"]) == (
        "train",
        "everyday",
        3,
        found["source"],
    )
    assert found["ngram"] is True and found["share"] == 1 and found["spans"]
    assert not any(line["train"] == "other" for line in lines)
    report = json.loads(files[1].read_text())
    pair = next(each for each in report["pairs"] if each["train"] == "train")
    assert pair["ngram_count"] == len(lines) == round(pair["ngram"] * len(tools))
    assert pair["similarity"] is None and pair["encoder"] is None
    assert report["evidence"] == lines
    columns = "| Test | train: N-gram | train: Similarity | other: N-gram | other: Similarity |"
    assert columns in files[2].read_text()
    assert (
        f"| everyday | {100 * len(lines) / len(tools):.3f} % | n/a | 0.000 % | n/a |" in files[2].read_text()
    )


def test_a_limit_for_ci(tmp_path: Path, unlike: Path, toolflow: Any) -> None:
    code, _, err = toolflow(EVERYDAY, "--against", EVERYDAY, "--encoder", "none", "--fail-over", "0.01")
    assert code == 1
    assert "leaked: 100.000% of everyday in everyday by n-gram, more than the 1.000% allowed" in err
    assert "--evidence FILE names the tools" in err
    evidence = tmp_path / "e.jsonl"
    options = ("--encoder", "none", "--fail-over", "0.01", "--evidence", evidence)
    code, _, err = toolflow(EVERYDAY, "--against", EVERYDAY, *options)
    assert code == 1 and f"the tools are in {evidence}" in err
    code, _, err = toolflow(EVERYDAY, "--against", unlike, *options)
    assert code == 0 and "leaked" not in err


def test_a_share_at_the_limit_is_allowed(toolflow: Any) -> None:
    assert toolflow(EVERYDAY, "--against", EVERYDAY, "--encoder", "none", "--fail-over", "1")[0] == 0


@pytest.mark.skipif(not REAL.is_dir(), reason="needs ../shared/data")
def test_named_benchmarks_have_the_papers_denominators(tmp_path: Path, unlike: Path, toolflow: Any) -> None:
    data = [
        ("--data", f"{name}={REAL / folder}")
        for name, folder in (("bfcl", "bfcl"), ("apibank", "api_bank"), ("toolalpaca", "toolalpaca"))
    ]
    options = ("--against", "bfcl", "--against", "apibank", "--against", "toolalpaca", "--encoder", "none")
    target = tmp_path / "x.json"
    code, out, _ = toolflow(unlike, *options, "--json", target, *(word for pair in data for word in pair))
    assert code == 0
    sizes = {each["test"]: each["n_test"] for each in json.loads(target.read_text())["pairs"]}
    assert sizes == {"BFCL": 1677, "API-Bank": 53, "ToolAlpaca": 94}
    assert row(out, "BFCL") == ["0.000%", "n/a"]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("{unlike}", "--against", "bfcl"), 2, "give --data bfcl=PATH, or --download-bfcl"),
        (("{unlike}", "--against", "bfcl", "--data", "bfcl"), 2, "got 'bfcl', expected bfcl=PATH"),
        (
            ("{unlike}", "--against", "bfcl", "--data", "bfcl={folder}"),
            2,
            "no BFCL file for simple_python, multiple",
        ),
        (("{unlike}", "--against", "nowhere.jsonl"), 2, "no such file"),
        (("{unlike}", "{unlike}", "--against", "{unlike}"), 2, "two sets are called 'unlike'"),
        (("{unlike}", "--against", "{unlike}", "--encoder", "no/such-model"), 2, "no/such-model"),
        (("{unlike}", "--against", "{unlike}", "--tokenizer", "no/such-tokenizer"), 2, "no/such-tokenizer"),
        (("{unlike}", "--against", "bfcl", "--data", "bfcl=no/where"), 2, "no/where: no such folder"),
        (("{unlike}", "--against", "apibank", "--data", "apibank=no/where"), 2, "folder api-bank"),
        (("{unlike}", "--against", "toolalpaca", "--data", "toolalpaca=no/where"), 2, "eval_real.json"),
        (("{unlike}", "--against", "{unlike}", "--fail-over", "7"), 2, "0<=x<=1"),
    ],
)
def test_mistakes_are_told_without_a_traceback(
    arguments: tuple[str, ...], code: int, said: str, unlike: Path, toolflow: Any
) -> None:
    (unlike.parent / "empty").mkdir()
    given = [each.format(unlike=unlike, folder=unlike.parent / "empty") for each in arguments]
    ended, _, err = toolflow(*given)
    assert ended == code and said in err


def test_texts_of_dialogues_are_checked_when_asked_for(tmp_path: Path, toolflow: Any) -> None:
    asked = "Could you find me a quiet table for four near the old harbour tonight, please?"

    def talk(name: str, *contents: str) -> Path:
        roles = ("user", "assistant") * len(contents)
        messages = [{"role": role, "content": each} for role, each in zip(roles, contents, strict=False)]
        (tmp_path / name).write_text(json.dumps({"messages": messages}) + "\n")
        return tmp_path / name

    train = talk("train.jsonl", "Hello! " + asked, "There is one at eight.", "Hello! " + asked)
    test = talk(
        "test.jsonl", asked, "Sorry, every single restaurant in this part of the town is closed on Mondays."
    )
    evidence, target = tmp_path / "evidence.jsonl", tmp_path / "out.json"
    options = ("--texts", "--against", test, "--evidence", evidence, "--json", target, "--encoder", "none")
    code, out, err = toolflow(train, *options, "--fail-over", "0.1")
    assert code == 1 and "Leakage of texts" in out
    assert row(out, "test") == ["50.000%", "n/a"]
    assert f"the texts are in {evidence}" in err
    (line,) = (json.loads(each) for each in evidence.read_text().splitlines())
    assert (line["tool"], line["spans"], line["index"]) == (asked, [asked], 0)
    found = json.loads(target.read_text())
    # the repeated message counts once in the training set
    assert (found["compared"], found["pairs"][0]["n_train"], found["pairs"][0]["n_test"]) == ("texts", 2, 2)
    code, out, _ = toolflow(train, "--texts", "--against", talk("short.jsonl", "Hi."), "--encoder", "none")
    assert (
        code == 0
        and "Shorter than 11 tokens, so that only similarity can find them: 1 of the test sets." in out
    )
