"""Measure SS and EnR of dialogue sets, and of the same sets with their rounds torn apart.

    python benchmarks/coherence_ranges.py NAME=FILE ... [--dialogues 1000]

The control gives every premise the user text of a random other dialogue (seeded). What the metric is worth
shows in how well it tells a dialogue's own next round from a stranger's: the share of (own, stranger's)
couples in which its own scores higher, for the cosine and for the probability of entailment; 50 is chance.
The figures go to results/coherence_ranges.json and .md.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

RESULT = Path(__file__).parent / "results" / "coherence_ranges.json"
SEED = 7


def main() -> None:
    """Measure the sets named on the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sets", nargs="+", metavar="NAME=SET", help="as `toolflow evaluate` takes them")
    parser.add_argument("--dialogues", type=int, default=1000, help="of each set, from its start")
    options = parser.parse_args()
    from toolflow_evaluation.dialogue_sets import open_sets
    from toolflow_metrics.toolflow_coherence.toolflow_coherence import load_models

    encoder, nli = load_models()
    results: dict[str, Any] = {"encoder": encoder.name, "nli": nli.name, "seed": SEED, "sets": {}}
    for opened in open_sets(options.sets):
        messages = [each.to_openai() for each in islice(opened, options.dialogues)]
        results["sets"][opened.label] = measure(messages)
        print(opened.label, json.dumps(results["sets"][opened.label]), flush=True)
    RESULT.write_text(json.dumps(results, indent=1) + "\n", "utf-8")
    RESULT.with_suffix(".md").write_text(page(results), "utf-8")


def measure(dialogues: Sequence[Sequence[dict[str, Any]]]) -> dict[str, Any]:
    """Return the figures of dialogues and of their control."""
    from toolflow_metrics.toolflow_coherence.toolflow_coherence import load_models, round_pairs, score_pairs

    pairs = [pair for pair in round_pairs(dialogues) if pair.premise and pair.hypothesis]
    drawn = random.Random(SEED)
    strangers = []
    for pair in pairs:
        other = pair
        while other.dialogue == pair.dialogue:
            other = drawn.choice(pairs)
        strangers.append(replace(pair, hypothesis=other.hypothesis))
    own, torn = (list(score_pairs(each, *load_models())) for each in (pairs, strangers))
    figures: dict[str, Any] = {"dialogues": len(dialogues), "pairs": len(pairs)}
    for name, scores in (("own", own), ("stranger", torn)):
        figures[name] = {
            "SS": round(100 * sum(score.similarity for score in scores) / len(scores), 2),
            "EnR": round(100 * sum(score.entailed for score in scores) / len(scores), 2),
        }
    figures["told_apart"] = {
        "similarity": told_apart([one.similarity for one in own], [one.similarity for one in torn]),
        "entailment": told_apart([one.entailment for one in own], [one.entailment for one in torn]),
    }
    return figures


def told_apart(own: Sequence[float], torn: Sequence[float]) -> float:
    """Return in percent how often a value of `own` is above one of `torn`, ties half (area under the ROC)."""
    from scipy.stats import mannwhitneyu

    return round(100 * float(mannwhitneyu(own, torn).statistic) / (len(own) * len(torn)), 1)


def page(results: dict[str, Any]) -> str:
    """Return the results as a Markdown page."""
    lines = [
        "# SS and EnR of real dialogues, and of torn ones",
        "",
        f"Encoder `{results['encoder']}`, NLI `{results['nli']}`. *Torn*: every premise with the user",
        "text of a random other dialogue. *Told apart*: how often a dialogue's own next round scores above a",
        "stranger's, by cosine and by probability of entailment; 50 is chance.",
        "",
        "| set | dialogues | pairs | SS | SS torn | EnR | EnR torn | told apart by cosine | by entailment |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for name, row in results["sets"].items():
        own, torn, apart = row["own"], row["stranger"], row["told_apart"]
        lines.append(
            f"| {name} | {row['dialogues']:,} | {row['pairs']:,} | {own['SS']:.1f} | {torn['SS']:.1f} "
            f"| {own['EnR']:.1f} | {torn['EnR']:.1f} | {apart['similarity']:.1f} "
            f"| {apart['entailment']:.1f} |"
        )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
