"""`toolflow tools complete`, and what `toolflow tools check` says of tools as material."""

import itertools
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from functools import partial
from pathlib import Path

import pytest

from toolflow_cli import main as cli
from toolflow_generation.tool_files import load_tools

sys.path.append(str(Path(__file__).parents[1] / "generation"))

from scripted_server import ScriptedServer

from toolflow_generation.prompting import read_block
from toolflow_generation.simulator.completing import complete

NAME = "a-model"


def function(name, description="Look something up.", **properties):
    parameters = {"type": "object", "properties": properties}
    return {
        "type": "function",
        "function": {"name": name, "description": description, "parameters": parameters},
    }


def served(body):
    """Answer a request body as the simulator would."""
    return json.dumps(complete(read_block("inputs", body["messages"][1]["content"])))


TOOLS = [
    function("get_weather", city={"type": "string"}, api_key={"type": "string"}),
    function("search_flights", from_airport={"type": "string"}, max_price={"type": "number"}),
    function("get_order", order_id={"type": "string"}),
    function("cancel_order", order_id={"type": "string", "description": "Number of the order, as in the mail"}),
]  # fmt: skip


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "tools.json"
    path.write_text(json.dumps(TOOLS))
    return path


@pytest.fixture
def toolflow(monkeypatch, command_line):
    """Run `toolflow tools` in this process; returns exit code, standard output, standard error."""
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-none-needed")
    return partial(command_line, "tools")


def test_the_simulator_completes_a_file_and_shows_the_diff(tmp_path, source, toolflow):
    out, diff = tmp_path / "completed.jsonl", tmp_path / "completed.diff"
    code, shown, _ = toolflow("complete", source, "--out", out, "--diff", diff, "--show", 1)
    assert code == 0 and "--- get_weather" in shown and "--- search_flights" not in shown
    tools = {tool.name: tool for tool in load_tools(out)}
    assert "parameters.city.description" in tools["get_weather"].inferred
    assert tools["get_weather"].metadata["completed_by"].keys() == {"simulator"}
    assert "+++ search_flights (completed)" in diff.read_text()
    assert not (tmp_path / "completed.replies").exists()


def test_a_served_model_is_paid_once(tmp_path, source, toolflow):
    out = tmp_path / "completed.json"
    with ScriptedServer(served, models=[NAME]) as server:
        given = ["complete", source, "--out", out, "--model", NAME, "--base-url", server.base_url]
        given += ["--prices", f"{NAME}=1/2"]
        code, shown, _ = toolflow(*given, "--dry-run")
        assert code == 0 and not server.requests and not server.probes
        assert "4 tools of 4 miss something, asked for in 4 requests; 0 of them are answered already" in shown
        code, shown, _ = toolflow(*given)
        assert code == 0 and len(server.requests) == 4 and "completer" in shown
        written = out.read_bytes()
        code, _, errors = toolflow(*given)
        assert code == 2 and "stands there already" in errors and len(server.requests) == 4
        assert toolflow(*given, "--resume")[0] == 0
        assert len(server.requests) == 4 and out.read_bytes() == written
        code, shown, _ = toolflow(*given, "--dry-run")
        assert "4 of them are answered already" in shown and "nothing to pay: all is answered" in shown
        assert toolflow(*given, "--overwrite")[0] == 0 and len(server.requests) == 8


def test_a_cap_ends_the_work_with_what_is_done(tmp_path, source, toolflow):
    out = tmp_path / "completed.jsonl"
    with ScriptedServer(served, models=[NAME]) as server:
        given = ["complete", source, "--out", out, "--model", NAME, "--base-url", server.base_url]
        code, shown, errors = toolflow(*given, "--max-requests", 3, "--concurrency", 1)
        assert code == 3 and "stopped: max_requests 3 is reached" in shown and "--resume" in errors
        before = len(server.requests)
        assert 0 < before < 4 and len(load_tools(out)) == 4
        assert toolflow(*given, "--resume", "--max-requests", 100)[0] == 0
        assert len(server.requests) == 4


def test_a_model_without_usable_answers_leaves_its_tools_and_says_so(tmp_path, source, toolflow):
    out = tmp_path / "completed.jsonl"
    with ScriptedServer(lambda body: "I would rather not.", models=[NAME]) as server:
        code, shown, _ = toolflow(
            "complete",
            source,
            "--out",
            out,
            "--model",
            NAME,
            "--base-url",
            server.base_url,
            "--max-attempts",
            2,
        )
    assert code == 1 and "4 tools left as they were" in shown
    assert not any(tool.inferred for tool in load_tools(out))


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--resume"], "there is nothing to be resumed"),
        (["--resume", "--overwrite"], "exclude each other"),
        (["--model", "a,b"], "expected one to complete tools with"),
        (["--max-cost", "1", "--model", "m"], "there is no price for m"),
    ],
)
def test_a_users_mistakes_are_told_in_one_line(tmp_path, source, toolflow, options, said):
    code, _, errors = toolflow("complete", source, "--out", tmp_path / "out.jsonl", *options)
    assert code == 2 and said in errors and not (tmp_path / "out.jsonl").exists()


