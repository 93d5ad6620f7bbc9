"""`toolflow bench apibank` in process: an endpoint, a tiny model, the simulator; resume; errors in one line."""

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
sys.path.append(str(Path(__file__).parents[1] / "evaluation" / "apibank"))

from library_bank import BORROW, RENEW, SEARCH, TOKEN, checkout
from scripted_server import ScriptedServer, call, calls


@pytest.fixture
def toolflow(monkeypatch: pytest.MonkeyPatch, command_line: Any, tmp_path: Path) -> Any:
    """Run the command in this process; returns code, output and standard error."""
    monkeypatch.setenv("TOOLFLOW_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("OPENAI_API_KEY", "dummy")
    return partial(command_line, "bench", "apibank")


def gold(body: dict[str, Any]) -> Any:
    """Answer with the gold call, its arguments as they are typed."""
    made = [name["function"]["name"] for each in body["messages"] for name in each.get("tool_calls", ())]
    turn = next(
        turn
        for turn, before in ((TOKEN, []), (BORROW, ["GetUserToken"]), (SEARCH, []), (RENEW, ["ToolSearcher"]))
        if made == before and turn["api_name"] in {tool["function"]["name"] for tool in body["tools"]}
    )
    return calls(call(turn["api_name"], **turn["result"]["input"]))


def results(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "results.json").read_text("utf-8"))
    return found


def test_calls_are_compared_without_a_checkout(toolflow: Callable[..., Any], tmp_path: Path) -> None:
    out, data = tmp_path / "out", checkout(tmp_path)
    with ScriptedServer(gold) as server:
        arguments = (
            "--data", data, "--model", "scripted", "--base-url", server.base_url, "--out", out,
            "--json", tmp_path / "all.json",
        )  # fmt: skip
        code, shown, told = toolflow(*arguments)
        assert code == 0, told
        assert len(server.requests) == 4
        again = toolflow(*arguments)
        assert (again[0], again[1]) == (0, shown)
        assert len(server.requests) == 4
    assert "calls match, not executed" in shown and "not API-Bank's accuracies" in shown
    found = results(out)
    assert found == json.loads((tmp_path / "all.json").read_text("utf-8"))
    assert found["judged"] == "calls match, not executed"
    assert found["settings"]["benchmark"] == "API-Bank" and found["settings"]["model"] == "scripted"
    assert {name: each["strict"]["accuracy"] for name, each in found["levels"].items()} == {
        "L1": 1.0,
        "L2": 1.0,
    }
    assert {name: each["questions"] for name, each in found["categories"].items()} == {
        "L1": 2,
        "L2 search": 1,
        "L2 call": 1,
    }
    assert found["average"]["strict"]["accuracy"] == 1.0
    lines = [json.loads(line) for line in (out / "verdicts.jsonl").read_text("utf-8").splitlines()]
    assert [line["id"] for line in lines][-1] == "L2/RenewLoan-level-3-1/1"
    assert all(line["strict"]["right"] and line["tolerant"]["right"] for line in lines)


def test_the_first_of_several_calls_counts_and_text_only_tolerantly(
    toolflow: Callable[..., Any], tmp_path: Path
) -> None:
    def script(body: dict[str, Any]) -> Any:
        if len(body["messages"]) == 2:
            return calls(call("Other"), call("GetUserToken", username="ada", password="engine"))
        return "I call BorrowBook(token='t-ada', title='dune', days=14, readers=['Ada', 'Bo'])."

    out = tmp_path / "out"
    with ScriptedServer(script) as server:
        code, shown, told = toolflow(
            "--data", checkout(tmp_path), "--levels", "l1", "--model", "scripted", "--base-url", server.base_url,
            "--out", out,
        )  # fmt: skip
    assert code == 0, told
    level = results(out)["levels"]["L1"]
    assert (level["strict"]["accuracy"], level["strict_reasons"]) == (0.0, {"name": 1, "no-call": 1})
    assert (level["tolerant"]["accuracy"], level["tolerant_reasons"]) == (0.5, {"name": 1})
    assert "1 answers held several calls" in shown
    assert "average" not in results(out) and "L2" not in results(out)["levels"]


def test_python_that_json_has_no_words_for_is_a_fault(toolflow: Callable[..., Any], tmp_path: Path) -> None:
    def script(body: dict[str, Any]) -> Any:
        first = len(body["messages"]) == 2
        return "GetUserToken(**user)" if first else "BorrowBook(title={(1, 2): b'x', 3: 1j}, days=1e999)"

    for judged in ("--data", "--apibank-checkout"):
        out = tmp_path / judged
        with ScriptedServer(script) as server:
            code, _, told = toolflow(
                judged, checkout(tmp_path / f"of{judged}"), "--levels", "l1", "--model", "scripted",
                "--base-url", server.base_url, "--out", out,
            )  # fmt: skip
        assert code == 0, told
        reasons = results(out)["levels"]["L1"]["tolerant_reasons"]
        assert sum(reasons.values()) == 2 and "crash" not in reasons


