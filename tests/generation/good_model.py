"""A model that answers well, as a script behind a real endpoint.

It knows the request body and nothing else, as a model would: its role from the system prompt, all else from
blocks and messages. What it does follows from the history, so it obeys `leave_out_value` and `fail` wherever
they fall: it asks for what is missing, tries a failed call once more, and says so if that fails as well.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
import re
from typing import Any, Literal

from good_model_lines import ERRORS, PLAN, REQUESTS, RESULTS, Asked, Memory, key_of
from scripted_server import Answer

from toolflow_generation.prompting import instructions, read_block, read_history

NAME = "good-model"
ROLES = ("planner", "user", "assistant", "tool")
Habit = Literal["native", "object", "array", "blocks", "tags"]

_TRIES = 2
_RESULTS = re.compile(r"<tool_results>\n(.*)\n</tool_results>", re.DOTALL)


def role_of(body: dict[str, Any]) -> str:
    """Return the role that a request's system prompt gives to the model."""
    prompt = body["messages"][0]["content"]
    return next(role for role in ROLES if prompt.startswith(instructions(role)))


class GoodModel:
    """Answers request bodies.

    Args:
        habit: How calls are written: natively, or in text as one JSON object in a fence, as an array in a
            fence, as one fence a call, or in `<tool_call>` tags.
    """

    def __init__(self, habit: Habit = "native") -> None:
        self._habit = habit
        self._ids = itertools.count(1)

    def __call__(self, body: dict[str, Any]) -> Answer:
        """Answer as the role that is asked for."""
        role = role_of(body)
        if role == "assistant":
            return self._assistant(body)
        prompt = body["messages"][1]["content"]
        said = {"planner": _plan, "user": _user, "tool": _tool}[role](prompt)
        text = json.dumps(said, ensure_ascii=False)
        return text if "response_format" in body else f"Here you go:\n\n```json\n{text}\n```"

    def _assistant(self, body: dict[str, Any]) -> Answer:
        text, asked = _next(body["messages"])
        if "response_format" in body:  # decoding is held to the schema, whatever the habit
            named = [{"name": name, "arguments": arguments} for name, arguments in asked]
            return json.dumps({"content": text, "tool_calls": named}, ensure_ascii=False)
        if not asked:
            return text
        if self._habit == "native":
            assert "tools" in body
            return {"role": "assistant", "content": text or None, "tool_calls": [*map(self._native, asked)]}
        return _written(self._habit, text, asked)

    def _native(self, asked: Asked) -> dict[str, Any]:
        name, arguments = asked
        function = {"name": name, "arguments": json.dumps(arguments, ensure_ascii=False)}
        return {"id": f"call_{next(self._ids):024d}", "type": "function", "function": function}


def _written(habit: Habit, text: str, asked: list[Asked]) -> str:
    """Return calls as models write them that were given none to fill in."""
    calls = [{"name": name, "arguments": arguments} for name, arguments in asked]
    if habit == "object":
        return _fenced({"content": text, "tool_calls": calls})
    if habit == "array":
        return f"{text}\n\n{_fenced(calls)}".strip()
    if habit == "blocks":
        return "\n\n".join([text, *map(_fenced, calls)]).strip()
    tags = [f"<tool_call>\n{json.dumps(call, ensure_ascii=False)}\n</tool_call>" for call in calls]
    return "\n".join([text, *tags]).strip()


def _fenced(value: Any) -> str:
    return f"```json\n{json.dumps(value, ensure_ascii=False, indent=2)}\n```"


def _plan(prompt: str) -> dict[str, Any]:
    target = read_block("inputs", prompt)["target_steps"]
    return {"steps": [{"kind": kind, "request": request} for kind, request in PLAN[:target]]}


