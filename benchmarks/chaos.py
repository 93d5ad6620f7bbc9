"""A run against a server of which 30 % of the answers are faults: what is lost, how does the client behave?

    python benchmarks/chaos.py --record

The simulator is served as a model behind llmock (`tests/generation/chaos_server.py`): 429 and 503 with and
without Retry-After, 500, hangs, dropped connections, truncated bodies, invalid JSON, empty choices, answers
cut off, filtered, with broken arguments, unknown tools and duplicate call ids, equally often. A dialogue is
complete if it came to its end, whatever the filters say of it then.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "generation"))

from chaos_server import ChaosServer  # noqa: E402

from toolflow_dataset.journal import Journal  # noqa: E402
from toolflow_generation import generate  # noqa: E402
from toolflow_generation.config import Config  # noqa: E402
from toolflow_generation.endpoint import Endpoint  # noqa: E402
from toolflow_generation.filters import apply_filters  # noqa: E402

_FIRST, _LONGEST, _LEAST_JITTER = 0.5, 16.0, 0.75  # of the back-off: see `Endpoint`
RESULT = Path(__file__).resolve().parent / "results" / "chaos.json"


def main() -> int:
    """Run the benchmark; return 1 where a goal is missed."""
    options = _options()
    with tempfile.TemporaryDirectory() as scratch, ChaosServer(options.share, options.seed) as server:
        found = _run(server, Path(scratch) / "run", options)
    goals = {
        "at least 99 % of the dialogues complete": found["complete_share"] >= 0.99,
        "every dialogue in the journal": found["in_the_journal"] == options.num_dialogues,
        "every kept dialogue passes the filters again": found["invalid_kept"] == 0,
        "no error in llmock's verdict": not found["verdict_errors"],
        "every retry waited at least its back-off": found["shortest_wait_of_its_back_off"] >= 1,
    }
    print(json.dumps(found, indent=1))
    for goal, met in goals.items():
        print(f"{'met   ' if met else 'MISSED'} {goal}")
    if options.record:
        document = {
            "machine": f"{platform.machine()}, {platform.system()}, shared CPU",
            "goals": goals,
            **found,
        }
        RESULT.write_text(json.dumps(document, indent=1) + "\n", "utf-8")
    return 0 if all(goals.values()) else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--num-dialogues", type=int, default=200)
    parser.add_argument("--concurrency", type=int, default=32)
    parser.add_argument("--share", type=float, default=0.3)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--record", action="store_true", help=f"write {RESULT.relative_to(ROOT)}")
    return parser.parse_args()


def _run(server: ChaosServer, out: Path, options: argparse.Namespace) -> dict[str, Any]:
    config = Config(
        tools=ROOT / "examples" / "tools" / "everyday.json",
        out=out,
        num_dialogues=options.num_dialogues,
        setting="plan",
        seed=options.seed,
        model="any",
        concurrency=options.concurrency,
    )
    endpoint = Endpoint(server.base_url, concurrency=options.concurrency, timeout=4)
    run = generate(config, backend=endpoint)
    verdict = server.verdict()
    entries = list(Journal.of_run(out))
    kept = [entry.dialogue for entry in entries if entry.status == "kept" and entry.dialogue is not None]
    return {
        "dialogues": options.num_dialogues,
        "concurrency": options.concurrency,
        "complete_share": 1 - run.failed / options.num_dialogues,
        "kept": run.kept,
        "dropped": dict(run.statistics.dropped),
        "failed": [entry.cause for entry in entries if entry.status == "failed"],
        "in_the_journal": len(entries),
        "invalid_kept": sum(not apply_filters(dialogue).keep for dialogue in kept),
        "requests": server.requests,
        "answers_paid_for": sum(row["requests"] for row in run.spent),
        "faults": dict(sorted(server.injected.items())),
        "fault_share": round(sum(server.injected.values()) / server.requests, 4),
        "verdict_errors": dict(Counter(finding.code for finding in verdict.errors)),
        "verdict_warnings": dict(Counter(finding.code for finding in verdict.warnings)),
        "waits_warned_about": [
            [round(wait, 2) for wait, _ in _waits(verdict.calls[finding.call - 1].attempts)]
            for finding in verdict.warnings
        ],
        "shortest_wait_of_its_back_off": round(
            min(wait / least for call in verdict.calls for wait, least in _waits(call.attempts)), 3
        ),
    }


def _waits(attempts: Sequence[Any]) -> list[tuple[float, float]]:
    """Return how long retries without Retry-After waited, as the server saw it, and the least they had to."""
    return [
        (after.started_at - before.ended_at, min(_LONGEST, _FIRST * 2**number) * _LEAST_JITTER)
        for number, (before, after) in enumerate(pairwise(attempts))
        if before.retry_after is None
    ]


if __name__ == "__main__":
    sys.exit(main())
