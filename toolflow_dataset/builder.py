"""A `datasets` builder over a run's journal: rows as soon as dialogues are finished, before any export.

    from toolflow_dataset import ToolFlow
    builder = ToolFlow(run="RUN", config_name="graph_plan")
    builder.download_and_prepare()
    dataset = builder.as_dataset(split="train")

It gives the rows that `load_dataset("RUN/toolflow", "graph_plan")` gives after an export: what the export's
`dropped.jsonl` left out (near-duplicates) is left out here too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, ClassVar

import datasets
import pyarrow as pa
from datasets.builder import Key

from .errors import ConfigError, SchemaError
from .export import DROPPED_FILE, dropped_reasons
from .features import FEATURES
from .journal import JOURNAL_FILE, Journal
from .rows import dialogue_to_row, encode_row, rows_to_table
from .shards import DIGEST_LENGTH, ROWS_PER_GROUP
from .types import SETTINGS, Setting, config_name
from .version import __version__

_SETTING_OF: dict[str, Setting] = {config_name(setting): setting for setting in SETTINGS}


@dataclass
class ToolFlowConfig(datasets.BuilderConfig):  # type: ignore[misc]
    """One setting of one run.

    Args:
        run: The run's folder.
    """

    run: str = ""

    def create_config_id(self, config_kwargs: dict[str, Any], custom_features: Any = None) -> str:
        """Name the cache folder by what the run holds, so that no changed run is served from the cache."""
        return f"{self.name}-{_content_digest(Path(self.run))}"


class ToolFlow(datasets.ArrowBasedBuilder):  # type: ignore[misc]
    """The dialogues of a run as a dataset, one configuration a setting, split `train`.

    Args:
        run: The run's folder.
        config_name: `graph_plan` (the default), `graph`, `plan` or `none`.
        kwargs: What any `datasets.DatasetBuilder` takes, such as `cache_dir`.

    Raises:
        ConfigError: If `run` is not a run folder, or holds no kept dialogue of the setting.
    """

    BUILDER_CONFIG_CLASS = ToolFlowConfig
    BUILDER_CONFIGS: ClassVar[list[ToolFlowConfig]] = [
        ToolFlowConfig(name=name, description=f"dialogues of the setting {setting}")
        for name, setting in _SETTING_OF.items()
    ]
    DEFAULT_CONFIG_NAME = "graph_plan"

    def __init__(self, run: Path | str, config_name: str | None = None, **kwargs: Any) -> None:
        name = config_name or self.DEFAULT_CONFIG_NAME
        if name not in _SETTING_OF:
            raise ConfigError(f"unknown configuration {name!r}; expected one of {', '.join(_SETTING_OF)}")
        journal = Journal.of_run(run)
        if not journal.count(_SETTING_OF[name], "kept"):
            held = [known for known, one in _SETTING_OF.items() if journal.count(one, "kept")]
            raise ConfigError(
                f"{run} holds no kept dialogue of the configuration {name!r}; "
                f"it has some of: {', '.join(held) or 'none'}"
            )
        kwargs.setdefault("dataset_name", "toolflow")
        super().__init__(config_name=name, run=str(run), **kwargs)

    def _info(self) -> datasets.DatasetInfo:
        return datasets.DatasetInfo(description=self.config.description or "", features=FEATURES)

    def _split_generators(self, dl_manager: Any) -> list[datasets.SplitGenerator]:
        arguments = {"run": self.config.run, "setting": _SETTING_OF[self.config.name]}
        return [datasets.SplitGenerator(name=datasets.Split.TRAIN, gen_kwargs=arguments)]

    def _generate_tables(self, run: str, setting: Setting) -> Iterator[tuple[Key, pa.Table]]:
        for number, rows in enumerate(_groups(_rows(Path(run), setting), ROWS_PER_GROUP)):
            yield Key(0, number), rows_to_table(rows)


def _rows(run: Path, setting: Setting) -> Iterator[dict[str, Any]]:
    left_out = dropped_reasons(run)
    for entry in Journal.of_run(run).entries(setting, "kept"):
        if entry.dialogue is None or entry.id in left_out:
            continue
        try:
            yield encode_row(dialogue_to_row(entry.dialogue))
        except SchemaError:  # the export drops it as `unstorable`
            continue


def _groups(rows: Iterable[dict[str, Any]], size: int) -> Iterator[list[dict[str, Any]]]:
    iterator = iter(rows)
    while group := list(islice(iterator, size)):
        yield group


def _content_digest(run: Path) -> str:
    """Return a digest of all that decides the rows: the run's files, the columns and the code's version."""
    digest = hashlib.sha256(f"{__version__} {FEATURES}".encode())
    for name in (JOURNAL_FILE, DROPPED_FILE):
        path = run / name
        if path.exists():
            with open(path, "rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
        digest.update(name.encode())
    return digest.hexdigest()[:DIGEST_LENGTH]
