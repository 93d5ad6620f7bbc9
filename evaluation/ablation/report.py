"""What came of an ablation: one table of everything, then Tables 1, 2, 9 and 4 with their differences."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolflow_dataset.version import __version__
from toolflow_generation.tool_files import write_bytes

from ..bench_comparison import BenchComparison, compare_results
from ..bench_results import BenchResult, read_result
from ..benchmark_tools import BENCHMARKS
from ..comparison import Comparison
from ..leakage_check import LeakageReport, check_sets, ready
from ..measures import common_budget, count_set, measure_diversity
from ..report_tables import MEASURES, ReportTable, estimate_cell, measure_head, report_tables, to_markdown
from ..tool_sets import ToolSet, held_out_tools
from .bench_tables import difference_table, score_table, share_cell
from .benchmarks import TITLES, asked_for
from .estimates import add_estimates
from .plan import Ablation, ArmPlan, BasePlan, SetPlan
from .sections import path_digest
from .stages import Outcomes, bench_folder, dataset_of, measure_file, train_name
from .trainer import Progress, Trainer

RESULTS_FILE = "results.json"
MARKDOWN_FILE = "results.md"
_IN_SUMMARY = tuple(name for name in MEASURES if name not in ("H", "D-3"))


@dataclass(frozen=True, slots=True)
class AblationReport:
    """The tables of an ablation, and all behind them.

    Args:
        tables: The first has a row for each model or data set, the others say more.
        document: Everything as a JSON object, the tables' cells too.
        judge_failure: What kept the judge from scoring a set and those after it; None if nothing did.
    """

    tables: tuple[ReportTable, ...]
    document: Mapping[str, Any]
    judge_failure: str | None = None


def leakage_tests(names: Sequence[str]) -> list[ToolSet]:
    """Return the test sets that training data is checked against.

    Args:
        names: Each `bfcl=PATH`, `apibank=PATH`, `toolalpaca=PATH`, or a file as `held_out_tools` takes it.

    Raises:
        ToolflowError: If one cannot be had.
    """
    found = []
    for name in names:
        head, mark, path = name.partition("=")
        if mark and head in BENCHMARKS:
            path_digest(Path(path).expanduser(), "measure.leakage")
            found.append(held_out_tools(head, {head: Path(path).expanduser()}))
        else:
            found.append(held_out_tools(name, {}))
    return found


def make_report(
    ablation: Ablation,
    trainer: Trainer,
    outcomes: Outcomes,
    judge_failure: str | None,
    progress: Progress,
) -> AblationReport:
    """Set side by side what the stages made, and write it to `results.json` and `results.md`.

    Raises:
        ToolflowError: If something that a stage made cannot be read, or results cannot be written.
    """
    sets = ablation.sets()
    comparison = _measured(ablation, sets, outcomes, judge_failure, progress)
    leakage = None
    if ablation.measure.leakage:
        tests = leakage_tests(ablation.measure.leakage)
        leakage = check_sets([dataset_of(each) for each in sets], tests, ready(tests), progress)
    arms = ablation.arms(trainer)
    results = _results(ablation, trainer, arms)
    comparisons = {name: _comparisons(ablation, trainer, arms, found) for name, found in results.items()}
    tables = [
        _summary(comparison, ablation.bases(trainer), arms, outcomes, results),
        *report_tables(comparison, ablation.reference().label),
        *(leakage.tables(by_training_set=True) if leakage else ()),
        *([_trainings(arms, outcomes)] if arms else ()),
    ]
    for name, found in results.items():
        ways = _ways(found)
        tables += [score_table(list(found.values()), way) for way in ways]
        tables += [difference_table(each, way) for each in comparisons[name] for way in ways]
    document = _document(ablation, comparison, leakage, arms, outcomes, comparisons)
    document["tables"] = [table.to_json() for table in tables]
    text = json.dumps(document, indent=1, ensure_ascii=False) + "\n"
    write_bytes(to_markdown(tables).encode(), ablation.out / MARKDOWN_FILE)
    write_bytes(text.encode("utf-8", "surrogatepass"), ablation.out / RESULTS_FILE)
    return AblationReport(tuple(tables), document, judge_failure)


def read_report(out: Path) -> AblationReport:
    """Return the report that `make_report` wrote.

    Raises:
        OSError: If it is not there.
        ValueError: If it is damaged.
    """
    document = json.loads((out / RESULTS_FILE).read_bytes().decode("utf-8", "surrogatepass"))
    return AblationReport(tuple(map(ReportTable.from_json, document["tables"])), document)


def _measured(
    ablation: Ablation,
    sets: Sequence[SetPlan],
    outcomes: Outcomes,
    judge_failure: str | None,
    progress: Progress,
) -> Comparison:
    measure = ablation.measure
    opened = [dataset_of(each) for each in sets]
    measured = []
    for number, dialogues in enumerate(opened, 1):
        measured.append(count_set(dialogues, measure.seed))
        progress("reading", number, len(sets))
    budget = common_budget(measured, measure.budget)
    for number, (each, found, dialogues) in enumerate(zip(sets, measured, opened, strict=True), 1):
        measure_diversity(found, dialogues, budget, measure.seed, measure.resamples)
        for kind in ("coherence", "judge"):
            if f"{kind} {each.slug}" in outcomes:
                add_estimates(measure_file(ablation, kind, each), found)
        progress("diversity", number, len(sets))
    return Comparison(measured, budget, measure.seed, measure.resamples, judge_failure)


def _results(
    ablation: Ablation, trainer: Trainer, arms: Sequence[ArmPlan]
) -> dict[str, dict[str, BenchResult]]:
    """Return the results of each benchmark by slug, models before training first."""
    models: list[BasePlan | ArmPlan] = [*ablation.bases(trainer), *arms]
    return {
        name: {each.slug: read_result(bench_folder(ablation, name, each.slug), each.label) for each in models}
        for name in asked_for(ablation.bench)
    }


def _comparisons(
    ablation: Ablation, trainer: Trainer, arms: Sequence[ArmPlan], results: Mapping[str, BenchResult]
) -> list[BenchComparison]:
    """Return each base with what was trained from it, then all trainings against the reference's."""
    seed = ablation.measure.seed
    found = []
    for base in ablation.bases(trainer):
        own = [results[arm.slug] for arm in arms if arm.base.slug == base.slug]
        found.append(compare_results([results[base.slug], *own], seed=seed))
    if len(arms) > 1:
        reference = arms[ablation.sets().index(ablation.reference())]
        others = [results[arm.slug] for arm in arms if arm is not reference]
        found.append(compare_results([results[reference.slug], *others], seed=seed))
    return found


