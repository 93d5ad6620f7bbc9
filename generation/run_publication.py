"""What of a run may be published, and whether its rows pass the filters as they stand in the files."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from toolflow_dataset.card import CardFacts
from toolflow_dataset.content_digest import DialoguesDigest, items_digest
from toolflow_dataset.errors import ConfigError, SchemaError
from toolflow_dataset.exported import ExportedDataset
from toolflow_dataset.statistics import DialogueStatistics, dialogue_statistics, drops, total_statistics
from toolflow_dataset.types import Dialogue, Setting

from .config import Config
from .config_files import read_config_file
from .filters import apply_filters
from .keys import environment_secrets, hide_users
from .run_folder import CONFIG_FILE, TOOLS_FILE, missing_mark
from .tool_files import load_tools

Progress = Callable[[str, int, int], None]
_SHOWN = 5


@dataclass(slots=True)
class CheckedRows:
    """What a look at every row found.

    Args:
        facts: For the card.
        digests: Of each setting's dialogues.
        tools: The distinct functions that are offered, in order of appearance.
    """

    facts: CardFacts
    digests: dict[Setting, str] = field(default_factory=dict)
    tools: tuple[dict[str, Any], ...] = ()

    @property
    def tools_digest(self) -> str:
        """Return the digest of the offered tools."""
        return items_digest(self.tools)


def check_rows(
    dataset: ExportedDataset, *, licence: str = "unknown", progress: Progress | None = None
) -> CheckedRows:
    """Read every row back and hold it against the filters; count what there is.

    Args:
        dataset: What is to be published.
        licence: Hub identifier of the licence that the card states.
        progress: Called with (stage, done, total).

    Raises:
        SchemaError: If a row cannot be read, two have the same id, or a dialogue does not pass a filter.
    """
    dropped, failed = dataset.left_out()
    checked = CheckedRows(CardFacts(licence=licence, failed=failed))
    faults: list[str] = []
    ids: set[str] = set()
    tools: dict[str, dict[str, Any]] = {}
    total = sum(dataset.rows(setting) for setting in dataset.shards)
    for setting in dataset.shards:
        digest = DialoguesDigest()

        def counted(
            setting: Setting = setting, digest: DialoguesDigest = digest
        ) -> Iterator[DialogueStatistics]:
            for place, dialogue in dataset.dialogues(setting):
                faults.extend(f"{place}: {fault}" for fault in _faults(dialogue, setting, ids))
                ids.add(dialogue.id)
                functions = [tool.wire()["function"] for tool in dialogue.tools]
                digest.add(dialogue.messages, functions)
                tools.update((json.dumps(function), function) for function in functions)
                checked.facts.add(dialogue)
                yield dialogue_statistics(dialogue)
                if progress is not None:
                    progress("checking rows", len(ids), total)

        left_out = drops(dropped.get(setting, Counter()).elements())
        checked.facts.statistics[setting] = total_statistics(counted()) + left_out
        checked.digests[setting] = digest.hexdigest()
    if faults:
        more = f", and {len(faults) - _SHOWN:,} more" if len(faults) > _SHOWN else ""
        raise SchemaError(
            f"{dataset.folder}: not fit to be published: {'; '.join(faults[:_SHOWN])}{more}; "
            "take these dialogues out, or make the run anew"
        )
    checked.tools = tuple(tools.values())
    return checked


def _faults(dialogue: Dialogue, setting: Setting, ids: Collection[str]) -> Iterator[str]:
    """Yield what keeps a row from being published."""
    if dialogue.id in ids:
        yield f"a second {dialogue.id}"
    if dialogue.provenance.setting != setting:
        yield f"{dialogue.id} is of the setting {dialogue.provenance.setting}"
    verdict = apply_filters(dialogue)
    if not verdict.keep:
        yield f"{dialogue.id} does not pass the filters: {verdict.reason}"


def public_config(run: Path | str) -> dict[str, Any]:
    """Return a run's resolved configuration without addresses, headers, folders, commands or anything secret.

    It is what dialogues depend on; of executors only their kind is told.

    Raises:
        ConfigError: If the folder holds no run, or its configuration cannot be read.
    """
    run = Path(run)
    if missing := missing_mark(run):
        raise ConfigError(f"{run}: holds no run that can be published, for it has {missing}")
    config = _config(run)
    plain = {**config.shaping(), "setting": list(config.setting), "num_dialogues": config.num_dialogues}
    plain.pop("execute", None)
    if "executors" in plain:
        plain["executors"] = {pattern: rule.kind for pattern, rule in config.executors.items()}
    plain["encoder"] = _without_folders(str(plain["encoder"]))
    hidden: dict[str, Any] = json.loads(environment_secrets().hide(hide_users(json.dumps(plain))))
    return hidden


def _config(run: Path) -> Config:
    values, where = read_config_file(run / CONFIG_FILE)
    return Config.from_mapping(values, where)


def tool_sources(run: Path | str) -> dict[tuple[str, str], int]:
    """Return how many of a run's tools come from where and under which licence.

    That is what their metadata says; what does not say where it comes from is of the file the run was given,
    which is named without its folders.

    Raises:
        ConfigError: If the run's configuration cannot be read.
        ToolSourceError: If its tools cannot be read.
    """
    found: Counter[tuple[str, str]] = Counter()
    given = str(_config(Path(run)).tools or "")
    for tool in load_tools(Path(run) / TOOLS_FILE):
        own = tool.metadata.get("x")
        metadata = {**(own if isinstance(own, dict) else {}), **tool.metadata}
        licence = metadata.get("licence") or metadata.get("license") or ""
        found[_without_folders(str(metadata.get("source") or given)), str(licence)] += 1
    return dict(found)


def _without_folders(name: str) -> str:
    """Return a name without the folders of a path before it; an address by its host, a Hub id as it is."""
    if "://" in name:
        return urlsplit(name).hostname or ""
    return (
        Path(name).name if name.startswith(("/", "~", ".")) or name.count("/") > 1 or "\\" in name else name
    )
