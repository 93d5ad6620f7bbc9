"""A run's journal: one JSON line for each finished dialogue, appended as it finishes, read in index order.

The file is written in order of completion and read in (setting, index) order through an index of byte
offsets, so that no more than one dialogue is in memory at a time. What a killed process left half-written is
owed again.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from heapq import nsmallest
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Literal, Self, get_args

from .errors import ConfigError, SchemaError
from .types import SETTINGS, Dialogue, Setting, config_name

Status = Literal["kept", "dropped", "failed"]
STATUSES: tuple[Status, ...] = get_args(Status)
JOURNAL_FILE = "journal.jsonl"


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """How one dialogue of a run ended.

    Args:
        index: Number of the dialogue within its setting, from 0.
        setting: One of `SETTINGS`.
        status: `kept`, `dropped` by a filter, or `failed` before it could be judged.
        reason: Why it was dropped, `slug` or `slug:detail`; None unless dropped.
        dialogue: The dialogue; of a failed one what was played until then, None if there is nothing.
        cause: What made it fail; None unless failed.
    """

    index: int
    setting: Setting
    status: Status
    reason: str | None = None
    dialogue: Dialogue | None = None
    cause: str | None = None

    @property
    def id(self) -> str:
        """Return the dialogue's id, which a failed one would have got too."""
        return _dialogue_id(self.setting, self.index)

    def to_json(self) -> dict[str, Any]:
        """Return the form that stands on one line of the journal."""
        return {
            "index": self.index,
            "setting": self.setting,
            "status": self.status,
            "reason": self.reason,
            "dialogue": None if self.dialogue is None else self.dialogue.to_json(),
            "cause": self.cause,
        }

    @classmethod
    def from_json(cls, document: dict[str, Any]) -> JournalEntry:
        """Read the form that `to_json` writes.

        Raises:
            SchemaError: If the dialogue is malformed.
        """
        dialogue = document["dialogue"]
        return cls(
            document["index"],
            document["setting"],
            document["status"],
            document["reason"],
            None if dialogue is None else Dialogue.from_json(dialogue),
            document["cause"],
        )


@dataclass(frozen=True, slots=True)
class _Place:
    offset: int
    status: Status


