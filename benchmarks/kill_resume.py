"""Kills a run at random moments and resumes it: what is paid twice, and do the bytes stay the same?

    python benchmarks/kill_resume.py --record

The simulator is served as a model behind a local HTTP endpoint that counts requests, probes among them; it is
of no use to some dialogues, which fail. One run is left alone; then, for each of 20 random points, a run in a
process of its own gets `kill -9`: when a certain request arrives, or after a time drawn from the whole of the
undisturbed run's, start-up included, or while it exports. It is resumed by the same command; at every second
point that gets `kill -9` too, at a random time. A kill that comes when the run's end is recorded already is
drawn again (a second one left out), for what follows is the next round, which tries failed dialogues once
more. Requests paid again are those of all processes beyond the undisturbed run's; the goal is no more than
`concurrency` for each kill, for each dialogue under way waits for one reply at most. The server sees fewer: a
reply it has sent is still under way until the run has it on disk.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "generation"))

from good_model import NAME, role_of  # noqa: E402
from scripted_server import Answer, ScriptedServer  # noqa: E402
from served_simulator import ServedSimulator  # noqa: E402

from toolflow_dataset.export import STAGING_FOLDER  # noqa: E402
from toolflow_dataset.journal import JOURNAL_FILE  # noqa: E402
from toolflow_generation.run_folder import round_end  # noqa: E402

RESULT = Path(__file__).resolve().parent / "results" / "kill_resume.json"


class Moody(ServedSimulator):
    """Answers as the simulator, but gives the users of about every eighth dialogue nothing usable."""

    async def __call__(self, body: dict[str, Any]) -> Answer:
        """Answer one request."""
        answer = await super().__call__(body)
        prompt = str(body["messages"][1]["content"])  # the first, also of a question that is asked again
        if role_of(body) == "user" and "</inputs>" in prompt:
            inputs = prompt.partition("</inputs>")[0].encode()
            if hashlib.sha256(inputs).digest()[0] % 8 == 0:
                return "I would rather not."
        return answer


class Bench:
    """One server for all runs: what a run has found out about it holds for the run that goes on."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.requests = self.at = 0
        self.process: subprocess.Popen[str] | None = None
        self.started = threading.Event()
        self.under_way = 0
        self.server = ScriptedServer(Moody(options.latency), models=[NAME], before=self._arrived)

    def run(self, out: Path, *, at: int = 0, after: float | None = None, exporting: bool = False) -> float:
        """Run the command to its end, or until it is killed; return the seconds it ran.

        Args:
            out: The run folder.
            at: Number of the request, since the first of this folder, whose arrival kills it; 0 for none.
            after: Seconds after which it is killed; None for never.
            exporting: Whether these seconds begin when it starts to export.
        """
        values = {
            "tools": ROOT / "examples" / "tools" / "everyday.json",
            "out": out,
            "num-dialogues": self.options.num_dialogues,
            "setting": "plan",
            "seed": self.options.seed,
            "concurrency": self.options.concurrency,
            "model": NAME,
            "base-url": self.server.base_url,
        }
        given = [text for name, value in values.items() for text in (f"--{name}", str(value))]
        self.at, self.under_way = at, 0
        self.started.clear()
        begun = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "toolflow_cli.main", "generate", *given],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "OPENAI_API_KEY": "none-needed"},
        )
        self.started.set()
        timer = threading.Timer(after or 0, self._kill)
        while exporting and self.process.poll() is None and not (out / STAGING_FOLDER).exists():
            time.sleep(0.001)
        if after is not None:
            timer.start()
        _, errors = self.process.communicate()
        timer.cancel()
        took = time.monotonic() - begun
        self.at = 0
        while self.server.in_flight:
            time.sleep(0.01)
        expected = (0,) if not at and after is None else (0, -9)
        if self.process.returncode not in expected:
            raise SystemExit(f"the run ended with {self.process.returncode}: {errors}")
        return took

    def _arrived(self, _: dict[str, Any]) -> None:
        self.requests += 1
        if self.requests == self.at:
            self.started.wait()
            self._kill()

    def _kill(self) -> None:
        assert self.process is not None
        self.under_way = self.server.in_flight
        self.process.kill()


