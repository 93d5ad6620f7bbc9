"""What a model is asked at a sample: the dialogue as a chat with calls, and the APIs as tools.

At level 1 the APIs of the dialogue are offered. At level 2 only ToolSearcher is, and besides what it has
returned earlier in the dialogue, in the words in which it returned it. The chat is the gold history: an
API's turn becomes a call with its result, an assistant's text right before it stands beside the call.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from toolflow_dataset.errors import SchemaError
from toolflow_dataset.types import Message, Role, Tool, ToolCall

from ..answering.prompts import Prompt
from .samples import SEARCH, Sample, Turn

# of a document's parameters; whatever else is declared is text
SCHEMAS: Mapping[str, dict[str, Any]] = {
    "str": {"type": "string"},
    "int": {"type": "integer"},
    "float": {"type": "number"},
    "bool": {"type": "boolean"},
    "list": {"type": "array"},
    "list(str)": {"type": "array", "items": {"type": "string"}},
}

_TASK = (
    "You are the assistant of this conversation. Its next step is a call of one of your functions: make this "
    "one call now, with the values that the conversation gives, and write nothing else. The year is 2023."
)
_SEARCH_TASK = (
    f" Other functions are found by calling {SEARCH}; a function that it has returned can be called from "
    "then on."
)

Documents = Mapping[str, Mapping[str, Any]]


def prompt_of(sample: Sample, documents: Documents) -> Prompt:
    """Return what a model is asked at a sample.

    Args:
        sample: The sample.
        documents: `name`, `description` and `parameters` of each API, parameters in API-Bank's own form.

    Raises:
        SchemaError: If an API has no document.
    """
    task = _TASK if sample.level == "L1" else _TASK + _SEARCH_TASK
    messages = (Message("system", task), *chat_of(sample.history))
    return Prompt(sample.id, messages, offered_tools(sample, documents))


def offered_tools(sample: Sample, documents: Documents) -> tuple[Tool, ...]:
    """Return the tools of a sample.

    Raises:
        SchemaError: If an API has no document.
    """
    if sample.level == "L1":
        return tuple(_tool(_document(name, documents, sample)) for name in sample.apis)
    found = {SEARCH: _document(SEARCH, documents, sample)}
    for turn in sample.history:
        if turn["role"] == "API" and turn["api_name"] == SEARCH:
            found |= {document["name"]: document for document in _returned(turn)}
    return tuple(map(_tool, found.values()))


def chat_of(turns: Sequence[Turn]) -> tuple[Message, ...]:
    """Return turns as messages; texts of one side that follow each other are one message."""
    messages: list[Message] = []
    for number, turn in enumerate(turns):
        said = messages[-1] if messages and messages[-1].role == "assistant" else Message("assistant")
        if turn["role"] == "API":
            if said.content and not said.tool_calls:
                messages.pop()
            call = ToolCall(f"call{number:05d}", turn["api_name"], dict(turn["param_dict"]))
            messages.append(Message("assistant", said.content, (call,)))
            messages.append(Message("tool", _shown(turn["result"]), tool_call_id=call.id))
            continue
        role: Role = "user" if turn["role"] == "User" else "assistant"
        again = bool(messages) and messages[-1].role == role
        text = f"{messages.pop().content}\n{turn['text']}" if again else turn["text"]
        messages.append(Message(role, text))
    return tuple(messages)


def _shown(result: Mapping[str, Any]) -> str:
    if result.get("exception"):
        return json.dumps({"error": result["exception"]}, ensure_ascii=False)
    return json.dumps(result.get("output"), ensure_ascii=False)


def _document(name: str, documents: Documents, sample: Sample) -> Mapping[str, Any]:
    if name not in documents:
        raise SchemaError(
            f"{sample.id} calls {name}, which has no document; give the documents of all 53 APIs "
            "(a checkout's apis/*.py, or api_docs.json)"
        )
    return documents[name]


def _returned(turn: Turn) -> Iterator[Mapping[str, Any]]:
    """Yield the documents that a search returned, as far as they are some."""
    output = turn["result"].get("output")
    for document in output if isinstance(output, list) else [output]:
        if isinstance(document, Mapping) and isinstance(document.get("input_parameters"), Mapping):
            parameters = document["input_parameters"]
            yield {
                "name": str(document.get("name")),
                "description": document.get("description"),
                "parameters": parameters,
            }


def _tool(document: Mapping[str, Any]) -> Tool:
    parameters = document["parameters"]
    properties = {
        name: {
            **SCHEMAS.get(field.get("type"), {"type": "string"}),
            "description": str(field.get("description") or ""),
        }
        for name, field in parameters.items()
    }
    schema = {"type": "object", "properties": properties, "required": list(properties)}
    return Tool(document["name"], str(document.get("description") or ""), schema)
