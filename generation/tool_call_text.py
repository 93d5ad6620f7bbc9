"""Tool calls as text: how tools are described to a server that takes none, and how calls are read back.

A model without native calls is asked for `{"content": ..., "tool_calls": [...]}`. What it writes may still be
a fenced block, a `<tool_call>` tag or bare JSON amid prose; every JSON value in the text is looked at, so the
wrapping matters only for what is left as text. Small models do this on servers that take tools, too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from toolflow_dataset.types import Message, Tool

from .strict_json import parse_at
from .wire import UnusableReply

Found = tuple[str, Any]

_MOST_FAILURES = 200
_OPENING = re.compile(r"[{\[]")
_TAGGED = re.compile(r"<(?:tool_call|function_call|tool_use)>", re.IGNORECASE)
_NAMED_TAG = re.compile(r"<function=([A-Za-z0-9_.-]+)>\s*(\{.*?\})\s*(?:</function>|\Z)", re.DOTALL)
_WRAPPING = re.compile(
    r"```[\w-]*\s*```|</?(?:tool_call|tool_calls|function_call|tool_use)>|<\|python_tag\|>|\[TOOL_CALLS\]",
    re.IGNORECASE,
)
_GUIDE = """You can call these tools, given as JSON Schemas, one a line:
{tools}

Answer with one JSON object and nothing else, in this form:
{{"content": "", "tool_calls": [{{"name": "", "arguments": {{}}}}]}}
To call tools, list the calls in "tool_calls", each with its name and all its arguments; several are allowed.
To talk to the user, write the message in "content" and leave "tool_calls" empty.
The results of your calls come back to you between <tool_results> and </tool_results>."""


def describe_tools(tools: Sequence[Tool]) -> str:
    """Return the instructions that stand in for native tools."""
    lines = [json.dumps(tool.wire()["function"], ensure_ascii=False) for tool in tools]
    return _GUIDE.format(tools="\n".join(lines))


# bounds keep a small model, which repeats itself under a schema, from writing until its context is full
_LONGEST_CONTENT = 2000
_MOST_CALLS = 16


def reply_schema(tools: Sequence[Tool]) -> dict[str, Any]:
    """Return the schema of a guided reply.

    Each tool's calls are bound to its own parameters, except where those hold references, which would point
    elsewhere from inside.
    """
    calls = []
    for tool in tools:
        loose = '"$ref"' in json.dumps(tool.parameters)
        arguments = {"type": "object"} if loose else tool.parameters
        calls.append(_object({"name": {"type": "string", "enum": [tool.name]}, "arguments": arguments}))
    content = {"type": "string", "maxLength": _LONGEST_CONTENT}
    return _object(
        {
            "content": content,
            "tool_calls": {"type": "array", "items": {"anyOf": calls}, "maxItems": _MOST_CALLS},
        }
    )


def render_as_text(messages: Iterable[Message]) -> list[dict[str, Any]]:
    """Return messages for a server without tools: calls as guided replies, results inside user messages.

    The results of one call turn share one user message, so that user and assistant alternate.
    """
    documents: list[dict[str, Any]] = []
    names: dict[str, str] = {}
    results: list[dict[str, Any]] = []
    for message in messages:
        if message.role == "tool":
            results.append(
                {"name": names.get(message.tool_call_id or "", ""), "result": _parsed(message.content)}
            )
            continue
        if results:
            documents.append(_results_message(results))
            results = []
        content = message.content
        if message.role == "assistant":
            names.update({call.id: call.name for call in message.tool_calls})
            calls = [{"name": call.name, "arguments": call.arguments} for call in message.tool_calls]
            content = json.dumps({"content": content, "tool_calls": calls}, ensure_ascii=False)
        documents.append({"role": message.role, "content": content})
    if results:
        documents.append(_results_message(results))
    return documents


def read_guided(text: str, names: Collection[str]) -> tuple[str, list[Found]]:
    """Read a guided reply: what is said, and the calls; text that is no such object may hold calls anyhow.

    Raises:
        UnusableReply: If it has the form of calls but names none that can be read.
    """
    for _, _, value in json_values(text):
        if isinstance(value, dict) and ("content" in value or "tool_calls" in value) and "name" not in value:
            said, calls = value.get("content"), value.get("tool_calls") or []
            found = [_as_call(call) for call in (calls if isinstance(calls, list) else [calls])]
            if None in found:
                raise UnusableReply('each entry of "tool_calls" must be {"name": ..., "arguments": {...}}')
            return (said.strip() if isinstance(said, str) else ""), [call for call in found if call]
    said, calls = find_calls(text, names)
    if not calls and said.startswith(("{", "[", "```")):
        raise UnusableReply('the answer must be one JSON object with "content" and "tool_calls"')
    return said, calls


def find_calls(text: str, names: Collection[str]) -> tuple[str, list[Found]]:
    """Find calls of offered tools in free text; return the text without them, and the calls in order.

    JSON that is not a call of an offered tool stays in the text.

    Raises:
        UnusableReply: If a call tag holds no readable call.
    """
    calls: list[Found] = []
    kept: list[str] = []
    position = 0
    for start, end, found in _call_spans(text, names):
        kept.append(text[position:start])
        calls += found
        position = end
    if not calls:
        if _TAGGED.search(text):
            raise UnusableReply(
                f"the call could not be read as JSON with one of the names {', '.join(sorted(names))}"
            )
        return text.strip(), []
    rest = _WRAPPING.sub("", "".join([*kept, text[position:]]))
    return re.sub(r"\n{3,}", "\n\n", rest).strip(" \n\t`;,"), calls


def json_values(text: str) -> Iterator[tuple[int, int, Any]]:
    """Yield each outermost JSON object or array in a text, with its start and end.

    Brackets that begin nothing are passed over, up to `_MOST_FAILURES`: each may take reading the rest.
    """
    position = 0
    failures = _MOST_FAILURES
    while opening := _OPENING.search(text, position):
        try:
            value, end = parse_at(text, opening.start())
        except ValueError:
            position = opening.end()
            if not (failures := failures - 1):
                return
            continue
        position = end
        yield opening.start(), position, value


def _call_spans(text: str, names: Collection[str]) -> Iterator[tuple[int, int, list[Found]]]:
    named = [(match.start(), match.end(), [(match[1], match[2])]) for match in _NAMED_TAG.finditer(text)]
    if named:
        yield from named
        return
    for start, end, value in json_values(text):
        if isinstance(value, Mapping) and isinstance(value.get("tool_calls"), list):
            value = value["tool_calls"]
        found = [_as_call(item) for item in (value if isinstance(value, list) else [value])]
        calls = [call for call in found if call and call[0] in names]
        if calls and len(calls) == len(found):
            yield start, end, calls


def _as_call(value: Any) -> Found | None:
    """Read one call from the shapes models use, or return None."""
    if not isinstance(value, Mapping):
        return None
    if isinstance(value.get("function"), Mapping):
        value = value["function"]
    name = next((value[key] for key in ("name", "function", "tool") if isinstance(value.get(key), str)), None)
    if name is None:
        return None
    for key in ("arguments", "parameters", "args", "input"):
        if isinstance(value.get(key), (str, Mapping)):
            return name, value[key]
    return (name, {}) if set(value) <= {"name", "function", "tool", "id", "type", "arguments"} else None


def _results_message(results: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    lines = "\n".join(json.dumps(result, ensure_ascii=False) for result in results)
    return {"role": "user", "content": f"<tool_results>\n{lines}\n</tool_results>"}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text
