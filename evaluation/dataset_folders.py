"""The data files of a folder or Hub repository, as its card and `datasets` name them, by configuration.

`datasets` decides which files belong to which configuration and split; the files themselves are read by
`record_files`, so that absent keys stay absent, numbers exact, and every error has its line or row.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from toolflow_dataset.errors import ConfigError, HubError, SchemaError, ToolflowError

from .conversation import Conversation
from .layouts import read_files

_MOST_CONFIGURATIONS = 12
_HUB_FILE = re.compile(r"hf://datasets/([^/@]+/[^/@]+)@([^/]+)/(.+)")


def configurations(
    source: str, config: str, split: str, revision: str | None = None
) -> list[tuple[str, Callable[[], Iterator[Conversation | SchemaError]]]]:
    """Return (name, reading) of each configuration, or of the one that is asked for.

    Args:
        source: A folder or a Hub id.
        config: A configuration's name; empty for all.
        split: The split to read; a single one of another name is taken instead.
        revision: Of a Hub repository.

    Raises:
        ConfigError: If a folder holds no data, or not the configuration or the split.
        HubError: If a repository cannot be read.
    """
    from datasets import get_dataset_config_names

    wrong: type[ToolflowError] = ConfigError if Path(source).is_dir() else HubError
    try:
        names = get_dataset_config_names(source, revision=revision)
    except Exception as error:  # whatever `datasets` and the network below it may raise
        raise wrong(f"{source}: cannot be opened as a data set ({_brief(error)})") from error
    if config and config not in names:
        raise wrong(f"{source}: has no configuration {config!r}; it has {', '.join(names)}")
    if not config and len(names) > _MOST_CONFIGURATIONS:
        raise wrong(f"{source}: has {len(names)} configurations; choose one, as in {source}:{names[0]}")
    return [
        ("" if names == ["default"] else name, _reading(source, name, split, revision, wrong))
        for name in ([config] if config else names)
    ]


def _reading(
    source: str, config: str, split: str, revision: str | None, wrong: type[ToolflowError]
) -> Callable[[], Iterator[Conversation | SchemaError]]:
    from datasets import load_dataset_builder

    try:
        files = load_dataset_builder(source, config, revision=revision).config.data_files
    except Exception as error:
        raise wrong(f"{source}:{config}: cannot be opened as a data set ({_brief(error)})") from error
    splits = {str(name): list(paths) for name, paths in (files or {}).items()}
    if split not in splits and len(splits) != 1:
        held = ", ".join(splits) or "none"
        raise wrong(f"{source}:{config}: has no split {split!r}; it has {held}; choose one with --split")
    paths = splits.get(split) or next(iter(splits.values()))

    commits = {match[2] for path in paths if (match := _HUB_FILE.fullmatch(str(path)))}
    made = {"revision": ", ".join(sorted(commits))} if commits else {}

    def read() -> Iterator[Conversation | SchemaError]:
        for each in read_files([_local(str(path)) for path in paths]):
            yield replace(each, origin={**each.origin, **made}) if isinstance(each, Conversation) else each

    return read


def _local(path: str) -> Path:
    """Return a file of a folder, or of the Hub by way of its cache."""
    match = _HUB_FILE.fullmatch(path)
    if match is None:
        return Path(path)
    from huggingface_hub import hf_hub_download

    try:
        found: Any = hf_hub_download(match[1], match[3], repo_type="dataset", revision=match[2])
    except Exception as error:
        raise HubError(f"{path}: cannot be downloaded ({_brief(error)})") from error
    return Path(found)


def _brief(error: Exception) -> str:
    text = " ".join(str(error).split())
    return text[:300] or type(error).__name__
