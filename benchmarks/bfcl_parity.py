"""Compare our verdicts on answers to BFCL with those of the official checker, and our formulas with its own.

    python benchmarks/bfcl_parity.py                       # downloads bfcl-eval, makes an environment for it
    python benchmarks/bfcl_parity.py --per-question 20     # fewer cases

The official checker, pinned below, runs in a virtual environment of its own in ToolFlow's cache folder
(`bfcl_official.py`), with the few packages that judging imports. Every question of the thirteen single-turn
categories is answered rightly in several ways, wrongly in many known ways, and as models answer. A case where
the official checker ends in an exception, which would end a whole evaluation, is counted apart: ours has to
call such an answer wrong. Results: `results/bfcl_parity.{json,md}`.
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import subprocess
import sys
import time
import venv
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from bfcl_cases import cases_of
from bfcl_forms import Case
from bfcl_source import drawn_text
from bfcl_wrong_rules import count_noticed, our_verdict

from toolflow_evaluation.answering.accuracy import accuracy
from toolflow_evaluation.bfcl.categories import CATEGORIES
from toolflow_evaluation.bfcl.java_values import read_java
from toolflow_evaluation.bfcl.javascript_values import read_javascript
from toolflow_evaluation.bfcl.questions import Question, read_questions
from toolflow_evaluation.bfcl.scores import summarise
from toolflow_evaluation.tool_sets import download_bfcl
from toolflow_generation.embedding_cache import cache_folder

RESULTS = Path(__file__).parent / "results"
WORKER = Path(__file__).with_name("bfcl_official.py")
# what judging imports, at the versions that bfcl-eval 2026.3.23 asks for where it asks for one
NEEDED = (
    "tree_sitter==0.21.3",
    "tree-sitter-java==0.21.0",
    "tree-sitter-javascript==0.21.4",
    "tenacity>=8.5",
    "filelock",
    "python-dotenv",
    "tqdm",
    "numpy",
    "pandas",
)
SHOWN = 20
SCORE_TABLES = 200
TEXTS = 100_000
# file and column of the leaderboard, and what we call it
LEADERBOARD = {
    ("non_live", "Simple AST"): "Non-Live simple",
    ("non_live", "AST Summary"): "Non-Live",
    ("live", "AST Summary"): "Live",
    ("overall", "Irrelevance Detection"): "Irrelevance",
    ("overall", "Relevance Detection"): "Relevance",
}


def main() -> None:
    """Compare and write the results; exits with 1 where anything differs."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--per-question", type=int, default=0, help="Cases a question at most, drawn; 0 for all."
    )
    parser.add_argument("--out", type=Path, default=RESULTS / "bfcl_parity.json")
    options = parser.parse_args()
    wheel = download_bfcl()
    python = official_environment(wheel)
    questions = read_questions(wheel, tuple(CATEGORIES.values()))
    begun = time.monotonic()
    cases = [case for question in questions for case in drawn(question, options.seed, options.per_question)]
    official = ask_official(python, cases)
    results = compare(cases, official)
    results["noticed"] = count_noticed(cases, official)
    results["texts"] = compare_texts(python, options.seed)
    results["scores"] = compare_scores(python, questions, options.seed)
    results["package"] = wheel.name
    results["seed"] = options.seed
    results["seconds"] = round(time.monotonic() - begun)
    results["machine"] = f"{platform.machine()}, Python {platform.python_version()}"
    options.out.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", "utf-8")
    options.out.with_suffix(".md").write_text(as_markdown(results), "utf-8")
    print(as_markdown(results))
    sys.exit(any(each["differences"] for each in (results, results["texts"], results["scores"])))


def official_environment(wheel: Path) -> Path:
    """Return the Python of the official checker's environment, made if it is not there."""
    folder = cache_folder() / "environments" / wheel.stem
    python, done = folder / "bin" / "python", folder / "complete"
    if not done.exists():
        venv.create(folder, with_pip=True, clear=True)
        pip = [str(python), "-m", "pip", "install", "--quiet"]
        subprocess.run([*pip, *NEEDED], check=True)
        subprocess.run([*pip, "--no-deps", str(wheel)], check=True)  # last: it would complain of the others
        done.touch()
    return python


def drawn(question: Question, seed: int, most: int) -> list[Case]:
    """Return a question's cases, no more than `most` of them if that is not 0."""
    cases = list(cases_of(question, seed))
    return (
        cases
        if not most or len(cases) <= most
        else random.Random(f"{seed}:{question.id}").sample(cases, most)
    )


