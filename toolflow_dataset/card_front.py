"""A card's YAML front matter: what `datasets` and the Hub read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .types import config_name

if TYPE_CHECKING:
    from .card import CardFacts

_SIZES = (
    (1_000, "n<1K"),
    (10_000, "1K<n<10K"),
    (100_000, "10K<n<100K"),
    (1_000_000, "100K<n<1M"),
    (10_000_000, "1M<n<10M"),
    (100_000_000, "10M<n<100M"),
)


def default_config(facts: CardFacts) -> str | None:
    """Return the configuration that is loaded where none is named; None if there is none."""
    names = [config_name(setting) for setting in facts.patterns]
    return "graph_plan" if "graph_plan" in names else next(iter(names), None)


def front_matter(facts: CardFacts) -> dict[str, Any]:
    """Return the metadata of the card: licence, size, tags, configurations with their files and sizes."""
    rows = facts.total.dialogues
    size = next((label for limit, label in _SIZES if rows < limit), "100M<n<1B")
    front: dict[str, Any] = {
        "license": facts.licence,
        "language": ["en"],
        "pretty_name": "ToolFlow dialogues",
        "task_categories": ["text-generation"],
        "tags": ["tool-calling", "function-calling", "multi-turn", "synthetic", "toolflow"],
        "size_categories": [size],
    }
    if facts.simulated:
        front["tags"].append("simulated")
    if facts.publication.version:
        front["version"] = facts.publication.version
    if facts.publication.sizes:
        front["dataset_info"] = _dataset_info(facts)
    if facts.patterns:
        front["configs"] = _configs(facts)
    return front


def _configs(facts: CardFacts) -> list[dict[str, Any]]:
    configs = []
    for setting, pattern in facts.patterns.items():
        name = config_name(setting)
        entry: dict[str, Any] = {"config_name": name, "data_files": [{"split": "train", "path": pattern}]}
        if name == default_config(facts):
            entry["default"] = True
        configs.append(entry)
    return configs


def _dataset_info(facts: CardFacts) -> list[dict[str, Any]]:
    from .features import FEATURES

    infos = []
    for setting, size in facts.publication.sizes.items():
        split = {"name": "train", "num_bytes": size.memory_bytes, "num_examples": size.rows}
        infos.append(
            {
                "config_name": config_name(setting),
                "features": FEATURES._to_yaml_list(),
                "splits": [split],
                "download_size": size.file_bytes,
                "dataset_size": size.memory_bytes,
            }
        )
    return infos
