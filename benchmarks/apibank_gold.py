"""Replay API-Bank's gold calls through our protocol: the checkout's own code executes and judges them.

The gold calls do not all come out right, since the annotated results and the code differ: that is the
ceiling of the benchmark. They are replayed in two forms. `typed` is what a model with native calls gives:
each argument is made what its parameter is declared as. `text` is what API-Bank's own evaluator reads: the
call is written as `[Name(key='value')]` and read back by the checkout's `api_call_extraction.py`, which
cuts a list in quotes short. Without a checkout every gold call matches itself.

    python benchmarks/apibank_gold.py DAMO-ConvAI/api-bank [--data api_bank] [--levels L1,L2]
"""

from __future__ import annotations

import argparse
import json
import platform
import re
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from toolflow_evaluation.answering.decoding import Call
from toolflow_evaluation.apibank.execution import Checkout, Executor
from toolflow_evaluation.apibank.matching import mismatch
from toolflow_evaluation.apibank.samples import LEVELS, Sample, read_samples

RESULTS = Path(__file__).parent / "results" / "apibank_gold.json"
_HOST = re.compile(r"https?://[^\s'\\\\]+|host=[^,]+")  # of no interest in a record
_READER = (
    "import json, sys; sys.path.insert(0, sys.argv[1]); from api_call_extraction import parse_api_call; "
    "print(json.dumps([parse_api_call(text) for text in json.load(sys.stdin)]))"
)


def as_text(sample: Sample) -> str:
    """Return a gold call as API-Bank's evaluator shows calls."""
    arguments = ", ".join(f"{name}='{value}'" for name, value in sample.arguments.items())
    return f"[{sample.name}({arguments})]"


def read_by_checkout(checkout: Path, samples: list[Sample]) -> list[Call]:
    """Return gold calls, written as text and read by the checkout's own reader in a process of its own."""
    texts = json.dumps([as_text(sample) for sample in samples])
    command = [sys.executable, "-I", "-c", _READER, str(checkout.resolve())]
    done = subprocess.run(command, input=texts, capture_output=True, text=True, check=True)
    return [Call(name, arguments) for name, arguments in json.loads(done.stdout)]


def replay(executor: Executor, calls: list[tuple[Sample, Call]]) -> dict[str, Any]:
    """Return how many calls are right by category, and why the others are wrong."""
    executor.run(calls)
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    wrong: Counter[tuple[str, str, str, str]] = Counter()
    for sample, call in calls:
        fault = executor.check(sample, call)
        total[sample.category] += 1
        right[sample.category] += fault is None
        if fault is not None:
            wrong[sample.category, sample.name, fault.reason, _HOST.sub("...", fault.detail)[:120]] += 1
    return {
        "right": {name: f"{right[name]} of {total[name]}" for name in total},
        "wrong": [[count, *why] for why, count in sorted(wrong.items())],
    }


def main() -> None:
    """Replay, print and save."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("checkout", type=Path)
    parser.add_argument("--data", type=Path, help="dialogues elsewhere than in the checkout")
    parser.add_argument("--levels", default="L1,L2")
    parser.add_argument("--python", default=sys.executable, help="Python that has what the APIs import")
    parser.add_argument("--about", default="", help="what the checkout is, for the record")
    parser.add_argument("--out", type=Path, default=RESULTS)
    given = parser.parse_args()
    levels = [level for level in LEVELS if level in given.levels.split(",")]
    samples = read_samples(given.data or given.checkout, levels)
    typed = [(sample, Call(sample.name, sample.arguments)) for sample in samples]
    text = list(zip(samples, read_by_checkout(given.checkout, samples), strict=True))
    with tempfile.TemporaryDirectory() as folder:
        executor = Executor(Checkout(given.checkout, given.python), Path(folder))
        found = {name: replay(executor, calls) for name, calls in (("typed", typed), ("text", text))}
    matching = sum(mismatch(sample, call) is None for sample, call in typed)
    result = {
        "checkout": {"about": given.about, "digest": Checkout(given.checkout, given.python).digest()},
        "executed": found,
        "calls match, not executed": f"{matching} of {len(samples)}",
        "machine": f"{platform.system()} {platform.machine()}, Python {platform.python_version()}",
    }
    given.out.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", "utf-8")
    print(json.dumps({name: each["right"] for name, each in found.items()}, indent=1))


if __name__ == "__main__":
    main()
