"""Set the four settings side by side with human and foreign dialogues: Table 2, its directions, Table 9.

    python benchmarks/compare_settings.py --work FOLDER [--num-dialogues 1000] [--graph google=FOLDER]

For each tool set (everyday; Google's methods, where `--data` has them) a run with all four settings is made
with the simulator, or one that is there already in `--work` is taken. They are measured as by the command
`toolflow evaluate`, beside MultiWOZ, SGD and glaive. The paper's directions (the graph raises H and D-3, the
plan SS and EnR) are looked up in two contrasts each, with and without the other ingredient: `reproduced` or
`reversed` if p is below 0.05, else `not significant`. H and D-3 are taken at the largest budget that the four
settings of the tool set have in common, up to 200,000 tokens. The simulator is not tuned per setting.

Leakage is Table 9's, for the tools of the simulated sets, of glaive and SGD, and of BFCL itself, which has to
come out at 100 %. The figures go to results/compare_settings.json, the tables beside it as Markdown.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from toolflow_dataset.errors import ToolflowError
from toolflow_evaluation.comparison import Comparison, compare_sets
from toolflow_evaluation.dialogue_sets import DialogueSet, open_sets
from toolflow_evaluation.leakage_check import LeakageReport, check_leakage
from toolflow_evaluation.measures import CoherenceChoice, SetMeasures, common_budget, measure_diversity
from toolflow_evaluation.report_tables import ReportTable, report_tables, to_markdown
from toolflow_evaluation.resampling import CONFIDENCE, Difference, difference
from toolflow_evaluation.tool_sets import ToolSet, held_out_tools, training_tools

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
DATA = ROOT.parent / "shared" / "data"
RESULT = HERE / "results" / "compare_settings.json"
TOOLS = {"everyday": "examples/tools/everyday.json", "google": "tools/google_discovery_functions.jsonl.gz"}
BESIDE = {
    "multiwoz": "dialogues/multiwoz21_test_text.jsonl.gz",
    "sgd": "dialogues/sgd_dev.jsonl.gz",
    "glaive": "dialogues/glaive_toolcall_en_demo300.jsonl.gz",
}
BENCHMARKS = {"bfcl": "bfcl", "apibank": "api_bank", "toolalpaca": "toolalpaca"}
# (ingredient, measure, its name among the estimates, the settings with and without it, twice); Table 2
DIRECTIONS = (
    ("graph", "H", "H at budget", (("graph_plan", "plan"), ("graph", "none"))),
    ("graph", "D-3", "D-3 at budget", (("graph_plan", "plan"), ("graph", "none"))),
    ("plan", "SS", "SS", (("graph_plan", "graph"), ("plan", "none"))),
    ("plan", "EnR", "EnR", (("graph_plan", "graph"), ("plan", "none"))),
)
# what the same contrasts are in the paper
PAPER = {
    ("H", "graph_plan"): 10.36 - 9.82,
    ("H", "graph"): 10.14 - 9.75,
    ("D-3", "graph_plan"): 0.4865 - 0.3393,
    ("D-3", "graph"): 0.4364 - 0.3078,
    ("SS", "graph_plan"): 63.36 - 62.03,
    ("SS", "plan"): 61.72 - 58.65,
    ("EnR", "graph_plan"): 47.3 - 32.1,
    ("EnR", "plan"): 48.1 - 35.4,
}


@dataclass(frozen=True, slots=True)
class Contrast:
    """One of Table 2's directions in one tool set.

    Args:
        tool_set: Name of the tool set.
        ingredient: What is on in one setting and off in the other.
        measure: What it should raise.
        settings: The setting with it, and the one without.
        found: The difference.
        budget: Tokens at which it was taken; None for a measure without a budget.
    """

    tool_set: str
    ingredient: str
    measure: str
    settings: tuple[str, str]
    found: Difference
    budget: int | None = None

    @property
    def verdict(self) -> str:
        """Return `reproduced`, `reversed`, `not significant`, or `n/a` where nothing could be measured."""
        if self.found.p != self.found.p:
            return "n/a"
        if self.found.p >= 1 - CONFIDENCE:
            return "not significant"
        return "reproduced" if self.found.value > 0 else "reversed"

    def to_json(self) -> dict[str, Any]:
        """Return the contrast as a JSON object."""
        with_it, without = self.settings
        return {
            "tool_set": self.tool_set,
            "raises": f"{self.ingredient} -> {self.measure}",
            "with": with_it,
            "without": without,
            "difference": self.found.value,
            "ci": [self.found.low, self.found.high],
            "p": self.found.p,
            "paper": round(PAPER[self.measure, with_it], 4),
            "budget": self.budget,
            "verdict": self.verdict,
        }


def main() -> None:
    """Make or find the runs, measure everything, write the results."""
    options = _options()
    runs = _runs(options)
    names = [f"{name}={run}" for name, run in runs.items()]
    beside = {name: options.data / path for name, path in BESIDE.items()}
    names += [f"{name}={path}" for name, path in beside.items() if path.exists()]
    sets = open_sets(names)
    comparison = compare_sets(
        sets,
        coherence=CoherenceChoice(),
        seed=options.seed,
        resamples=options.resamples,
        progress=_told,
    )
    contrasts = [each for name in runs for each in find_contrasts(name, comparison, sets)]
    leakage = _leakage(runs, options.data)
    tables = [*report_tables(comparison), contrast_table(contrasts), *(leakage.tables() if leakage else ())]
    options.out.parent.mkdir(parents=True, exist_ok=True)
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    report = {"machine": machine, "num_dialogues": options.num_dialogues} | comparison.to_json()
    report["contrasts"] = [each.to_json() for each in contrasts]
    if leakage:
        report["leakage"] = {key: value for key, value in leakage.to_json().items() if key == "pairs"}
    text = json.dumps(report, indent=1).replace(f"{options.work}/", "").replace(f"{options.data}/", "")
    options.out.write_text(text + "\n", "utf-8")
    head = f"# The settings side by side\n\nMade by `benchmarks/compare_settings.py` on {machine}.\n\n"
    options.out.with_suffix(".md").write_text(head + to_markdown(tables), "utf-8")
    print(to_markdown(tables))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--work", type=Path, required=True, help="folder for the runs, which are kept")
    parser.add_argument("--num-dialogues", type=int, default=1000, help="for each of the four settings")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--resamples", type=int, default=1000)
    parser.add_argument("--tools", nargs="+", choices=list(TOOLS), default=list(TOOLS))
    parser.add_argument("--graph", action="append", default=[], metavar="NAME=FOLDER")
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--out", type=Path, default=RESULT)
    return parser.parse_args()


def _runs(options: argparse.Namespace) -> dict[str, Path]:
    """Return a run for each tool set, made unless it is there with that many dialogues."""
    from toolflow_dataset.journal import JOURNAL_FILE, Journal
    from toolflow_generation.config_files import load_config
    from toolflow_generation.run import generate

    graphs = dict(each.split("=", 1) for each in options.graph)
    runs = {}
    for name in options.tools:
        places = (root / TOOLS[name] for root in (ROOT, options.data))
        tools = next((place for place in places if place.exists()), None)
        if tools is None:
            print(f"{name}: left out, {options.data / TOOLS[name]} is missing", file=sys.stderr)
            continue
        run = runs[name] = options.work / name
        if (run / JOURNAL_FILE).is_file() and len(Journal.of_run(run)) == 4 * options.num_dialogues:
            continue
        given: dict[str, Any] = {"tools": str(tools), "out": str(run), "setting": "all", "model": "simulator"}
        given |= {"num_dialogues": options.num_dialogues, "seed": options.seed, "overwrite": True}
        given |= {"graph": graphs[name]} if name in graphs else {}
        generate(load_config(None, given), progress=_told)
    return runs


def find_contrasts(tool_set: str, comparison: Comparison, sets: Sequence[DialogueSet]) -> list[Contrast]:
    """Return Table 2's directions for the settings of a tool set; H and D-3 at these sets' own budget."""
    mark = f"{tool_set}:"
    pairs = zip(comparison.sets, sets, strict=True)
    ours = [(each, one) for each, one in pairs if each.label.startswith(mark)]
    budget = common_budget([each for each, _ in ours])
    measured: dict[str, SetMeasures] = {}
    for each, one in ours:
        again = replace(each, estimates=dict(each.estimates), details=dict(each.details))
        if budget != comparison.budget:
            measure_diversity(again, one, budget, comparison.seed, comparison.resamples)
        measured[each.label.removeprefix(mark)] = again
    return [
        Contrast(
            tool_set,
            ingredient,
            measure,
            pair,
            difference(*(measured[setting].estimates[estimate] for setting in pair)),
            budget if estimate.endswith("budget") else None,
        )
        for ingredient, measure, estimate, contrasted in DIRECTIONS
        for pair in contrasted
        if all(setting in measured for setting in pair)
    ]


def contrast_table(contrasts: Sequence[Contrast]) -> ReportTable:
    """Return a row for each contrast: the paper's difference, ours, and the verdict."""
    rows = []
    for each in contrasts:
        digits = 4 if each.measure == "D-3" else 2
        with_it, without = each.settings
        low, high = f"{each.found.low:+.{digits}f}", f"{each.found.high:+.{digits}f}"
        rows.append(
            (
                f"{each.tool_set}: {each.ingredient} raises {each.measure}",
                f"{with_it} - {without}",
                f"{PAPER[each.measure, with_it]:+.{digits}f}",
                f"{each.found.value:+.{digits}f}\n[{low}, {high}]",
                f"{each.found.p:.3f}",
                each.verdict,
            )
        )
    columns = ("direction of Table 2", "settings", "paper", "here", "p", "verdict")
    return ReportTable("Directions of Table 2", columns, tuple(rows))


def _leakage(runs: dict[str, Path], data: Path) -> LeakageReport | None:
    folders = {name: data / folder for name, folder in BENCHMARKS.items() if (data / folder).exists()}
    if not folders:
        print(f"leakage: left out, {data} has no benchmark", file=sys.stderr)
        return None
    tests = [held_out_tools(name, folders) for name in folders]
    trains = [training_tools(f"{name}={run}") for name, run in runs.items()]
    for name, path in (("glaive", BESIDE["glaive"]), ("SGD", "dialogues/sgd_tools.jsonl")):
        if (data / path).exists():
            trains.append(training_tools(f"{name}={data / path}"))
    trains.append(ToolSet(f"{tests[0].label} itself", tests[0].source, tests[0].tools))
    return check_leakage(trains, tests, progress=_told)


_shown: dict[str, int] = {}


def _told(stage: str, done: int, total: int) -> None:
    tenth = 10 * done // total if total else 10
    if tenth > _shown.get(stage, -1):
        _shown[stage] = tenth
        print(f"{stage}: {done:,}/{total:,}", file=sys.stderr)


if __name__ == "__main__":
    try:
        main()
    except ToolflowError as error:
        sys.exit(f"compare_settings: {error}")
