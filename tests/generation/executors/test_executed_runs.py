"""Whole runs in which tools are executed, beside simulated ones; killed, resumed, refused."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from executor_fakes import NOTES, make_tool

from toolflow_dataset.errors import ConfigError, ExecutionError
from toolflow_dataset.journal import Journal
from toolflow_dataset.rounds import is_error, read_result
from toolflow_generation.config import Config
from toolflow_generation.estimate import estimate
from toolflow_generation.filters import apply_filters
from toolflow_generation.responses import RESPONSES_FILE
from toolflow_generation.run import generate

ROOT = Path(__file__).parents[3]
SHOP = """
import os, signal
_orders = []

def order_fruit(fruit, number=1):
    if os.environ.get("KILL_AT") == str(_made()):
        os.kill(os.getppid(), 9)
        os._exit(9)
    open({log!r}, "a").write("order\\n")
    _orders.append(fruit)
    return {{"order_id": f"O-{{len(_orders):03d}}", "fruit": fruit, "number": number}}

def list_orders():
    if os.environ.get("KILL_AT") == str(_made()):
        os.kill(os.getppid(), 9)
        os._exit(9)
    open({log!r}, "a").write("list\\n")
    return {{"orders": list(_orders), "count": len(_orders)}}

def _made():
    return os.path.exists({log!r}) and open({log!r}).read().count("\\n")
