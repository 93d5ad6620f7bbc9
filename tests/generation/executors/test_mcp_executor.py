"""Tools of live MCP servers, over both transports: results, errors, servers that hang, die or never come."""

import asyncio
import json
import shlex
import socket
import subprocess
import sys
import time

import pytest
from executor_fakes import NOTES, HeldRecords, executed, make_tool

from toolflow_dataset.errors import ExecutionError
from toolflow_dataset.types import ToolCall
from toolflow_generation.config import Config
from toolflow_generation.executors.bindings import Bindings
from toolflow_generation.executors.execution import Execution, Memory
from toolflow_generation.keys import Keys
from toolflow_generation.stopping import Stop

pytest.importorskip("mcp", reason="the extra `mcp` is not installed")

ODD = '''
import os, time
from mcp.server.mcpserver import MCPServer, Image
from mcp.server.mcpserver.exceptions import ToolError
server = MCPServer("odd")

@server.tool()
def hang() -> str:
    """Never answer."""
    time.sleep(600)

@server.tool()
def die() -> str:
    """End the server."""
    os._exit(3)

@server.tool()
def shout() -> str:
    """Raise an error with control characters in it."""
    raise ToolError("\\x1b[31mno\\n such" + chr(0x202e) + " thing canary-123456789")

@server.tool(structured_output=False)
def texts() -> list[str]:
    """Return texts."""
    return ["one", "two"]

@server.tool(structured_output=False)
def written() -> str:
    """Return JSON as text."""
    return '{"degrees": 21}'

@server.tool(structured_output=False)
def picture() -> Image:
    """Return an image."""
    return Image(data=b"x" * 300, format="png")

@server.tool()
def number() -> int:
    """Return a number."""
    return 5

@server.tool()
def environment(name: str) -> str:
    """Tell a variable of the environment."""
    return os.environ.get(name, "unset")

server.run("stdio")
'''
NUMBER = {"type": "object", "properties": {"result": {"type": "integer"}}, "required": ["result"]}


def stdio(*words):
    return f"stdio:{shlex.join([sys.executable, *map(str, words)])}"


def at(server, *calls, returns=None, records=None, keys=(), **rule):
    tools = [make_tool(name, returns) for name in dict.fromkeys(name for name, _ in calls)]
    rules = {"*": {"kind": "mcp", "server": server, **rule}}
    return executed(tools, rules, calls, ("mcp",), records, keys)


def values(results):
    return [json.loads(result.content) for result in results]


@pytest.fixture
def odd(tmp_path):
    (tmp_path / "odd.py").write_text(ODD)
    return stdio(tmp_path / "odd.py")


NOTE = ("create_note", {"title": "Trip", "text": "Pack socks"})


def test_notes_over_stdio():
    made, found, missing = values(
        at(stdio(NOTES), NOTE, ("search_notes", {"query": "socks"}), ("get_note", {"note_id": "N-9"}))
    )
    assert made == {"note_id": "N-0001", "title": "Trip", "text": "Pack socks"}
    assert found == {"notes": [made], "count": 1}
    assert missing == {"error": "there is no note N-9"}


def test_notes_over_streamable_http():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen([sys.executable, str(NOTES), "--http", str(port)], stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        server = f"http://127.0.0.1:{port}/mcp"
        assert values(at(server, NOTE))[0]["note_id"] == "N-0001"
        assert values(at(server, NOTE))[0]["note_id"] == "N-0002"  # the server goes on, whoever calls
    finally:
        process.kill()
        process.wait()


def test_records_stand_for_calls():
    records = HeldRecords()
    first = at(stdio(NOTES), NOTE, records=records)
    assert at(stdio(NOTES), NOTE, records=records) == first
    assert len(records.written) == 1


def test_a_session_for_each_dialogue_keeps_its_notes_to_itself():
    async def numbers(session):
        rule = {"kind": "mcp", "server": stdio(NOTES), "session": session}
        bindings = Bindings(Config(executors={"*": rule}, execute="mcp"), [make_tool("create_note")])
        execution = Execution(bindings, HeldRecords(), Stop(), Keys())
        await execution.prepare()
        memories = [Memory("a", 1), Memory("b", 2)]
        found = []
        for n, memory in enumerate((*memories, memories[0])):
            call = ToolCall(f"c{n}", *NOTE)
            result = await execution.execute(bindings.get("create_note"), call, n, memory)
            found.append(json.loads(result.content)["note_id"])
        for memory in memories:
            await execution.end(memory)
        await execution.close()
        return found

    assert asyncio.run(numbers("dialogue")) == ["N-0001", "N-0001", "N-0002"]
    assert asyncio.run(numbers("run")) == ["N-0001", "N-0002", "N-0003"]


def test_forms_of_results(odd):
    calls = [("texts", {}), ("written", {}), ("picture", {}), ("number", {})]
    assert values(at(odd, *calls)) == [
        {"result": "one\ntwo"},
        {"degrees": 21},
        {"content": [{"type": "image", "mimeType": "image/png", "bytes": 300}]},
        {"result": 5},
    ]


def test_a_result_that_breaks_the_schema_is_kept_and_told(odd):
    good, bad = at(odd, ("number", {}), returns=NUMBER)[0], at(odd, ("written", {}), returns=NUMBER)[0]
    assert (good.off_schema, bad.off_schema) == (False, True)
    assert bad.content == '{"degrees": 21}'


def test_errors_are_one_printable_line_without_keys(odd):
    (shouted,) = at(odd, ("shout", {}), keys=["canary-123456789"])
    assert shouted.failed
    assert shouted.content == '{"error": "no such thing [key]"}'


def test_unknown_tool_and_wrong_arguments_are_errors(odd):
    unknown, wrong = values(at(odd, ("nothing", {}), ("environment", {"name": {"a": 1}})))
    assert "nothing" in unknown["error"]
    assert "environment" in wrong["error"] or "validation" in wrong["error"]


def test_time_limit(odd):
    (hung,) = values(at(odd, ("hang", {}), timeout=1.0))
    assert hung == {"error": "no result within 1 seconds"}


def test_a_server_that_dies_is_started_again(odd):
    died, again = values(at(odd, ("die", {}), ("number", {})))
    assert died["error"].startswith("the connection to the tool broke")
    assert again == {"result": 5}


def test_environment_is_handed_on_by_name_only(odd, monkeypatch):
    monkeypatch.setenv("ODD_COLOUR", "green")
    call = ("environment", {"name": "ODD_COLOUR"})
    assert values(at(odd, call)) == [{"result": "unset"}]
    assert values(at(odd, call, env=["ODD_COLOUR"])) == [{"result": "green"}]


@pytest.mark.parametrize(
    ("server", "said"),
    [
        ("stdio:no-such-program-here", "no such program"),
        (stdio("-c", "import sys; sys.exit('no licence')"), "no licence"),
        ("http://127.0.0.1:9/mcp", "no MCP session"),
    ],
)
def test_server_of_no_use(server, said):
    with pytest.raises(ExecutionError) as error:
        at(server, ("thing", {}))
    assert said in str(error.value)
