"""The benchmarks of an ablation: which are asked for, what their results depend on, and running one."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from toolflow_dataset.errors import ChatError, ConfigError

from ..answering.asking import Progress
from ..answering.chosen import ChosenModel
from ..apibank.execution import Checkout
from ..apibank.run import Selection, run_apibank
from ..apibank.samples import read_samples
from ..bfcl.questions import read_questions
from ..bfcl.run import run_bfcl
from .sections import Benching, path_digest

TITLES = {"bfcl": "BFCL", "apibank": "API-Bank"}


def asked_for(bench: Benching) -> tuple[str, ...]:
    """Return the names of the benchmarks that are asked for."""
    given = {"bfcl": bench.bfcl, "apibank": bench.apibank or bench.apibank_checkout}
    return tuple(name for name in TITLES if given[name] is not None)


def depends_on(name: str, bench: Benching) -> list[Any]:
    """Return what a benchmark's results depend on, besides the model.

    Raises:
        ConfigError: If a file is missing.
    """
    chosen: list[Any] = [bench.sample, bench.seed, bench.max_tokens]
    if name == "bfcl":
        digest = path_digest(bench.bfcl, "bench.bfcl")
        return [*chosen, list(bench.categories), bench.half, bench.aggregate, digest]
    digests = [
        path_digest(bench.apibank, "bench.apibank"),
        path_digest(bench.apibank_checkout, "bench.apibank_checkout"),
    ]
    return [*chosen, *digests, bench.apibank_python]


def check(name: str, bench: Benching) -> None:
    """Read a benchmark's questions, before any long work.

    Raises:
        ToolflowError: If they cannot be read, or none is chosen.
    """
    chosen: Sequence[Any]
    if name == "bfcl":
        assert bench.bfcl is not None
        chosen = bench.selection.choose(read_questions(bench.bfcl, bench.selection.categories))
    else:
        data, selection, _ = _apibank(bench)
        chosen = selection.choose(read_samples(data, selection.levels))
    if not chosen:
        raise ConfigError(f"bench: no question of {TITLES[name]} is chosen; take more categories")


def ask(
    name: str, bench: Benching, model: ChosenModel, folder: Path, label: str, progress: Progress
) -> dict[str, Any]:
    """Ask a model what is owed, and save the results.

    Raises:
        ToolflowError: If something cannot be used, a question got no answer that another run may get, or none
            did; answers are kept.
    """
    if name == "bfcl":
        assert bench.bfcl is not None
        report, unanswered = run_bfcl(bench.bfcl, bench.selection, model, folder, bench.aggregate, progress)
        scored = len(report.verdicts)
    else:
        data, selection, checkout = _apibank(bench)
        found, unanswered = run_apibank(data, selection, model, folder, checkout, progress)
        scored = len(found.verdicts)
    failed = [each for each in unanswered if not (each.lasting and scored)]
    if failed:
        raise ChatError(f"{label}: {len(failed):,} questions got no answer ({failed[0].cause})")
    return {"scored": scored, "unanswered": dict(Counter(each.cause for each in unanswered))}


def _apibank(bench: Benching) -> tuple[Path, Selection, Checkout | None]:
    data = bench.apibank or bench.apibank_checkout
    assert data is not None
    checkout = None
    if bench.apibank_checkout is not None:
        checkout = Checkout(bench.apibank_checkout, bench.apibank_python or sys.executable)
    return data, Selection(limit=bench.sample, seed=bench.seed), checkout
