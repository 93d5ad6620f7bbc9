"""A card's tables of what was measured: Table 2 and Table 9, with the models that measured them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .leakage_facts import LeakageFacts
from .markdown import code_span, markdown_table, plain

_VALUES = ("SS", "EnR", "H", "D-3", "H at budget", "D-3 at budget", "NAT", "COH", "HELP", "ACC")
_MODELS = (
    ("encoder", "coherence", "encoder"),
    ("NLI model", "coherence", "nli"),
    ("judge", "judge", "model"),
)


def coherence_table(measures: Mapping[str, Mapping[str, Any]]) -> str:
    """Return Table 2 of the configurations that were measured; empty if none was.

    Args:
        measures: By configuration, its entry under `sets` of `toolflow evaluate --json`.
    """
    if not measures:
        return ""
    names = list(measures)
    rows = []
    for value in _VALUES:
        cells = [_value(measures[name].get("measures", {}).get(value)) for name in names]
        if any(cells):
            rows.append((_label(value, measures), *(cell or "n/a" for cell in cells)))
    notes = [
        f"{shown}: {', '.join(map(code_span, models))}"
        for shown, group, key in _MODELS
        if (models := _distinct(measures, group, key))
    ]
    return markdown_table(("", *names), rows) + f"\n\n{'; '.join(notes)}." if rows else ""


def leakage_table(facts: LeakageFacts | None) -> str:
    """Return Table 9, and whether it is above what may be published; empty if nothing was measured."""
    if facts is None or not facts.pairs:
        return ""
    rows = [
        (
            plain(str(pair["test"])),
            f"{pair['n_test']:,}",
            _leaked(pair, "ngram"),
            _leaked(pair, "similarity"),
        )
        for pair in facts.pairs
    ]
    tokenizers = sorted({plain(str(pair["tokenizer"])) for pair in facts.pairs if pair.get("tokenizer")})
    encoders = sorted({code_span(str(pair["encoder"])) for pair in facts.pairs if pair.get("encoder")})
    excess = facts.excess()
    verdict = f"None is above {100 * facts.gate:.2f} %."
    if excess:
        verdict = (
            f"**Above the {100 * facts.gate:.2f} % that is published as a rule: "
            f"{plain('; '.join(excess))}.** It was allowed (`--allow-leakage`); report no results on these "
            "test sets of models trained on this."
        )
    return (
        markdown_table(("test set", "its tools", "leaked by n-gram", "by similarity"), rows)
        + f"\n\nTokens: {', '.join(tokenizers)}; encoder: {', '.join(encoders)}. {verdict}"
    )


def _label(value: str, measures: Mapping[str, Mapping[str, Any]]) -> str:
    if not value.endswith(" at budget"):
        return value
    budgets = {each.get("diversity", {}).get("budget") for each in measures.values()} - {None}
    return f"{value.replace(' at ', ' at a ')} of {max(budgets):,} tokens" if len(budgets) == 1 else value


def _value(found: Mapping[str, Any] | None) -> str:
    """Return a value with its interval; empty if it was not measured."""
    if not found or found.get("value") is None:
        return ""
    digits = 4 if abs(found["value"]) < 1 else 2
    low, high = found.get("ci") or (None, None)
    interval = "" if low is None or high is None else f" [{low:.{digits}f}, {high:.{digits}f}]"
    return f"{found['value']:.{digits}f}{interval}"


def _distinct(measures: Mapping[str, Mapping[str, Any]], group: str, key: str) -> Sequence[str]:
    found = {each.get(group, {}).get(key) for each in measures.values()}
    return sorted(str(model) for model in found - {None})


def _leaked(pair: Mapping[str, Any], measure: str) -> str:
    share, count = pair[measure], pair.get(f"{measure}_count")
    return (
        "n/a"
        if share is None
        else f"{100 * share:.3f} % ({count:,})"
        if count is not None
        else f"{100 * share:.3f} %"
    )
