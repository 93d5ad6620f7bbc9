import asyncio
import json
import os
import shlex
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from toolflow_cli.main import toolflow
from toolflow_dataset.errors import ToolSourceError
from toolflow_generation.importers.source_document import ImportOptions
from toolflow_generation.mcp_server import parse_server
from toolflow_generation.tool_files import import_tools

pytest.importorskip("mcp", reason="the extra `mcp` is not installed")

CLINIC = Path(__file__).parents[2] / "data" / "mcp_clinic.py"
NAMES = ["book_visit", "rooms_list", "cancel_visit", "close_ward", "open_ward"]


def stdio(*words):
    return f"mcp:stdio:{shlex.join([sys.executable, *map(str, words)])}"


def script(text):
    return stdio("-c", text)


@pytest.fixture
def clinic():
    """Start the server over HTTP, behind a key; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, str(CLINIC), "--http", str(port)], env={**os.environ, "CLINIC_KEY": "k1"}
    )
    try:
        for _ in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}/mcp"
    finally:
        process.terminate()
        process.wait(30)


def read(source, **options):
    return import_tools([source], options=ImportOptions(**options))


def fails(source, **options):
    with pytest.raises(ToolSourceError) as caught:
        read(source, **options)
    return str(caught.value)


def test_all_pages_over_stdio_with_schemas_annotations_and_provenance():
    source = stdio(CLINIC)
    tools, report = read(source)
    assert [tool.name for tool in tools] == NAMES
    book, rooms = tools[:2]
    assert book.description == "Book a visit for a patient."
    assert book.parameters == {
        "type": "object",
        "properties": {
            "patient": {
                "type": "object",
                "properties": {"name": {"type": "string", "description": "Full name"}},
            },
            "room": {"type": "integer"},
        },
        "required": ["patient"],
    }
    assert book.returns == {"type": "object", "properties": {"visit_id": {"type": "string"}}}
    assert book.metadata == {
        "source": "City Clinic",
        "id": "book_visit",
        "category": "City Clinic",
        "target": source,
        "version": "1.2",
        "annotations": {"readOnlyHint": False, "destructiveHint": False},
    }
    assert rooms.description == "List all rooms"  # its title, in want of a description
    assert rooms.returns is None
    assert report.notes == [f"{source}: clinic 1.2, 5 tools"]
    assert report.records[3].place == f"{source}#/tools/3"


def test_streamable_http_gives_the_same_tools(clinic):
    tools, _ = read(f"mcp:{clinic}", mcp_headers=(("x-key", "k1"),))
    over_stdio, _ = read(stdio(CLINIC))
    assert [(tool.name, tool.parameters, tool.returns) for tool in tools] == [
        (tool.name, tool.parameters, tool.returns) for tool in over_stdio
    ]
    assert {tool.metadata["target"] for tool in tools} == {f"mcp:{clinic}"}
    assert "k1" not in json.dumps([tool.to_json() for tool in tools])


def test_http_refusals_name_their_status(clinic):
    assert fails(f"mcp:{clinic}").endswith("(HTTP status 401)")
    wrong = fails(f"mcp:{clinic}/nothing", mcp_headers=(("x-key", "k1"),))
    assert "/mcp/nothing: no MCP session" in wrong
    assert wrong.endswith("(HTTP status 404)")


def test_nothing_listens():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"mcp:http://127.0.0.1:{free.getsockname()[1]}/mcp"
        assert fails(url).startswith(f"{url}: no MCP session: ")


def test_from_within_an_event_loop():
    async def inside():
        return read(stdio(CLINIC))

    tools, _ = asyncio.run(inside())
    assert [tool.name for tool in tools] == NAMES


def test_what_a_server_says_on_its_error_stream_is_shown_and_in_the_error(capfd):
    source = script("import sys; sys.exit('no database\\x1b[31m at all')")
    message = fails(source)
    assert message.startswith(f"{source}: no MCP session: it closed the connection, or its process ended")
    assert message.endswith("\n  no database\\x1b[31m at all")
    assert f"[{sys.executable}] no database\\x1b[31m at all" in capfd.readouterr().err


def test_environment_is_handed_on_by_name_only(monkeypatch):
    source = stdio(CLINIC, "--token", "CLINIC_TOKEN")
    monkeypatch.setenv("CLINIC_TOKEN", "s3cret")
    assert "set CLINIC_TOKEN" in fails(source)
    tools, _ = read(source, mcp_env=("CLINIC_TOKEN",))
    assert "s3cret" not in json.dumps([tool.to_json() for tool in tools])
    monkeypatch.delenv("CLINIC_TOKEN")
    assert fails(source, mcp_env=("CLINIC_TOKEN",)) == (
        f"{source}: the variable CLINIC_TOKEN to be handed on is not set; export it"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "import time; time.sleep(600)",
            "no answer within 1 seconds; give it longer, or see that it runs",
        ),
        ("print('hello'); input()", "no MCP session"),
        ("import sys; sys.stdout.write('x' * 10**6); sys.stdout.flush(); input()", "no MCP session"),
    ],
)
def test_no_mcp_server(text, said):
    source = script(text)
    assert fails(source, timeout=1.0).startswith(f"{source}: {said}")


@pytest.mark.parametrize("seconds", [1.0, 3.0])
def test_a_server_that_hangs_is_ended(tmp_path, seconds):
    told = tmp_path / "pid"
    command = shlex.join(["sh", "-c", f"echo $$ > {shlex.quote(str(told))}; exec sleep 600"])
    assert "no answer within" in fails(f"mcp:stdio:{command}", timeout=seconds)
    with pytest.raises(ProcessLookupError):
        os.kill(int(told.read_text()), 0)


SAYS_HELLO = """
import json, sys
print("Server starting\x1b[31m ...")
print("{ready")
for line in sys.stdin:
    asked = json.loads(line)
    if asked.get("method") == "initialize":
        answer = {
            "protocolVersion": asked["params"]["protocolVersion"],
            "capabilities": {"tools": {}},
            "serverInfo": {"name": "s", "version": "1"},
        }
    elif asked.get("method") == "tools/list" and "--mute" not in sys.argv:
        tool = {"name": "open_ward", "description": "Open a ward.", "inputSchema": {"type": "object"}}
        answer = {"tools": [tool]}
    else:
        continue
    print(json.dumps({"jsonrpc": "2.0", "id": asked["id"], "result": answer}), flush=True)
