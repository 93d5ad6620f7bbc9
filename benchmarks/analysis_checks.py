"""Check what `toolflow analyze` says of chance on made-up numbers whose truth is known.

    python benchmarks/analysis_checks.py

Intervals: items from a population whose kappas and correlation are known from 500,000 of them, four raters
and a judge; how often the 95 % interval of a sample holds the truth. Subsets: two measures that have nothing
to do with one another in any dialogue, means over overlapping subsets; how often p < 0.05. Table 8: p
recomputed from the printed r. Figures go to results/analysis_checks.json and .md.
"""

from __future__ import annotations

import json
import math
import time
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import pearsonr, spearmanr, t
from sklearn.metrics import cohen_kappa_score
from speed_rounds import machine

from toolflow_evaluation.agreement import KAPPAS, measure_agreement, pair_agreement
from toolflow_evaluation.correlation import critical_r
from toolflow_evaluation.many_tests import holm
from toolflow_evaluation.ratings import Floats, Ratings
from toolflow_evaluation.subsets import draw_subsets

RESULT = Path(__file__).parent / "results" / "analysis_checks"
ITEMS = (20, 50, 200)
TRIALS, RESAMPLES = 1000, 500
POOLS = (
    (32_000, 4000, 10),
    (2000, 1000, 10),
    (2000, 1000, 100),
    (200, 100, 10),
    (200, 100, 100),
    (200, 100, 1000),
)
DRAWS = {32_000: 500}  # trials of the largest pool
LEVEL = 0.05
# BFCL's simple, parallel, multiple, parallel multiple, average; MT-Bench's turns, average: D-3, H, SS, EnR
TABLE_8 = (
    (0.174, -0.272, 0.347, 0.118), (0.250, 0.315, -0.168, 0.072), (0.336, -0.042, 0.644, 0.612),
    (-0.274, 0.479, -0.310, -0.102), (0.250, 0.273, 0.255, 0.378), (-0.087, 0.221, 0.262, 0.298),
    (-0.185, 0.045, 0.708, 0.415), (-0.179, 0.146, 0.650, 0.454),
)  # fmt: skip


def rated(items: int, rng: np.random.Generator) -> Floats:
    """Return scores from 1 to 5 of four raters and a judge, (5, items)."""
    truth = rng.normal(3.2, 1, items)
    found: Floats = np.clip(np.round(truth + rng.normal(0, 0.6, (5, items))), 1, 5)
    return found


def ratings_of(scores: Floats) -> Ratings:
    """Return ratings in one dimension."""
    names = tuple(map(str, range(scores.shape[1])))
    return Ratings(names, tuple(f"r{row}" for row in range(len(scores))), ("made up",), scores[None])


def coverage() -> dict[str, Any]:
    """Return how often intervals hold the truth, by value and number of items."""
    rng = np.random.default_rng(1)
    large = rated(500_000, rng)
    means = large[:4].mean(axis=0)
    between = pair_agreement(large[0], large[1])
    truth = {name: between[name] for name in KAPPAS}
    truth["pearson"] = float(pearsonr(means, large[4]).statistic)
    truth["spearman"] = float(spearmanr(means, large[4]).statistic)
    shares: dict[str, dict[int, float]] = {name: {} for name in truth}
    for items in ITEMS:
        held = dict.fromkeys(truth, 0)
        for trial in range(TRIALS):
            scores = rated(items, rng)
            people, judge = ratings_of(scores[:4]), ratings_of(scores[4:])
            (found,) = measure_agreement(people, judge, seed=trial, resamples=RESAMPLES).dimensions
            for name, value in truth.items():
                low, high = found.estimates[name].interval()
                held[name] += low <= value <= high
        for name, count in held.items():
            shares[name][items] = count / TRIALS
    return {"truth": truth, "coverage": shares}


