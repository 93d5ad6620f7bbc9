"""The filters: which dialogues are kept, and why the others are not.

Each filter is `(dialogue) -> Verdict`; `FILTERS` is the order in which they are asked, form before content.
Whether a dialogue repeats an earlier one is no property of it alone and is decided at export
(`near_duplicates`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jsonschema.exceptions import SchemaError as InvalidSchema
from jsonschema.exceptions import UnknownType, ValidationError
from referencing.exceptions import Unresolvable

from toolflow_dataset.rounds import is_error, read_result, split_rounds
from toolflow_dataset.types import Dialogue, Message, Tool, ToolCall

from .error_rounds import is_explained, unrecovered
from .grounding import ground_dialogue
from .leaks import has_json, has_markup, is_json, is_refusal, names_tool
from .structured import validator_of
from .validity import surely_valid


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a dialogue is kept; if not, a reason such as `no_call` or `ungrounded:book_hotel.check_in`."""

    keep: bool
    reason: str = ""

    @property
    def kind(self) -> str:
        """Return the reason without what comes after its colon."""
        return self.reason.partition(":")[0]


KEEP = Verdict(True)
Filter = Callable[[Dialogue], Verdict]


def apply_filters(dialogue: Dialogue) -> Verdict:
    """Return the first verdict against a dialogue, in the order of `FILTERS`.

    Source: section 3.3.
    """
    return next((verdict for one in FILTERS if not (verdict := one(dialogue)).keep), KEEP)


def drop(reason: str) -> Verdict:
    """Return a verdict against a dialogue."""
    return Verdict(False, reason)


def messages_have_text(dialogue: Dialogue) -> Verdict:
    """Drop as `empty_message` where a message is blank; a call turn may be."""
    blank = any(not message.content.strip() and not message.tool_calls for message in dialogue.messages)
    return drop("empty_message") if blank else KEEP


def roles_alternate(dialogue: Dialogue) -> Verdict:
    """Drop as `role_order` unless roles follow one another as they must, the system message first.

    Calls come from the assistant only. A user who speaks right after a result was given no answer:
    `no_final_answer`.
    """
    before = "start"
    for message in dialogue.messages:
        role = message.role
        if message.tool_calls and role != "assistant":
            return drop("role_order")
        if before == "tool" and role == "user":
            return drop("no_final_answer")
        if role not in _MAY_FOLLOW[before]:
            return drop("role_order")
        before = "calls" if message.tool_calls else role
    return KEEP


_MAY_FOLLOW = {
    "start": ("system", "user"),
    "system": ("user",),
    "user": ("assistant",),
    "assistant": ("user",),
    # a call turn without results is left to `calls_are_answered`, which says so
    "calls": ("tool", "user", "assistant"),
    "tool": ("tool", "assistant"),
}


def calls_are_answered(dialogue: Dialogue) -> Verdict:
    """Drop unless each call turn is followed by its results, one a call and in order.

    Reasons: `unanswered_call`, `repeated_call_id`, `stray_result`, `results_out_of_order`.
    """
    seen: set[str] = set()
    waiting: list[str] = []
    for message in dialogue.messages:
        if message.role == "tool":
            if message.tool_call_id not in waiting:
                return drop("stray_result")
            if message.tool_call_id != waiting.pop(0):
                return drop("results_out_of_order")
            continue
        if waiting:
            # what is still waiting at the very end is an unfinished dialogue, not a hole in it
            return drop("unanswered_call")
        waiting = [call.id for call in message.tool_calls]
        if len(seen | set(waiting)) < len(seen) + len(waiting):
            return drop("repeated_call_id")
        seen.update(waiting)
    return KEEP


def is_complete(dialogue: Dialogue) -> Verdict:
    """Drop as `incomplete` or `no_final_answer` unless a reply on the plan's last step ends it."""
    last = dialogue.messages[-1] if dialogue.messages else None
    if last is None or last.role in ("system", "user"):
        return drop("incomplete")
    if last.role == "tool" or last.tool_calls:
        return drop("no_final_answer")
    if dialogue.plan and dialogue.turn_steps and max(dialogue.turn_steps) < len(dialogue.plan) - 1:
        return drop("incomplete")
    return KEEP


def has_call(dialogue: Dialogue) -> Verdict:
    """Drop as `no_call` where no tool is called."""
    return KEEP if any(message.tool_calls for message in dialogue.messages) else drop("no_call")


def calls_name_tools(dialogue: Dialogue) -> Verdict:
    """Drop as `unknown_tool:<name>` where a tool is called that was not offered."""
    offered = {tool.name for tool in dialogue.tools}
    unknown = next((call.name for call in _calls(dialogue) if call.name not in offered), None)
    return KEEP if unknown is None else drop(f"unknown_tool:{unknown}")


def arguments_validate(dialogue: Dialogue) -> Verdict:
    """Drop as `invalid_arguments:<tool>.<path>` where arguments do not satisfy `parameters`.

    A schema that cannot be used at all is `invalid_schema:<tool>`. Formats (`date`, `email`...) are not
    checked: JSON Schema leaves them to taste, and tools in the wild use them loosely.
    """
    tools = {tool.name: tool for tool in dialogue.tools}
    for call in _calls(dialogue):
        if not isinstance(call.arguments, dict):
            return drop(f"invalid_arguments:{call.name}")
        path = _invalid(call.arguments, tools[call.name].parameters)
        if path is not None:
            return drop(_about(call.name, path, "invalid_arguments"))
    return KEEP


