"""What memory does a long run take?

    python benchmarks/peak_memory.py --record

8,000 dialogues of the embedded simulator over the everyday tools, from the tools to the exported dataset, in
a process of its own; its peak resident memory, which the encoder of the tool graph is part of. The goal is
1 GB.
"""

from __future__ import annotations

import argparse
import json
import platform
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESULT = Path(__file__).resolve().parent / "results" / "peak_memory.json"
GOAL = 1024.0


def main() -> int:
    """Run the benchmark; return 1 if the goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--num-dialogues", type=int, default=8000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--record", action="store_true", help=f"write {RESULT.relative_to(ROOT)}")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "run"
        command = [sys.executable, "-m", "toolflow_cli.main", "generate", "--out", str(out)]
        command += [
            "--tools",
            str(ROOT / "examples" / "tools" / "everyday.json"),
            "--seed",
            str(options.seed),
        ]
        command += ["--num-dialogues", str(options.num_dialogues), "--setting", "graph+plan"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        statistics = json.loads((out / "statistics.json").read_text("utf-8"))["total"]
    scale = 1 if sys.platform == "darwin" else 1024  # bytes there, KiB elsewhere
    found = {
        "machine": f"{platform.machine()}, {platform.system()}, shared CPU",
        "dialogues": options.num_dialogues,
        "kept": statistics["dialogues"],
        "peak_mib": round(usage.ru_maxrss * scale / 2**20, 1),
        "cpu_seconds": round(usage.ru_utime + usage.ru_stime, 1),
    }
    met = found["peak_mib"] <= GOAL
    print(json.dumps(found, indent=1))
    print(f"{'met   ' if met else 'MISSED'} at most {GOAL:g} MiB")
    if options.record:
        RESULT.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