"""


def test_greetings_on_standard_output_are_passed_over_and_told_once(capfd, caplog):
    tools, _ = read(script(SAYS_HELLO))
    assert [tool.name for tool in tools] == ["open_ward"]
    [record] = caplog.records
    assert record.getMessage().endswith(
        "works; 2 lines on its standard output that are no MCP messages, the first: "
        "'Server starting\\\\x1b[31m ...'"
    )
    assert "Traceback" not in capfd.readouterr().err


def test_a_server_that_does_not_list_its_tools():
    message = fails(stdio("-c", SAYS_HELLO, "--mute"), timeout=3.0)
    assert message.endswith("did not list its tools within 3 seconds; --timeout gives it longer") or (
        "no answer within 3 seconds" in message
    )


def test_a_secret_in_the_command_is_in_nothing_that_is_written(monkeypatch, tmp_path):
    source = f"mcp:stdio:env CLINIC_API_KEY=s3cret-s3cret {sys.executable} {CLINIC}"
    monkeypatch.delenv("CLINIC_API_KEY", raising=False)
    tools, report = read(source)
    assert "s3cret" not in json.dumps([tool.to_json() for tool in tools]) + report.dumps()
    assert "what looks like a secret is kept out of the tools" in report.notes[1]
    target = tools[0].metadata["target"]
    assert target == f"mcp:stdio:env 'CLINIC_API_KEY=${{CLINIC_API_KEY}}' {sys.executable} {CLINIC}"
    assert fails(target) == (f"{target}: the environment variable CLINIC_API_KEY in it is not set; export it")
    monkeypatch.setenv("CLINIC_API_KEY", "s3cret-s3cret")
    again, report = read(target)  # what is written down starts the server
    assert [tool.to_json() for tool in again] == [tool.to_json() for tool in tools]
    assert len(report.notes) == 1


def test_a_list_without_end():
    source = stdio(CLINIC, "--endless")
    message = fails(source)
    assert message == f"{source}: its list of tools has no end: 4 tools and still a next page ('0')"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("mcp:stdio:", "names no command; expected `mcp:stdio:COMMAND ARGS` or `mcp:http://HOST:PORT/PATH`"),
        ("mcp:stdio:a 'b", "cannot be read as a command (No closing quotation); quote it"),
        ("mcp:stdio:no-such-program-here x", "no such program: no-such-program-here"),
        ("mcp:ftp://x/", "not an MCP server; expected `mcp:stdio"),
        ("mcp:http://", "not an MCP server; expected `mcp:stdio"),
        ("mcp:http://h:99999999/", "not an MCP server; expected `mcp:stdio"),
        ("mcp:", "not an MCP server; expected `mcp:stdio"),
    ],
)
def test_names_that_mean_no_server(source, said):
    assert fails(source).startswith(f"{source}: {said}")


def test_a_password_in_the_address_is_not_repeated():
    message = fails("mcp:https://me:hunter2@host/mcp")
    assert message == "mcp:...: holds a password, which would be kept; send it as a header"


def test_the_name_of_a_server_reads_back():
    for source in ("mcp:stdio:a 'b c' d", "mcp:https://host:8/mcp?x=1"):
        assert parse_server(parse_server(source).source) == parse_server(source)
    assert "hunter2" not in repr(parse_server("mcp:http://h/", headers=(("Authorization", "hunter2"),)))


def test_the_command_line(tmp_path, clinic):
    out = tmp_path / "tools.jsonl"
    arguments = [
        "tools",
        "import",
        f"mcp:{clinic}",
        stdio(CLINIC),
        "--mcp-header",
        "X-Key: k1",
        "--out",
        str(out),
    ]
    result = CliRunner().invoke(toolflow, arguments)
    assert result.exit_code == 0, result.output
    assert result.output.startswith("10 tools read: 2 kept, 3 repaired, 5 merged, 0 refused")
    assert [json.loads(line)["function"]["name"] for line in out.read_text().splitlines()] == NAMES
    for bad in ("x-key", ": v", "x:", "a: b\nc: d"):
        result = CliRunner().invoke(toolflow, ["tools", "check", "mcp:http://h/", "--mcp-header", bad])
        assert result.exit_code == 2
        assert "expected 'NAME: VALUE'" in result.output