def _ways(results: Mapping[str, BenchResult]) -> tuple[str, ...]:
    return next(iter(results.values())).ways


def _summary(
    comparison: Comparison,
    bases: Sequence[BasePlan],
    arms: Sequence[ArmPlan],
    outcomes: Outcomes,
    results: Mapping[str, Mapping[str, BenchResult]],
) -> ReportTable:
    measured = {each.label: each for each in comparison.sets}
    names = [name for name in _IN_SUMMARY if any(name in each.estimates for each in comparison.sets)]
    columns = ["", "dialogues", "tokens", "calls", "call turns"]
    columns += [measure_head(name, comparison.budget) for name in names]
    columns += ["loss"] if arms else []
    columns += [f"{TITLES[name]} {way}" for name, found in results.items() for way in _ways(found)]

    def cells(data: str) -> list[str]:
        counts = measured[data].statistics
        found = [f"{n:,}" for n in (counts.dialogues, counts.tokens, counts.calls, counts.call_turns)]
        return found + [estimate_cell(measured[data].estimates.get(name), name) for name in names]

    def asked(model: BasePlan | ArmPlan) -> list[str]:
        own = [found[model.slug] for found in results.values()]
        return [share_cell(each, way) for each in own for way in each.ways]

    models: list[BasePlan | ArmPlan] = [*bases, *arms]
    rows = [(base.label, *["-"] * (5 + len(names)), *asked(base)) for base in bases if results]
    for arm in arms:
        loss = f"{outcomes[train_name(arm)]['last_loss']:.4f}"
        rows.append((arm.label, *cells(arm.data.label), loss, *asked(arm)))
    if not arms:
        rows = [(each.label, *cells(each.label)) for each in comparison.sets]
    notes = ["Every row has the same seeds, and 95 % intervals in brackets; the tables below say more."]
    notes += ["Loss: the last one logged."] if arms else []
    notes += ["Benchmarks: percentage of right answers over all questions answered."] if results else []
    notes += [
        f"{TITLES[name]}, {model.label}: {count:,} questions have no answer and are not counted ({cause})."
        for name in results
        for model in models
        for cause, count in outcomes[f"{name} {model.slug}"].get("unanswered", {}).items()
    ]
    return ReportTable("Ablation", tuple(columns), tuple(rows), tuple(notes))


def _trainings(arms: Sequence[ArmPlan], outcomes: Outcomes) -> ReportTable:
    columns = ("", "dialogues", "tokens", "learnt", "steps", "first loss", "last loss")
    rows = []
    for arm in arms:
        told = outcomes[train_name(arm)]
        counts = (f"{told[key]:,}" for key in ("dialogues", "tokens", "learnt", "steps"))
        rows.append((arm.label, *counts, f"{told['first_loss']:.4f}", f"{told['last_loss']:.4f}"))
    return ReportTable("Trainings", columns, tuple(rows))


def _document(
    ablation: Ablation,
    comparison: Comparison,
    leakage: LeakageReport | None,
    arms: Sequence[ArmPlan],
    outcomes: Outcomes,
    comparisons: Mapping[str, Sequence[BenchComparison]],
) -> dict[str, Any]:
    return {
        "toolflow_version": __version__,
        "settings": list(ablation.settings),
        "varied": {axis.name: [str(value) for value in axis.values] for axis in ablation.axes},
        "reference": ablation.reference().label,
        "data": comparison.to_json(),
        "leakage": None if leakage is None else leakage.to_json(),
        "trainings": {arm.label: dict(outcomes[train_name(arm)]) for arm in arms},
        "benchmarks": {name: [each.to_json() for each in found] for name, found in comparisons.items()},
    }
