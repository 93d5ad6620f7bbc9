"""A question's functions as tools with JSON Schemas, which is how a model is offered them.

Names lose their dots, which endpoints refuse. Parameters of Java and JavaScript functions become strings that
are to hold source text. This follows what `bfcl-eval` offers to models with native calls; the words are ours.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from toolflow_dataset.errors import SchemaError
from toolflow_dataset.types import Message, Tool

from ..answering.prompts import Prompt, wire_name
from .categories import Language
from .questions import Question

_LANGUAGES: dict[Language, str] = {"python": "Python 3", "java": "Java 8", "javascript": "JavaScript"}
# `any` is judged as text unless the right answer is of another type, so text is what is asked for
_TYPES = {
    "string": "string",
    "integer": "integer",
    "number": "number",
    "float": "number",
    "boolean": "boolean",
    "array": "array",
    "tuple": "array",
    "dict": "object",
    "object": "object",
    "any": "string",
}


def offered_tools(question: Question) -> tuple[Tool, ...]:
    """Return the tools of a question.

    Raises:
        SchemaError: If two of its functions would have the same name.
    """
    tools = tuple(_tool(function, question.category.language) for function in question.functions)
    if len({tool.name for tool in tools}) < len({function["name"] for function in question.functions}):
        names = ", ".join(function["name"] for function in question.functions)
        raise SchemaError(f"{question.id}: two of its functions have the same name without dots: {names}")
    return tools


def prompt_of(question: Question) -> Prompt:
    """Return what a model is asked.

    Raises:
        SchemaError: If a message has a role other than system, user or assistant, or two functions would have
            the same name.
    """
    messages = tuple(Message.from_json(message) for message in question.messages)
    return Prompt(question.id, messages, offered_tools(question))


def _tool(function: Mapping[str, Any], language: Language) -> Tool:
    properties = {
        name: _schema(schema) if language == "python" else _source_schema(schema, language)
        for name, schema in function["parameters"]["properties"].items()
    }
    parameters = {
        "type": "object",
        "properties": properties,
        "required": list(function["parameters"].get("required", ())),
    }
    description = str(function.get("description") or "")
    said = f"{description} (A function in {_LANGUAGES[language]}.)".strip()
    return Tool(wire_name(function["name"]), said, parameters)


def _schema(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return a parameter's JSON Schema: types translated at every depth, the rest as it stands."""
    made = dict(schema)
    kind = schema.get("type")
    made["type"] = _TYPES.get(kind, "string") if isinstance(kind, str) else "string"
    if isinstance(schema.get("properties"), Mapping):
        made["properties"] = {name: _schema(child) for name, child in schema["properties"].items()}
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), Mapping):
            made[key] = _schema(schema[key])
    return made


def _source_schema(schema: Mapping[str, Any], language: Language) -> dict[str, Any]:
    """Return the schema of a parameter whose value is to be written as source text."""
    kind = schema.get("type", "any")
    told = [str(schema.get("description") or "").strip()]
    if kind == "any":
        told.append(f"Any {_LANGUAGES[language]} value, written as source text.")
    else:
        told.append(f"A {_LANGUAGES[language]} {kind}, written as source text.")
    if isinstance(schema.get("items"), Mapping):
        told.append(f"Its items are of type {schema['items'].get('type', 'any')}.")
    if isinstance(schema.get("properties"), Mapping):
        told.append(f"Its entries: {json.dumps(schema['properties'], ensure_ascii=False)}")
    return {"type": "string", "description": " ".join(filter(None, told))}
