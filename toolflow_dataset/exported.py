"""An exported dataset read back from its Parquet files, as it is about to be published."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from .errors import ConfigError, SchemaError
from .export import DATASET_FOLDER, DROPPED_FILE, FAILED_FILE
from .journal import Journal
from .rows import row_to_dialogue
from .types import SETTINGS, Dialogue, Setting, config_name

_ROWS = 256


class ExportedDataset:
    """The dataset of a run.

    Args:
        run: The run's folder.

    Attributes:
        folder: Of the dataset, `RUN/toolflow`.
        shards: The Parquet files of each setting, in order.

    Raises:
        ConfigError: If nothing was exported, or the card names files that are not there.
    """

    def __init__(self, run: Path | str) -> None:
        self.run = Path(run)
        self.folder = self.run / DATASET_FOLDER
        patterns = _patterns(self.folder / "README.md")
        self.shards: dict[Setting, tuple[Path, ...]] = {}
        for setting in SETTINGS:
            pattern = patterns.get(config_name(setting))
            if pattern is None:
                continue
            self.shards[setting] = tuple(sorted(self.folder.glob(pattern)))
            if not self.shards[setting]:
                raise ConfigError(
                    f"{self.folder / pattern}: there is no such file, and the card names it; "
                    "export anew with toolflow generate --resume"
                )
        if not self.shards:
            raise ConfigError(f"{self.folder}: holds no dialogues, so there is nothing to publish")

    def pattern(self, setting: Setting) -> str:
        """Return the pattern that matches a setting's files and no others, relative to the dataset."""
        first = self.shards[setting][0]
        return f"{config_name(setting)}/train-*-{first.stem.rpartition('-')[2]}{first.suffix}"

    def dialogues(self, setting: Setting) -> Iterator[tuple[str, Dialogue]]:
        """Yield (place, dialogue) of each row of a setting in order.

        Raises:
            SchemaError: If a file has other columns, or a row cannot be read; names file and row.
        """
        for shard in self.shards[setting]:
            row = 0
            for record in _records(shard):
                row += 1
                place = f"{shard.parent.name}/{shard.name}, row {row}"
                try:
                    yield place, row_to_dialogue(record)
                except (SchemaError, ValueError) as error:
                    raise SchemaError(f"{place}: {error}") from error

    def rows(self, setting: Setting) -> int:
        """Return how many rows a setting has, by its files' own count.

        Raises:
            SchemaError: If a file is cut off or no Parquet.
        """
        return sum(map(_row_count, self.shards[setting]))

    def left_out(self) -> tuple[dict[Setting, Counter[str]], dict[Setting, int]]:
        """Return the reasons of dropped dialogues, and how many failed, by setting."""
        dropped: dict[Setting, Counter[str]] = {}
        failed: Counter[Setting] = Counter()
        for record in _json_lines(self.run / DROPPED_FILE):
            dropped.setdefault(record["setting"], Counter())[record["reason"]] += 1
        for record in _json_lines(self.run / FAILED_FILE):
            failed[record["setting"]] += 1
        return dropped, dict(failed)

    def check_is_current(self) -> None:
        """Check that the files hold what the run's journal holds.

        Raises:
            ConfigError: If the run has gone on since.
            SchemaError: If a file cannot be read.
        """
        journal = Journal.of_run(self.run)
        dropped, failed = self.left_out()
        for setting in journal.settings():
            rows = self.rows(setting) if setting in self.shards else 0
            exported = (rows + dropped.get(setting, Counter()).total(), failed.get(setting, 0))
            failures = journal.count(setting, "failed")
            finished = journal.count(setting) - failures
            if exported != (finished, failures):
                raise ConfigError(
                    f"{self.run}: the journal holds {finished} finished and {failures} failed dialogues of "
                    f"{setting}, the export {exported[0]} and {exported[1]}; "
                    "export anew with toolflow generate --resume"
                )


def _patterns(card: Path) -> dict[str, str]:
    """Return the pattern of each configuration's files, as a card of ours names them."""
    try:
        text = card.read_text("utf-8")
    except FileNotFoundError:
        raise ConfigError(
            f"{card.parent}: holds no dataset; expected a run that `toolflow generate` finished"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{card}: cannot be read ({error})") from error
    try:
        front = yaml.safe_load(text.split("---\n", 2)[1])
        return {
            str(entry["config_name"]): str(entry["data_files"][0]["path"])
            for entry in front.get("configs", ())
        }
    except (yaml.YAMLError, IndexError, KeyError, TypeError, AttributeError) as error:
        raise ConfigError(
            f"{card}: not a card as an export writes it ({error!r}); export anew with "
            "toolflow generate --resume"
        ) from error


def _row_count(shard: Path) -> int:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return int(pq.read_metadata(shard).num_rows)
    except (pa.ArrowException, OSError) as error:
        raise _unreadable(shard, error) from error


def _unreadable(shard: Path, error: Exception) -> SchemaError:
    return SchemaError(f"{shard}: cannot be read ({error}); export anew with toolflow generate --resume")


def _records(shard: Path) -> Iterator[dict[str, Any]]:
    import pyarrow as pa
    import pyarrow.parquet as pq
    from datasets import Json, List

    from .features import FEATURES

    plain = [name for name, kind in FEATURES.items() if isinstance(kind, Json)]
    lists = {name: kind.feature for name, kind in FEATURES.items() if isinstance(kind, List)}
    listed = [name for name, kind in lists.items() if isinstance(kind, Json)]
    try:
        with pq.ParquetFile(shard) as file:
            names = file.schema_arrow.names
            if names != list(FEATURES):
                odd = sorted(set(names) ^ set(FEATURES)) or names
                raise SchemaError(
                    f"{shard}: has other columns than this version writes ({', '.join(odd)}); "
                    "export anew with toolflow generate --resume"
                )
            for batch in file.iter_batches(_ROWS):
                for record in batch.to_pylist():
                    for name in plain:
                        record[name] = _decoded(record[name])
                    for name in listed:
                        record[name] = [_decoded(item) for item in record[name]]
                    yield record
    except (pa.ArrowException, OSError) as error:
        raise _unreadable(shard, error) from error


def _decoded(text: Any) -> Any:
    return json.loads(text) if isinstance(text, str) else text


def _json_lines(path: Path) -> Iterator[dict[str, Any]]:
    if not path.is_file():
        return
    with open(path, encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)
