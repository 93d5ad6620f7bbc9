"""`toolflow bench bfcl` in process: an endpoint, the simulator, a tiny model; resume; errors in one line."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from tiny_model import CHATML_TOKENS, make_tokenizer, save_model

from toolflow_generation.run_lock import locked

sys.path.append(str(Path(__file__).parents[1] / "generation"))
sys.path.append(str(Path(__file__).parents[1] / "evaluation" / "bfcl"))

from bfcl_questions import function
from scripted_server import ScriptedServer, Status, call, calls

ADD = function("math.add", {"a": "integer", "b": "integer"}, ["a", "b"])
NUMBERS = range(6)


@pytest.fixture
def toolflow(monkeypatch: pytest.MonkeyPatch, command_line: Any, tmp_path: Path) -> Any:
    """Run the command in this process; returns code, output and standard error."""
    monkeypatch.setenv("TOOLFLOW_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("OPENAI_API_KEY", "dummy")
    return partial(command_line, "bench", "bfcl")


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    """Return a folder with six questions of three categories each: add two numbers, twice, or do not."""
    folder = tmp_path / "bfcl"

    def write(name: str, records: list[dict[str, Any]]) -> None:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("".join(json.dumps(each) + "\n" for each in records), "utf-8")

    for category, count in {"simple_python": 1, "parallel": 2, "irrelevance": 0}.items():
        ids = [f"{category}_{number}" for number in NUMBERS]
        asked = [[[{"role": "user", "content": f"Add {number} and 1, {count} times."}]] for number in NUMBERS]
        write(
            f"BFCL_v4_{category}.json",
            [{"id": i, "question": q, "function": [ADD]} for i, q in zip(ids, asked, strict=True)],
        )
        rights = [
            {
                "id": i,
                "ground_truth": [{"math.add": {"a": [number], "b": [1 + place]}} for place in range(count)],
            }
            for number, i in enumerate(ids)
        ]
        if count:
            write(f"possible_answer/BFCL_v4_{category}.json", rights)
    return folder


def good(body: dict[str, Any]) -> Any:
    """Answer every question rightly."""
    words = body["messages"][-1]["content"].split()
    number, count = int(words[1]), int(words[4])
    made = [call("math_add", a=number, b=1 + place) for place in range(count)]
    return calls(*made) if made else "There is nothing to call."


def results(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "results.json").read_text("utf-8"))
    return found


def test_an_endpoint_is_asked_and_judged(
    toolflow: Callable[..., Any], questions: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    arguments = (
        "--data", questions, "--categories", "simple_python,parallel,irrelevance", "--out", out,
        "--json", tmp_path / "all.json",
    )  # fmt: skip
    with ScriptedServer(good) as server:
        code, shown, told = toolflow(*arguments, "--model", "scripted", "--base-url", server.base_url)
        assert code == 0, told
        assert len(server.requests) == 18
        # the same again asks nothing, and says the same
        again = toolflow(*arguments, "--model", "scripted", "--base-url", server.base_url)
        assert (again[0], again[1]) == (0, shown)
        assert len(server.requests) == 18
    found = results(out)
    assert (tmp_path / "all.json").read_text("utf-8") == (out / "results.json").read_text("utf-8")
    for name in ("simple_python", "parallel", "irrelevance"):
        assert found["categories"][name]["strict"] == {"accuracy": 1.0, "ci95": [0.609666, 1.0], "count": 6}
    assert found["answers"]["forms"] == {"native": 18}
    assert found["settings"]["model"] == "scripted"
    lines = (out / "verdicts.jsonl").read_text("utf-8").splitlines()
    assert json.loads(lines[0]) == {
        "id": "simple_python_0",
        "category": "simple_python",
        "strict": {"right": True},
        "tolerant": {"right": True},
    }
    assert "| simple_python | 6 of 6 | 100.00 [61.0, 100.0] | 100.00 [61.0, 100.0] |" in (
        out / "results.md"
    ).read_text("utf-8")


def test_calls_in_text_count_only_tolerantly(
    toolflow: Callable[..., Any], questions: Path, tmp_path: Path
) -> None:
    def script(body: dict[str, Any]) -> str:
        number = body["messages"][-1]["content"].split()[1]
        return f"Sure! [math.add(a={number}, b={1 if number != '5' else 7})]"

    out = tmp_path / "out"
    with ScriptedServer(script) as server:
        code, *_ = toolflow(
            "--data", questions, "--categories", "simple_python", "--out", out,
            "--model", "scripted", "--base-url", server.base_url,
        )  # fmt: skip
    assert code == 0
    found = results(out)["categories"]["simple_python"]
    assert (found["strict"]["accuracy"], found["strict_reasons"]) == (0.0, {"no-call": 6})
    assert (found["tolerant"]["accuracy"], found["tolerant_reasons"]) == (0.833333, {"value": 1})


def test_half_a_character_in_a_call_is_no_end_of_the_run(
    toolflow: Callable[..., Any], questions: Path, tmp_path: Path
) -> None:
    """A model cut off within an escape: the name of an argument stands in the detail of its verdict."""
    out = tmp_path / "out"

    def script(body: dict[str, Any]) -> Any:
        return calls(call("math_add", **{"\ud83d": 1, "a": 1, "b": 1}))

    with ScriptedServer(script) as server:
        code, _, told = toolflow(
            "--data", questions, "--categories", "simple_python", "--out", out,
            "--model", "scripted", "--base-url", server.base_url,
        )  # fmt: skip
    assert code == 0, told
    lines = [json.loads(line) for line in (out / "verdicts.jsonl").read_text("utf-8").splitlines()]
    assert [line["strict"]["detail"] for line in lines] == ["\ud83d is not expected"] * 6


def test_what_failed_is_asked_again(toolflow: Callable[..., Any], questions: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    healthy = False

    def script(body: dict[str, Any]) -> Any:
        if not healthy and "Add 2 " in body["messages"][-1]["content"]:
            return Status(400, {"error": {"message": "not this one"}})
        return good(body)

    with ScriptedServer(script) as server:
        arguments = (
            "--data", questions, "--categories", "simple_python", "--out", out,
            "--model", "scripted", "--base-url", server.base_url,
        )  # fmt: skip
        code, _, told = toolflow(*arguments)
        assert code == 1
        assert "1 unanswered: " in told and "not this one" in told
        assert results(out)["categories"]["simple_python"]["strict"]["count"] == 5
        assert results(out)["answers"]["unanswered"] == 1
        healthy = True
        sent = len(server.requests)
        assert toolflow(*arguments)[0] == 0
        assert len(server.requests) == sent + 1
    assert results(out)["categories"]["simple_python"]["strict"]["count"] == 6


def test_samples_halves_and_aggregates(toolflow: Callable[..., Any], questions: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    arguments = (
        "--data",
        questions,
        "--categories",
        "simple_python,parallel",
        "--model",
        "simulator",
        "--out",
        out,
    )
    code, shown, _ = toolflow(*arguments, "--sample", 2, "--aggregate", "paper")
    assert code == 0
    assert "sample 2, seed 0" in shown and "2 of 6" in shown
    assert len((out / "answers.jsonl").read_text("utf-8").splitlines()) == 4
    assert toolflow(*arguments, "--ids-half", "develop")[0] == 0
    develop = results(out)["answers"]["scored"]
    assert toolflow(*arguments, "--ids-half", "evaluate")[0] == 0
    assert results(out)["answers"]["scored"] == 12 - develop
    assert len((out / "answers.jsonl").read_text("utf-8").splitlines()) == 12


def test_a_tiny_model_runs_here(toolflow: Callable[..., Any], questions: Path, tmp_path: Path) -> None:
    tokenizer = make_tokenizer(["Add 1 and 2."], CHATML_TOKENS, eos="<|im_end|>", bos="<|im_start|>")
    model = save_model(tmp_path / "model", tokenizer)
    out = tmp_path / "out"
    arguments = (
        "--data", questions, "--categories", "simple_python", "--transformers", model, "--device", "cpu",
        "--max-tokens", 8, "--out", out,
    )  # fmt: skip
    code, _, told = toolflow(*arguments)
    assert code == 0, told
    found = results(out)
    assert found["answers"]["forms"] == {"template": 6}
    assert (found["settings"]["template"], found["settings"]["model"]) == ("hermes", "model")
    assert found["conditions"]["device"] == "cpu" and "torch" in found["conditions"]["versions"]
    assert found["answers"]["completion_tokens"] <= 48
    # other weights under the same name are another model
    file = next(model.glob("*.safetensors"))
    file.write_bytes(file.read_bytes()[:-1] + b"\x01")
    code, _, told = toolflow(*arguments)
    assert code == 2
    assert "weights was" in told and "give another folder" in told


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--model", "simulator"], "give --data PATH, or --download-bfcl"),
        (["--data", "{bfcl}"], "name one model"),
        (["--data", "{bfcl}", "--model", "m", "--transformers", "x"], "name one model"),
        (
            ["--data", "{bfcl}", "--model", "simulator", "--categories", "simpel"],
            "no BFCL category or group 'simpel'",
        ),
        (
            ["--data", "{bfcl}", "--model", "simulator", "--categories", "multiple"],
            "BFCL_v4_multiple.json in it",
        ),
        (["--data", "{bfcl}/nowhere", "--model", "simulator"], "cannot be read as a folder or a wheel"),
        (
            ["--data", "{bfcl}", "--categories", "simple_python", "--transformers", "{bfcl}"],
            "cannot be loaded",
        ),
        (
            ["--data", "{bfcl}", "--model", "m", "--temperature", "hot"],
            "expected a number from 0 to 2, or none",
        ),
        (
            ["--data", "{bfcl}", "--model", "m", "--batch-size", "8"],
            "--batch-size: is for --transformers, a model that runs here, and --model m does not",
        ),
        (["--data", "{bfcl}", "--model", "m", "--device", "auto"], "--device: is for --transformers"),
        (["--data", "{bfcl}", "--model", "m", "--template", "own"], "--template: is for --transformers"),
        (
            ["--data", "{bfcl}", "--transformers", "x", "--temperature", "0"],
            "--temperature: is for a model behind an endpoint, and --transformers runs here",
        ),
        (["--data", "{bfcl}", "--transformers", "x", "--base-url", "u"], "--base-url: is for a model behind"),
        (["--data", "{bfcl}", "--transformers", "x", "--concurrency", "2"], "--concurrency: is for a model"),
        (["--data", "{bfcl}", "--transformers", "x", "--timeout", "9"], "--timeout: is for a model behind"),
        (
            ["--data", "{bfcl}", "--model", "simulator", "--max-tokens", "9"],
            "--max-tokens: is for models, and --model simulator is none",
        ),
        (["--data", "{bfcl}", "--model", "simulator", "--timeout", "9"], "--timeout: is for models"),
        (["--data", "{bfcl}", "--model", "m", "--seed", "0"], "--seed: draws nothing without --sample"),
        (["--data", "{bfcl}", "--model", "m", "--download-bfcl"], "--download-bfcl: gets what --data has"),
    ],
)
def test_mistakes_end_in_one_line(
    toolflow: Callable[..., Any], questions: Path, tmp_path: Path, arguments: list[str], told: str
) -> None:
    code, _, err = toolflow(*(each.format(bfcl=questions) for each in arguments), "--out", tmp_path / "out")
    assert code == 2
    assert told in " ".join(err.split())


def test_no_endpoint_is_told(toolflow: Callable[..., Any], questions: Path, tmp_path: Path) -> None:
    code, _, err = toolflow(
        "--data", questions, "--categories", "simple_python", "--model", "m",
        "--base-url", "http://127.0.0.1:9/v1", "--out", tmp_path / "out",
    )  # fmt: skip
    assert code == 2
    assert "model 'm' at 127.0.0.1:9" in err


def test_two_processes_do_not_pay_for_the_same_answers(
    toolflow: Callable[..., Any], questions: Path, tmp_path: Path
) -> None:
    arguments = (
        "--data",
        questions,
        "--categories",
        "simple_python",
        "--model",
        "simulator",
        "--out",
        tmp_path / "out",
    )
    with locked(tmp_path / "out"):
        code, _, told = toolflow(*arguments)
        assert code == 2
        assert f"another process ({os.getpid()}) is writing to this run" in " ".join(told.split())
        assert not (tmp_path / "out" / "answers.jsonl").exists()
    assert toolflow(*arguments)[0] == 0
