"""Calls executed by a checkout's own code: judged by its check, on a fresh state, within limits."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from library_bank import BORROW, CHECKOUT, RENEW, SEARCH, TOKEN

from toolflow_dataset.errors import ConfigError, SchemaError, ToolSourceError
from toolflow_evaluation.answering.decoding import Call
from toolflow_evaluation.apibank.execution import EXECUTIONS_FILE, Checkout, Executor
from toolflow_evaluation.apibank.samples import Sample


def sample_of(turn: dict[str, Any]) -> Sample:
    return Sample("L1/x/0", "L1", (), (), turn["api_name"], turn["param_dict"], turn["result"])


def of(name: str, **output: Any) -> Sample:
    """Return a sample whose gold result is that of an odd API."""
    return Sample(
        "L1/odd/0", "L1", (), (), name, {}, {"input": {}, "output": None, "exception": None, **output}
    )


def reason(folder: Path, sample: Sample, arguments: dict[str, Any], **limits: Any) -> str:
    """Return why a call is wrong; empty if it is right."""
    convert = limits.pop("convert", True)
    executor = Executor(Checkout(CHECKOUT, **limits), folder, convert=convert)
    call = Call(sample.name, arguments)
    executor.run([(sample, call)])
    fault = executor.check(sample, call)
    return fault.reason if fault else ""


@pytest.mark.parametrize("turn", [TOKEN, BORROW, RENEW, SEARCH], ids=lambda turn: turn["api_name"])
@pytest.mark.parametrize("form", ["text", "typed"])
def test_gold_calls_are_right(tmp_path: Path, turn: dict[str, Any], form: str) -> None:
    arguments = turn["param_dict"] if form == "text" else turn["result"]["input"]
    assert reason(tmp_path, sample_of(turn), arguments) == ""


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"title": "dune"}, ""),  # the check of this API forgives case
        ({"title": "Emma"}, "exception"),  # lent to somebody
        ({"days": "15"}, "output"),
        ({"days": 15}, "output"),
        ({"readers": "['Ada']"}, "input"),
        ({"days": "two weeks"}, "type"),
        ({"days": 14.0}, "type"),
        ({"days": True}, "type"),
        ({"readers": "Ada"}, "type"),
        ({"readers": {"a": 1}}, "type"),
        ({"shelf": "3"}, "parameter"),
        ({"title": None}, "exception"),  # null becomes the text "null", which is no title
    ],
)
def test_other_calls_are_wrong_for_a_reason(tmp_path: Path, changed: dict[str, Any], told: str) -> None:
    assert reason(tmp_path, sample_of(BORROW), {**BORROW["param_dict"], **changed}) == told


@pytest.mark.parametrize("kilos", ["5", "5.0", 5, 5.0])
def test_a_whole_number_is_a_float_where_one_is_declared(tmp_path: Path, kilos: Any) -> None:
    """The official `tool_manager.py` calls `float` on it, so that the API writes "5.0" of it."""
    assert reason(tmp_path, of("Weigh", input={"kilos": 5.0}, output="5.0 kg"), {"kilos": kilos}) == ""


def test_a_missing_argument_is_an_error_of_the_call(tmp_path: Path) -> None:
    assert reason(tmp_path, sample_of(TOKEN), {"username": "ada"}) == "call-error"


def test_without_conversion_strings_stay_strings(tmp_path: Path) -> None:
    assert reason(tmp_path, sample_of(BORROW), BORROW["param_dict"], convert=False) == "input"
    assert reason(tmp_path, sample_of(BORROW), BORROW["result"]["input"], convert=False) == ""
    assert reason(tmp_path, sample_of(TOKEN), TOKEN["param_dict"], convert=False) == ""


def test_every_call_has_a_fresh_state(tmp_path: Path) -> None:
    """Borrowing the same book twice is right twice: nothing is left of the first time."""
    first = sample_of(BORROW)
    second = replace(first, id="L1/x/1")
    executor = Executor(Checkout(CHECKOUT), tmp_path, at_once=1)
    lower = Call("BorrowBook", {**BORROW["param_dict"], "title": "dune"})
    gold = Call("BorrowBook", BORROW["param_dict"])
    executor.run([(first, gold), (second, lower)])
    assert executor.check(first, gold) is None
    assert executor.check(second, lower) is None
    before = {file.name: file.read_bytes() for file in (CHECKOUT / "init_database").iterdir()}
    assert json.loads(before["Books.json"])["Dune"] == ""


def test_limits_hold(tmp_path: Path) -> None:
    assert reason(tmp_path, of("Sleep"), {"seconds": 60}, seconds=1.5) == "timeout"
    assert reason(tmp_path, of("Hoard"), {"mebibytes": 4000}, mebibytes=256) == "memory"
    assert reason(tmp_path, of("Hoard", input={"mebibytes": 1}, output=1 << 20), {"mebibytes": 1}) == ""
    assert reason(tmp_path, of("Leave"), {}) == "crash"


def test_keys_and_our_own_settings_stay_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    asked = {"name": "OPENAI_API_KEY"}
    assert reason(tmp_path, of("Tell", input=asked), asked) == ""  # the gold output is null
    asked = {"name": "PATH"}
    assert reason(tmp_path, of("Tell", input=asked), asked) == "output"


def test_what_cannot_be_had_is_told(tmp_path: Path) -> None:
    assert reason(tmp_path, of("TranslateTitle"), {"title": "Emma"}) == "api-unavailable"
    assert reason(tmp_path, of("Nothing"), {}) == "api-unavailable"
    assert reason(tmp_path, of("Strict", input={"key": "none"}), {"key": "x"}) == "check-error"
    lines = [json.loads(line) for line in (tmp_path / EXECUTIONS_FILE).read_text("utf-8").splitlines()]
    assert "a_package_that_nobody_has" in lines[0]["fault"][1]
    assert "no class of this name in apis/" in lines[1]["fault"][1]
    assert "KeyError" in lines[2]["fault"][1]


def test_another_api_is_not_executed(tmp_path: Path) -> None:
    executor, sample = Executor(Checkout(CHECKOUT), tmp_path), sample_of(TOKEN)
    executor.run([(sample, Call("Leave", {}))])
    fault = executor.check(sample, Call("Leave", {}))
    assert fault and fault.reason == "name"
    assert not (tmp_path / EXECUTIONS_FILE).exists()


def test_executions_are_kept_and_a_torn_one_is_made_again(tmp_path: Path) -> None:
    sample, call = sample_of(TOKEN), Call("GetUserToken", TOKEN["param_dict"])
    pairs = [(sample, call), (sample, Call("GetUserToken", {"username": "bo", "password": "x"}))]
    Executor(Checkout(CHECKOUT), tmp_path).run(pairs)
    path = tmp_path / EXECUTIONS_FILE
    whole = path.read_bytes()
    assert whole.count(b"\n") == 2
    Executor(Checkout(CHECKOUT), tmp_path).run(pairs)
    assert path.read_bytes() == whole  # nothing is executed twice
    path.write_bytes(whole[:-3])
    again = Executor(Checkout(CHECKOUT), tmp_path)
    again.run(pairs)
    assert sorted(path.read_bytes().splitlines()) == sorted(whole.splitlines())
    path.write_text('{"key": 1}\n')
    with pytest.raises(SchemaError, match=r"executions.jsonl:1: not an execution"):
        Executor(Checkout(CHECKOUT), tmp_path)


def test_what_time_or_a_package_was_lacking_for_is_executed_again(tmp_path: Path) -> None:
    """A longer time limit, or a package that is there now, has to do something."""
    slow = of("Sleep", input={"seconds": 1.0}, output="slept")
    assert reason(tmp_path, slow, {"seconds": 1}, seconds=0.5) == "timeout"
    assert reason(tmp_path, slow, {"seconds": 1}) == ""
    checkout = tmp_path / "api-bank"
    shutil.copytree(CHECKOUT, checkout)
    sample, call = of("TranslateTitle"), Call("TranslateTitle", {"title": "Emma"})

    def told() -> str:
        executor = Executor(Checkout(checkout), tmp_path)
        executor.run([(sample, call)])
        fault = executor.check(sample, call)
        return "" if fault is None else fault.reason

    assert told() == "api-unavailable"
    package = checkout / "a_package_that_nobody_has.py"
    package.write_text("", "utf-8")
    assert told() != "api-unavailable"
    package.unlink()
    assert told() != "api-unavailable"  # what was executed is not executed again


def test_a_folder_or_interpreter_that_is_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(ToolSourceError, match="no folder apis or init_database in it"):
        Checkout(tmp_path)
    with pytest.raises(ConfigError, match="nopython: cannot be started"):
        reason(tmp_path, sample_of(TOKEN), TOKEN["param_dict"], python="nopython")
