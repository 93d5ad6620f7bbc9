"""Ten dialogues with a real, small model behind a llama.cpp server: does a run end cleanly whatever comes?

SmolLM2-135M plays all four roles on the CPU. It cannot hold such a dialogue; what is measured is that nothing
it writes breaks the run, and that what is bad is dropped under its reason. The
set-up stands at the top of `llama_server.py`. Then:

    python benchmarks/real_model.py --python /tmp/llama/bin/python --out runs/real-model

Another server has to listen on the port it is given: `--server "llama-server -m model.gguf --port {port}"`.
"""

from __future__ import annotations

import argparse
import json
import platform
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from llama_server import add_server_options, served

ROOT = Path(__file__).resolve().parent.parent
RESULT = Path(__file__).resolve().parent / "results" / "real_model.json"


def main() -> int:
    """Run the benchmark; return the exit status of `toolflow generate`."""
    options = _options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server is stopped, too
    with tempfile.TemporaryDirectory() as scratch:
        out = options.out or Path(scratch) / "run"
        with served(options, Path(scratch) / "server.log") as base_url:
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
    add_server_options(parser)
    add = parser.add_argument
    add("--tools", type=Path, default=ROOT / "examples" / "tools" / "everyday.json")
    add("--num-dialogues", type=int, default=10)
    add(
        "--setting",
        default="graph+plan",
        help="none leaves out the planner, so that the other roles get their turn",
    )
    add("--max-tokens", type=int, default=256, help="most tokens of one reply")
    add("--seed", type=int, default=7)
    add("--out", type=Path, help="run folder to keep; a temporary one without it")
    add("--record", action="store_true", help=f"put the result into {RESULT.relative_to(ROOT)}")
    return parser.parse_args()


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


if __name__ == "__main__":
    sys.exit(main())