"""
ORDER = {
    "type": "object",
    "properties": {
        "order_id": {"type": "string", "description": "Identifier of the order"},
        "fruit": {"type": "string", "description": "The fruit ordered"},
        "number": {"type": "integer", "description": "How many were ordered"},
    },
    "required": ["order_id", "fruit", "number"],
}


def tool(name, description, properties, required=(), returns=None):
    parameters = {"type": "object", "properties": properties, "required": list(required)}
    function = {"name": name, "description": description, "parameters": parameters}
    return {"type": "function", "function": function | ({"returns": returns} if returns else {})}


TOOLS = [
    tool(
        "order_fruit",
        "Order fruit for delivery.",
        {
            "fruit": {
                "type": "string",
                "enum": ["apples", "pears", "plums"],
                "description": "Fruit to order",
            },
            "number": {"type": "integer", "minimum": 1, "maximum": 50, "description": "How many to order"},
        },
        ["fruit"],
        ORDER,
    ),
    tool("list_orders", "List the orders made so far.", {}),
    tool(
        "get_weather",
        "Get the weather of a city.",
        {"city": {"type": "string", "description": "City to look up"}},
        ["city"],
        {
            "type": "object",
            "properties": {"temperature": {"type": "number"}, "sky": {"type": "string"}},
            "required": ["temperature", "sky"],
        },
    ),
]


@pytest.fixture
def shop(tmp_path):
    """Write the module and the tools; return the options of a run."""
    (tmp_path / "shop.py").write_text(SHOP.format(log=str(tmp_path / "log")))
    (tmp_path / "tools.json").write_text(json.dumps(TOOLS))
    return {
        "tools": tmp_path / "tools.json",
        "num_dialogues": 6,
        "seed": 3,
        "setting": "plan",
        "tools_per_dialogue": 3,
        "concurrency": 1,
        "executors": {"*order*": {"kind": "python", "target": f"{tmp_path / 'shop.py'}:*"}},
        "execute": "python",
    }


def log(tmp_path):
    return (tmp_path / "log").read_text().splitlines()


def content(out):
    dataset = out / "toolflow"
    return {str(one.relative_to(dataset)): one.read_bytes() for one in dataset.rglob("*") if one.is_file()}


def kept(out):
    return [entry.dialogue for entry in Journal.of_run(out).entries(status="kept")]


def results(dialogue):
    """Pairs of tool name and result, in order."""
    names = {call.id: call.name for message in dialogue.messages for call in message.tool_calls}
    return [
        (names[message.tool_call_id], read_result(message.content))
        for message in dialogue.messages
        if message.role == "tool"
    ]


def test_executed_and_simulated_tools_in_one_run(shop, tmp_path):
    run = generate(Config(**shop, out=tmp_path / "run", error_rate=1.0))
    dialogues = kept(run.folder)
    assert dialogues
    orders = 0
    for dialogue in dialogues:
        number = 0
        used = dialogue.provenance.executed
        for name, result in results(dialogue):
            # errors are drawn for all calls, and no executed tool fails by draw
            assert is_error(result) == (name == "get_weather")
            if name == "order_fruit":
                number += 1
                assert result["order_id"] == f"O-{number:03d}"  # each dialogue has a shop of its own
            if name == "list_orders":
                assert result["count"] == number
        orders += number
        assert "get_weather" not in used
        counted = sum(name == "order_fruit" for name, _ in results(dialogue))
        if counted:
            expected = {"kind": "python", "target": "shop.py:order_fruit", "calls": counted, "errors": 0}
            assert used["order_fruit"] == {**expected, "off_schema": []}
    assert orders > 3
    card = (run.dataset / "README.md").read_text("utf-8")
    assert "| `order_fruit` | a Python function | `shop.py:order_fruit` |" in card
    assert str(tmp_path) not in card
    rows = __import__("datasets").load_dataset(
        "parquet", data_files=str(run.summary.shards[0]), split="train"
    )
    assert rows[0]["executed"] == dialogues[0].provenance.executed


def test_without_the_flag_nothing_is_executed(shop, tmp_path):
    del shop["execute"]
    with pytest.raises(ConfigError, match="permit it with --execute python"):
        generate(Config(**shop, out=tmp_path / "run"))
    assert not (tmp_path / "run").exists() and not (tmp_path / "log").exists()


def test_estimate_executes_nothing(shop, tmp_path, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "none-is-needed-for-an-estimate")
    assert estimate(Config(**shop, model="gpt-4o"), progress=lambda *_: None).played
    assert not (tmp_path / "log").exists()


def test_a_simulated_run_writes_no_file_of_replies_and_no_trace(shop, tmp_path):
    for key in ("executors", "execute"):
        del shop[key]
    run = generate(Config(**shop, out=tmp_path / "run"))
    assert not (run.folder / RESPONSES_FILE).exists()
    assert "executed" not in (run.folder / "journal.jsonl").read_text()
    assert "made up by the tool agent" not in (run.dataset / "README.md").read_text()


def command(shop, out, *more):
    given = {name: value for name, value in shop.items() if name not in ("executors", "out")}
    options = [text for name, value in given.items() for text in (f"--{name.replace('_', '-')}", str(value))]
    pattern, rule = next(iter(shop["executors"].items()))
    (out.parent / "c.yaml").write_text(json.dumps({"executors": {pattern: {**rule, "env": ["KILL_AT"]}}}))
    options += ["--config", str(out.parent / "c.yaml"), "--out", str(out)]
    return [sys.executable, "-m", "toolflow_cli.main", "generate", *options, *more]


def play(command, kill_at=None):
    environment = {name: value for name, value in os.environ.items() if name != "KILL_AT"}
    if kill_at is not None:
        environment["KILL_AT"] = str(kill_at)
    return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)


def test_killed_runs_execute_no_call_twice_and_give_the_same_bytes(shop, tmp_path):
    whole = play(command(shop, tmp_path / "whole"))
    assert whole.returncode == 0, whole.stderr
    calls = log(tmp_path)
    assert len(calls) > 8
    (tmp_path / "log").unlink()
    # killed at three calls one after another, each time before the call has done anything
    for kill_at in (1, 4, len(calls) - 1):
        killed = play(command(shop, tmp_path / "run"), kill_at)
        assert killed.returncode == -signal.SIGKILL, killed.stderr
        assert log(tmp_path) == calls[:kill_at]
    assert play(command(shop, tmp_path / "run")).returncode == 0
    assert log(tmp_path) == calls
    assert content(tmp_path / "run") == content(tmp_path / "whole")
    # what is finished is finished
    assert play(command(shop, tmp_path / "run")).returncode == 0
    assert log(tmp_path) == calls


def test_resume_has_to_permit_again(shop, tmp_path):
    generate(Config(**shop, out=tmp_path / "run"))
    resume = [
        sys.executable,
        "-m",
        "toolflow_cli.main",
        "generate",
        "--resume",
        "--out",
        str(tmp_path / "run"),
    ]
    refused = play(resume)
    assert refused.returncode == 2 and "add --execute python" in refused.stderr
    assert play([*resume, "--execute", "python"]).returncode == 0
    other = play([*resume, "--execute", "python", "--executors", "list_orders=simulated"])
    assert other.returncode == 2 and "these differ: executors" in other.stderr


def test_same_bytes_whatever_the_concurrency(shop, tmp_path):
    one = generate(Config(**shop, out=tmp_path / "one"))
    many = generate(Config(**{**shop, "concurrency": 6}, out=tmp_path / "many"))
    assert content(one.folder) == content(many.folder)


def test_module_of_no_use_ends_the_run_before_it_begins(shop, tmp_path):
    (tmp_path / "shop.py").write_text("1/0")
    with pytest.raises(ExecutionError, match="ZeroDivisionError"):
        generate(Config(**shop, out=tmp_path / "run"))
    assert not any(Journal(tmp_path / "run" / "journal.jsonl").entries())


def test_results_that_break_returns_are_kept_and_named(shop, tmp_path):
    text = (tmp_path / "shop.py").read_text().replace('"number": number', '"number": "many"')
    (tmp_path / "shop.py").write_text(text)
    run = generate(Config(**shop, out=tmp_path / "run"))
    broken = [dialogue for dialogue in kept(run.folder) if "order_fruit" in dialogue.provenance.executed]
    assert broken
    for dialogue in broken:
        used = dialogue.provenance.executed["order_fruit"]
        assert len(used["off_schema"]) == used["calls"]
        assert apply_filters(dialogue).keep
        used["off_schema"].clear()
        assert apply_filters(dialogue).kind == "invalid_result"


def test_errors_of_executed_tools_are_dealt_with(shop, tmp_path):
    text = (
        (tmp_path / "shop.py")
        .read_text()
        .replace("    _orders.append(fruit)", "    raise OSError('shop is shut')")
    )
    (tmp_path / "shop.py").write_text(text)
    run = generate(Config(**{**shop, "num_dialogues": 12}, out=tmp_path / "run"))
    entries = [entry for entry in Journal.of_run(run.folder).entries() if entry.status != "failed"]
    failed = [entry for entry in entries if "order_fruit" in entry.dialogue.provenance.executed]
    assert failed
    for entry in failed:
        used = entry.dialogue.provenance.executed["order_fruit"]
        assert used["errors"] == used["calls"] > 0
        assert entry.status == "kept" or entry.reason == "unrecovered_error:order_fruit"
    assert sum(entry.status == "kept" for entry in failed) > len(failed) / 2


@pytest.mark.parametrize("miss", ["error", "simulated"])
def test_replay(shop, tmp_path, miss):
    recorded = [
        {
            "name": "order_fruit",
            "arguments": {"fruit": fruit},
            "result": {"order_id": "R-1", "fruit": fruit, "number": 1},
        }
        for fruit in ("apples", "pears", "plums")
    ]
    path = tmp_path / "calls.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in recorded))
    del shop["execute"]
    rule = {"kind": "replay", "file": str(path), "miss": miss}
    shop = {**shop, "executors": {"order_fruit": rule}, "num_dialogues": 12, "error_rate": 0.0}
    run = generate(Config(**shop, out=tmp_path / "run"))
    hits = misses = made_up = 0
    for entry in Journal.of_run(run.folder).entries():
        calls = {call.id: call for message in entry.dialogue.messages for call in message.tool_calls}
        for message in entry.dialogue.messages:
            call = calls.get(message.tool_call_id)
            if call is None or call.name != "order_fruit":
                continue
            result = read_result(message.content)
            if list(call.arguments) == ["fruit"]:
                hits += 1
                assert result == {"order_id": "R-1", "fruit": call.arguments["fruit"], "number": 1}
            elif miss == "error":
                misses += 1
                assert result == {"error": "no result is recorded for these arguments"}
            else:
                made_up += 1
                assert result["order_id"] != "R-1" and result["fruit"] == call.arguments["fruit"]
    assert hits and (misses or made_up)
    path.write_text(path.read_text() + json.dumps(recorded[0]) + "\n")
    with pytest.raises(ConfigError, match="the content of recordings"):
        generate(Config(**shop, out=tmp_path / "run"))


def test_calls_of_one_turn_in_all_executors_keep_their_order(tmp_path):
    """Four calls at once: a function, a server, a recording and a model; then the same again from the records."""
    pytest.importorskip("mcp", reason="the extra `mcp` is not installed")
    import asyncio
    import shlex

    from executor_fakes import HeldRecords

    from toolflow_dataset.types import Message, ToolCall
    from toolflow_generation.executors.bindings import Bindings
    from toolflow_generation.executors.execution import Execution
    from toolflow_generation.executors.turns import DialogueTools
    from toolflow_generation.history import History
    from toolflow_generation.keys import Keys
    from toolflow_generation.stopping import Stop

    (tmp_path / "late.py").write_text("import time\ndef late(n):\n    time.sleep(0.3)\n    return n\n")
    (tmp_path / "calls.jsonl").write_text('{"name": "old", "arguments": {"n": 2}, "result": {"n": 2}}\n')
    server = shlex.join([sys.executable, str(NOTES)])
    rules = {
        "late": f"python:{tmp_path / 'late.py'}:late",
        "create_note": f"mcp:stdio:{server}",
        "old": f"replay:{tmp_path / 'calls.jsonl'}",
    }
    tools = [make_tool(name) for name in ("late", "create_note", "old", "made_up")]
    asked = []

    class Agent:
        async def answer(self, history, calls, fail):
            asked.append([call.id for call in calls])
            return [Message("tool", '{"n": 3}', tool_call_id=call.id) for call in calls]

    names = ["late", "made_up", "create_note", "old", "late", "made_up"]
    note = {"title": "a", "text": "b"}
    calls = [
        ToolCall(f"c{n}", name, note if name == "create_note" else {"n": 2 if name == "old" else n})
        for n, name in enumerate(names)
    ]

    async def answers(records):
        bindings = Bindings(Config(executors=rules, execute="python,mcp"), tools)
        execution = Execution(bindings, records, Stop(), Keys())
        dialogue = DialogueTools(execution, "d", 1)
        try:
            return await dialogue.answer(Agent(), History(), calls, ["c0", "c1"]), dialogue.used()
        finally:
            await execution.close()

    records = HeldRecords()
    messages, used = asyncio.run(answers(records))
    assert [message.tool_call_id for message in messages] == [call.id for call in calls]
    got = [json.loads(message.content) for message in messages]
    assert got[0] == {"result": 0} and got[4] == {"result": 4}
    assert got[1] == got[5] == {"n": 3} and got[3] == {"n": 2}
    assert got[2]["note_id"] == "N-0001"
    assert {name: one["calls"] for name, one in used.items()} == {"create_note": 1, "late": 2, "old": 1}
    assert asyncio.run(answers(records)) == (messages, used)
    assert len(records.written) == 3 and asked == [["c1", "c5"]] * 2


def test_a_call_under_way_is_recorded_when_another_of_its_turn_fails(tmp_path):
    """The model that simulates fails at once; the function beside it comes to its end, and is not called again."""
    import asyncio

    from executor_fakes import HeldRecords

    from toolflow_dataset.errors import ChatError
    from toolflow_dataset.types import ToolCall
    from toolflow_generation.executors.bindings import Bindings
    from toolflow_generation.executors.execution import Execution
    from toolflow_generation.executors.turns import DialogueTools
    from toolflow_generation.history import History
    from toolflow_generation.keys import Keys
    from toolflow_generation.stopping import Stop

    (tmp_path / "late.py").write_text("import time\ndef late():\n    time.sleep(0.5)\n    return 1\n")
    tools = [make_tool("late"), make_tool("made_up")]

    class Broken:
        async def answer(self, history, calls, fail):
            raise ChatError("no answer")

    async def go(records):
        rules = {"late": f"python:{tmp_path / 'late.py'}:late"}
        execution = Execution(
            Bindings(Config(executors=rules, execute="python"), tools), records, Stop(), Keys()
        )
        calls = [ToolCall("c0", "late", {}), ToolCall("c1", "made_up", {})]
        try:
            with pytest.raises(ChatError, match="no answer"):
                await DialogueTools(execution, "d", 1).answer(Broken(), History(), calls, ())
        finally:
            await execution.close()

    records = HeldRecords()
    asyncio.run(go(records))
    assert [json.loads(text)[0] for text in records.written] == ['{"result": 1}']
