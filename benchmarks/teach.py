"""Does the data teach? A small model on BFCL before and after it learnt from simulated dialogues.

    python benchmarks/teach.py --model gguf:FILE --bfcl bfcl_eval.whl --work FOLDER --half develop
    python benchmarks/teach.py --model gguf:FILE --bfcl bfcl_eval.whl --work FOLDER --record

What is made, trained and asked is fixed below, before anything is measured. In order:

1. Tools are imported, and those leave that are too like BFCL's (`toolflow leakage`), until none is found.
2. Dialogues are simulated from each tool set, with graph and plan, and with neither.
3. A control gets the dialogues with graph and plan, the arguments of all calls dealt anew over the set.
4. The model is trained on each of the three, with the same settings, seed and number of dialogues.
5. The model as it was and the three are asked BFCL's questions of one half, greedily, by one template, and
   each answer is judged strictly and tolerantly. What is called, and with which parameters, is counted too.
6. `toolflow bench compare` holds each against the first, and the settings against each other.

Every stage is one `toolflow` command, which goes on where it was stopped; so does this script. `--half
develop` is for finding out; `evaluate` is asked once, when nothing changes any more. `--arms` limits what is
trained.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from called_functions import called_functions, called_table
from shuffled_arguments import shuffle_arguments, write_dialogues
from speed_rounds import machine
from teach_table import NAMES

from toolflow_cli.report_files import print_tables
from toolflow_dataset.card import markdown_table
from toolflow_evaluation.bench_comparison import compare_results
from toolflow_evaluation.bench_results import read_results
from toolflow_evaluation.bfcl.categories import select_categories
from toolflow_evaluation.bfcl.questions import read_questions
from toolflow_evaluation.dialogue_sets import open_sets
from toolflow_evaluation.report_tables import ReportTable, to_markdown

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
DATA = ROOT.parent / "shared" / "data"
RESULT = HERE / "results" / "teach.json"

CATEGORIES = ("simple_python", "multiple", "parallel")
ARMS = ("graph_plan", "none", "shuffled")
# dialogues to simulate of each tool set, for each setting
DIALOGUES = {"everyday": 200, "toolbench": 250}
GENERATE = {
    "seed": "3",
    "setting": "graph+plan,none",
    "min-tools": "1",
    "tools-per-dialogue": "1,2,3",
    "plan-length": "2,3",
    "shares": "parallel=0.5,sequential=0.2,chitchat=0.08",
}
TRAIN = {
    "num-dialogues": "400",
    "seed": "1",
    "method": "full",
    "learning-rate": "3e-4",
    "epochs": "1",
    "batch-size": "2",
    "accumulate": "1",
    "max-length": "1024",
}
ASK = {"template": "hermes", "max-tokens": "256", "batch-size": "16"}
# parameters that hold credentials or describe the request itself
_KEYS = {
    *(
        "accept",
        "access_token",
        "accesstoken",
        "api_key",
        "apikey",
        "appkey",
        "authorization",
        "content_type",
    ),
    *("key", "secret", "token", "x_api_key"),
}
PACKAGES = ("torch", "transformers", "trl")


def main() -> None:
    """Make what is missing, then tell what came of it."""
    options = _options()
    options.work.mkdir(parents=True, exist_ok=True)
    tools = _tools(options)
    runs = _dialogues(options, tools)
    leakage = _leakage(options, runs)
    models = {"before": options.model}
    for arm in options.arms:
        models[arm] = str(_trained(options, arm, runs))
    asked = {name: _asked(options, name, model) for name, model in models.items()}
    report, tables = _compared(options, asked, leakage)
    print_tables(tables)
    if options.record:
        RESULT.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", "utf-8")
        RESULT.with_suffix(".md").write_text(_written(report, tables), "utf-8")


def toolflow(*arguments: object) -> None:
    """Run a command.

    Raises:
        SystemExit: If it fails.
    """
    command = [sys.executable, "-m", "toolflow_cli.main", *map(str, arguments)]
    print("toolflow", *map(str, arguments), flush=True)
    if subprocess.run(command, check=False).returncode:
        raise SystemExit(f"failed: {' '.join(command)}")


def _flags(keys: dict[str, str]) -> list[str]:
    return [item for key, value in keys.items() for item in (f"--{key}", value)]


def _tools(options: argparse.Namespace) -> dict[str, Path]:
    """Return the files of tools that have nothing like them in BFCL."""
    sources = {"everyday": ROOT / "examples" / "tools" / "everyday.json", "toolbench": options.toolbench}
    files = {}
    for name, source in sources.items():
        kept = options.work / f"{name}.jsonl"
        files[name] = kept
        if kept.exists():
            continue
        raw, measured = options.work / f"{name}.raw.jsonl", options.work / f"{name}.leakage.json"
        picked = _picked(source, options.work / f"{name}.picked.jsonl") if name == "toolbench" else source
        toolflow("tools", "import", picked, "--out", raw)
        while True:
            against = ("--against", "bfcl", "--data", f"bfcl={options.bfcl}")
            toolflow("leakage", f"{name}={raw}", *against, "--json", measured)
            evidence = json.loads(measured.read_text("utf-8"))["evidence"]
            leaked = {each["neighbour"]["tool"] for each in evidence if each["neighbour"]}
            leaked |= {each["source"]["tool"] for each in evidence if each["source"]}
            if not leaked:
                break
            print(f"{name}: {len(leaked)} tools are too like BFCL's and leave: {', '.join(sorted(leaked))}")
            lines = raw.read_text("utf-8").splitlines(keepends=True)
            left = [line for line in lines if _name(json.loads(line)) not in leaked]
            raw.write_text("".join(left), "utf-8")
        os.replace(raw, kept)
    return files


def _name(tool: dict[str, Any]) -> str:
    return str(tool.get("function", tool)["name"])


def _picked(source: Path, out: Path) -> Path:
    """Write the described functions of ToolBench that need two values or one with a unit, none a key."""
    from toolflow_evaluation.record_files import read_records
    from toolflow_generation.simulator.units import unit_named

    with open(out, "w", encoding="utf-8") as file:
        for _, tool in read_records(source):
            function = tool["function"]
            properties = function["parameters"]["properties"]
            texts = [each.get("description", "") for each in properties.values()]
            said = (
                20 < len(function.get("description", "")) < 200 and all(texts) and sum(map(len, texts)) < 400
            )
            required = len(function["parameters"]["required"])
            measured = any(map(unit_named, texts))
            needs = len(texts) <= 5 and (required >= 2 or (measured and required))
            if (
                (tool["x"]["in_toolgrad15k"] or measured)
                and said
                and needs
                and not _KEYS & {name.lower() for name in properties}
            ):
                file.write(json.dumps(tool) + "\n")
    return out


def _dialogues(options: argparse.Namespace, tools: dict[str, Path]) -> dict[str, Path]:
    runs = {}
    for name, file in tools.items():
        runs[name] = options.work / f"run_{name}"
        more = _flags(GENERATE)
        toolflow("generate", "--tools", file, "--out", runs[name], "--num-dialogues", DIALOGUES[name], *more)
    return runs


def _leakage(options: argparse.Namespace, runs: dict[str, Path]) -> dict[str, Any]:
    """Measure the tools of the dialogues, and what users say in them, against BFCL."""
    found = {}
    for kind, more in (("tools", ()), ("texts", ("--texts",))):
        path = options.work / f"leakage.{kind}.json"
        if not path.exists():
            sets = [
                f"{name}, {setting}={run}:{setting}"
                for name, run in runs.items()
                for setting in ("graph_plan", "none")
            ]
            against = ("--against", "bfcl", "--data", f"bfcl={options.bfcl}")
            toolflow("leakage", *sets, *against, *more, "--json", path)
        pairs = json.loads(path.read_text("utf-8"))["pairs"]
        found[kind] = [
            {key: pair[key] for key in ("train", "test", "ngram", "similarity", "n_test", "n_train")}
            for pair in pairs
        ]
    return found


def _trained(options: argparse.Namespace, arm: str, runs: dict[str, Path]) -> Path:
    out = options.work / f"model_{arm}"
    data: Iterable[str] = [f"{run}:{'none' if arm == 'none' else 'graph_plan'}" for run in runs.values()]
    if arm == "shuffled":
        control = options.work / "shuffled.jsonl"
        if not control.exists():
            every = [dialogue for each in open_sets(list(data)) for dialogue in each]
            write_dialogues(shuffle_arguments(every, 0), control)
        data = [str(control)]
    more = _flags(TRAIN)
    toolflow(
        "train",
        *data,
        "--model",
        options.model,
        "--template",
        ASK["template"],
        "--out",
        out,
        *more,
        "--save-every",
        25,
        "--log-every",
        5,
    )
    return out / "model"


def _asked(options: argparse.Namespace, name: str, model: str) -> Path:
    out = options.work / f"bfcl_{options.half}_{name}"
    more = _flags(ASK)
    if options.sample:
        more += ["--sample", str(options.sample)]
    toolflow(
        "bench",
        "bfcl",
        "--data",
        options.bfcl,
        "--transformers",
        model,
        "--categories",
        ",".join(CATEGORIES),
        "--ids-half",
        options.half,
        "--out",
        out,
        *more,
    )
    return out


def _compared(
    options: argparse.Namespace, asked: dict[str, Path], leakage: dict[str, Any]
) -> tuple[dict[str, Any], list[ReportTable]]:
    """Hold each arm against the model as it was, and what the first arm has against the others."""
    sides = [["before", *options.arms]]
    sides += [[arm, "graph_plan"] for arm in ("none", "shuffled") if {arm, "graph_plan"} <= asked.keys()]
    found = [compare_results(read_results([f"{name}={asked[name]}" for name in side])) for side in sides]
    questions = read_questions(options.bfcl, select_categories(CATEGORIES))
    report: dict[str, Any] = {
        "machine": machine(PACKAGES),
        "fixed": {
            "dialogues": DIALOGUES,
            "generate": GENERATE,
            "train": TRAIN,
            "ask": ASK,
            "half": options.half,
            "sample": options.sample,
        },
        "trained": {arm: _training(options.work / f"model_{arm}") for arm in options.arms},
        "leakage": leakage,
        "called": {name: called_functions(folder, questions) for name, folder in asked.items()},
        "compared": [each.to_json() for each in found],
    }
    return report, [table for each in found for table in each.tables()]


def _training(folder: Path) -> dict[str, Any]:
    """Return what a training says of itself: tokens, steps, losses, seconds."""
    record = json.loads((folder / "training.json").read_text("utf-8"))
    return {key: record[key] for key in ("tokens", "result", "sessions")}


def _written(report: dict[str, Any], tables: list[ReportTable]) -> str:
    """Return the report as Markdown."""
    keys = ("train", "n_train", "ngram", "similarity", "n_test")
    found = [(kind, pair) for kind, pairs in report["leakage"].items() for pair in pairs]
    rows = [(kind, *(str(pair[key]) for key in keys)) for kind, pair in found]
    fixed = "\n".join(f"- {key}: `{json.dumps(value)}`" for key, value in report["fixed"].items())
    header = ("compared", "training set", "of it", "n-gram share", "similarity share", "of BFCL")
    return (
        f"# Does the data teach?\n\n{report['machine']}. `python benchmarks/teach.py --record`.\n\n"
        f"Fixed beforehand:\n\n{fixed}\n\n## Leakage\n\n{markdown_table(header, rows)}\n\n"
        f"## What was called\n\n{called_table(report['called'], NAMES)}\n\n"
        f"## BFCL\n\n{to_markdown(tables)}"
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", required=True, help="as for toolflow train")
    parser.add_argument(
        "--bfcl", type=Path, default=DATA / "bfcl", help="folder of BFCL's files, or bfcl-eval's wheel"
    )
    parser.add_argument("--toolbench", type=Path, default=DATA / "tools" / "toolbench_functions.jsonl.gz")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--half", choices=("develop", "evaluate"), default="evaluate")
    parser.add_argument("--arms", type=lambda text: text.split(","), default=list(ARMS))
    parser.add_argument("--sample", type=int, help="questions of each category at most")
    parser.add_argument("--record", action="store_true", help=f"write {RESULT.relative_to(ROOT)}")
    return parser.parse_args()


if __name__ == "__main__":
    main()
