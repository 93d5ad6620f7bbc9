"""The runs that text_quality.py measures: made in processes of their own, timed, and repeated in small."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

BARE = "toolbench_bare"
REPEATED = 10
TIMED_RUN = Path(__file__).resolve().parent / "timed_run.py"


def make_run(
    name: str, tools: Path, run: Path, graph: Path | None, num_dialogues: int, seed: int
) -> dict[str, Any]:
    """Make a run, and a small one twice with other hash seeds; return speed and whether the bytes agree."""
    run.parent.mkdir(parents=True, exist_ok=True)
    if name == BARE:
        tools = bare_tools(tools, run.parent / f"{name}.jsonl")
    timed = _run(tools, graph, run, num_dialogues, seed, "0")
    digests = []
    for hash_seed in ("1", "2"):
        with tempfile.TemporaryDirectory() as scratch:
            small = Path(scratch) / "run"
            _run(tools, run / "graph", small, REPEATED, seed, hash_seed)
            digests.append(dataset_digest(small))
    speed = timed["dialogues"] / timed["cpu_seconds"] if timed["dialogues"] else None
    return {
        "dialogues_per_cpu_second": speed and round(speed, 1),
        "timed": timed,
        "same_seed_same_bytes": digests[0] == digests[1],
    }


def _run(
    tools: Path, graph: Path | None, out: Path, num_dialogues: int, seed: int, hash_seed: str
) -> dict[str, Any]:
    command = [sys.executable, str(TIMED_RUN), "--tools", str(tools), "--out", str(out)]
    command += ["--num-dialogues", str(num_dialogues), "--seed", str(seed)]
    command += ["--graph", str(graph)] if graph else []
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "HF_HUB_OFFLINE": "1"}
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment)
    return json.loads(done.stdout.splitlines()[-1])


def dataset_digest(run: Path) -> str:
    """Return the SHA-256 of a run's Parquet files, names and bytes; a run without any proves nothing."""
    digest = hashlib.sha256()
    paths = sorted((run / "toolflow").rglob("*.parquet"))
    if not paths:
        raise SystemExit(f"{run}: holds no Parquet file; no dialogue was kept, see its statistics.json")
    for path in paths:
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def bare_tools(tools: Path, out: Path) -> Path:
    """Write the tools of a file that have no description of their own."""
    with gzip.open(tools, "rt", encoding="utf-8") as file, open(out, "w", encoding="utf-8") as kept:
        for line in file:
            if not (json.loads(line)["function"].get("description") or "").strip():
                kept.write(line)
    return out
