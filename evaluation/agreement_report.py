"""Agreement as tables and as JSON."""

from __future__ import annotations

import math
from typing import Any

from toolflow_dataset.version import __version__

from .agreement import BETWEEN_RATERS, WITH_JUDGE, Agreement, DimensionAgreement
from .comparison import defined
from .report_tables import ReportTable
from .resampling import CONFIDENCE, Estimate

_SHOWN = {
    "kappa": "Cohen's kappa",
    "kappa_linear": "linear kappa",
    "kappa_quadratic": "quadratic kappa",
    "percent_agreement": "same score, %",
    "pearson": "Pearson with the judge",
    "spearman": "Spearman with the judge",
}


def agreement_tables(found: Agreement) -> list[ReportTable]:
    """Return Table 10, what was rated, and of three raters or more their pairs."""
    tables = [_values(found), _counts(found)]
    if len(found.raters) > 2:
        tables.append(_pairs(found))
    return tables


def agreement_json(found: Agreement) -> dict[str, Any]:
    """Return everything as a JSON object; what is undefined is null."""
    return {
        "toolflow_version": __version__,
        "seed": found.seed,
        "resamples": found.resamples,
        "confidence": CONFIDENCE,
        "raters": list(found.raters),
        "judge": found.judge,
        "items": found.items,
        "dimensions": [_dimension_json(each) for each in found.dimensions],
    }


def _dimension_json(each: DimensionAgreement) -> dict[str, Any]:
    return {
        "dimension": each.dimension,
        "items": each.items,
        "ratings": each.ratings,
        "missing": each.missing,
        "judged": each.judged,
        "values": {
            name: {
                "value": defined(estimate.value),
                "ci": [defined(bound) for bound in estimate.interval()],
                "undefined_resamples": each.undefined[name],
            }
            for name, estimate in each.estimates.items()
        },
        "pairs": [
            {
                "one": pair.one,
                "other": pair.other,
                "items": pair.items,
                **{name: defined(value) for name, value in pair.values.items()},
            }
            for pair in each.pairs
        ],
    }


def _values(found: Agreement) -> ReportTable:
    names = [
        name
        for name in (*BETWEEN_RATERS, *WITH_JUDGE)
        if any(name in each.estimates for each in found.dimensions)
    ]
    rows = [
        (_SHOWN[name], *(_cell(each.estimates[name], name) for each in found.dimensions)) for name in names
    ]
    notes = []
    if len(found.raters) > 1:
        pairs = len(found.raters) * (len(found.raters) - 1) // 2
        notes.append(
            f"Kappa and same score: means over the {pairs:,} pair{'s' * (pairs > 1)} of "
            f"{', '.join(found.raters)}; linear and quadratic kappa weigh a disagreement by its distance."
        )
    if found.judge is not None:
        notes.append(f"Pearson and Spearman: the mean score of an item's raters and that of {found.judge}.")
    notes.append(
        f"In brackets: {CONFIDENCE:.0%} intervals from {found.resamples:,} resamples of the items, "
        f"seed {found.seed}."
    )
    notes += _undefined(found)
    columns = ("", *(each.dimension for each in found.dimensions))
    return ReportTable("Agreement (Table 10)", columns, tuple(rows), tuple(notes))


def _undefined(found: Agreement) -> list[str]:
    """Say what is in no mean and in no interval."""
    notes = []
    for each in found.dimensions:
        odd = sum(math.isnan(pair.values["kappa"]) for pair in each.pairs)
        if odd:
            notes.append(
                f"{each.dimension}: {odd:,} of {len(each.pairs):,} pairs have no kappa: no item in "
                "common, or one score throughout; they are in no mean."
            )
        for name, count in each.undefined.items():
            if count and not math.isnan(each.estimates[name].value):
                notes.append(
                    f"{each.dimension}, {_SHOWN[name]}: undefined in {count:,} resamples, which are in no "
                    "interval."
                )
    if found.unjudged:
        notes.append(f"{found.judge} did not rate {', '.join(found.unjudged)}.")
    return notes


def _counts(found: Agreement) -> ReportTable:
    columns = ("", "items", "ratings", "missing", *(("judged",) if found.judge is not None else ()))
    rows = []
    for each in found.dimensions:
        judged = (f"{each.judged:,}",) if found.judge is not None else ()
        rows.append((each.dimension, f"{each.items:,}", f"{each.ratings:,}", f"{each.missing:,}", *judged))
    note = (
        f"Missing: of {len(found.raters):,} raters and {found.items:,} items. A pair of raters is "
        "compared on the items that both rated."
    )
    return ReportTable("Ratings", columns, tuple(rows), (note,))


def _pairs(found: Agreement) -> ReportTable:
    columns = ("", *(each.dimension for each in found.dimensions))
    rows = [
        (
            f"{pairs[0].one} - {pairs[0].other}",
            *(_figure(pair.values["kappa"], "kappa") for pair in pairs),
        )
        for pairs in zip(*(each.pairs for each in found.dimensions), strict=True)
    ]
    return ReportTable("Kappa of each pair", columns, tuple(rows))


def _cell(estimate: Estimate, name: str) -> str:
    low, high = estimate.interval()
    value = _figure(estimate.value, name)
    return value if math.isnan(low) else f"{value}\n[{_figure(low, name)}, {_figure(high, name)}]"


def _figure(value: float, name: str) -> str:
    if math.isnan(value):
        return "n/a"
    return f"{value:.1f}" if name == "percent_agreement" else f"{value:.2f}"
