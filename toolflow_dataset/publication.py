"""A run's dataset as a version on the Hub: its files, what is different in them, and the one commit.

Everything published is in one commit: Parquet files of each setting, card, configuration, statistics. The tag
comes last and is what makes it a version; a push that was broken off before is simply done again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import yaml

from .card import CardFacts, Publication, SplitSize, render_card
from .changes import changes
from .errors import ConfigError, HubError
from .exported import ExportedDataset
from .hub_repository import Content, Head, HubRepository, is_same
from .markdown import code_span
from .types import SETTINGS, Setting, config_name
from .versions import Version, versions_of

CARD_FILE = "README.md"
CONFIG_FILE = "config.yaml"
STATISTICS_FILE = "statistics.json"


@dataclass(frozen=True, slots=True)
class Remote:
    """What is on the Hub before a push.

    Args:
        head: The last commit; None if there is no repository yet.
        previous: The newest version; None if there is none.
        statistics: Those published with it; empty if there are none.
    """

    head: Head | None = None
    previous: Version | None = None
    statistics: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Release:
    """A version, ready to be pushed.

    Args:
        version: Its number.
        files: By path in the repository.
        changes: What changed since the version before, a line each.
    """

    version: Version
    files: Mapping[str, Content]
    changes: tuple[str, ...]

    def sizes(self) -> dict[str, int]:
        """Return each file's bytes, by path."""
        return {
            path: len(content) if isinstance(content, bytes) else content.stat().st_size
            for path, content in sorted(self.files.items())
        }


def look_at_remote(repository: HubRepository, version: Version, *, private: bool = False) -> Remote:
    """Return what the Hub holds, if this version may be added to it.

    Raises:
        ConfigError: If the version exists, or is older than the newest; or the repository is public and is
            to be private.
        HubError: If the Hub cannot be asked.
    """
    head = repository.head()
    if head is None:
        return Remote()
    versions = versions_of(repository.tags())
    if version in versions:
        raise ConfigError(
            f"{repository.url}: version {version} exists, and versions never change; choose a newer one"
        )
    previous = versions[-1] if versions else None
    if previous is not None and version < previous:
        raise ConfigError(
            f"{repository.url}: has {previous}, which is newer than {version}; choose a newer version"
        )
    if private and not head.private:
        raise ConfigError(
            f"{repository.url}: is public; make it private in its settings, or leave out --private"
        )
    statistics: Any = {}
    if previous is not None and (content := repository.read(STATISTICS_FILE, previous.tag)) is not None:
        try:
            statistics = json.loads(content)
        except ValueError as error:
            raise HubError(
                f"{repository.url}: {STATISTICS_FILE} of {previous} is not JSON ({error})"
            ) from error
    return Remote(head, previous, statistics)


def make_release(
    dataset: ExportedDataset,
    version: Version,
    facts: CardFacts,
    *,
    repository: str,
    remote: Remote,
    config: Mapping[str, Any],
    digests: Mapping[Setting, str],
    publication: Publication,
) -> Release:
    """Put together the files of a version.

    Args:
        dataset: What is published.
        version: Its number.
        facts: What its rows say; the card's other facts are added here.
        repository: `ORG/NAME`.
        remote: What is on the Hub.
        config: The configuration, without anything secret or of this machine.
        digests: Of each setting's dialogues.
        publication: Measures, leakage, sources.
    """
    sizes = {setting: _size(dataset, setting) for setting in dataset.shards}
    previous = str(remote.previous) if remote.previous is not None else ""
    publication = replace(
        publication,
        repository=repository,
        version=str(version),
        previous=previous,
        sizes=sizes,
        config=config,
    )
    statistics = _statistics(facts, publication, config, digests, dataset)
    told = _changes(remote, statistics) if remote.previous is not None else ()
    facts = replace(
        facts,
        patterns={setting: dataset.pattern(setting) for setting in dataset.shards},
        publication=replace(publication, changes=told),
    )
    files: dict[str, Content] = {
        f"{shard.parent.name}/{shard.name}": shard for shards in dataset.shards.values() for shard in shards
    }
    files[CARD_FILE] = render_card(facts).encode()
    files[CONFIG_FILE] = yaml.safe_dump(dict(config), sort_keys=False, allow_unicode=True).encode()
    files[STATISTICS_FILE] = (json.dumps(statistics, indent=1, ensure_ascii=False) + "\n").encode()
    return Release(version, files, told)


