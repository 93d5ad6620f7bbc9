"""A dialogue as LLaMA-Factory reads it: ShareGPT's layout, and the entry in `dataset_info.json`.

LLaMA-Factory wants what the model reads (`human`, `observation`) in odd turns and what it writes (`gpt`,
`function_call`) in even ones, and drops dialogues that are otherwise, so parallel calls are one turn holding
a JSON list, and so are their results. A `function_call` turn holds calls alone: words beside a call are lost.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from .errors import ConfigError, SchemaError
from .training_examples import Tools
from .types import Message
from .whole_files import write_whole

DATASET_INFO = "dataset_info.json"
TAGS = {
    "role_tag": "from",
    "content_tag": "value",
    "user_tag": "human",
    "assistant_tag": "gpt",
    "observation_tag": "observation",
    "function_tag": "function_call",
    "system_tag": "system",
}
_READ = ("human", "observation")


def sharegpt_example(messages: Sequence[Message], tools: Tools) -> dict[str, Any]:
    """Return a row: `conversations`, `system`, and `tools`, a JSON text of bare functions.

    A single call is one object, several are a list; results likewise, each as JSON where it is JSON.

    Raises:
        SchemaError: If what the model reads and writes does not alternate, beginning with a user and ending
            with a reply.
    """
    system = ""
    turns: list[dict[str, str]] = []
    results: list[Any] = []
    for index, message in enumerate(messages):
        if message.role == "system" and index == 0:
            system = message.content
            continue
        if message.role == "tool":
            results.append(message.content)
            continue
        if results:
            turns.append({"from": "observation", "value": _together(results)})
            results = []
        turns.append(_turn(message))
    if results:
        turns.append({"from": "observation", "value": _together(results)})
    _check_alternation(turns)
    offered = [
        {key: tool[key] for key in ("name", "description", "parameters") if key in tool} for tool in tools
    ]
    text = json.dumps(offered, ensure_ascii=False) if offered else ""
    return {"conversations": turns, "system": system, "tools": text}


def words_beside_calls(messages: Sequence[Message]) -> int:
    """Return how many call turns have words too, which this layout has no place for."""
    return sum(bool(message.tool_calls and message.content.strip()) for message in messages)


def dataset_info_entry(file_name: str) -> dict[str, Any]:
    """Return what `dataset_info.json` has to say of a file of such rows."""
    return {
        "file_name": file_name,
        "formatting": "sharegpt",
        "columns": {"messages": "conversations", "system": "system", "tools": "tools"},
        "tags": dict(TAGS),
    }


def register(file: Path) -> tuple[Path, str]:
    """Put a file's entry into the `dataset_info.json` beside it; other entries stay as they are.

    Returns:
        The path of `dataset_info.json`, and the data set's name in it: the file's name without its ending.

    Raises:
        ConfigError: If that file holds no JSON object, or cannot be written.
    """
    path = file.with_name(DATASET_INFO)
    known: Any = {}
    try:
        if path.exists():
            known = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(
            f"{path}: cannot be read as JSON ({error}); mend it, or export into another folder"
        ) from error
    if not isinstance(known, Mapping):
        raise ConfigError(f"{path}: holds {type(known).__name__}, expected an object with a key a data set")
    name = file.name.partition(".json")[0]
    document = {**known, name: dataset_info_entry(file.name)}
    write_whole(path, json.dumps(document, indent=2, ensure_ascii=False) + "\n")
    return path, name


def _turn(message: Message) -> dict[str, str]:
    if message.tool_calls:
        calls = [{"name": call.name, "arguments": call.arguments} for call in message.tool_calls]
        value = calls if len(calls) > 1 else calls[0]
        return {"from": "function_call", "value": json.dumps(value, ensure_ascii=False)}
    speaker = {"assistant": "gpt", "user": "human"}.get(message.role, message.role)
    return {"from": speaker, "value": message.content}


def _together(results: Sequence[str]) -> str:
    """Return the results of one call turn as one text."""
    if len(results) == 1:
        return results[0]
    return json.dumps([_parsed(result) for result in results], ensure_ascii=False)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _check_alternation(turns: Sequence[Mapping[str, str]]) -> None:
    for index, turn in enumerate(turns):
        expected = _READ if index % 2 == 0 else ("gpt", "function_call")
        if turn["from"] not in expected:
            raise SchemaError(
                f"turn {index + 1} is {turn['from']}, and LLaMA-Factory takes only "
                f"{' or '.join(expected)} there"
            )
    if not turns or len(turns) % 2:
        raise SchemaError("it ends without a reply, and LLaMA-Factory takes only whole pairs of turns")
