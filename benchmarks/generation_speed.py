"""Time the simulator on tool sets: dialogues a second of one processor, beside a fixed loop.

    python benchmarks/generation_speed.py --tools google=FILE --graph google=DIR ... [--rounds 5]

Each round is `timed_run.py` in a fresh process: start-up, tools, graph and export are left out. On a shared
machine the same work takes up to twice the time from one minute to the next; the loop, timed right before and
after each round, says how fast the machine was. Fastest and median round are given; results go to
results/generation_speed.{json,md}.
"""

from __future__ import annotations

import json
import statistics
import time
from pathlib import Path
from typing import Any

from speed_rounds import machine, parser_of, run_alone

RESULTS = Path(__file__).resolve().parent / "results" / "generation_speed"
EVERYDAY = Path(__file__).resolve().parent.parent / "examples" / "tools" / "everyday.json"
GOAL = 50
SEED = 7


def main() -> None:
    """Time every tool set and write the figures."""
    parser = parser_of(__doc__)
    parser.add_argument("--tools", action="append", default=[], metavar="NAME=FILE")
    parser.add_argument("--graph", action="append", default=[], metavar="NAME=DIR")
    parser.add_argument("--num-dialogues", type=int, default=250, help="for each of the four settings")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--work", type=Path, required=True, help="folder for the runs")
    options = parser.parse_args()
    tools = {"everyday": str(EVERYDAY)} | dict(one.split("=", 1) for one in options.tools)
    graphs = dict(one.split("=", 1) for one in options.graph)
    rounds: dict[str, list[dict[str, Any]]] = {name: [] for name in tools}
    for _ in range(options.rounds):
        for name, path in tools.items():
            rounds[name].append(_round(name, path, graphs.get(name), options.num_dialogues, options.work))
            print(name, json.dumps(rounds[name][-1]))
    _write(rounds, options.num_dialogues)


def _round(name: str, tools: str, graph: str | None, count: int, work: Path) -> dict[str, Any]:
    command = [str(Path(__file__).with_name("timed_run.py")), "--tools", tools, "--out", str(work / name)]
    command += ["--num-dialogues", str(count), "--seed", str(SEED)] + (["--graph", graph] if graph else [])
    before = _loop()
    done = run_alone(command)
    return {
        "dialogues": done["dialogues"],
        "cpu_seconds": done["cpu_seconds"],
        "a_second": round(done["dialogues"] / done["cpu_seconds"], 1),
        "loop_seconds": round((before + _loop()) / 2, 3),
    }


def _loop() -> float:
    """Return the processor's seconds for a fixed piece of plain Python: text and dictionary work."""
    started = time.process_time()
    held: dict[int, str] = {}
    for number in range(3_000_000):
        held[number % 5000] = str(number)
    return time.process_time() - started


def _write(rounds: dict[str, list[dict[str, Any]]], count: int) -> None:
    line = machine(["toolflow-dataset"])
    lines = [
        "# Dialogues a second of one processor",
        "",
        f"{line}. {count} dialogues for each of the four settings, seed {SEED}. Goal: {GOAL}.",
        "",
        "| tools | rounds | fastest | median | slowest | loop in the fastest and slowest round, s |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for name, done in rounds.items():
        ordered = sorted(done, key=lambda one: float(one["a_second"]))
        speeds = [one["a_second"] for one in ordered]
        loops = f"{ordered[-1]['loop_seconds']:.2f}, {ordered[0]['loop_seconds']:.2f}"
        middle = f"{statistics.median(speeds):.1f}"
        lines.append(f"| {name} | {len(done)} | {speeds[-1]} | {middle} | {speeds[0]} | {loops} |")
    RESULTS.with_suffix(".md").write_text("\n".join(lines) + "\n", "utf-8")
    document = {"machine": line, "seed": SEED, "per_setting": count, "goal": GOAL, "rounds": rounds}
    RESULTS.with_suffix(".json").write_text(json.dumps(document, indent=1) + "\n", "utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
