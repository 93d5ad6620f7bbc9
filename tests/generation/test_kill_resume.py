"""A run against an endpoint, killed or interrupted in a process of its own: nothing paid twice, same bytes.

What is not to be killed runs in this process, which spares a second or two of start-up each time.
"""

import io
import json
import os
import signal
import subprocess
import sys
import threading
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from unittest.mock import patch

import pytest
from good_model import NAME
from scripted_server import ScriptedServer, Status
from served_simulator import ServedSimulator

from toolflow_cli import main as cli

ROOT = Path(__file__).parents[2]
CONCURRENCY = 4
KEY = "sk-canary-0123456789abcdef"


class Counting(ServedSimulator):
    """Counts requests; calls `act` when request number `at` arrives, which is then answered late or never."""

    def __init__(self, at=None, act=None, latency=0.005):
        super().__init__(latency)
        self.asked, self.at, self.act = [], at, act

    async def __call__(self, body):
        self.asked.append(json.dumps(body, sort_keys=True))
        if len(self.asked) == self.at:
            self.act()
        return await super().__call__(body)


def command(server, out, *more):
    values = {
        "tools": ROOT / "examples" / "tools" / "everyday.json",
        "out": out,
        "num_dialogues": 6,
        "setting": "plan",
        "seed": 5,
        "plan_length": "3",
        "concurrency": CONCURRENCY,
        "model": NAME,
        "base_url": server.base_url,
    }
    options = [text for name, value in values.items() for text in (f"--{name.replace('_', '-')}", str(value))]
    return ["generate", *options, *more]