def run_official(python: Path, task: str, lines: Iterable[Any]) -> list[Any]:
    """Run a task of bfcl_official.py: a JSON line for each line."""
    sent = "".join(json.dumps(line) + "\n" for line in lines)
    done = subprocess.run(
        [python, WORKER, task], input=sent, capture_output=True, text=True, cwd=cache_folder()
    )
    if done.returncode:
        raise SystemExit(f"the official checker failed:\n{done.stderr[-2000:]}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def ask_official(python: Path, cases: Sequence[Case]) -> list[dict[str, Any]]:
    """Return the official verdict of each case: `valid`, None where it crashed, and `error_type`."""
    lines = ({"id": case.question.id, "form": case.form, "output": case.output} for case in cases)
    return run_official(python, "judge", lines)


def compare(cases: Sequence[Case], official: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Count agreement by category and by kind of case; list what differs."""
    categories: dict[str, Counter[str]] = {}
    kinds: dict[str, Counter[str]] = {}
    reasons: Counter[str] = Counter()
    crashes: Counter[str] = Counter()
    differing = []
    for case, theirs in zip(cases, official, strict=True):
        reason = our_verdict(case)
        right = theirs["valid"] is True
        crashed = theirs["valid"] is None
        same = right == (not reason)
        outcome = "crashed" if crashed else "right" if right else "wrong"
        for counts in (
            categories.setdefault(case.question.category.name, Counter()),
            kinds.setdefault(case.kind, Counter()),
        ):
            counts.update(cases=1, **{outcome: 1}, differ=not same)
        if crashed:
            crashes[f"{case.kind}: {theirs['error_type']}"] += 1
        reasons[f"{reason or 'right'} / {theirs['error_type'] if not crashed else 'crashed'}"] += 1
        if not same:
            differing.append(
                {
                    "id": case.question.id,
                    "kind": case.kind,
                    "form": case.form,
                    "output": case.output,
                    "ours": reason or "right",
                    "official": theirs,
                }
            )
    return {
        "cases": len(cases),
        "differences": len(differing),
        "shown": differing[:SHOWN],
        "categories": {name: dict(counts) for name, counts in categories.items()},
        "kinds": {name: dict(counts) for name, counts in kinds.items()},
        "crashes": dict(crashes.most_common()),
        "reasons": dict(reasons.most_common()),
    }


def compare_texts(python: Path, seed: int) -> dict[str, Any]:
    """Compare how drawn source texts of Java and JavaScript are read, of every type that the rules know."""
    rng = random.Random(seed)
    texts = [drawn_text(rng) for _ in range(TEXTS)]
    readers = {"java": read_java, "javascript": read_javascript}
    counts: Counter[str] = Counter()
    differing = []
    for (language, kind, item, text), theirs in zip(
        texts, run_official(python, "convert", texts), strict=True
    ):
        ours = readers[language](text, kind, item)
        counts.update([language, "read" if not isinstance(ours, str) else "left as text"])
        if theirs.startswith("crashed"):
            counts["crashed"] += 1
        elif repr(ours) != theirs:
            differing.append([language, kind, item, text, repr(ours), theirs])
    return {
        "texts": len(texts),
        "differences": len(differing),
        "shown": differing[:SHOWN],
        "counts": dict(counts),
    }


def compare_scores(python: Path, questions: Sequence[Question], seed: int) -> dict[str, Any]:
    """Compare what `--aggregate v4` and the leaderboard make of drawn scores, to its two decimals."""
    counts = Counter(question.category.name for question in questions)
    rng = random.Random(seed)
    rights = [{name: rng.randint(0, count) for name, count in counts.items()} for _ in range(SCORE_TABLES)]
    tables = [
        {name: [right / counts[name], counts[name]] for name, right in table.items()} for table in rights
    ]
    compared = differences = 0
    for table, official in zip(rights, run_official(python, "aggregate", tables), strict=True):
        scores = {name: accuracy(right, counts[name]) for name, right in table.items()}
        ours = summarise(scores, "v4", counts)
        for (file, column), name in LEADERBOARD.items():
            compared += 1
            theirs = float(official[file][column].removesuffix("%"))
            differences += abs(theirs - 100 * ours[name].value) > 0.005 + 1e-9
    return {"questions": dict(counts), "tables": len(tables), "figures": compared, "differences": differences}


def as_markdown(results: dict[str, Any]) -> str:
    """Return the results as text."""
    lines = [
        f"# Our verdicts and those of `{results['package']}`",
        "",
        _told(results),
        "",
        f"Made by `python benchmarks/bfcl_parity.py`, seed {results['seed']}.",
        "",
    ]
    for title, name in (("Category", "categories"), ("Kind of case", "kinds")):
        lines += [
            f"| {title} | Cases | Right | Wrong | Official crashes | Different |",
            "|---|---:|---:|---:|---:|---:|",
        ]
        for label, counts in results[name].items():
            cells = (f"{counts.get(key, 0):,}" for key in ("cases", "right", "wrong", "crashed", "differ"))
            lines.append(f"| {label} | {' | '.join(cells)} |")
        lines.append("")
    lines += ["| Rule of ours made wrong on purpose | Verdicts that then differ |", "|---|---:|"]
    lines += [f"| {name} | {count:,} |" for name, count in results["noticed"].items()]
    lines.append("")
    return "\n".join(lines)


def _told(results: dict[str, Any]) -> str:
    texts, scores = results["texts"], results["scores"]
    crashes = sum(results["crashes"].values())
    return (
        f"{results['cases']:,} cases: {results['differences']:,} different verdicts, and {crashes:,} where "
        "the official checker ends in an exception and ours says no. "
        f"{texts['texts']:,} drawn source texts of Java and JavaScript: {texts['differences']:,} read "
        f"otherwise. {scores['figures']:,} sums of {scores['tables']} drawn score tables: "
        f"{scores['differences']:,} different from the leaderboard's."
    )


if __name__ == "__main__":
    main()
