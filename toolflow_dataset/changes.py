"""What is different in a dataset's new version, by the statistics published with each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_COUNTS = ("dialogues", "calls", "tools_offered", "dropped")
_NAMES = {"tools_offered": "tools offered"}
_SHOWN = 60


def changes(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Return what changed from one version's statistics to the next, a line each; empty if nothing did.

    Args:
        before: `statistics.json` of the earlier version.
        now: That of the new one.
    """
    return [*_settings(before, now), *_config(before, now), *_others(before, now)]


def _settings(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    old, new = before.get("settings") or {}, now["settings"]
    for name in dict.fromkeys((*old, *new)):
        if name not in old:
            yield f"`{name}` is new: {new[name]['dialogues']:,} dialogues"
        elif name not in new:
            yield f"`{name}` is gone; it had {old[name]['dialogues']:,} dialogues"
        elif old[name].get("digest") != new[name]["digest"]:
            counted = [_count(key, old[name], new[name]) for key in _COUNTS]
            told = ", ".join(each for each in counted if each) or "the same counts"
            yield f"`{name}`: other dialogues; {told}"


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
            yield f"configuration, `{key}`: {_shown(old.get(key))} → {_shown(new.get(key))}"


def _others(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    for key, name in (("models", "models"), ("code_versions", "made with ToolFlow"), ("licence", "licence")):
        if before.get(key) != now[key]:
            yield f"{name}: {_shown(before.get(key))} → {_shown(now[key])}"
    for measure, old, new in _measured(before, now):
        yield f"{measure}: {old} → {new}"


def _measured(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield the shares of leaked tools that moved, where both versions were checked against the same set."""
    shares = [
        {pair["test"]: pair for pair in (version.get("leakage") or {}).get("pairs", ())}
        for version in (before, now)
    ]
    for test in sorted(shares[0].keys() & shares[1].keys()):
        for measure in ("ngram", "similarity"):
            one, other = (of[test].get(measure) for of in shares)
            if one is not None and other is not None and one != other:
                yield f"leakage of {test} by {measure}", f"{one:.2%}", f"{other:.2%}"


def _shown(value: Any) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 3]}..."