def _user(prompt: str) -> dict[str, Any]:
    inputs, turn, history = read_block("inputs", prompt), read_block("turn", prompt), read_history(prompt)
    spoken = [message.content for message in history if message.role == "user"]
    current = _request_of(spoken[-1]) if spoken else -1
    if spoken and history[-1].content == REQUESTS[current].question:
        return _turn(inputs, current, REQUESTS[current].missing)
    current += 1
    last = len(inputs["plan"]) if "plan" in inputs else len(REQUESTS)
    if current >= last or ("plan" not in inputs and turn["round"] > inputs["target_rounds"]):
        completed = list(range(1, last + 1)) if "plan" in inputs else []
        return {"completed_steps": completed, "current_step": None, "done": True, "message": ""}
    request = REQUESTS[current]
    omits = turn["leave_out_value"] and request.short
    return _turn(inputs, current, request.short if omits else request.full)


def _turn(inputs: dict[str, Any], current: int, message: str) -> dict[str, Any]:
    planned = "plan" in inputs
    return {
        "completed_steps": list(range(1, current + 1)) if planned else [],
        "current_step": current + 1 if planned else None,
        "done": False,
        "message": message,
    }


def _request_of(message: str) -> int:
    """Return which request a user message belongs to."""
    return next(
        number
        for number, request in enumerate(REQUESTS)
        if message in (request.full, request.short, request.missing)
    )


def _tool(prompt: str) -> dict[str, Any]:
    turn = read_block("turn", prompt)
    results = []
    for call in turn["calls"]:
        failed = call["id"] in turn["fail"]
        result = {"error": ERRORS[call["name"]]} if failed else RESULTS[call["name"]](call["arguments"])
        results.append({"name": call["name"], "results": result})
    return {"results": results}


def _next(messages: list[dict[str, Any]]) -> tuple[str, list[Asked]]:
    """Return the next assistant message: its text and its calls."""
    spoken = [
        one["content"] for one in messages if one["role"] == "user" and not _RESULTS.match(one["content"])
    ]
    request = REQUESTS[_request_of(spoken[-1])]
    if request.short == spoken[-1]:
        return request.question, []
    memory = _remember(messages)
    for stage in request.stages:
        owed = [asked for asked in stage(memory) if memory.result(asked) is None]
        if any(memory.failures.get(key_of(asked), 0) >= _TRIES for asked in owed):
            return _sorry(memory), []
        if owed:
            again = any(key_of(asked) in memory.failures for asked in owed)
            first = messages[-1]["content"] == spoken[-1]
            return ("That didn't go through, let me try again." if again else request.aside * first), owed
    return request.answer(memory), []


def _sorry(memory: Memory) -> str:
    return (
        f"I'm sorry, that didn't work even on a second try ({memory.last_error[0].lower()}{memory.last_error[1:]}). "
        "It may be worth trying again a little later."
    )


def _remember(messages: list[dict[str, Any]]) -> Memory:
    """Look back over the results, which come as tool messages, or as text where the server takes no tools."""
    today = re.search(r"\d{4}-\d\d-\d\d", messages[0]["content"].removeprefix(instructions("assistant")))
    assert today is not None
    memory = Memory(dt.date.fromisoformat(today[0]))
    asked: list[tuple[str, Asked]] = []
    for one in messages:
        text = one["content"] or ""
        if one["role"] == "assistant":
            asked = _read_calls(one)
        elif one["role"] == "tool":
            identifier, call = asked.pop(0)
            assert identifier == one["tool_call_id"]
            _note(memory, call, json.loads(text))
        elif written := _RESULTS.match(text):
            for (_, call), line in zip(asked, written[1].splitlines(), strict=True):
                answered = json.loads(line)
                assert answered["name"] == call[0]
                _note(memory, call, answered["result"])
        elif one["role"] == "user":
            memory.failures.clear()
    return memory


def _read_calls(message: dict[str, Any]) -> list[tuple[str, Asked]]:
    if "tool_calls" in message:
        functions = [(call["id"], call["function"]) for call in message["tool_calls"]]
        return [(own, (one["name"], json.loads(one["arguments"]))) for own, one in functions]
    if not message["content"].startswith("{"):
        return []
    return [("", (call["name"], call["arguments"])) for call in json.loads(message["content"])["tool_calls"]]


def _note(memory: Memory, call: Asked, result: dict[str, Any]) -> None:
    key = key_of(call)
    if "error" in result:
        memory.failures[key] = memory.failures.get(key, 0) + 1
        memory.last_error = result["error"]
    else:
        memory.found[key] = result
        memory.failures.pop(key, None)
