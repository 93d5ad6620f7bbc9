"""Grounding: from which earlier text, and by which rule, each value of a call follows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from toolflow_dataset.types import Dialogue, Message, Tool, ToolCall

from .grounding_context import Argument, Context, Evidence, Sources
from .grounding_rules import RULES

__all__ = [
    "Argument",
    "Context",
    "Evidence",
    "Grounding",
    "context_of",
    "ground",
    "ground_call",
    "ground_dialogue",
]

_NO_SCHEMA: dict[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Grounding:
    """One scalar argument and why it is grounded; no `evidence` means it is not.

    Args:
        tool: Name of the tool called.
        path: Path of the scalar in the arguments.
        value: The scalar.
        evidence: Rule and message, or None.
    """

    tool: str
    path: str
    value: Any
    evidence: Evidence | None


def context_of(messages: Iterable[Message]) -> Context:
    """Index messages, for grounding a call that follows them."""
    context = Context()
    for message in messages:
        context.add(message)
    return context


def ground(
    value: Any, path: str, schema: Mapping[str, Any], context: Context, siblings: tuple[Any, ...] = ()
) -> Evidence | None:
    """Return the first rule that grounds a scalar, or None.

    Where none does, what the assistant proposed and the user said yes to is tried: rule `confirmed`.

    Args:
        value: A string, number, boolean or None.
        path: Dotted path of the parameter; its last name tells free text and flags.
        schema: The parameter's JSON Schema.
        context: What came before the call.
        siblings: The call's other scalars.
    """
    argument = Argument(value, path, dict(schema), siblings)
    evidence = _apply(argument, context, context.sources)
    if evidence is None and context.agreed.words:
        confirmed = _apply(argument, context, context.consent)
        evidence = Evidence("confirmed", confirmed.where) if confirmed else None
    return evidence


def _apply(argument: Argument, context: Context, sources: Sources) -> Evidence | None:
    for rule in RULES:
        evidence = rule(argument, context, sources)
        if evidence is not None:
            return evidence
    return None


def ground_call(call: ToolCall, tool: Tool, context: Context) -> Iterator[Grounding]:
    """Yield every scalar of a call's arguments with its evidence.

    An array or object that equals its schema's default is grounded as a whole.
    """
    leaves = list(_leaves(call.arguments, "", tool.parameters, tool.parameters))
    values = [value for _, value, _ in leaves]
    for place, (path, value, schema) in enumerate(leaves):
        if isinstance(value, (dict, list)):
            yield Grounding(call.name, path, value, Evidence("default", -1))
            continue
        siblings = tuple(values[:place] + values[place + 1 :])
        yield Grounding(call.name, path, value, ground(value, path, schema, context, siblings))


def ground_dialogue(dialogue: Dialogue) -> Iterator[Grounding]:
    """Yield every scalar argument of a dialogue with its evidence; calls of unknown tools are passed over."""
    tools = {tool.name: tool for tool in dialogue.tools}
    context = Context()
    for message in dialogue.messages:
        for call in message.tool_calls:
            if call.name in tools:
                yield from ground_call(call, tools[call.name], context)
        context.add(message)


def _leaves(
    value: Any, path: str, schema: Mapping[str, Any], root: Mapping[str, Any]
) -> Iterator[tuple[str, Any, Mapping[str, Any]]]:
    """Yield (path, value, schema) of every scalar, and of every filled container that is its own default."""
    if not isinstance(value, (dict, list)):
        yield path, value, schema
    elif path and value and schema.get("default") == value:
        yield path, value, schema
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _leaves(item, f"{path}.{key}" if path else key, _child(schema, key, root), root)
    else:
        for item in value:
            yield from _leaves(item, f"{path}[]", _child(schema, None, root), root)


def _child(schema: Mapping[str, Any], key: str | None, root: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the schema of a property, or of an array's items for key None, through references and unions."""
    found: Any = schema.get("items") if key is None else (schema.get("properties") or _NO_SCHEMA).get(key)
    if found is None and key is not None:
        found = schema.get("additionalProperties")
    if not isinstance(found, Mapping):
        options = (option for word in ("anyOf", "oneOf", "allOf") for option in schema.get(word) or ())
        hits = (
            _child(_resolve(option, root), key, root) for option in options if isinstance(option, Mapping)
        )
        return next((hit for hit in hits if hit), _NO_SCHEMA)
    resolved = _resolve(found, root)
    if key is None and "description" not in resolved and "description" in schema:
        # an array's items are usually described at the array
        return {**resolved, "description": schema["description"]}
    return resolved


def _resolve(schema: Mapping[str, Any], root: Mapping[str, Any]) -> Mapping[str, Any]:
    """Follow a local `$ref`; anything else is returned as it is."""
    for _ in range(8):
        reference = schema.get("$ref")
        if not isinstance(reference, str) or not reference.startswith("#/"):
            return schema
        target: Any = root
        for part in reference[2:].split("/"):
            target = target.get(part) if isinstance(target, Mapping) else None
        if not isinstance(target, Mapping):
            return schema
        schema = {**target, **{name: item for name, item in schema.items() if name != "$ref"}}
    return schema