def main() -> int:
    """Run the benchmark; return 1 where a goal is missed."""
    options = _options()
    bench = Bench(options)
    with tempfile.TemporaryDirectory() as scratch, bench.server:
        bench.run(Path(scratch) / "warm")
        bench.requests = 0
        took = bench.run(Path(scratch) / "whole")
        requests, whole = bench.requests, _digest(Path(scratch) / "whole")
        failed = len((Path(scratch) / "whole" / "failed.jsonl").read_text().splitlines())
        draw = random.Random(options.seed)
        rows: list[dict[str, Any]] = []
        late: list[int] = []
        for point in range(options.points):
            bench.requests = 0
            rows.append(
                _killed(bench, Path(scratch) / str(point), point, draw, (took, requests, whole), late)
            )
    goals = {
        "some dialogues fail, most do not": 0 < failed < options.num_dialogues / 2,
        "the same bytes every time": all(row["same_bytes"] for row in rows),
        "no dialogue lost or doubled": all(row["dialogues_once"] for row in rows),
        "no more paid again for each kill than one request of each dialogue under way": all(
            row["paid_again"] <= options.concurrency * len(row["kills"]) for row in rows
        ),
    }
    for goal, met in goals.items():
        print(f"{'met   ' if met else 'MISSED'} {goal}")
    if options.record:
        document = {
            "machine": f"{platform.machine()}, {platform.system()}, shared CPU",
            "dialogues": options.num_dialogues,
            "failed_among_them": failed,
            "concurrency": options.concurrency,
            "requests_undisturbed": requests,
            "seconds_undisturbed": round(took, 2),
            "kills": sum(len(row["kills"]) for row in rows),
            "drawn_again_because_the_run_had_ended": len(late),
            "most_paid_again": max(row["paid_again"] for row in rows),
            "goals": goals,
            "points": rows,
        }
        RESULT.write_text(json.dumps(document, indent=1) + "\n", "utf-8")
    return 0 if all(goals.values()) else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--num-dialogues", type=int, default=24)
    parser.add_argument("--concurrency", type=int, default=8)
    parser.add_argument("--points", type=int, default=20)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--latency", type=float, default=0.02, help="seconds an answer takes")
    parser.add_argument("--record", action="store_true", help=f"write {RESULT.relative_to(ROOT)}")
    return parser.parse_args()


def _killed(
    bench: Bench, out: Path, point: int, draw: random.Random, whole: tuple[float, int, str], late: list[int]
) -> dict[str, Any]:
    """Kill and resume one run; return what came of it, and note in `late` kills that came after its end."""
    took, requests, digest = whole
    kills: list[dict[str, Any]] = []
    kind = ("at a request", "at a time", "exporting")[point % 3]
    while len(kills) < 1 + point % 2:
        at = draw.randrange(1, requests) if not kills and kind == "at a request" else 0
        exporting = not kills and kind == "exporting"
        after = None if at else draw.uniform(0, 0.05 if exporting else took)
        ran = bench.run(out, at=at, after=after, exporting=exporting)
        assert bench.process is not None
        if bench.process.returncode == 0 or _ended(out):  # it was done before it was killed
            late.append(point)
            if not kills:
                shutil.rmtree(out)
                bench.requests = 0
                continue
            break
        journal = out / "journal.jsonl"
        kills.append(
            {
                "kind": "exporting" if exporting else "at a request" if at else "at a time",
                "after_seconds": round(ran, 2),
                "requests_before": bench.requests,
                "seen_under_way_by_the_server": bench.under_way,
                "dialogues_finished": journal.read_bytes().count(b"\n") if journal.exists() else 0,
            }
        )
    if not _ended(out):
        bench.run(out)
    entries = [json.loads(line) for line in (out / "journal.jsonl").open()]
    row = {
        "kills": kills,
        "paid_again": bench.requests - requests,
        "same_bytes": _digest(out) == digest,
        "dialogues_once": sorted(one["index"] for one in entries) == list(range(bench.options.num_dialogues)),
    }
    print(row, flush=True)
    return row


def _ended(out: Path) -> bool:
    """Tell whether a run's end is recorded; going on is then the next round, with failed ones again."""
    journal = out / JOURNAL_FILE
    return journal.exists() and round_end(out) == journal.stat().st_size


def _digest(run: Path) -> str:
    """Return the digest of what a run exported, with what was left out and why."""
    digest = hashlib.sha256()
    exported = [path for path in (run / "toolflow").rglob("*") if path.is_file()]
    for path in sorted([*exported, run / "failed.jsonl", run / "dropped.jsonl"]):
        digest.update(str(path.relative_to(run)).encode() + path.read_bytes())
    return digest.hexdigest()


if __name__ == "__main__":
    sys.exit(main())
