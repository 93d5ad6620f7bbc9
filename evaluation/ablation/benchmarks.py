"""The benchmarks of an ablation: which are asked for, what their results depend on, and running one."""

from __future__ import annotations

import asyncio
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from toolflow_dataset.errors import ChatError, ConfigError

from ..answering.answers import ANSWERS_FILE, SETTINGS_FILE
from ..answering.asking import Progress
from ..answering.chosen import ChosenModel
from ..apibank.execution import Checkout
from ..apibank.run import Selection, run_apibank
from ..apibank.samples import read_samples
from ..bfcl.questions import read_questions
from ..bfcl.run import run_bfcl
from ..toolalpaca.helpers import JUDGE_SAMPLING, TOOL_SAMPLING, Helper, Helpers, check_parts, reach
from ..toolalpaca.run import Selection as TaskSelection
from ..toolalpaca.run import run_toolalpaca
from ..toolalpaca.tasks import SETS, read_tasks
from .sections import Benching, path_digest

TITLES = {"bfcl": "BFCL", "apibank": "API-Bank", "toolalpaca": "ToolAlpaca"}


def asked_for(bench: Benching) -> tuple[str, ...]:
    """Return the names of the benchmarks that are asked for."""
    given = {"bfcl": bench.bfcl, "apibank": bench.apibank or bench.apibank_checkout}
    given["toolalpaca"] = bench.toolalpaca
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
    if name == "toolalpaca":
        agent, judge = _helpers(bench)
        played = [list(bench.toolalpaca_sets), agent.model, agent.base_url, judge.model]
        return [*chosen, *played, path_digest(bench.toolalpaca, "bench.toolalpaca")]
    digests = [
        path_digest(bench.apibank, "bench.apibank"),
        path_digest(bench.apibank_checkout, "bench.apibank_checkout"),
    ]
    return [*chosen, *digests, bench.apibank_python]


def check(name: str, bench: Benching) -> None:
    """Read a benchmark's questions and reach what plays and judges them, before any long work.

    Raises:
        ToolflowError: If they cannot be read, none is chosen, or a model cannot be reached.
    """
    chosen: Sequence[Any]
    if name == "bfcl":
        assert bench.bfcl is not None
        chosen = bench.selection.choose(read_questions(bench.bfcl, bench.selection.categories))
    elif name == "toolalpaca":
        assert bench.toolalpaca is not None
        helpers = _helpers(bench)
        check_parts(*helpers)
        tasks = _tasks(bench)
        chosen = tasks.choose(read_tasks(bench.toolalpaca, tasks.sets))
        asyncio.run(reach(helpers))
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
    if name == "toolalpaca":
        return _play(bench, model, folder, label, progress)
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


def forget_others(model: ChosenModel, folder: Path) -> None:
    """Take away the answers of other weights: of a model that was trained anew since it gave them."""
    try:
        kept = json.loads((folder / SETTINGS_FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return  # nothing was asked yet, or it is said where it is read
    if isinstance(kept, dict) and kept.get("weights") != model.settings.get("weights"):
        (folder / ANSWERS_FILE).unlink(missing_ok=True)
        (folder / SETTINGS_FILE).unlink()


def _apibank(bench: Benching) -> tuple[Path, Selection, Checkout | None]:
    data = bench.apibank or bench.apibank_checkout
    assert data is not None
    checkout = None
    if bench.apibank_checkout is not None:
        checkout = Checkout(bench.apibank_checkout, bench.apibank_python or sys.executable)
    return data, Selection(limit=bench.sample, seed=bench.seed), checkout


def _play(
    bench: Benching, model: ChosenModel, folder: Path, label: str, progress: Progress
) -> dict[str, Any]:
    assert bench.toolalpaca is not None
    agent, judge = _helpers(bench)
    helpers = Helpers(agent, judge, folder, bench.toolalpaca_concurrency, bench.toolalpaca_timeout)
    report = run_toolalpaca(bench.toolalpaca, _tasks(bench), model, helpers, folder, progress=progress)
    if report.missing:
        task, cause = next(iter(report.missing.items()))
        raise ChatError(f"{label}: {len(report.missing):,} tasks came to no verdict ({task}: {cause})")
    return {"scored": len(report.judged)}


def _helpers(bench: Benching) -> tuple[Helper, Helper]:
    """Return what plays the APIs, and the judge."""
    agent = Helper(bench.toolalpaca_tool_agent, bench.toolalpaca_tool_base_url, TOOL_SAMPLING)
    assert bench.toolalpaca_judge is not None
    return agent, Helper(bench.toolalpaca_judge, bench.toolalpaca_judge_base_url, JUDGE_SAMPLING)


def _tasks(bench: Benching) -> TaskSelection:
    return TaskSelection(tuple(n for n in SETS if n in bench.toolalpaca_sets), bench.sample, bench.seed)
