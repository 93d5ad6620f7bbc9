"""Accuracies by category, and the leaderboard's and the paper's sums of them, each with an interval.

Weights by count are taken as fixed. What lacks a category is nan. Source of the formulas: bfcl-eval 2026.3.23
(`v4`); ToolFlow, Table 4, whose rows they reproduce (`paper`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, get_args

from ..answering.accuracy import MISSING, Score, mean, weighted
from .categories import GROUPS

Aggregate = Literal["v4", "paper"]
AGGREGATES: tuple[Aggregate, ...] = get_args(Aggregate)


def summarise(
    categories: Mapping[str, Score], aggregate: Aggregate, totals: Mapping[str, int]
) -> dict[str, Score]:
    """Return the sums of one way of adding up, by name, in the order to be shown.

    `v4` is the leaderboard of BFCL version 4. `paper` is Table 4: its Simple is the mean by count over the
    three languages, its Non-Live counts every Python question once (0.4 simple, 0.2 each other category) in
    the paper's own rows, and takes that Simple in the rows of the leaderboard's models.

    Args:
        categories: Score of each category that was run.
        aggregate: The way.
        totals: Questions that each category has, of which no more than a sample may have been run; weights of
            what is weighted by count.
    """

    def of(name: str) -> Score:
        return categories.get(name, MISSING)

    def by_count(names: Sequence[str]) -> Score:
        return weighted([(totals.get(name, 0), of(name)) for name in names])

    simple = [of(name) for name in GROUPS["simple"]]
    others = [of(name) for name in ("multiple", "parallel", "parallel_multiple")]
    live = by_count(GROUPS["live"])
    if aggregate == "v4":
        non_live_simple = mean(simple)
        return {
            "Non-Live simple": non_live_simple,
            "Non-Live": mean([non_live_simple, *others]),
            "Live": live,
            "Irrelevance": mean([of("irrelevance"), of("live_irrelevance")]),
            "Relevance": of("live_relevance"),
        }
    rest = [(0.2, other) for other in others]
    all_simple = by_count(GROUPS["simple"])
    non_live = weighted([(0.4, of("simple_python")), *rest])
    return {
        "Non-Live simple": all_simple,
        "Non-Live": non_live,
        "Non-Live (as the leaderboard's models)": weighted([(0.4, all_simple), *rest]),
        "Live": live,
        "Overall": mean([non_live, live]),
    }
