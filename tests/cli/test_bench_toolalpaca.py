"""`toolflow bench toolalpaca` in process: model and judge behind an endpoint, resume, executors, errors in one line."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from tiny_model import CHATML_TOKENS, make_tokenizer, save_model

sys.path.append(str(Path(__file__).parents[1] / "generation"))
sys.path.append(str(Path(__file__).parents[1] / "evaluation" / "toolalpaca"))

from lending_api import write
from scripted_server import ScriptedServer, Status, call, calls

NAMES = ("m", "judge", "agent")
YES = json.dumps(
    {"procedure_reason": "same", "procedure": "Yes", "response_reason": "told", "response": "Yes"}
)


@pytest.fixture
def toolflow(monkeypatch: pytest.MonkeyPatch, command_line: Any, tmp_path: Path) -> Any:
    """Run the command in this process; returns code, output and standard error."""
    monkeypatch.setenv("TOOLFLOW_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("OPENAI_API_KEY", "dummy")
    return partial(command_line, "bench", "toolalpaca")


def script(body: dict[str, Any]) -> Any:
    """Play the model under test, which fails once at Emma, and the judge."""
    messages = body["messages"]
    if body["model"] == "judge":
        return YES
    if messages[-1]["role"] == "user":
        return (
            calls(call("searchBooks", title="Dune"))
            if "Dune" in messages[-1]["content"]
            else calls(call("lendBook"))
        )
    if "error" in messages[-1]["content"]:
        return calls(call("lendBook", book_id="B-7"))
    return "It is done."


def results(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "results.json").read_text("utf-8"))
    return found


def test_a_model_is_played_with_and_judged(toolflow: Callable[..., Any], tmp_path: Path) -> None:
    out = tmp_path / "out"
    with ScriptedServer(script, models=NAMES) as server:
        arguments = (
            "--data", write(tmp_path / "data"), "--sets", "simulated,real", "--model", "m", "--base-url", server.base_url,
            "--judge", "judge", "--judge-base-url", server.base_url, "--out", out, "--json", tmp_path / "all.json",
        )  # fmt: skip
        code, shown, told = toolflow(*arguments)
        assert code == 0, told
        sent = len(server.requests)
        assert sent == 2 * (2 + 3 + 2)  # of each set: two turns for Dune, three for Emma, two verdicts
        assert toolflow(*arguments)[:2] == (0, shown)
        assert len(server.requests) == sent
    found = results(out)
    assert found == json.loads((tmp_path / "all.json").read_text("utf-8"))
    for name in ("simulated", "real"):
        shares = found["categories"][name]
        assert (shares["procedure"]["accuracy"], shares["response"]["accuracy"]) == (0.5, 1.0)
        assert shares["overall"] == {"accuracy": 0.5, "ci95": [0.094531, 0.905469], "count": 2}
    assert "the real endpoints were not called" in found["categories"]["real"]["api_played_by"]
    assert found["judge"]["model"] == "judge" and found["judge"]["answered_as"] == ["scripted"]
    assert found["settings"]["tool_agent"] == {"model": "simulator"}
    assert found["plays"]["failed_turns"] == 2
    assert [(row["role"], row["requests"]) for row in found["spent"]] == [("judge", 4)]
    assert "Judge: judge, which answered as scripted." in shown
    lines = [json.loads(line) for line in (out / "verdicts.jsonl").read_text("utf-8").splitlines()]
    assert lines[1]["procedure"] == {
        "right": False,
        "answer": "No",
        "detail": "a call failed, and had to be made again",
    }
    assert lines[1]["messages"][-1]["content"] == "It is done."


def test_whatever_a_model_writes_the_run_comes_to_its_end(
    toolflow: Callable[..., Any], tmp_path: Path
) -> None:
    """Python that JSON has no words for, numbers beyond all, half a character: faults, not crashes."""
    written = [
        "searchBooks(**wish)",
        'searchBooks(title={(1, 2): 3, 4: "x", "y": 1j}, kind=b"z")',
        calls(call("searchBooks", title="Dune \ud83d")),
        calls(call("searchBooks", title=float("inf"), kind=[float("nan")])),
        "It is done \ud83d.",
    ]

    def hostile(body: dict[str, Any]) -> Any:
        said = sum(message["role"] == "assistant" for message in body["messages"])
        return YES if body["model"] == "judge" else written[said]

    out = tmp_path / "out"
    with ScriptedServer(hostile, models=NAMES) as server:
        arguments = (
            "--data", write(tmp_path / "data"), "--model", "m", "--base-url", server.base_url,
            "--judge", "judge", "--judge-base-url", server.base_url, "--out", out,
        )  # fmt: skip
        code, shown, told = toolflow(*arguments)
        assert code == 0, told
        assert toolflow(*arguments)[:2] == (0, shown)
    found = results(out)["plays"]
    assert (found["outcomes"], found["turns_read_tolerantly"]) == ({"answered": 2}, 4)
    (first, _) = [json.loads(line) for line in (out / "verdicts.jsonl").read_text("utf-8").splitlines()]
    assert "400: unknown parameter **" in first["messages"][3]["content"]


def test_results_can_be_compared(
    toolflow: Callable[..., Any], command_line: Callable[..., Any], tmp_path: Path
) -> None:
    data = write(tmp_path / "data")
    for name in ("one", "two"):
        assert (
            toolflow("--data", data, "--model", "simulator", "--judge", "rules", "--out", tmp_path / name)[0]
            == 0
        )
    code, shown, told = command_line("bench", "compare", tmp_path / "one", tmp_path / "two")
    assert code == 0, told
    assert "procedure" in shown and "overall" in shown


def test_the_stand_in_is_labelled_and_another_judge_plays_nothing_again(
    toolflow: Callable[..., Any], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    with ScriptedServer(script, models=NAMES) as server:
        arguments = (
            "--data",
            write(tmp_path / "data"),
            "--model",
            "m",
            "--base-url",
            server.base_url,
            "--out",
            out,
        )
        code, shown, told = toolflow(*arguments, "--judge", "rules")
        assert code == 0, told
        assert "Judge: rules (not a judge)." in shown
        assert results(out)["judge"] == {
            "model": "rules (not a judge)",
            "answered_as": ["rules (not a judge)"],
        }
        sent = len(server.requests)
        assert toolflow(*arguments, "--judge", "judge", "--judge-base-url", server.base_url)[0] == 0
        assert len(server.requests) == sent + 2
    assert results(out)["judge"]["endpoint"].startswith("127.0.0.1")


def test_a_verdict_that_fails_is_told_and_asked_for_again(
    toolflow: Callable[..., Any], tmp_path: Path
) -> None:
    healthy = False

    def failing(body: dict[str, Any]) -> Any:
        if body["model"] == "judge" and not healthy and "Emma" in body["messages"][-1]["content"]:
            return Status(400, {"error": {"message": "not this one"}})
        return script(body)

    out = tmp_path / "out"
    with ScriptedServer(failing, models=NAMES) as server:
        arguments = (
            "--data", write(tmp_path / "data"), "--model", "m", "--base-url", server.base_url,
            "--judge", "judge", "--judge-base-url", server.base_url, "--out", out,
        )  # fmt: skip
        code, _, told = toolflow(*arguments)
        assert code == 1
        assert "simulated/Lending/1: no verdict" in told and "not this one" in told
        assert results(out)["categories"]["simulated"]["overall"]["count"] == 1
        healthy = True
        sent = len(server.requests)
        assert toolflow(*arguments)[0] == 0
        assert len(server.requests) == sent + 1
    assert results(out)["categories"]["simulated"]["overall"]["count"] == 2


def test_a_tool_agent_behind_an_endpoint_plays_the_api(toolflow: Callable[..., Any], tmp_path: Path) -> None:
    def agent(body: dict[str, Any]) -> Any:
        if body["model"] != "agent":
            return script(body)
        turn = body["messages"][-1]["content"].rsplit("<turn>", 1)[1]
        names = [each["name"] for each in json.loads(turn.split("</turn>")[0])["calls"]]
        values = {"searchBooks": {"book_id": "B-1", "shelf": 3}, "lendBook": {"due": "2023-06-15"}}
        return json.dumps({"results": [{"name": name, "results": values[name]} for name in names]})

    out = tmp_path / "out"
    with ScriptedServer(agent, models=NAMES) as server:
        code, _, told = toolflow(
            "--data", write(tmp_path / "data"), "--model", "m", "--base-url", server.base_url, "--judge", "rules",
            "--tool-agent", "agent", "--tool-base-url", server.base_url, "--out", out,
        )  # fmt: skip
    assert code == 0, told
    lines = [json.loads(line) for line in (out / "verdicts.jsonl").read_text("utf-8").splitlines()]
    contents = [
        message["content"] for line in lines for message in line["messages"] if message["role"] == "tool"
    ]
    assert json.loads(contents[0]) == {"book_id": "B-1", "shelf": 3}
    assert json.loads(contents[2]) == {"due": "2023-06-15"}
    assert [row["role"] for row in results(out)["spent"]] == ["tool"]


def test_the_real_set_can_be_executed_with_leave(toolflow: Callable[..., Any], tmp_path: Path) -> None:
    functions = tmp_path / "lending.py"
    functions.write_text(
        "def searchBooks(title, limit=None, kind=None):\n    return {'book_id': 'R-9', 'shelf': 1}\n"
    )
    out = tmp_path / "out"
    with ScriptedServer(script, models=NAMES) as server:
        arguments = (
            "--data", write(tmp_path / "data"), "--sets", "real", "--model", "m", "--base-url", server.base_url,
            "--judge", "rules", "--executors", f"searchBooks=python:{functions}:searchBooks", "--out", out,
        )  # fmt: skip
        code, _, told = toolflow(*arguments)
        assert code == 2 and "permit it with --execute python" in " ".join(told.split())
        code, shown, told = toolflow(*arguments, "--execute", "python")
        assert code == 0, told
    lines = [json.loads(line) for line in (out / "verdicts.jsonl").read_text("utf-8").splitlines()]
    assert json.loads(lines[0]["messages"][3]["content"]) == {"book_id": "R-9", "shelf": 1}
    assert "played by executors (searchBooks), the rest by simulator" in shown


def test_a_tiny_model_runs_here(toolflow: Callable[..., Any], tmp_path: Path) -> None:
    tokenizer = make_tokenizer(["Find Dune for me."], CHATML_TOKENS, eos="<|im_end|>", bos="<|im_start|>")
    model = save_model(tmp_path / "model", tokenizer)
    out = tmp_path / "out"
    code, _, told = toolflow(
        "--data", write(tmp_path / "data"), "--transformers", model, "--device", "cpu", "--max-tokens", 8,
        "--judge", "rules", "--out", out,
    )  # fmt: skip
    assert code == 0, told
    assert results(out)["plays"]["outcomes"] == {"answered": 2}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--judge", "rules"], "name one model"),
        (["--judge", "rules", "--model", "simulator", "--sets", "unreal"], "--sets: no set unreal; expected simulated or real"),
        (["--judge", "rules", "--model", "simulator", "--executors", "x"], "PATTERN=KIND:TARGET"),
        (["--judge", "rules", "--model", "simulator", "--executors", "searchBooks=replay:x"], "executors are for the real set"),
        (["--judge", "simulator", "--model", "simulator"], "the simulator is no judge of tasks; name a model"),
        (["--judge", "rules", "--tool-agent", "rules", "--model", "simulator"], "rules plays no API"),
        (["--model", "simulator"], "Missing option '--judge'"),
        (["--judge", "rules", "--model", "m", "--judge-base-url", "u"], "--judge-base-url: is for a judging model, and --judge rules"),
        (["--judge", "rules", "--model", "m", "--judge-temperature", "0"], "--judge-temperature: is for a judging model"),
        (["--judge", "rules", "--model", "m", "--tool-base-url", "u"], "--tool-base-url: is for a model as --tool-agent"),
        (["--judge", "rules", "--transformers", "x", "--timeout", "9"], "--timeout: is for a model behind an endpoint"),
        (["--judge", "j", "--transformers", "x", "--temperature", "0"], "--temperature: is for a model behind"),
        (["--judge", "j", "--transformers", "/nowhere", "--timeout", "9"], "the tokenizer of /nowhere cannot be loaded"),
    ],
)  # fmt: skip
def test_mistakes_end_in_one_line(
    toolflow: Callable[..., Any], tmp_path: Path, arguments: list[str], told: str
) -> None:
    data = write(tmp_path / "data")
    code, _, err = toolflow("--data", data, *arguments, "--out", tmp_path / "out")
    assert code == 2
    assert told in " ".join(err.split())