class Journal:
    """The finished dialogues of a run.

    Opening an existing file reads it once to learn where each dialogue stands. Of two lines for the same
    dialogue the later one counts, so that a failed dialogue can be tried again.

    Args:
        path: The journal file; it need not exist yet, and is created by the first `append`.

    Raises:
        SchemaError: If a line other than a torn last one is not a journal entry.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self._places: dict[tuple[int, int], _Place] = {}
        self._end = 0
        self._writer: BinaryIO | None = None
        if self.path.exists():
            self._scan()

    @classmethod
    def of_run(cls, run: Path | str) -> Journal:
        """Open the journal of an existing run folder.

        Raises:
            ConfigError: If the folder is not a run.
        """
        path = Path(run) / JOURNAL_FILE
        if not path.is_file():
            what = f"holds no {JOURNAL_FILE}" if Path(run).is_dir() else "is not a folder"
            raise ConfigError(f"{run} {what}; expected a run folder, such as `toolflow generate --out` makes")
        return cls(path)

    def __len__(self) -> int:
        return len(self._places)

    def __contains__(self, key: tuple[Setting, int]) -> bool:
        setting, index = key
        return (SETTINGS.index(setting), index) in self._places

    def __iter__(self) -> Iterator[JournalEntry]:
        return self.entries()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def append(self, entry: JournalEntry) -> None:
        """Write one finished dialogue and hand it to the operating system before returning.

        Raises:
            ConfigError: If the file cannot be written.
        """
        line = json.dumps(entry.to_json(), separators=(",", ":")).encode() + b"\n"
        try:
            if self._writer is None:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                self._writer = open(self.path, "r+b" if self.path.exists() else "w+b")
                self._writer.truncate(self._end)  # a torn last line must not swallow the next one
                self._writer.seek(self._end)
            self._writer.write(line)
            self._writer.flush()
        except OSError as error:
            raise ConfigError(f"cannot write the journal {self.path}: {error}") from error
        self._note(entry.setting, entry.index, _Place(self._end, entry.status))
        self._end += len(line)

    @property
    def size(self) -> int:
        """Return the length of the file in bytes, without a torn last line."""
        return self._end

    def failed_before(self, size: int) -> list[tuple[Setting, int]]:
        """Return the dialogues that failed, and were not tried again after the file had so many bytes."""
        return [
            (SETTINGS[rank], index)
            for (rank, index), place in self._places.items()
            if place.status == "failed" and place.offset < size
        ]

    def close(self) -> None:
        """Close the file; a later `append` opens it again."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def settings(self) -> tuple[Setting, ...]:
        """Return the settings that have dialogues, in the order of `SETTINGS`."""
        present = {rank for rank, _ in self._places}
        return tuple(setting for rank, setting in enumerate(SETTINGS) if rank in present)

    def count(self, setting: Setting | None = None, status: Status | None = None) -> int:
        """Return the number of dialogues of a setting and a status; None stands for any."""
        return sum(1 for _ in self._select(setting, status))

    def entries(self, setting: Setting | None = None, status: Status | None = None) -> Iterator[JournalEntry]:
        """Yield entries in (setting, index) order, one in memory at a time; None stands for any."""
        places = list(self._select(setting, status))
        if not places:
            return
        with open(self.path, "rb") as file:
            for place in places:
                yield _read(file, place)

    def find(self, dialogue_id: str) -> JournalEntry | None:
        """Return the entry of the dialogue with this id, or None."""
        key = _parse_id(dialogue_id)
        if key not in self._places or _dialogue_id(SETTINGS[key[0]], key[1]) != dialogue_id:
            return None
        with open(self.path, "rb") as file:
            return _read(file, self._places[key])

    def nearest_ids(self, dialogue_id: str, count: int = 3) -> list[str]:
        """Return the ids that look most like one that does not exist: by setting, then by index."""
        name, digits = _split_id(dialogue_id)
        wanted = int(digits or 0)
        likeness = [SequenceMatcher(None, name, config_name(setting)).ratio() for setting in SETTINGS]

        def distance(key: tuple[int, int]) -> tuple[float, int, int]:
            return -likeness[key[0]], abs(key[1] - wanted), key[1]

        return [
            _dialogue_id(SETTINGS[rank], index) for rank, index in nsmallest(count, self._places, distance)
        ]

    def _select(self, setting: Setting | None, status: Status | None) -> Iterator[_Place]:
        wanted = None if setting is None else SETTINGS.index(setting)
        for rank, index in sorted(self._places):
            place = self._places[rank, index]
            if wanted in (None, rank) and status in (None, place.status):
                yield place

    def _note(self, setting: Setting, index: int, place: _Place) -> None:
        self._places[SETTINGS.index(setting), index] = place

    def _scan(self) -> None:
        with open(self.path, "rb") as file:
            size = file.seek(0, io.SEEK_END)
            file.seek(0)
            for number, line in enumerate(file, 1):
                try:
                    if not line.endswith(b"\n"):
                        return
                    document = json.loads(line)
                    place = _Place(self._end, document["status"])
                    if place.status not in STATUSES or not isinstance(document["index"], int):
                        raise ValueError(f"status {place.status!r}, index {document['index']!r}")
                    self._note(document["setting"], document["index"], place)
                except (ValueError, KeyError, TypeError) as error:
                    if self._end + len(line) == size:
                        return
                    raise SchemaError(
                        f"{self.path}, line {number}: not a journal entry ({error!r}); "
                        "expected one JSON object a line; delete the line to have its dialogue made again"
                    ) from error
                self._end += len(line)


def _read(file: BinaryIO, place: _Place) -> JournalEntry:
    file.seek(place.offset)
    return JournalEntry.from_json(json.loads(file.readline()))


def _dialogue_id(setting: Setting, index: int) -> str:
    return f"{config_name(setting)}-{index:06d}"


def _split_id(dialogue_id: str) -> tuple[str, str]:
    name = dialogue_id.rstrip("0123456789")
    return name.rstrip("-_ "), dialogue_id[len(name) :]


def _parse_id(dialogue_id: str) -> tuple[int, int]:
    """Return the rank of the setting and the index that an id names; (-1, -1) if it names none."""
    name, digits = _split_id(dialogue_id)
    ranks = {config_name(setting): rank for rank, setting in enumerate(SETTINGS)}
    return (ranks[name], int(digits)) if name in ranks and digits else (-1, -1)
