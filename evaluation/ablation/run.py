"""`ablate`: work through the stages that are owed, then set everything side by side."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from toolflow_dataset.errors import ChatError
from toolflow_generation.run_lock import locked

from ..leakage_check import ready
from ..measures import ready_models
from .benchmarks import asked_for, check
from .ledger import Ledger, digest_of
from .plan import Ablation, sources_digest
from .report import RESULTS_FILE, AblationReport, leakage_tests, make_report, read_report
from .sections import path_digest, shaping_of
from .stages import Outcomes, Stage, stages
from .trainer import Progress, Say, Trainer

State = Literal["finished", "begun", "to run"]
_REPORT = "report"


def ablate(
    ablation: Ablation, trainer: Trainer, *, progress: Progress | None = None, say: Say | None = None
) -> AblationReport:
    """Run an ablation, or go on with one.

    A judge that fails is not asked again, all else is done, and the report says so.

    Args:
        ablation: What to run, and where.
        trainer: Trains models, and has them answer.
        progress: Called with (stage, done, total).
        say: Called with a line whenever a stage begins, and with what training tells.

    Raises:
        ToolflowError: If something cannot be used, or a stage fails; what is finished is kept.
        KeyboardInterrupt: If it was asked to stop; the same call goes on.
    """
    report, told = progress or (lambda stage, done, total: None), say or (lambda line: None)
    listed = list(stages(ablation, trainer))
    config = ablation.shaping(trainer)
    ledger = Ledger(ablation.out)
    ledger.check(config)
    _ready(ablation, trainer, listed, ledger)
    with locked(ablation.out):
        ledger = Ledger(ablation.out)  # once more, now that no other process changes it
        ledger.check(config)
        ledger.begin(config)
        outcomes, failure = _work(listed, ledger, report, told)
        digest = _report_digest(ablation, outcomes)
        if failure is None and ledger.outcome(_REPORT, digest) is not None:
            try:
                return read_report(ablation.out)
            except (OSError, ValueError, KeyError):
                told(f"{RESULTS_FILE} is missing or damaged, and is made again")
        begun = time.monotonic()
        made = make_report(ablation, trainer, outcomes, failure, report)
        if failure is None:
            ledger.finish(_REPORT, digest, {}, time.monotonic() - begun)
    return made


def states(ablation: Ablation, trainer: Trainer) -> list[tuple[Stage, State]]:
    """Return every stage and whether it is done; write nothing.

    Raises:
        ConfigError: If the folder holds an ablation that was begun with something else, or a file is missing.
    """
    ledger = Ledger(ablation.out)
    ledger.check(ablation.shaping(trainer))
    return _states(list(stages(ablation, trainer)), ledger)


def _states(listed: Sequence[Stage], ledger: Ledger) -> list[tuple[Stage, State]]:
    outcomes: dict[str, dict[str, Any]] = {}
    found: list[tuple[Stage, State]] = []
    for stage in listed:
        known = None
        if all(name in outcomes for name in stage.needs) and stage.place.exists():
            known = ledger.outcome(stage.name, stage.digest(outcomes))
        if known is not None:
            outcomes[stage.name] = known
        begun: State = "begun" if stage.resumes and stage.place.parent.exists() else "to run"
        found.append((stage, begun if known is None else "finished"))
    return found


def _work(
    listed: Sequence[Stage], ledger: Ledger, progress: Progress, say: Say
) -> tuple[dict[str, dict[str, Any]], str | None]:
    """Do what is owed; return what came of all stages, and why the judge failed if it did."""
    outcomes: dict[str, dict[str, Any]] = {}
    failure: str | None = None
    for number, stage in enumerate(listed, 1):
        digest = stage.digest(outcomes)
        outcome = ledger.outcome(stage.name, digest) if stage.place.exists() else None
        if outcome is None:
            if stage.kind == "judge" and failure is not None:
                continue
            say(f"{number} of {len(listed)}, {stage.name}: {stage.told}")
            begun = time.monotonic()
            try:
                outcome = stage.work(outcomes, _named(stage.name, progress), say)
            except ChatError as error:
                if stage.kind != "judge":
                    raise
                failure = str(error)
                continue
            ledger.finish(stage.name, digest, outcome, time.monotonic() - begun)
        outcomes[stage.name] = outcome
    return outcomes, failure


def _ready(ablation: Ablation, trainer: Trainer, listed: Sequence[Stage], ledger: Ledger) -> None:
    """Find mistakes before long work: models that cannot be had, files that cannot be read."""
    owed = {stage.kind for stage, state in _states(listed, ledger) if state != "finished"}
    if not owed:
        return
    if "generate" in owed:
        for run in ablation.runs():
            sources_digest(run.config)
    measure = ablation.measure
    ready_models(measure.models if "coherence" in owed else None, measure.judge if "judge" in owed else None)
    if measure.leakage:
        ready(leakage_tests(measure.leakage))
    if "train" in owed:
        reference = ablation.reference()
        for arm in ablation.arms(trainer):
            if arm.data == reference:  # one training for each point of its axes
                trainer.check(arm.values)
    for name in asked_for(ablation.bench):
        if name in owed:
            check(name, ablation.bench)


def _report_digest(ablation: Ablation, outcomes: Outcomes) -> str:
    tests = [
        path_digest(Path(name.rpartition("=")[2]).expanduser(), "measure.leakage")
        for name in ablation.measure.leakage
    ]
    order = [each.label for each in ablation.sets()]
    return digest_of(dict(outcomes), shaping_of(ablation.measure), tests, order)


def _named(name: str, progress: Progress) -> Progress:
    return lambda stage, done, total: progress(f"{name}: {stage}", done, total)
