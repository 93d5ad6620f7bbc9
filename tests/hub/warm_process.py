"""A process that has imported what a client of the Hub needs, and forks itself for each job: starting costs nothing.

Run as a script it reads a JSON object a line (`argv` of `toolflow`, or Python `code`; `env`, `out`, `err`) and
answers each with the exit code. What the clients read from the environment when they are imported (HF_ENDPOINT,
HF_HOME, HF_HUB_OFFLINE) is that of the process itself.
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

_IMPORTED = (
    "datasets",
    "huggingface_hub",
    "toolflow_cli.push",
    "toolflow_dataset.publication",
    "toolflow_evaluation.leakage_check",
    "toolflow_generation.run_publication",
)
Process = subprocess.CompletedProcess[str]


class WarmProcess:
    """Runs `toolflow` commands and Python code, each in a fork of one process.

    Args:
        environment: Of that process.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, __file__],
            env=dict(environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(
        self, *, argv: Sequence[str] = (), code: str = "", env: Mapping[str, str] | None = None
    ) -> Process:
        """Run one job to its end."""
        with tempfile.TemporaryDirectory() as folder:
            out, err = Path(folder, "out"), Path(folder, "err")
            job = {"argv": [*argv], "code": code, "env": dict(env or {}), "out": str(out), "err": str(err)}
            assert self._process.stdin is not None and self._process.stdout is not None
            self._process.stdin.write(json.dumps(job) + "\n")
            self._process.stdin.flush()
            status = int(self._process.stdout.readline())
            return Process([*argv], status, out.read_text("utf-8"), err.read_text("utf-8"))

    def close(self) -> None:
        """End the process."""
        self._process.communicate()


def serve() -> None:
    """Answer jobs until there are no more."""
    for module in _IMPORTED:
        importlib.import_module(module)
    for line in sys.stdin:
        job = json.loads(line)
        if (child := os.fork()) == 0:
            play(job)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}\n")
        sys.stdout.flush()


def play(job: Mapping[str, Any]) -> None:
    """Do one job and end, in a process of its own."""
    import traceback

    from toolflow_cli import main

    for name, number in (("out", 1), ("err", 2)):
        os.dup2(os.open(job[name], os.O_WRONLY | os.O_CREAT), number)
    os.environ.update(job["env"])
    status: Any = 0
    try:
        if job["code"]:
            exec(job["code"], {"__name__": "__main__"})
        else:
            sys.argv = ["toolflow", *job["argv"]]
            main.main()
    except SystemExit as ended:
        status = ended.code or 0
    except BaseException:
        traceback.print_exc()
        status = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


if __name__ == "__main__":
    serve()
