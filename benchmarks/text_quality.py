"""Measure the text that the simulator writes, beside human dialogues, with the same code and budget.

    python benchmarks/text_quality.py [--tools everyday] [--num-dialogues 500] [--graph google=FOLDER]

For each tool set a run with all four settings is made and read: (a) skeletons of user turns, (b) variety of
the wording, (c) sources of string arguments, (d) final answers; besides, whether all kept calls satisfy their
schemas, what was kept, how fast it was made, and whether the same seed gives the same bytes. `toolbench_bare`
is (e): those ToolBench tools that have no description. The human dialogues are the Schema-Guided Dialogue
data set's dev split. What lies outside the repository (`--data`) is left out where it is missing.

`--run NAME=FOLDER` reads a run that is there already, and neither times nor repeats it. The figures go to
results/text_quality.json; those of tool sets not measured this time stay. Examples are printed only.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import math
import os
import platform
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from argument_sources import ArgumentSources, argument_sources
from corpora import Conversation, conversation, sgd_conversations
from final_answers import FinalAnswers, final_answers
from quality_report import print_evidence, print_table
from quality_runs import BARE, make_run
from skeletons import SkeletonShares, shares, subsample
from vocabulary import Wording, wording

from toolflow_dataset.errors import ToolflowError

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
DATA = ROOT.parent / "shared" / "data"
RESULT = HERE / "results" / "text_quality.json"
BUDGET = 200_000
SETS = {
    "everyday": "examples/tools/everyday.json",
    "google": "tools/google_discovery_functions.jsonl.gz",
    "toolbench": "tools/toolbench_functions.jsonl.gz",
    BARE: "tools/toolbench_functions.jsonl.gz",
}
_PACKAGES = ("toolflow-dataset", "Faker", "jsonschema", "numpy", "torch", "datasets")


@dataclass(frozen=True, slots=True)
class Measured:
    """One tool set's figures, and the counts they come from."""

    name: str
    figures: dict[str, Any]
    skeletons: SkeletonShares
    wording: Wording
    human_wording: Wording | None
    sources: ArgumentSources
    answers: FinalAnswers


def main() -> None:
    """Measure the tool sets or runs named on the command line."""
    options = _options()
    human = _human(options.data / "dialogues" / "sgd_dev.jsonl.gz")
    results = json.loads(options.out.read_text("utf-8")) if options.out.exists() else {}
    results |= {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "versions": {package: version(package) for package in _PACKAGES},
        "seed": options.seed,
        "token_budget": BUDGET,
    }
    if human:
        results["sgd_dev"] = human_figures(human, options.seed)
    with _folder(options.keep) as folder:
        for name, source in _wanted(options).items():
            if name in options.run:
                run, made = source, {}
            else:
                run = folder / name
                made = make_run(
                    name, source, run, options.graph.get(name), options.num_dialogues, options.seed
                )
            try:
                measured = measure(name, run, human, options.seed)
            except ToolflowError as error:
                raise SystemExit(f"{name}: {error}") from error
            measured.figures.update(made)
            results.setdefault("sets", {})[name] = measured.figures
            options.out.parent.mkdir(parents=True, exist_ok=True)
            options.out.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", "utf-8")
            print_evidence(measured)
    print_table(results)


def measure(name: str, run: Path, human: Sequence[Conversation], seed: int) -> Measured:
    """Read a run; return its figures beside those of as many human turns and tokens."""
    from toolflow_dataset.export import dropped_reasons
    from toolflow_dataset.journal import Journal

    left_out = dropped_reasons(run)
    entries = Journal.of_run(run).entries(status="kept")
    dialogues = [one.dialogue for one in entries if one.dialogue and one.dialogue.id not in left_out]
    ours = [conversation(dialogue) for dialogue in dialogues]
    own_turns, human_turns = _turns(ours), _turns(human)
    size = min(len(own_turns), len(human_turns)) if human else len(own_turns)
    own_shares = shares(subsample(own_turns, size, seed))
    own_wording = wording([one.texts for one in ours], BUDGET, seed)
    human_wording = wording([one.texts for one in human], own_wording.tokens, seed) if human else None
    sources, answers = argument_sources(dialogues), final_answers(dialogues)
    figures: dict[str, Any] = {
        **kept_figures(run),
        "calls": call_figures(dialogues),
        "skeletons": _skeleton_figures(own_shares)
        | {"user_turns_in_all": len(own_turns), "top": own_shares.top},
        "wording": _wording_figures(own_wording),
        "string_arguments": {
            "count": sources.strings,
            "verbatim": _share(sources.verbatim, sources.strings),
            "literal": _share(sources.literal, sources.strings),
            "rules": dict(sources.rules.most_common()),
        },
        "final_answers": answer_figures(answers.counts),
    }
    if human_wording:
        figures["sgd_same_size"] = {
            "skeletons": _skeleton_figures(shares(subsample(human_turns, size, seed))),
            "wording": _wording_figures(human_wording),
        }
    return Measured(name, figures, own_shares, own_wording, human_wording, sources, answers)


def human_figures(human: Sequence[Conversation], seed: int) -> dict[str, Any]:
    """Return the figures of all human user turns, and of the wording in file order and in a seeded one."""
    texts = [one.texts for one in human]
    return {
        "dialogues": len(human),
        "skeletons": _skeleton_figures(shares(_turns(human))),
        "wording_in_file_order": _wording_figures(wording(texts, BUDGET, None)),
        "wording": _wording_figures(wording(texts, BUDGET, seed)),
    }


