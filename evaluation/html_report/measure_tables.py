"""The report of `toolflow evaluate --json` as tables: values with intervals, differences, who measured."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from ..report_tables import MEASURES, ReportTable, digits_of, measure_head

_MODELS = (("coherence", "encoder", "Encoder"), ("coherence", "nli", "NLI"), ("judge", "model", "Judge"))


def measure_tables(document: Mapping[str, Any], source: str) -> list[ReportTable]:
    """Return Table 2 and the differences between sets.

    Args:
        document: What `Comparison.to_json` returns.
        source: Where it is from, for the titles.

    Raises:
        KeyError, TypeError: If it is something else.
    """
    sets = document["sets"]
    names = [name for name in MEASURES if any(name in one["measures"] for one in sets)]
    heads = ("", *(measure_head(name, document["budget"]) for name in names))
    rows = [(str(one["label"]), *(_cell(one["measures"].get(name), name) for name in names)) for one in sets]
    notes = [
        f"In brackets: {document['confidence']:.0%} intervals from {document['resamples']:,} resamples of "
        f"the dialogues, seed {document['seed']}.",
        *_models(sets),
    ]
    if document.get("judge_failure"):
        notes.append(f"The judge failed: {document['judge_failure']}")
    tables = [ReportTable(f"Coherence and diversity, {source}", heads, tuple(rows), tuple(notes))]
    if differences := document.get("differences"):
        tables.append(_differences(differences, source))
    return tables


def _differences(differences: Sequence[Mapping[str, Any]], source: str) -> ReportTable:
    """Return the differences, with corrected p where the report has them."""
    corrected = all("p_holm" in one for one in differences)
    rows = [_difference(one) for one in differences]
    columns: tuple[str, ...] = ("", "measure", "difference", "interval", "p")
    note = "p: two-sided, from the resamples, not corrected for how many differences are looked at"
    if corrected:
        rows = [(*row, _chance(one["p_holm"])) for row, one in zip(rows, differences, strict=True)]
        columns += ("p (Holm)",)
        note += "; p (Holm) is, by Holm's step-down over all of this table"
    return ReportTable(f"Differences, {source}", columns, tuple(rows), (f"{note}.",))


def _models(sets: Sequence[Mapping[str, Any]]) -> list[str]:
    notes = []
    for group, key, shown in _MODELS:
        names = sorted({str(one[group][key]) for one in sets if group in one})
        if names:
            notes.append(f"{shown}: {', '.join(names)}.")
    return notes


def _cell(measured: Mapping[str, Any] | None, name: str) -> str:
    if measured is None or measured["value"] is None:
        return "n/a"
    value = _number(measured["value"], name)
    low, high = measured["ci"]
    return value if low is None else f"{value}\n[{_number(low, name)}, {_number(high, name)}]"


def _difference(one: Mapping[str, Any]) -> tuple[str, ...]:
    name = str(one["measure"])
    low, high = one["ci"]
    return (
        f"{one['one']} − {one['other']}",  # noqa: RUF001
        name,
        "n/a" if one["difference"] is None else _number(one["difference"], name, "+"),
        "n/a" if low is None else f"[{_number(low, name, '+')}, {_number(high, name, '+')}]",
        _chance(one["p"]),
    )


def _chance(p: float | None) -> str:
    return "n/a" if p is None or math.isnan(p) else f"{p:.3f}"


def _number(value: float, name: str, sign: str = "") -> str:
    return f"{value:{sign}.{digits_of(name)}f}"
