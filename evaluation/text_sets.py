"""Sets of texts to be checked for leakage: what is said in training data, in benchmarks, in any data set."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from toolflow_dataset.errors import ToolSourceError

from .benchmark_tools import BENCHMARKS, benchmark_data, bfcl_records, toolalpaca_apis
from .dialogue_sets import DialogueSet, open_sets

_APIBANK_SAMPLES = ("level-1-given-desc", "level-2-toolsearcher")


@dataclass(frozen=True, slots=True)
class TextSet:
    """Texts under one name.

    Args:
        label: Its name in tables.
        source: What names it.
        items: The texts.
    """

    label: str
    source: str
    items: tuple[str, ...]


def training_texts(name: str, split: str = "train") -> TextSet:
    """Return the distinct user and assistant messages of a data set's dialogues, in order of appearance.

    Args:
        name: As for `open_sets`; several configurations or settings count as one set.
        split: Of folders and Hub data sets.

    Raises:
        ConfigError: If it leads nowhere.
        SchemaError: If it cannot be read.
    """
    label, said = _of_data_set(name, split)
    return TextSet(label, name, tuple(dict.fromkeys(said)))


def held_out_texts(name: str, folders: Mapping[str, Path]) -> TextSet:
    """Return what the users of a named benchmark ask, or what is said in a data set; each occurrence counts.

    Args:
        name: `bfcl`, `apibank`, `toolalpaca`, or as for `training_texts`.
        folders: Where the data of named benchmarks is.

    Raises:
        ConfigError: If a benchmark's data is not given.
        ToolSourceError: If it cannot be read.
    """
    if name in _READERS:
        path = benchmark_data(name, folders)
        return TextSet(BENCHMARKS[name], str(path), tuple(_READERS[name](path)))
    label, said = _of_data_set(name, "train")
    return TextSet(label, name, tuple(said))


def bfcl_texts(path: Path) -> Iterator[str]:
    """Yield the user messages of BFCL's Non-Live AST categories, in file order.

    Args:
        path: As for `bfcl_tools`.

    Raises:
        ToolSourceError: If files are missing or malformed.
    """
    for record, place in bfcl_records(path):
        try:
            messages = [message for turn in record["question"] for message in turn]
            asked = [str(message["content"]) for message in messages if message["role"] == "user"]
        except (KeyError, TypeError) as error:
            raise ToolSourceError(
                f"{place}: not a BFCL question ({error!r}); expected `question`, a list of lists of messages"
            ) from error
        yield from asked


def apibank_texts(path: Path) -> Iterator[str]:
    """Yield the users' turns of API-Bank's dialogues of levels 1 and 2.

    Args:
        path: The folder `api-bank` of a checkout, which holds `lv1-lv2-samples`.

    Raises:
        ToolSourceError: If there is nothing of the kind.
    """
    samples = path / "lv1-lv2-samples"
    files = [file for folder in _APIBANK_SAMPLES for file in sorted((samples / folder).glob("*.jsonl"))]
    if not files:
        raise ToolSourceError(
            f"{path}: no dialogues of API-Bank; expected its folder with "
            f"{samples.name}/{_APIBANK_SAMPLES[0]}/*.jsonl"
        )
    for file in files:
        for number, line in enumerate(file.read_bytes().splitlines(), 1):
            try:
                turn = json.loads(line)
                asked = [str(turn["text"])] if turn["role"] == "User" else []
            except (ValueError, KeyError, TypeError) as error:
                raise ToolSourceError(
                    f"{file}:{number}: not a turn of API-Bank ({error!r}); expected `role` and `text`"
                ) from error
            yield from asked


def toolalpaca_texts(path: Path) -> Iterator[str]:
    """Yield the instructions of ToolAlpaca's evaluation APIs, simulated and real.

    Args:
        path: As for `toolalpaca_tools`.

    Raises:
        ToolSourceError: If there is nothing of the kind.
    """
    for api, file in toolalpaca_apis(path):
        instructions = api.get("Instructions")
        if not isinstance(instructions, list) or not all(isinstance(each, str) for each in instructions):
            raise ToolSourceError(f"{file}: API {api.get('Name')!r} has no list of `Instructions`")
        yield from instructions


_READERS: Mapping[str, Callable[[Path], Iterator[str]]] = {
    "bfcl": bfcl_texts,
    "apibank": apibank_texts,
    "toolalpaca": toolalpaca_texts,
}


def _of_data_set(name: str, split: str) -> tuple[str, Iterator[str]]:
    sets = open_sets([name], split=split)
    label = sets[0].label if len(sets) == 1 else sets[0].label.partition(":")[0]
    return label, _said(sets)


def _said(sets: Iterable[DialogueSet]) -> Iterator[str]:
    """Yield the texts of user and assistant messages that are not blank."""
    for dialogues in sets:
        for each in dialogues:
            for message in each.messages:
                text = message.content or ""
                if message.role in ("user", "assistant") and text.strip():
                    yield text
