"""Kills a run at random moments and resumes it: what is paid twice, and do the bytes stay the same?

    python benchmarks/kill_resume.py --record

The simulator is served as a model behind a local HTTP endpoint that counts requests. One run is left alone;
then, for each of 20 random points, a run in a process of its own gets `kill -9` when that request arrives,
and is resumed by the same command. Requests paid again are those of both processes beyond the undisturbed
run's; the goal is no more than `concurrency`, for each dialogue under way waits for one reply at most. The
server sees fewer: a reply it has sent is still under way until the run has it on disk.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import random
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "generation"))

from good_model import NAME  # noqa: E402
from scripted_server import Answer, ScriptedServer  # noqa: E402
from served_simulator import ServedSimulator  # noqa: E402

RESULT = Path(__file__).resolve().parent / "results" / "kill_resume.json"


class Killer(ServedSimulator):
    """Counts requests and how many are under way; kills a process when a certain one arrives."""

    def __init__(self, latency: float, at: int = 0) -> None:
        super().__init__(latency)
        self.at = at
        self.requests = self.under_way = self.under_way_when_killed = 0
        self.process: subprocess.Popen[str] | None = None
        self.started = threading.Event()

    async def __call__(self, body: dict[str, Any]) -> Answer:
        """Answer one request, and perhaps kill who asked."""
        self.requests += 1
        self.under_way += 1
        if self.requests == self.at:
            self.started.wait()
            assert self.process is not None
            self.process.kill()
            self.under_way_when_killed = self.under_way
        try:
            return await super().__call__(body)
        finally:
            self.under_way -= 1


def main() -> int:
    """Run the benchmark; return 1 where a goal is missed."""
    options = _options()
    with tempfile.TemporaryDirectory() as scratch:
        whole, requests = _run(Path(scratch) / "whole", Killer(options.latency), options)
        points = sorted(random.Random(options.seed).sample(range(1, requests), options.points))
        rows = [_killed(Path(scratch) / str(at), at, whole, requests, options) for at in points]
    goals = {
        "the same bytes every time": all(row["same_bytes"] for row in rows),
        "no more paid again than one request of each dialogue under way": all(
            row["paid_again"] <= options.concurrency for row in rows
        ),
    }
    for goal, met in goals.items():
        print(f"{'met   ' if met else 'MISSED'} {goal}")
    if options.record:
        document = {
            "machine": f"{platform.machine()}, {platform.system()}, shared CPU",
            "dialogues": options.num_dialogues,
            "concurrency": options.concurrency,
            "requests_undisturbed": requests,
            "most_paid_again": max(row["paid_again"] for row in rows),
            "goals": goals,
            "kills": rows,
        }
        RESULT.write_text(json.dumps(document, indent=1) + "\n", "utf-8")
    return 0 if all(goals.values()) else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--num-dialogues", type=int, default=8)
    parser.add_argument("--concurrency", type=int, default=8)
    parser.add_argument("--points", type=int, default=20)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--latency", type=float, default=0.02, help="seconds an answer takes")
    parser.add_argument("--record", action="store_true", help=f"write {RESULT.relative_to(ROOT)}")
    return parser.parse_args()


def _run(out: Path, killer: Killer, options: argparse.Namespace) -> tuple[str, int]:
    """Run the command to its end, or until it is killed; return the dataset's digest and the requests."""
    values = {
        "tools": ROOT / "examples" / "tools" / "everyday.json",
        "out": out,
        "num-dialogues": options.num_dialogues,
        "setting": "plan",
        "seed": options.seed,
        "concurrency": options.concurrency,
        "model": NAME,
    }
    with ScriptedServer(killer, models=[NAME]) as server:
        given = [text for name, value in values.items() for text in (f"--{name}", str(value))]
        killer.process = subprocess.Popen(
            [sys.executable, "-m", "toolflow_cli.main", "generate", *given, "--base-url", server.base_url],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "OPENAI_API_KEY": "none-needed"},
        )
        killer.started.set()
        _, errors = killer.process.communicate()
    if killer.process.returncode != (-9 if killer.at else 0):
        raise SystemExit(f"the run ended with {killer.process.returncode}: {errors}")
    return _digest(out / "toolflow"), killer.requests


def _killed(
    out: Path, at: int, whole: str, requests: int, options: argparse.Namespace
) -> dict[str, int | bool]:
    killer = Killer(options.latency, at)
    _, first = _run(out, killer, options)
    digest, second = _run(out, Killer(options.latency), options)
    row = {
        "killed_at_request": at,
        "seen_under_way_by_the_server": killer.under_way_when_killed,
        "paid_again": first + second - requests,
        "same_bytes": digest == whole,
    }
    print(row, flush=True)
    return row


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(str(path.relative_to(folder)).encode() + path.read_bytes())
    return digest.hexdigest()


if __name__ == "__main__":
    sys.exit(main())
