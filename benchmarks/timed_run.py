"""Make a run with the embedded simulator and print what its dialogues cost, as one line of JSON.

A script of its own, so that every run starts in a fresh process, with a hash seed of its own. CPU time of the
process is counted from the end of the first dialogues (the simulator reads its word lists when first asked)
to the last one, so start-up, tools, graph and export are left out. One thread makes the dialogues, whatever
the machine has.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Any

WARM_UP = 20


def main() -> None:
    """Make the run that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--tools", type=Path, required=True)
    parser.add_argument("--graph", type=Path, help="built beforehand; otherwise it is built now")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--num-dialogues", type=int, required=True, help="for each of the four settings")
    parser.add_argument("--seed", type=int, required=True)
    options = parser.parse_args()
    print(json.dumps(timed_run(**vars(options))))


def timed_run(tools: Path, graph: Path | None, out: Path, num_dialogues: int, seed: int) -> dict[str, Any]:
    """Make a run; return the dialogues timed and the CPU seconds they took (0 of both for a short run)."""
    from toolflow_generation.config_files import load_config
    from toolflow_generation.run import generate

    marks: dict[int, float] = {}

    def progress(stage: str, done: int, total: int) -> None:
        if stage == "dialogues" and done in (WARM_UP, total):
            marks.setdefault(done, time.process_time())

    given: dict[str, Any] = {"tools": str(tools), "out": str(out), "setting": "all", "model": "simulator"}
    given |= {"num_dialogues": num_dialogues, "seed": seed, "overwrite": True}
    if graph is not None:
        given["graph"] = str(graph)
    generate(load_config(None, given), progress=progress)
    first, last = min(marks, default=0), max(marks, default=0)
    return {"dialogues": last - first, "cpu_seconds": round(marks.get(last, 0) - marks.get(first, 0), 3)}


if __name__ == "__main__":
    main()
