"""The dataset card: what `datasets` and the Hub read (YAML) and what people read (Markdown).

The text is `dataset_card.md`; here its placeholders are filled from facts gathered while the rows were
written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from string import Template
from typing import Any

import yaml

from .statistics import RunStatistics
from .types import Dialogue, Setting, config_name

SETTING_MEANING: dict[Setting, str] = {
    "graph+plan": "tools drawn from the tool graph, dialogue planned ahead",
    "graph": "tools drawn from the tool graph, no plan",
    "plan": "tools drawn at random, dialogue planned ahead",
    "none": "tools drawn at random, no plan",
}
_KINDS = {"python": "a Python function", "mcp": "an MCP server", "replay": "recorded results"}
_MOST_EXECUTED = 100
_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))


@dataclass(slots=True)
class CardFacts:
    """What a card says about the rows.

    Args:
        patterns: Parquet files of each setting, relative to the dataset's folder, in the order of the
            settings.
        statistics: Counts of each setting's rows, and what was dropped.
        models: How many rows each model had a hand in, by (role, model).
        versions: Rows by version of ToolFlow.
        digests: Rows by digest of the run's configuration.
        executed: Calls that were executed, by (tool, kind, target).
        licence: Hub identifier of the licence.
    """

    patterns: dict[Setting, str] = field(default_factory=dict)
    statistics: dict[Setting, RunStatistics] = field(default_factory=dict)
    models: Counter[tuple[str, str]] = field(default_factory=Counter)
    versions: Counter[str] = field(default_factory=Counter)
    digests: Counter[str] = field(default_factory=Counter)
    executed: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    licence: str = "unknown"

    def add(self, dialogue: Dialogue) -> None:
        """Take note of where one kept dialogue comes from."""
        provenance = dialogue.provenance
        self.models.update(provenance.models.items())
        self.versions[provenance.code_version] += 1
        self.digests[provenance.config_digest] += 1
        for name, used in provenance.executed.items():
            self.executed[name, used["kind"], used["target"]] += used["calls"]

    @property
    def simulated(self) -> bool:
        """Tell whether the simulator had a hand in any row."""
        return any(is_simulator(model) for _, model in self.models)

    @property
    def total(self) -> RunStatistics:
        """Return the counts over all settings."""
        return sum(self.statistics.values(), RunStatistics())


def is_simulator(model: str) -> bool:
    """Tell whether a model's name is that of the embedded simulator."""
    return model == "simulator" or model.startswith(("simulator-", "simulator:", "simulator/", "simulator@"))


def render_card(facts: CardFacts) -> str:
    """Return a README.md: YAML front matter, then Markdown."""
    template = Template((files(__package__) / "dataset_card.md").read_text(encoding="utf-8"))
    front = yaml.safe_dump(_front_matter(facts), sort_keys=False, allow_unicode=True, width=1000)
    configs = [config_name(setting) for setting in facts.patterns]
    body = template.substitute(
        title="ToolFlow dialogues",
        summary=_summary(facts),
        repository="toolflow",
        default_config=_default(configs) or "graph_plan",
        configurations=_configurations(facts),
        origin=_origin(facts),
        statistics=_statistics(facts),
        columns=_columns(),
        limits=_limits(facts),
        licence=_licence(facts.licence),
    )
    return f"---\n{front}---\n\n{body}"