def results_validate(dialogue: Dialogue) -> Verdict:
    """Drop as `invalid_result:<tool>.<path>` where a result is no JSON or does not satisfy `returns`.

    Errors are free in form. Without `returns`, any JSON object will do. What an executed tool gave is kept as
    it is: where it breaks `returns`, its call is listed in the provenance.
    """
    really = {id for used in dialogue.provenance.executed.values() for id in used["off_schema"]}
    for call, message, tool in _answers(dialogue):
        if call.id in really:
            continue
        result = read_result(message.content)
        if isinstance(result, str) and not message.content.lstrip().startswith('"'):
            return drop(f"invalid_result:{call.name}")
        if is_error(result):
            continue
        if tool.returns is None:
            if not isinstance(result, dict):
                return drop(f"invalid_result:{call.name}")
            continue
        path = _invalid(result, tool.returns)
        if path is not None:
            return drop(_about(call.name, path, "invalid_result"))
    return KEEP


def text_is_clean(dialogue: Dialogue) -> Verdict:
    """Drop as `markup_in_text`, `refusal` or `raw_json_in_text` what no person and no assistant would write.

    A user who pastes a little data is fine, one whose whole message is an object is an agent's reply gone
    astray.
    """
    tools = dialogue.tools
    for message in dialogue.messages:
        text = message.content
        if message.role not in ("user", "assistant") or not text:
            continue
        user = message.role == "user"
        if (is_json if user else has_json)(text):
            return drop("raw_json_in_text")
        if has_markup(text, tools) or (user and names_tool(text, tools)):
            return drop("markup_in_text")
        if is_refusal(text):
            return drop("refusal")
    return KEEP


def errors_are_resolved(dialogue: Dialogue) -> Verdict:
    """Drop as `unrecovered_error:<tool>` where a failed call is neither made good nor explained in its round.

    Made good: a later call of the round gets a result from the same tool, or in place of it from another one.
    Explained: the reply that ends the round admits a failure, or uses the words of the error.
    """
    tools = {tool.name: tool for tool in dialogue.tools}
    for one in split_rounds(dialogue.messages):
        failed = unrecovered(one, tools)
        if failed and not is_explained(one, failed):
            return drop(f"unrecovered_error:{next(iter(failed))}")
    return KEEP


def values_are_grounded(dialogue: Dialogue) -> Verdict:
    """Drop as `ungrounded:<tool>.<path>` where an argument follows from nothing said before the call."""
    made_up = next((one for one in ground_dialogue(dialogue) if one.evidence is None), None)
    return KEEP if made_up is None else drop(f"ungrounded:{made_up.tool}.{made_up.path}")


FILTERS: tuple[Filter, ...] = (
    messages_have_text,
    roles_alternate,
    calls_are_answered,
    is_complete,
    has_call,
    calls_name_tools,
    arguments_validate,
    results_validate,
    text_is_clean,
    errors_are_resolved,
    values_are_grounded,
)


def _calls(dialogue: Dialogue) -> Iterator[ToolCall]:
    for message in dialogue.messages:
        yield from message.tool_calls


def _answers(dialogue: Dialogue) -> Iterator[tuple[ToolCall, Message, Tool]]:
    """Yield each call of an offered tool with its result message and its tool."""
    tools = {tool.name: tool for tool in dialogue.tools}
    calls = {call.id: call for call in _calls(dialogue)}
    for message in dialogue.messages:
        call = calls.get(message.tool_call_id or "") if message.role == "tool" else None
        if call is not None and call.name in tools:
            yield call, message, tools[call.name]


def _invalid(value: Any, schema: dict[str, Any]) -> str | None:
    """Return the path of the first fault, "" for the value itself, "?" for a broken schema; None if valid."""
    if surely_valid(value, schema):
        return None
    try:
        errors = sorted(validator_of(schema).iter_errors(value), key=_fault_path)
    except (UnknownType, InvalidSchema, Unresolvable, re.error, AttributeError, TypeError):
        # what a broken schema makes jsonschema raise
        return "?"
    return _fault_path(errors[0]) if errors else None


def _fault_path(error: ValidationError) -> str:
    """Return the dotted path of a fault; a missing or unknown property is a fault of that property."""
    path = "".join("[]" if isinstance(part, int) else f".{part}" for part in error.absolute_path)
    if error.validator == "required" and isinstance(error.instance, Mapping):
        required = error.validator_value if isinstance(error.validator_value, list) else []
        path += "." + next((str(name) for name in required if name not in error.instance), "")
    elif error.validator == "additionalProperties" and isinstance(error.instance, Mapping):
        known = error.schema.get("properties", {}) if isinstance(error.schema, Mapping) else {}
        path += "." + next((str(name) for name in error.instance if name not in known), "")
    return path.lstrip(".")


def _about(tool: str, path: str, reason: str) -> str:
    if path == "?":
        return f"invalid_schema:{tool}"
    return f"{reason}:{tool}.{path}" if path else f"{reason}:{tool}"
