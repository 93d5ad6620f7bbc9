"""How near to its server's pace does a client come, and what does a call cost it?

    python benchmarks/throughput.py --record

Client and fake server each in a process of their own, on this machine. Dialogues of 15 chained calls, five
tools a request, 200 ms a call. Four scenes: 64 and 256 dialogues at once; 128 at a server with 64 slots;
16 at a server that takes ten times as long for every tenth call. Three clients: ours as a run uses it, every
reply on disk before it is used; a bare aiohttp loop; `AsyncOpenAI` as it comes. The ideal is what the latency
of the server alone takes; a share is of the ideal's throughput, a factor of its time. Medians over rounds, in
each of which every client plays every scene.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from throughput_client import CALLS, CLIENTS

HERE = Path(__file__).resolve().parent
RESULT = HERE / "results" / "throughput.json"
LATENCY = 0.2


@dataclass(frozen=True)
class Scene:
    """What is asked of the clients.

    Args:
        concurrency: Dialogues at once.
        dialogues: In all.
        slots: Requests the server serves at once; 0 for all.
        slow_share: Share of calls that take ten times as long.
        goal: Least share of the ideal throughput.
    """

    concurrency: int
    dialogues: int
    slots: int = 0
    slow_share: float = 0.0
    goal: float = 0.0


SCENES = {
    "64 at once": Scene(64, 192, goal=0.93),
    "256 at once": Scene(256, 512, goal=0.80),
    "64 slots": Scene(128, 256, slots=64, goal=0.97),
    "slow tail": Scene(16, 96, slow_share=0.1, goal=1 / 1.3),
}


def main() -> int:
    """Run the benchmark; return 1 where a goal is missed."""
    options = _options()
    runs: dict[str, dict[str, list[dict[str, float]]]] = {
        scene: {client: [] for client in CLIENTS} for scene in options.scenes
    }
    for _ in range(options.rounds):
        for name in options.scenes:
            for client in CLIENTS:
                run = _play(client, SCENES[name])
                runs[name][client].append(run)
                print(f"{name:12} {client:10} {run['share']:.3f} {run['cpu_ms']:.2f} ms", flush=True)
    rows = [_row(name, client, made) for name, clients in runs.items() for client, made in clients.items()]
    goals = _goals(rows)
    print(_table(rows))
    for goal, met in goals.items():
        print(f"{'met   ' if met else 'MISSED'} {goal}")
    if options.record:
        document = {"machine": options.machine, "rounds": options.rounds, "goals": goals, "rows": rows}
        RESULT.write_text(json.dumps(document, indent=1) + "\n", "utf-8")
        RESULT.with_suffix(".md").write_text(_markdown(document), "utf-8")
    return 0 if all(goals.values()) else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--scenes", nargs="+", choices=SCENES, default=list(SCENES))
    machine = f"{platform.machine()}, {platform.system()}, shared CPU and disk"
    parser.add_argument("--machine", default=machine, help="one line about the machine")
    parser.add_argument("--record", action="store_true", help="write results/throughput.json and .md")
    return parser.parse_args()


@contextmanager
def _server(scene: Scene) -> Iterator[int]:
    """Serve a scene in a process of its own; gives the port."""
    command = [sys.executable, str(HERE / "fake_endpoint.py"), "--latency", str(LATENCY)]
    command += ["--slots", str(scene.slots), "--slow-share", str(scene.slow_share)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.kill()


def _play(client: str, scene: Scene) -> dict[str, float]:
    """Let a client play a scene; return seconds, its share of the ideal, CPU ms a call, calls a second."""
    with _server(scene) as port:
        command = [sys.executable, str(HERE / "throughput_client.py"), client, "--port", str(port)]
        command += ["--concurrency", str(scene.concurrency), "--dialogues", str(scene.dialogues)]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
        took = json.loads(done.stdout)
        with urlopen(f"http://127.0.0.1:{port}/stats") as answer:
            served = json.load(answer)
    calls = scene.dialogues * CALLS
    assert served["answered"] == calls + scene.concurrency, served
    ideal = served["seconds"] * calls / served["answered"] / (scene.slots or scene.concurrency)
    return {
        "wall": took["wall"],
        "share": ideal / took["wall"],
        "cpu_ms": took["cpu"] / calls * 1000,
        "calls_per_second": calls / took["wall"],
    }


def _row(scene: str, client: str, made: list[dict[str, float]]) -> dict[str, Any]:
    medians = {name: statistics.median(one[name] for one in made) for name in made[0]}
    shares = [round(one["share"], 4) for one in made]
    return {
        "scene": scene,
        "client": client,
        "share_of_ideal": round(medians["share"], 4),
        "share_of_each_round": shares,
        "calls_per_second": round(medians["calls_per_second"], 1),
        "cpu_ms_per_call": round(medians["cpu_ms"], 3),
    }


def _goals(rows: list[dict[str, Any]]) -> dict[str, bool]:
    of = {(row["scene"], row["client"]): row for row in rows}
    goals = {}
    for name, scene in SCENES.items():
        if (name, "toolflow") not in of:
            continue
        share = of[name, "toolflow"]["share_of_ideal"]
        if scene.slow_share:
            goals[f"{name}: at most 1.3 times the ideal time ({1 / share:.3f})"] = share >= scene.goal
        else:
            goals[f"{name}: at least {scene.goal:.2f} of the ideal ({share:.3f})"] = share >= scene.goal
        ratio = of[name, "openai"]["cpu_ms_per_call"] / of[name, "toolflow"]["cpu_ms_per_call"]
        goals[f"{name}: CPU a call 3 times below AsyncOpenAI ({ratio:.1f})"] = ratio >= 3
    return goals


def _table(rows: list[dict[str, Any]]) -> str:
    lines = [
        "| scene | client | share of the ideal | lowest, highest | calls/s | CPU ms a call |",
        "| --- | --- | ---: | ---: | ---: | ---: |",
    ]
    for row in rows:
        each = row["share_of_each_round"]
        lines.append(
            f"| {row['scene']} | {row['client']} | {row['share_of_ideal']:.3f} | {min(each):.3f}, "
            f"{max(each):.3f} | {row['calls_per_second']:,.0f} | {row['cpu_ms_per_call']:.2f} |"
        )
    return "\n".join(lines)


def _markdown(document: dict[str, Any]) -> str:
    about = __doc__.partition("\n\n    ")[2].partition("\n\n")[2].strip() if __doc__ else ""
    goals = "\n".join(f"- {'met' if met else 'missed'}: {goal}" for goal, met in document["goals"].items())
    return (
        f"# Throughput\n\nMade by `python benchmarks/throughput.py --record`. {document['machine']}.\n\n"
        f"{about}\n\n{_table(document['rows'])}\n\n{goals}\n"
    )


if __name__ == "__main__":
    sys.exit(main())