def markdown_table(header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """Return a Markdown table; pipes in cells are escaped."""
    lines = [header, tuple("---" for _ in header), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def _default(configs: list[str]) -> str | None:
    return "graph_plan" if "graph_plan" in configs else next(iter(configs), None)


def _front_matter(facts: CardFacts) -> dict[str, Any]:
    configs = []
    names = [config_name(setting) for setting in facts.patterns]
    for name, pattern in zip(names, facts.patterns.values(), strict=True):
        entry: dict[str, Any] = {"config_name": name, "data_files": [{"split": "train", "path": pattern}]}
        if name == _default(names):
            entry["default"] = True
        configs.append(entry)
    rows = facts.total.dialogues
    size = next((label for limit, label in _SIZES if rows < limit), "n>1M")
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
    if configs:
        front["configs"] = configs
    return front


def _summary(facts: CardFacts) -> str:
    total = facts.total
    text = (
        f"{total.dialogues:,} multi-turn tool-calling dialogues with {total.calls:,} calls of "
        f"{len(total.called):,} distinct tools."
    )
    if facts.simulated:
        text += (
            "\n\n> **Simulated text.** Some or all of these dialogues were written by ToolFlow's embedded "
            "simulator, not by a language model or by people. They exercise pipelines and teach the format "
            "of calls; they are no measure of how people talk."
        )
    return text


def _configurations(facts: CardFacts) -> str:
    rows = [
        (f"`{config_name(setting)}`", SETTING_MEANING[setting], f"{facts.statistics[setting].dialogues:,}")
        for setting in facts.patterns
    ]
    return markdown_table(("configuration", "how its dialogues were made", "rows"), rows)


def _origin(facts: CardFacts) -> str:
    rows = [
        (role, f"`{model}`" + (" (not a language model)" if is_simulator(model) else ""), f"{count:,}")
        for (role, model), count in sorted(facts.models.items())
    ]
    versions = ", ".join(sorted(facts.versions)) or "none"
    digests = ", ".join(f"`{digest}`" for digest in sorted(facts.digests)) or "none"
    return (
        f"{markdown_table(('role', 'model', 'dialogues'), rows)}\n\n"
        f"ToolFlow version: {versions}. Digest of the run's configuration: {digests}."
        f"{_executed(facts)}"
    )


def _executed(facts: CardFacts) -> str:
    """Return which tools were executed, and how; empty if none was."""
    if not facts.executed:
        return ""
    made_up = facts.total.calls - sum(facts.executed.values())
    most = facts.executed.most_common(_MOST_EXECUTED)
    rows = [(f"`{name}`", _KINDS[kind], f"`{target}`", f"{count:,}") for (name, kind, target), count in most]
    more = len(facts.executed) - len(rows)
    return (
        f"\n\nThese tools were executed; the other {made_up:,} of {facts.total.calls:,} results were made up "
        f"by the tool agent.\n\n{markdown_table(('tool', 'executed by', 'target', 'calls'), rows)}"
        + (f"\n\n{more:,} more are in the column `executed`." if more > 0 else "")
    )


def _statistics(facts: CardFacts) -> str:
    settings = list(facts.patterns)
    columns = [dict(facts.statistics[setting].rows()) for setting in settings]
    labels = list(dict.fromkeys(label for column in columns for label in column))
    rows = [(label, *(column.get(label, "0") for column in columns)) for label in labels]
    return markdown_table(("", *(config_name(setting) for setting in settings)), rows)


def _columns() -> str:
    from .features import COLUMNS

    return markdown_table(("column", "holds"), [(f"`{name}`", text) for name, text in COLUMNS.items()])


def _limits(facts: CardFacts) -> str:
    limits = [
        "The dialogues are synthetic, and so are the results of all tools but those listed as executed, "
        "which are what the tool gave at the time."
        if facts.executed
        else "The dialogues are synthetic, and so are the results: no tool was run, and no result is a fact.",
        "Names, addresses and other personal details are made up.",
        "Calls are checked against their schemas and values against what was said before; whether a call was "
        "the best one possible is not checked.",
    ]
    if facts.simulated:
        limits.append("The simulator's phrasing is narrower than a language model's.")
    return "\n".join(f"- {limit}" for limit in limits)


def _licence(licence: str) -> str:
    if licence == "unknown":
        return (
            "Not stated yet. Tool definitions keep their own terms, and the models' terms may bind what they "
            "wrote: set the licence before publishing."
        )
    return f"`{licence}`. Tool definitions keep their own terms."
