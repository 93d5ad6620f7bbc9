"""What is different in a dataset's new version, by the statistics published with each; lines of Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .markdown import code_span, plain

_COUNTS = ("dialogues", "calls", "tools_offered", "dropped")
_NAMES = {"tools_offered": "tools offered"}
_SHOWN = 60
_LEAKAGE = {"ngram": "n-grams", "similarity": "similarity"}


def changes(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Return what changed from one version's statistics to the next, a line each; empty if nothing did.

    Args:
        before: `statistics.json` of the earlier version.
        now: That of the new one.
    """
    return [
        *_settings(before, now),
        *_config(before, now),
        *_others(before, now),
        *_leakage(before, now),
        *_measures(before, now),
    ]


def _settings(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    old, new = before.get("settings") or {}, now["settings"]
    for name in dict.fromkeys((*old, *new)):
        shown = code_span(name)
        if name not in old:
            yield f"{shown} is new: {new[name]['dialogues']:,} dialogues"
        elif name not in new:
            yield f"{shown} is gone; it had {old[name]['dialogues']:,} dialogues"
        elif old[name].get("digest") != new[name]["digest"]:
            counted = [_count(key, old[name], new[name]) for key in _COUNTS]
            told = ", ".join(each for each in counted if each) or "the same counts"
            yield f"{shown}: other dialogues; {told}"


def _count(key: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    """Return how a count moved; empty if it did not."""
    one, other = old.get(key), new[key]
    if isinstance(other, Mapping):
        one, other = sum((one or {}).values()), sum(other.values())
    if one == other or not isinstance(one, int):
        return ""
    return f"{_NAMES.get(key, key)} {one:,} → {other:,} ({other - one:+,})"


def _config(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    old, new = before.get("config") or {}, now["config"]
    for key in dict.fromkeys((*old, *new)):
        if old.get(key) != new.get(key):
            yield f"configuration, {code_span(key)}: {_shown(old.get(key))} → {_shown(new.get(key))}"


def _others(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    for key, name in (("models", "models"), ("code_versions", "made with ToolFlow"), ("licence", "licence")):
        if before.get(key) != now[key]:
            yield f"{name}: {_shown(before.get(key))} → {_shown(now[key])}"


def _leakage(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    """Yield the test sets that came or went, shares of leaked tools that moved, and what may be published."""
    old, new = before.get("leakage") or {}, now.get("leakage") or {}
    shares = [{pair["test"]: pair for pair in of.get("pairs", ())} for of in (old, new)]
    for test in dict.fromkeys((*shares[0], *shares[1])):
        if test not in shares[1]:
            yield f"leakage of {plain(test)}: not measured any more"
        for measure, name in _LEAKAGE.items() if test in shares[1] else ():
            one, other = (of.get(test, {}).get(measure) for of in shares)
            if one != other and other is not None:
                was = "not measured" if one is None else f"{100 * one:.2f} %"
                yield f"leakage of {plain(test)} by {name}: {was} → {100 * other:.2f} %"
    if old and new and old.get("gate") != new.get("gate"):
        yield f"leakage that may be published: {100 * old['gate']:.2f} % → {100 * new['gate']:.2f} %"
    if not old.get("allowed") and new.get("allowed"):
        yield "more leakage was allowed"


def _measures(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    """Yield, for each configuration of both versions, which measures came, went or moved."""
    old, new = before.get("measures") or {}, now.get("measures") or {}
    for name in now["settings"]:
        one, other = (_values(of.get(name)) for of in (old, new))
        moved = [
            f"{key} {_figure(one.get(key))} → {_figure(other[key])}"
            for key in other
            if _figure(one.get(key)) != _figure(other[key])
        ]
        if one and not other:
            yield f"{code_span(name)}: coherence and diversity are not measured any more"
        elif moved and name in (before.get("settings") or {}):
            yield f"{code_span(name)}: {', '.join(map(plain, moved))}"


def _values(found: Mapping[str, Any] | None) -> dict[str, float]:
    """Return the measures of a configuration that have a value."""
    measures = (found or {}).get("measures") or {}
    return {key: each["value"] for key, each in measures.items() if each.get("value") is not None}


def _figure(value: float | None) -> str:
    """Return a value as the card shows it."""
    return "not measured" if value is None else f"{value:.{4 if abs(value) < 1 else 2}f}"


def _shown(value: Any) -> str:
    if value is None or value == []:
        return "none"
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return code_span(text if len(text) <= _SHOWN else f"{text[: _SHOWN - 3]}...")
