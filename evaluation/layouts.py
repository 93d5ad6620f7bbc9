"""Whose layout a record has, and the dialogue in it.

Known are OpenAI's `messages` (also as `turns` with role and content), ShareGPT's `conversations`, the `query`
and `answers` of single-turn call sets, and SGD's `turns` with frames. Keys decide, record by record.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from toolflow_dataset.errors import SchemaError

from .conversation import Conversation
from .layout_fields import FieldError, list_of, read_tools
from .layout_messages import read_messages, read_query
from .layout_sgd import read_sgd
from .layout_sharegpt import read_sharegpt
from .record_files import read_records

_KNOWN = ("id", "dialogue_id", "plan", "style", "models", "seed", "executed", "tool_returns")
_TOOL_KEYS = ("tools", "functions")
_EXPECTED = "expected `messages`, `conversations`, `turns`, or `query` with `answers`"


def read_files(paths: Iterable[Path]) -> Iterator[Conversation | SchemaError]:
    """Yield the dialogues of files one after another, and the error in place of each that cannot be read.

    Raises:
        SchemaError: If a file itself cannot be read.
    """
    for path in paths:
        for place, record in read_records(path):
            if isinstance(record, SchemaError):
                yield record
                continue
            try:
                conversation = read_record(record, place)
            except SchemaError as error:
                yield error
            else:
                yield conversation


def read_record(record: Any, place: str) -> Conversation:
    """Return the dialogue of one record.

    Args:
        record: An object as it stands in a file.
        place: Where, for messages of errors.

    Raises:
        SchemaError: If no layout fits, or a field is malformed; names place and field.
    """
    try:
        return replace(_read(record, place), known={name: record[name] for name in _KNOWN if name in record})
    except FieldError as error:
        raise SchemaError(f"{place}: {error}") from error


def _read(record: Any, place: str) -> Conversation:
    if not isinstance(record, Mapping):
        raise FieldError("", f"got {record!r:.60}, expected an object")
    key = next((key for key in _TOOL_KEYS if record.get(key)), "tools")
    tools = read_tools(record.get(key), key)
    steps = tuple(record["turn_steps"]) if isinstance(record.get("turn_steps"), list | tuple) else ()
    if record.get("messages") is not None:
        messages = read_messages(record["messages"], "messages")
        return Conversation(messages, tools, place, steps, _origin(record))
    if record.get("conversations") is not None:
        messages = read_sharegpt(record["conversations"], record.get("system"))
        return Conversation(messages, tools, place)
    if record.get("turns") is not None:
        turns = list_of(record["turns"], "turns")
        if turns and isinstance(turns[0], Mapping) and "speaker" in turns[0]:
            return Conversation(read_sgd(turns), tools, place)
        return Conversation(read_messages(turns, "turns"), tools, place)
    if "query" in record and "answers" in record:
        return Conversation(read_query(record), tools, place)
    raise FieldError(
        "", f"no dialogue in it (it has {', '.join(map(str, record)) or 'no keys'}); {_EXPECTED}"
    )


def _origin(record: Mapping[str, Any]) -> dict[str, str]:
    """Return what a row of ours says about what made it."""
    columns = ("code_version", "config_digest", "setting")
    return {name: record[name] for name in columns if isinstance(record.get(name), str)}
