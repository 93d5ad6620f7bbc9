"""Subsets on disk: a JSON Lines file for each, to train on, and `subsets.json`, which says what they are.

A folder stands by itself: measures are taken of what is in its files, which may not change once models were
trained on them.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from toolflow_dataset.errors import ConfigError, SchemaError
from toolflow_dataset.version import __version__

from .conversation import Conversation
from .dialogue_sets import DialogueSet
from .layouts import read_files
from .measures import Progress
from .subsets import Numbered, SubsetDraw, drawn_dialogues

INDEX_FILE = "subsets.json"
_HELD_BYTES = 1 << 26  # of lines, before they are written


def ensure_free(out: Path) -> None:
    """Make sure that subsets can be written to a folder, before long work is done in vain.

    Raises:
        ConfigError: If something stands there, or nothing can be written.
    """
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        if out.exists() and (not out.is_dir() or any(out.iterdir())):
            raise ConfigError(f"{out}: is there already; name a new folder, or remove this one")
        tempfile.TemporaryDirectory(dir=out.parent).cleanup()
    except OSError as error:
        raise ConfigError(f"{out}: cannot be written ({error.strerror}); choose another folder") from error


def write_subsets(
    draw: SubsetDraw, sets: Sequence[DialogueSet], out: Path, progress: Progress | None = None
) -> list[Path]:
    """Write the subsets into a new folder, all of it or nothing; return the files to train on.

    A line holds `id`, `messages` and, where tools are offered, `tools`, in OpenAI's format, and what the
    source knows of steps and origin.

    Raises:
        ConfigError: If the folder cannot be written.
        SchemaError: If a set cannot be read.
    """
    ensure_free(out)
    try:
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name[:50]}.") as made:
            folder = Path(made) / "subsets"
            folder.mkdir()
            digests = _write_lines(draw, sets, folder, progress)
            index = _index(draw, digests)
            (folder / INDEX_FILE).write_text(json.dumps(index, ensure_ascii=False) + "\n", "utf-8")
            if out.is_dir():
                out.rmdir()
            os.replace(folder, out)
    except OSError as error:
        raise ConfigError(f"{out}: cannot be written ({error})") from error
    return [out / f"{name}.jsonl" for name in draw.names]


def holds_subsets(path: Path) -> bool:
    """Tell whether a folder was written by `write_subsets`."""
    return (path / INDEX_FILE).is_file()


def read_draw(folder: Path) -> SubsetDraw:
    """Return what was drawn; only the index is read.

    Raises:
        SchemaError: If it is damaged.
    """
    path = folder / INDEX_FILE
    try:
        index = json.loads(path.read_bytes())
        sets = tuple((str(each["label"]), int(each["dialogues"])) for each in index["sets"])
        rows = tuple(np.array(each["rows"], np.int64) for each in index["subsets"])
        draw = SubsetDraw(sets, rows, int(index["seed"]))
        if not all(isinstance(each["sha256"], str) for each in index["subsets"]):
            raise ValueError("a digest is no text")
        if not rows or not all(each.size and 0 <= each[0] and each[-1] < draw.pool for each in rows):
            raise ValueError("rows outside the pool")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SchemaError(f"{path}: damaged ({error!r}); draw the subsets again") from error
    return draw


def read_subsets(draw: SubsetDraw, folder: Path) -> Iterator[Numbered]:
    """Yield (row of the pool, dialogue) of a folder's files, each dialogue once.

    Raises:
        SchemaError: If a file is missing or is not what was written.
    """
    digests = [each["sha256"] for each in json.loads((folder / INDEX_FILE).read_bytes())["subsets"]]
    seen: set[int] = set()
    for name, rows, digest in zip(draw.names, draw.rows, digests, strict=True):
        path = folder / f"{name}.jsonl"
        if _digest(path) != digest:
            raise SchemaError(
                f"{path}: not the file that was drawn; models trained on it cannot be told from those of the "
                "drawn one, so restore it, or draw anew"
            )
        for row, conversation in zip(rows.tolist(), read_files([path]), strict=True):
            if isinstance(conversation, SchemaError):
                raise conversation
            if row not in seen:
                seen.add(row)
                yield row, conversation


def _write_lines(
    draw: SubsetDraw, sets: Sequence[DialogueSet], folder: Path, progress: Progress | None
) -> list[str]:
    """Write each dialogue to the subsets it is in; return the files' digests."""
    places: dict[int, list[int]] = {}
    for number, rows in enumerate(draw.rows):
        for row in rows.tolist():
            places.setdefault(row, []).append(number)
    files = [folder / f"{name}.jsonl" for name in draw.names]
    names = dict(zip(draw.drawn().tolist(), draw.identifiers(draw.drawn()), strict=True))
    held: list[list[bytes]] = [[] for _ in files]
    digests = [hashlib.sha256() for _ in files]
    size = done = 0

    def flush() -> None:
        for path, digest, lines in zip(files, digests, held, strict=True):
            content = b"".join(lines)
            digest.update(content)
            with path.open("ab") as file:  # one at a time, however many subsets there are
                file.write(content)
            lines.clear()

    for row, conversation in drawn_dialogues(draw, sets):
        line = _line(names[row], conversation)
        for number in places[row]:
            held[number].append(line)
            size += len(line)
        done += 1
        if size >= _HELD_BYTES:
            flush()
            size = 0
        if progress is not None:
            progress("writing", done, len(places))
    flush()
    return [digest.hexdigest() for digest in digests]


def _line(name: str, conversation: Conversation) -> bytes:
    row: dict[str, Any] = {"id": name, "messages": conversation.to_openai()}
    if conversation.tools:
        row["tools"] = [{"type": "function", "function": dict(tool)} for tool in conversation.tools]
    if conversation.turn_steps:
        row["turn_steps"] = list(conversation.turn_steps)
    row.update(conversation.origin)
    try:
        return (json.dumps(row, ensure_ascii=False) + "\n").encode("utf-8")
    except UnicodeEncodeError:  # lone surrogates stand in files as escapes only
        return (json.dumps(row) + "\n").encode("ascii")


def _index(draw: SubsetDraw, digests: Sequence[str]) -> Mapping[str, Any]:
    return {
        "toolflow_version": __version__,
        "seed": draw.seed,
        "size": draw.size,
        "sets": [{"label": label, "dialogues": count} for label, count in draw.sets],
        "subsets": [
            {
                "name": name,
                "file": f"{name}.jsonl",
                "sha256": digest,
                "of_sets": draw.shares(rows),
                "rows": rows.tolist(),
            }
            for name, rows, digest in zip(draw.names, draw.rows, digests, strict=True)
        ],
    }


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise SchemaError(f"{path}: cannot be read ({error.strerror}); draw the subsets again") from error
