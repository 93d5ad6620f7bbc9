"""The dataset card: what `datasets` and the Hub read (YAML) and what people read (Markdown).

The text is `dataset_card.md`; here its placeholders are filled from facts gathered while the rows were
written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from string import Template
from typing import Any

import yaml

from .card_example import card_example
from .card_front import default_config, front_matter
from .card_measures import coherence_table, leakage_table
from .leakage_facts import LeakageFacts
from .markdown import code_block, code_span, markdown_table, plain
from .statistics import RunStatistics
from .transcript import visible
from .types import Dialogue, Setting, config_name

SETTING_MEANING: dict[Setting, str] = {
    "graph+plan": "tools drawn from the tool graph, dialogue planned ahead",
    "graph": "tools drawn from the tool graph, no plan",
    "plan": "tools drawn at random, dialogue planned ahead",
    "none": "tools drawn at random, no plan",
}
_KINDS = {"python": "a Python function", "mcp": "an MCP server", "replay": "recorded results"}
_TITLE = "ToolFlow dialogues"
_MOST_EXECUTED = 100
_NEXT = "`toolflow push --report FILE` puts them here"


@dataclass(frozen=True, slots=True)
class SplitSize:
    """The size of one setting's data.

    Args:
        rows: Dialogues.
        file_bytes: Of its Parquet files.
        memory_bytes: Of its rows in memory, as Arrow has them.
    """

    rows: int
    file_bytes: int
    memory_bytes: int


@dataclass(frozen=True, slots=True)
class Publication:
    """What a card says of a published version, beside what it says of the rows.

    Args:
        repository: What `load_dataset` takes.
        version: Of the dataset; empty where it was only exported.
        previous: The version before, empty if there is none.
        changes: What changed since, a line each.
        sizes: Of each setting's data.
        sources: How many tools came from where, with their licence: (source, licence), empty where unknown.
        measures: What `toolflow evaluate --json` says of each configuration.
        leakage: What was measured of leakage; None if nothing was.
        config: What the run was set to, without anything secret or of the machine.
    """

    repository: str = "toolflow"
    version: str = ""
    previous: str = ""
    changes: tuple[str, ...] = ()
    sizes: Mapping[Setting, SplitSize] = field(default_factory=dict)
    sources: Mapping[tuple[str, str], int] = field(default_factory=dict)
    measures: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    leakage: LeakageFacts | None = None
    config: Mapping[str, Any] = field(default_factory=dict)


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
        failed: How many dialogues of each setting failed, and are in no file.
        licence: Hub identifier of the licence.
        first: The first dialogue, which the card shows.
        publication: What is known only of what is published.
    """

    patterns: dict[Setting, str] = field(default_factory=dict)
    statistics: dict[Setting, RunStatistics] = field(default_factory=dict)
    models: Counter[tuple[str, str]] = field(default_factory=Counter)
    versions: Counter[str] = field(default_factory=Counter)
    digests: Counter[str] = field(default_factory=Counter)
    executed: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    failed: Mapping[Setting, int] = field(default_factory=dict)
    licence: str = "unknown"
    first: Dialogue | None = None
    publication: Publication = field(default_factory=lambda: Publication())

    def add(self, dialogue: Dialogue) -> None:
        """Take note of where one kept dialogue comes from."""
        self.first = self.first or dialogue
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
    front = yaml.safe_dump(front_matter(facts), sort_keys=False, allow_unicode=True, width=1000)
    published = facts.publication
    repository, revision = published.repository, f"v{published.version}" if published.version else ""
    body = template.substitute(
        title=_TITLE,
        summary=_summary(facts),
        repository=repository,
        source=f"{repository}@{revision}" if revision else repository,
        revision=f', revision="{revision}"' if revision else "",
        default_config=default_config(facts) or "graph_plan",
        configurations=_configurations(facts),
        changes=_changes(published),
        origin=_origin(facts),
        sources=_sources(published),
        statistics=_statistics(facts),
        coherence=coherence_table(published.measures) or f"Not measured yet; {_NEXT}.",
        leakage=leakage_table(published.leakage) or f"Not measured yet; {_NEXT}.",
        example=card_example(facts.first) if facts.first is not None else "There is none.",
        columns=_columns(),
        limits=_limits(facts),
        licence=_licence(facts.licence),
    )
    return f"---\n{front}---\n\n{visible(body)}"


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


def _changes(published: Publication) -> str:
    """Return what changed since the version before; empty for a first version, and for none."""
    if not published.version:
        return ""
    if not published.previous:
        return f"Version {published.version}, the first.\n"
    lines = "\n".join(f"- {line}" for line in published.changes) or "- nothing but this card"
    return f"Version {published.version}. Since {published.previous}:\n\n{lines}\n"


def _sources(published: Publication) -> str:
    """Return where the tools come from and under which licences, as far as the run knows."""
    if not published.sources:
        return ""
    rows = [
        (code_span(source) if source else "not recorded", plain(licence) or "not recorded", f"{count:,}")
        for (source, licence), count in sorted(published.sources.items())
    ]
    return "\n" + markdown_table(("tools from", "licence", "tools"), rows) + "\n"


def _configurations(facts: CardFacts) -> str:
    rows = [
        (f"`{config_name(setting)}`", SETTING_MEANING[setting], f"{facts.statistics[setting].dialogues:,}")
        for setting in facts.patterns
    ]
    return markdown_table(("configuration", "how its dialogues were made", "rows"), rows)


def _origin(facts: CardFacts) -> str:
    rows = [
        (role, code_span(model) + (" (not a language model)" if is_simulator(model) else ""), f"{count:,}")
        for (role, model), count in sorted(facts.models.items())
    ]
    versions = ", ".join(sorted(facts.versions)) or "none"
    digests = ", ".join(f"`{digest}`" for digest in sorted(facts.digests)) or "none"
    return (
        f"{markdown_table(('role', 'model', 'dialogues'), rows)}\n\n"
        f"ToolFlow version: {versions}. Digest of the run's configuration: {digests}."
        f"{_executed(facts)}{_settings(facts.publication)}"
    )


def _settings(published: Publication) -> str:
    """Return what the run was set to; empty where it was only exported."""
    if not published.version:
        return ""
    config = yaml.safe_dump(dict(published.config), sort_keys=False, allow_unicode=True).rstrip()
    return (
        "\n\nAll counts and measures are in [statistics.json](statistics.json) too, all settings in "
        "[config.yaml](config.yaml):\n\n<details><summary>Settings</summary>\n\n"
        f"{code_block(config, 'yaml')}\n\n</details>"
    )


def _executed(facts: CardFacts) -> str:
    """Return which tools were executed, and how; empty if none was."""
    if not facts.executed:
        return ""
    made_up = facts.total.calls - sum(facts.executed.values())
    most = facts.executed.most_common(_MOST_EXECUTED)
    rows = [
        (code_span(name), _KINDS[kind], code_span(target), f"{count:,}")
        for (name, kind, target), count in most
    ]
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
    rows = [(plain(label), *(column.get(label, "0") for column in columns)) for label in labels]
    if not any(facts.statistics[setting].dropped for setting in settings):
        rows.append(("dropped", *("0" for _ in settings)))
    rows.append(("failed", *(f"{facts.failed.get(setting, 0):,}" for setting in settings)))
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
    return f"{code_span(licence)}. Tool definitions keep their own terms."