def false_positives() -> list[dict[str, Any]]:
    """Return how often p < 0.05 where there is nothing, for pools and subsets of several sizes."""
    rows = []
    for pool, size, subsets in POOLS:
        rng = np.random.default_rng(2)
        trials = DRAWS.get(pool, TRIALS)
        hits, overlap = 0, 0.0
        for trial in range(trials):
            one, other = rng.standard_normal((2, pool))
            draw = draw_subsets([("made up", pool)], subsets, size, seed=trial)
            means = [np.array([values[each].mean() for each in draw.rows]) for values in (one, other)]
            hits += pearsonr(*means).pvalue < LEVEL
            overlap += draw.overlap / trials
        rows.append(
            {
                "pool": pool,
                "size": size,
                "subsets": subsets,
                "overlap": overlap,
                "share": hits / trials,
                "trials": trials,
            }
        )
    return rows


def table_8() -> dict[str, Any]:
    """Return p of the printed coefficients of ten subsets, and what correction leaves."""
    found = [r for row in TABLE_8 for r in row]
    p_values = [float(2 * t.sf(abs(r) * math.sqrt(8 / (1 - r * r)), 8)) for r in found]
    return {
        "tested": len(found),
        "below": sum(p < LEVEL for p in p_values),
        "least": min(p_values),
        "least_corrected": min(holm(p_values)),
        "needed": critical_r(10),
        "needed_corrected": critical_r(10, LEVEL / len(found)),
    }


def cost() -> dict[str, float]:
    """Return seconds of the processor for three kappas of 1,000 resamples: 50 items, four raters."""
    scores = rated(50, np.random.default_rng(3))[:4]
    begun = time.process_time()
    measure_agreement(ratings_of(scores), resamples=1000)
    ours = time.process_time() - begun
    begun = time.process_time()
    for _ in range(200):
        cohen_kappa_score(scores[0], scores[1], labels=[1, 2, 3, 4, 5], weights="linear")
    return {"ours": ours, "scikit-learn, one by one": (time.process_time() - begun) / 200 * 3 * 6 * 1000}


def markdown(found: dict[str, Any]) -> str:
    """Return the figures as a page."""
    lines = [
        "# What `toolflow analyze` says of chance",
        "",
        "Made by `python benchmarks/analysis_checks.py` on made-up numbers whose truth is known.",
        "",
        f"## How often a 95 % interval holds the truth ({TRIALS:,} samples each, {RESAMPLES} resamples)",
        "",
        "Four raters and a judge, scores from 1 to 5.",
        "",
        "| value | truth |" + "".join(f" {items} items |" for items in ITEMS),
        "|---|---:|" + "---:|" * len(ITEMS),
    ]
    for name, shares in found["intervals"]["coverage"].items():
        cells = "".join(f" {shares[items]:.1%} |" for items in ITEMS)
        lines.append(f"| {name} | {found['intervals']['truth'][name]:.3f} |{cells}")
    lines += [
        "",
        "## How often p < 0.05 where nothing is to be found",
        "",
        "Two measures, independent in every dialogue; Pearson's r of their means over random subsets of one "
        "pool. 5 % are promised.",
        "",
        "| pool | subset | subsets | two share | p < 0.05 | trials |",
        "|---:|---:|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {row['pool']:,} | {row['size']:,} | {row['subsets']:,} | {row['overlap']:.1%} | "
        f"{row['share']:.1%} | {row['trials']:,} |"
        for row in found["subsets"]
    ]
    paper, seconds = found["table_8"], found["cost"]
    lines += [
        "",
        "## Table 8 of the paper",
        "",
        f"Of {paper['tested']} coefficients of ten subsets {paper['below']} have p < 0.05; the smallest p is "
        f"{paper['least']:.3f}, corrected by Holm {paper['least_corrected']:.2f}. A single test needs "
        f"|r| > {paper['needed']:.3f}, the strongest of {paper['tested']} needs "
        f"|r| > {paper['needed_corrected']:.3f}.",
        "",
        "## Cost",
        "",
        f"1,000 resamples of three kappas over six pairs of raters and 50 items take {seconds['ours']:.2f} s "
        "of one processor; asking scikit-learn for each would take "
        f"{seconds['scikit-learn, one by one']:.0f} s.",
        "",
        f"{found['machine']}.",
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure and write."""
    found = {"intervals": coverage(), "subsets": false_positives(), "table_8": table_8(), "cost": cost()}
    found["machine"] = machine(["numpy", "scipy", "scikit-learn"])
    RESULT.with_suffix(".json").write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    RESULT.with_suffix(".md").write_text(markdown(found), "utf-8")


if __name__ == "__main__":
    main()
