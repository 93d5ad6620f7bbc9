"""Ask for JSON: validate the answer here, whatever the endpoint promised; ask again with the exact error."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import UnknownType, ValidationError, relevance
from jsonschema_specifications import REGISTRY
from referencing.exceptions import Unresolvable

from toolflow_dataset.errors import ChatError, SchemaError
from toolflow_dataset.types import Message

from .chat import Chat, Reply, Usage
from .identity import IdentityCache
from .strict_json import parse
from .tool_call_text import json_values
from .validity import surely_valid

_ERRORS_TOLD = 3
_LONGEST_UNFINISHED = 200

_validators: IdentityCache[dict[str, Any], Draft202012Validator] = IdentityCache(4096)


async def ask_json(
    chat: Chat,
    messages: Sequence[Message],
    schema: dict[str, Any],
    attempts: int = 3,
    check: Callable[[Any], str | None] | None = None,
    judged_by: dict[str, Any] | None = None,
) -> tuple[Any, Reply]:
    """Ask until the reply is JSON that satisfies the schema and the check.

    Args:
        chat: The model.
        messages: The prompt; each further attempt adds the last answer and what is wrong with it.
        schema: JSON Schema of the value; not to be changed afterwards.
        attempts: How often to ask at most.
        check: Says what is wrong with a value the schema cannot judge, or None if nothing is.
        judged_by: Schema that answers are checked against; `schema` itself where None. A looser one leaves
            it to `check` to say in words what is wrong.

    Returns:
        The value, and the reply it came in with the usage of all attempts.

    Raises:
        ChatError: If no attempt brought a usable value.
        SchemaError: If the schema itself cannot be used.
    """
    usage = Usage()
    prompt = messages
    problem = answer = model = ""
    for attempt in range(attempts):
        reply = await chat(prompt, schema=schema)
        value, problem = read_json(reply.message.content, schema if judged_by is None else judged_by, check)
        problem = reply.problem or problem
        if not problem:
            return value, reply if attempt == 0 else replace(reply, usage=_add(usage, reply.usage))
        usage = _add(usage, reply.usage)
        answer, model = reply.message.content, reply.model
        if reply.finish_reason == "length":
            problem = "it was cut off at the token limit, be briefer"
            answer = _beginning(answer)
        complaint = (
            f"Your last answer could not be used: {problem}. Give the whole answer again, as JSON only."
        )
        prompt = [*messages, Message("assistant", answer or "(empty)"), Message("user", complaint)]
    raise ChatError(
        f"model {model!r} gave no usable JSON in {attempts} attempts; the last problem: {problem}; "
        f"the last answer: {answer[:200]!r}"
    )


def read_json(
    text: str, schema: dict[str, Any], check: Callable[[Any], str | None] | None = None
) -> tuple[Any, str]:
    """Read the value of a reply, in a code fence or amid prose too; return it and what is wrong with it.

    Raises:
        SchemaError: If the schema itself cannot be used.
    """
    try:
        candidates = [parse(text)]
    except ValueError as error:
        candidates = [value for _, _, value in json_values(text)]
        broken = f"it is not valid JSON ({error})" if text.strip() else "it is empty"
    else:
        broken = ""
    problems = []
    for value in candidates:
        problem = schema_problem(value, schema) or (check(value) if check else None)
        if not problem:
            return value, ""
        problems.append(problem)
    if broken and (not problems or text.lstrip().startswith(("{", "["))):
        return None, broken  # what could be read is but a piece of it
    return None, problems[0]


def schema_problem(value: Any, schema: dict[str, Any]) -> str:
    """Return what a schema finds wrong with a value, with the paths; empty if nothing.

    Raises:
        SchemaError: If the schema itself cannot be used.
    """
    if surely_valid(value, schema):
        return ""
    validator = validator_of(schema)
    try:
        errors = list(islice(sorted(validator.iter_errors(value), key=relevance), _ERRORS_TOLD))
    except (UnknownType, Unresolvable, re.error) as error:
        reason = " ".join(str(error).split())[:200]
        raise SchemaError(
            f"a reply cannot be checked against its schema: {reason}; mend the tool's schema"
        ) from error
    return "; ".join(map(_describe, errors))


def validator_of(schema: dict[str, Any]) -> Draft202012Validator:
    """Return the compiled validator of a schema object; it never fetches a remote reference.

    Compiled once per object, which must not change.
    """
    return _validators.get(schema, None, lambda: Draft202012Validator(schema, registry=REGISTRY))


def _beginning(answer: str) -> str:
    """Return how an answer begins that did not end: a model that sees itself go on and on does so again."""
    return answer if len(answer) <= _LONGEST_UNFINISHED else f"{answer[:_LONGEST_UNFINISHED]}..."


def _describe(error: ValidationError) -> str:
    message = error.message if len(error.message) <= 200 else f"{error.message[:200]}..."
    return f"at {error.json_path}: {message}"


def _add(one: Usage, other: Usage) -> Usage:
    return Usage(one.prompt_tokens + other.prompt_tokens, one.completion_tokens + other.completion_tokens)