def start(server, out, *more):
    return subprocess.Popen(
        [sys.executable, "-m", "toolflow_cli.main", *command(server, out, *more)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "OPENAI_API_KEY": KEY},
        # a shell that starts the tests in the background makes them ignore Ctrl-C, and what they start as well
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def finish(server, out, *more):
    """Run the command to its end, in this process; return its exit code and what it printed."""
    printed = io.StringIO()
    arguments = ["toolflow", *command(server, out, *more)]
    with patch.object(sys, "argv", arguments), patch.dict(os.environ, {"OPENAI_API_KEY": KEY}):
        with redirect_stdout(printed), redirect_stderr(printed), pytest.raises(SystemExit) as ended:
            cli.main()
    return ended.value.code, printed.getvalue()


def content(out):
    dataset = out / "toolflow"
    return {
        str(path.relative_to(dataset)): path.read_bytes() for path in dataset.rglob("*") if path.is_file()
    }


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The dataset of an undisturbed run, and how many requests it took."""
    out = tmp_path_factory.mktemp("whole") / "run"
    script = Counting()
    with ScriptedServer(script, models=[NAME]) as server:
        code, errors = finish(server, out)
    assert code == 0, errors
    assert len(set(script.asked)) == len(script.asked)
    return content(out), len(script.asked)


def disturbed(out, at, act, **more):
    """Run until `act(process)` at request `at` has ended the process; return the requests and the process."""
    script = Counting(at, lambda: act(process), **more)
    ready = threading.Event()
    script.act = lambda: ready.wait(60) and act(process)
    with ScriptedServer(script, models=[NAME]) as server:
        process = start(server, out)
        ready.set()
        _, process.errors = process.communicate(timeout=120)
    return script.asked, process


@pytest.mark.parametrize("share", [0.03, 0.4, 0.9])
def test_a_run_killed_at_any_request_pays_again_for_no_more_than_were_under_way(tmp_path, whole, share):
    content_of_whole, requests = whole
    out = tmp_path / "run"
    at = max(1, int(share * requests))
    asked, process = disturbed(out, at, lambda process: process.kill())
    assert process.returncode == -signal.SIGKILL
    script = Counting()
    with ScriptedServer(script, models=[NAME]) as server:
        code, errors = finish(server, out, "--resume")
    assert code == 0, errors
    assert len(asked) + len(script.asked) - requests <= CONCURRENCY
    assert content(out) == content_of_whole


def test_torn_files_are_owed_again(tmp_path, whole):
    out = tmp_path / "run"
    disturbed(out, int(0.9 * whole[1]), lambda process: process.kill())
    waiting = out / "responses.sqlite-wal"
    os.truncate(waiting, waiting.stat().st_size - 3000)
    journal = out / "journal.jsonl"
    os.truncate(journal, journal.stat().st_size - 30)
    script = Counting()
    with ScriptedServer(script, models=[NAME]) as server:
        code, errors = finish(server, out)
    assert code == 0, errors
    assert 0 < len(script.asked) < whole[1] / 2
    assert content(out) == whole[0]


def test_interrupted_once_it_keeps_what_is_under_way_and_says_how_to_go_on(tmp_path, whole):
    out = tmp_path / "run"
    asked, process = disturbed(
        out, whole[1] // 2, lambda process: process.send_signal(signal.SIGINT), latency=0.15
    )
    assert process.returncode == 130
    assert "under way; Ctrl-C again stops now" in process.errors
    assert f"go on with: toolflow generate --resume --out {out}" in process.errors
    script = Counting()
    with ScriptedServer(script, models=[NAME]) as server:
        code, errors = finish(server, out, "--resume")
    assert code == 0, errors
    assert len(asked) + len(script.asked) == whole[1]
    assert content(out) == whole[0]


def test_interrupted_it_does_not_wait_for_requests_that_were_not_sent_yet(tmp_path, whole):
    out = tmp_path / "run"
    script = Counting(1)
    ready = threading.Event()
    script.act = lambda: ready.wait(60) and process.send_signal(signal.SIGINT)
    with ScriptedServer(script, models=[NAME]) as server:
        process = start(server, out, "--requests-per-minute", "60")  # so the others wait for seconds
        ready.set()
        process.communicate(timeout=120)
    assert process.returncode == 130 and len(script.asked) == 1
    script = Counting()
    with ScriptedServer(script, models=[NAME]) as server:
        code, errors = finish(server, out, "--resume", "--requests-per-minute", "none")
    assert code == 0, errors
    assert content(out) == whole[0]


def test_interrupted_twice_it_stops_now(tmp_path, whole):
    out = tmp_path / "run"

    def interrupt_twice(process):
        def watch():
            process.send_signal(signal.SIGINT)
            for line in process.stderr:
                if "Ctrl-C again" in line:
                    break
            process.send_signal(signal.SIGINT)

        threading.Thread(target=watch).start()

    script = Counting(10)
    script.act = lambda: interrupt_twice(process)
    hang = Status(delay=3600)

    async def hanging(body):
        answer = await script(body)
        return hang if len(script.asked) >= 10 else answer

    with ScriptedServer(hanging, models=[NAME]) as server:
        process = start(server, out)
        assert process.wait(timeout=120) == 130
    again = Counting()
    with ScriptedServer(again, models=[NAME]) as server:
        code, errors = finish(server, out, "--resume")
    assert code == 0, errors
    assert len(script.asked) + len(again.asked) - whole[1] <= CONCURRENCY
    assert content(out) == whole[0]


def test_a_cap_ends_a_run_cleanly_and_a_higher_one_goes_on(tmp_path, whole):
    out = tmp_path / "run"
    script = Counting()
    with ScriptedServer(script, models=[NAME]) as server:
        code, errors = finish(server, out, "--max-requests", "20")
        assert code == 3, errors
        assert "max_requests 20 is reached" in errors and "--max-requests" in errors
        assert len(script.asked) + len(server.probes) == 20
        code, errors = finish(server, out, "--max-requests", "70")
        assert code == 3 and "every reply that was paid for; go on with:" in errors
        assert len(script.asked) + len(server.probes) == 70 and content(out) != whole[0]
        finished = len((out / "journal.jsonl").read_bytes().splitlines())
        assert 0 < finished < 6 and f"{finished} finished dialogue" in errors
        code, errors = finish(server, out, "--max-requests", "100000")
    assert code == 0, errors
    assert len(script.asked) == whole[1]
    assert content(out) == whole[0]


def test_a_second_process_is_refused_and_told_the_first_ones_number(tmp_path, whole):
    out = tmp_path / "run"
    script = Counting(5, latency=0.3)
    with ScriptedServer(script, models=[NAME]) as server:
        reached = threading.Event()
        script.act = reached.set
        process = start(server, out)
        assert reached.wait(60)
        refused = finish(server, out)
        process.kill()
        process.communicate()
    with ScriptedServer(Counting(), models=[NAME]) as server:
        code, errors = finish(server, out)
    assert refused[0] == 2 and f"another process ({process.pid}) is writing to this run" in refused[1]
    assert code == 0, errors
    assert len(script.asked) < whole[1] and content(out) == whole[0]


@pytest.mark.parametrize("variable", ["OPENAI_API_KEY", "MY_OWN_KEY"])
def test_the_key_is_written_nowhere_even_if_the_server_sends_it_back(tmp_path, monkeypatch, variable):
    out = tmp_path / "run"
    key = KEY if variable == "OPENAI_API_KEY" else "own-canary-9876543210"
    monkeypatch.setenv(variable, key)

    async def echo(body):
        role = (body.get("response_format") or {}).get("json_schema", {}).get("name", "assistant")
        if role == "user_reply":
            return Status(418, {"error": {"message": f"I am a teapot, and you are Bearer {key}"}})
        return await plain(body)

    plain = ServedSimulator()
    with ScriptedServer(echo, models=[NAME], key=key) as server:
        code, shown = finish(server, out, "--api-key-env", variable)
    assert code == 1
    assert "I am a teapot, and you are Bearer [key]" in shown and key not in shown
    held = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    assert any(b"[key]" in content for content in held.values())
    assert not [path for path, content in held.items() if key.encode() in content]
