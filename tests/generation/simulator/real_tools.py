"""Tools to test on: our everyday ones, and samples of the real ones that stand beside the repository."""

import gzip
import json
import random
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
_FILES = {"google": "google_discovery_functions.jsonl.gz", "toolbench": "toolbench_functions.jsonl.gz"}


@cache
def everyday():
    """Return the tools of examples/tools/everyday.json."""
    return json.loads((ROOT / "examples" / "tools" / "everyday.json").read_text("utf-8"))


@cache
def _read(source):
    path = ROOT.parent / "shared" / "data" / "tools" / _FILES[source]
    if not path.exists():
        return None
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return lines.readlines()


def sample_of(source, count):
    """Return a fixed sample of real tools; skips the test where they are not at hand."""
    lines = _read(source)
    if lines is None:
        pytest.skip(f"../shared/data/tools/{_FILES[source]} is not here")
    return [json.loads(line) for line in random.Random(11).sample(lines, count)]
