"""Where the tools of both sides of a leakage check come from."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from toolflow_dataset.errors import ConfigError, ToolSourceError
from toolflow_evaluation import tool_sets
from toolflow_evaluation.tool_sets import distinct, download_bfcl, held_out_tools, training_tools

ONE = {"name": "one", "description": "1", "parameters": {"type": "object", "properties": {"a": {}, "b": {}}}}
TWO = {"name": "two", "description": "2", "parameters": {"type": "object"}}
OTHER = {**ONE, "parameters": {"type": "object", "properties": {"b": {}, "a": {}}}}


def wrapped(tool: Any) -> dict[str, Any]:
    return {"type": "function", "function": tool}


def talk(*tools: Any) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": "Hi"}], "tools": list(tools)}


def write(path: Path, *records: Any) -> str:
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return str(path)


def test_tools_are_the_same_if_their_text_is() -> None:
    extended = {**ONE, "returns": {"type": "object"}, "strict": True}
    assert list(distinct([ONE, TWO, ONE, OTHER, extended])) == [ONE, TWO, OTHER]


def test_training_tools_of_dialogues_are_distinct_in_order(tmp_path: Path) -> None:
    name = write(tmp_path / "talks.jsonl", talk(wrapped(TWO), ONE), talk(ONE, OTHER), talk())
    found = training_tools(name)
    assert (found.label, found.tools) == ("talks", (TWO, ONE, OTHER))
    assert training_tools(f"mine={name}").label == "mine"
    assert held_out_tools(name, {}).tools == found.tools


@pytest.mark.parametrize(
    "content",
    [
        [wrapped(ONE), wrapped(TWO), ONE],
        {"tools": [ONE, wrapped(TWO), ONE]},
        {"jsonrpc": "2.0", "id": 1, "result": {"tools": [ONE, TWO, ONE]}},
    ],
)
def test_files_of_tools(tmp_path: Path, content: Any) -> None:
    path = tmp_path / "tools.json"
    path.write_text(json.dumps(content))
    assert training_tools(str(path)).tools == (ONE, TWO)
    assert held_out_tools(f"x={path}", {}).tools == (ONE, TWO, ONE)
    assert held_out_tools(f"x={path}", {}).label == "x"


def test_files_with_a_tool_or_a_question_a_line(tmp_path: Path) -> None:
    assert training_tools(write(tmp_path / "tools.jsonl", ONE, TWO)).tools == (ONE, TWO)
    odd = {**TWO, "parameters": {"type": "dict", "properties": {"a": {"type": "float", "default": "None"}}}}
    question = {"id": "simple_0", "question": [[{"role": "user", "content": "?"}]], "function": [ONE, odd]}
    path = write(tmp_path / "BFCL_v4_live_simple.json", question, question)
    found = held_out_tools(path, {})
    assert (found.label, found.tools) == ("BFCL_v4_live_simple", (ONE, odd, ONE, odd))  # mended in nothing
    Path(path).write_text(json.dumps(question) + "\n" + json.dumps({**question, "function": [{}]}))
    with pytest.raises(ToolSourceError, match=r"BFCL_v4_live_simple\.json:2.*not a BFCL question"):
        held_out_tools(path, {})


def test_a_run_counts_as_one_set(tmp_path: Path) -> None:
    sys.path.append(str(Path(__file__).parents[1] / "toolflow_dataset"))
    from hand_dialogues import make_run

    found = training_tools(str(make_run(tmp_path / "run")))
    assert found.label == "run"
    assert [tool["name"] for tool in found.tools] == ["get_weather", "send_mail"]
    assert all(tool.keys() == {"name", "description", "parameters"} for tool in found.tools)


def test_dialogues_without_tools_cannot_be_checked(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="none of its dialogues offers a tool"):
        training_tools(write(tmp_path / "talks.jsonl", talk()))


def test_a_broken_tool_is_named(tmp_path: Path) -> None:
    with pytest.raises(ToolSourceError, match=r"tools\.jsonl:2.*`tool\.name`: got None"):
        training_tools(write(tmp_path / "tools.jsonl", ONE, {"description": "x", "parameters": {}}))
    (tmp_path / "tools.jsonl").write_text(json.dumps(ONE) + "\n{oops\n")
    with pytest.raises(ToolSourceError, match=r"tools\.jsonl:2: column 2"):
        training_tools(str(tmp_path / "tools.jsonl"))


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("bfcl", r"BFCL is not part of ToolFlow; give --data bfcl=PATH, or --download-bfcl"),
        ("apibank", r"API-Bank is not part of ToolFlow; give --data apibank=PATH$"),
    ],
)
def test_a_benchmark_without_its_data(name: str, advice: str) -> None:
    with pytest.raises(ConfigError, match=advice):
        held_out_tools(name, {})


def test_a_benchmark_has_its_own_name(tmp_path: Path) -> None:
    document = {"name": "A", "folder": "apis", "description": "d", "input_parameters": {}}
    (tmp_path / "docs.json").write_text(json.dumps([document]))
    found = held_out_tools("apibank", {"apibank": tmp_path / "docs.json"})
    assert (found.label, len(found.tools)) == ("API-Bank", 1)


def test_bfcl_is_downloaded_once_and_never_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []

    def pip(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        asked.append(command)
        Path(command[command.index("--dest") + 1]).mkdir(parents=True)
        (Path(command[command.index("--dest") + 1]) / "bfcl_eval-1-py3-none-any.whl").touch()
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(tool_sets.subprocess, "run", pip)
    folder = tmp_path / "cache"
    assert download_bfcl(folder) == download_bfcl(folder) == folder / "bfcl_eval-1-py3-none-any.whl"
    (command,) = asked
    assert command[1:5] == ["-m", "pip", "download", "--no-deps"] and command[-1] == "bfcl-eval"


def test_a_download_that_fails_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def pip(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 1, "", "WARNING: x\nERROR: No matching distribution\n")

    monkeypatch.setattr(tool_sets.subprocess, "run", pip)
    with pytest.raises(ToolSourceError, match=r"ERROR: No matching distribution\); get its wheel elsewhere"):
        download_bfcl(tmp_path)