def test_a_tiny_model_runs_here_and_the_simulator_too(toolflow: Callable[..., Any], tmp_path: Path) -> None:
    tokenizer = make_tokenizer(["Lend me Dune."], CHATML_TOKENS, eos="<|im_end|>", bos="<|im_start|>")
    model, data = save_model(tmp_path / "model", tokenizer), checkout(tmp_path)
    code, _, told = toolflow(
        "--data", data, "--transformers", model, "--device", "cpu", "--max-tokens", 8, "--limit", 1,
        "--out", tmp_path / "local",
    )  # fmt: skip
    assert code == 0, told
    found = results(tmp_path / "local")
    assert found["answers"]["forms"] == {"template": 2}
    assert found["selection"] == {"levels": ["L1", "L2"], "limit": 1, "seed": 0}
    assert toolflow("--data", data, "--model", "simulator", "--out", tmp_path / "simulated")[0] == 0
    assert results(tmp_path / "simulated")["answers"]["scored"] == 4


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--model", "simulator"], "give --data PATH, or --apibank-checkout"),
        (
            ["--apibank-checkout", "{data}/apis", "--model", "simulator"],
            "no folder apis or init_database in it",
        ),
        (["--data", "{data}"], "name one model"),
        (
            ["--data", "{data}", "--model", "simulator", "--levels", "L3"],
            "--levels: no level L3; expected L1 or L2",
        ),
        (
            ["--data", "{data}", "--model", "simulator", "--levels", ","],
            "--levels: names none; expected L1 or L2",
        ),
        (["--data", "{data}/apis", "--model", "simulator"], "holds no call of level 1"),
        (
            ["--data", "{data}", "--model", "simulator", "--call-timeout", "60"],
            "--call-timeout: is for calls that are executed, and without --apibank-checkout none is",
        ),
        (["--data", "{data}", "--model", "simulator", "--call-memory", "99"], "--call-memory: is for calls"),
        (["--data", "{data}", "--model", "simulator", "--apibank-python", "x"], "--apibank-python: is for"),
        (["--data", "{data}", "--model", "m", "--seed", "1"], "--seed: draws nothing without --limit"),
        (["--data", "{data}", "--model", "m", "--device", "cpu"], "--device: is for --transformers"),
    ],
)
def test_mistakes_end_in_one_line(
    toolflow: Callable[..., Any], tmp_path: Path, arguments: list[str], told: str
) -> None:
    data = checkout(tmp_path)
    code, _, err = toolflow(*(each.format(data=data) for each in arguments), "--out", tmp_path / "out")
    assert code == 2
    assert told in " ".join(err.split())


def test_a_checkout_executes_the_calls(toolflow: Callable[..., Any], tmp_path: Path) -> None:
    def script(body: dict[str, Any]) -> Any:
        made = gold(body)
        if len(body["messages"]) == 2 and "BorrowBook" in json.dumps(body["tools"]):
            return calls(call("GetUserToken", username="ada", password="engines"))
        return made

    out, folder = tmp_path / "out", checkout(tmp_path)
    with ScriptedServer(script) as server:
        arguments = (
            "--apibank-checkout", folder, "--model", "scripted", "--base-url", server.base_url, "--out", out,
        )  # fmt: skip
        code, shown, told = toolflow(*arguments)
        assert code == 0, told
        assert "calls executed: 4/4" in told
        code, again, told = toolflow(*arguments)
        assert (code, again) == (0, shown) and "executed" not in told
    found = results(out)
    assert found["judged"] == "executed" and "API-Bank, executed: scripted" in shown
    assert found["levels"]["L1"]["strict"] == {"accuracy": 0.5, "ci95": [0.094531, 0.905469], "count": 2}
    assert found["levels"]["L1"]["strict_reasons"] == {"exception": 1}
    assert found["levels"]["L2"]["strict"]["accuracy"] == 1.0
    assert len(found["conditions"]["checkout"]) == 16 and found["conditions"]["call_memory_mib"] == 4096
    lines = [json.loads(line) for line in (out / "verdicts.jsonl").read_text("utf-8").splitlines()]
    assert lines[0]["strict"]["detail"] == "'Wrong name or password.'"
