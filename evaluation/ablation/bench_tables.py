"""Models on a benchmark: a row each as in Table 4, and their differences to one of them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from ..answering.accuracy import accuracy
from ..bench_comparison import BenchComparison, compare_results, shown_p
from ..bench_results import BenchResult
from ..paired_rows import PairedRow
from ..report_tables import ReportTable


def score_table(results: Sequence[BenchResult], way: str) -> ReportTable:
    """Return every model's accuracies by category and sum. Source: Tables 4, 5 and 11 to 13."""
    found = [pair for pair in compare_results(results, resamples=1).pairs if pair.way == way]
    names = [row.name for row in found[0].rows]
    counts = [row.count for row in found[0].rows]
    rows = [(results[0].label, *(row.one.cell() for row in found[0].rows))]
    rows += [(pair.other, *(row.other.cell() for row in pair.rows)) for pair in found]
    columns = ("", *(f"{name} ({count:,})" for name, count in zip(names, counts, strict=True)))
    note = (
        "Percentages of right answers, in brackets 95 % intervals (Wilson's; of sums by MOVER); in the head, "
        "how many questions."
    )
    return ReportTable(f"{results[0].benchmark}, {way}", columns, tuple(rows), (note,))


def difference_table(comparison: BenchComparison, way: str) -> ReportTable:
    """Return every other model's difference to the first, by category and sum."""
    found = [pair for pair in comparison.pairs if pair.way == way]
    columns = ("", *(row.name for row in found[0].rows))
    rows = tuple((pair.other, *map(_apart, pair.rows)) for pair in found)
    note = (
        f"Percentage points; in brackets the paired bootstrap's 95 % intervals ({comparison.resamples:,} "
        "resamples within categories), none where all are alike. p: McNemar's exact test, and by Holm's "
        "step-down for all p of this table together; sums by weights have none."
    )
    title = f"{comparison.results[0].benchmark}, {way}: differences to {comparison.results[0].label}"
    return ReportTable(title, columns, rows, (note,))


def share_cell(result: BenchResult, way: str) -> str:
    """Return the share of right answers over all questions, with its interval."""
    counts = Counter(each.right[way] for each in result.verdicts.values())
    return accuracy(counts[True], counts.total()).cell()


def _apart(row: PairedRow) -> str:
    low, high = row.ends
    ends = "" if math.isnan(low) else f"\n[{100 * low:+.1f}, {100 * high:+.1f}]"
    if row.crossed is None:
        return f"{100 * row.difference:+.2f}{ends}"
    p = shown_p(row.p) if row.p < 0.001 else f"= {shown_p(row.p)}"
    return f"{100 * row.difference:+.2f}{ends}\np {p} (Holm {shown_p(row.p_holm)})"
