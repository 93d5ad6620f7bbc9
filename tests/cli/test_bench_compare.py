"""`toolflow bench compare` on results that `toolflow bench bfcl` has made: one generation, two scores."""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest

sys.path.append(str(Path(__file__).parents[1] / "generation"))
sys.path.append(str(Path(__file__).parents[1] / "evaluation" / "bfcl"))

from bfcl_questions import function
from scripted_server import ScriptedServer, call, calls

ADD = function("math.add", {"a": "integer", "b": "integer"}, ["a", "b"])


@pytest.fixture
def toolflow(monkeypatch: pytest.MonkeyPatch, command_line: Any, tmp_path: Path) -> Any:
    """Run `toolflow bench`; returns code, output and standard error."""
    monkeypatch.setenv("TOOLFLOW_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("OPENAI_API_KEY", "dummy")
    return partial(command_line, "bench")


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    folder = tmp_path / "bfcl"
    (folder / "possible_answer").mkdir(parents=True)
    asked, rights = [], []
    for number in range(8):
        known = f"simple_python_{number}"
        content = f"Add {number} and 1"
        asked.append({"id": known, "question": [[{"role": "user", "content": content}]], "function": [ADD]})
        rights.append({"id": known, "ground_truth": [{"math.add": {"a": [number], "b": [1]}}]})
    for file, records in (("", asked), ("possible_answer/", rights)):
        text = "".join(json.dumps(each) + "\n" for each in records)
        (folder / f"{file}BFCL_v4_simple_python.json").write_text(text, "utf-8")
    return folder


def test_two_models_on_the_same_questions(toolflow: Any, questions: Path, tmp_path: Path) -> None:
    def by_text(body: dict[str, Any]) -> Any:
        return f"[math.add(a={body['messages'][-1]['content'].split()[1]}, b=1)]"  # right, in another form

    def natively(body: dict[str, Any]) -> Any:
        number = int(body["messages"][-1]["content"].split()[1])
        return calls(call("math_add", a=number, b=1 if number < 6 else 2))  # 6 of 8 right

    for name, script in (("before", by_text), ("after", natively)):
        with ScriptedServer(script) as server:
            code, _, told = toolflow(
                "bfcl", "--data", questions, "--categories", "simple_python", "--out", tmp_path / name,
                "--model", "scripted", "--base-url", server.base_url,
            )  # fmt: skip
            assert code == 0, told
            assert len(server.requests) == 8  # each question once, whatever is scored
    files = ("--json", tmp_path / "found.json", "--markdown", tmp_path / "found.md")
    code, shown, told = toolflow("compare", tmp_path / "before", f"tuned={tmp_path / 'after'}", *files)
    assert code == 0, told
    found = json.loads((tmp_path / "found.json").read_text("utf-8"))
    strict, tolerant = (pair["rows"]["simple_python"] for pair in found["pairs"])
    # strictly 0 of 8 and 6 of 8, so that p = 2 / 2**6; tolerantly 8 of 8 and 6 of 8, p = 2 / 2**2
    assert (strict["difference"], strict["mcnemar_p"]) == (0.75, 1 / 32)
    assert (tolerant["difference"], tolerant["mcnemar_p"]) == (-0.25, 0.5)
    assert strict["ci95"][0] > 0 > tolerant["ci95"][0]
    assert "tuned against before" in shown and "+75.00" in shown
    assert "| simple_python | 8 | 0.00 [0.0, 32.4] | 75.00 [40.9, 92.9] |" in (
        tmp_path / "found.md"
    ).read_text("utf-8")
    assert str(tmp_path) not in (tmp_path / "found.json").read_text("utf-8")


def test_mistakes_end_in_one_line(toolflow: Any, tmp_path: Path) -> None:
    code, _, told = toolflow("compare", tmp_path / "nowhere", tmp_path)
    assert code == 2 and "results.json: cannot be read" in told