def kept_figures(run: Path) -> dict[str, Any]:
    """Return what a run made and kept in each setting, and the drops by reason, from its statistics."""
    from toolflow_generation.run_folder import STATISTICS_FILE

    document = json.loads((run / STATISTICS_FILE).read_text("utf-8"))
    kept: dict[str, Any] = {}
    reasons: Counter[str] = Counter()
    for setting, counts in document["settings"].items():
        failed = document["failed"].get(setting, 0)
        made = counts["dialogues"] + sum(counts["dropped"].values()) + failed
        kept[setting] = {
            "made": made, "kept": counts["dialogues"], "share": _share(counts["dialogues"], made)
        }  # fmt: skip
        for reason, count in counts["dropped"].items():
            reasons[reason.partition(":")[0]] += count
        reasons["failed"] += failed
    made, total = (sum(one[key] for one in kept.values()) for key in ("made", "kept"))
    return {
        "dialogues": total,
        "kept_share": _share(total, made),
        "kept": kept,
        "dropped": dict((+reasons).most_common()),
    }


def call_figures(dialogues: Sequence[Any]) -> dict[str, Any]:
    """Validate the arguments of every call against its tool's schema, with `jsonschema` itself."""
    from jsonschema import Draft202012Validator

    calls = valid = 0
    for dialogue in dialogues:
        schemas = {tool.name: tool.parameters for tool in dialogue.tools}
        for message in dialogue.messages:
            for call in message.tool_calls:
                calls += 1
                valid += call.name in schemas and Draft202012Validator(schemas[call.name]).is_valid(
                    call.arguments
                )
    return {"count": calls, "valid": _share(valid, calls)}


def answer_figures(counts: Counter[str]) -> dict[str, Any]:
    """Return the shares of final answers and texts that are as they should be."""
    return {
        "answers": counts["answers"],
        "name_a_value": _share(counts["named"], counts["answers"]),
        "name_a_value_the_user_had_not_said": _share(counts["told_new"], counts["answers"]),
        "results_with_a_value_named": _share(counts["results_named"], counts["results"]),
        "unanswered": counts["unanswered"],
        "empty_results": counts["empty"],
        "empty_results_told": _share(counts["empty_told"], counts["empty"]),
        "error_rounds": counts["errors"],
        "errors_told": _share(counts["errors_told"], counts["errors"]),
        "errors_recovered": counts["recovered"],
        "raw_json": counts["json"],
        "texts": counts["texts"],
        "snake_case": counts["snake"],
        "snake_case_in_values_only": counts["snake_values"],
    }


def _turns(conversations: Sequence[Conversation]) -> list[str]:
    return [turn for one in conversations for turn in one.skeletons]


def _skeleton_figures(counted: SkeletonShares) -> dict[str, Any]:
    return {
        "user_turns": counted.turns,
        "commonest": _rounded(counted.commonest, 5),
        "unique": _rounded(counted.unique, 4),
    }


def _wording_figures(counted: Wording) -> dict[str, Any]:
    return {
        "dialogues": counted.dialogues,
        "tokens": counted.tokens,
        "entropy_bits": _rounded(counted.entropy, 3),
        "distinct_3": _rounded(counted.distinct, 4),
    }


def _rounded(value: float, digits: int) -> float | None:
    """Round; JSON has no nan, so what is undefined is null."""
    return None if math.isnan(value) else round(value, digits)


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 5) if whole else None


def _human(path: Path) -> list[Conversation]:
    if not path.is_file():
        print(f"{path.name} is not there: measuring without the human dialogues", file=sys.stderr)
        return []
    return list(sgd_conversations(path))


def _wanted(options: argparse.Namespace) -> dict[str, Path]:
    """Return name -> tool file, or run folder for those given as runs; say which files are missing."""
    if options.run and not options.tools:
        return options.run
    wanted: dict[str, Path] = {}
    for given in options.tools or SETS:
        name, _, file = given.partition("=")
        if not file and name not in SETS:
            raise SystemExit(f"--tools {name}: expected NAME=FILE, or one of {', '.join(SETS)}")
        path = Path(file) if file else (ROOT if name == "everyday" else options.data) / SETS[name]
        if path.is_file():
            wanted[name] = path
        elif given in (options.tools or ()):
            raise SystemExit(f"--tools {given}: {path} is not there")
        else:
            print(f"{path.name} is not there: {name} is left out", file=sys.stderr)
    return wanted | options.run


@contextlib.contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    """Yield the folder for runs: a temporary one unless they are to be kept."""
    if keep is not None:
        yield keep
        return
    with tempfile.TemporaryDirectory() as scratch:
        yield Path(scratch)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--tools", action="append", metavar="NAME[=FILE]", help=f"{', '.join(SETS)}, or a file of your own")
    add(
        "--run",
        action="append",
        default=[],
        metavar="NAME=FOLDER",
        help="read this run in place of making one",
    )
    add("--graph", action="append", default=[], metavar="NAME=FOLDER", help="graph built beforehand")
    add("--num-dialogues", type=int, default=500, help="for each of the four settings")
    add("--seed", type=int, default=7)
    add("--data", type=Path, default=DATA, help="folder of the tool files and the human dialogues")
    add("--keep", type=Path, metavar="FOLDER", help="keep the runs in this folder, under their names")
    add("--out", type=Path, default=RESULT)
    options = parser.parse_args()
    for key in ("run", "graph"):
        pairs = [given.rpartition("=") for given in getattr(options, key)]
        setattr(options, key, {name or Path(folder).name: Path(folder) for name, _, folder in pairs})
    return options


if __name__ == "__main__":
    main()