def check_release(repository: HubRepository, release: Release) -> None:
    """Have the Hub check the card; nothing is written.

    Raises:
        HubError: If the Hub refuses its metadata, such as a licence it does not know.
    """
    card = release.files[CARD_FILE]
    assert isinstance(card, bytes)
    repository.check_card(card.decode())


def push_release(repository: HubRepository, release: Release, *, private: bool = False) -> str:
    """Commit a version's files at once and tag the commit; return its id.

    Files that an earlier version had and this one has not are gone from the main branch, and stay with their
    own version; what others put there stays.

    Raises:
        HubError: If the Hub does not take it; what is uploaded by then is not sent again next time.
    """
    check_release(repository, release)
    repository.create(private=private)
    description = "\n".join(f"- {line}" for line in release.changes)
    commit = repository.commit(release.files, _is_ours, f"Version {release.version}", description)
    repository.tag(release.version.tag, commit, f"Version {release.version}")
    return commit


def unchanged(release: Release, head: Head | None) -> set[str]:
    """Return the paths whose content is on the Hub already."""
    if head is None:
        return set()
    return {path for path, content in release.files.items() if is_same(head.files.get(path), content)}


def removed(release: Release, head: Head | None) -> list[str]:
    """Return the paths that the push takes off the main branch."""
    return sorted(
        path for path in (head.files if head else ()) if _is_ours(path) and path not in release.files
    )


def _is_ours(path: str) -> bool:
    """Tell whether a path is one of an export's Parquet files."""
    folder, _, name = path.partition("/")
    shard = name.startswith("train-") and name.endswith(".parquet")
    return shard and folder in {config_name(setting) for setting in SETTINGS}


def _changes(remote: Remote, statistics: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what changed, as far as what was published with the version before is of our making."""
    try:
        return tuple(changes(remote.statistics, statistics))
    except (AttributeError, KeyError, TypeError, ValueError):
        return (f"not known: the {code_span(STATISTICS_FILE)} of {remote.previous} is not ToolFlow's",)


def _size(dataset: ExportedDataset, setting: Setting) -> SplitSize:
    import pyarrow.parquet as pq

    memory = 0
    for shard in dataset.shards[setting]:
        with pq.ParquetFile(shard) as file:
            for batch in file.iter_batches():
                memory += batch.nbytes
    return SplitSize(
        dataset.rows(setting), sum(shard.stat().st_size for shard in dataset.shards[setting]), memory
    )


def _statistics(
    facts: CardFacts,
    publication: Publication,
    config: Mapping[str, Any],
    digests: Mapping[Setting, str],
    dataset: ExportedDataset,
) -> dict[str, Any]:
    """Return what stands in `statistics.json`: counts, models, measures; no time, no cost."""
    models = sorted(f"{role}: {model}" for role, model in facts.models)
    return {
        "version": publication.version,
        "settings": {
            config_name(setting): {**facts.statistics[setting].to_json(), "digest": digests[setting]}
            for setting in dataset.shards
        },
        "total": facts.total.to_json(),
        "failed": {config_name(setting): count for setting, count in facts.failed.items()},
        "models": models,
        "code_versions": sorted(facts.versions),
        "config_digests": sorted(facts.digests),
        "licence": facts.licence,
        "config": dict(config),
        "measures": {name: dict(found) for name, found in publication.measures.items()},
        "leakage": None if publication.leakage is None else publication.leakage.to_json(),
    }