def test_a_source_is_not_written_over(source, toolflow):
    code, _, errors = toolflow("complete", source, "--out", source, "--overwrite")
    assert code == 2 and "would overwrite a source" in errors


def test_ctrl_c_keeps_what_is_under_way_and_the_same_command_goes_on(tmp_path):
    source, out = tmp_path / "tools.json", tmp_path / "completed.jsonl"
    tools = [function(f"get_order_{n}", order_id={"type": "string"}) for n in range(12)]
    source.write_text(json.dumps(tools))
    asked = []

    def slow(body):
        asked.append(body)
        time.sleep(0.05)
        return served(body)

    with ScriptedServer(slow, models=[NAME]) as server:
        command = [sys.executable, "-m", "toolflow_cli.main", "tools", "complete", str(source)]
        command += ["--out", str(out), "--model", NAME, "--base-url", server.base_url, "--concurrency", "1"]
        environment = {**os.environ, "OPENAI_API_KEY": "sk-none-needed"}
        with subprocess.Popen(
            command,
            env=environment,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # ignored in background jobs
        ) as process:
            while len(asked) < 3 and process.poll() is None:
                time.sleep(0.01)
            process.send_signal(signal.SIGINT)
            _, errors = process.communicate()
        assert process.returncode == 130 and "go on with: toolflow tools complete" in errors, errors
        assert not out.exists() and len(asked) < 12
        assert subprocess.run(command, env=environment, check=False).returncode == 0
    assert len(asked) == 12 and len(load_tools(out)) == 12


def test_after_a_kill_only_what_was_under_way_is_asked_again(tmp_path):
    source, out = tmp_path / "tools.json", tmp_path / "completed.jsonl"
    source.write_text(
        json.dumps([function(f"get_order_{n}", order_id={"type": "string"}) for n in range(12)])
    )
    asked, under_way, numbers, killed = [], [], itertools.count(), threading.Event()

    def answering(body):
        text = json.dumps(body, sort_keys=True)
        if next(numbers) >= 6 and not killed.is_set():
            under_way.append(text)
            killed.wait(60)
        asked.append(text)
        return served(body)

    with ScriptedServer(answering, models=[NAME]) as server:
        command = [sys.executable, "-m", "toolflow_cli.main", "tools", "complete", str(source)]
        command += ["--out", str(out), "--model", NAME, "--base-url", server.base_url, "--concurrency", "1"]
        environment = {**os.environ, "OPENAI_API_KEY": "sk-none-needed"}
        with subprocess.Popen(command, env=environment) as process:
            while not under_way and process.poll() is None:
                time.sleep(0.01)
            process.kill()
        assert process.returncode == -signal.SIGKILL and not out.exists()
        killed.set()
        assert subprocess.run(command, env=environment, check=False).returncode == 0
    again = Counter(asked)
    assert len(load_tools(out)) == 12 and all(tool.inferred for tool in load_tools(out))
    assert len(again) == 12 and {body for body, times in again.items() if times > 1} == set(under_way)


def test_check_tells_what_to_mend(source, toolflow):
    code, shown, _ = toolflow("check", source, "--no-graph")
    assert code == 0
    assert "4 of 4 (100.0 %) tools that do not say what they return" in shown
    assert "5 of 6 (83.3 %) parameters without a description" in shown
    assert "get_weather parameters.city" in shown and "tool graph" not in shown


def test_check_as_json_has_the_import_the_findings_and_the_graph(tmp_path, source, toolflow):
    code, shown, _ = toolflow("check", source, "--json")
    said = json.loads(shown)
    assert code == 0 and said["import"]["counts"]["read"] == 4
    assert {finding["slug"] for finding in said["findings"]} >= {"returns-unknown", "parameter-undescribed"}
    assert said["graph"]["tools"] == 4 and said["graph"]["return_edges"] == 0
    toolflow_graph = tmp_path / "graph"
    assert cli.toolflow(
        ["graph", "build", "--tools", str(source), "--out", str(toolflow_graph)], standalone_mode=False
    ) in (None, 0)
    code, again, _ = toolflow("check", source, "--json", "--graph", toolflow_graph)
    assert json.loads(again[again.index("{\n") :])["graph"] == said["graph"]


def test_check_refuses_the_graph_of_other_tools(tmp_path, source, toolflow):
    other = tmp_path / "other.json"
    other.write_text(json.dumps(TOOLS[:2]))
    cli.toolflow(
        ["graph", "build", "--tools", str(other), "--out", str(tmp_path / "graph")], standalone_mode=False
    )
    code, _, errors = toolflow("check", source, "--graph", tmp_path / "graph")
    assert code == 2 and "is the graph of other tools (2) than those checked (4)" in errors
