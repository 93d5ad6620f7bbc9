"""What `toolflow evaluate --json` and `toolflow leakage --json` found of a dataset that is to be published.

A report is known to be of the same data by digests: of the dialogues of each set, and of the tools that were
checked for leakage.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from toolflow_dataset.errors import ConfigError

_KEPT = ("measures", "coherence", "diversity", "judge")


@dataclass(slots=True)
class SavedFigures:
    """The figures of reports that are of the data.

    Args:
        measures: By configuration, what `toolflow evaluate` says of it.
        leakage: By label of the test set, what was found of it in all tools of the dataset.
    """

    measures: dict[str, dict[str, Any]] = field(default_factory=dict)
    leakage: dict[str, dict[str, Any]] = field(default_factory=dict)


def read_reports(paths: Iterable[Path], dialogues: Mapping[str, str], tools: str) -> SavedFigures:
    """Return what reports say of a dataset; of two on the same thing the later one counts.

    Args:
        paths: Files written with `--json`.
        dialogues: Digest of the dialogues of each configuration.
        tools: Digest of all tools that are offered.

    Raises:
        ConfigError: If a file is no such report, or none of what it says is of this data.
    """
    figures = SavedFigures()
    for path in paths:
        report = _read(path)
        configs = {digest: name for name, digest in dialogues.items()}
        sets = report.get("sets") or ()
        of_sets = {
            configs[each["digest"]]: {key: each[key] for key in _KEPT if key in each}
            for each in sets
            if each.get("digest") in configs
        }
        compared = report if "pairs" in report else report.get("leakage") or {}
        pairs = compared.get("pairs") or () if compared.get("compared") == "tools" else ()
        of_tools = {pair["test"]: _without_names(pair) for pair in pairs if pair.get("train_digest") == tools}
        if not of_sets and not of_tools:
            raise ConfigError(f"{path}: {_why_not(report, sets, pairs)}")
        figures.measures |= of_sets
        figures.leakage |= of_tools
    return figures


def leakage_pairs(report: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return what a leakage report as JSON says of its one training set, by label of the test set."""
    return {pair["test"]: _without_names(pair) for pair in report["pairs"]}


def _read(path: Path) -> dict[str, Any]:
    try:
        report = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(f"{path}: cannot be read as JSON ({error}); give what --json wrote") from error
    if not isinstance(report, dict) or not {"sets", "pairs"} & report.keys():
        raise ConfigError(
            f"{path}: is no report; expected what toolflow evaluate --json or toolflow leakage --json wrote"
        )
    return report


def _why_not(report: Mapping[str, Any], sets: Iterable[Any], pairs: Iterable[Any]) -> str:
    """Return why nothing in a report can be used."""
    digests = [each.get("digest") for each in sets] + [each.get("train_digest") for each in pairs]
    if report.get("compared") == "texts":
        return "is of texts, and what is published has to be checked for tools; leave out --texts"
    if not any(digests):
        return "names no digest of what it measured; measure again with this version of ToolFlow"
    return (
        "is of other data, or of an earlier state of this run; measure again: leakage of all settings "
        "together with toolflow leakage RUN, all else with toolflow evaluate RUN"
    )


def _without_names(pair: Mapping[str, Any]) -> dict[str, Any]:
    """Return a pair without what the training data was called where it was measured."""
    return {key: value for key, value in pair.items() if key not in ("train", "train_digest")}
