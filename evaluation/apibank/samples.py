"""API-Bank's dialogues as samples: each call of an API is one, with all that was said and called before.

They stand in a checkout as `lv1-lv2-samples/level-1-given-desc/*.jsonl` (level 1) and
`level-2-toolsearcher/*.jsonl` (level 2), a dialogue a file and a turn a line; or, put together, in one file
with a dialogue a line, `{"level": "L1", "file": ..., "turns": [...]}`.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from toolflow_dataset.errors import SchemaError, ToolSourceError

Level = Literal["L1", "L2"]
LEVELS: tuple[Level, ...] = get_args(Level)
SEARCH = "ToolSearcher"

_FOLDERS: dict[Level, str] = {"L1": "level-1-given-desc", "L2": "level-2-toolsearcher"}
_SAMPLES = "lv1-lv2-samples"
_ONE_FILE = ("l1_l2_dialogues.jsonl", "l1_l2_dialogues.jsonl.gz")
_KEYS = {"User": ("text",), "AI": ("text",), "API": ("api_name", "param_dict", "result")}

Turn = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sample:
    """A point of a dialogue at which an API is called.

    Args:
        id: Level, file and which of the dialogue's calls it is.
        level: 1 (the APIs are given) or 2 (they have to be searched for).
        apis: Names of all APIs that the dialogue calls, in order of their first call.
        history: The turns before, in API-Bank's own form.
        name: The API that is called.
        arguments: By parameter; API-Bank writes them as strings.
        result: What the call returned, `{"input", "output", "exception"}`.
    """

    id: str
    level: Level
    apis: tuple[str, ...]
    history: tuple[Turn, ...]
    name: str
    arguments: Mapping[str, Any]
    result: Mapping[str, Any]

    @property
    def category(self) -> str:
        """Return what it is counted under: its level, and at level 2 whether it is the search."""
        if self.level == "L1":
            return "L1"
        return "L2 search" if self.name == SEARCH else "L2 call"


CATEGORIES = ("L1", "L2 search", "L2 call")


def read_samples(path: Path, levels: Sequence[Level] = LEVELS) -> list[Sample]:
    """Read the samples of some levels, in the order of the levels and of their files.

    Args:
        path: The folder `api-bank` of a checkout or its `lv1-lv2-samples`; or a file with a dialogue a line
            (perhaps gzipped), or the folder that holds it.
        levels: Which.

    Raises:
        ToolSourceError: If there is nothing of the kind.
        SchemaError: If something is no dialogue; the message names file and line.
    """
    dialogues = list(_dialogues(path))
    samples = [
        sample
        for level in levels
        for own, name, turns in dialogues
        if own == level
        for sample in _samples(level, name, turns)
    ]
    for level in levels:
        if not any(sample.level == level for sample in samples):
            raise ToolSourceError(f"{path}: holds no call of level {level[1]}; expected {_expected()}")
    return samples


def _expected() -> str:
    folders = " and ".join(_FOLDERS.values())
    return f"{_ONE_FILE[0]} (or .gz), or a checkout's {_SAMPLES} with {folders}"


def _samples(level: Level, name: str, turns: Sequence[Turn]) -> Iterator[Sample]:
    called = [place for place, turn in enumerate(turns) if turn["role"] == "API"]
    apis = tuple(dict.fromkeys(turns[place]["api_name"] for place in called))
    for number, place in enumerate(called):
        turn = turns[place]
        sample_id = f"{level}/{name.removesuffix('.jsonl')}/{number}"
        before = tuple(turns[:place])
        yield Sample(sample_id, level, apis, before, turn["api_name"], turn["param_dict"], turn["result"])


def _dialogues(path: Path) -> Iterator[tuple[str, str, list[Turn]]]:
    """Yield (level, file name, turns)."""
    if path.is_dir():
        for name in _ONE_FILE:
            if (path / name).is_file():
                yield from _of_one_file(path / name)
                return
        folder = path / _SAMPLES if (path / _SAMPLES).is_dir() else path
        for level, name in _FOLDERS.items():
            for file in sorted((folder / name).glob("*.jsonl")):
                yield level, file.name, [_turn(value, place) for value, place in _lines(file)]
        return
    yield from _of_one_file(path)


def _of_one_file(file: Path) -> Iterator[tuple[str, str, list[Turn]]]:
    for value, place in _lines(file):
        try:
            level, name, turns = value["level"], value["file"], list(value["turns"])
        except (KeyError, TypeError) as error:
            raise SchemaError(
                f"{place}: no dialogue of API-Bank ({error!r:.80}); expected `level`, `file` and `turns`"
            ) from error
        if level not in LEVELS or not isinstance(name, str):
            raise SchemaError(f"{place}: expected a level of L1 or L2 and a file, got {level!r}, {name!r}")
        yield level, name, [_turn(turn, f"{place}, turn {number}") for number, turn in enumerate(turns, 1)]


def _turn(value: Any, place: str) -> Turn:
    role = value.get("role") if isinstance(value, dict) else None
    keys = _KEYS.get(role) if isinstance(role, str) else None
    if keys is None:
        raise SchemaError(f"{place}: expected a turn with the role User, AI or API, got {str(value)[:80]!r}")
    missing = [key for key in keys if key not in value]
    if missing:
        raise SchemaError(f"{place}: a turn of {role} without {', '.join(missing)}")
    if role == "API" and not (isinstance(value["param_dict"], dict) and isinstance(value["result"], dict)):
        raise SchemaError(f"{place}: `param_dict` and `result` of a call have to be objects")
    turn: Turn = value
    return turn


def _lines(file: Path) -> Iterator[tuple[Any, str]]:
    try:
        content = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
        text = content.decode("utf-8")
    except (OSError, EOFError, ValueError) as error:
        raise ToolSourceError(f"{file}: cannot be read ({error}); expected {_expected()}") from error
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                yield json.loads(line), f"{file}:{number}"
            except ValueError as error:
                raise SchemaError(f"{file}:{number}: not JSON ({error})") from error
